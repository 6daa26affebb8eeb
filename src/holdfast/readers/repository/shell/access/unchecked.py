"""Logins over SSH that take whatever host answers for the one that is meant."""

from collections.abc import Iterator

from holdfast.model.facts import UncheckedHost
from holdfast.model.own_machine import OWN_MACHINE
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell.steps.source import Source

_OFF = regex(
    # Where `echo -e` or `printf` writes a file, an option may stand right behind the mark of a new row.
    r"(?i)(?:\b|(?<=-o)|\\[nrt])(?:StrictHostKeyChecking(?:\s*=\s*|\s+)[\"']?(?:no|off)\b"
    r"|UserKnownHostsFile(?:\s*=\s*|\s+)[\"']?/dev/null)"
    r"|\bANSIBLE_HOST_KEY_CHECKING\s*=\s*[\"']?(?:false|no|0)\b"
)
_SAYS = regex(r"^\s*(?:#|(?:echo|printf)\b(?![^\n]*(?:>|\|\s*(?:sudo\s+)?tee\b)))")
_FORGES = regex(
    r"(?i)github\.com|(?<!registry\.)gitlab(?!-ci\b|-runner)|bitbucket|codecommit"
    r"|\bgit\s+(?:clone|pull|push|fetch)|GIT_SSH|core\.sshCommand"
)
_OWN_MACHINE = regex(OWN_MACHINE)
_LOGS_IN = regex(
    r"(?i)(?<![\w=-])(?:ssh|scp|sftp)\s[^\n]{0,300}?-o\s?[\"']?(?:StrictHostKeyChecking|UserKnownHostsFile)"
    r"[^\s]{0,40}(?:\s[^\s\"'][^\n\"']{0,200})?"
)
"""The words of a login up to what its host is told to do."""
_ABOVE = 3
"""Rows of a configuration of SSH above an option in which its host is named."""


_SET_OFF = regex(
    r"(?im)^[^#;\n]{0,40}?(?:[\"']?\bANSIBLE_HOST_KEY_CHECKING[\"']?\s*(?::|\s=\s)|^host_key_checking\s*=|\bansible_host_key_checking\s*=)"
    r"\s*[\"']?(?:false|no|0|off)\b|^[^#\n]{0,200}\bdisableHostKeyChecking\s*:\s*true\b"
)
"""The same as a setting of Ansible's: in its own file, in an inventory, or among a pipeline's variables."""


def unchecked_by_setting(snippet: Snippet) -> Iterator[UncheckedHost]:
    """Settings, and not commands, by which Ansible takes whatever host answers."""
    if "host_key_checking" not in snippet.text.lower() and "disableHostKeyChecking" not in snippet.text:
        return
    for match in _SET_OFF.finditer(snippet.text):
        at = snippet.at(snippet.text.count("\n", 0, match.end()) + 1)
        yield UncheckedHost(kind=snippet.kind, at=at, environment=snippet.environment, old=snippet.old)


def unchecked_in_text(snippet: Snippet) -> Iterator[UncheckedHost]:
    """Options of SSH in a text that is no script, such as an inventory."""
    for number, row in enumerate(snippet.rows, start=1):
        if (
            "ssh" in row[:2_000].lower()
            and not row.lstrip().startswith(("#", ";"))
            and _turns_off(snippet.rows, number)
        ):
            at = snippet.at(number)
            yield UncheckedHost(kind=snippet.kind, at=at, environment=snippet.environment, old=snippet.old)


def unchecked_hosts(source: Source) -> Iterator[UncheckedHost]:
    """Each run of rows that turns the check of a host's key off; not those for a forge, which holds no release."""
    rows = source.snippet.rows
    first: int | None = None
    for number in range(1, len(rows) + 2):
        if number <= len(rows) and _turns_off(rows, number):
            first = first or number
        elif first is not None:
            yield UncheckedHost(**source.common(source.snippet.at(first, number - 1)))
            first = None


def _turns_off(rows: list[str], number: int) -> bool:
    row = rows[number - 1][:2_000]
    if not _OFF.search(row) or _SAYS.match(row):
        return False
    login = _LOGS_IN.search(row)
    # What its host is told to fetch from a forge, and what went before on this machine, is no part of the login.
    near = row[: login.end()] if login else "\n".join(rows[max(number - 1 - _ABOVE, 0) : number])
    return not _FORGES.search(near) and not _OWN_MACHINE.search(row)

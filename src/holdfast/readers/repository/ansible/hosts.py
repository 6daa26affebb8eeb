"""The hosts that Ansible's inventories name by their addresses, each told once, and the way in that needs no port."""

from collections.abc import Iterator

from holdfast.model.facts import Instance, Login
from holdfast.model.own_machine import OWN_MACHINE
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet

_GROUP = regex(r"^\s*\[(?P<name>[\w.-]{1,60})(?P<of>:\w{1,20})?\]\s*$")
_ADDRESS = r"(?:\d{1,3}(?:\.\d{1,3}){3}|[A-Za-z0-9-]{1,60}(?:\.[A-Za-z0-9-]{1,60}){1,6})"
_ROW = regex(rf"^(?P<name>{_ADDRESS})(?::\d{{1,5}})?(?=\s|$)")
_GIVEN = regex(rf"\bansible_(?:ssh_)?host\s*[=:]\s*[\"']?(?P<name>{_ADDRESS})(?![\w.])")
_OWN = regex(rf"(?i){OWN_MACHINE}$|\.local$")
_AT_HOME = regex(r"(?i)ansible_connection\s*[=:]\s*[\"']?local|vagrant|virtualbox")
_SAMPLE = regex(r"(?i)\.(?:te?mpla?te?|tmpl|tpl|example|sample|dist|j2)$")
_BESIDE = (
    (regex(r"(?i)(?:^|[_-])(?:dbs?|databases?|postgres\w*|mysql|mariadb|mongo\w*|redis|cache)(?:$|[_-])"), "database"),
    (regex(r"(?i)bastion|jump"), "bastion"),
    (regex(r"(?i)jenkins|runners?|monitor|logs?(?:$|[_-])|(?:^|[_-])(?:ci|build|proxy|lb)(?:$|[_-])"), "build"),
)
_BY_SSM = regex(
    r"^[^#;\n]{0,400}?(?:\bansible_connection|^\s{0,20}(?:- )?connection|^transport)\s{0,4}[=:]\s{0,4}[\"']?"
    r"(?:community\.aws\.|amazon\.aws\.)?aws_ssm\b"
)
_SERVES = regex(r"(?i)web|app|api|server|prod|backend|front|www|site")


def managed_ways(snippet: Snippet) -> Iterator[Login]:
    """Where hosts are entered through Systems Manager: in an inventory, its variables, a play, Ansible's settings."""
    if "aws_ssm" not in snippet.text:
        return
    for number, row in enumerate(snippet.rows, start=1):
        if _BY_SSM.search(row[:2_000]):
            yield Login(
                kind=snippet.kind,
                at=snippet.at(number),
                environment=snippet.environment,
                old=snippet.old,
                method="ssm",
                actor="script",
                tool="ansible",
            )


def hosts_of(snippet: Snippet) -> Iterator[Instance]:
    """One instance for each host that has an address: those of a developer's own machine and of samples are none."""
    if _SAMPLE.search(snippet.path) or _AT_HOME.search(snippet.text):
        return
    group, seen = "", set[str]()
    for number, row in enumerate(snippet.rows, start=1):
        head = _GROUP.match(row[:200])
        if head is not None:
            group = head["of"] or head["name"]
            continue
        match = None if row.lstrip().startswith(("#", ";")) else _GIVEN.search(row[:500])
        match = match or (None if group.startswith(":") else _ROW.match(row[:500]))
        if match is None or match["name"] in seen or _OWN.search(match["name"]):
            continue
        seen.add(match["name"])
        yield Instance(
            kind=snippet.kind,
            at=snippet.at(number),
            environment=snippet.environment,
            old=snippet.old,
            name=match["name"],
            purpose=_purpose(group),
        )


def _purpose(group: str) -> str | None:
    beside = next((purpose for pattern, purpose in _BESIDE if pattern.search(group)), None)
    return beside or ("application" if _SERVES.search(group) else None)

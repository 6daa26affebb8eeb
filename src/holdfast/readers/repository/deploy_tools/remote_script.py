"""Shell that a tool types on hosts, task by task: what it says, and the release that it puts live there."""

import re
from collections.abc import Iterator

from holdfast.model.evidence import Location
from holdfast.model.facts import Deployment, Rollback
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Reading, Snippet
from holdfast.readers.repository.shell import facts_of, parse
from holdfast.readers.repository.shell.delivery.carried import carries_identity
from holdfast.readers.repository.shell.delivery.reader import identity_of, probes
from holdfast.readers.repository.shell.rollback.undone import on_failure
from holdfast.readers.repository.shell.steps.purposes import activation, is_build, is_strong
from holdfast.readers.repository.shell.steps.sent import sends_release
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.command import Command
from holdfast.readers.repository.shell.syntax.parse import Script

_BRINGS = regex(
    r"^(?:git (?:clone|pull|checkout)|docker (?:pull|run|compose(?!.* (?:down|stop|rm|kill)\b))|rsync|scp"
    r"|tar -?[a-z]*x[a-z]*|unzip|aws s3 cp|curl -fsSL -o)\b"
)
_OF_TOOLS = regex(
    r"^curl\b.* (?:/usr/(?:local/)?(?:s?bin|share|lib)/|/etc/|/root/|~/)"
    r"|^curl\b.*(?:\.repo|\.list|\.asc|\.gpg|\.key|\.rpm|\.deb|/gpg)(?:\s|$)"
    r"|^(?:rsync|scp)\b.*(?: (?:\S+:)?(?:/etc/|/usr/|\S*/\.ssh/)|\b(?:id_rsa|id_ed25519|authorized_keys)\b)"
)
"""What is fetched for the machine itself: programs that others make, and what it is set up with."""
_WAY_BACK = regex(r"roll[-_ ]?back|revert", re.IGNORECASE)


def remote_facts(part: Snippet) -> Iterator[Reading]:
    """Facts of such shell; the tool stops at the first task that fails, as a shell under `set -e` does."""
    found = list(facts_of(part, errexit=True))
    yield from found
    if not any(isinstance(reading, Deployment) for reading in found):
        yield from deployed(part)


def deployed(part: Snippet) -> Iterator[Deployment | Rollback]:
    """What puts a release onto hosts: it brings something new and starts it; or an earlier one, by its name."""
    script = parse(part.text, errexit=True)
    starts = Source(part, script).activations
    live = [one for one in starts if not on_failure(one)] or starts
    new = [one for one in script.commands if _BRINGS.match(one.text) and not _OF_TOOLS.search(one.text)]
    if not live:
        yield from _only_sent(part, script)
        return
    if not (new or any(is_build(command) for command in script.commands)):
        return
    if _WAY_BACK.search(part.path.rpartition("/")[2]):
        yield Rollback(
            kind=part.kind,
            at=part.at(live[-1].line, live[-1].end_line),
            environment=part.environment,
            old=part.old,
            target="commit" if identity_of(script.commands, script.variables) == "commit" else "previous",
        )
        return
    # What is started again behind a step of its own (a new schema) went live the first time.
    act = next(one for one in live if one.text == live[-1].text)
    method = activation(act) or ""
    # What is only built in its place may have come by any name.
    identity = identity_of(script.commands, script.variables) if new or is_strong(method) else None
    nameless = bool(new) and identity in ("none", "latest")
    yield Deployment(
        kind=part.kind,
        at=part.at(act.line, act.end_line),
        environment=part.environment,
        old=part.old,
        places={"identity": _brought(new, part)} if nameless else {},
        method=method if is_strong(method) else "ssh",
        name=part.name,
        identity=identity,
        carries_identity=carries_identity(script.commands),
        asks_health=any(True for _ in probes(script.commands)),
        starts=activation(act),
    )


_NAMED_FOR_IT = regex(
    r"(?i)(?:^|/)(?!.*roll[-_]?back)(?:[\w.]{0,40}[-_.])?(?:deploy|release|publish)(?:[-_.][\w.-]{0,40})?"
    r"\.(?:[cm]?[jt]s|py|rb|php|pl|go)$"
)


def _only_sent(part: Snippet, script: Script) -> Iterator[Deployment]:
    """What a program that is named for releases sends to a host is live there, or is started by what waits for it."""
    if not _NAMED_FOR_IT.search(part.path):
        return
    sent = [one for one in script.commands if sends_release(one, script) and not _OF_TOOLS.search(one.text)]
    if sent:
        yield Deployment(
            kind=part.kind,
            at=part.at(sent[0].line, sent[0].end_line),
            environment=part.environment,
            old=part.old,
            method="ssh",
            name=part.name,
            identity=identity_of(script.commands, script.variables),
            asks_health=any(True for _ in probes(script.commands)),
        )


_LATEST = regex(r"^docker (?:pull|run)\b.*:latest\b")


def _brought(new: list[Command], part: Snippet) -> Location:
    """What brings the release: a pull rather than a first clone."""
    latest = (command for command in new if _LATEST.search(command.text))
    pulls = (command for command in new if command.text.startswith("git pull"))
    again = (command for command in new if not command.text.startswith("git clone"))
    clones = (command for command in new if command.text.startswith("git clone"))
    shown = next(latest, None) or next(pulls, None) or next(again, None) or next(clones, new[0])
    return part.at(shown.line, shown.end_line)

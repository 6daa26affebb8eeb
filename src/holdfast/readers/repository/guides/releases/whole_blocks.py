"""Whole releases that a guide shows in one block: how they are made, and what each is called."""

import re
from collections.abc import Iterable, Iterator

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Deployment
from holdfast.model.regex import regex
from holdfast.readers.repository.guides.guide import Code, Guide
from holdfast.readers.repository.guides.health.asked_after import is_asked
from holdfast.readers.repository.guides.on_server import on_server
from holdfast.readers.repository.guides.page.typed import GIT
from holdfast.readers.repository.guides.releases.commands import commands_of
from holdfast.readers.repository.guides.releases.first import is_looked_up, pulls
from holdfast.readers.repository.guides.releases.narrowed import lines_of
from holdfast.readers.repository.shell import parse
from holdfast.readers.repository.shell.delivery.reader import identity_of

_CHECKED_OUT = regex(
    r"\bgit\s+(?:checkout|switch)\s+(?:-\S+\s+)*\S*?"
    r"(?:(?<![a-z])(?P<commit>commit|sha|hash)(?![a-z])|(?P<tag>(?<![a-z])(?:tag|version)(?![a-z])|(?<![\w.])v?\d+\.\d+\.\d))",
    re.IGNORECASE,
)
"""A release that is chosen by its name: a tag or a commit, or the words that stand for one."""

_TAKES_BRANCH = regex(rf"\b{GIT}(?:pull|reset)\b")
_COMPOSE = regex(r"docker(?:\s+|-)compose\s+(?:[^\n]{0,200}\s)?up\b", re.ASCII)
_PM2 = regex(r"\bpm2\s", re.ASCII)


def is_whole(guide: Guide, code: Code) -> bool:
    """One block brings a release and starts it, or builds it where the web server takes its pages from."""
    live = commands_of(code.fence.text).started or is_given_out(guide, code.fence.text)
    return live and pulls(code) and on_server(guide, code)


_ROOT = regex(r"(?m)^[^\S\n]*root[^\S\n]+[\"']?(?P<folder>/[\w./-]{2,200})")
_BUILDS_IN = regex(
    r"(?m)^[^\S\n]*(?:\$[^\S\n]*)?cd[^\S\n]+[\"']?(?:[\w.~$/-]{0,160}/)?(?P<name>[\w.-]{2,60})/?[\"']?[^\S\n]*(?:&&[^\n]*)?$"
    r"(?=[\s\S]{0,400}?\b(?:npm|yarn|pnpm)[^\S\n]+(?:run[^\S\n]+)?build\b)"
)


def is_given_out(guide: Guide, text: str) -> bool:
    """What is built anew lies below a folder that the guide has the web server give out: it is live at once."""
    roots = {part for match in _ROOT.finditer(guide.all_text) for part in match["folder"].split("/")}
    return any(match["name"] in roots for match in _BUILDS_IN.finditer(text))


def whole_release(guide: Guide, code: Code) -> Deployment:
    """A whole release in a further chapter: who mends the way of the first one mends this one, too."""
    return Deployment(
        kind=EvidenceKind.INSTRUCTED,
        at=lines_of(guide, code),
        environment=code.snippet.environment,
        old=code.snippet.old,
        method=method_of(code.fence.text),
        identity=named(code.fence.text),
        asks_health=is_asked(code.fence.text),
        manual=True,
    )


def whole_releases(guide: Guide, codes: Iterable[Code]) -> Iterator[Deployment]:
    """The whole releases among blocks of which the reader of commands has told none."""
    for code in codes:
        if is_whole(guide, code) and not any(isinstance(one, Deployment) for one in code.readings):
            yield whole_release(guide, code)


def kind_of(guide: Guide, first: Code, last: Code) -> EvidenceKind:
    """Nobody goes through a list of commands in a row; but one of its blocks may be a whole release."""
    whole = first is last and is_whole(guide, first)
    return EvidenceKind.CLAIMED if is_looked_up(first) and not whole else EvidenceKind.INSTRUCTED


def method_of(text: str) -> str:
    """What starts it."""
    return "compose" if _COMPOSE.search(text) else "pm2" if _PM2.search(text) else "ssh"


def named(text: str) -> str:
    """How what is typed names the release: by the image that it makes or takes, or by what it checks out."""
    script = parse(text)
    sort = None if _TAKES_BRANCH.search(text) else identity_of(script.commands, script.variables)
    return sort if sort in ("commit", "tag", "number") else checked_out(text)


def checked_out(text: str) -> str:
    """How what is checked out names it."""
    chosen = None if _TAKES_BRANCH.search(text) else _CHECKED_OUT.search(text)
    if chosen is None:
        return "none"
    return "tag" if chosen["tag"] else "commit"

"""Releases of which a guide shows no command but the one that brings the program onto its server."""

from collections.abc import Iterator

from holdfast.model.facts import Deployment
from holdfast.model.regex import regex
from holdfast.readers.repository.embedded import is_yaml
from holdfast.readers.repository.guides.guide import Code, Guide
from holdfast.readers.repository.guides.on_server import on_server
from holdfast.readers.repository.guides.page.typed import GIT
from holdfast.readers.repository.guides.releases.commands import commands_of
from holdfast.readers.repository.guides.releases.first import sets_up
from holdfast.readers.repository.guides.releases.raised import GOES_BACK, rows_of
from holdfast.readers.repository.whole.cloned_tools import CLONES_TOOL

_COMPOSE = regex(r"\bdocker(?: |-)compose\s[^\n#]{0,60}\bup\b")
_BROUGHT = regex(rf"^\s*(?:\$\s*)?(?:sudo\s+)?{GIT}(?:clone|pull)\b")
_AT_HOME_THERE = regex(r"/home/(?:ec2-user|ubuntu|centos|admin|debian|bitnami|rocky)\b")
"""The folder of the user that a machine of AWS comes with."""
_BY_ITSELF = regex(
    r"\b(?:dev|develop|watch|serve|terraform|tofu|ansible-playbook|kubectl|helm|cdk|pulumi)\b|--reload\b|\.sh\b"
)
_TOOL = regex(CLONES_TOOL)


def fetched_there(guide: Guide) -> Iterator[Deployment]:
    """The first such command, where the program is started in words, or by what another file says."""
    codes = [code for code in guide.codes if not (code.typed or is_yaml(code.fence.language, code.fence.text))]
    if any(isinstance(one, Deployment) for one in guide.readings) or any(map(_starts, codes)):
        return
    at_home_there = _AT_HOME_THERE.search(guide.all_text) is not None
    for code in codes:
        if "git" not in code.fence.text or GOES_BACK.search(code.snippet.heading):
            continue
        if not (on_server(guide, code) or (at_home_there and _is_there(guide, code))):
            continue
        row = next((row for row in rows_of(_BROUGHT, code) if not _TOOL.search(code.snippet.rows[row - 1])), None)
        if row is not None:
            yield Deployment(
                **code.common(row),
                method="compose" if _COMPOSE.search(guide.all_text) else "ssh",
                identity="none",
                asks_health=False,
                manual=True,
                first=sets_up(code.snippet.rows[row - 1]),
            )
            return


def _starts(code: Code) -> bool:
    """Where a block starts something, it tells by itself what is done where."""
    found = commands_of(code.fence.text)
    return bool(found.started or found.plain or _BY_ITSELF.search(code.fence.text))


def _is_there(guide: Guide, code: Code) -> bool:
    said = (passage.text for section in guide.sections if section.holds(code) for passage in section.passages)
    return any(map(_AT_HOME_THERE.search, (code.fence.text, *said)))

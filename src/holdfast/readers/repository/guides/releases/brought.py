"""Where a guide brings the release that it has somebody start further down: by commands, or in words."""

import re

from holdfast.model.evidence import Location
from holdfast.model.facts import Deployment
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.guides.guide import Guide, Passage
from holdfast.readers.repository.guides.page.blocks import Form
from holdfast.readers.repository.guides.releases.bringing import FIRST, PULLED
from holdfast.readers.repository.guides.releases.commands import commands_of
from holdfast.readers.repository.guides.releases.ways_back import ROLLBACK
from holdfast.readers.repository.guides.wording.lexicon import SERVER

_GIT = regex(r"\bgit\s+(?:pull|clone|fetch)\b", re.ASCII)
_PULLS = regex(r"(?i)pull|プル|풀")


def brought_before(guide: Guide, line: int) -> Location | None:
    """Where a chapter before `line` brings what is only built and started there."""
    codes = [code for code in guide.codes if code.fence.line < line and not code.typed]
    for code in reversed(codes):
        brings = commands_of(code.fence.text).sent or _GIT.search(code.fence.text)
        if brings and not ROLLBACK.search(code.snippet.heading):
            return guide.snippet.at(code.fence.line, code.end)
    told = (p for p in reversed(guide.passages) if p.said.line < line and _is_step(p, guide))
    last = next((p for p in told if PULLED.search(p.text)), None)
    return guide.at(last) if last is not None else None


def _is_step(passage: Passage, guide: Guide) -> bool:
    if passage.said.form is Form.HEADING:
        return False
    return passage.told or (passage.affirmed and guide.manner.guide)


def with_fetch(guide: Guide, started: Deployment) -> Deployment:
    """The release that is started there, with the sentence above that has somebody pull it onto the server."""
    above = (p for p in reversed(guide.passages) if p.said.line < started.at.start_line and p.told)
    pulled = next((p for p in above if _pulls_there(p)), None)
    if pulled is None or pulled.environment not in (None, started.environment):
        return started
    return replace(started, places={**started.places, "fetched": guide.at(pulled)})


def _pulls_there(passage: Passage) -> bool:
    text = passage.text
    if passage.said.form is Form.HEADING or not PULLED.search(text) or not SERVER.search(text):
        return False
    first = FIRST.search(text) and not _PULLS.search(text)
    return not first and not passage.by_machine and not ROLLBACK.search(" ".join(passage.around()))

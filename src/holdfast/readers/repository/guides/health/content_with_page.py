"""A guide that has somebody open a page in the browser, and takes the release for well once it appears."""

from collections.abc import Iterator

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import HealthProbe
from holdfast.model.own_machine import OWN_MACHINE
from holdfast.model.regex import regex
from holdfast.readers.repository.guides.guide import Guide, Passage, Section
from holdfast.readers.repository.guides.page.blocks import Form
from holdfast.readers.repository.guides.wording.lexicon import any_of

_CONTENT = any_of(
    r"(?:뜨면|보이면|나오면|나타나면|표시되면|열리면|접속되면).{0,40}(?:성공|완료|정상|끝)",
    r"\b(?:if|when|once) (?:you (?:can )?see|the .{1,40} (?:page|screen|docs?|ui) (?:loads|appears|opens|shows))"
    r".{0,60}\b(?:success\w*|work(?:s|ing)|deployed|done|running|live|up)\b",
    r"(?:表示され|開け|見られ|見え)(?:れば|たら|ると).{0,30}(?:成功|完了|正常|OK)",
)
_ADDRESS = regex(r"https?://(?P<host>[^\s/'\"`)\]]{1,120})(?P<path>/[\w./-]{0,80})?")
_FILLED_IN = regex(r"<[^<>\n]{1,60}>")
_OWN = regex(rf"^{OWN_MACHINE}(?::\d+)?$")
_OF_HEALTH = regex(r"(?i)health|status|ping|ready|live")


def content_with_page(guide: Guide) -> Iterator[HealthProbe]:
    """The first such page of the guide; none where its chapter asks after the program's health as well."""
    for section in guide.sections:
        said = next(filter(_is_content, section.passages), None)
        path = _opened(section) if said is not None else None
        if said is not None and path is not None:
            common = guide.common(said, EvidenceKind.INSTRUCTED)
            yield HealthProbe(**common, asker="guide", path=path or "/", decides=False)
            return


def _is_content(passage: Passage) -> bool:
    return passage.speaks and passage.said.form is not Form.HEADING and _CONTENT.search(passage.text) is not None


def _opened(section: Section) -> str | None:
    """The path of the page that the chapter has somebody open; None where it opens none, or asks after health."""
    texts = (*(passage.text for passage in section.passages), *(code.fence.text for code in section.codes))
    found = [match for text in texts for match in _ADDRESS.finditer(_FILLED_IN.sub("host", text[:2_000]))]
    paths = [match["path"] or "" for match in found if not _OWN.match(match["host"])]
    return None if not paths or any(map(_OF_HEALTH.search, paths)) else paths[0]

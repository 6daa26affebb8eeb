"""The machine for which a script is written that sets one up, as the comments above its commands name it."""

from collections.abc import Iterator

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Instance
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.text.sizes import SIZE

TYPE = regex(rf"(?<![\w.])(?P<type>[tmcr][2-8][a-z]{{0,3}}\.{SIZE})(?![\w.])")
_LAUNCHED = regex(
    r"(?i)\blaunch|\bcreate|\binstance|\bec2\b|\brecommend|인스턴스|생성|권장|インスタンス|起動|作成|推奨"
)
_FIRST_ROWS = 40
"""Rows at the top of a script in which people say what it needs."""


def sized_facts(source: Source) -> Iterator[Instance]:
    """The first such comment of a script that makes no machine by itself."""
    text = source.snippet.text
    if not source.sets_up_host or source.first_boot or "run-instances" in text:
        return
    for number, row in enumerate(source.snippet.rows[:_FIRST_ROWS], start=1):
        found = TYPE.search(row[:300]) if row.lstrip().startswith("#") else None
        if found is not None and _LAUNCHED.search(row[:300]):
            said = source.common(source.snippet.at(number))
            yield replace(Instance(**said, instance_type=found["type"]), kind=EvidenceKind.INSTRUCTED)
            return

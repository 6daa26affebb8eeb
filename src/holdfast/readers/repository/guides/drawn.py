"""What a guide only writes into a drawing of what runs where: the type of a machine, what a balancer asks."""

import re
from collections.abc import Iterator
from dataclasses import replace

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import HealthProbe, Instance
from holdfast.model.regex import regex
from holdfast.readers.repository.guides.guide import Code, Guide
from holdfast.readers.repository.guides.lexicon import any_of
from holdfast.readers.repository.guides.values import CLASS, instance_types

_DRAWINGS = frozenset(("", "text", "txt", "plaintext", "ascii", "mermaid", "diagram"))
_LINES = regex(r"[─│┌┐└┘├┤┬┴┼▼▲→↓╔║═]|--+>|\+--|^\s*\|.*\|\s*$")
_HOST = any_of(r"\bec2\b|\baws\b|lightsail|라이트세일|\binstance\b|\bserver\b|인스턴스|서버|インスタンス|サーバ")
_BESIDE = any_of(r"\brds\b|bastion|배스천|踏み台|jenkins|elasticache|cache\.|\bnat\b")


def drawn(guide: Guide) -> Iterator[Instance]:
    """The first host of a drawing that names its type: somebody says what runs, and has nobody make it."""
    for code in guide.codes:
        if code.typed or code.fence.language.lower() not in _DRAWINGS:
            continue
        number, type_ = _host_in(code)
        if type_:
            yield replace(Instance(**code.common(number), instance_type=type_), kind=EvidenceKind.CLAIMED)
            return


def drawn_probes(guide: Guide, asks: re.Pattern[str]) -> Iterator[HealthProbe]:
    """The paths that target groups ask, in drawings of a balancer's rules; `asks` finds one in a row."""
    for code in guide.codes:
        if code.typed or code.fence.language.lower() not in _DRAWINGS:
            continue
        rows = [row[:300] for row in code.snippet.rows]
        if not any(_LINES.search(row) for row in rows):
            continue
        for number, row in enumerate(rows, start=1):
            match = asks.search(row)
            if match and any(map(_TARGETS.search, rows[max(number - 3, 0) : number])):
                yield HealthProbe(**code.common(number), asker="load-balancer", path=match[1])


_TARGETS = any_of(r"대상 ?그룹|target ?groups?|ターゲット ?グループ|\btg\b")


def _host_in(code: Code) -> tuple[int, str]:
    rows = [row[:300] for row in code.snippet.rows]
    if code.fence.language.lower() != "mermaid" and not any(_LINES.search(row) for row in rows):
        return 0, ""
    for number, row in enumerate(rows, start=1):
        near = " ".join(rows[max(number - 3, 0) : number])
        types = instance_types(row)
        if len(types) == 1 and _HOST.search(near) and not CLASS.search(row) and not _BESIDE.search(row):
            return number, types[0]
    return 0, ""

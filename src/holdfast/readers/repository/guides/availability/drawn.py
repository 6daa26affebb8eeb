"""What a guide only draws: the type of a machine, what a balancer asks, a database without a standby."""

import re
from collections.abc import Iterator

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Database, HealthProbe, Instance, Placement
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.guides.availability.safeguards import goes_without_standby
from holdfast.readers.repository.guides.guide import Code, Guide
from holdfast.readers.repository.guides.values import CLASS, OTHER_HOSTS, instance_types
from holdfast.readers.repository.guides.wording.lexicon import any_of, engine_in

_DRAWINGS = frozenset(("", "text", "txt", "plaintext", "ascii", "mermaid", "diagram"))
_LINES = regex(r"[─│┌┐└┘├┤┬┴┼▼▲→↓╔║═]|--+>|\+--|^\s*\|.*\|\s*$")
_HOST = any_of(r"\bec2\b|\baws\b|lightsail|라이트세일|\binstance\b|\bserver\b|인스턴스|서버|インスタンス|サーバ")
_RDS = any_of(r"\brds\b|\baurora\b")


def drawn(guide: Guide) -> Iterator[Instance]:
    """The first host of a drawing or a list that names its type: somebody says what runs, and has nobody make it."""
    for code in (*guide.codes, *filter(_is_chart, guide.asides)):
        listed = not _is_drawing(code)
        number, type_ = _listed_in(code) if listed else _host_in(code)
        if type_:
            common = code.common(number)
            times = _rows(code)[number - 1].lower().count(type_)
            host = Instance(
                **common, instance_type=type_, count=times, places={"listed": common["at"]} if listed else {}
            )
            yield replace(host, kind=EvidenceKind.CLAIMED)
            return


def drawn_alone(guide: Guide) -> Iterator[Instance]:
    """The one machine of the first drawing of parts that shows any: somebody says what runs, whatever its type."""
    for code in filter(_is_of_parts, guide.codes):
        rows = _rows(code)
        told = [number for number, row in enumerate(rows, start=1) if _MACHINE.search(row) and not _WAY.search(row)]
        if told:
            if len(told) == 1 and not any(map(_MANY.search, rows)):
                common = code.common(told[0])
                yield replace(Instance(**common), kind=EvidenceKind.CLAIMED)
            return


def _is_of_parts(code: Code) -> bool:
    """Boxes and what leads from one to the other: no tree of files, no exchange of messages, no list of steps."""
    rows = _rows(code)
    if code.fence.language.lower() == "mermaid":
        return _GRAPH.match(code.fence.text) is not None
    boxes = sum(1 for row in rows if _BOX.search(row))
    return _is_drawing(code) and boxes > 1 and not any(map(_BRANCH.search, rows))


_MACHINE = any_of(r"\bec2\b|\blightsail\b")
_WAY = regex(r"--+>|==+>|-\.->|^\s*(?:style|class|classDef|linkStyle|%%|subgraph)\b|^\s*%%")
_GRAPH = regex(r"(?:\s*%%[^\n]{0,200}\n){0,5}\s*(?:graph|flowchart|architecture|block)\b")
_BOX = regex(r"[│║|][^│║|\n]{2,200}[│║|]")
_BRANCH = regex(r"[├└](?:─{1,3}|--) \S|\|--\s")
_MANY = any_of(
    r"auto ?-?scaling|\basg\b|\becs\b|fargate|\beks\b|kubernetes|ec2[-_ ]?[12ab]\b"
    r"|(?:ec2|instances?) ?[x×*] ?\d|\d ?[x×*] ?ec2|\bec2s\b|\binstances\b|오토 ?스케일|オート ?スケ"
)


def drawn_probes(guide: Guide, asks: re.Pattern[str]) -> Iterator[HealthProbe]:
    """The paths that target groups ask, in drawings of a balancer's rules; `asks` finds one in a row."""
    for code in filter(_is_drawing, guide.codes):
        rows = _rows(code)
        for number, row in enumerate(rows, start=1):
            match = asks.search(row)
            if match and any(map(_TARGETS.search, rows[max(number - 3, 0) : number])):
                yield HealthProbe(**code.common(number), asker="load-balancer", path=match[1])


_TARGETS = any_of(r"대상 ?그룹|target ?groups?|ターゲット ?グループ|\btg\b")


def drawn_databases(guide: Guide) -> Iterator[Database]:
    """The first of RDS that a drawing shows without a standby, which nobody writes down unless it is to be so."""
    for code in filter(_is_drawing, guide.codes):
        rows = _rows(code)
        for number, row in enumerate(rows, start=1):
            near = " ".join(rows[max(number - 3, 0) : number])
            if goes_without_standby(row) and _RDS.search(near):
                yield _without_standby(guide, code, number, near)
                return


def _without_standby(guide: Guide, code: Code, number: int, near: str) -> Database:
    size, common = CLASS.search(near), code.common(number)
    return Database(
        **common,
        engine=engine_in(near) or guide.engine or "unknown",
        placement=Placement.AURORA if "aurora" in near.lower() else Placement.RDS,
        instance_class=size[0].lower() if size else None,
        multi_az=False,
        places={"multi_az": common["at"]},
    )


def _is_drawing(code: Code) -> bool:
    language = code.fence.language.lower()
    if code.typed or language not in _DRAWINGS:
        return False
    return language == "mermaid" or any(map(_LINES.search, _rows(code)))


def _is_chart(code: Code) -> bool:
    """What is paid for, drawn as parts of a whole: somebody has each of them."""
    return code.fence.language.lower() == "mermaid" and code.fence.text.lstrip().startswith("pie")


def _rows(code: Code) -> list[str]:
    return [row[:300] for row in code.snippet.rows]


def _host_in(code: Code) -> tuple[int, str]:
    rows, above = _rows(code), _above(code)
    for number, row in enumerate(rows, start=1):
        near = " ".join((above, *rows[max(number - 3, 0) : number]))
        types = set(instance_types(row))
        if len(types) == 1 and _HOST.search(near) and not CLASS.search(row) and not OTHER_HOSTS.search(row):
            return number, types.pop()
    return 0, ""


def _above(code: Code) -> str:
    """What the drawing is of, by the line and the heading above it."""
    trail = code.fence.trail
    return " ".join((*(heading.text for heading in trail.headings[-1:]), trail.lead))[:300]


def _listed_in(code: Code) -> tuple[int, str]:
    """A row of columns: the name of a machine, its type, and where it stands or what runs on it."""
    if code.typed or code.fence.language.lower() not in _DRAWINGS:
        return 0, ""
    for number, row in enumerate(_rows(code), start=1):
        cells = [cell.strip() for cell in _APART.split(row.strip())]
        typed = [cell for cell in cells[1:] if instance_types(cell) == (cell.lower(),)]
        told = _NAMED.match(cells[0]) and any(map(_PLACE.search, cells[1:]))
        if len(cells) >= _FEWEST and len(typed) == 1 and told and not OTHER_HOSTS.search(cells[0]):
            return number, typed[0].lower()
    return 0, ""


_APART = regex(r"\s{2,20}|\t{1,9}|\s?[|│]\s?")
_FEWEST = 3
_NAMED = regex(r"[A-Za-z][\w.-]{1,60}$")
_PLACE = any_of(
    r"\b[a-z]{2}-[a-z]{4,9}-\d[a-z]?\b|\b(?:nginx|apache|php|puma|gunicorn|node|java|docker|app|web|api|workers?)\b"
)

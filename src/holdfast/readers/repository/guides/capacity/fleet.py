"""Tables that list what stands there, a host a row: its name, its type, its zone and what it is for."""

from collections.abc import Iterable, Iterator

from holdfast.model.environments import PRODUCTION
from holdfast.model.facts import Instance, LoadBalancer
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.purposes import host_purpose
from holdfast.readers.repository.guides.guide import Guide, Passage
from holdfast.readers.repository.guides.page.blocks import Form
from holdfast.readers.repository.guides.values import PRICE, instance_types
from holdfast.readers.repository.guides.wording.lexicon import any_of

_NAME = regex(r"^(?=[^\n]{0,60}[a-z])[a-z0-9]{1,30}(?:[._-][a-z0-9]{1,30}){0,5}$")
_ZONE = regex(r"\b[a-z]{2}(?:-[a-z]{2,4})?-[a-z]{4,9}-\d[a-f]\b")
_ZONE_CELL = regex(r"^\d?[a-f]$")
"""As a team writes it that works in one region."""
_SPREADS = any_of(r"^\W*(?:[an]lb|elb|(?:application |network )?load ?balancer|로드 ?밸런서|ロード ?バランサー?)\b")
_PROXY = any_of(r"^\W*(?:(?:reverse )?proxy|load ?balancer|nginx lb|haproxy|로드 ?밸런서|ロード ?バランサー?)\W*$")
_FEWEST = 2
_SHORT = 20  # characters of a cell that is a type


def listed_hosts(guide: Guide) -> tuple[list[Instance], list[LoadBalancer]]:
    """The hosts of such tables, and the load balancers that the same tables name; one row alone makes no list."""
    hosts: list[Instance] = []
    spreading: list[LoadBalancer] = []
    for rows in _tables(guide):
        own = [row for row in rows if _is_host(row)]
        if len([row for row in own if row.environment in (None, PRODUCTION)]) < _FEWEST:
            continue
        hosts += (_host(guide, row) for row in own)
        spreading += (_balancer(guide, row) for row in rows if not _is_host(row) and _SPREADS.search(row.said.cells[0]))
    return hosts, spreading


def without(hosts: Iterable[Instance], listed: Iterable[Instance]) -> Iterator[Instance]:
    """The hosts that are told elsewhere: a row says of its own more than its type does."""
    rows = {(one.at.start_line, one.at.end_line) for one in listed}
    return (one for one in hosts if (one.at.start_line, one.at.end_line) not in rows)


def _tables(guide: Guide) -> Iterator[list[Passage]]:
    tables: dict[int, list[Passage]] = {}
    for passage in guide.passages:
        if passage.said.form is Form.ROW and passage.affirmed and len(passage.said.cells) > 2:
            tables.setdefault(passage.said.table, []).append(passage)
    yield from (rows for rows in tables.values() if len(rows) >= _FEWEST)


def _is_host(row: Passage) -> bool:
    """A cell holds nothing but a type, and one before it nothing but a name."""
    typed = [cell for cell in _cells(row)[1:] if len(cell) <= _SHORT and len(instance_types(cell)) == 1]
    return len(typed) == 1 and bool(_name(row)) and not PRICE.search(row.text)


def _cells(row: Passage) -> list[str]:
    return [cell.strip(" `*") for cell in row.said.cells]


def _name(row: Passage) -> str:
    """The first name before the type, one with a number rather than what several rows may be."""
    before: list[str] = []
    for cell in _cells(row):
        if instance_types(cell):
            break
        before += [cell] if _NAME.match(cell) else []
    return next((name for name in before if any(map(str.isdigit, name))), before[0] if before else "")


def _zone(row: Passage) -> str | None:
    named = _ZONE.search(row.text)
    return named[0] if named else next((cell for cell in _cells(row)[1:] if _ZONE_CELL.match(cell)), None)


def _host(guide: Guide, row: Passage) -> Instance:
    name, zone = _name(row), _zone(row)
    stands_before = any(_PROXY.search(cell) for cell in _cells(row)[1:])
    return Instance(
        **guide.common(row),
        places={"instance_type": guide.at(row), **({"zone": guide.at(row)} if zone else {})},
        name=name,
        instance_type=instance_types(row.text)[0],
        purpose="application" if stands_before else host_purpose(name),
        part="proxy" if stands_before else None,
        zone=zone,
    )


def _balancer(guide: Guide, row: Passage) -> LoadBalancer:
    kind = "network" if "nlb" in row.text.lower() or "network" in row.text.lower() else "application"
    found = LoadBalancer(**guide.common(row), type=kind)
    return replace(found, zones=len(set(_ZONE.findall(row.text))) or None)

"""Nodes of ElastiCache that a guide has somebody make, where a field says how many replicas they get."""

from collections.abc import Iterator

from holdfast.model.facts import ManagedNode
from holdfast.model.regex import regex
from holdfast.readers.repository.guides.guide import Guide, Section
from holdfast.readers.repository.guides.page.blocks import Form
from holdfast.readers.repository.guides.values import about, first_number, yes_or_no
from holdfast.readers.repository.guides.wording.lexicon import any_of

_CACHE = any_of(r"elasti ?cache|memory ?db|엘라스티캐시")
_REPLICAS = any_of(
    r"^\W*(?:number of )?replicas?(?: ?(?:count|nodes?))?$|^\W*(?:복제본|레플리카)(?: ?노드)?(?: ?개?수)?$",
    r"^\W*レプリカ(?:の?数|ノード数?)?$",
)
_NODES = any_of(r"^\W*(?:number of )?nodes?(?: count)?$|^\W*노드 ?개?수$|^\W*ノードの?数$")
_TYPE = regex(r"\bcache\.[a-z]\w{1,5}\.\w{4,10}\b")


def cache_nodes(guide: Guide) -> Iterator[ManagedNode]:
    """One for each chapter on such a store that says the number."""
    if not _CACHE.search(guide.all_text):
        return
    for section in guide.sections:
        yield from _in_section(guide, section)


def _in_section(guide: Guide, section: Section) -> Iterator[ManagedNode]:
    for passage in section.passages:
        key, value = next(iter(passage.said.pairs), ("", ""))
        replicas = _REPLICAS.search(key) is not None
        field = value and (replicas or _NODES.search(key) is not None)
        if not field or not passage.speaks or passage.said.form is Form.HEADING or not about(passage, _CACHE):
            continue
        number = 0 if yes_or_no(value) is False else first_number(value)
        if number is None:
            continue
        sized = _TYPE.search(section.text)
        yield ManagedNode(
            **guide.common(passage),
            places={"nodes": guide.at(passage)},
            service="cache",
            node_type=sized[0] if sized else None,
            nodes=number + 1 if replicas else number,
        )
        return

"""Check lists that nobody has ticked yet: what they have somebody open to all, take or put out will be there."""

from collections.abc import Iterator

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Deployment, Ingress, Instance, MetricSource
from holdfast.model.record import replace
from holdfast.readers.repository.base import Reading
from holdfast.readers.repository.guides.access.reader import read_access
from holdfast.readers.repository.guides.guide import Guide, Passage
from holdfast.readers.repository.guides.lacks.ticked import ticked
from holdfast.readers.repository.guides.monitoring.operations import read_operations
from holdfast.readers.repository.guides.mood.reader import mood_of
from holdfast.readers.repository.guides.releases.delivery import read_delivery
from holdfast.readers.repository.guides.scaling.compute import read_compute

_WORLD = frozenset(("0.0.0.0/0", "::/0"))
_FEWEST = 4  # boxes of a list that leads through something; below, they are what is left to do


def read_unticked(guide: Guide) -> Iterator[Reading]:
    """The openings to the world and the machines of boxes that wait for a tick.

    What a box promises beside that (an alarm, a backup) is only there when it is ticked. In a list where some boxes
    are ticked, the others are what was left out.
    """
    boxes = {passage.said.line for passage in guide.passages if passage.said.ticked is False}
    if len(boxes) < _FEWEST or ticked(guide):
        return
    followed = replace(guide, passages=tuple(_followed(guide, passage) for passage in guide.passages), codes=())
    for fact in (*read_access(followed), *read_compute(followed)):
        if fact.at.start_line in boxes and _is_told(fact):
            yield fact
    if not any(isinstance(one, Deployment) for one in (*guide.readings, *read_delivery(guide))):
        yield from (one for one in read_delivery(followed) if isinstance(one, Deployment) and one.manual)
    if not any(map(_is_look, read_operations(guide))):
        yield from filter(_is_look, read_operations(followed))


def _is_look(fact: Reading) -> bool:
    """Somebody looks by hand."""
    return isinstance(fact, MetricSource) and fact.by_hand and fact.kind is EvidenceKind.INSTRUCTED


def _is_told(fact: Reading) -> bool:
    if isinstance(fact, Instance):
        return fact.instance_type is not None
    return isinstance(fact, Ingress) and (not fact.sources or not _WORLD.isdisjoint(fact.sources))


def _followed(guide: Guide, passage: Passage) -> Passage:
    if passage.said.ticked is not False:
        return passage
    said = replace(passage.said, ticked=None)
    return replace(passage, said=said, mood=mood_of(said, guide.manner))

"""Hosts that a chapter has somebody launch that may be left out: a word of them where nothing else is told."""

import re
from collections.abc import Iterator

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Instance
from holdfast.readers.repository.guides.guide import Guide, Passage
from holdfast.readers.repository.guides.mood.reader import Context
from holdfast.readers.repository.guides.page.blocks import Form
from holdfast.readers.repository.guides.values import instance_types
from holdfast.readers.repository.guides.wording.lexicon import NEGATION

_NEAR = 5
"""Lines below the step in which the size is chosen."""


def left_out(guide: Guide, launch: re.Pattern[str], no_host: re.Pattern[str]) -> Iterator[Instance]:
    """The first of them. `launch`: words by which one is launched; `no_host`: what is launched otherwise."""
    step = next((one for one in guide.passages if _launches(guide, one, launch) and not no_host.search(one.text)), None)
    if step is None:
        return
    below = (one for one in guide.section_of(step).passages if 0 <= one.said.line - step.said.line <= _NEAR)
    sized = next((one for one in below if instance_types(one.text)), None)
    common = guide.common(step, EvidenceKind.CLAIMED)
    if sized is None:
        yield Instance(**common, count=1)
        return
    common["at"] = guide.at(step, sized)
    size = instance_types(sized.text)[0]
    yield Instance(**common, places={"instance_type": common["at"]}, instance_type=size, count=1)


def _launches(guide: Guide, passage: Passage, launch: re.Pattern[str]) -> bool:
    """A step of a chapter that a reader may leave out."""
    stepped = passage.said.form in (Form.STEP, Form.ITEM) and not passage.old and not NEGATION.search(passage.text)
    return (
        bool(stepped and launch.search(passage.text)) and guide.manner.context(passage.said.trail) is Context.OPTIONAL
    )

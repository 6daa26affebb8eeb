"""Machines whose type a guide only names in its headings: what its chapters are about is what runs."""

from collections.abc import Iterator

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Instance
from holdfast.readers.repository.guides.guide import Guide, Passage
from holdfast.readers.repository.guides.page.blocks import Form
from holdfast.readers.repository.guides.values import OTHER_HOSTS, instance_types
from holdfast.readers.repository.guides.wording.lexicon import COMPARISON_HEADING, PRICE_HEADING, any_of

_BESIDE = any_of(r"로컬|\blocal\b|ローカル|테스트|\btests?\b|テスト|에서 .{0,20}로|→|->")
"""Headings about machines that serve nobody, or about moves from one type to another."""


def headed(guide: Guide) -> Iterator[Instance]:
    """The one type that headings name; several are there to choose from."""
    named = [(p, types) for p in guide.passages if _heads(p) and (types := instance_types(p.text))]
    every = {type_ for _, types in named for type_ in types}
    if len(every) != 1:
        return
    [type_] = every
    # A chapter with work to do on it says more than one that only names it.
    worked_on = (passage for passage, _ in named if guide.section_of(passage).codes)
    shown = next(worked_on, named[0][0])
    yield Instance(**guide.common(shown, EvidenceKind.CLAIMED), instance_type=type_)


def _heads(passage: Passage) -> bool:
    if passage.said.form is not Form.HEADING or not passage.speaks:
        return False
    if OTHER_HOSTS.search(passage.text) or _BESIDE.search(passage.text):
        return False
    above = (heading.text for heading in passage.said.trail.headings)
    return not any(PRICE_HEADING.search(text) or COMPARISON_HEADING.search(text) for text in above)


def is_paid_for(guide: Guide, host: Instance) -> bool:
    """Nothing but a list of costs tells of it."""
    told = (one for one in guide.passages if one.said.line == host.at.start_line)
    priced = any(PRICE_HEADING.search(heading.text) for one in told for heading in one.said.trail.headings)
    return host.kind is EvidenceKind.CLAIMED and priced

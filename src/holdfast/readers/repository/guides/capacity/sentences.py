"""The one sentence of a paragraph that gives the step, when others around it only advise or tell of before."""

import re

from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.guides.guide import Guide, Passage
from holdfast.readers.repository.guides.mood.reader import mood_of
from holdfast.readers.repository.guides.page.blocks import Form
from holdfast.readers.repository.guides.wording.apart import sentences

_DONE_BEFORE = regex(
    r"\b(?:was|were|been) (?:\w+ly )?(?:launched|created|started|set up|provisioned)\b", re.IGNORECASE | re.ASCII
)


def step_of(guide: Guide, passage: Passage, pattern: re.Pattern[str]) -> Passage:
    """The passage as its first sentence that fits `pattern` says it; the passage itself when it has only one.

    What another sentence of the paragraph advises ("An Elastic IP is recommended") does not take the step back, and
    what the sentence says of the time before ("when the instance was launched") is no step.
    """
    if passage.said.form is not Form.LINE or not pattern.search(passage.text):
        return passage
    parts = sentences(_DONE_BEFORE.sub("", passage.text))
    sentence = next((one for one in parts if pattern.search(one)), "")
    said = replace(passage.said, text=sentence)
    by_itself = passage.mood.kind is None and len(parts) > 1
    return replace(passage, said=said, mood=mood_of(said, guide.manner) if by_itself else passage.mood)


def is_denied(guide: Guide, passage: Passage, pattern: re.Pattern[str]) -> bool:
    """The sentence that fits `pattern` denies it; what its neighbours forbid is another matter."""
    if passage.said.form is not Form.LINE or not passage.mood.negated:
        return passage.mood.negated
    sentence = next((one for one in sentences(passage.text) if pattern.search(one)), passage.text)
    return mood_of(replace(passage.said, text=sentence), guide.manner).negated

"""Which of the hosts that texts speak of are shown."""

from dataclasses import replace

import pytest

from holdfast.controls.one_copy import without_reminders
from holdfast.model.facts import Instance
from tests.controls.support import DECLARED, INSTRUCTED, made


def host(at: str, quote: str) -> Instance:
    found = made(Instance, at, kind=INSTRUCTED, instance_type="t3.small")
    return replace(found, at=replace(found.at, quote=quote))


STEP = host("guide.md:19", "   - **Instance Type:** `t3.small`")


@pytest.mark.parametrize(
    "quote",
    ["- [ ] EC2 instance launched (t3.small)", "  * [x] EC2 t3.small", "1. [ ] EC2 起動", "☐ EC2 생성", "- ☑ EC2"],
)
def test_a_box_to_tick_reminds_of_the_step_that_another_text_tells(quote: str) -> None:
    reminder = host("checklist.md:9", quote)
    assert without_reminders((STEP, reminder)) == (STEP,)
    assert without_reminders((reminder,)) == (reminder,)
    template = made(Instance, "main.tf:4", kind=DECLARED, instance_type="t3.small")
    assert without_reminders((template, reminder)) == (template, reminder)


@pytest.mark.parametrize("quote", ["- EC2 instance (t3.small)", "[EC2](https://aws.amazon.com) t3.small"])
def test_every_other_line_is_a_step(quote: str) -> None:
    other = host("checklist.md:9", quote)
    assert without_reminders((STEP, other)) == (STEP, other)

"""Whom alarms and budgets of a guide call."""

import pytest

from holdfast.model.facts import Alarm, Budget
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.guides.reader import read

_ALARM = "# AWS setup guide\n\n## Create the alarm\n\n- Metric: CPUUtilization > 80%\n"
_BUDGET = "# AWS 구축 가이드\n\n## AWS 예산 설정\n\n- 예산 금액: 월 $50\n"


@pytest.mark.parametrize(
    ("guide", "heard", "line"),
    [
        (f"{_ALARM}- Notification (SNS): none\n", False, 6),
        (f"{_ALARM}- Notification (SNS): ops-topic\n", True, None),
        (f"{_ALARM}- Notification (SNS): none\n- E-mail: team@shop.test\n", True, None),
        (f"{_BUDGET}- 알림 수신자: 없음\n", False, 6),
        (_BUDGET, None, None),
    ],
)
def test_a_field_that_names_nobody_to_tell_leaves_alarm_and_budget_mute(
    guide: str, heard: bool | None, line: int | None
) -> None:
    told = next(one for one in read(Snippet(path="docs/setup.md", text=guide)) if isinstance(one, Alarm | Budget))

    assert told.notifies is heard
    assert (told.where("notifies").start_line if line else None) == line

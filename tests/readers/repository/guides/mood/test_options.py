"""Numbered options of a guide, and which of them are left aside."""

from holdfast.readers.repository.guides.mood.options import unchosen
from holdfast.readers.repository.guides.page.blocks import Form, parse


def _left(*titles: str) -> list[str]:
    page = "# Deployment\n\n" + "\n\n".join(f"## {title}\n\nText." for title in titles)
    headings = [one for one in parse(page).statements if one.form is Form.HEADING]
    lines = unchosen(headings)
    return [one.text for one in headings if one.line in lines]


def test_beside_the_one_in_use_the_others_are_left_aside() -> None:
    assert _left("Option 1: EC2 (current)", "Option 2: ECS") == ["Option 2: ECS"]


def test_beside_a_recommended_platform_other_platforms_are() -> None:
    assert _left("Option A: EC2 (recommended)", "Option B: Heroku") == ["Option B: Heroku"]


def test_without_such_a_remark_nothing_is() -> None:
    assert _left("Option 1: EC2", "Option 2: ECS") == []

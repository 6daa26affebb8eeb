"""Settings that are pasted into a file which a guide has somebody open."""

import pytest

from ..support import said

_OPENS = "```bash\nsudo nano /srv/shop/application.properties\n```\n\n"
_SPRING = "spring.datasource.username=shop\nspring.datasource.password=xxxxxxxx\n\nserver.port=8080\n"


def by_hand(text: str) -> list[str]:
    return [line for line in said(f"# EC2 배포 가이드\n\n## 설정\n\n{text}") if line.startswith("SettingsByHand")]


@pytest.mark.parametrize(
    ("block", "told"),
    [
        (f"```properties\n{_SPRING}```\n", "SettingsByHand 12-13 names=(spring.datasource.password)"),
        (f"```\n{_SPRING}```\n", "SettingsByHand 12-13 names=(spring.datasource.password)"),
        ("```yaml\nspring:\n  datasource:\n    password: xxxx\n```\n", "SettingsByHand 12-14 names=(password)"),
        ("```properties\nserver.port=8080\n```\n", "SettingsByHand 6"),
        (f"```bash\necho done\n```\n\n```properties\n{_SPRING}```\n", "SettingsByHand 6"),
    ],
)
def test_the_block_that_is_pasted_in_tells_more_than_the_editor(block: str, told: str) -> None:
    assert by_hand(f"{_OPENS}아래 내용을 붙여넣기\n\n{block}") == [told]


def test_a_block_far_below_is_another_matter() -> None:
    far = "\n\n".join(["설명"] * 10)
    assert by_hand(f"{_OPENS}{far}\n\n```properties\n{_SPRING}```\n") == ["SettingsByHand 6"]

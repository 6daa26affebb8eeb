"""Words for some later day: a wish, or the day on which a step is taken."""

import pytest

from holdfast.readers.repository.guides.wording.lexicon import WISH, WISH_HEADING

from ..support import said


@pytest.mark.parametrize(
    "lead",
    [
        "나중에 GitHub에 코드를 업데이트했을 때:",
        "앞으로 배포할 때는 아래 명령만 실행합니다.",
        "추후 코드를 수정하면 다음을 실행합니다:",
        "今後コードを更新した場合は、以下を実行します。",
        "今後のデプロイ手順:",
        "향후 배포를 위한 명령입니다.",
        "변경 사항을 검토하고 다음을 실행합니다.",
        "TODO: Automate this",
        "To deploy in the future, run:",
        "In the future, when you push changes:",
    ],
)
def test_when_the_next_release_is_made_is_told_and_no_wish(lead: str) -> None:
    guide = f"# EC2 배포 가이드\n\n## 서버\n\n{lead}\n\n```bash\ncd /srv/shop\ngit pull\npm2 restart shop\n```\n"

    assert [line.split(" method")[0] for line in said(guide) if "Deployment" in line] == ["Deployment 8-10"]


@pytest.mark.parametrize(
    "text",
    [
        "추후 자동 배포를 도입",
        "나중에 트래픽이 늘면 ALB를 추가",
        "향후 배포 시 무중단 배포 예정",
        "앞으로의 계획",
        "무중단 배포 도입을 검토",
        "TODO: add a second server",
        "今後はブルーグリーンデプロイを導入",
        "将来は2台にする",
        "We add a second server in the future.",
    ],
)
def test_what_is_to_be_made_some_day_stays_a_wish(text: str) -> None:
    assert WISH.search(text)


@pytest.mark.parametrize("heading", ["앞으로 할 일", "今後の展望", "향후 개선"])
def test_a_chapter_of_what_is_to_be_made_some_day_stays_one(heading: str) -> None:
    assert WISH_HEADING.search(heading)

"""What a guide leaves for the day when one machine is no longer enough."""

import pytest

from holdfast.model.facts import Admitted

from ..support import read


def scaling(text: str) -> list[int]:
    found = read(f"# AWS EC2 setup\n\n{text}\n")
    return [fact.at.start_line for fact in found if isinstance(fact, Admitted) and fact.control == "scaling"]


@pytest.mark.parametrize(
    "text",
    [
        "- アクセスが増えたら、1台構成から ECS + ALB へ移行する想定です。",
        "- 将来的にオートスケーリングの導入を検討する",
        "今後、複数台構成への拡張を視野に入れています（ALBの追加）。",
        "- 향후 ALB + Auto Scaling으로 전환할 예정입니다.",
        "- 트래픽이 늘어나면 ECS Fargate로 이전을 고려합니다.",
        "- Later we could move to ECS behind an ALB.",
        "- When traffic grows, add a load balancer and a second server.",
    ],
)
def test_a_way_to_grow_that_is_left_for_later_is_an_admission(text: str) -> None:
    assert scaling(text) == [3]


def test_the_chapter_may_say_that_it_is_for_later_and_its_first_sentence_stands_for_it() -> None:
    assert scaling("## 将来の拡張\n\n- ECS (Fargate) + ALB 構成へ移行\n- オートスケーリングを導入") == [5]
    assert scaling("## Future improvements\n\n- Migrate to ECS Fargate\n- Add Auto Scaling") == [5]


@pytest.mark.parametrize(
    "text",
    [
        "- ALBの配下でECSを動かします。",
        "- アクセスが増えたらオートスケールでサーバーを追加します。",
        "- When traffic grows, Auto Scaling adds instances behind the load balancer.",
        "- We moved to ECS Fargate in May; later deploys take a minute.",
        "- 今後、監視を強化する。",
        "- Later, add a second administrator.",
        "- [x] Migrate to ECS later",
        "- [ ] Migrate to ECS later",
        "## Roadmap\n\n- Auto Scaling group behind a load balancer",
        "- 향후 관리자 화면을 추가할 예정입니다.",
        "향후 ALB에 WAF를 추가할 예정입니다.",
        "Next steps: add WAF to the ALB.",
        "ALBのタイムアウトは今後変更する予定です。",
        "추후 ECS 서비스에 CloudWatch 알람을 추가한다.",
        "When traffic increases, the ECS service will add tasks (up to 6).",
        "Later we add a second listener to the load balancer.",
        "When load increases, add targets to the ALB automatically.",
        "트래픽이 늘면 ECS 서비스가 태스크를 추가합니다.",
        "アクセスが増えるとECSがタスクを追加します。",
        "Future: move the ALB logs to S3.",
    ],
)
def test_what_is_there_and_other_plans_admit_nothing_of_growing(text: str) -> None:
    assert scaling(text) == []


@pytest.mark.parametrize(
    ("lead", "item", "told"),
    [
        ("For higher traffic, consider:", "Using an Application Load Balancer with multiple instances", True),
        ("As traffic grows, move to:", "Auto Scaling groups", True),
        ("트래픽이 증가하면 다음을 고려합니다:", "오토 스케일링 그룹", True),
        ("アクセスが増えたら検討すること：", "オートスケーリング", True),
        ("Made of:", "An Auto Scaling group", False),
        ("For higher traffic we have:", "An Auto Scaling group", False),
    ],
)
def test_what_a_list_offers_for_more_load_is_not_there_yet(lead: str, item: str, *, told: bool) -> None:
    assert scaling(f"## Scaling\n\n{lead}\n- {item}") == ([6] if told else [])


_MORE = "```bash\naws ecs update-service --cluster shop --service api --desired-count 3\n```"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (f"## Scaling\n\n### Vertical scaling\n\nTake more.\n\n### Horizontal Scaling (Task Count)\n\n{_MORE}", [9]),
        ("## 7.3 Scaling Considerations\n\n- Or migrate to EC2 Auto Scaling Groups", [3]),
        ("## 📈 7. Scaling (Optional)\n\nIf your traffic grows, you can run several copies.", [3]),
        ("### オートスケーリング\n\nユーザーが増えた場合：\n\n1. AMIを作成\n2. Auto Scaling Groupを作成", [3]),
        (f"### スケーリング\n\n{_MORE}", [3]),
        ("## 오토 스케일링\n\n사용자가 늘어나면 AMI로 서버를 하나 더 만듭니다.", [3]),
        ("## Scaling\n\nThe group adds instances.", []),
        (f"## Copies\n\n{_MORE}", []),
        ("## Database Scaling\n\nTake a larger one.", []),
        ("## Image scaling issues\n\nThumbnails are blurred.", []),
        ("## 향후 확장 아이디어\n\n- 지도에 날씨 표시", []),
    ],
)
def test_a_chapter_on_growing_is_where_somebody_does_it_by_hand(text: str, lines: list[int]) -> None:
    assert scaling(text) == lines


def test_a_text_that_is_all_about_scaling_has_no_chapter_on_it() -> None:
    found = read("# Auto Scaling on AWS\n\n## Auto Scaling groups\n\nWhen traffic grows, add one.\n")
    assert not [fact for fact in found if isinstance(fact, Admitted)]

"""Short memos and lists as teams keep them for themselves."""

import pytest

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Database, DefaultLogin, Deployment, ExposedSecret, Fact, Ingress, Instance, Swap

from .support import read


def of(sort: type[Fact], text: str, path: str = "docs/배포_메모.md") -> list[Fact]:
    return [one for one in read(text, path) if isinstance(one, sort)]


def test_a_ticked_box_says_that_it_is_done_before_whatever_the_list_is_for() -> None:
    text = "# 오픈 전 체크리스트\n\n- [x] EC2 배포 (t3.small, 1대)\n- [ ] EC2 이전 (m5.large)\n"
    [host] = of(Instance, text)
    assert (host.kind, host.instance_type) == (EvidenceKind.CLAIMED, "t3.small")  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ("- 관리자: admin / gym1234", 1),
        ("- 최고 관리자 계정: admin@shop.example.kr / shop1234!", 1),
        ("- 관리자: admin / 팀장에게 문의", 0),
        ("- 권한: admin / user", 0),
        ("- 관리자 DB: root / db1234", 0),
    ],
)
def test_an_administrators_login_stands_behind_the_word_for_one(row: str, found: int) -> None:
    assert len(of(DefaultLogin, f"# AWS EC2 운영 매뉴얼\n\n## 계정\n\n{row}\n", "docs/운영.md")) == found


@pytest.mark.parametrize("row", ["서버: AWS Lightsail $5 플랜 (Ubuntu)", "- Server: Lightsail $5 plan"])
def test_a_field_for_the_server_names_its_plan_by_what_it_costs(row: str) -> None:
    assert [one.instance_type for one in of(Instance, f"# 배포 메모\n\n{row}\n")] == ["Lightsail $5"]  # type: ignore[attr-defined]


def test_steps_that_enter_a_server_fetch_and_start_a_script_again_are_a_release() -> None:
    text = "# 배포 메모\n\n1. ssh ubuntu@203.0.113.9\n2. cd diet && git pull\n3. backend/run.sh 재실행\n"
    assert len(of(Deployment, text)) == 1


@pytest.mark.parametrize(
    "row",
    ["GitHub → GitHub Actions → EC2 (SSH) → `docker compose up -d`", "push -> Jenkins -> 서버에서 재시작"],
)
def test_arrows_from_the_source_to_the_host_draw_a_release(row: str) -> None:
    assert len(of(Deployment, f"# 시스템 구성\n\n## 배포 파이프라인\n\n{row}\n", "docs/architecture.md")) == 1


def test_a_database_that_a_memo_does_not_name_is_none() -> None:
    assert of(Database, "# 배포 메모\n\n서버: AWS EC2\n") == []


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ("- DB: 3.38.117.9:3306 / root / academy2023", 1),
        ("- MySQL 접속: 3.38.117.9 / shop / Sh0p!data", 1),
        ("- DB: 3.38.117.9:3306 / root / <비밀번호>", 0),
        ("- DB: 3.38.117.9:3306/shop/public", 0),
        ("- DB: 10.0.3.7:3306 / root / academy2023", 0),
    ],
)
def test_an_address_a_user_and_a_password_behind_one_another_open_a_database(row: str, found: int) -> None:
    assert len(of(ExposedSecret, f"# AWS EC2 배포 가이드\n\n## 접속 정보\n\n{row}\n", "docs/deploy.md")) == found


@pytest.mark.parametrize("lead", ["스왑을 추가해서 해결했다.", "스왑이 부족하다."])
def test_commands_that_help_out_of_a_trouble_tell_what_a_host_lacks(lead: str) -> None:
    block = (
        "```bash\nsudo dd if=/dev/zero of=/swapfile bs=128M count=16\nsudo mkswap /swapfile\nsudo swapon /swapfile\n```"
    )
    text = f"# 트러블슈팅 모음\n\n### 1. EC2 502 에러\n\n{lead}\n\n{block}\n"
    assert len(of(Swap, text, "docs/트러블슈팅.md")) == 1


def test_a_door_that_was_opened_to_mend_a_trouble_is_open() -> None:
    text = "# 트러블슈팅 모음\n\n### 1. EC2 접속 실패\n\nActions의 IP가 바뀐다. SSH 를 Anywhere 로 변경했다.\n"
    assert [one.from_port for one in of(Ingress, text, "docs/트러블슈팅.md")] == [22]  # type: ignore[attr-defined]

"""Sentences that say what the team has, though they are built like the explanation of a word."""

import pytest

from ..test_by_hand import of


@pytest.mark.parametrize(
    "line",
    [
        "서버는 EC2 t3.small 한 대로 운영 중이다.",
        "현재 서버는 EC2 t3.small 1대입니다.",
        "The production server is a t3.small EC2 instance in ap-northeast-1.",
        "The host is the t3.small that we started with.",
        "サーバーは t3.small のインスタンスです。",
        "EC2 한 대(t3.small) 위에 API와 Nginx를 올리는 구성이다.",
    ],
)
def test_a_machine_that_has_a_size_is_no_explanation(line: str) -> None:
    assert "instance_type=t3.small" in of(f"# EC2 notes\n\n## Layout\n\n{line}\n", "Instance")[0]


@pytest.mark.parametrize(
    "line",
    [
        "AWS EC2 t3.small 서버에 배포하는 방법입니다.",
        "AWS EC2 t3.small 인스턴스에서 PM2를 사용한 Next.js 배포 가이드입니다.",
        "이 가이드는 AWS EC2 t3.small 인스턴스에 대한 배포 가이드입니다.",
        "This is a complete guide for deploying the API on an AWS EC2 t3.small instance.",
        "This README is the deployment guide for our EC2 t3.small instance.",
        "本ドキュメントは、EC2 t3.small へのデプロイ手順です。",
        "배포 환경은 EC2 t3.small, Ubuntu 22.04 입니다.",
        "인프라는 EC2 t3.small 1대, RDS db.t3.micro 1대입니다.",
        "The deployment target is a single EC2 t3.small.",
        "The infrastructure is one t3.small plus RDS.",
        "デプロイ先は EC2 t3.small です。",
    ],
)
def test_what_a_guide_is_about_or_an_environment_consists_of_is_no_explanation(line: str) -> None:
    assert "instance_type=t3.small" in of(f"# EC2 notes\n\n## Layout\n\n{line}\n", "Instance")[0]


@pytest.mark.parametrize(
    "line",
    [
        "t3.small을 배포에 쓰는 이유를 설명하는 서비스입니다.",
        "기본 배포 환경은 t3.micro 입니다.",
        "The example deployment is a t3.micro instance.",
        "A t3.small is a type on which such a guide runs.",
    ],
)
def test_an_example_a_default_and_a_type_that_is_explained_are_no_machine(line: str) -> None:
    assert of(f"# EC2 notes\n\n## Layout\n\n{line}\n", "Instance") == []


def test_so_is_a_database() -> None:
    for line in (
        "DB는 RDS db.t3.micro 단일 AZ 구성입니다.",
        "The database is an RDS db.t3.micro instance (Single-AZ).",
    ):
        assert "multi_az=False" in of(f"# EC2 notes\n\n## Layout\n\n{line}\n", "Database")[0]


@pytest.mark.parametrize(
    "line",
    [
        "t3.small은 2 vCPU, 2GB 메모리를 가진 인스턴스입니다.",
        "A t3.small is a burstable instance with 2 GB.",
        "기본 인스턴스는 t3.micro입니다.",
        "EC2 프리티어는 t2.micro를 750시간 제공하는 서비스입니다.",
        "EC2とは t3.small などの仮想サーバーを借りるサービスです。",
        "경쟁사 B의 사례: 서버로 EC2 t3.small 인스턴스를 생성합니다.",
        "他社の事例では EC2 t3.small を1台起動します。",
        "How another company does it: launch one t3.small EC2 instance.",
    ],
)
def test_what_such_a_thing_is_tells_of_none(line: str) -> None:
    assert of(f"# EC2 notes\n\n## Layout\n\n{line}\n", "Instance") == []


@pytest.mark.parametrize(
    "line",
    [
        "**장점**: EC2 t3.small 서버 1대에서 운영 가능",
        "- Pros: one t3.small EC2 instance is enough",
        "**メリット**：EC2 t3.small 1台で運用できる",
        "Drawbacks (cost): an EC2 t3.small instance per environment",
    ],
)
def test_what_speaks_for_a_way_or_against_it_does_not_say_that_it_was_taken(line: str) -> None:
    assert of(f"# EC2 notes\n\n## Layout\n\n{line}\n", "Instance") == []

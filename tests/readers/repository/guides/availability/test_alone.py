"""Sentences of a guide that put everything onto one machine."""

import pytest

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Instance

from ..support import read


def count_told_at(line: str) -> int | None:
    """The line that tells how many hosts there are, in a guide that says `line` before it chooses a size."""
    guide = f"# AWS EC2 배포 가이드\n\n{line}\n\n## 1. EC2 인스턴스 생성\n\n- 인스턴스 유형: t3.small\n"
    (instance,) = (fact for fact in read(guide) if isinstance(fact, Instance))
    place = instance.places.get("count")
    return place.start_line if place else None


@pytest.mark.parametrize(
    "line",
    [
        "This runbook deploys the application to one Ubuntu LTS EC2 instance with Docker Compose.",
        "This moves only the web application to the shared EC2 host.",
        "Everything runs on a single EC2 instance. There is no load balancer.",
        "- EC2 한 대에 웹과 API를 함께 배포합니다",
        "이 배포 방식은 단일 서버 환경을 위한 것입니다.",
        "この構成は単一サーバー構成のためのものです。",
        "This deployment is a single-server setup.",
        "이 프로젝트는 AWS EC2(only one free tier instance)에서 도는 앱의 CI/CD 파이프라인을 구현합니다.",
        "- **EC2 1台**（Public）",
        "`docker-compose.prod.yml`을 단일 EC2 인스턴스에 그대로 올립니다.",
        "- Lightsail インスタンス（1台）",
        "- EC2 인스턴스(1대)",
        "개발과 운영 환경은 같은 EC2 인스턴스에서 동작합니다.",
        "開発と本番は同じEC2で稼働します。",
        "- 서버: AWS EC2 단일 인스턴스 (dev / prod 공용)",
        "- サーバー: AWS EC2 単一インスタンス（本番と検証で共用）",
        "개발과 운영 환경은 같은 EC2 인스턴스 안에 컨테이너로 나뉘어 있습니다.",
        "- The Lightsail instance (Ubuntu 24.04) hosts both the API and the front end.",
        "We run just one server for now.",
        "Ansible-driven deployment for a single remote server.",
        "The API runs on one Ubuntu server.",
        "한 대의 서버로 운영합니다.",
        "- EC2 1대에 API, DB, Redis를 모두 설치",
        "EC2 1台にRedisとMySQLも同居しています。",
        "1台のサーバーで運用しています。",
        "この構成は **1台専用**です。",
        "현재 구성은 1대로 운영합니다.",
        "This guide deploys the shop on a single EC2 instance with RDS PostgreSQL in the same VPC.",
        "There is one instance of the app in each environment.",
        "서버 한 대에서 모든 서비스를 실행합니다.",
        "同じサーバーで全てのコンテナを動かします。",
        "현재 서버는 1대로 운영 중입니다.",
        "さくらのVPS 1台に全部載せています。",
        "전체 서비스는 EC2 하나에서 돌아갑니다.",
        "Everything lives on one box.",
        "費用を抑えるため、**単一EC2インスタンス構成（Compose）** としています。",
        "単一 EC2 構成です。",
        "EC2 単一構成（冗長化なし）",
        "1つのEC2インスタンスで運用しています。",
        "ひとつのEC2に全部入り",
        "シングルEC2構成",
        "単一インスタンスのため冗長化していません。",
        "単一VPS上でDocker Composeで動かす",
        "冗長化は行わず、EC2 1台で運用します。",
        "이중화 없이 EC2 1대로 운영합니다.",
        "- Web: EC2 × 1",
        "- EC2（t3.small × 1台）",
        "Lightsail 1台構成",
        "1台のVMにまとめています。",
        "同一インスタンス上でアプリとDBが動作します。",
        "We use a single-instance EC2 setup.",
        "A single-EC2 deployment with Docker Compose.",
        "A one-box setup on EC2.",
        "Single-server architecture (EC2 + Docker Compose)",
    ],
)
def test_one_machine_for_everything_is_told_where_the_guide_says_it(line: str) -> None:
    assert count_told_at(line) == 3


@pytest.mark.parametrize(
    "line",
    [
        "This guide deploys Ledger v5.1 on an Amazon EC2 server with:",
        "Do not put the database on the same EC2 instance.",
        "Create one EC2 key pair first.",
        "- EC2 12대를 배포합니다",
        "웹 서버 2대, DB 서버 1대를 둡니다.",
        "서버 한 대씩 차례로 배포합니다.",
        "サーバー1台を追加します。",
        "Use only one instance type in the group.",
        "It runs in a single server process.",
        "The migration is run on one server only.",
        "Deploy to one server at a time.",
        "The widget is hosted in one server-side component.",
        "A single Lightsail database holds the orders.",
        "The instance runs all night.",
        "Separate service (future): deploy to the same EC2 instance when ready.",
        "향후 관리자 화면도 같은 EC2 인스턴스에서 실행합니다.",
        "今後、管理画面も同じEC2で稼働します。",
        "EC2 단일 인스턴스 대신 그룹으로 운영합니다.",
        "EC2 単一インスタンスの障害に備えます。",
        "踏み台サーバー1台構成",
        "Jenkins用のEC2 1台",
        "単一障害点を避けるためEC2を2台構成にする",
        "単一EC2構成から ECS への移行を将来拡張として想定します。",
        "開発環境は単一EC2構成です。",
        "アプリとDBが同じインスタンスで動作する場合はlocalhostを使います。",
        "単一サーバー構成ではなくALB配下に2台置きます。",
        "- EC2 × 12",
        "DB와 앱이 같은 EC2 인스턴스 안에 있는 경우 localhost를 씁니다.",
    ],
)
def test_versions_warnings_and_other_things_of_ec2_tell_no_number_of_machines(line: str) -> None:
    assert count_told_at(line) is None


def test_a_word_about_one_host_is_a_claim_where_nobody_is_told_to_launch_it() -> None:
    guide = "# 배포 시스템\n\n## 개요\n\n이 시스템은 하나의 EC2 인스턴스에서 개발과 운영을 함께 돌립니다.\n"
    (instance,) = (fact for fact in read(guide) if isinstance(fact, Instance))

    assert (instance.kind, instance.at.start_line, instance.count) == (EvidenceKind.CLAIMED, 5, 1)

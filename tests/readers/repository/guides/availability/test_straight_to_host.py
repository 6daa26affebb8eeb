"""Names of the product that lead straight to one machine."""

import pytest

from holdfast.model.facts import Admitted

from ..support import read

_COLUMNS = "| Type | Name | Value |\n|---|---|---|\n"


def _admitted(text: str) -> list[str]:
    told = (fact for fact in read(f"# Operation on AWS EC2\n\n{text}\n") if isinstance(fact, Admitted))
    return [f"{fact.control} {fact.at.start_line}" for fact in told]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (f"{_COLUMNS}| A | shop.example | EC2 Public IP |\n| A | www.shop.example | EC2 Public IP |", 5),
        ("Point DNS `api.shop.example` to the elastic IP.", 3),
        ("- Route 53에서 도메인을 EC2 탄력적 IP로 연결합니다", 3),
        ("- A 레코드: 서버 공인 IP", 3),
        ("- **A Record**: `@` → `13.211.143.224`", 3),
        ("- Aレコード `www` = 13.211.143.224", 3),
        ("- ドメインのAレコードにEC2の固定IPを設定する", 3),
    ],
)
def test_a_record_that_names_the_address_of_a_machine_admits_that_there_is_one(text: str, line: int) -> None:
    assert _admitted(text) == [f"availability {line}", f"scaling {line}"]


@pytest.mark.parametrize(
    "text",
    [
        f"{_COLUMNS}| A | shop.example | alias of the ALB, no elastic IP |",
        "Point DNS `shop.example` to the load balancer.",
        "- 개발 도메인은 EC2 탄력적 IP로 연결합니다",
        "- Attach an elastic IP to the bastion's domain",
        "- Elastic IP 비용이 계속 나갑니다",
        "- `EC2_HOST`: the server IP",
        "- **Description**: Your EC2 instance public IP address or domain name",
        "| `EC2_HOST` | Your EC2 public IP (the one of your domain) | `13.211.143.224` |",
        "접속할 EC2 퍼블릭 IP 또는 도메인",
        "接続先のサーバーIPまたはドメイン",
        "- **A Record**: the load balancer's alias, never `13.211.143.224`",
        "If the domain still resolves to the old EC2 IP, flush the cache.",
        "EC2 퍼블릭 IP 또는 퍼블릭 DNS를 복사합니다.",
        "Copy the EC2 public IP or DNS name.",
        "- DNS 서버 IP: 168.126.63.1",
        "- DNS server IP: 8.8.8.8",
        "DNSサーバーIPは 8.8.8.8 です。",
        "Customers point their own domain to their server IP (custom domains).",
        "고객사는 자신의 도메인을 고객사 서버 IP로 연결합니다.",
        "Enable DNS hostnames so that each EC2 instance IP has a name.",
        "Don't point the domain at the EC2 IP.",
        "도메인을 EC2 IP에 직접 연결하지 마세요.",
    ],
)
def test_what_leads_elsewhere_or_names_no_record_admits_nothing(text: str) -> None:
    assert _admitted(text) == []


def test_beside_words_that_say_so_outright_the_record_adds_nothing() -> None:
    assert _admitted("- Everything runs on a single EC2 instance\n- A 레코드: 서버 공인 IP") == ["availability 3"]

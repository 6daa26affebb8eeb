"""Names that a guide has lead straight to one host."""

import pytest

from holdfast.model.facts import Instance

from .support import read


def count_told_at(lines: str, host: str = "- 인스턴스: `i-0349ea5cf82643001`") -> int | None:
    """The line that tells how many hosts there are, in a guide that says `lines` behind the host that it names."""
    guide = f"# AWS EC2 배포 가이드\n\n## 1. EC2 인스턴스\n\n{host}\n\n## 2. DNS\n\n{lines}\n"
    (instance,) = (fact for fact in read(guide) if isinstance(fact, Instance))
    place = instance.places.get("count")
    return place.start_line if place else None


_TABLE = "| Type | Name | Value |\n|------|------|-------|\n| A | {name} | {value} |\n| CNAME | www | shop.example |"


@pytest.mark.parametrize(
    "value",
    ["EC2 Public IP", "<EC2 퍼블릭 IP>", "서버 IP", "EC2의 Elastic IP", "13.125.40.7", "`EC2-IP`", "<your-server-ip>"],
)
def test_a_record_of_a_table_that_holds_the_address_of_a_host_tells_of_one_host(value: str) -> None:
    assert count_told_at(_TABLE.format(name="shop.example", value=value)) == 11


@pytest.mark.parametrize(
    "value",
    ["ALB Alias", "dualstack.shop-alb-1.ap-northeast-2.elb.amazonaws.com", "76.76.21.21 (Vercel)", "CloudFront"],
)
def test_what_stands_before_hosts_is_none(value: str) -> None:
    assert count_told_at(_TABLE.format(name="shop.example", value=value)) is None


@pytest.mark.parametrize(
    "line",
    [
        "- DNS A 레코드 설정 (서버 IP 연결)",
        "- 도메인의 A 레코드를 EC2 탄력적 IP로 설정합니다",
        "1. Create an A record for `api.shop.example` that points to the instance's public IP",
        "- Point your domain's A record at the server IP",
        "- Route 53 で A レコードを作成し、EC2 の Elastic IP を指定する",
        "- `shop.example` のAレコードにサーバーのIPアドレスを登録する",
        "- A record: `shop.example` → `<EC2_PUBLIC_IP>`",
    ],
)
def test_so_does_a_step_that_has_somebody_make_one(line: str) -> None:
    assert count_told_at(line) == 9


@pytest.mark.parametrize(
    "line",
    [
        "- Keep a record of the server IP address",
        "- A 레코드(별칭)로 ALB 를 선택합니다",
        "- Add an A record with an alias to the load balancer; its hosts have no public IP",
        "- MX 와 A 레코드에 메일 서버 IP를 등록합니다",
        "- A レコードは ALB のエイリアスにする",
        "- 서버 IP를 GitHub Secrets 에 등록합니다",
        "- Visit: `http://your-ec2-public-ip` or `http://your-domain.com`",
        "- 브라우저에서 http://your-domain.com 또는 http://<EC2-IP> 로 접속합니다",
    ],
)
def test_other_words_about_records_and_addresses_tell_of_none(line: str) -> None:
    assert count_told_at(line) is None


def test_beside_the_step_that_chooses_the_machine_a_record_tells_no_more_of_it() -> None:
    record = "- A record: `shop.example` → `<EC2_PUBLIC_IP>`"
    assert count_told_at(record, "- 인스턴스 유형: t3.small") is None
    assert count_told_at(f"- EC2 인스턴스 1대로 운영합니다\n{record}", "- 인스턴스 유형: t3.small") == 9

"""The memory of a host, told in a sentence."""

import pytest

from ..support import said

_GUIDE = "# Deploying the shop to EC2\n\n## Notes\n\n{}\n"


def sizes(sentence: str) -> list[str]:
    return [line for line in said(_GUIDE.format(sentence), "docs/deploy.md") if "Instance" in line and "sized" in line]


@pytest.mark.parametrize(
    ("sentence", "size"),
    [
        ("1GiB 메모리 인스턴스에서는 작업을 한 번에 하나씩 수행하고 응답 시간을 관찰한다.", "1 GB"),
        ("메모리 1GB인 서버라서 빌드는 CI에서 한다.", "1 GB"),
        ("1기가짜리 서버라 워커는 하나만 띄운다.", "1 GB"),
        ("서버의 메모리는 2GB이므로 워커를 하나만 띄운다.", "2 GB"),
        ("The worker count stays at one: this is a 1 GB RAM instance.", "1 GB"),
        ("We run on an instance with 512 MB of memory, so jobs go one at a time.", "512 MB"),
        ("Our server has only 2 GiB of RAM.", "2 GB"),
        ("Keep batches small on the 1GB server.", "1 GB"),
        ("メモリ1GBのインスタンスなので、処理は一つずつ行う。", "1 GB"),
        ("サーバーのメモリは2GBのため、ワーカーは一つだけ動かす。", "2 GB"),
        ("月5ドルのインスタンスを1台使っています。メモリは1GBです。", "1 GB"),
        ("One instance serves all of it. It only has 1 GB of RAM.", "1 GB"),
        ("1GBメモリのEC2でOOMが起きないか監視する。", "1 GB"),
    ],
)
def test_what_a_machine_has_is_its_size(sentence: str, size: str) -> None:
    assert [
        line.partition("instance_type=")[2].partition(" count")[0].partition(" purpose")[0] for line in sizes(sentence)
    ] == [size]


@pytest.mark.parametrize(
    "sentence",
    [
        "최소 2GB 메모리 서버를 권장한다.",
        "디스크 20GB 인스턴스를 사용한다.",
        "An instance with at least 2 GB of memory is required.",
        "The server has 20 GB of disk.",
        "이 작업의 메모리는 2GB입니다.",
        "Uploads to the server go up to 5 GB.",
        "メモリ2GB以上のサーバーを推奨する。",
        "Each container has 1 GB of memory per task.",
        "로컬 서버는 1GB 메모리 인스턴스와 같다.",
        "매일 1GB 서버 로그가 쌓인다.",
        "The 10MB server response is cached.",
        "We left the old server with 1 GB of RAM behind.",
        "Jenkins runs on a server with 2 GB of RAM.",
        "기존 서버는 1GB 메모리 서버였다.",
        "以前は1GBメモリのサーバーだった。",
        "Reads stop at a 2 GB server-side limit.",
        "The 1 GB RAM instance became too slow; now it is a 4 GB RAM instance. Run on an instance with 4 GB of memory.",
    ],
)
def test_what_it_ought_to_have_and_what_is_no_memory_are_none(sentence: str) -> None:
    assert [line for line in sizes(sentence) if " 1 GB" in line or " 2 GB" in line or "20 GB" in line] == []


def test_a_type_that_is_named_says_more() -> None:
    text = "# Deploying the shop to EC2\n\n## Launch\n\n- Instance type: t3.medium\n- Keep batches small on the 4 GB server.\n"
    assert not [line for line in said(text) if "sized" in line]


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("현재 인스턴스 RAM 4GB라 2GB 이상 주면 다른 컨테이너가 죽는다.", True),
        ("The current instance has 4 GB RAM, so giving the heap more than 2 GB kills the others.", True),
        ("現在のインスタンスのメモリは4GBなので、2GB以上を割り当てると落ちる。", True),
        ("인스턴스 RAM 4GB 이상이면 힙을 늘린다.", False),
        ("With an instance of 4 GB RAM it works.", False),
    ],
)
def test_what_the_machine_has_now_is_told_among_the_troubles_too(sentence: str, *, told: bool) -> None:
    found = said(f"# Deploying the shop to EC2\n\n## Troubleshooting\n\n### OOM\n\n{sentence}\n", "docs/deploy.md")
    assert any("instance_type=4 GB" in line for line in found) is told

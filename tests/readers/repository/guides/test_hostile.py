import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.guides import READER

_PIECES = [
    *("# ", "## ", "- ", "  - ", "1. ", "| a | b |\n|---|---|\n", "```bash\n", "```\n", "> ", "**", "\n", "\n\n", " "),
    *("\t", "<!--", "-->", "~~", "{", "}", "[", "](", "\\", "\u3000", "：", "[ ] ", "✅", "http://", "22", "0.0.0.0/0"),
    *("AWS > EC2 > 인스턴스 시작", "t3.small", "운영: ", "staging, production", "RDS 생성", "db.t3.micro", "백업 7일"),
    *("https://www.a.kr", "ssh -i k u@h", "ACM 인증서 요청", "us-east-1", "루트 계정 MFA", "버킷 이름: a", "롤백"),
]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(_PIECES), max_size=60))
def test_no_mixture_of_marks_and_words_raises(pieces: list[str]) -> None:
    list(READER.read(Snippet("docs/aws.md", "".join(pieces))))


@pytest.mark.parametrize(
    "text",
    [
        "# EC2 생성 백업\n" * 8_000,
        "- SSH 22: 0.0.0.0/0 인스턴스 타입: t3.small 백업 daily\n" * 3_000,
        "aws " + "a" * 250_000,
        "aws : " + " " * 250_000,
        "aws " + "a." * 120_000,
        "# aws\n" + f"{'a' * 4_900}\n" * 5,
        "ssh " + "-i a " * 50_000,
        "# aws\n- ssh " + "-i " * 400 + "\n\n```\n$ " + "a_" * 700 + "\n```\n",
        "aws\n" + "> " * 100_000,
        "aws\n" + "- " * 100_000,
        "aws\n" + "".join(" " * depth + "- a\n" for depth in range(600)),
        "aws\n" + "[" * 100_000 + "`" * 99_999 + "*" * 50_000,
        "aws " + "<!--" * 60_000,
        "aws\n|a|prod|stage|\n|-|-|-|\n" + "|t|1|2|\n" * 4_000,
        "# aws\n```\n" + "docker run " * 20_000 + "\n```",
        "# 서버\n```console\n" + "[a@b" * 50_000 + "\n```",
        "aws - " + "1 " * 100_000,
    ],
    ids=range(17),
)
def test_time_stays_linear_in_hostile_texts(text: str) -> None:
    list(READER.read(Snippet("docs/aws.md", text)))


def test_a_text_that_no_one_wrote_by_hand_says_nothing() -> None:
    assert not list(READER.read(Snippet("docs/aws.md", "aws\n" * 100_000)))


@pytest.mark.parametrize(
    "text", ["", "\n", "\ufeff# AWS", "\x00", "aws\r\n- a: b\r\n", "---\naws", "aws" * 3, "|aws|\n|-|\n||\n"]
)
def test_empty_and_odd_texts_say_nothing(text: str) -> None:
    assert list(READER.read(Snippet("docs/aws.md", text))) == []


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("README.md", True),
        ("readme.txt", True),
        ("docs/배포 가이드.md", True),
        ("docs/a.mdx", True),
        ("guide.markdown", True),
        ("README", True),
        ("CHANGELOG.md", False),
        ("docs/CHANGELOG-2.x.md", False),
        ("RELEASE_NOTES.md", False),
        ("NEWS.md", False),
        ("static/lib/editor/README.md", False),
        ("public/README.md", True),
        (".github/ISSUE_TEMPLATE.md", False),
        ("docs/release-steps.md", True),
        ("CONTRIBUTING.md", False),
        ("LICENSE.md", False),
        ("CODE_OF_CONDUCT.md", False),
        (".github/ISSUE_TEMPLATE/bug.md", False),
        (".github/PULL_REQUEST_TEMPLATE.md", False),
        ("docs/contributing-setup.txt", False),
        ("main.ts", False),
        ("docs/security-groups.md", True),
        ("docs/history/ec2.md", True),
    ],
)
def test_guides_are_markdown_that_is_not_about_the_project_itself(path: str, wanted: bool) -> None:
    assert READER.wants(path) is wanted

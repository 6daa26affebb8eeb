"""Documents that stand in a page without a fence around them."""

import pytest

from holdfast.readers.repository.guides import READER
from holdfast.readers.repository.guides.page.blocks import parse

from ..support import said

_RULES = """[
    {
        "AllowedMethods": [
            "PUT"
        ],
        "AllowedOrigins": [
            "*"
        ]
    }
]"""


def of(guide: str, *sorts: str) -> list[str]:
    return [line for line in said(guide) if line.lstrip("? ").split(" ")[0] in sorts]


@pytest.mark.parametrize(
    ("above", "line"), [("", 5), ("Rules of the bucket of uploads:\n", 6), ("버킷의 CORS 규칙\n\n", 7)]
)
def test_rules_of_a_bucket_without_a_fence_are_read_where_they_stand(above: str, line: int) -> None:
    found = of(f"# S3 setup guide\n\n## Bucket\n\n{above}{_RULES}\n\n- Region: ap-northeast-2\n", "BucketCors")

    assert len(found) == 1
    assert line <= int(found[0].split()[1].split("-")[0]) <= line + 8


def test_an_element_and_a_preformatted_block_are_code() -> None:
    rules = "<CORSConfiguration>\n<CORSRule>\n<AllowedOrigin>*</AllowedOrigin>\n</CORSRule>\n</CORSConfiguration>\n"
    form = "<pre>\nDB instance class: db.t3.micro\nPublic access: Yes\n</pre>\n"

    assert of(f"# S3 setup guide\n\n## Bucket\n\n{rules}", "BucketCors")
    assert "public=True" in of(f"# RDS setup guide\n\n## RDS\n\n{form}", "Database")[0]


@pytest.mark.parametrize(
    "text",
    [
        "{\n  half: of a document\n",
        "[\n1]\n",
        '{\n  "a": 1\n} and more\n',
        "Braces { inside } a sentence.\n",
        "<details>\n<summary>More</summary>\n</details>\n",
        "{" * 3000,
        "\n".join("[" * 3000),
    ],
)
def test_other_rows_stay_what_they_were(text: str) -> None:
    assert [fence.language for fence in parse(text).fences] == []


def test_the_rows_around_a_document_keep_their_lines() -> None:
    blocks = parse('Above it\n{\n  "a": 1\n}\nBelow it\n')

    assert [(one.line, one.text) for one in blocks.statements] == [(1, "Above it"), (5, "Below it")]
    assert [(one.line, one.language) for one in blocks.fences] == [(2, "json")]


NOTES = """
서버 배포 순서

1. 서버 접속
ssh -i shop.pem ubuntu@203.0.113.9

2. 코드 받기
cd shop
git pull origin main
./gradlew build -x test

3. 실행
nohup java -jar build/libs/shop.jar &
"""


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("docs/deploy.txt", True),
        ("EC2 명령어.txt", True),
        ("배포.txt", True),
        ("server/requirements.txt", False),
        ("requirements-deploy.txt", False),
        ("deploy_log.txt", False),
        ("docs/words.txt", False),
        ("release-notes.txt", False),
        ("infra/setup_notes.txt", True),
        ("메모.txt", True),
        ("INSTALL", True),
        (".cursorrules", True),
        ("notebooks.txt", False),
        ("docs/deployment.html", True),
        ("public/deploy.html", False),
        ("CMakeLists.txt", False),
        ("robots.txt", False),
    ],
)
def test_notes_without_markup_are_read_where_their_name_speaks_of_servers(path: str, *, wanted: bool) -> None:
    assert READER.wants(path) == wanted


def test_notes_tell_what_is_typed() -> None:
    told = said(NOTES, "docs/deploy.txt")
    assert any(line.startswith("Login ") and "user=ubuntu" in line for line in told)
    assert any(line.startswith("Deployment 7-12 ") for line in told)


def test_a_short_line_above_a_paragraph_heads_all_its_rows() -> None:
    text = "EC2 보안그룹 설정\n\nSSH 22 위치무관\nHTTP 80 위치무관\n사용자지정 TCP 3306 위치무관\n"

    assert "Ingress 5 from_port=3306 to_port=3306 sources=(0.0.0.0/0)" in said(text)

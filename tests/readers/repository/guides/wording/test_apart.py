import pytest

from holdfast.readers.repository.guides.wording.apart import apart
from tests.readers.repository.guides.support import said


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("The API runs on one t3.micro. We do not use a load balancer.", 2),
        ("API는 EC2 한 대에서 실행됩니다. 로드 밸런서는 사용하지 않습니다.", 2),
        ("API は EC2 1台で動いています。ロードバランサーは使っていません。", 2),
        ("The API runs on one t3.micro. PostgreSQL runs beside it.", 1),
        ("Do not use root. Never share keys.", 1),
        ("Use a small type, e.g. T3, and no swap.", 1),
        ("t3.micro", 1),
    ],
)
def test_a_line_is_taken_apart_where_some_of_its_sentences_deny(line: str, parts: int) -> None:
    assert len(apart(line)) == parts
    assert "".join(apart(line)).replace(" ", "") == line.replace(" ", "")


def test_what_one_sentence_denies_the_next_tells() -> None:
    first = "The API runs on a single EC2 t3.micro instance. We do not use a load balancer."
    line = f"{first} PostgreSQL is installed on the same instance."
    told = said(f"# Deployment\n\n## Infrastructure\n\n{line}\n")
    assert [one.split()[:2] for one in told if one.startswith(("Instance", "Database"))] == [
        ["Instance", "5"],
        ["Database", "5"],
    ]


def test_each_sentence_of_a_wrapped_paragraph_stands_on_its_own_lines() -> None:
    text = "The API runs on a single EC2 t3.micro\ninstance. We do not use a\nload balancer.\n"
    told = said(f"# Deployment\n\n## Infrastructure\n\n{text}")
    assert [one.split()[:2] for one in told if one.startswith("Instance")] == [["Instance", "5-6"]]


def test_what_is_sure_stays_with_what_it_speaks_of() -> None:
    line = "It sits on a Lightsail box. It's the $12 Ubuntu plan. We never resized it. Ask Tom."
    assert apart(line) == [
        "It sits on a Lightsail box. It's the $12 Ubuntu plan.",
        "We never resized it.",
        "Ask Tom.",
    ]

"""Workflows that are broken on purpose or by accident never make the reader raise or wait."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.workflows import READER

from ..many import read_files
from ..templates.support import told


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("jobs:\n  x: [\n", ["Gap 2 malformed"]),
        ("jobs: " + "[" * 5_000, ["Gap 1 malformed"]),
        ("jobs:\n" + "  a: b\n" * 50_000, ["Gap 0 too-large"]),
        ("jobs: 3\non: push\n", []),
        ("jobs:\n  a:\n    steps: foo\n  b: null\n  c:\n    - 3\n", []),
        ("jobs: &a\n  x: *a\n", []),
        ("name: no work here\n", []),
    ],
)
def test_odd_files_are_gaps_or_nothing(text: str, expected: list[str]) -> None:
    assert told(read_files(READER, **{".github/workflows/x.yml": text})) == expected


KEYS = "aws-access-key-id:{0}${{{{ secrets.ID }}}}\n          aws-secret-access-key:{0}${{{{ secrets.KEY }}}}\n"
STEP = "jobs:\n  d:\n    steps:\n      - name: log in\n      {0}uses: aws-actions/configure-aws-credentials@v4\n{1}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            STEP.format("  ", "        with:\n          " + KEYS.format("")),
            ["Credential 7-8 form=static-key holder=workflow"],
        ),
        (
            STEP.format("", "        with:\n          " + KEYS.format(" ")),
            ["Credential 7-8 form=static-key holder=workflow"],
        ),
        (STEP.format("", "        with:\n          # " + KEYS.format(" ").replace("\n  ", "\n#")), []),
    ],
)
def test_keys_are_told_in_spite_of_a_slip_of_yaml(text: str, expected: list[str]) -> None:
    facts = told(read_files(READER, **{".github/workflows/x.yml": text}))
    assert [fact for fact in facts if fact.startswith("Credential")] == expected


@pytest.mark.parametrize("taken_out", ["#          npm test\n", "#          npm test\n\n#  npm run lint\n"])
def test_a_line_that_is_taken_out_of_a_script_at_the_left_edge_ends_only_what_github_reads(taken_out: str) -> None:
    text = f"jobs:\n  d:\n    steps:\n      - run: |\n          npm ci\n{taken_out}          ssh a@$HOST 'git pull'\n"
    last = f"{text}      - run: |\n          npm ci\n{taken_out}  e:\n    steps: []\n"

    for one in (text, last):
        facts = told(read_files(READER, **{".github/workflows/x.yml": one}))
        at = text.count("\n")
        assert any(fact.startswith(f"Login {at} ") for fact in facts)
        assert any(fact.startswith("Gap") for fact in facts)


def test_variables_that_define_one_another_end() -> None:
    lines = "".join(f"  V{n}: ${{{{ env.V{(n + 1) % 50} }}}}${{{{ env.V{(n + 2) % 50} }}}}\n" for n in range(50))
    text = f"on: workflow_dispatch\nenv:\n{lines}jobs:\n  d:\n    steps:\n      - run: kubectl set image d/a a=r:${{{{ env.V0 }}}}\n"
    assert len(told(read_files(READER, **{".github/workflows/x.yml": text}))) == 1


@given(st.text(alphabet="jobs:run\n -'\"${}|>&*[]#deploy ssh@", max_size=200))
def test_no_text_makes_the_reader_raise(text: str) -> None:
    body = f"on: push\njobs:\n  d:\n    steps:\n      - run: |\n          {text}\n"
    list(READER.read(Snippet(path=".github/workflows/x.yml", text=body)))

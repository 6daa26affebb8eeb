"""Texts that the parser of HCL would look through without end are told, and not read."""

import pytest

from holdfast.model.evidence import EvidenceKind
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.terraform.syntax import Fault, parse


def faults(text: str) -> list[Fault]:
    return parse(Snippet("main.tf", text, kind=EvidenceKind.DECLARED))[1]


@pytest.mark.parametrize("blanks", ["\n" * 200_000, " " * 200_000, "\n " * 100_000, "\t" * 200_000])
@pytest.mark.parametrize("before", ['resource "aws_lb" "web" {\n  name', "zones = [", "\n"])
def test_blanks_without_end_are_no_template(before: str, blanks: str) -> None:
    line = before.count("\n") + 1 if before.strip() else 1

    assert faults(f"{before}{blanks}= 1\n") == [Fault(line, line, "blanks without end")]


def test_brackets_without_end_are_no_template() -> None:
    assert faults("a = " + "[" * 500) == [Fault(1, 1, "nested too deeply")]


def test_blank_rows_between_blocks_and_behind_names_are_nothing_strange() -> None:
    text = 'resource "aws_lb" "web" {' + "\n" * 400 + "  name" + " " * 400 + '= "web"\n}\n'

    assert faults(text) == []

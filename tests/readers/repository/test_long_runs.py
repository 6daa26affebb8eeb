"""Runs of one sign without an end, in each kind of text whose patterns look at what stands before them."""

import pytest

from holdfast.readers.repository.base import Reader, Snippet
from holdfast.readers.repository.cdk import READER as CDK
from holdfast.readers.repository.guides.page.blocks import Form, Statement
from holdfast.readers.repository.guides.page.trail import Trail
from holdfast.readers.repository.schedules.processes import READER as PROCESSES
from holdfast.readers.repository.source.health.harmless import called
from holdfast.readers.repository.templates.kinds import is_options_file


@pytest.mark.parametrize(
    ("reader", "text"),
    [
        (PROCESSES, " \n" * 100_000),
        (CDK, "import * as cdk from 'aws-cdk-lib';\n" + "SecretValue.unsafePlainText(env.DB_PASSWORD);\n" * 20_000),
    ],
)
def test_a_file_of_the_same_row_over_and_over_is_read_in_linear_time(reader: Reader, text: str) -> None:
    list(reader.read(Snippet("shop.service" if reader is PROCESSES else "shop.ts", text)))


@pytest.mark.parametrize("code", ["a" * 100_000, f"a{' ' * 100_000}", "a." * 50_000])
def test_calls_are_looked_for_in_linear_time(code: str) -> None:
    assert called(f"{code} ask(1)")[-1] == ("", "ask")


def test_a_way_through_a_console_is_looked_for_in_linear_time() -> None:
    assert Statement(1, 1, f"EC2{' ' * 50_000}Launch", Form.LINE, Trail()).crumbs == ()


@pytest.mark.parametrize("word", ["packages", "option_settings"])
def test_options_of_beanstalk_are_looked_for_in_linear_time(word: str) -> None:
    assert not is_options_file(Snippet("a.yml", f"{word}:{chr(10) * 100_000}x"))

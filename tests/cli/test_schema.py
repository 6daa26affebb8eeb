"""`holdfast schema`: what is printed is what is published."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from holdfast.cli.schema import DOCUMENTS, command

_PUBLISHED = Path(__file__).parents[2] / "docs" / "schema"


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_schema_is_printed_as_it_is_published(document: str) -> None:
    printed = CliRunner().invoke(command, [document])

    name = "holdfast.schema.json" if document == "spec" else f"{document}-1.schema.json"
    assert (printed.exit_code, json.loads(printed.output)) == (0, json.loads((_PUBLISHED / name).read_text("utf-8")))

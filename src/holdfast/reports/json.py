"""The assessment as JSON: `holdfast.assessment/1`."""

import json
from dataclasses import asdict
from typing import Any

from holdfast.reports.document import Document


def render(document: Document) -> str:
    """Return the document as indented JSON with a final line end; text stays readable, not escaped."""
    return json.dumps(asdict(document), indent=2, ensure_ascii=False) + "\n"


def schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) that every rendered document satisfies."""
    from pydantic import TypeAdapter

    described = TypeAdapter(Document).json_schema(mode="serialization")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:holdfast:assessment:1",
        **described,
    }


def schema_text() -> str:
    """The same, as text."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"

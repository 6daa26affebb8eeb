"""The assessment as JSON: `holdfast.assessment/1`."""

import json
from typing import Any

from pydantic import BaseModel

from holdfast.reports.document import Document


def render(document: Document) -> str:
    """Return the document as indented JSON with a final line end; text stays readable, not escaped."""
    return json.dumps(_plain(document), indent=2, ensure_ascii=False) + "\n"


def _plain(value: Any) -> Any:
    """Entries as plain values; pydantic's own way would first make a serializer, which takes longer than to write."""
    if isinstance(value, BaseModel):
        fields = type(value).model_fields
        return {fields[name].alias or name: _plain(getattr(value, name)) for name in fields}
    if isinstance(value, (tuple, list)):
        return [_plain(item) for item in value]
    return value


def schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) that every rendered document satisfies."""
    described = Document.model_json_schema(by_alias=True, mode="serialization")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:holdfast:assessment:1",
        **described,
    }


def schema_text() -> str:
    """The same, as text."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"

"""What a file of JSON holds, for those who only look something up in it."""

import json
from typing import Any

from holdfast.model.evidence import Gap


def json_object(text: str | Gap) -> dict[str, Any]:
    """The object that `text` is; empty where it is none, is no JSON, or could not be read.

    Whoever judges the file itself tells that it is malformed, so that this stays silent.
    """
    try:
        found = json.loads(text) if isinstance(text, str) and text else {}
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}

"""Samples of production's settings (`.env.production.example`): the access keys of AWS that somebody fills in there."""

import re
from collections.abc import Iterable
from typing import Any

from holdfast.model.regex import regex
from holdfast.readers.repository.base import Reader, Reading, Snippet
from holdfast.readers.repository.lasting_keys import lasting_keys

_PATH = regex(
    r"(?:^|/)(?:[\w-]{1,40})?\.?env(?=[\w.-]*prod)[\w.-]{0,60}\.(?:example|sample|template|tmpl|dist)$", re.IGNORECASE
)
_SETTING = regex(r"^\s*(?:export\s+)?(?P<name>[A-Z][A-Z0-9_]{2,80})\s*=\s*(?P<value>[^\s#\"']\S*|\"[^\"]+\"|'[^']+')")


def _wants(path: str) -> bool:
    return bool(_PATH.search(path))


def _read(snippet: Snippet) -> Iterable[Reading]:
    said: dict[str, Any] = {"kind": snippet.kind, "environment": snippet.environment, "old": snippet.old}
    rows = ((number, _SETTING.match(row[:400])) for number, row in enumerate(snippet.rows, start=1))
    return lasting_keys(said, [(match["name"], snippet.at(number)) for number, match in rows if match])


READER = Reader(name="env samples", serves=frozenset({"access"}), wants=_wants, read=_read)
"""What the one who sets production up copies and fills in."""

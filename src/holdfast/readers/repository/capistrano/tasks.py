"""Commands that Capistrano's tasks have hosts run, read as the shell that they come to."""

import re
from collections.abc import Iterator

from holdfast.model.facts import ScriptFault
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of

_CALL = regex(r"\s*(?:execute|run|sudo)[\s(]+(?P<words>[:\"'f].{1,1000})$")
_WORD = regex(
    r":(?P<quoted>[\"'])(?P<symbol_text>[^\"']{0,200})(?P=quoted)|:(?P<symbol>\w+)|(?P<quote>[\"'])(?P<text>.*?)(?<!\\)(?P=quote)"
    r"|fetch\(:(?P<held>\w+)[^)]{0,80}\)|(?P<name>[a-z_]\w*)"
)
_HOLE = regex(r"#\{(?P<name>[^{}]{1,80})\}")
_LENIENT = regex(r"raise_on_non_zero_exit:\s*false|:on_error\s*=>\s*:continue|on_error:\s*:continue")
_NO_WORDS = frozenset(("raise_on_non_zero_exit", "on_error", "if", "unless", "do", "false", "true", "continue"))


def task_faults(snippet: Snippet) -> Iterator[ScriptFault]:
    """What such commands hide, stop or delete; the release itself, with its name and its way back, is Capistrano's."""
    lines = [_shell(row[:2_000]) for row in snippet.rows]
    if not any(lines):
        return
    part = replace(snippet.part("\n".join(lines), 1), heading="capistrano")
    yield from (fact for fact in facts_of(part, errexit=True) if isinstance(fact, ScriptFault))


def _shell(row: str) -> str:
    """A row as shell; empty where it runs nothing."""
    call = _CALL.match(row)
    if call is None:
        return ""
    text = " ".join(filter(None, map(_word, _WORD.finditer(call["words"]))))
    return f"{text} || true" if _LENIENT.search(row) else text


def _word(match: re.Match[str]) -> str:
    if match["held"]:
        return f"${{{match['held']}}}"
    if match["name"]:
        return "" if match["name"] in _NO_WORDS else f"${{{match['name']}}}"
    given = match["symbol"] or match["symbol_text"] or match["text"] or ""
    return _HOLE.sub(lambda hole: f"${{{re.sub(r'[^A-Za-z0-9_]', '_', hole['name'])}}}", given)

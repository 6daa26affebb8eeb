"""SST's file `sst.config.ts` as the program that it wraps: what stands inside its `run`."""

from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet

_CONFIGURES = regex(r"(?m)^[^\n]{0,40}\$config\s*\(")
_RUNS = ("method_definition", "pair")


def unwrapped(snippet: Snippet) -> Snippet:
    """The same lines with nothing but what is before the configuration, and what its `run` does."""
    found = _CONFIGURES.search(snippet.text)
    if found is None:
        return snippet
    from ast_grep_py import SgRoot

    root = SgRoot(snippet.text, "typescript").root()
    for kind in _RUNS:
        for node in root.find_all(kind=kind):
            name = node.field("name") or node.field("key")
            value = node.field("value") or node
            body = value.field("body")
            if name is None or name.text() != "run" or body is None or body.kind() != "statement_block":
                continue
            start, end = body.range().start.index + 1, body.range().end.index - 1
            text, opens = snippet.text, found.start()
            kept = text[:opens] + _blank(text[opens:start]) + text[start:end] + _blank(text[end:])
            return replace(snippet, text=kept)
    return snippet


def _blank(text: str) -> str:
    return "".join(letter if letter == "\n" else " " for letter in text)

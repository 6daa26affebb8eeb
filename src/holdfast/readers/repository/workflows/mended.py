"""Workflows that GitHub refuses for one slip of YAML, read for all that they say beside it."""

from collections.abc import Iterator

from holdfast.model.facts import Credential, CredentialForm
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.text.left_out import indent
from holdfast.readers.repository.text.nodes import Node, NodeError, parse_yaml

_BLOCK = regex(r"[ \t]*(?:- )?[\w.-]{1,60}:[ \t]*[|>][-+0-9]{0,2}[ \t]*$")
_DOCUMENT = regex(r"(?<!<)<<-?[ \t]*\\?[\"']?(?P<word>[A-Za-z_]\w*)")
_COMMENTS = 20  # lines that somebody takes out at once
_MOST = 3  # lines that are mended: more of them were not meant to be YAML
_UNQUOTED = regex(r"(?P<key>\s*(?:- )?[\w.-]{1,60}:\s+)(?P<value>[^\s\"'|>{\[&*!#].*: .*)$")


_KEY = regex(r"^[ \t]*aws[-_]access[-_]key[-_]id[ \t]*:(?P<space>[ \t]*)\$\{\{[ \t]*secrets\.")
_SECRET = regex(r"^[ \t]*aws[-_]secret[-_]access[-_]key[ \t]*:")


def keys_in_rows(snippet: Snippet, *, parsed: bool) -> Iterator[Credential]:
    """Access keys in rows that YAML does not take for settings: none of a file is read, or the blank is forgotten."""
    if "aws" not in snippet.text or "secrets." not in snippet.text:
        return
    rows = snippet.text.split("\n")
    for number, row in enumerate(rows, start=1):
        match = _KEY.match(row[:200])
        if match and not (parsed and match["space"]):
            last = number + 1 if number < len(rows) and _SECRET.match(rows[number][:200]) else number
            yield Credential(
                kind=snippet.kind,
                at=snippet.at(number, last),
                environment=snippet.environment,
                old=snippet.old,
                form=CredentialForm.STATIC_KEY,
                holder="workflow",
            )


def in_spite_of(text: str, line: int) -> Node | None:
    """What a text says, of which the parser refused `line` (from 1); None when that cannot be mended."""
    text = _moved_in(text)
    for _ in range(_MOST):
        try:
            return parse_yaml(text)
        except NodeError as error:
            line = error.line
        quoted = _quoted(text, line)
        if quoted is None:
            return None
        text = quoted
    return None


def _moved_in(text: str) -> str:
    """`text` with here-documents and comments of its scripts as far in as these, where they stand at the left edge.

    Editors put the mark of a comment there when somebody takes one line of a script out.
    """
    rows = text.split("\n")
    last = {row.strip(): number for number, row in enumerate(rows)}
    inside = 0  # how far in the script stands that is being read; 0 outside of one
    number = 0
    while number < len(rows):
        row = rows[number]
        if inside and row.strip() and indent(row) < inside:
            goes_on = row.lstrip().startswith("#") and indent(_behind(rows, number)) >= inside
            rows[number] = " " * inside + row.lstrip() if goes_on else row
            inside = inside if goes_on else 0
        if not inside and _BLOCK.match(row[:2_000]):
            inside = next((indent(one) for one in rows[number + 1 : number + 4] if one.strip()), 0)
            inside = inside if inside > indent(row) else 0
        opened = _DOCUMENT.search(row[:2_000]) if inside else None
        number += 1
        while opened and last.get(opened["word"], -1) >= number:
            if rows[number].strip() and indent(rows[number]) < inside:
                rows[number] = " " * inside + rows[number]
            number += 1
            if rows[number - 1].strip() == opened["word"]:
                break
    return "\n".join(rows)


def _behind(rows: list[str], number: int) -> str:
    """The next row that is neither blank nor a comment."""
    following = rows[number + 1 : number + 1 + _COMMENTS]
    return next((row for row in following if row.strip() and not row.lstrip().startswith("#")), "")


def _quoted(text: str, line: int) -> str | None:
    """`text` with the plain value on `line` quoted: `run: echo "done: $X"` is no YAML, though its sense is clear."""
    rows = text.split("\n")
    match = _UNQUOTED.match(rows[line - 1][:2_000]) if 0 < line <= len(rows) else None
    if match is None:
        return None
    value = match["value"].rstrip().replace("'", "''")
    rows[line - 1] = f"{match['key']}'{value}'"
    return "\n".join(rows)

"""Settings that a program fetches all at once from AWS and writes down for the application, whatever came."""

import ast
from collections.abc import Iterable
from typing import Any

from holdfast.model.evidence import MAX_LINES, EvidenceKind
from holdfast.model.facts import ConfigurationLoader
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Reader, Reading, Snippet

_FILE = regex(r"(?i)\.(?:py|js|mjs|cjs|ts)$")
_OTHERS = regex(r"(?i)(?:^|/)(?:tests?|__tests__|spec|node_modules|migrations)/|(?:^|/)test_|\.(?:test|spec)\.")
_MAX_CHARACTERS = 100_000
_AT_ONCE = regex(
    r"(?i)\b(?:get_parameters_by_path|describe_parameters|get_?parameters?_?by_?path(?:command)?|describeparameters(?:command)?"
    r"|get_parameters\b|get_secret_value|getsecretvalue(?:command)?|paginate_?getparametersbypath)"
)
"""Calls that answer with what there is: a parameter that nobody made is not missed."""
_WORDS = ("arameter", "ecret_value", "ecretValue")
"""Without one of them none of these calls is there, which is told far sooner."""
_OF_AWS = regex(r"(?i)boto3|aiobotocore|aws-sdk|\bclient\.send\(|\bAWS\.|\bssm\b|secretsmanager")
"""Pydantic's secrets have a method of the same name."""
_ENV = regex(
    r"(?i)(?<!process)(?<!meta)(?<!deno)(?<!bun)\.env(?![a-z])|/env[\"'`]|(?<![a-z])env_?(?:file|path|out|target)|dot_?env"
)
"""A file for settings; what a program reads from its own environment, or calls that, is none."""
_ENDS = regex(r"(?i)\braise\b|\bsys\.exit\(|\bthrow\b|\bprocess\.exit\(|\bInvalidParameters\b|\brequired\b|\bassert\b")
_WRITING = frozenset(("w", "a", "wt", "at", "w+"))
_WRITES_JS = regex(r"\b(?:writeFile|appendFile|createWriteStream|outputFile)(?:Sync)?\(")


def _read(snippet: Snippet) -> Iterable[Reading]:
    text = snippet.text
    if len(text) > _MAX_CHARACTERS or not any(word in text for word in _WORDS) or not _OF_AWS.search(text):
        return
    if not _AT_ONCE.search(text) or not _ENV.search(text) or _ENDS.search(text):
        return
    lines = _in_python(text) if snippet.path.lower().endswith(".py") else _in_javascript(snippet)
    if lines is None:
        return
    said: dict[str, Any] = {"kind": snippet.kind, "environment": snippet.environment, "old": snippet.old}
    at = snippet.at(lines[0], min(lines[1], lines[0] + MAX_LINES - 1))
    yield ConfigurationLoader(**said, at=at, source="script", missing="silent")


def _in_python(text: str) -> tuple[int, int] | None:
    """The function that writes the file, or what opens it."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None  # told by whoever reads the program for more
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not _opens_settings(node):
            continue
        around = next((one for one in functions if one.lineno <= node.lineno <= (one.end_lineno or 0)), None)
        holder: ast.stmt | ast.Call = around or node
        return holder.lineno, holder.end_lineno or holder.lineno
    return None


def _opens_settings(call: ast.Call) -> bool:
    """`open(…, "w")` or `Path(…).write_text(…)` of a file that its words call settings of the environment."""
    words = ast.unparse(call)[:400]
    if isinstance(call.func, ast.Attribute) and call.func.attr == "write_text":
        return _ENV.search(words) is not None
    if not (isinstance(call.func, ast.Name | ast.Attribute) and words.partition("(")[0].endswith("open")):
        return False
    given = (*call.args, *(one.value for one in call.keywords))
    modes = {node.value for node in given if isinstance(node, ast.Constant)}
    return not modes.isdisjoint(_WRITING) and _ENV.search(words) is not None


def _in_javascript(snippet: Snippet) -> tuple[int, int] | None:
    rows = snippet.rows
    for number, row in enumerate(rows, start=1):
        match = _WRITES_JS.search(row[:2_000])
        if match and _ENV.search(" ".join(part[:400] for part in rows[number - 1 : number + 1])):
            return number, number
    return None


def _wants(path: str) -> bool:
    return bool(_FILE.search(path)) and not _OTHERS.search(path)


READER = Reader(
    name="settings by programs",
    serves=frozenset(("configuration",)),
    wants=_wants,
    read=_read,
    kind=EvidenceKind.CODED,
)

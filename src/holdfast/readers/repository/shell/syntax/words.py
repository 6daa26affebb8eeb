"""Words, redirections and here-documents of a syntax tree, as written but without their quotes."""

import re
import shlex
from functools import lru_cache
from typing import TYPE_CHECKING

from holdfast.model.regex import regex
from holdfast.readers.repository.shell.syntax.command import Document, Redirect
from holdfast.readers.repository.shell.syntax.scope import Scope, State
from holdfast.readers.repository.shell.syntax.wrappers import strip

if TYPE_CHECKING:
    from ast_grep_py import SgNode


def named(node: "SgNode") -> list["SgNode"]:
    """The children that mean something: no punctuation, no comments."""
    return [child for child in node.children() if child.is_named() and child.kind() != "comment"]


def short(node: "SgNode", state: State) -> str:
    """The text of a node on one line, at most 160 characters."""
    return " ".join(state.source.restore(node.text()[:240]).split())[:160]


def first_word(node: "SgNode") -> str:
    """Name of the program that a part of a pipeline runs, told from its text."""
    words = node.text()[:400].split()
    skipped = strip(words)
    words = [word for word in words[skipped:] if "=" not in word or word.startswith("-")]
    return words[0].rpartition("/")[2] if words else ""


def value_of(node: "SgNode", state: State) -> str:
    """A word without its quotes, expansions as written."""
    kind = node.kind()
    text = node.text()
    if kind == "string" and len(text) >= 2:
        text = text[1:-1].replace('\\"', '"').replace("\\$", "$").replace("\\\n", "")
    elif kind == "raw_string" and len(text) >= 2:
        text = text[1:-1]
    elif kind == "ansi_c_string" and len(text) >= 3:
        text = text[2:-1]
    elif kind == "concatenation":
        return "".join(value_of(child, state) for child in node.children())
    elif kind == "word" and "\\" in text:
        text = re.sub(r"\\(\n|.)", lambda m: "" if m[1] == "\n" else m[1], text)
    return state.source.restore(text)


def pair(node: "SgNode", state: State) -> tuple[str, str]:
    """Name and value of an assignment."""
    children = named(node)
    name = children[0].text() if children else ""
    value = value_of(children[1], state) if len(children) > 1 else ""
    return name, value


def adds(node: "SgNode") -> bool:
    """An assignment puts its value behind the one that was there (`+=`)."""
    return any(child.kind() == "+=" for child in node.children())


def joined(before: str, value: str) -> str:
    """What a variable holds once `value` came behind what it held, both lists or both words."""
    whole = f"{before[:-1]} {value[1:]}" if before.endswith(")") and value.startswith("(") else before + value
    return whole if len(whole) <= _LONGEST else before


def held(value: str) -> list[str]:
    """The words that a variable stands for in a command; those of a list without its brackets and their quotes.

    Of `${NAME:-words}` what stands in, and of `$(command -v program)` the program.
    """
    if match := _STANDS_IN.match(value) or _SOUGHT.match(value):
        return str(match[match.lastgroup or "words"]).strip("\"'").split()
    return list(_of_list(value)) if value.startswith("(") and value.endswith(")") else value.split()


@lru_cache(maxsize=256)
def _of_list(value: str) -> tuple[str, ...]:
    try:
        return tuple(shlex.split(value[1:-1], comments=True))
    except ValueError:
        return tuple(value[1:-1].split())


_LONGEST = 4_000
_STANDS_IN = regex(r"^\$\{(?P<name>\w+):?[-=](?P<words>[^${}]*)\}$")
_SOUGHT = regex(
    r"^\$\([^()]*\|\|\s*echo\s+(?P<else>[\"']?docker[ -]compose[\"']?)\s*\)$"
    r"|^(?:\$\(|`)(?:command -v|which|type -P) (?P<words>[\w./-]+)[^()`]*[)`]$"
)
_SHOWN = regex(r"^\$\(\s*cat\s*<<-?[ \t]*[\"']?(?P<end>\w+)[\"']?[ \t]*\n(?P<body>.*?)\n\s*(?P=end)\s*\)?$", re.DOTALL)


def stands_in(word: str) -> tuple[str, list[str]] | None:
    """The variable and the words of `${NAME:-words}`."""
    match = _STANDS_IN.match(word)
    return (match["name"], match["words"].strip("\"'").split()) if match else None


def unwrapped(script: str, line: int) -> tuple[str, int]:
    """What `$(cat <<END …)` shows, with the line of its first row; any other text as it is."""
    match = _SHOWN.match(script.strip())
    return (match["body"], line + 1) if match else (script, line)


def redirect(node: "SgNode", state: State) -> Redirect:
    """A redirection."""
    descriptor, operator, target = "", "", ""
    for child in node.children():
        if child.kind() == "file_descriptor":
            descriptor = child.text()
        elif child.is_named():
            # The grammar ends a word inside `$A/b_$C`, as it does among a command's own words.
            target = target + value_of(child, state) if target.endswith("$") else value_of(child, state)
        else:
            operator = child.text()
    return Redirect(operator, target, descriptor)


def heredoc(node: "SgNode", scope: Scope, state: State) -> tuple[Document | None, list[Redirect], list["SgNode"]]:
    """The body of a here-document, and the redirections and pipeline parts on its first line."""
    document = None
    redirects: list[Redirect] = []
    later: list[SgNode] = []
    quoted = False
    for child in node.children():
        kind = child.kind()
        if kind == "heredoc_start":
            quoted = child.text()[:1] in "\"'\\"
        elif kind == "heredoc_body":
            line = child.range().start.line + 1 + scope.base
            document = Document(state.source.restore(child.text()), line, quoted)
        elif kind in ("file_redirect", "herestring_redirect"):
            redirects.append(redirect(child, state))
        elif child.is_named() and kind not in ("heredoc_end", "file_descriptor"):
            later.append(child)
    return document, redirects, later


def asks_status(node: "SgNode", state: State) -> str:
    """Whether a statement asks for the status of the one before: `$?`, PIPESTATUS, or nothing."""
    head = state.source.restore(node.text()[:200])
    if "PIPESTATUS" in head:
        return "PIPESTATUS"
    return "$?" if "$?" in head or "${?}" in head else ""

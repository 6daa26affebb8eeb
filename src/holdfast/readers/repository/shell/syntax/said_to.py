"""What `echo` and `printf` say to a shell behind a pipe: `{ printf …; echo …; } | ssh host 'cd app && bash -s'`."""

from collections.abc import Iterator
from itertools import chain, repeat
from typing import TYPE_CHECKING

from holdfast.model.regex import regex
from holdfast.readers.repository.shell.syntax.command import Document
from holdfast.readers.repository.shell.syntax.scope import Scope, State
from holdfast.readers.repository.shell.syntax.words import first_word, named, value_of

if TYPE_CHECKING:
    from ast_grep_py import SgNode

_SAYS = frozenset(("echo", "printf"))
_READS = frozenset(("ssh", "bash", "sh", "sshpass"))
_GROUPS = frozenset(("compound_statement", "subshell"))
_MOST = 40
_OPTION = regex(r"-[neE]{1,3}")
_BLANK = regex(r"%(?:[sqb]|%)")
_BREAK = regex(r"(?:\\r)?\\n")
_COMMANDS = regex(r"^\s*[a-z.][\w./-]{0,80}(?:\s|$)")


def said_to(stages: list["SgNode"], scope: Scope, state: State) -> Document | None:
    """The script that the last of two stages reads from the first; each row stands where it is said.

    None where anything else than words is handed over, such as a key, an archive or the answer to a question.
    """
    if len(stages) != 2 or first_word(stages[1]) not in _READS:
        return None
    commands = list(_commands(stages[0]))
    if not commands or any(first_word(one) not in _SAYS for one in commands):
        return None
    rows: dict[int, str] = {}
    for one in commands:
        line = one.range().start.line
        rows[line] = "; ".join(filter(None, (rows.get(line), _said(one, state))))
    first, last = min(rows), max(rows)
    text = "\n".join(rows.get(number, "") for number in range(first, last + 1))
    told = any(_COMMANDS.match(row) for row in rows.values())
    return Document(text, first + 1 + scope.base, quoted=True) if told and last - first < _MOST else None


def _commands(stage: "SgNode") -> Iterator["SgNode"]:
    for node in named(stage) if stage.kind() in _GROUPS else [stage]:
        if node.kind() == "redirected_statement":
            continue
        yield node


def _said(node: "SgNode", state: State) -> str:
    name, *words = [value_of(child, state) for child in named(node)] or [""]
    while words and _OPTION.fullmatch(words[0]):
        words = words[1:]
    text = " ".join(words) if name == "echo" else _filled(words)
    return "; ".join(part.strip() for part in _BREAK.split(text.replace("\n", "; ")) if part.strip())


def _filled(words: list[str]) -> str:
    """`printf FORMAT words…`: each blank with its word, the format again for as long as there are words."""
    if not words or words[0].startswith("-"):
        return ""
    form, rest = words[0], words[1:]
    blanks = sum(match[0] != "%%" for match in _BLANK.finditer(form))
    times = -(-len(rest) // blanks) if blanks else 1
    given = chain(rest, repeat(""))
    times = min(max(times, 1), _MOST)
    return "".join(_BLANK.sub(lambda match: "%" if match[0] == "%%" else next(given), form) for _ in range(times))

"""What programs in JavaScript, TypeScript, PHP, Ruby, Perl and Go have a shell do, by the lines on which it stands."""

import re
from collections.abc import Iterator

from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet

_QUOTED = r"(?P<quote>[\"'])(?P<line>(?:\\.|(?!(?P=quote))[^\n\\]){2,1000})(?P=quote)"
_CALL = regex(
    r"(?<![\w$])(?:(?:(?:exec|spawn|execFile)(?:Sync|Async|Promise|Command)?|runCommand|runRemote|runSSH|ssh|run|sh"
    r"|shell_exec|passthru|system)\([^\S\n]{0,4}\n?[^\S\n]{0,40}|\$(?=`))"
    rf"(?:{_QUOTED}|`(?P<block>[^`]{{3,4000}})`)"
    r"(?P<more>(?:[^\S\n]*,[^\S\n]*(?:\[[^\S\n]*)?(?:\"[^\"\n]{0,600}\"|'[^'\n]{0,600}'))*)"
)
_PLAIN = regex(rf"^[^\S\n]*(?:sh|system|run|execute|cmd)!?[^\S\n]+{_QUOTED}", re.MULTILINE)
"""Ruby needs no brackets."""
_BACKTICKS = regex(
    r"(?<![\w$`\\])`(?P<block>[^`\n]{3,1000})`|%x[{(](?P<percent>[^{}()\n]{3,1000})[})]"
    r"|^[^\S\n]*(?:sh|system|run|execute|cmd)!?[^\S\n(]+%[Qq]?[({](?P<literal>[^()\n]{3,1000})[)}]",
    re.MULTILINE,
)
_GO = regex(
    rf"\bexec\.Command(?:Context)?\((?:[\w.()]{{1,40}},[^\S\n]*)?{_QUOTED}"
    r"(?P<more>(?:[^\S\n]*,[^\S\n]*\"(?:\\.|[^\"\n\\]){0,1000}\")*)"
)
_ARGUMENT = regex(r"(?P<mark>[\"'])(?P<text>(?:\\.|(?!(?P=mark))[^\n\\]){0,1000})(?P=mark)")
_ESCAPED = regex(r"\\([\"'`$@\\])")
_HOLE = regex(r"#\{(?P<said>[^{}\n]{1,200})\}")
_VALUE = regex(
    r"(?m)^[^\S\n]*(?:const |let |var |my )?\$?(?P<name>[A-Za-z_]\w{0,60})[^\S\n]*=[^\S\n]*"
    r"(?P<mark>[\"'`])(?P<text>[^\"'`\\\n]{1,400})(?P=mark)[^\S\n]*(?:\.freeze)?;?[^\S\n]*$"
)
_JOINED = regex(
    r"(?m)^[^\S\n]*(?:const |let |var "
    r"|my )?\$?(?P<name>[A-Za-z_]\w{0,60})[^\S\n]*=[^\S\n]*\[(?P<texts>[^\[\]]{3,4000})\]"
    r"\.join\(?[^\S\n]?[\"'](?P<by>[^\"'\n]{0,6})[\"']"
)
_NAMED = regex(r"[#$]\{(?P<name>[A-Za-z_]\w{0,60})\}")
_NO_NAME = regex(r"\W+")
_COMMENTS = ("//", "*", "/*", "#")
_RUBY = (".rb", ".rake", "Rakefile")
_MARKED = (*_RUBY, ".php", ".pl")
_SHELLS = frozenset(("sh", "bash", "/bin/sh", "/bin/bash"))


def typed(snippet: Snippet, language: str = "") -> Iterator[tuple[int, str]]:
    """Each line of commands with its number; what stands in a comment is nothing that the program does.

    `language`: as the end of a name says it, where the file's own does not.
    """
    for start, text in sorted(_commands(snippet, snippet.name + language)):
        number = snippet.text.count("\n", 0, start) + 1
        if snippet.rows[number - 1].lstrip().startswith(_COMMENTS):
            continue
        for offset, row in enumerate(text.split("\n")):
            yield number + offset, row


def _commands(snippet: Snippet, name: str) -> Iterator[tuple[int, str]]:
    text = snippet.text
    patterns = [_GO] if name.endswith(".go") else [_CALL]
    patterns += [_PLAIN] if name.endswith(_RUBY) else []
    patterns += [_BACKTICKS] if name.endswith(_MARKED) else []
    values = _values(text)
    for pattern in patterns:
        for match in pattern.finditer(text):
            yield _start(match), _said(match, values)


def _start(match: re.Match[str]) -> int:
    found = (name for name in ("line", "block", "percent", "literal") if match.groupdict().get(name))
    return match.start(next(found))


def _values(text: str) -> dict[str, str]:
    """What the program calls by a name of its own: a text, or the joined texts of a list."""
    found = {match["name"]: match["text"] for match in _VALUE.finditer(text)}
    for match in _JOINED.finditer(text):
        found[match["name"]] = match["by"].join(one["text"] for one in _ARGUMENT.finditer(match["texts"]))
    return found


def _said(match: re.Match[str], values: dict[str, str]) -> str:
    groups = match.groupdict()
    block = groups.get("block") or groups.get("percent") or groups.get("literal")
    said = block if block is not None else _ESCAPED.sub(r"\1", groups.get("line") or "")
    more = [_ESCAPED.sub(r"\1", one["text"]) for one in _ARGUMENT.finditer(groups.get("more") or "")]
    if more and said in _SHELLS:
        said = more[-1]
    elif more and " " not in said:
        said = " ".join((said, *more))
    said = _NAMED.sub(lambda hole: values.get(hole["name"], hole[0]), said)
    return _HOLE.sub(lambda hole: f"${{{_NO_NAME.sub('_', hole['said'])[:60]}}}", said)

"""Files that a tool or a person fills in before a host gets them: what they are called then, and their text."""

import re

from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet

_ENDING = regex(r"(?i)\.(?:j2|jinja2?|erb|tpl|tftpl|tmpl|ctmpl|template|in)$")
_COPIED = regex(r"(?i)\.(?:example|sample|dist)$")
_HOLE = regex(
    r"\{\{-?\s*(?P<name>[\w.]{1,80})(?:\s*\|\s*default\(\s*[\"'](?P<default>[^\"'\n]{0,100})[\"'])?[^{}\n]{0,300}\}\}"
)
_RUBY = regex(r"<%=\s*(?P<name>[\w.@\"\[\]]{1,80})[^%\n]{0,300}%>")
_ROW = regex(r"(?m)^[^\S\n]*(?:\{%[^\n]{0,400}%\}|\{#[^\n]{0,400}#\}|<%(?!=)[^\n]{0,400}%>)[^\S\n]*$")
"""A row that decides or repeats: of several ways all are shown, and of many rows one."""
_INLINE = regex(r"\{%[^\n%]{0,300}%\}|\{#[^\n#]{0,300}#\}|<%(?!=)[^\n%]{0,300}%>")


def is_stencil(path: str) -> bool:
    """A tool fills this file in."""
    return _ENDING.search(path) is not None


def is_copied(path: str) -> bool:
    """A person copies this file, and fills the copy in."""
    return _COPIED.search(path) is not None


def own_name(path: str) -> str:
    """What the file is called once it is filled in."""
    return _ENDING.sub("", _COPIED.sub("", path))


def plain(snippet: Snippet) -> Snippet:
    """The file with variables of a shell in place of the holes, line by line; any other as it stands."""
    if not is_stencil(snippet.path):
        return snippet
    text = _INLINE.sub("", _ROW.sub("#", snippet.text))
    return replace(snippet, text=_RUBY.sub(_variable, _HOLE.sub(_variable, text)))


def _variable(hole: "re.Match[str]") -> str:
    name = re.sub(r"\W", "_", hole["name"])
    default = hole.groupdict().get("default")
    return f"${{{name}:-{default}}}" if default else f"${{{name}}}"

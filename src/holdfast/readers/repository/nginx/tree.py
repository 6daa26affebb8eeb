"""Nginx text as a tree of directives that know their lines; tolerant of templates, fragments and small slips."""

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import field

from holdfast.model.record import record
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet

_MAX_DEPTH = 40  # Nginx needs four or five
# Words that begin a directive: when one of them opens a new line inside a statement, a `;` was forgotten.
_BEGINNINGS = frozenset(
    {
        "access_log",
        "add_header",
        "alias",
        "charset",
        "client_max_body_size",
        "error_log",
        "error_page",
        "events",
        "expires",
        "gzip",
        "http",
        "include",
        "index",
        "keepalive_timeout",
        "listen",
        "location",
        "proxy_buffering",
        "proxy_cache",
        "proxy_connect_timeout",
        "proxy_http_version",
        "proxy_next_upstream",
        "proxy_pass",
        "proxy_read_timeout",
        "proxy_redirect",
        "proxy_send_timeout",
        "proxy_set_header",
        "return",
        "rewrite",
        "root",
        "server_name",
        "server_tokens",
        "ssl_certificate",
        "ssl_certificate_key",
        "ssl_ciphers",
        "ssl_protocols",
        "try_files",
        "upstream",
        "worker_processes",
    }
)
# Every part is bounded, or stops at the next opening mark, so that hostile text costs no more than its length.
_STATEMENT_TAG = regex(r"\{#[^#]{0,500}#\}|\{%[^%]{0,500}%\}|<%[^=%][^%]{0,500}%>")
_VALUE_TAG = regex(r"\{\{\{?(?P<mustache>[^{}]{0,300})\}?\}\}|<%=(?P<erb>[^%]{0,300})%>")
_GO_STATEMENT = regex(r"[-~\s]*(?:[#/!]|(?:if|else|end|range|with|define|template|block|include)\b)")
_SHELL_VARIABLE = regex(r"\\?\$\{(?P<name>[\w.:-]{1,100})\}")
_ESCAPED_DOLLAR = regex(r"\\\$(?=\w)")
_ELLIPSIS = regex(r"^[ \t]*(?:\.\.|…|⋮|\. \.)[^\n;{}]*$", re.MULTILINE)
_NOT_A_WORD = regex(r"\W+")


@record(frozen=False, slots=True)
class Directive:
    """One directive.

    Args:
        name: its first word.
        args: the words after it, quotes removed; the parentheses of an `if` stay.
        line: its first line in `source`, from 1.
        end: its last line, that of the closing brace for a block.
        source: the text it stands in.
        block: what stands between its braces; None when it has none.
    """

    name: str
    args: tuple[str, ...]
    line: int
    end: int
    source: Snippet
    block: "list[Directive] | None" = None

    @property
    def inner(self) -> "list[Directive]":
        """The directives of its block; empty when it has none."""
        return self.block or []

    @property
    def first(self) -> str:
        """Its first argument; empty when it has none."""
        return self.args[0] if self.args else ""


@record(frozen=False, slots=True)
class Parsed:
    """What could be made of a text; `fault` is (line, what is wrong) when its braces or quotes do not fit."""

    top: list[Directive]
    fault: tuple[int, str] | None = None


@record(frozen=False, slots=True)
class _Builder:
    """Builds the tree from tokens with a stack, so that nesting costs no recursion."""

    source: Snippet
    levels: list[list[Directive]] = field(default_factory=lambda: [[]])
    open: list[Directive] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    line: int = 1
    last: int = 1
    fault: tuple[int, str] | None = None

    def take(self, word: str, line: int, *, quoted: bool) -> None:
        """Take one token of the lexer."""
        if word == ";" and not quoted:
            self._end(line)
        elif word == "{" and not quoted:
            self._enter(line)
        elif word == "}" and not quoted:
            self._leave(line)
        else:
            self._word(word, line, quoted=quoted)
        self.last = line

    def done(self) -> Parsed:
        """The tree, when the text has ended."""
        self._end(self.last)
        if self.open:
            self.fault = self.fault or (self.open[-1].line, "a block is never closed")
        for directive in self.open:
            directive.end = self.last
        return Parsed(self.levels[0], self.fault)

    def _word(self, token: str, line: int, *, quoted: bool) -> None:
        if self.words and not quoted and line > self.last and self._begins(token):
            self._end(self.last)
        if not self.words:
            self.line = line
        self.words.append(token)

    def _begins(self, token: str) -> bool:
        return token in _BEGINNINGS or (token == "server" and len(self.words) > 1)  # noqa: S105 - a word of nginx

    def _end(self, line: int) -> None:
        if self.words:
            self._add(line, None)

    def _enter(self, line: int) -> None:
        if not self.words:  # a brace without a name: keep the balance
            self.line, self.words = line, [""]
        inner: list[Directive] = []
        self.open.append(self._add(line, inner))
        self.levels.append(inner)

    def _leave(self, line: int) -> None:
        self._end(line)
        if self.open:
            self.open.pop().end = line
            self.levels.pop()
        else:
            self.fault = self.fault or (line, "unexpected '}'")

    def _add(self, line: int, block: list[Directive] | None) -> Directive:
        name, *args = self.words
        directive = Directive(name, tuple(args), self.line, line, self.source, block)
        self.levels[-1].append(directive)
        self.words = []
        return directive


def parse(source: Snippet) -> Parsed:
    """The directives of a text, as many as can be told; `fault` says when its structure does not hold."""
    builder = _Builder(source)
    for token, line, quoted in _tokens(neutral(source.text)):
        if quoted or not token.startswith("#"):
            builder.take(token, line, quoted=quoted)
        if len(builder.open) > _MAX_DEPTH:
            builder.fault = (line, "nested too deeply")
            break
    return builder.done()


def _tokens(text: str) -> Iterator[tuple[str, int, bool]]:
    from crossplane.errors import NgxParserSyntaxError
    from crossplane.lexer import _lex_file_object

    tokens = _lex_file_object(io.StringIO(text + "\n"))
    while True:
        try:
            yield next(tokens)
        except (StopIteration, NgxParserSyntaxError):
            return


def neutral(text: str) -> str:
    """`text` with the tags of template languages turned into variables or blanks, line for line."""
    if "{%" in text or "{#" in text or "<%" in text:
        text = _STATEMENT_TAG.sub(lambda m: "\n" * m[0].count("\n"), text)
    if "{{" in text or "<%=" in text:
        text = _VALUE_TAG.sub(_as_variable, text)
    text = _SHELL_VARIABLE.sub(lambda m: f"${_NOT_A_WORD.sub('_', m['name'])}", text)
    text = _ESCAPED_DOLLAR.sub("$", text)
    return _ELLIPSIS.sub("", text)


def _as_variable(match: re.Match[str]) -> str:
    inside = match["mustache"] or match["erb"] or ""
    if match["mustache"] and _GO_STATEMENT.match(inside):
        return "\n" * match[0].count("\n")
    name = _NOT_A_WORD.sub("_", inside.strip()).strip("_")
    return f"${name or 'value'}" + "\n" * match[0].count("\n")


def named(directives: Iterable[Directive], *names: str) -> list[Directive]:
    """Those of `directives` that have one of `names`."""
    return [directive for directive in directives if directive.name in names]


def every(directives: Iterable[Directive]) -> Iterator[Directive]:
    """All directives below, outer ones first, in the order of the text."""
    waiting = [iter(directives)]
    while waiting:
        directive = next(waiting[-1], None)
        if directive is None:
            waiting.pop()
            continue
        yield directive
        if directive.block:
            waiting.append(iter(directive.block))

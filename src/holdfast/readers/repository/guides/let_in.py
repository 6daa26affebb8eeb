"""What a guide has somebody write into the files of servers by which they let in more than they should."""

import re
from collections.abc import Iterator

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Ingress, Login
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Reading
from holdfast.readers.repository.guides.blocks import Form
from holdfast.readers.repository.guides.guide import Common, Guide
from holdfast.readers.repository.guides.lexicon import NEGATION

_ROOT = regex(
    r"\bPermitRootLogin\b(?:[\s=:→>\"'`*]{1,12}|[^\n]{0,24}?\bno\b[^\n]{0,12}?)yes\b(?![^\n]{0,20}\bno\b)",
    re.IGNORECASE | re.ASCII,
)
_MYSQL = regex(
    r"\bbind-address\b(?:[\s=:\"'`*]{1,12}|[^\n]{0,12}127\.0\.0\.1[^\n]{0,12}?)(?:0\.0\.0\.0|\*|::)(?![\w.])"
    r"|\bbind-address\b[^\n]{0,12}(?:주석 ?처리|コメントアウト)|comment(?:ed)? out[^\n]{0,20}\bbind-address\b",
    re.IGNORECASE | re.ASCII,
)
_POSTGRES = regex(r"\blisten_addresses\b[\s=:\"'`]{1,12}\*", re.IGNORECASE | re.ASCII)
_SERVERS = ((_MYSQL, 3306, "bind-address"), (_POSTGRES, 5432, "listen_addresses"))
_COMMANDS = regex(r"^\s*(?:\$\s*)?(?:sudo\s+)?(?:sed|echo|printf|tee)\b")
"""Such a row is a command, of which the reader of shell tells."""


def read_let_in(guide: Guide) -> Iterator[Reading]:
    """Root that SSH takes in, and databases that listen to everybody; the first place of each."""
    found: set[str] = set()
    for text, common in _said(guide):
        if _ROOT.search(text) and "root" not in found:
            found.add("root")
            yield Login(**common, method="ssh", user="root")
        for pattern, port, name in _SERVERS:
            if pattern.search(text) and name not in found:
                found.add(name)
                yield Ingress(**common, from_port=port, to_port=port, sources=("0.0.0.0/0",), target=name)


def _said(guide: Guide) -> Iterator[tuple[str, Common]]:
    for passage in guide.passages:
        if passage.affirmed and passage.said.form is not Form.HEADING:
            yield passage.text, guide.common(passage, EvidenceKind.INSTRUCTED)
    for code in guide.codes:
        for number, row in enumerate(code.snippet.rows, start=1):
            if _COMMANDS.match(row) or NEGATION.search(row.partition("#")[2]):
                continue
            kind, snippet = EvidenceKind.INSTRUCTED, code.snippet
            at, environment, old = snippet.at(number), snippet.environment, snippet.old
            yield row[:400], Common(kind=kind, at=at, environment=environment, old=old)

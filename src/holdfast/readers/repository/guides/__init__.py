"""Guides: Markdown and its like, in which a team tells itself in its language how to set its servers up."""

import re
from collections.abc import Iterator

from holdfast.model.evidence import EvidenceKind
from holdfast.model.regex import regex
from holdfast.readers.repository.base import ALL_SLUGS, Reader, Reading, Snippet
from holdfast.readers.repository.guides.markup import ASCIIDOC, STRUCTURED

_ENDINGS = (".md", ".mdx", ".markdown", *STRUCTURED, *ASCIIDOC)
_NO_GUIDE = regex(
    r"(?:^|/)(?:changelog|changes|history|license|licence|notice|contributing|"
    r"code[_-]of[_-]conduct|support"
    r"|authors|contributors|pull_request_template)(?:[._-][a-z]{2}(?:[_-][a-z]{2})?)?\.\w+$"
    r"|(?:^|/)(?:issue_template|pull_request_template|\.changeset|node_modules|changelogs?)/",
    re.IGNORECASE | re.ASCII,
)

_NOTES = regex(
    r"(?:^|/)(?![^/]*(?:requirement|constraint|package|output|result|\blog|_log|licen[cs]e|test|example))"
    r"[^/]*(?:deploy|ec2|lightsail|aws|server|hosting|운영|배포|서버|デプロイ|サーバ|本番)[^/]*\.txt$"
)
"""What somebody noted down of how the product gets onto its servers, without any markup."""


def _wants(path: str) -> bool:
    lower = path.lower()
    if lower.rpartition("/")[2] in ("readme", "readme.txt") or _NOTES.search(lower):
        return True
    return lower.endswith(_ENDINGS) and not _NO_GUIDE.search(lower)


def _read(snippet: Snippet) -> Iterator[Reading]:
    from holdfast.readers.repository.guides import reader

    return reader.read(snippet)


READER = Reader(name="guides", serves=ALL_SLUGS, wants=_wants, read=_read, kind=EvidenceKind.INSTRUCTED)

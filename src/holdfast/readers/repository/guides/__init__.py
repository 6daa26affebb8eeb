"""Guides: Markdown and its like, in which a team tells itself in its language how to set its servers up."""

import re
from collections.abc import Iterable

from holdfast.model.evidence import EvidenceKind
from holdfast.model.regex import regex
from holdfast.readers.repository.base import ALL_SLUGS, Reader, Reading, Snippet
from holdfast.readers.repository.guides.page.endings import ASCIIDOC, STRUCTURED, WIKIS

_ENDINGS = (".md", ".mdx", ".mdc", ".markdown", *STRUCTURED, *ASCIIDOC, *WIKIS)
_NAMES = frozenset(
    (
        *("readme", "readme.txt", "install", "installation", "setup", "deploy", "deployment", "howto", "runbook"),
        *(".cursorrules", ".windsurfrules", ".clinerules"),
    )
)
"""Files without an ending that people, or the assistants that they let work on it, are to read first."""
_NO_GUIDE = regex(
    r"(?:^|/)(?:changelog(?:[._-][\w.-]{1,20})?|release[_-]?notes(?:[._-][\w.-]{1,20})?|changes|news|history|license|licence|notice|contributing|"
    r"code[_-]of[_-]conduct|support"
    r"|authors|contributors|pull_request_template)(?:[._-][a-z]{2}(?:[_-][a-z]{2})?)?\.\w+$"
    r"|(?:^|/)(?:issue_template\.\w+$|(?:issue_template|pull_request_template|\.changeset|node_modules|changelogs?)/)",
    re.IGNORECASE | re.ASCII,
)

_GIVEN_OUT = regex(r"(?:^|/)(?:static|public|assets|wwwroot|webroot|htdocs)/(?:[^/]{1,100}/){1,12}[^/]+$")
"""Below what a website gives out lie the libraries of its pages, each with its own words to those who use it."""

_NOTES = regex(
    r"(?:^|/)(?![^/]*(?:requirement|constraint|contribut|package|output|result|\blog|_log|licen[cs]e|test|example|release[-_]?notes))"
    r"(?:[^/]*(?:deploy|ec2|lightsail|aws|server|hosting|운영|배포|서버|デプロイ|サーバ|本番|手順|構築|명령어|설치)[^/]*"
    r"|(?:[\w-]{0,20}[_-])?(?:notes?|memo|cmds?|commands?|setup|install(?:ation)?|infra|runbook|how[-_]?to|backup|ops"
    r"|cheat[-_]?sheet|メモ|메모|設定|설정)(?:[_-][\w-]{0,20})?)\.txt$"
    r"|(?:^|/)docs?/(?:[\w-]{1,40}[-_])?(?:deploy(?:ment|ing)?|ec2|runbook|operations|infrastructure)(?:[-_][\w-]{1,40})?\.html?$"
)
"""What somebody noted down of how the product gets onto its servers, without any markup."""


def _wants(path: str) -> bool:
    lower = path.lower()
    if lower.rpartition("/")[2] in _NAMES or _NOTES.search(lower):
        return True
    return lower.endswith(_ENDINGS) and not (_NO_GUIDE.search(lower) or _GIVEN_OUT.search(lower))


def _read(snippet: Snippet) -> Iterable[Reading]:
    if snippet.text.startswith("#!"):  # a program without an ending
        return ()
    from holdfast.readers.repository.guides import reader

    return reader.read(snippet)


READER = Reader(name="guides", serves=ALL_SLUGS, wants=_wants, read=_read, kind=EvidenceKind.INSTRUCTED)

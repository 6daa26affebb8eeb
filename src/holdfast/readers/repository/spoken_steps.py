"""What a script asks of whoever ran it: the ports that they are to open by hand, in the words of a guide."""

from collections.abc import Iterable, Iterator

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Ingress
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Reader, Reading, Snippet
from holdfast.readers.repository.shell.clock.told_by_text import FOREIGN

_SAID = regex(
    r"^[ \t]{0,40}(?:echo|printf|info|warn|note|(?:log|print|say|show)[_a-z]{0,20})[ \t]{1,4}(?:-[en]{1,2}[ \t]{1,4})?"
    r"(?P<quote>[\"'])(?P<text>[^\n]{0,400})(?P=quote)[ \t]{0,9}$"
)
_BEGINS = regex(r"^[ \t]{0,40}cat[ \t]{1,4}<<-?[ \t]?[\"']?(?P<end>\w{1,40})[\"']?[ \t]{0,9}$")
"""What stands below, up to that word, is said and goes into no file."""
_DRAWN = regex(r"\$\{?[A-Z_]{1,20}\}?|\\(?:[nt]|(?:033|e|x1b)\[[\d;]{0,8}m)")
"""Colours and ends of rows, and what a variable fills in."""
_ABOUT = regex(
    r"(?i)security ?groups?|보안 ?그룹|セキュリティ ?グループ|firewall|방화벽|ファイア|inbound|인바운드|インバウンド"
)
_FINDS = regex(
    r"(?i)^\W{0,9}(?:warn|error|fail|danger|critical|alert|경고|위험|오류|警告|エラー)[^\n]{0,200}?"
    r"(?:\b(?:opens|allows|exposes|exposed|permits|is|are|has|have|found|still)\b|있습니다|있음|열려|されています)"
)
"""What a script that looks for open ports tells whom it has found one for."""
_WORLD = "0.0.0.0/0"
_DEEPEST = 3
"""Spaces in front of a row; Markdown takes more of them for code."""


def _read(snippet: Snippet) -> Iterator[Reading]:
    said = "\n".join(_spoken(snippet.rows))
    if not _ABOUT.search(said):
        return
    # Guides take long to load, and few scripts speak of such things.
    from holdfast.readers.repository.guides.access.reader import read_access
    from holdfast.readers.repository.guides.guide import build

    told = read_access(build(replace(snippet, text=said, kind=EvidenceKind.INSTRUCTED)))
    before = snippet.first_line - 1
    for fact in told:
        if isinstance(fact, Ingress) and _WORLD in fact.sources:
            yield replace(fact, at=snippet.at(fact.at.start_line - before, fact.at.end_line - before))


def _spoken(rows: Iterable[str]) -> Iterator[str]:
    """The words of each row that only says something, and nothing of any other."""
    end = ""
    for row in rows:
        begins = None if end else _BEGINS.match(row[:200])
        match = None if end or begins else _SAID.match(row[:600])
        end = begins["end"] if begins else "" if row.strip() == end else end
        yield _words(row[:600] if end and not begins else match["text"] if match else "")


def _words(text: str) -> str:
    text = _DRAWN.sub(" ", text)
    return "" if _FINDS.match(text) else " " * min(len(text) - len(text.lstrip()), _DEEPEST) + text.strip()


def _wants(path: str) -> bool:
    return path.lower().endswith((".sh", ".bash")) and not FOREIGN.search(path)


READER = Reader(name="spoken steps", serves=frozenset(("access",)), wants=_wants, read=_read)
"""Shell scripts, for what they say."""

"""Where a guide sends its reader to the product over plain HTTP, by the bare address of what answers."""

import re
from collections.abc import Iterator

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import PlainAddress
from holdfast.model.regex import regex
from holdfast.readers.repository.guides.guide import Common, Guide, Passage
from holdfast.readers.repository.guides.lexicon import any_of

_PLAIN = regex(
    r"\bhttp://(?:<[^<>\n]{0,40}>|\[[^\[\]\n]{0,40}\]|\{[^{}\n]{0,40}\}"
    r"|\$\{?\w{0,30}(?:IP|HOST|DNS|ALB|ELB|EC2|SERVER)(?:_\w{1,20})?\b|\w{0,30}_IP\b|(?:your|my)[\w-]{0,30}ip\b"
    r"|(?:(?:your|my)[\w-]{0,30}(?:ec2|alb|elb|server|instance|vps|balancer)|(?:ec2|alb|elb)[_-])[\w-]{0,30}(?=[:/\s`'\")]|$)"
    r"|(?!10\.|127\.|169\.254\.|172\.(?:1[6-9]|2\d|3[01])\.|192\.168\.|0\.)(?:\d{1,3}\.){3}\d{1,3}\b"
    r"|[\w.-]{1,100}\.(?:compute(?:-1)?\.amazonaws|elb\.amazonaws|elasticbeanstalk)\.com\b)",
    re.IGNORECASE | re.ASCII,
)
_REFUSED = any_of(r"refused|denied|timed? ?out|forbidden|\b403\b|거부|차단|실패|타임 ?아웃|拒否|タイムアウト|遮断")


def read_plain(guide: Guide) -> Iterator[PlainAddress]:
    """The first place where the reader opens the product by such an address."""
    said = [(p.said.line, guide.common(p, EvidenceKind.INSTRUCTED)) for p in guide.passages if _sends(p)]
    for code in guide.codes:
        row = next(_plain_rows(code.snippet.rows), 0)
        if row:
            at = code.snippet.at(row)
            where = Common(
                kind=EvidenceKind.INSTRUCTED, at=at, environment=code.snippet.environment, old=code.snippet.old
            )
            said.append((at.start_line, where))
    if said:
        yield PlainAddress(**min(said, key=lambda one: one[0])[1])


def _plain_rows(rows: list[str]) -> Iterator[int]:
    """The lines, from 1, with such an address; not those that show that nobody answers there."""
    for number, row in enumerate(rows, start=1):
        refused = _REFUSED.search("\n".join(rows[number - 1 : number + 1]))
        if _PLAIN.search(row) and not refused:
            yield number


def _sends(passage: Passage) -> bool:
    return passage.affirmed and _PLAIN.search(passage.text) is not None

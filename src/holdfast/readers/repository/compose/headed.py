"""What the comments of a compose file say: above a service, and at the head, which names the machine it is for."""

from collections.abc import Iterator
from itertools import takewhile
from typing import Any

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Instance
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell.capacity.sized import TYPE

_MACHINE = r"(?:instance|server|host|box|machine|vm|vps|droplet)"
_ONE = regex(
    rf"(?i)\b(?:single|one|the same) (?:(?!of )[\w.-]{{1,14}} ){{0,2}}?(?:{_MACHINE}|ec2)\b(?! (?:of|per|for)\b)"
    rf"|\bsingle-(?:{_MACHINE}|ec2|node)\b"
    rf"|\b(?:on|onto|at|to|for) (?:the|an?|our|this) (?:[\w.-]{{1,14}} ){{0,2}}?(?:ec2|lightsail)\b(?! {_MACHINE}s)"
    rf"|\b(?:on|onto|to) (?:the|our) (?:[\w.-]{{1,14}} )?prod(?:uction)? {_MACHINE}\b"
    r"|(?:단일|한 ?대의?|하나의) ?(?:ec2|서버|인스턴스)|(?:ec2|서버|인스턴스) ?(?:한 ?대|1 ?대|하나)"
    r"|(?:単一|シングル|一台|(?:1|１) ?台)の? ?(?:ec2|サーバー?|インスタンス)"
    r"|(?:ec2|サーバー?|インスタンス) ?(?:(?:1|１) ?台|一台)"
)
_TAKEN_BACK = regex(
    r"(?i)\b(?:not|never|no longer|instead of|unlike|rather than|except)\b|아닌|대신|않|ではな|ではなく|代わり"
)
_MOST = 40


def head(snippet: Snippet) -> Iterator[str]:
    """The rows of that comment, with the empty ones between them."""
    return takewhile(lambda row: not row.strip() or row.lstrip().startswith("#"), snippet.rows[:_MOST])


def above(snippet: Snippet, line: int) -> str:
    """The comment in the row before a line; empty where there is none."""
    row = snippet.rows[line - 2].strip() if line > 1 else ""
    return row if row.startswith("#") else ""


def headed(snippet: Snippet, said: dict[str, Any]) -> Iterator[Instance]:
    """The first row of that comment that tells of one machine."""
    for number, row in enumerate(head(snippet), start=1):
        if _ONE.search(row[:300]) and not _TAKEN_BACK.search(row[:300]):
            size = TYPE.search(row[:300])
            found = Instance(**said, at=snippet.at(number), instance_type=size["type"] if size else None)
            yield replace(found, kind=EvidenceKind.CLAIMED)
            return

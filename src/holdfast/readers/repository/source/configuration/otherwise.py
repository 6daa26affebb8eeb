"""What a program does where a setting is not there: when it is asked first whether it is, or the look-up raises."""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from holdfast.model.regex import regex
from holdfast.model.vital_names import is_vital
from holdfast.readers.repository.source.code import Source, extent, named
from holdfast.readers.repository.source.configuration.reaction import Reaction

if TYPE_CHECKING:
    from ast_grep_py import SgNode


def otherwise(
    source: Source, node: "SgNode", names: tuple[str, ...], says: re.Pattern[str], ends: re.Pattern[str]
) -> list[Reaction]:
    """The branch in which it ends, or only says that it goes on without; none where something takes its place."""
    other = node.field("alternative")
    if other is None or other.kind() != "else_clause" or not names:
        return []
    vital = any(map(is_vital, names)) or _brings_its_work(source, names)
    if not vital and not _SAYS_IT_IS_REQUIRED.search(source.code[slice(*extent(other))][:_LONGEST]):
        return []
    if any(child.kind() == "if_statement" for child in other.children()):
        return []  # the last of several questions tells
    start, end = extent(other)
    body = source.bare[start:end]
    if ends.search(body):
        return [Reaction("fails", names, source.at(start, end))]
    said = says.search(body)
    missing = "warns" if vital else "silent"  # whoever demands a list of others chose to go without these
    return [Reaction(missing, names, source.at(start, end))] if said and "=" not in body[: said.start()] else []


def _brings_its_work(source: Source, names: Iterable[str]) -> bool:
    """A file that does nothing but work through what is queued asks where the queue is."""
    return _WORKS.search(source.path) is not None and any(map(_QUEUE.search, names))


_WORKS = regex(
    r"(?i)(?:^|[/._-])(?:workers?|consumers?|schedulers?|job-?runners?)(?=[/._-])|(?:Worker|Consumer|Scheduler)\."
)
_QUEUE = regex(r"(?:^|_)(?:REDIS|VALKEY|RABBIT(?:MQ)?|AMQP|KAFKA|BROKERS?|QUEUE|SQS|NATS)(?:_\w{1,40})?$")
_SAYS_IT_IS_REQUIRED = regex(
    r"(?i)\b(?:missing|required)\b[^\"'`\n]{0,40}\b(?:env\w*|variables?|config\w*|settings?|credentials?|secrets?|keys?)\b"
    r"|(?:필수|필요한)\s?(?:환경\s?변수|설정)|환경\s?변수[^\"'`\n]{0,20}(?:누락|없)"
    r"|必(?:須|要)[のな]?(?:環境変数|設定)|環境変数[^\"'`\n]{0,20}(?:不足|足りま|未設定|ありません)"
)
"""The program itself says that it was to have them."""
_LONGEST = 600

_ALL = regex(r"except\s*(?::|(?:Base)?Exception\b)")
_MISSING = regex(r"except\b[^:\n]{0,80}\b(?:Key|Lookup)Error\b")
_ALONE = 240
"""Characters of what is tried for one setting; whoever tries more catches the troubles of a request."""


def caught(
    source: Source, raising: Iterable[tuple[str, int]], says: re.Pattern[str], ends: re.Pattern[str]
) -> dict[int, Reaction]:
    """By the character of the look-up, what a program of Python does that goes on when it raises."""
    vital = sorted((start, name) for name, start in raising if is_vital(name))
    tried = _bodies(source) if vital and source.mentions("except") else []
    found: dict[int, Reaction] = {}
    around: list[tuple[int, int, SgNode]] = []
    for start, name in vital:
        while tried and tried[-1][0] <= start:
            _enter(around, tried.pop())
        _leave(around, start)
        handler = _handler(source, around[-1][2]) if around else None
        if handler is None:
            continue
        first, last = extent(handler)
        if not ends.search(source.bare, first, last):
            missing = "warns" if says.search(source.bare, first, last) else "silent"
            found[start] = Reaction(missing, (name,), source.at(first, last))
    return found


def _bodies(source: Source) -> "list[tuple[int, int, SgNode]]":
    """What is tried, the last first."""
    nodes = ((node.field("body"), node) for node in source.nodes("try_statement"))
    bodies = [(*extent(body), node) for body, node in nodes if body is not None]
    return sorted(bodies, key=lambda one: one[0], reverse=True)


def _enter(around: "list[tuple[int, int, SgNode]]", body: "tuple[int, int, SgNode]") -> None:
    _leave(around, body[0])
    around.append(body)


def _leave(around: "list[tuple[int, int, SgNode]]", at: int) -> None:
    while around and around[-1][1] <= at:
        around.pop()


def _handler(source: Source, node: "SgNode") -> "SgNode | None":
    """What runs when nothing is found under the name."""
    body = node.field("body")
    short = body is not None and extent(body)[1] - extent(body)[0] <= _ALONE
    for child in named(node):
        text = source.code[slice(*extent(child))][:200] if child.kind() == "except_clause" else ""
        if _MISSING.match(text) or (short and _ALL.match(text)):
            return child
    return None

"""Sizes of hosts that comments name where something is made to fit them: `# heap for a t3.micro`."""

from collections.abc import Iterable, Iterator
from itertools import islice

from holdfast.model.environments import DEVELOPMENT, TEST
from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Instance
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Reader, Reading, Snippet
from holdfast.readers.repository.text.sizes import SIZE

_PATH = regex(
    r"(?i)(?:^|/)(?:[\w.-]{0,60}compose[\w.-]{0,60}\.ya?ml|[\w.-]{0,60}dockerfile[\w.-]{0,40}|[\w.-]{1,80}\.(?:sh|service|cnf)"
    r"|ecosystem[\w.-]{0,40}\.c?js|\.github/workflows/[\w.-]{1,80}\.ya?ml|[\w.-]{0,60}\.?env[\w.-]{0,60}\.(?:example|sample|template))$"
)
_COMMENT = regex(r"(?:^|\s)(?:#|//)(?P<said>[^\n]{1,300})$")
_TYPE = regex(rf"(?<![\w.])(?P<type>t(?:1|2|3a?|4g)\.{SIZE})\b")
_MEMORY = regex(
    r"(?i)(?<![\w.])(?P<size>[12]) ?(?:GB|GiB|G) ?(?:(?:of )?(?:RAM|memory)|메모리|램|メモリ)?(?:의|の)? ?"
    r"(?:ec2|instance|server|vps|host|droplet|box|인스턴스|서버|インスタンス|サーバ)"
)
_OTHERS = regex(r"(?i)\b(?:rds|db\.|bastion|jenkins|runner|cache|nat)\b|배스천|踏み台")
_MOST = 2


def _wants(path: str) -> bool:
    return bool(_PATH.search(path))


def _read(snippet: Snippet) -> Iterable[Reading]:
    if snippet.environment in (DEVELOPMENT, TEST):
        return ()
    return islice(_told(snippet), _MOST)


def _told(snippet: Snippet) -> Iterator[Instance]:
    if not any(word in snippet.text for word in ("GB", "G ", "GiB", ".nano", ".micro", ".small", ".medium", ".large")):
        return
    for number, row in enumerate(snippet.rows, start=1):
        comment = _COMMENT.search(row[:400])
        size = _size_in(comment["said"]) if comment else None
        if size:
            yield Instance(
                kind=EvidenceKind.CLAIMED,
                at=snippet.at(number),
                environment=snippet.environment,
                old=snippet.old,
                instance_type=size,
                purpose="sized",
            )


def _size_in(said: str) -> str | None:
    if _OTHERS.search(said):
        return None
    named = _TYPE.search(said)
    memory = None if named else _MEMORY.search(said)
    return named["type"] if named else f"{memory['size']} GB" if memory else None


READER = Reader(name="sizes in comments", serves=frozenset({"capacity"}), wants=_wants, read=_read)
"""Whoever writes so knows on what it runs, though nothing of it makes the host."""

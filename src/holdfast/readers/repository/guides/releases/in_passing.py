"""Releases by hand of which a guide tells in one sentence: somebody enters the server, fetches, starts."""

from collections.abc import Callable, Iterator

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Deployment
from holdfast.readers.repository.guides.guide import Guide, Passage
from holdfast.readers.repository.guides.lacks.owned_up import is_answer
from holdfast.readers.repository.guides.page.blocks import Form
from holdfast.readers.repository.guides.releases.bringing import FIRST, PULLED, STARTED_AGAIN
from holdfast.readers.repository.guides.releases.commands import RESTART
from holdfast.readers.repository.guides.releases.ways_back import LONGEST_SPAN, ROLLBACK, is_step
from holdfast.readers.repository.guides.wording.lexicon import SERVER, any_of, first_match

_ENTERS = any_of(
    r"\bssh\b(?!-?(?: ?(?:keys?|키|鍵|config|agent|urls?)))|\blog(?:ging)? ?(?:in|on)(?:to)?\b|\bconnect(?:ing)? to\b",
    r"(?:서버|ec2|인스턴스)에? ?(?:접속|로그인|들어가)",
    r"(?:サーバー?|ec2|インスタンス)(?:に|へ)(?:接続|ログイン|入)",
)
_ON_OWN_MACHINE = any_of(r"\b(?:local(?:ly|host)?|dev|development|laptop)\b|로컬|개발 ?(?:환경|서버)|ローカル|開発")


def in_passing(guide: Guide) -> Iterator[Deployment]:
    """The first such sentence: nobody says so of the own server unless they do it."""
    if any(isinstance(fact, Deployment) for fact in guide.readings):
        return
    yield from _first(guide, lambda passage: _enters(passage) or (_starts(passage) and _is_on_a_server(passage)))


def next_time(guide: Guide) -> Iterator[Deployment]:
    """How the next release comes, where steps put the product on its server once: that needs no word of the server."""
    yield from list(_first(guide, lambda passage: _enters(passage) or _starts(passage))) or _step_by_step(guide)


def _step_by_step(guide: Guide) -> Iterator[Deployment]:
    """The steps of one chapter, from the one that fetches to the one that starts what came."""
    for section in guide.sections:
        steps = [p for p in section.passages if (p.affirmed or p.told) and is_step(p)]
        pulled = next(filter(_fetches, steps), None)
        started = next((p for p in steps if pulled and p.index > pulled.index and _starts(p)), None)
        if pulled is None or started is None or started.said.end - pulled.said.line >= LONGEST_SPAN:
            continue
        common = guide.common(pulled, EvidenceKind.INSTRUCTED)
        common["at"] = guide.at(pulled, started)
        yield Deployment(**common, method="ssh", identity="none", asks_health=False, manual=True)
        return


def _first(guide: Guide, brings: Callable[[Passage], bool]) -> Iterator[Deployment]:
    for passage in guide.passages:
        told = passage.affirmed or is_answer(passage)
        if told and passage.said.form is not Form.HEADING and _fetches(passage) and brings(passage):
            common = guide.common(passage, EvidenceKind.INSTRUCTED)
            yield Deployment(**common, method="ssh", identity="none", asks_health=False, manual=True)
            return


def _fetches(passage: Passage) -> bool:
    text = passage.text
    if not PULLED.search(text) or FIRST.search(text) or passage.by_machine:
        return False
    around = _around(passage)
    return not ROLLBACK.search(" ".join(around)) and not any(map(_ON_OWN_MACHINE.search, around))


def _around(passage: Passage) -> list[str]:
    return [*passage.around(), *(heading.text for heading in passage.said.trail.headings)]


def _enters(passage: Passage) -> bool:
    return _ENTERS.search(passage.text) is not None


def _starts(passage: Passage) -> bool:
    return (RESTART.search(passage.text) or STARTED_AGAIN.search(passage.text)) is not None


def _is_on_a_server(passage: Passage) -> bool:
    return first_match(SERVER, _around(passage)) is not None

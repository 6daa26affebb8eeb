"""Releases by hand of which a guide tells in one sentence: somebody enters the server, fetches, starts."""

from collections.abc import Iterator

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Deployment
from holdfast.readers.repository.guides.blocks import Form
from holdfast.readers.repository.guides.bringing import FIRST, PULLED, STARTED_AGAIN
from holdfast.readers.repository.guides.by_machine import BY_MACHINE
from holdfast.readers.repository.guides.commands import RESTART
from holdfast.readers.repository.guides.guide import Guide, Passage
from holdfast.readers.repository.guides.lexicon import SERVER, any_of, first_match
from holdfast.readers.repository.guides.ways_back import ROLLBACK

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
    for passage in guide.passages:
        if passage.affirmed and passage.said.form is not Form.HEADING and _brings_a_release(passage):
            common = guide.common(passage, EvidenceKind.INSTRUCTED)
            yield Deployment(**common, method="ssh", identity="none", asks_health=False, manual=True)
            return


def _brings_a_release(passage: Passage) -> bool:
    text = passage.text
    if not PULLED.search(text) or any(words.search(text) for words in (FIRST, BY_MACHINE, _ON_OWN_MACHINE)):
        return False
    around = (*passage.around(), *(heading.text for heading in passage.said.trail.headings))
    if ROLLBACK.search(" ".join(around)) or any(map(_ON_OWN_MACHINE.search, around)):
        return False
    if _ENTERS.search(text):
        return True
    starts = RESTART.search(text) or STARTED_AGAIN.search(text)
    return starts is not None and first_match(SERVER, list(around)) is not None

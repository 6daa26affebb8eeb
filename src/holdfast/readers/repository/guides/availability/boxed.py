"""Databases that a drawing or a list puts into the machine of the application, without a sentence that says so."""

import re
from collections.abc import Iterator

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Database, Placement
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.guides.guide import Code, Guide, Passage
from holdfast.readers.repository.guides.page.blocks import Form
from holdfast.readers.repository.guides.page.drawings import DRAWINGS, enclosures
from holdfast.readers.repository.guides.wording.lexicon import any_of, engine_in

_HOST = any_of(r"\bec2(?![a-z])|\blightsail(?! (?:database|db|bucket|load))|\bvps\b|라이트세일")
_NO_HOST = any_of(
    r"auto ?scaling|오토 ?스케일|\basg\b|\becs\b|\beks\b|k8s|kubernetes|cluster|클러스터|クラスタ|fleet|replica",
    r"bastion|\brds\b|aurora|elasti ?cache|\bdb\b|database|데이터 ?베이스|データベース",
    r"local|로컬|ローカル|(?<![a-z])dev(?![a-z])|개발|開発",
    r"[×x✕*] ?[2-9n]\b|\b[2-9] ?[×x]|[2-9] ?(?:대|台)|\b[2-9] instances|[①-⑨]|multi|여러|複数|\.\.\d",
)
"""Several machines, one for the data alone, or none on which the product runs."""
_ELSEWHERE = any_of(
    r"\brds\b|aurora|atlas|\bneon\b|supabase|planet ?scale|cloud ?sql|documentdb",
    r"managed|관리형|マネージド|external|외부|外部|별도|別",
    r"client|클라이언트|クライアント|driver|드라이버|connect|접속|연결|接続|migrat|마이그",
    r"\bback-?ups?\b|백업|バックアップ|\bdump|exporter|endpoint|엔드포인트|\burl\b|\bport\b|포트|ポート",
    r"(?:→|->|➜|▶)[^\n]{0,40}(?:postgres|mysql|maria|mongo)",
)
"""What is named there stands somewhere else, or is only what asks it."""
_LONGEST = 100
_SHORT = 60


_FILE = regex(r"/\s*$|\.[a-z]{1,5}\b(?!\.)\s*(?:#|$)", re.IGNORECASE)
"""A row of a list of files."""


def boxed(guide: Guide) -> Iterator[Database]:
    """The first such database of each engine: somebody shows where it is, and has nobody make it."""
    seen: set[str] = set()
    for fact in (*_drawn(guide), *_listed(guide)):
        if fact.engine not in seen:
            seen.add(fact.engine)
            yield fact


def _drawn(guide: Guide) -> Iterator[Database]:
    for code in guide.codes:
        for number, text in _inside_hosts(code):
            if engine := _engine(text):
                shown = Database(**code.common(number), engine=engine, placement=Placement.HOST)
                yield replace(shown, kind=EvidenceKind.CLAIMED)


def _inside_hosts(code: Code) -> Iterator[tuple[int, str]]:
    language = code.fence.language.lower()
    if code.typed or language not in DRAWINGS or not _HOST.search(code.fence.text):
        return
    for box in enclosures([row[:300] for row in code.snippet.rows], language):
        yield from box.inside if _is_host(box.title) else ()


def _listed(guide: Guide) -> Iterator[Database]:
    """A name of a database among those of what a machine holds: an item below it, or one of several behind it."""
    for passage in guide.passages:
        if not passage.affirmed or passage.said.form is Form.HEADING:
            continue
        name = next(filter(_ONLY_NAME.match, _held(passage)), "")
        if engine := _engine(name):
            common = guide.common(passage, EvidenceKind.CLAIMED)
            yield Database(**common, engine=engine, placement=Placement.HOST)


def _held(passage: Passage) -> list[str]:
    """The names of what stands in the machine that the passage, or the item or the heading above it, names."""
    said = passage.said
    key, value = next(iter(said.pairs), ("", ""))
    key, value = (said.cells[0], said.cells[1]) if len(said.cells) > 1 else (key, value)
    if _ONLY_HOST.match(key):
        names = _AMONG.split(_BEHIND.sub("", value))
        return names if len(names) > 1 else []
    return [said.text] if said.form in (Form.ITEM, Form.LINE) and _is_in_host(passage) else []


def _is_in_host(passage: Passage) -> bool:
    trail = passage.said.trail
    if trail.parents:
        return len(trail.parents[-1]) <= _SHORT and _is_host(trail.parents[-1])
    return _ONLY_HOST.match(trail.chapter) is not None and _is_host(trail.chapter)


def _is_host(title: str) -> bool:
    named = title[:_LONGEST]
    return not (_NO_HOST.search(named) or _FILE.search(named) or engine_in(named)) and _HOST.search(named) is not None


def _engine(text: str) -> str | None:
    return None if _ELSEWHERE.search(text) or _FILE.search(text) else engine_in(text[:_LONGEST])


_ONLY_NAME = regex(
    r"(?i)[^\w\n]{0,4}(?:(?:db|dbms|databases?|데이터 ?베이스|データベース) ?[:：(（=-] ?)?"
    r"(?:postgres(?:ql)?|mysql|mariadb|mongo(?:db)?)"
    r"(?:[\s\d.]|\b(?:server|docker|container|database|db|community)\b"
    r"|서버|컨테이너|도커|데이터베이스|サーバー?|コンテナ|データベース){0,12}"
    r"(?:[(（][^()（）\n]{1,40}[)）])?[^\w\n]{0,4}$"
)
_AMONG = regex(r"\s*(?:,|\+|/|·|、|&|，)\s*|\s+(?:and|및)\s+")
_BEHIND = regex(r"[(（][^()（）]{0,60}[)）]\s*$")
_ONLY_HOST = regex(
    r"(?i)[^a-z가-힣]{0,8}(?:(?:aws|amazon|main|app|application|production|운영|메인|本番) ?){0,2}"
    r"(?:ec2|lightsail|vps)(?: ?(?:instance|server|host|인스턴스|서버|インスタンス|サーバー?))?"
    r"(?: ?[(（][^()（）\n]{1,30}[)）])?[^\w\n]{0,4}$"
)

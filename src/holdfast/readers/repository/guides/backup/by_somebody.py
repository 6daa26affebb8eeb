"""Ways back to lost data that a guide leaves to somebody who would have to be asked, or to be written one day."""

from collections.abc import Iterator

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Admitted
from holdfast.readers.repository.guides.guide import Code, Guide, Passage
from holdfast.readers.repository.guides.page.blocks import Form
from holdfast.readers.repository.guides.wording.lexicon import any_of

_BACK = any_of(r"\brestor(?:e|es|ed|ing|ation)\b|\brecover(?:y|ing|ed)?\b|복[구원]|復[元旧]|リストア|リカバリ")
_LOST = any_of(
    r"(?:db|데이터(?:베이스)?|データ(?:ベース)?)[^.?!。？\n]{0,8}"
    r"(?:날아|유실|손실|삭제(?:했|되|된)|지워|깨[지졌]|消え|消し|壊れ|失)",
    r"\b(?:data(?:base)?|db)\b[^.?!\n]{0,20}\b(?:lost|gone|corrupt\w*|deleted|wiped|dropped)\b"
    r"|\b(?:lost|deleted|dropped|corrupt\w*)\b[^.?!\n]{0,20}\b(?:data(?:base)?|db)\b",
)
_SAVED = any_of(
    r"\bback-?ups?\b|\bsnapshots?\b|\bdumps?\b|\b(?:db|data(?:base)?|rds|postgres\w*|mysql|mongo\w*)\b",
    r"백업|스냅샷|덤프|데이터|バックアップ|スナップショット|ダンプ|データ",
)
_WHO = (
    r"(?:dev-?ops|sre|ops|dba|admins?|administrators?|infra(?:structure)?|platform|backend|tech(?:nical)? lead|team"
    r"|maintainers?|owner|lead|@[\w.-]+)"
)
_ASKS = any_of(
    rf"\b(?:contact|ask|ping|call|reach out to|talk to|message|notify|get help from)\b[^.\n]{{0,24}}{_WHO}",
    rf"\b(?:done|handled|performed|carried out|run) (?:only )?by (?:the |our |an? )?(?:\w+ )?{_WHO}\b",
    r"(?:담당자?|관리자|인프라 ?팀?|데브옵스|dev-?ops|개발 ?팀|백엔드 ?팀|팀장|운영 ?팀|dba)[^.\n]{0,16}"
    r"(?:문의|연락|요청|확인|호출)",
    r"(?:担当者?|管理者|インフラ(?:チーム|担当)?|運用チーム|開発チーム|dba)[^。\n]{0,12}"
    r"(?:連絡|依頼|問い合わせ|確認|相談|聞)",
)
_SUPPORT = any_of(r"\baws support\b|\bsupport (?:ticket|case)\b|aws ?서포트|サポートケース")
_UNWRITTEN = any_of(
    r"^\W{0,6}(?:to-?do|tbd|fixme|wip)\b[^\n]{0,60}(?:restor|recover|복[구원]|復[元旧]|リストア)",
    r"(?:restor\w*|recover\w*|복[구원]|復[元旧]|リストア)[^\n]{0,24}[:：—–-]\s?"
    r"(?:to-?do|tbd|fixme|coming soon|추후|미정|未定|別途)\b",
)
_OF_OTHERS = any_of(
    r"\b(?:password|account|access|credentials?|users?|session)\b|비밀번호|계정|권한|パスワード|アカウント|権限"
)
_LONGEST = 200


def read_by_somebody(guide: Guide) -> Iterator[Admitted]:
    """The first of each chapter, in words or in a remark of its commands; its place `restore` says what it is about."""
    chapters: set[object] = set()
    for passage in guide.passages:
        headings = passage.said.trail.headings
        if headings not in chapters and len(passage.text) <= _LONGEST and not passage.old and _leaves(passage):
            chapters.add(headings)
            at = guide.at(passage)
            yield Admitted(**guide.common(passage, EvidenceKind.CLAIMED), places={"restore": at}, control="backup")
    for code in (*guide.codes, *guide.asides, *guide.options):
        row = _remark(code) if code.fence.trail.headings not in chapters else 0
        if row:
            said = code.common(row)
            said["kind"] = EvidenceKind.CLAIMED
            yield Admitted(**said, places={"restore": said["at"]}, control="backup")


def _leaves(passage: Passage) -> bool:
    text, said = passage.text, passage.said
    if said.form is Form.HEADING or _OF_OTHERS.search(text):
        return False
    above = (text, said.trail.lead, *(one.text for one in said.trail.headings[-1:]))
    about = any(_BACK.search(one) or _LOST.search(one) for one in above if one)
    saved = any(map(_SAVED.search, (*above, *(one.text for one in said.trail.headings))))
    if about and saved and _ASKS.search(text) and not _SUPPORT.search(text):
        return True
    heads = about and any(map(_BACK.search, above[2:])) and _BARE_TODO.search(text) is not None
    return saved and (heads or _UNWRITTEN.search(text) is not None)


_BARE_TODO = any_of(
    r"^\W{0,6}(?:to-?do|tbd|fixme|wip|coming soon|추후 ?(?:작성|보완)?|작성 ?(?:예정|중)|미정|作成中|未定|準備中)\W*$"
)
"""All that a chapter on the way back says."""


def _remark(code: Code) -> int:
    """The row of a remark among commands that list what is kept: how that comes back, somebody else knows."""
    for number, row in enumerate(code.fence.text.splitlines(), start=1):
        remark = row.lstrip()[:_LONGEST]
        told = remark.startswith(("#", "--", "//")) and _BACK.search(remark) and _ASKS.search(remark)
        if told and not _SUPPORT.search(remark):
            return number
    return 0

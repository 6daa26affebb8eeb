"""Dumps that a guide has somebody make once, to carry the data to another place: no backup, and no way back."""

from holdfast.model.regex import regex
from holdfast.readers.repository.guides.guide import Guide
from holdfast.readers.repository.guides.page.trail import Trail
from holdfast.readers.repository.guides.wording.lexicon import any_of

_MOVES = any_of(
    r"\bmigrat(?:e|ing|ion)\b|\b(?:initial|existing|production|old) data\b|\bseed(?:ing)?\b",
    r"\b(?:mov(?:e|ing)|transfer(?:ring)?|import(?:ing)?|copy(?:ing)?|load(?:ing)?)\b[^\n]{0,30}"
    r"\b(?:data|database|db|servers?|hosts?|rds|aws)\b",
    r"(?:데이터(?:베이스)?|db|디비|서버|rds)[^\n]{0,8}(?:이전|이관|옮기|이동|복사|가져오기|임포트)|마이그레이션"
    r"|초기 ?데이터",
    r"移行|移転|引っ?越し|(?:データ(?:ベース)?|db)[^\n]{0,6}(?:移動|コピー|インポート|取り込み|投入)",
)
_SAVES = any_of(
    r"back-?ups?|\bbak\b|백업|バックアップ|\brestor\w*|\brecover\w*|roll ?-?back|복[구원]|롤백|復[元旧]|リストア"
)
_LOADS = regex(
    r"\bpg_restore\b|\bmongorestore\b|\b(?:psql|mysql|mariadb)\b[^\n|]{0,200}(?:<\s*\S|\s-f\s)|\|\s*(?:psql"
    r"|mysql|mariadb)\b"
)


def is_moved(guide: Guide, trail: Trail, text: str) -> bool:
    """`text`, a command or a step below `trail`, belongs to the carrying over of data to where the guide loads it."""
    titles = [one.text for one in trail.headings]
    nearest = titles[-1] if titles else ""
    # In a chapter on the move itself, what is loaded is "restored", too.
    near = [nearest] if _MOVES.search(nearest) else [*titles[-2:], trail.lead]
    if _SAVES.search(text) or any(map(_SAVES.search, near)):
        return False
    return any(map(_MOVES.search, (*titles, trail.lead))) and _LOADS.search(guide.all_text) is not None

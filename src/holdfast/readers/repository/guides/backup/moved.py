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
_FROM_TO = any_of(
    r"에서 [^\n]{1,40}?로(?:의)? ?(?:데이터(?:베이스)? ?)?(?:마이그레이션|이전|이관|이동|옮기)",
    r"\b(?:migrat|mov|transferr?|switch)(?:e|ing|ion|es)?\b[^\n]{0,30}?\bfrom\b[^\n]{1,40}?\bto\b",
    r"から[^\n]{1,30}?[へに]の?(?:データ(?:ベース)?の?)?(?:移行|移転|移動|引っ?越し|切り?替え)",
)
"""From one place to another: whatever the file on the way is called, it is none that somebody keeps."""
_SAVES = any_of(
    r"back[- ]?ups?|\bbak\b|백업|バックアップ|\brestor\w*|\brecover\w*|roll ?-?back|복[구원]|롤백|復[元旧]|リストア"
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
    named = () if _FROM_TO.search(nearest) else (text,)
    if any(map(_SAVES.search, (*named, *near))):
        return False
    return any(map(_MOVES.search, (*titles, trail.lead))) and _LOADS.search(guide.all_text) is not None

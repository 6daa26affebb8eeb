"""Sentences that tell when the steps below them are taken, and leave nobody the choice of something else."""

from holdfast.readers.repository.guides.page.trail import Trail
from holdfast.readers.repository.guides.wording.lexicon import any_of

_GOES_BACK = any_of(
    r"roll[- ]?back|restor(?:e|ing|ation)|recover(?:y|ing)?\b|revert|롤백|복구|복원|되돌리|"
    r"ロールバック|復元|復旧|切り戻し|リストア"
)
_RELEASES = any_of(
    r"\b(?:re-?)?deploy|\bupdat(?:e|ing)|\bupgrad|\breleas|배포|업데이트|릴리[즈스]|デプロイ|更新|リリース|アップデート"
)
_ONE_MORE = any_of(
    r"\bmanual(?:ly)?\b|\bby hand\b|\bre-?deploy|\b(?:updat|upgrad)\w+"
    r"|\b(?:new|next|latest|another) (?:version|release|image|build)"
    r"|\b(?:code|changes?)\b",
    r"수동|직접|재배포|다시 ?배포|업데이트|새(?:로운)? ?(?:버전|코드|이미지)|(?:코드|소스)[^\n]{0,8}(?:변경|수정)",
    r"手動|手作業|再デプロイ|更新|アップデート|新しい|(?:コード|ソース)[^\n]{0,8}(?:変更|修正)",
)
"""A release by hand, or one that follows another."""
_OCCASION = any_of(
    r"^[\W_]*(?:if|when(?:ever)?|in case|should)\b|(?:면|경우|때)(?:에는|에)?[\s:：]*$|"
    r"(?:場合|とき|時)(?:は|には)?[\s:：]*$|たら[\s:：]*$"
)


def is_occasion(trail: Trail) -> bool:
    """It stands in a chapter about going back, or about releases: what went wrong, or the need for another release."""
    if not trail.headings or not _OCCASION.search(trail.lead):
        return False
    chapter = trail.headings[-1].text
    if _GOES_BACK.search(chapter):
        return True
    return all(map(_RELEASES.search, (chapter, trail.lead))) and _ONE_MORE.search(trail.lead) is not None

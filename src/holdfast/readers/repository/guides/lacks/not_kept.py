"""What is not backed up, or was never brought back, as people say so themselves."""

import re

from holdfast.model.regex import regex
from holdfast.readers.repository.guides.wording.lexicon import any_of

_NOT_BACKED_UP = any_of(
    r"(?:\bnot|n't|\bnever)(?: yet| currently| being)? backed up\b(?! (?:to|by|in|on|with|because|as|since)\b)"
    r"|\bwe(?: currently| still)? do(?: not|n't)(?: yet| currently)? back (?:it |them |\w+ )?up\b"
    r"|バックアップされて(?:いない|いません)(?=$|[。、])"
)
_NEVER_RESTORED = any_of(
    r"\bnever (?:tried|tested|practi[sc]ed|done|rehearsed)\b[^.\n]{0,24}\b(?:restor|recover)\w*",
    r"\b(?:restor|recover)\w*[^.\n]{0,20}\b(?:never|not|n't)(?: been)? (?:tested|tried|practi[sc]ed|rehearsed)",
    r"복[구원](?:은|을|는|해)?[^.\n]{0,12}(?:본 ?적|(?:테스트|연습|훈련)(?:한 ?적)?)(?:이|은|을|는)? ?(?:없|안 ?해)",
    r"(?:復元|リストア|復旧)[^。\n]{0,14}(?:した|やった)こと[がは]?(?:ない|ありません)",
)
_NOT_KEPT = any_of(
    r"\b(?:we|i) (?:(?:still|currently) )?do(?: not|n't) (?:yet |currently )?back up\b(?! to)",
    r"\b(?:nobody|no one) backs up\b",
    r"\b(?:uploads?|files?|data(?:base)?|media|images?|volumes?) (?:is|are)(?: not|n't)(?: currently| yet)? backed up\b"
    r"(?! to)",
    r"バックアップ(?:は|を|も)?(?:一切)?(?:取って|とって|して)(?:いない|いません|ない)",
)
_ONLY_SUPPOSED = any_of(
    r"[?？]|\b(?:if|unless|whether|until|worthless|make sure)\b",
    r"\b(?:that|which) (?:was|were|is|are|has|have) (?:never|not)\b",
    r"(?:ない|いない)(?:バックアップ|場合|か|と|なら)|없(?:는 ?백업|으면|다면)|복[구원][^.\n]{0,20}면",
)
_NOT_WORTH = any_of(
    r"\b(?:caches?|temp(?:orary)?|logs?|sessions?|rebuil[dt]|regenerated|repositor(?:y|ies)|on purpose|static)\b",
    r"캐시|로그|임시|세션|キャッシュ|ログ|一時|セッション",
)
_WORTH = any_of(r"\b(?:uploads?|db|database|user data)\b|데이터|업로드|データ|アップロード")
"""What is lost without harm, unless something is named beside it that is not."""


_JUST_BEHIND = 8
_ENDS = regex(r"[;,.、。]")


def not_kept(text: str) -> bool:
    """Nobody ever brought a copy back, or there is none of something that would be missed."""
    return _says(_NEVER_RESTORED, text) or _says(_NOT_KEPT, text)


def is_not_backed_up(text: str) -> bool:
    """There is no copy of whatever a sentence is about."""
    return _says(_NOT_BACKED_UP, text)


def _says(words: re.Pattern[str], text: str) -> bool:
    match = words.search(text)
    if match is None:
        return False
    # What happens "if the disk fails" is told behind it.
    behind = _ENDS.split(text[match.end() : match.end() + _JUST_BEHIND], maxsplit=1)[0]
    if _ONLY_SUPPOSED.search(text[: match.end()] + behind):
        return False
    return _NOT_WORTH.search(text) is None or _WORTH.search(text) is not None

"""What a sentence says last that there is not, whatever it begins with: "the workflow has no rollback step"."""

from holdfast.model.regex import regex
from holdfast.readers.repository.guides.lacks.themes import BEHIND, THEMES
from holdfast.readers.repository.guides.wording.lexicon import any_of

_PART = (
    r"(?: ?の?(?:단계|정의|로직|코드|스텝|작업|규칙|定義|ステップ|処理|ジョブ|ルール"
    r"|steps?|definitions?|jobs?|logic|rules?)){0,2}"
)
_YET = r"(?:(?:아직|현재|따로|전혀|별도로|아예|まだ|現在|一切|特に) ?)?"
_NOT = (
    r"(?:없(?:다|음|습니다|는 ?상태(?:이?다|입니다)?)"
    r"|(?:설정|구성|구현|정의|적용|포함|연동|도입|사용|이용)(?:(?:되어|돼) ?있지|하지|되지)(?:는|도)? ?"
    r"않(?:다|음|는다|았다|습니다|았습니다)"
    r"|미(?:설정|구현|구성|적용|연동|도입|정의)(?:이다|입니다|임| ?상태(?:이?다|입니다)?)?"
    r"|(?:ない|ありません|存在しない|存在しません|未(?:設定|定義|実装|構成|導入)(?:です|である|だ)?)"
    r"|(?:定義|設定|実装|構成|用意|導入|使用|利用|採用)(?:されて|して)(?:いない|いません))"
)
_HAS_NO = (
    r"\b(?:has|have|with|contains?|defines?|includes?|there (?:is|are)) (?:currently |still |yet |as yet )?no"
    r"|\b(?:do|does)(?: not|n't) (?:yet |currently )?"
    r"(?:have|contain|define|include|configure|set up)(?: any| an?)?"
)
_THERE = r"(?: (?:defined|configured|yet|here|at all|in (?:the|this) [\w-]{1,20}(?: [\w-]{1,20})?))?"
_SAID_LAST = {
    slug: regex(
        rf"(?i)(?:(?<![a-z-])(?:{theme})(?: ?(?:{theme}))?{BEHIND}{_PART}"
        rf" ?(?:이|가|은|는|도|을|를|は|が|も)? ?{_YET}{_NOT}"
        rf"|(?:{_HAS_NO}) (?:[\w-]{{1,20}} ){{0,3}}?(?:{theme}){BEHIND}{_PART}{_THERE})[.。]?\W{{0,3}}$"
    )
    for slug, theme in THEMES.items()
}
_STOPS_FOR_IT = any_of(
    r"무중단(?: ?배포)?(?:가|이|은|는)? ?(?:아니[다며고라]|아닙니다|아님|안 ?(?:됨|된다|됩니다))",
    r"\bnot (?:an? )?zero[- ]?downtime\b|(?:無停止|無中断|ゼロダウンタイム)(?:の?デプロイ)?では(?:ない|ありません)",
)
_NAMELESS = any_of(
    r"(?<![a-z-])(?:sha|commit|version|커밋|버전)[- ]?(?:tag|태그)?(?:가|이)? ?아니라 ?latest(?![a-z])",
    r"\blatest(?![a-z])[^\n]{0,20}\b(?:instead of|rather than|and not|not) (?:an? |the )?(?:\w+ )?"
    r"(?:sha|commit|version)\b",
    r"(?:sha|コミット|バージョン)の?タグではなく ?latest(?![a-z])",
)
_QUIET = regex(r"(?i)\bno (?:\w+ )?(?:alerts?|alarms?)\W{0,3}$|\b(?:verify|check|make sure|ensure|confirm)\b|확인|確認")
"""Nothing rang, or somebody is to see whether it is so."""
_NO_WANT = any_of(
    r"\b(?:no|not|any) (?:\w{1,20} )?(?:needs?|problems?|issues?|gaps?|doubts?|reasons?|trouble|lag|impact|charge)\b",
    r"\b(?:if|when|whenever|unless|until|while|as long as|whether|where)(?: (?!there\b)[\w-]{1,20}){0,2}"
    r" (?:there (?:is|are)|has|have|do|does|doesn't|don't|contains?|defines?|includes?)\b",
    r"\b(?:this|the) (?:guide|document|page|readme|article|estimate|price|plan|chapter|section|tutorial|table)s? "
    r"|\b(?:free|basic|pro|starter|trial)[- ](?:plans?|tiers?|users?)\b",
    r"(?:이|본) ?(?:문서|가이드|글|장|예제|표|견적|가격|요금)(?:은|는|에는?)|요금제|무료 ?(?:회원|플랜)",
    r"(?:この|本)(?:文書|ガイド|ドキュメント|記事|章|表|見積もり|料金)(?:は|に)|プラン(?:は|に)",
    r"^\W*(?:amazon |aws )?(?:lightsail|heroku|vercel|netlify|railway|render|firebase|app runner|github pages)"
    r"(?:에는|에서는|은|는|には|では|は| has\b| does\b| itself\b)",
)
"""It is not wanted, or somebody else's, or left out of a text; or asked whether it is so."""
_LONGEST = 200
_ASIDE = regex(r"\s?[(（][^()（）\n]{1,40}[)）](?=[\s.。]{0,3}$)")
"""What brackets add behind the end."""


def said_last(text: str) -> str | None:
    """The control that asks for what `text`, a sentence, ends by denying."""
    text = _ASIDE.sub("", text)
    if len(text) > _LONGEST or _QUIET.search(text) or _NO_WANT.search(text):
        return None
    if _STOPS_FOR_IT.search(text) or _NAMELESS.search(text):
        return "releases"
    return next((slug for slug, pattern in _SAID_LAST.items() if pattern.search(text)), None)

"""Whether a guide's words say that a managed database is reached from anywhere."""

from holdfast.model.regex import regex
from holdfast.readers.repository.guides.guide import Passage
from holdfast.readers.repository.guides.values import yes_or_no
from holdfast.readers.repository.guides.wording.lexicon import any_of

NAMED = any_of(r"퍼블릭 ?(?:액세스|엑세스|접근)|public(?:ly)? access(?:ible|ibility)?|パブリックアクセス")
_PRIVATE = any_of(
    r"\b(?:no|not|without|non|never|block\w*|den(?:y|ies)|prevent\w*|disabl\w*|avoid\w*|remov\w*|restrict\w*)\b"
    r"[^.;,\n]{0,24}public|"
    r"public(?:ly)? access(?:ible|ibility)?\W{0,4}(?:(?:is|are|set|to|be|should|must|kept|turned|switched) ){0,3}"
    r"(?:blocked|disabled|denied|off|no|none|false|removed|prevented|restricted)\b|"
    r"퍼블릭 ?(?:액세스|엑세스|접근)(?:을|를|은|는|이|가)? ?(?:가능)?\W{0,4}"
    r"(?:[xX✗✘❌](?!\w)|불가|차단|금지|제한|막|없|끄|비활성|해제)|"
    r"パブリックアクセス(?:を|は|が)?\W{0,4}(?:なし|無し|無効|不可|禁止|ブロック|遮断|制限|できない|させない|[×✗❌])"
)
"""Denies it beside the name itself, or is of what blocks it."""
_ANOTHER = any_of(
    r"\b(?:sites?|websites?|apps?|applications?|albs?|elbs?|nlbs?|balancers?|buckets?|s3|apis?|ec2|servers?|services?|pages?|"
    r"urls?|subnets?|endpoints?|frontends?|backends?|images?|repositor\w+)\b|"
    r"사이트|로드 ?밸런서|버킷|서버|서비스|페이지|이미지|서브넷|"
    r"サイト|ロードバランサ|バケット|サーバ|サービス|ページ|画像|サブネット"
)
_OURS = any_of(r"\brds\b|\baurora\b|\bdatabases?\b|\bdb\b|데이터 ?베이스|디비|データベース")
_IN_CASE = any_of(
    r"\b(?:if|when|whether|unless|would|could|might|check|verify|avoid)\b|확인|여부|경우|(?:이|하|되|라|으)면|場合|かどうか|確認"
)
_CLAUSE = regex(r"[.;,!?\n、。]|(?<=\s)(?:and|but|while)(?=\s)")


def from_anywhere(passage: Passage, value: str) -> bool | None:
    """What a passage that names it says; None where it tells nothing of the database."""
    if value != passage.text:
        said = yes_or_no(value)
        if said is not None or not NAMED.search(value):
            return None if said and _PRIVATE.search(passage.text) else said
    if passage.mood.negated:
        return False
    return True if any(map(_says_so, _CLAUSE.split(passage.text))) else None


def _says_so(clause: str) -> bool:
    if not NAMED.search(clause) or _PRIVATE.search(clause) or _IN_CASE.search(clause):
        return False
    return not _ANOTHER.search(clause) or _OURS.search(clause) is not None

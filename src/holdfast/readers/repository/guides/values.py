"""Values as people write them in guides: yes and no, regions, instance types, prices, days."""

import re
from collections.abc import Callable

from holdfast.model.regex import regex
from holdfast.readers.repository.guides.guide import Passage, Section
from holdfast.readers.repository.guides.page.blocks import Form
from holdfast.readers.repository.guides.wording.lexicon import NEGATION, NOT_NEGATION, any_of
from holdfast.readers.repository.text.sizes import SIZE

FAMILY = regex(
    r"(?<![\w.])(?:[acdghimprtuvxz]\d{1,2}[a-z]{0,4}|mac\d|inf\d|trn\d|hpc\d\w?)\."
    rf"{SIZE}(?![\w-])",
    re.IGNORECASE | re.ASCII,
)
_SPACED = regex(rf"(?<![\w.])[cmrt]\d[a-z]{{0,2}} {SIZE}(?![\w-])", re.IGNORECASE | re.ASCII)
"""A type as people say it: `T2 medium`."""
CLASS = regex(
    rf"(?<![\w.])db\.[a-z]\w{{1,5}}\.{SIZE}(?![\w-])|"
    r"db\.serverless",
    re.IGNORECASE | re.ASCII,
)
PRICE = regex(
    r"(?:[$₩¥￥£€₹]\s?\d|(?<!\w)\d(?:[\d,.]{0,20}\d)?\s?(?:[€£₹]|원(?!하|본)|달러|円|USD|KRW|JPY|(?:EUR|GBP|CHF"
    r"|SEK)\b))"
    r"|/ ?(?:(?:month|mo|hour|hr|Monat|mois|mes|mês|mese)\b|월|시간|月)",
    re.IGNORECASE | re.ASCII,
)
_YES = any_of(
    r"^(?:예|네|yes|on|true|enabled?|configured|설정됨|구성됨|適用済み?|設定済み?|構成済み?|활성|사용|생성|켜기"
    r"|허용|はい|有効|あり|オン|する|✅|⭕|o(?=$|\s))(?![A-Za-z])",
)
_NO = any_of(
    r"^(?:아니[요오]|없음|no|none|off|false|disabled?|비활성|사용 ?안 ?함|미사용|いいえ|無効|なし|オフ|"
    r"끄기|해제|(?:체크|선택) ?해제|❌|x(?=$|\s)|"
    r"un-?(?:check|select|tick)(?:ed)?|deselect(?:ed)?|チェックを?(?:外|はず))(?![A-Za-z])"
    r"|안 ?함|하지 ?않음|않(?:음|는다|습니다)|しない"
)
_REGIONS = (
    ("ap-northeast-2", r"서울|seoul|ソウル"),
    ("ap-northeast-1", r"도쿄|tokyo|東京"),
    ("ap-northeast-3", r"오사카|osaka|大阪"),
    ("us-east-1", r"버지니아|virginia|バージニア"),
    ("us-east-2", r"오하이오|ohio|オハイオ"),
    ("us-west-2", r"오레곤|oregon|オレゴン"),
    ("ap-southeast-1", r"싱가포르|singapore|シンガポール"),
    ("ap-southeast-2", r"시드니|sydney|シドニー"),
    ("ap-south-1", r"뭄바이|mumbai|ムンバイ"),
    ("eu-central-1", r"프랑크푸르트|frankfurt|フランクフルト"),
    ("eu-west-1", r"아일랜드|ireland|アイルランド"),
    ("eu-west-2", r"런던|london|ロンドン"),
)
_NAMED_REGIONS = tuple((name, regex(pattern, re.IGNORECASE | re.ASCII)) for name, pattern in _REGIONS)
_REGION_CODE = regex(r"(?<![\w-])(?:us|eu|ap|sa|ca|me|af|il)-(?:[a-z]+-)?[a-z]+-\d(?![\w-])", re.ASCII)
_DAYS = regex(r"(\d{1,4})[\s-]?(?:일|days?\b|日)", re.IGNORECASE | re.ASCII)
_NUMBER = regex(r"(?<![\w.])(\d{1,6})(?![\w.]*\d)", re.ASCII)


_TOLD = regex(r"(?i)^(?:click(?: to)?|select|choose|pick|set(?: it)?(?: to)?)\s+(?=\S)")
_QUOTES = "\"'“”‘’「『`*"


def yes_or_no(value: str) -> bool | None:
    """What a value such as `예`, `No` or `有効` says; None when it says neither."""
    text = _TOLD.sub("", value.strip(" .*`()[]"), count=1).lstrip(_QUOTES)
    if _NO.search(text):
        return False
    return True if _YES.search(text) else None


_WEIGHED = any_of(
    r"최소|대신|예[:：)]|예를|\b(?:prefer\w*|rather|over|instead|e\.g|example|least|such as|like)\b|例|最小|より"
)


def weighs(text: str) -> bool:
    """It gives an example, or says what is better than what."""
    return _WEIGHED.search(text) is not None


OTHER_HOSTS = any_of(r"\brds\b|\bdb\.|bastion|배스천|踏み台|jenkins|젠킨스|elasticache|cache\.|\bnat\b")
"""What stands beside the product's own host, and has a type as well."""


def instance_types(text: str) -> tuple[str, ...]:
    """The EC2 instance types that stand in `text`, once each, in lower case."""
    found = FAMILY.findall(text) or [one.replace(" ", ".") for one in _SPACED.findall(text)]
    return tuple(dict.fromkeys(one.lower() for one in found))


def region_in(text: str) -> str | None:
    """The first AWS region that `text` names, by code or by city."""
    code = _REGION_CODE.search(text)
    if code:
        return code[0]
    return next((name for name, pattern in _NAMED_REGIONS if pattern.search(text)), None)


def certificate_region(text: str) -> str | None:
    """The region in which `text` wants a certificate: of several, the one that CloudFront takes it from."""
    if _FOR_CLOUDFRONT.search(text) and _VIRGINIA.search(text):
        return "us-east-1"
    return region_in(text)


_FOR_CLOUDFRONT = any_of(r"cloud ?front|클라우드 ?프론트|クラウドフロント")
_VIRGINIA = any_of(r"us-east-1(?!\d)|버지니아|virginia|バージニア")


def days_in(text: str) -> int | None:
    """The first number of days in `text`."""
    match = _DAYS.search(text)
    return int(match[1]) if match else None


def first_number(text: str) -> int | None:
    """The first whole number in `text`."""
    match = _NUMBER.search(text)
    return int(match[1]) if match else None


def about(passage: Passage, subject: re.Pattern[str]) -> bool:
    """The passage, or something above it, is about `subject`."""
    return subject.search(passage.surroundings) is not None


def subjects(passage: Passage) -> list[str]:
    """What a passage is about: the items that enclose it, the line above its list, and its heading."""
    trail = passage.said.trail
    return [*trail.parents, *([trail.lead] if trail.lead else []), *(h.text for h in trail.headings[-1:])]


def denied(passage: Passage, subject: re.Pattern[str]) -> bool:
    """The clause that speaks of `subject` is a negative one; other clauses of the sentence may be."""
    clauses = [clause for clause in _CLAUSES.split(passage.text) if subject.search(clause)]
    return any(NEGATION.search(NOT_NEGATION.sub("", clause)) for clause in clauses or [passage.text])


_CLAUSES = regex(r"[,.;、。]\s?|\s(?:and|but)\s|하고 |하며 |지만 ", re.ASCII)


def section_about(section: Section, subject: re.Pattern[str]) -> bool:
    """The section's nearest heading is about `subject`, or a passage in it is."""
    return bool(subject.search(section.title)) or any(subject.search(passage.text) for passage in section.passages)


_REMARK = regex(r"\s?[(（][^()（）\n]{1,200}[)）]")
_DENIES_ALL = any_of(
    r"^\W*(?:현재 ?)?(?:미사용|사용 ?(?:안|하지)|안 ?(?:씀|쓰|사용)|쓰지 ?않|폐기|중지|삭제)",
    r"^\W*(?:(?:currently |now )?not (?:in )?(?:use|run)|no longer|unused|removed|retired)",
    r"^\W*(?:未使用|(?:現在は?)?使(?:用|って)(?:し|い)?て?(?:いない|いません|ない)|廃止|停止)",
)


def affirms(passage: Passage, holds: Callable[[str], object]) -> bool:
    """It is told or claimed, and not negated; what other cells of its row deny does not touch the one `holds` finds."""
    if passage.affirmed:
        return True
    # In brackets stands a remark, which may deny something else; one that says no more than that denies this.
    row = passage.said.form is Form.ROW
    remarks = passage.said.cells if row else _REMARK.findall(passage.text)
    if any(_DENIES_ALL.match(one) for one in remarks):
        return False
    parts = passage.said.cells if row else (_REMARK.sub("", passage.text),)
    own = next(filter(holds, parts), "")
    return passage.speaks and bool(own) and NEGATION.search(own) is None


_PRICED = regex(r"[$＄€£₩¥]\s?\d|\d\s?(?:달러|원|ドル|円|USD)(?![가-힣])")


def is_priced(passage: Passage) -> bool:
    """It says what something costs, and has nobody do it."""
    return not passage.told and _PRICED.search(passage.text) is not None

"""Cross-origin rules that let every website in, in a guide: as they are now, as a switch, as somebody's way out."""

from collections.abc import Iterator

from holdfast.model.environments import DEVELOPMENT, TEST
from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import ApplicationCors, BucketCors
from holdfast.model.regex import regex
from holdfast.readers.repository.configuration.api_cors import setting_cors
from holdfast.readers.repository.configuration.variables import setting_facts
from holdfast.readers.repository.embedded import read_embedded
from holdfast.readers.repository.guides.guide import Code, Guide, Passage
from holdfast.readers.repository.guides.page.blocks import Form
from holdfast.readers.repository.guides.values import about
from holdfast.readers.repository.guides.wording.at_home import TRIED_OUT
from holdfast.readers.repository.guides.wording.lexicon import TROUBLE_HEADING, any_of

_CORS = any_of(r"\bcors\b|access-control-allow|\ballow(?:ed)?_?origins?\b|교차 ?출처|cross[- ]origin|オリジン間")
_IN_CODE = (
    r"\b\w{0,24}origins?(?:patterns?)?[`\"']?\s?[:=(]\s?(?:list\.of\(|\[)?\s?[`\"']?\*[`\"']?(?!\w)"
    r"|\bcors_(?:allow_all_origins|origin_allow_all)\s?=\s?[\"']?true|\ballowanyorigin\b|\ballow-origin[`\"']?\s?[:=]?\s?[`\"']?\*"
)
_EVERYBODY = any_of(
    _IN_CODE,
    r"(?:모든|전체|아무) ?(?:오리진|출처|도메인|origin|사이트)[^\n.]{0,16}(?:허용|열[려어리]|오픈|개방|접근)",
    r"\bcors\b[^\n.]{0,16}(?:전체|모두|전부|다) ?(?:허용|개방|오픈|열)",
    r"\b(?:all|any|every) (?:origins?|domains?|websites?)\b|\bwide[- ]open\b",
    r"\bopen to (?:all|any\w*|every\w*|the world)\b",
    r"(?:全て|すべて|全|任意)の?(?:オリジン|ドメイン|サイト)[^\n。]{0,12}(?:許可|開放|から)|全許可",
)
_NOW = any_of(
    r"현재|지금|아직|(?:허용|개방|오픈) ?(?:중|상태|되어 ?있|해 ?[두둔둠])|열(?:려|어) ?(?:있|둔|둠|놓)",
    r"\b(?:currently|right now|today|at the moment|for now|still|temporar\w+|as of)\b|\bis (?:wide )?open\b",
    r"現在|現状|今(?:の|は)|とりあえず|(?:なって|して)い(?:る|ます)",
)
_MARKED = regex(r"[⚠❌🔴🟠🟡]|\b(?i:warning|todo|fixme|high|medium)\b")
"""How a row or an item of a review marks what is not as it should be."""
_OVER = any_of(
    r"(?:제거|삭제|변경|수정|제한|해결) ?(?:함|했|완료|하였|됨|되었)|이전에는|예전|기존에는|했(?:던|었)",
    r"(?:하지|지) ?(?:마|말|않)",
    r"\b(?:no longer|removed|was|were|used to|previously|formerly|instead of|rather than|never|do not|don['’]t|must not"
    r"|should not|avoid|fixed|replaced|if|unless|when|whether)\b|[?？]",
    r"以前|廃止|削除(?:した|済)|変更した|しない(?:こと|で)|禁止|使わない|場合|한다면|하면 ?안|경우|(?:허용|개방)하면",
)
_SWITCH = any_of(
    r"\bcors_(?:allow_all_origins|origin_allow_all)`?\s?(?:=|:|to|を|를|을)\s?`?[\"']?true",
    r"\baccess-control-allow-origin`?\s?(?:에|에는|を|に|를|을|to|for|:|=|enter|set)?\s?`?[\"']?\*",
)
_NOT_SO = any_of(r"금지|위험|(?:하지|지) ?(?:마|말|않)|\b(?:never|do not|don['’]t|avoid|not)\b|禁止|しない|危険")
_OF_BUCKET = any_of(r"\bs3\b|버킷|bucket|バケット")
_VALUE_COLUMN = any_of(
    r"^\W*(?:값|설정 ?값|입력 ?값|운영(?: ?값)?|value|set(?:ting)? to|prod\w*(?: value)?|値|設定値|本番)\W*$"
)
_VARIABLE = regex(r"^[A-Z][A-Z0-9_]{2,60}$")
_WRONG = any_of(
    r"잘못|틀린|이전|변경 ?전|수정 ?전|취약|원인|현상",
    r"\b(?:wrong|bad|before|vulnerab\w*|cause|do not|don['’]t|never|instead)\b|誤|悪い|修正前|原因",
)
_WRITTEN = regex(r"(?<![\w$-])(?P<name>[A-Z][A-Z0-9]*_[A-Z0-9_]{1,60})=[\"']?\*[\"']?(?![\w/*])")
_LONGEST = 300


def read_open_cors(guide: Guide) -> Iterator[ApplicationCors | BucketCors]:
    """One fact for each statement, row and block."""
    for passage in guide.passages:
        if len(passage.text) > _LONGEST or passage.old or passage.environment in (DEVELOPMENT, TEST):
            continue
        if passage.said.form is Form.HEADING or passage.said.ticked or TRIED_OUT.search(passage.text):
            continue
        if _is_owned_up(passage) or _is_switch(passage):
            rule = BucketCors if _is_of_bucket(passage) else ApplicationCors
            yield rule(**guide.common(passage, EvidenceKind.INSTRUCTED), origins=("*",))
        elif passage.said.form is Form.ROW and passage.told:
            yield from _in_a_wide_row(guide, passage)
    for code in guide.asides:
        yield from _way_out(code)


def _is_owned_up(passage: Passage) -> bool:
    """It tells how the product is now, whatever list it stands in; nobody says so unless it is so."""
    text = passage.text
    if not _CORS.search(f"{text} {passage.said.trail.chapter}") or not _EVERYBODY.search(text) or _OVER.search(text):
        return False
    # The first cell of such a row says what it is about, and what stands behind that how it is.
    reviewed = passage.said.form is not Form.LINE and _CORS.search(text[:40]) and _MARKED.search(text)
    return _NOW.search(text) is not None or reviewed is not None


def _is_switch(passage: Passage) -> bool:
    return passage.told and _SWITCH.search(passage.text) is not None and not _NOT_SO.search(passage.text)


def _is_of_bucket(passage: Passage) -> bool:
    return _OF_BUCKET.search(passage.text) is not None or (not passage.said.cells and about(passage, _OF_BUCKET))


def _in_a_wide_row(guide: Guide, passage: Passage) -> Iterator[ApplicationCors]:
    """A variable, its value and a remark: what stands under a column of values is what gets written."""
    cells, columns = passage.said.cells, passage.said.columns
    if len(cells) < 3 or len(columns) != len(cells) or not _VARIABLE.match(cells[0].strip("`* ")):
        return
    for column, cell in zip(columns[1:], cells[1:], strict=True):
        if _VALUE_COLUMN.match(column) and cell.strip("`'\" ") == "*":
            found = setting_cors(guide.common(passage), cells[0].strip("`* "), "*")
            yield from (found,) if found else ()


def _way_out(code: Code) -> Iterator[ApplicationCors | BucketCors]:
    """Who looks up what to do about a browser's complaint does what stands there, and leaves it so."""
    snippet, trail = code.snippet, code.fence.trail
    if "*" not in snippet.text or snippet.environment in (DEVELOPMENT, TEST) or snippet.old:
        return
    above = " ".join((trail.lead, *(heading.text for heading in trail.headings)))
    helps = TROUBLE_HEADING.search(above) and _CORS.search(above)
    if not helps or TRIED_OUT.search(above) or _WRONG.search(f"{trail.lead} {trail.chapter}"):
        return
    for row, text in enumerate(snippet.rows, start=1):
        for match in _WRITTEN.finditer(text[:2_000]) if "#" not in text.partition("=")[0] else ():
            found = setting_facts(snippet, match["name"], "*", row)
            yield from (fact for fact in found if isinstance(fact, ApplicationCors))
    for fact in read_embedded(code.fence.language, snippet):
        if isinstance(fact, ApplicationCors | BucketCors) and "*" in fact.origins:
            yield fact

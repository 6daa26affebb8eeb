"""Guides that own up that the application starts without a setting: it only warns, or takes what everybody knows."""

import re
from collections.abc import Iterator

from holdfast.model.environments import DEVELOPMENT, TEST
from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import ConfigurationLoader
from holdfast.model.regex import regex
from holdfast.model.vital_names import is_vital
from holdfast.readers.repository.configuration.names import is_secret
from holdfast.readers.repository.guides.guide import Guide, Passage
from holdfast.readers.repository.guides.page.blocks import Form
from holdfast.readers.repository.guides.wording.at_home import TRIED_OUT
from holdfast.readers.repository.guides.wording.lexicon import any_of

_VARIABLE = regex(r"(?<![\w$])[A-Z][A-Z0-9]{1,30}_[A-Z0-9_]{1,60}(?!\w)")
_SETTINGS = any_of(r"환경 ?변수|설정 ?값|\.env\b|\benv(?:ironment)? var\w*|\bconfiguration values?\b|環境変数|設定値")
_MISSING = any_of(
    r"(?:값|변수|설정)[이가은는]? ?(?:없|비어|누락)|누락|비어 ?있",
    r"(?:설정|입력|지정)(?:되지|하지) ?않|미설정|없(?:어도|으면|더라도)",
    r"\b(?:missing|unset|absent|undefined|empty)\b",
    r"\b(?:not|isn['’]t|aren['’]t) (?:set|defined|configured|provided|given)\b",
    r"未設定|値が(?:無|な)|(?:無|な)(?:い場合|くて)|空の",
)
_GOES_ON = any_of(
    r"(?:그냥|그대로|계속|조용히|문제 ?없이|정상적으로) ?(?:뜨|뜸|떠|뜬|실행|동작|시작|기동|구동|부팅)",
    r"(?:경고|로그)(?: ?로그)?만 ?(?:남|출력|찍)",
    r"\b(?:starts?|boots?|runs|launches|comes up|keeps (?:on )?running|continues)\b[^.\n]{0,24}"
    r"\b(?:anyway|regardless|without (?:it|them|any|error)|silently)\b",
    r"\bonly (?:logged|warned|logs?|warns?|prints?)\b|\bsilently (?:skip|ignor|continu|start|run)\w*|\bkeeps running\b",
    r"(?:없어|누락(?:돼|되어|되)|비어 ?있어|빠져)도[^.\n]{0,12}(?:실행|동작|시작|기동|구동|뜨|뜸|뜬|떠)",
    r"(?:でも|ても)[^。\n]{0,16}(?:起動|動作|動)(?:し|する|い|く)|警告(?:ログ)?(?:だけ|のみ)|のまま(?:起動|動)",
)
_UNASKED = any_of(
    r"(?:환경 ?변수|\.env|설정 ?값)(?:의|에 ?대한)? ?(?:누락 ?)?(?:검증|유효성 ?검[사증])"
    r"(?:[ 가-힣]{0,8})?(?:없|부재|미구현|안 ?함|하지 ?않)",
    r"\bno (?:start-?up )?(?:validation|checks?|verification) (?:of|for|on) "
    r"(?:the |required )?(?:env\w*(?: var\w*)?|settings)",
    r"\benv\w* (?:var\w* )?(?:are|is) (?:not|never) (?:validated|checked|verified)\b",
    r"(?:環境変数|設定値)の?(?:バリデーション|検証|チェック)[^。\n]{0,8}(?:未実装|なし|無し|ない|していません)",
)
_KNOWN = any_of(
    r"기본 ?값[^.\n]{0,24}(?:으?로) ?(?:동작|실행|사용|시작|서명)",
    r"\bfalls? back to\b|\bdefaults? to\b|デフォルト(?:値)?で(?:動作|起動|使)",
)
"""Something stands in for it: that matters of a secret, and of what nothing works without."""
_STOPS = any_of(
    r"종료|실패|중단|멈[추춘춥]|에러|오류",
    r"뜨지 ?않|(?:시작|기동|실행)(?:되지|하지) ?(?:않|못)|선택 ?(?:사항|값)|무시해도",
    r"\b(?:exit\w*|fail\w*|throw\w*|refus\w*)\b|[?？]",
    r"\b(?:abort\w*|crash\w*|stop\w*|optional\w*|must not|no longer|used to|never)\b",
    r"終了|失敗|エラー|起動し(?:ない|ません)|任意|オプション|以前",
)
_LONGEST = 300


def read_goes_without(guide: Guide) -> Iterator[ConfigurationLoader]:
    """The first statement of a guide: where one setting is forgotten, the others are as well."""
    for passage in guide.passages:
        missing = _told(passage)
        if missing:
            yield ConfigurationLoader(
                **guide.common(passage, EvidenceKind.INSTRUCTED),
                source="environment",
                missing=missing,
                names=tuple(dict.fromkeys(_VARIABLE.findall(passage.text))),
            )
            return


def _told(passage: Passage) -> str | None:
    """Whether the program goes on without a word, or with what everybody knows; None where neither is said."""
    text, said = passage.text, passage.said
    if len(text) > _LONGEST or passage.old or said.form is Form.HEADING or said.ticked:
        return None
    if passage.environment in (DEVELOPMENT, TEST) or any(map(TRIED_OUT.search, (text, *said.trail.upwards()))):
        return None
    names = _VARIABLE.findall(text)
    if _UNASKED.search(text):
        return "silent"
    if not (names or _SETTINGS.search(text)) or not _MISSING.search(text) or _STOPS.search(_quoteless(text)):
        return None
    if names and not any(is_secret(name) or is_vital(name) for name in names):
        return None
    if _GOES_ON.search(text):
        return "silent"
    return "default" if names and _KNOWN.search(text) else None


def _quoteless(text: str) -> str:
    """What the guide says itself, without the names of variables and what stands in quotes."""
    return re.sub(r"[\"“「][^\"”」\n]{0,80}[\"”」]", " ", _VARIABLE.sub(" ", text))

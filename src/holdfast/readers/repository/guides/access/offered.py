"""A wider choice that a rule offers beside the one it names: "My IP (or 0.0.0.0/0 if you need access anywhere)"."""

import re

from holdfast.model.regex import regex

_CONDITION = r"\b(?:if|when|in case)\b|하려면|려면|경우|필요 ?시|場合|なら|必要に応じて"
_OR = regex(
    r"(?:[\s,、;(（/–—-]{1,4}(?P<other>\bor\b|또는|혹은|아니면|または|もしくは|あるいは|或いは)"
    rf"|[(（;；,、]\s?(?=[^\n()（）|;；]{{0,100}}(?:{_CONDITION})))(?P<offer>[^\n()（）|;；]{{1,120}}+)[)）]?",
    re.IGNORECASE,
)
_OTHER_PORT = regex(r"(?<![\d./:])\d{2,5}(?![\d./:])|\b(?:https?|ports?)\b", re.IGNORECASE)
"""What is said there is about another opening."""
_BARRED = regex(
    r"\b(?:never|not|no|instead|rather|avoid|don'?t)\b|않|마세요|말 ?것|금지|안 ?[되돼됨됩된]|避け|しない|禁止"
    r"|だめ|不可",
    re.IGNORECASE,
)
_HARMS = regex(
    r"\b(?:attack\w*|brute|risk\w*|danger\w*|insecure|unsafe|exposed?|exposes|bots?)\b|위험|공격|취약|攻撃|危険|リスク",
    re.IGNORECASE,
)
"""What becomes of whoever chooses it; behind an "or" it is offered all the same, at their own risk."""
_NEAR = 60
"""Characters before such a word within which the choice stands that it goes on from."""

_ASIDE = regex(
    r"[(（;；,、]\s?(?!(?i:or)\b|또는|혹은|아니면|または|もしくは|あるいは|或いは)(?P<aside>[^\n()（）|;；]{1,120}+)[)）]?"
)


def offered(text: str, own: re.Pattern[str], anywhere: re.Pattern[str]) -> str:
    """The words by which a rule for one's `own` address is offered for `anywhere` as well; empty where none do."""
    for match in _OR.finditer(text):
        offer = match["offer"]
        barred = _BARRED.search(offer) or (match["other"] is None and _HARMS.search(offer))
        wider = anywhere.search(offer) and not barred and not _OTHER_PORT.search(offer)
        if wider and _is_behind(text[: match.start()], own, anywhere):
            return match[0]
    return ""


def warned_of(text: str, own: re.Pattern[str], anywhere: re.Pattern[str]) -> bool:
    """A rule for one's `own` address names `anywhere` only to warn of it."""
    for match in _ASIDE.finditer(text):
        aside = match["aside"]
        if anywhere.search(aside) and _is_behind(text[: match.start()], own, anywhere):
            return any(words.search(aside) for words in (_BARRED, _HARMS)) and not anywhere.search(text[match.end() :])
    return False


def _is_behind(before: str, own: re.Pattern[str], anywhere: re.Pattern[str]) -> bool:
    """The words before are of one's own address, and none of them of everybody."""
    return own.search(before[-_NEAR:]) is not None and not anywhere.search(before)

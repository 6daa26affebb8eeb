"""Where a handler answers badly because somebody else's service does: payment, mail, sign-in, messages."""

import re
from collections.abc import Iterator

from holdfast.model.evidence import Location
from holdfast.model.regex import regex
from holdfast.readers.repository.source.attempts import Attempt, attempts_in
from holdfast.readers.repository.source.code import Source

_WORDS = (
    *("stripe", "paypal", "braintree", "adyen", "mollie", "klarna", "razorpay", "tosspayments", "iamport", "portone"),
    *("payjp", "komoju", "twilio", "sendgrid", "mailgun", "postmark", "smtp", "transport", "mailer", "openai"),
    *("anthropic", "auth0", "okta", "slack", "https://"),
)
_CLIENT = regex(
    r"\b(?:stripe|paypal|braintree|adyen|mollie|klarna|razorpay|toss_?payments|iamport|portone|pay_?jp|komoju|twilio"
    r"|send_?grid|sg_?mail|mailgun|postmark|openai|anthropic|auth0|okta|slack)\w{0,12}(?:\.\w{1,40}){1,4}\("
    r"|\b(?:smtp|mailer)\w{0,12}\.(?:verify|connect|login|noop|starttls)\(|\btransport(?:er)?\w{0,12}\.verify\(|\bSMTP\(",
    re.IGNORECASE,
)
"""What asks such a service through its own client."""
_ASKS = regex(r"\b(?:fetch|axios(?:\.(?:get|head|post))?|(?:requests|httpx|client)\.(?:get|head|post))\(")
_ABROAD = regex(
    r"\s{0,20}[\"'`]https://(?!localhost|127\.|10\.|192\.168\.|[\w.-]{1,80}\.(?:internal|local|svc)\b)[a-z0-9.-]{1,80}\.[a-z]{2,12}",
    re.IGNORECASE,
)
"""An address of the open internet, written out."""
_PINGS = regex(r"\.(?:pingCheck|responseCheck)\(\s{0,20}[\"'`][^\"'`\n]{0,60}[\"'`]\s?,")
"""Terminus gives the question a name first."""
_BAD = regex(
    r"(?<![\w.#])5\d\d(?![\w.])|\bthrow\b|\braise\b|\bnext\(\s*e|SERVICE_UNAVAILABLE|ServiceUnavailable|HttpException"
    r"|\b(?:ok|healthy|ready|is_?healthy|is_?ready|all_?ok|all_?healthy|overall\w{0,10})\s?=\s?(?:false|[\"'](?:un|not|down|err|fail))"
    r"|\bstatus\s?=\s?[\"'](?:unhealthy|error|down|fail\w{0,4}|unavailable|not[_ -]?ready)[\"']",
    re.IGNORECASE,
)
_MILD = regex(r"degraded|warn|optional|non[-_ ]?critical", re.IGNORECASE)
"""It is told, and keeps nobody from sending requests."""


def outsiders(source: Source, span: tuple[int, int]) -> dict[str, Location]:
    """The place of the first such question as "outsiders"; empty where none decides the answer."""
    if not source.mentions(*_WORDS):
        return {}
    start, end = span
    bare, code = source.bare[start:end], source.code[start:end]
    attempts = list(attempts_in(bare))
    for offset in _asked(bare, code):
        around = min((a for a in attempts if a.start <= offset < a.end), key=_length, default=None)
        if around is None or _turns_bad(code[around.end : around.last]):
            return {"outsiders": source.at(start + offset, start + offset + 1)}
    return {}


def _asked(bare: str, code: str) -> Iterator[int]:
    clients = [match.start() for match in _CLIENT.finditer(bare)]
    asking = (*_ASKS.finditer(bare), *_PINGS.finditer(code))
    abroad = [match.start() for match in asking if _ABROAD.match(code, match.end())]
    yield from sorted((*clients, *abroad))


def _length(attempt: Attempt) -> int:
    return attempt.end - attempt.start


def _turns_bad(caught: str) -> bool:
    return _BAD.search(caught) is not None and _MILD.search(caught) is None

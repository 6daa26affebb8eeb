"""What secrets look like by themselves, whatever they are called: one table by which they are found and hidden.

The shapes are those that the services document for what they issue; read from their documentation in November 2026.
"""

import re
from collections.abc import Iterator

from holdfast.model.record import record
from holdfast.model.regex import regex

__all__ = ["AWS_KEY", "HOOK", "PRIVATE_KEY", "hide", "is_example", "is_whole", "shaped"]


@record(frozen=True)
class _Shape:
    """One way in which secrets are written.

    Attributes:
        holds: texts of which each secret of this shape has one, to look for first.
        real: pattern of one that somebody has surely been given.
        hidden: pattern of whatever may be one, also cut short or altered; `real` where it is empty.
    """

    holds: tuple[str, ...]
    real: str
    hidden: str = ""


_AWS_KEYS = (_Shape(("AKIA", "ASIA"), r"(?<![A-Z0-9])(?:AKIA|ASIA)[0-9A-Z]{16}(?![A-Z0-9])"),)
_PRIVATE_KEYS = (
    _Shape(
        ("PRIVATE KEY-----",),
        r"-----BEGIN (?:RSA |EC |OPENSSH |)PRIVATE KEY-----",
        r"-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)",
    ),
)
_TOKENS = (
    _Shape(("ghp_", "gho_", "ghs_", "ghu_", "ghr_"), r"\bgh[oprsu]_[0-9A-Za-z]{30,}", r"\bgh[oprsu]_[0-9A-Za-z_]{20,}"),
    _Shape(("github_pat_",), r"\bgithub_pat_\w{60,}", r"\bgithub_pat_\w{20,}"),
    _Shape(("glpat-",), r"\bglpat-[\w-]{20,}"),
    _Shape(("xox",), r"\bxox[abp]-[0-9A-Za-z-]{20,}", r"\bxox[abprs]-[0-9A-Za-z-]{10,}"),
    _Shape(("sk_live_", "sk_test_"), r"\bsk_live_[0-9A-Za-z]{16,}", r"\bsk_(?:live|test)_[0-9A-Za-z]{10,}"),
    _Shape(("rk_live_",), r"\brk_live_[0-9A-Za-z]{16,}"),
    _Shape(("live_sk_", "live_gsk_"), r"\blive_g?sk_[0-9A-Za-z]{20,}"),
    _Shape(("whsec_",), r"\bwhsec_[0-9A-Za-z+/]{24,}={0,2}", r"\bwhsec_[0-9A-Za-z+/=]{10,}"),
    _Shape(("dckr_pat_",), r"\bdckr_pat_[\w-]{20,}"),
    _Shape(("dop_v1_",), r"\bdop_v1_[0-9a-f]{64}\b", r"\bdop_v1_[0-9a-f]{20,}"),
    _Shape(("hf_",), r"\bhf_[0-9A-Za-z]{34}\b"),
    _Shape(("pypi-AgEI",), r"\bpypi-AgEI[\w-]{60,}", r"\bpypi-AgEI[\w-]{10,}"),
    _Shape(("xapp-",), r"\bxapp-\d-[0-9A-Z]{8,}-\d{8,}-[0-9a-f]{32,}", r"\bxapp-\d-[\w-]{10,}"),
    _Shape(("npm_",), r"\bnpm_[0-9A-Za-z]{36}\b"),
    _Shape(("sbp_",), r"\bsbp_[0-9a-f]{40}\b"),
    _Shape(("shpat_", "shpss_"), r"\bshp(?:at|ss)_[0-9a-f]{32}\b"),
    _Shape(("xkeysib-",), r"\bxkeysib-[0-9a-f]{64}-\w{16}\b", r"\bxkeysib-[0-9a-f]{20,}[\w-]*"),
    _Shape(("tskey-auth-",), r"\btskey-auth-[0-9A-Za-z]{8,}-[0-9A-Za-z]{16,}"),
    _Shape(("eyJhIjoi",), r"\beyJhIjoi[\w+/-]{100,}={0,2}"),
    _Shape(("sk-",), r"\bsk-(?:(?:proj|svcacct|ant-\w{3,8})-[\w-]{40,}|[A-Za-z0-9]{40,})"),
    _Shape(("GOCSPX-",), r"\bGOCSPX-[\w-]{20,}"),
    _Shape(("SG.",), r"\bSG\.[\w-]{22}\.[\w-]{40,}"),
    _Shape(("KakaoAK ",), r"\bKakaoAK [0-9a-f]{32}\b", r"\bKakaoAK \w{20,}"),
    _Shape(
        ("serviceKey=", "ServiceKey="),
        r"(?<=[?&])[sS]erviceKey=(?=[A-Za-z%+/]{0,60}\d)[\w%+/-]{40,}={0,2}",
        r"(?<=[?&])[sS]erviceKey=[\w%+/=-]{20,}",
    ),
    _Shape(
        ("duckdns.org/update",),
        r"duckdns\.org/update\?[\w=&.-]{0,80}\btoken=[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}",
        r"duckdns\.org/update\?[\w=&.-]{0,80}\btoken=[\w-]{8,}",
    ),
    _Shape(("appid=", "APPID="), r"(?<=[?&])(?:appid|APPID)=[0-9a-f]{32}\b"),
    _Shape((":AA",), r"(?<![\w:])\d{8,10}:AA[\w-]{33}(?![\w-])", r"\b\d{8,10}:AA[\w-]{33,}"),
)
_HOOKS = (
    _Shape(
        ("hooks.slack.com",),
        r"https://hooks\.slack\.com/(?:services|workflows|triggers)/T\w+/\w+/\w{8,}",
        r"https://hooks\.slack\.com/(?:services|workflows|triggers)/[\w/]+",
    ),
    _Shape(
        ("/webhooks/",),
        r"https://(?:\w+\.)?discord(?:app)?\.com/api/(?:v\d+/)?webhooks/\d{5,}/[\w-]{30,}",
        r"https://(?:\w+\.)?discord(?:app)?\.com/api/(?:v\d+/)?webhooks/\d+/[\w-]+",
    ),
    _Shape(
        ("telegram.org/bot",),
        r"https://api\.telegram\.org/bot\d{6,}:[\w-]{30,}",
        r"https://api\.telegram\.org/bot\d+:[\w-]+",
    ),
    _Shape(
        ("/webhookb2/",),
        r"https://[\w-]+\.webhook\.office\.com/webhookb2/[\w-]{20,}@[\w-]{20,}/IncomingWebhook/\w{20,}",
        r"https://[\w-]+\.webhook\.office\.com/webhookb2/[\w@/-]+",
    ),
    _Shape(("/hooks/",), r"https://[\w.-]{3,80}/hooks/(?=[a-z]{0,25}\d)[a-z0-9]{26}(?![\w-])"),
    _Shape(
        ("wh.jandi.com",),
        r"https://wh\.jandi\.com/connect-api/webhook/\d{4,}/[0-9a-f]{32}",
        r"https://wh\.jandi\.com/connect-api/webhook/\d+/\w+",
    ),
    _Shape(
        ("hook.dooray.com",),
        r"https://hook\.dooray\.com/services/\d{8,}/\d{8,}/[\w-]{10,}",
        r"https://hook\.dooray\.com/services/\d+/\d+/[\w-]+",
    ),
    _Shape(
        ("chat.googleapis.com",),
        r"https://chat\.googleapis\.com/v1/spaces/[\w-]{6,40}/messages\?key=[\w-]{20,}",
        r"https://chat\.googleapis\.com/v1/spaces/[\w-]{1,60}/messages\?[\w=&%.-]+",
    ),
)
_ALL = (*_AWS_KEYS, *_PRIVATE_KEYS, *_TOKENS, *_HOOKS)


def _real(shapes: tuple[_Shape, ...]) -> re.Pattern[str]:
    return regex("|".join(shape.real for shape in shapes))


AWS_KEY = _real(_AWS_KEYS)
"""The id of a key of AWS, long-lived or of a session."""
HOOK = _real(_HOOKS)
"""An address that is a secret by itself: whoever has it writes into the team's channel."""
_HIDDEN = regex("|".join(shape.hidden or shape.real for shape in _ALL))
"""Whatever may be a secret by its shape: no text shows it to anybody."""
PRIVATE_KEY = _real(_PRIVATE_KEYS)
"""The first line of a private key."""
_FORMS = (("aws-key", AWS_KEY), ("private-key", PRIVATE_KEY), ("token", _real(_TOKENS)), ("hook", HOOK))
_APART = r"(?:\\[nrt]|[\s\"'`+,>#*(-]|(?<=\s)\.(?=\s))"
_BODY = regex(
    rf"{_APART}{{1,80}}(?P<row>[A-Za-z0-9+/]{{40,4000}})(?![A-Za-z0-9+/])={{0,2}}"
    rf"{_APART}{{1,80}}(?:[A-Za-z0-9+/]{{40}}|END )"
)
"""The first row of a key and what follows it, also indented, or written into one line."""
_VARIED = 20
"""Different characters in a row that nobody made up."""
_HOLDS = tuple(text for shape in _ALL for text in shape.holds)
_EXAMPLE = regex(r"EXAMPLE|[Xx]{5}|0{6}|1234567|(?i:your|abcdefg|placeholder)")


def is_example(secret: str) -> bool:
    """`secret` is one that documentation makes up."""
    return _EXAMPLE.search(secret) is not None


def is_whole(text: str, begin: int) -> bool:
    """Whether the private key itself follows; how one begins, every text and program about keys shows."""
    body = _BODY.match(text, begin)
    return body is not None and len(set(body["row"])) >= _VARIED


def hide(text: str, mask: str) -> str:
    """`text` with whatever may be a secret by its shape replaced by `mask`."""
    return _HIDDEN.sub(mask, text) if _may_hold(text) else text


def shaped(text: str) -> Iterator[tuple[str, re.Match[str]]]:
    """Each secret in `text` that its shape gives away, with its form: "aws-key", "private-key", "token" or "hook"."""
    if _may_hold(text):
        for form, pattern in _FORMS:
            yield from ((form, match) for match in pattern.finditer(text) if not is_example(match[0]))


def _may_hold(text: str) -> bool:
    # An `any` over a generator takes twice as long, and this is asked of every file.
    for begins in _HOLDS:  # noqa: SIM110
        if begins in text:
            return True
    return False

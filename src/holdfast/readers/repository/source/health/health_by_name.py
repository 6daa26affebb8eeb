"""Functions that answer about health by their name, where nobody is seen to route them."""

import posixpath
import re
from collections.abc import Iterator

from holdfast.model import health_words
from holdfast.model.facts import UNROUTED, HealthHandler
from holdfast.model.regex import regex
from holdfast.readers.repository.source.apps import App
from holdfast.readers.repository.source.code import Source
from holdfast.readers.repository.source.health import facts_of, health
from holdfast.readers.repository.source.health.reach import WHOLE, Reach

_ABOUT = rf"_?(?:health(?:_?checks?)?z?|heart_?beat|liveness|livez|readiness|readyz|{health_words.HEALTH_PATTERN})"
_SORT = r"(?:_?(?:controller|handler|route|router|endpoint|view|api|status|probe))?s?"
_FUNCTION = regex(rf"(?i)^(?:get|do|handle|serve|show|new|make|create)?_?{_ABOUT}{_SORT}(?:_?get)?$")
_FILE = regex(rf"(?i)^{_ABOUT.replace('_?', '[_.-]?')}{_SORT.replace('_?', '[_.-]?')}$")
_FOLDER = regex(rf"(?i)(?:^|/){_ABOUT.replace('_?', '[_.-]?')}s?$")
_PING = regex(r"(?i)^(?:get|do|handle|serve|show)?_?(?:ping|pong|live|alive|ready)" + _SORT + r"(?:_?get)?$")
_PING_FILE = regex(r"(?i)^_?ping" + _SORT.replace("_?", "[_.-]?") + "$")
_READY_FILE = regex(rf"(?i)^_?ready(?:[_-]?check)?{_SORT.replace('_?', '[_.-]?')}$")
_TAKES_REQUEST = regex(r"\(\s*_?req(?:uest)?\w{0,10}\s*(?::[^,()]{1,40})?,\s*_?(?:res|reply)\w{0,10}\b")
"""What takes a request and its answer: others hear that a page, or a connection, is ready."""
_OF_TYPE = regex(rf"(?i)func\s+\(\s*(?:\w{{1,20}}\s+)?\*?{_ABOUT}{_SORT}\s*\)")
"""A method of a type of Go that is named for health."""
_WORDS = ("health", "heart", "liveness", "livez", "readiness", "readyz", *health_words.HEALTH)
_ACTIONS = frozenset(
    (
        WHOLE,
        "index",
        "show",
        "get",
        "check",
        "handle",
        "handler",
        "invoke",
        "__invoke",
        "ping",
        "status",
        "call",
        "execute",
    )
)
_ANSWERS = regex(
    r"\bres(?:ponse)?\b|\breply\.|\bctx\.|\bc\.(?:json|text|send|string|status|no_?content)\w*\(|\brender\b|\bhead\s|Response\w*\(|\bjsonify\(|WriteHeader"
    r"|\.Write\(|\bhttp\.Status[A-Z]|Results?\.Ok\b|\bOk\(|\.StatusCode\b",
    re.IGNORECASE,
)
_NO_VERB = regex(r"^(?:get|do|handle|serve|show)?_{1,2}|^(?:get|do|handle|serve|show)(?=[A-Z])")
_NOTHING = regex(r"\s*(?:async\s+)?def\s+\w{1,80}\((?:self)?\)\s*->\s*None\s*:")
"""It takes nothing and gives nothing: it tells others that its own program lives."""
_ASKS_OTHERS = regex(r"\bfetch\(|\baxios\b|\brequests\.(?:get|post|head)|\bhttp\.Get\(|httpx\.|RestTemplate|HttpClient")


def health_by_name(app: App, reach: Reach) -> Iterator[HealthHandler]:
    """Each function of a program that is named for health, or stands in a file that is, and answers a request.

    Whoever routes it stands where nobody followed: its path is a guess, and its `framework` says so.
    """
    for source in app.serving:
        stem = posixpath.splitext(posixpath.basename(source.path))[0]
        told = _FILE.match(stem) is not None
        # A product may be about somebody's health: what stands in a folder of that name has to say more.
        pings = _PING_FILE.match(stem) is not None or _FOLDER.search(posixpath.dirname(source.path)) is not None
        if span := _answers_ready(source, reach) if _READY_FILE.match(stem) else None:
            yield facts_of.handler(source, span, "/ready", reach.traits(source, span), UNROUTED)
            continue
        if not told and not pings and not source.mentions(*_WORDS):
            continue
        for name, span in reach.functions(source).items():
            acts = told and name.lower() in _ACTIONS
            named = _PING.match(name) and (pings or told or _OF_TYPE.match(source.bare, *span))
            if (_FUNCTION.match(name) or acts or named) and _answers(source, span):
                role = health.role_of(_NO_VERB.sub("", name).replace("_", "-"))
                traits = reach.traits(source, span)
                yield facts_of.handler(source, span, "/health", traits, UNROUTED, role=role)


def _answers_ready(source: Source, reach: Reach) -> tuple[int, int] | None:
    """What a file that is named for readiness does with a request."""
    acting = (span for name, span in reach.functions(source).items() if name.lower() in _ACTIONS)
    return next((span for span in acting if _TAKES_REQUEST.search(source.bare[slice(*span)])), None)


def _answers(source: Source, span: tuple[int, int]) -> bool:
    code = source.bare[slice(*span)]
    if _NOTHING.match(code):
        return False
    return _ANSWERS.search(code) is not None and _ASKS_OTHERS.search(code) is None

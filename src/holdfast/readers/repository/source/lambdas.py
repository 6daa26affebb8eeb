"""Functions of Lambda: how their files are told apart, and which of them answers who asks how the product is."""

from holdfast.model.regex import regex
from holdfast.readers.repository.source.code import Source
from holdfast.readers.repository.source.file_routes import FileRoute

ASKED = "asked for health"
"""Where a source keeps the route by which a template has it asked."""

_FUNCTION = regex(
    r"""(?xm)
    ^def\s(?:\w{0,40}handler\w{0,20}\(\s?_?event\b|\w{1,60}\(\s?_?event\b[^()]{0,60},\s?_?context\b)
    |\bexports\.\w{1,60}\s?=\s?(?:async\s?)?(?:function\s?\w{0,60})?\(?\s?_?event\b
    |\bexports\.(?:\w{0,40}H|h)andler\b
    |\bexport\s(?:const\s(?:\w{0,40}[hH]andler|main)\b|(?:default\s)?(?:async\s)?function\s\w{0,60}\(\s?_?event\b
        |(?:async\s)?function\s(?:\w{0,40}H|h)andler\(\s?\))
    |\bAPIGatewayProxy(?:Structured)?(?:Event|Result|Handler|Request|Response)
    """
)
_ABOUT = (
    r"(?:(?:get|check|api|app|system|service|server)[-_]?)?health[-_]?(?:checks?|checker|z|status|ping)?"
    r"(?:[-_.]?(?:handler|function|lambda|fn|api|endpoint))?"
)
_NAMED = regex(
    rf"(?ix)(?:^|/){_ABOUT}(?:/(?:src/)?(?:index|handlers?|app|main|lambda[-_]function|function"
    r"|(?P<asked>check|status|ping|live|liveness|livez|ready|readiness|readyz)(?:[-_.]?(?:handler|function|lambda))?"
    r"))?\.(?:[cm]?[jt]s|py)$"
)
_ANSWERS = (
    "handler",
    "lambda_handler",
    "lambdaHandler",
    "main",
    "health",
    "health_check",
    "healthCheck",
    "check",
    "status",
    "ping",
    "live",
    "liveness",
    "ready",
    "readiness",
)

_PARTS = frozenset(("live", "liveness", "livez", "ready", "readiness", "readyz"))
"""What is asked for one of the two, and not for health as such."""


def is_function(source: Source) -> bool:
    """The file holds a function of Lambda, which writes its whole answer itself."""
    return _FUNCTION.search(source.code) is not None


def health_route(source: Source) -> FileRoute | None:
    """The route of a function that a template has asked for health, or whose file or folder is called after it."""
    asked = source.memo.get(ASKED)
    if isinstance(asked, FileRoute):
        return asked
    named = _NAMED.search(source.path)
    if not named or not is_function(source):
        return None
    part = (named["asked"] or "").lower()
    return FileRoute(f"/health/{part}" if part in _PARTS else "/health", "lambda", _ANSWERS)


_PROXIED = regex(
    r"\bAPIGatewayProxy(?:Structured)?(?:Event|Result|Handler|Request|Response)|\bLambdaFunctionURL(?:Event|Result|Handler)"
)
_HANDLES = regex(r"\bexport (?:const|(?:async )?function) (?:\w{1,40}H|h)andler\b|\bexports\.(?:\w{1,40}H|h)andler\b")


def answers_browsers(text: str) -> bool:
    """A function behind an API, wherever a package keeps it that also builds its infrastructure."""
    if "handler" not in text and "Handler" not in text:
        return False
    return _PROXIED.search(text) is not None or ("statusCode" in text and _HANDLES.search(text) is not None)

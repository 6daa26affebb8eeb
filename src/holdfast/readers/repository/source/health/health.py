"""What a health handler looks at and how it answers, told from its code; the same for all languages."""

import re
from collections.abc import Iterator

from holdfast.model import health_words
from holdfast.model.evidence import Location
from holdfast.model.record import record
from holdfast.model.regex import regex
from holdfast.readers.repository.source.attempts import attempts_in, outside_catches, survived
from holdfast.readers.repository.source.code import Source

_MAY_ROUTE = regex(
    r"""["'`/(](?:(?:_{0,2})(?:(?:server|app|api|service|system|backend|web|check|is)[-_]?)?"""
    r"(?:health|live(?:z|ness)|ready?z|readiness|heart[-_]?beat|elb[-_]?health)"
    r"""|(?<=/)_{0,2}(?:ping|status|up|live|ready|alive|hc|isalive)_{0,2}/?["'`]"""
    r"""|(?:(?<=get\()|(?<=controller\()|(?<=mapping\()|(?<=path\())\s{0,80}["']_{0,2}"""
    r"""(?:ping|status|up|live|ready|alive)_{0,2}/?["']"""
    rf"""|(?<!\()(?:{health_words.PATTERN})/?["'`])"""
)


def may_route(source: Source) -> bool:
    """A cheap test: without this no health handler stands in the file."""
    return source.mentions(*_WORDS) and bool(_MAY_ROUTE.search(source.lower))


def names_path(source: Source) -> bool:
    """A cheap test: without this no path of health is written out in the file, in whatever way it is asked for."""
    return source.mentions(*_WORDS)


def could_be(written: str) -> bool:
    """Whether a route written like this can be about health, whatever stands in front of it."""
    last = written.strip("/").rpartition("/")[2]
    return not last or bool(_STRONG.match(last) or _WEAK.match(last) or _BELOW_HEALTH.match(last))


_STRONG = regex(
    r"(?i)^_{0,2}(?:health[-_]?checks?(?:er)?|health[-_]?z?|healthz|livez|liveness|readyz|readiness|health[-_]?status"
    r"|(?:server|app|api|service|system|backend|web|check)[-_]?health(?:[-_]?check)?|(?:is[-_]?)?healthy"
    r"|health[-_]?(?:live|ready|ping|test|probe)|elb[-_]?(?:health|check|status)?|lb[-_]?check|hc|heartbeat"
    r"|heart[-_]?beat)$"
)
_WEAK = regex(
    r"(?i)^(?:ping|status|check|live|ready|alive|up|is[-_]?(?:up|alive)|probe|startup|liveness[-_]?check"
    rf"|{health_words.PATTERN})$"
)
_BELOW_HEALTH = regex(
    r"(?i)^(?:live|liveness|livez?|ready|readiness|readyz?|db|databases?|redis|cache|check|checks|details?|full|deep"
    r"|startup|started|info|ping|status|simple|basic|server|api|all|self|z|system|dependencies|services?|detailed)$"
)
_PREFIX = regex(
    r"(?i)^(?:api|v\d+|internal|_+|public|app|system|common|monitor|monitoring|actuator|management|ops|status)$"
)
_LIVE = regex(
    rf"(?i)^(?:live|livez|liveness|alive|isalive|is-alive|health[-_]?live|liveness[-_]?check|{health_words.LIVE_PATTERN})$"
)
_READY = regex(rf"(?i)^(?:ready|readyz|readiness|health[-_]?ready|readiness[-_]?check|{health_words.READY_PATTERN})$")
_BELOW_STATUS = regex(r"(?i)^(?:dependenc(?:y|ies)|deps|db|database|liveness|readiness)$")


_WORDS = (
    "health",
    "livez",
    "liveness",
    "ready",
    "readiness",
    "heart",
    "/ping",
    "/check",
    "check'",
    'check"',
    "is-up",
    "isup",
    "ping'",
    'ping"',
    "/status",
    "status'",
    'status"',
    "/up",
    "up'",
    'up"',
    "/live",
    "live'",
    'live"',
    "alive",
    "/hc",
    *health_words.HEALTH,
    *health_words.LIVE,
    *health_words.READY,
)


NAMED = regex(r"(?i)(?<![\w.])(?:(?:get|check)?_?health(?:z|_?check)?|liveness|readiness)\(")
"""Where a method is declared that answers about health, whatever its route."""


def is_health(path: str) -> bool:
    """Whether `path` is a route that answers about health (never one with a parameter)."""
    parts = [part for part in path.strip("/").split("/") if part]
    if not parts or any(c in part for part in parts for c in ":{<*$("):
        return False
    last = parts[-1].strip("_") or parts[-1]
    if _STRONG.match(last):
        return True
    if len(parts) > 1 and _BELOW_HEALTH.match(last) and (_STRONG.match(parts[-2]) or parts[-2] == "up"):
        return True
    if len(parts) > 1 and parts[-2] == "status" and _BELOW_STATUS.match(last):
        return True
    return bool(_WEAK.match(last)) and all(_PREFIX.match(part) for part in parts[:-1])


def role_of(path: str) -> str:
    """Either "live", "ready" or "general", by the words of a path."""
    for part in reversed(path.strip("/").split("/")):
        if _LIVE.match(part):
            return "live"
        if _READY.match(part):
            return "ready"
    return "general"


def joined(*parts: str) -> str:
    """Parts of a route as one path with a leading slash and single slashes."""
    path = "/".join(part.strip("/") for part in parts if part and part.strip("/"))
    return "/" + path


_CACHE = r"(?i)redis|memcache|valkey|\bcache[\w.]{0,60}\.(?:get|set|ping)|cacheManager|caches\["
_CHECKS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("cache", regex(_CACHE)),
    (
        "disk",
        regex(r"(?i)checkStorage|statfs|disk_?usage|check-disk|diskspace|statvfs|getUsableSpace|getFreeSpace"),
    ),
    ("memory", regex(r"(?i)checkHeap|checkRSS|virtual_memory\(\)")),
    (
        "storage",
        regex(r"(?i)head_?Bucket|list_?Buckets|\bs3[\w]*\.(?:send|list|head)|getBucketLocation|default_storage"),
    ),
    ("secrets", regex(r"(?i)get_?SecretValue|describe_?Secret|secretsManager\w{0,60}\.")),
    ("process", regex(r"(?i)\bpm2\b")),
    ("queue", regex(r"(?i)amqp|rabbit|kafka|\bqueue\w*\.|\bsqs\b|celery|sidekiq|bullmq?")),
    (
        "http",
        regex(
            r"\baxios\b|\bfetch\(|httpService|\bhttp\.(?:get|pingCheck|request)|requests\.(?:get|head)|httpx\."
            r"|restTemplate|webClient"
            r"|(?i:\b(?:stripe|mollie|paypal|braintree|adyen|klarna|portone|iamport|twilio|send_?grid|auth0|okta)\w{0,20}\.\w)"
        ),
    ),
)
_DATABASE = regex(
    r"(?i)\b(?:connect_?(?:to_?)?(?:db|database|mongo\w{0,10})|db_?connect)\(|\$queryRaw|\$executeRaw|\$runCommandRaw|\$connect\(|\.query\w*\(|\.raw\(|\.authenticate\(|readyState"
    r"|isInitialized"
    r"|\.pingCheck\(|isConnected|\badmin\(\)|\.command\(|\.execute\w*\(|get_?Connection|ensure_connection|\bengine\.connect\("
    r"|\.findOne\w*\("
    r"|\.find(?:First|Unique|Many|All|By\w+)\(|\.count\w*\(|\bpool\.|\.ping\w*\(|\.scalar\w*\(|\.fetch(?:val"
    r"|row|one|all|_one)\("
    r"|\b(?:db|database|postgres|mysql|mongo)_?(?:is_?)?(?:health\w{0,10}|check|status|alive|ready|reachable)\("
    r"|cursor\(|connections\[|check_?(?:db|database|postgres|mysql|mongo)|\.isValid\(|queryForObject|\.verify!"
    r"|active\?"
    r"|\.from\([^()]{0,80}\)\s*\.select\(|\bhealthChecks?\.(?:getReport|run)\(|CanConnect(?:Async)?\(|getPdo\(|\bDB\.\w{1,40}\(|select_value|existsById|\.objects\.|session\.exec\(|is_connected|server_info\(|\.describe_?Table|DescribeTable|\.(?:get_item|scan)\(|(?:Get|Scan|GetItem|Query)Command\("
)
_STATE = regex(r"readyState|isInitialized|isConnected|is_connected|isOpen\b|isReady\b|\.status\b\s*={2,3}")
_MEMORY_READ = regex(r"memoryUsage\(|freemem\(|\bfreeMemory\(|loadavg\(")
_COMPARED = regex(r"[^=<>-][<>]=?[^<>=]")
_ERROR_STATUS = regex(
    r"(?i)(?<![\w.#])5\d\d(?![\w.])|SERVICE_UNAVAILABLE|INTERNAL_SERVER_ERROR|ServiceUnavailable|InternalServerError|ResponseServerError"
    r"|internalServerError\(|HealthCheckError|\bthrow\b|\braise\b|\bnext\(\s*e|HttpException|:service_unavailable"
    r"|:internal_server_error|\.down\(|\.unhealthy|process\.exit|http\.Error\("
)
_HANDED_ON = regex(
    r"\breturn\b[^\n]{0,120}\berr\b(?!\.)|\bpanic\(|\.Fatal\w*\(|AbortWithError|[sS]tatus(?:Code)?\s*=\s*5\d\d"
    r"|\)\s*(?:\.await\s*)?\?\s*[;.)\n]"
)
"""How a failure in Go, or in Rust, reaches whoever asked."""
_CAUGHT = regex(r"\bcatch\b|\bexcept\b|\brescue\b|allSettled|return_exceptions|runCatching")
_CALLED_BACK = regex(
    r"\(\s*(?:\{\s*)?(?:err|error)\b\s*(?:,[^()]{0,60})?\)\s*=>|\bfunction\s*\w{0,40}\(\s*(?:err|error)\b|(?<![\w.])(?:err|error)\s*=>"
)
_VERSION = regex(
    r"(?i)\b(?:git[_-]?)?(?:commit(?:[_-]?(?:sha|hash|id))?|sha|revision|release|version|build[_-]?(?:id|number"
    r"|version|sha)?)"
    r"\b['\"]?\s*[:=](?![:=]|\s*['\"][\w. -]*['\"])"
)


# A declared shape, such as a Protocol's method, has no body: what answers stands elsewhere.
_STUB = regex(
    r"\)\s*(?:->[^:\n]+)?:\s*(?:[\"']{1,3}\s*[\"']{1,3}\s*)?(?:\.\.\.|pass|raise NotImplementedError\S*)?\s*\Z"
)


@record(frozen=True)
class Traits:
    """What a handler does: see `HealthHandler`."""

    constant: bool
    checks: tuple[str, ...]
    fails: bool | None
    version: bool
    said: Location | None = None
    """Where the function stands that answers, when the handler only hands on what that says."""


def judge(bare: str, code: str, *, complete: bool, throws: bool = True) -> Traits:
    """Judge a handler by its code, with the helpers it calls behind it.

    Args:
        bare: the code without comments and texts.
        code: the same with texts, for keys of the answer and SQL.
        complete: everything that it waits for was found; otherwise it is never called constant.
        throws: what fails is answered with an error unless somebody catches it; in Go somebody has to hand it on.
    """
    checks = checks_in(bare, code)
    errors = bool(_ERROR_STATUS.search(bare))
    version = bool(_VERSION.search(code))
    if not checks:
        if errors and not (_CAUGHT.search(bare) and _ERROR_STATUS.search(outside_catches(bare)) is None):
            # What decides and stands where nobody could follow it is unknown, and no dependency is missing there.
            return Traits(constant=False, checks=("process",) if complete else (), fails=True, version=version)
        return Traits(constant=complete and not _STUB.search(bare), checks=(), fails=None, version=version)
    fails = _fails(bare, errors=errors) if throws else errors or _HANDED_ON.search(bare) is not None
    return Traits(constant=False, checks=checks, fails=fails, version=version)


def is_caught(bare: str, name: str) -> bool:
    """Whether a function is called only where whatever it throws is caught, and makes no bad answer.

    Args:
        bare: the code of who calls it, without comments and texts.
        name: the function's.
    """
    calls = [match.start() for match in re.finditer(rf"(?<!\w){re.escape(name)}\s{{0,40}}\(", bare)]
    quiet = [one for one in attempts_in(bare) if not _ERROR_STATUS.search(bare, one.end, one.last)] if calls else []
    return bool(quiet) and all(any(one.start <= call < one.end for one in quiet) for call in calls)


def without_errors(bare: str) -> str:
    """The code of a function whose caller catches whatever it throws."""
    return _ERROR_STATUS.sub(" ", bare)


def checks_in(bare: str, code: str) -> tuple[str, ...]:
    """The kinds of dependencies that this code asks."""
    found = [name for name, pattern in _CHECKS if pattern.search(bare)]
    if _MEMORY_READ.search(bare) and _COMPARED.search(bare.replace("=>", "  ").replace("->", "  ")):
        found.append("memory")
    plain = re.sub(r"(?i)\b[\w.]*(?:redis|cache|valkey)\w*(?:\(\))?\.\w+\(", " ", bare)
    if _DATABASE.search(plain) or re.search(r"(?i)select\s+(?:1|now\(\)|version\(\))\b", code):
        found.insert(0, "database")
    return tuple(dict.fromkeys(found))


def _asked(bare: str) -> Iterator[int]:
    """Where a handler asks its database, or what else it checks when it has none."""
    told = [match.start() for match in _DATABASE.finditer(bare)]
    yield from told or (match.start() for _, pattern in _CHECKS for match in pattern.finditer(bare))


def _fails(bare: str, *, errors: bool) -> bool:
    if errors:
        if not checks_in(_STATE.sub(" ", bare), "") and _ERROR_STATUS.search(outside_catches(bare)) is None:
            return False  # to look at a state throws nothing that a `catch` could answer
        nested = len(_CAUGHT.findall(bare)) > 1
        return not (nested and survived(bare, _asked(bare), _ERROR_STATUS))
    if _CAUGHT.search(bare) or _CALLED_BACK.search(bare):
        return False
    return not _STATE.search(bare)

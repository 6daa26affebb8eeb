"""What ASP.NET Core asks before its ready-made endpoint answers: the checks that a program adds as it starts."""

from collections.abc import Iterable, Iterator

from holdfast.model.evidence import Location
from holdfast.model.record import record
from holdfast.model.regex import regex
from holdfast.readers.repository.source.code import Source

_ADDED = regex(r"AddHealthChecks\(\)(?P<rest>[^;]{0,1500})")
_SAYS_YES = regex(
    r"\.AddCheck\(\s*\"[^\"\n]{0,60}\"\s*,\s*\(\)\s*=>\s*HealthCheckResult\.Healthy\([^()]{0,80}\)[^()]{0,160}\)"
)
"""A check that asks nothing."""
_SORTS = (
    ("database", regex(r"(?i)DbContext|sql|mongo|oracle|dynamo|cosmos|\b(?:Add)?Check<\w{0,40}(?:database|db)")),
    ("cache", regex(r"(?i)redis|memcache")),
    ("queue", regex(r"(?i)rabbit|kafka|sqs|servicebus|hangfire")),
    ("storage", regex(r"\.Add(?:S3|Azure\w{0,10}Blob)")),
    ("http", regex(r"\.Add(?:UrlGroup|Uri)\w*\(")),
    ("disk", regex(r"\.AddDisk")),
    ("memory", regex(r"\.Add(?:PrivateMemory|ProcessAllocated|WorkingSet)")),
)
_ANY = regex(r"\.Add[A-Z]\w{2,40}[(<]")


@record(frozen=True)
class Checks:
    """The checks of one application, and where it adds them, or leaves them out."""

    asked: tuple[str, ...] = ()
    at: Location | None = None


def added_checks(sources: Iterable[Source]) -> Checks:
    """All that these files add; a check of the program's own asks at least how its process is."""
    found = list(_added(sources))
    text = "\n".join(rest for rest, _ in found)
    asked = tuple(sort for sort, pattern in _SORTS if pattern.search(text))
    own = ("process",) if not asked and _ANY.search(text) else ()
    return Checks(asked=asked or own, at=found[0][1] if found else None)


def _added(sources: Iterable[Source]) -> Iterator[tuple[str, Location]]:
    for source in sources:
        if not source.mentions("addhealthchecks("):
            continue
        for match in _ADDED.finditer(source.code):
            yield _SAYS_YES.sub("", match["rest"]), source.at(match.start(), match.start("rest"))

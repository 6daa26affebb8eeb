"""Handlers by which a deployment asks which of two copies answers: they tell a name, and nothing of how it is."""

from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.source.code import Source
from holdfast.readers.repository.source.health.health import Traits

_PATH = regex(r"(?i)/(?:(?:active|current|server|spring)[-_]?)?(?:profiles?|env(?:ironment)?|ports?|color|instance)$")
_OF_COPY = regex(
    r"getActiveProfiles\s*\(|\bactiveProfiles\b|\$\{spring\.profiles\.active\b|\$\{server\.(?:env|port|name|serverAddress)\b"
    r"|\$\{(?:local\.server\.port|server(?:Name|Port|Address|Env))\b"
)


def may_tell(source: Source) -> bool:
    """A cheap test: without this no such handler stands in the file."""
    return _OF_COPY.search(source.text) is not None


def tells_copy(source: Source, path: str) -> bool:
    """It is asked for the profile, port or colour, in a file that takes these from the settings it runs with."""
    return _PATH.search(path) is not None and may_tell(source)


def as_answer(traits: Traits) -> Traits:
    """What such a handler does with the name before it tells it asks nobody how they are."""
    return traits if traits.checks else replace(traits, constant=True)

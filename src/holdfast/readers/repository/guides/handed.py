"""Variables that a guide hands to what it starts: on the command line of a container, in a unit, or exported before."""

from collections.abc import Iterator

from holdfast.model.facts import ApplicationCors, Credential, Fact
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.variables import is_for_developers, setting_facts

_HANDED = regex(
    r"(?:(?:^|\s)(?:-e|--env)[ =]|^\s*Environment=[\"']?|^\s*export\s+)[\"']?(?P<name>[A-Z][A-Z0-9_]{2,60})="
    r"(?P<quote>[\"']?)(?P<value>[^\"'\s]{1,500})",
)


def handed_over(snippet: Snippet) -> Iterator[Fact]:
    """The keys of AWS and the websites that are let in; what else is secret there, the reader of settings tells."""
    if is_for_developers(snippet):
        return
    given = ((at, one) for at, row in enumerate(snippet.rows, start=1) for one in _HANDED.finditer(row[:2_000]))
    for at, match in given:
        facts = setting_facts(snippet, match["name"], match["value"], at)
        yield from (fact for fact in facts if isinstance(fact, ApplicationCors | Credential))

"""Which websites a template lets browsers call an API from: API Gateway, functions, settings of containers."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from holdfast.model.evidence import Location
from holdfast.model.facts import ApplicationCors
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.configuration.variables import origins_in
from holdfast.readers.repository.text.nodes import Node

_ALL = frozenset({"*", "ALL_ORIGINS"})


def api_cors(
    said: Mapping[str, Any], at: Location, origins: Iterable[str | None], *, credentials: bool
) -> ApplicationCors | None:
    """The rule as a fact; None when it lets nobody in.

    Args:
        said: what the fact has in common with others of its resource.
        at: where the origins are written.
        origins: as written, quoted or several in one text as API Gateway wants them; None for one that is not told.
        credentials: the browser may send cookies along.
    """
    texts = [text for given in origins for text in (given.split(",") if given is not None else (None,))]
    plain = [text.strip().strip("'\"") if text is not None else "" for text in texts]
    known = tuple(dict.fromkeys("*" if text in _ALL else text for text in plain if text and "$" not in text))
    if not plain:
        return None
    complete = all(text and "$" not in text for text in plain)
    return ApplicationCors(**{**said, "at": at}, origins=known, credentials=credentials, complete=complete)


def edge_cors(
    said: Mapping[str, Any], at: Location, origins: Iterable[str | None], *, credentials: bool
) -> ApplicationCors | None:
    """The same of a distribution's answers: what everybody may fetch without cookies, any website may show."""
    rule = api_cors(said, at, origins, credentials=credentials)
    return rule if rule is not None and (credentials or _ALL.isdisjoint(rule.origins)) else None


ANSWER_HEADERS = ("method.response.header.", "gatewayresponse.header.")
"""What API Gateway has before a header's name where somebody tells what it answers."""


def answered_cors(
    said: Mapping[str, Any], given: Node, where: Callable[[Node], Location], before: Iterable[str] = ANSWER_HEADERS
) -> Iterator[ApplicationCors]:
    """Whom the headers let in that API Gateway answers with: `given` has them by name, behind one of `before`."""
    for head in before:
        node = given.get(f"{head}Access-Control-Allow-Origin")
        credentials = "true" in (given.text(f"{head}Access-Control-Allow-Credentials") or "")
        rule = api_cors(said, where(node), [node.text()], credentials=credentials) if node is not None else None
        yield from (rule,) if rule else ()


def setting_cors(said: Mapping[str, Any], name: str, value: str) -> ApplicationCors | None:
    """The websites that a setting of a container or function lets in; None when it is no such setting.

    Args:
        said: what the fact has in common with others of its resource, where the value stands.
        name: of the setting.
        value: as far as it is known.
    """
    origins = origins_in(name, value)
    return ApplicationCors(**said, origins=origins, complete="$" not in value) if origins else None


def given_cors(snippet: Snippet, settings: Mapping[str, Node], environment: str | None) -> Iterator[ApplicationCors]:
    """The websites that are let in by the settings which a file hands over by their names, each at its own line."""
    for name, node in settings.items():
        value = node.text() or ""
        if "{{" in value:  # what another setting says, or a secret
            continue
        said: dict[str, Any] = {
            "kind": snippet.kind,
            "at": snippet.at(node.key_line),
            "environment": environment,
            "old": snippet.old,
        }
        found = setting_cors(said, name, value)
        yield from (found,) if found else ()

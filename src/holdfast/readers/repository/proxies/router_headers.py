"""The websites that a router in front of the application lets call it: Traefik's headers and Kong's plugin."""

from collections.abc import Iterable, Iterator
from typing import Any

from holdfast.model.facts import ApplicationCors
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.configuration.api_cors import api_cors
from holdfast.readers.repository.source.origins.rules import site_of
from holdfast.readers.repository.text.nodes import Node

_LIST, _PATTERNS, _COOKIES = (
    "accesscontrolalloworiginlist",
    "accesscontrolalloworiginlistregex",
    "accesscontrolallowcredentials",
)
_LABEL = regex(
    r"(?i)^traefik\.http\.middlewares\.(?P<name>[\w@-]{1,80})\.headers\.(?P<option>accesscontrolallow\w{1,30})"
    r"(?:\[\d\])?\s*[=:]\s*(?P<value>\S.{0,1000})$"
)


def header_rules(said: dict[str, Any], headers: Node, snippet: Snippet) -> Iterator[ApplicationCors]:
    """The rule of one middleware of Traefik; `headers` is what it sets."""
    options = {name.lower(): node for name, node in headers.entries().items()}
    credentials = options[_COOKIES].flag() is True if _COOKIES in options else False
    for name in (_LIST, _PATTERNS):
        if name in options:
            given = list(options[name].items()) or [options[name]]
            yield from _rule(said, snippet, given, credentials=credentials, patterns=name == _PATTERNS)


def kong_rules(said: dict[str, Any], plugin: Node, snippet: Snippet) -> Iterator[ApplicationCors]:
    """The rule of Kong's plugin; it lets everybody in where it names nobody."""
    config = plugin.child("config")
    credentials = config.flag("credentials") is True
    given = list(config.items("origins"))
    if given or config.has("origins"):
        yield from _rule(said, snippet, given, credentials=credentials, patterns=False)
    else:
        yield ApplicationCors(**{**said, "at": snippet.at(plugin.line)}, origins=("*",), credentials=credentials)


def label_rules(said: dict[str, Any], labels: Iterable[tuple[str, int]], snippet: Snippet) -> Iterator[ApplicationCors]:
    """The rules of Traefik's middlewares among the labels of a container, each label as `name=value` with its line."""
    told = [(match, line) for text, line in labels if (match := _LABEL.match(text[:1_500]))]
    with_cookies = {
        match["name"] for match, _ in told if match["option"].lower() == _COOKIES and "true" in match["value"].lower()
    }
    for match, line in told:
        option, value = match["option"].lower(), match["value"].strip("\"' ")
        if option not in (_LIST, _PATTERNS):
            continue
        origins = [_site(one) for one in value.split(",")] if option == _PATTERNS else [value]
        at = snippet.at(line)
        rule = api_cors({**said, "at": at}, at, origins, credentials=match["name"] in with_cookies)
        yield from (rule,) if rule else ()


def _rule(
    said: dict[str, Any], snippet: Snippet, given: list[Node], *, credentials: bool, patterns: bool
) -> Iterator[ApplicationCors]:
    texts = [node.text() for node in given]
    origins = [_site(text) if patterns and text else text for text in texts]
    if not given:
        return
    at = snippet.at(given[0].line, max(given[-1].line, given[0].line))
    rule = api_cors({**said, "at": at}, at, origins, credentials=credentials)
    if rule is None:
        return
    spots = zip(origins, given, strict=True)
    yield ApplicationCors(**{**said, "at": at, "places": {text: snippet.at(node.line) for text, node in spots if text}},
                          origins=rule.origins, credentials=credentials, complete=rule.complete)  # fmt: skip


def _site(pattern: str) -> str | None:
    return site_of(pattern.strip())

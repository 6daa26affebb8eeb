"""Where Traefik sends requests by the labels of a container, and whether it asks the container how it is."""

from collections.abc import Iterable, Iterator
from typing import Any

from holdfast.model.facts import HealthProbe, ProxyRoute
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet

_LABEL = regex(
    r"(?i)^traefik\.http\.(?P<kind>routers|services)\.(?P<name>[\w@-]{1,80})\.(?P<option>[\w.]{1,80})\s*[=:]\s*(?P<value>\S.{0,500})$"
)
_HOST = regex(r"\bHost\(\s?[`\"'](?P<name>[\w.-]{1,200})")
_PREFIX = regex(r"\bPathPrefix\(\s?[`\"'](?P<path>/[\w./-]{0,100})")
_PORT = "loadbalancer.server.port"
_ASKED = "loadbalancer.healthcheck.path"


def label_routes(
    said: dict[str, Any], labels: Iterable[tuple[str, int]], snippet: Snippet, name: str, *, checked: bool
) -> Iterator[ProxyRoute | HealthProbe]:
    """The route to one container; a container that its own check calls unwell gets no requests either.

    Args:
        said: what the facts of the service have in common.
        labels: each as `name=value`, with its line.
        snippet: the file.
        name: of the service.
        checked: the container has a check of its own.
    """
    told = [(match, line) for text, line in labels if (match := _LABEL.match(text[:1_000]))]
    rules = [(match["value"], line) for match, line in told if match["option"].lower() == "rule"]
    options = {match["option"].lower(): (match["value"].strip("\"' "), line) for match, line in told}
    if not rules:
        return
    if _ASKED in options:
        path, line = options[_ASKED]
        yield HealthProbe(**said, at=snippet.at(line), asker="proxy", path=path)
    port, line = options.get(_PORT, ("", rules[0][1]))
    prefix = _PREFIX.search(rules[0][0])
    yield ProxyRoute(
        **said,
        at=snippet.at(line),
        path=prefix["path"] if prefix else "/",
        server_names=tuple(host["name"] for rule, _ in rules for host in _HOST.finditer(rule)),
        upstreams=(f"{name}:{port}" if port else name,),
        gated=checked or _ASKED in options,
        tls=any(option.startswith("tls") for option in options),
    )

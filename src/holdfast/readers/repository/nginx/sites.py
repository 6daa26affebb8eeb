"""The servers of Nginx texts: includes put in their place, upstreams and variables resolved across files."""

from collections.abc import Iterable, Iterator
from dataclasses import field
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import PurePosixPath

from holdfast.model.record import record
from holdfast.readers.repository.nginx.tree import Directive, every, named

_MOST_INCLUDES = 5  # nested ones; Nginx itself has no limit, people stop at two
_WHOLE = frozenset({"http", "server", "upstream", "events", "stream"})


@record(frozen=True, slots=True)
class Upstream:
    """A named group of servers.

    Args:
        addresses: of its servers that are not marked `down`.
        checked: it is probed actively (`health_check`, `check`).
        at: its directive.
    """

    addresses: tuple[str, ...]
    checked: bool
    at: Directive


@record(frozen=True)
class Server:
    """A server block, or the top of a fragment that stands in none.

    Args:
        names: of `server_name`, without `_`.
        tls: it terminates TLS.
        body: its directives, with included fragments in their place.
        at: its own directive; None for a fragment.
        above: what stands beside it in its `http` block.
    """

    names: tuple[str, ...]
    tls: bool
    body: tuple[Directive, ...]
    at: Directive | None = None
    above: tuple[Directive, ...] = ()

    @cached_property
    def by_name(self) -> dict[str, list[Directive]]:
        """Its own directives by name; asked for every location, so gathered once."""
        found: dict[str, list[Directive]] = {}
        for directive in self.body:
            found.setdefault(directive.name, []).append(directive)
        return found

    def own(self, *names: str) -> list[Directive]:
        """Its own directives of these names."""
        return [directive for name in names for directive in self.by_name.get(name, ())]

    def around(self, name: str) -> list[Directive]:
        """What holds in its locations that do not say otherwise: its own directives of that name, or those above it."""
        return self.own(name) or self._above_by_name.get(name, [])

    @cached_property
    def _above_by_name(self) -> dict[str, list[Directive]]:
        found: dict[str, list[Directive]] = {}
        for directive in self.above:
            found.setdefault(directive.name, []).append(directive)
        return found


def _settings(http: Directive) -> list[Directive]:
    """What stands in an `http` block beside its servers."""
    return [directive for directive in http.inner if directive.name != "server"]


@record(frozen=False)
class Sites:
    """All texts that are read together: tops by path, and what they define for one another."""

    tops: dict[str, list[Directive]]
    upstreams: dict[str, Upstream] = field(default_factory=dict)
    variables: dict[str, list[Directive]] = field(default_factory=dict)
    included: set[str] = field(default_factory=set)
    sources: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, tops: dict[str, list[Directive]]) -> "Sites":
        """Collect the definitions of all texts; of two upstreams with one name the first wins."""
        sites = cls(tops)
        for top in tops.values():
            for directive in every(top):
                sites._define(directive)
        return sites

    def _define(self, directive: Directive) -> None:
        if directive.name == "upstream" and directive.first:
            self.upstreams.setdefault(directive.first, _upstream(directive))
        elif directive.name == "set" and len(directive.args) > 1:
            self.variables.setdefault(directive.first, []).append(directive)
        elif directive.name in ("map", "split_clients") and len(directive.args) > 1:
            self.variables.setdefault(directive.args[-1], []).extend(directive.inner)
            self.sources.setdefault(directive.args[-1], directive.first)

    def servers(self, path: str) -> Iterator[Server]:
        """The servers of one text; what stands outside any server comes last, as a fragment."""
        top = self.tops[path]
        # Gathered once for all servers of the block, and without them: there may be thousands.
        settings = ((http, tuple(self.expand(_settings(http)))) for http in named(top, "http"))
        outer = {id(one): told for http, told in settings for one in http.inner}
        for directive in every(top):
            if directive.name == "server" and directive.block is not None:
                yield self._server(directive, outer.get(id(directive), ()))
        loose = tuple(d for d in top if d.name not in _WHOLE and d.name != "")
        if path not in self.included and loose:
            yield Server((), tls=any(d.name.startswith("ssl_certificate") for d in loose), body=loose)

    def mark_included(self) -> None:
        """Find the fragments that a server of another file includes, so that they are not read twice."""
        for path, top in self.tops.items():
            for directive in every(top):
                if directive.name == "server" and directive.block is not None:
                    self._mark(directive, path)

    def _mark(self, server: Directive, path: str) -> None:
        for directive in every(server.inner):
            if directive.name == "include":
                self.included.update(other for other in self.targets(directive) if other != path)

    def targets(self, include: Directive) -> list[str]:
        """The fragments among the texts that an `include` names."""
        return [path for path in matching(include.first, self.tops) if self._is_fragment(path)]

    def _is_fragment(self, path: str) -> bool:
        return not any(directive.name in _WHOLE for directive in self.tops[path])

    def _server(self, directive: Directive, above: tuple[Directive, ...]) -> Server:
        body = tuple(self.expand(directive.inner))
        names = tuple(name for d in named(body, "server_name") for name in d.args if name not in ("_", ""))
        listens = [d.args for d in named(body, "listen")]
        tls = any("ssl" in args or any(_is_443(arg) for arg in args[:1]) for args in listens)
        return Server(names, tls or bool(named(body, "ssl_certificate")), body, directive, above)

    def expand(self, directives: Iterable[Directive], depth: int = 0) -> Iterator[Directive]:
        """`directives` with the fragments they include in their place."""
        for directive in directives:
            targets = self.targets(directive) if directive.name == "include" and depth < _MOST_INCLUDES else []
            if not targets:
                yield directive
            for target in targets:
                yield from self.expand(self.tops[target], depth + 1)

    def values(self, variable: str) -> list[str]:
        """What a variable (`$name`) may hold."""
        return [place.args[-1] for place in self.variables.get(variable, []) if place.args]


def matching(pattern: str, paths: Iterable[str]) -> list[str]:
    """Those of `paths` that an include of `pattern` (a path on the server) means, by its last two parts or its name."""
    parts = PurePosixPath(pattern).parts[-2:]
    if not parts:
        return []
    tail = "/".join(part for part in parts if part not in ("/", "."))
    close = [path for path in paths if fnmatchcase("/" + path, f"*/{tail}")]
    if close or "*" in parts[-1]:
        return close
    return [path for path in paths if PurePosixPath(path).name == parts[-1]]


def _upstream(directive: Directive) -> Upstream:
    servers = [d for d in named(directive.inner, "server") if d.first and "down" not in d.args]
    checked = bool(named(directive.inner, "check", "health_check"))
    return Upstream(tuple(dict.fromkeys(server.first for server in servers)), checked, directive)


def _is_443(listen: str) -> bool:
    return listen == "443" or listen.endswith(":443")

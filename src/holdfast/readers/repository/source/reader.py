"""Reads all source and settings of a repository together, application by application."""

import re
from collections.abc import Iterator

from holdfast.model.evidence import Gap, GapReason
from holdfast.model.facts import Fact, HealthHandler, ReleaseIdentity
from holdfast.readers.repository.base import Reading, Snippet, Tree
from holdfast.readers.repository.source.apps import SERVES, App, group
from holdfast.readers.repository.source.databases import databases
from holdfast.readers.repository.source.exposed import exposed
from holdfast.readers.repository.source.imports import Imports
from holdfast.readers.repository.source.javascript_routes import JavaScriptRoutes
from holdfast.readers.repository.source.javascript_settings import JavaScriptSettings
from holdfast.readers.repository.source.nest import Nest
from holdfast.readers.repository.source.other import Other
from holdfast.readers.repository.source.python_routes import PythonRoutes
from holdfast.readers.repository.source.python_settings import PythonSettings
from holdfast.readers.repository.source.reach import Reach
from holdfast.readers.repository.source.ruby import Ruby
from holdfast.readers.repository.source.spring import Spring
from holdfast.readers.repository.source.stores import Stores

_TELLING = ("health", "process.env", "environ", "listen(", "secret")
_COMMIT = re.compile(r"(?i)commit|\bsha\b|_sha\b|revision|git_?hash")


def read_together(_tree: Tree, snippets: tuple[Snippet, ...]) -> Iterator[Reading]:
    """The facts of all applications of a repository."""
    apps = group(snippets)
    several = sum(app.kind == "server" for app in apps) > 0
    for app in apps:
        yield from _handlers(app)
        # A Next front end beside a server of its own only reads what its build was given.
        if app.kind == "server" or (app.kind == "full-stack" and (app.has_data or not several)):
            yield from _settings(app)
        yield from Stores(app).facts()
        yield from app.gaps
        yield from _broken(app)
    yield from databases(apps)
    yield from exposed(apps)


def _broken(app: App) -> Iterator[Gap]:
    """Source that would speak of health or settings, and of which the parser can make nothing.

    Parsing is tolerant, and syntax newer than the grammar leaves small scars in good files: only a text that is
    broken for the most part could not be read.
    """
    for source in app.sources if app.kind in {"server", "full-stack"} else ():
        if not source.mentions(*_TELLING) or not source.by_hand:
            continue
        line = source.broken_at()
        if line:
            yield source.snippet.gap(GapReason.MALFORMED, SERVES, line, f"not {source.language}")


def _handlers(app: App) -> Iterator[Fact]:
    found = tuple(_routed(app, Reach(Imports(app.sources, app.root))))
    about_health = tuple(fact for fact in found if fact.path != "/")
    # A greeting at the root may be what a load balancer asks, but only where nothing better answers.
    for fact in about_health or found:
        yield fact
        if fact.version:
            source = "commit" if _COMMIT.search(fact.at.quote) else None
            yield ReleaseIdentity(kind=fact.kind, at=fact.at, shown_in="health", source=source)


def _routed(app: App, reach: Reach) -> Iterator[HealthHandler]:
    if app.family == "javascript":
        yield from Nest(app, reach).handlers()
        yield from JavaScriptRoutes(app, reach).handlers()
    elif app.family == "python":
        yield from PythonRoutes(app, reach).handlers()
    elif app.family == "jvm":
        yield from Spring(app, reach).handlers()
    elif app.family == "ruby":
        yield from Ruby(app, reach).handlers()
    else:
        yield from Other(app, reach).handlers()


def _settings(app: App) -> Iterator[Fact]:
    reach = Reach(Imports(app.sources, app.root))
    if app.family == "javascript":
        yield from JavaScriptSettings(app).collect().facts()
    elif app.family == "python":
        yield from PythonSettings(app).collect().facts()
    elif app.family == "jvm":
        yield from Spring(app, reach).settings()
    elif app.family == "ruby":
        yield from Ruby(app, reach).settings()
    else:
        yield from Other(app, reach).settings()

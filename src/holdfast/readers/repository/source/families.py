"""Hands an application to what reads its family of languages, which is loaded when there is such an application."""

from collections.abc import Callable, Iterator

from holdfast.model.facts import Fact, HealthHandler
from holdfast.readers.repository.source import dropped
from holdfast.readers.repository.source.apps import App
from holdfast.readers.repository.source.code import Source
from holdfast.readers.repository.source.health.reach import Reach
from holdfast.readers.repository.source.imports import Imports

Ask = Callable[[Source], object]
"""What has a file tell what it does, and keeps that with the file."""


def routed(app: App, reach: Reach) -> Iterator[HealthHandler]:
    """The handlers about health that its routes lead to."""
    if app.family == "javascript":
        from holdfast.readers.repository.source.javascript.routes import JavaScriptRoutes
        from holdfast.readers.repository.source.nest import Nest

        yield from Nest(app, reach).handlers()
        yield from JavaScriptRoutes(app, reach).handlers()
    elif app.family == "python":
        from holdfast.readers.repository.source.python.routes import PythonRoutes

        yield from PythonRoutes(app, reach).handlers()
    elif app.family == "jvm":
        from holdfast.readers.repository.source.jvm.spring import Spring

        yield from Spring(app, reach).handlers()
    elif app.family == "ruby":
        from holdfast.readers.repository.source.ruby.reader import Ruby

        yield from Ruby(app, reach).handlers()
    else:
        from holdfast.readers.repository.source.other import Other

        yield from Other(app, reach).handlers()


def settings_of(app: App) -> Iterator[Fact]:
    """What its files do with settings, and what becomes of those that are missing."""
    reach = Reach(Imports(app.sources, app.root))
    if app.family == "javascript":
        from holdfast.readers.repository.source.javascript.settings import JavaScriptSettings

        yield from JavaScriptSettings(app).collect().facts()
    elif app.family == "python":
        yield from _of_python(app)
    elif app.family == "jvm":
        from holdfast.readers.repository.source.jvm.spring import Spring

        yield from Spring(app, reach).settings()
    elif app.family == "ruby":
        from holdfast.readers.repository.source.ruby.reader import Ruby

        yield from Ruby(app, reach).settings()
    else:
        from holdfast.readers.repository.source.other import Other

        yield from Other(app, reach).settings()
    yield from dropped.in_sources(app)


def _of_python(app: App) -> Iterator[Fact]:
    from holdfast.readers.repository.source.python.by_request import by_request
    from holdfast.readers.repository.source.python.settings import PythonSettings

    use = PythonSettings(app).collect()
    use.reactions = by_request((source for source in app.serving if source.language == "python"), use.reactions)
    yield from use.facts()


def by_file(family: str) -> tuple[Callable[[Source], bool], Ask]:
    """Which files of a family speak of settings, and how each is asked by itself."""
    if family == "javascript":
        from holdfast.readers.repository.source.javascript import settings as javascript

        return javascript.is_about, _javascript
    if family == "python":
        from holdfast.readers.repository.source.python import settings as python

        return python.is_about, python.in_file
    if family == "jvm":
        from holdfast.readers.repository.source.jvm import spring

        return spring.is_about, _parse
    if family == "ruby":
        from holdfast.readers.repository.source.ruby import reader as ruby

        return ruby.is_about, ruby.in_file
    from holdfast.readers.repository.source import other

    return other.is_about, other.in_file


def _javascript(source: Source) -> None:
    from holdfast.readers.repository.source.javascript import schemas, settings

    settings.in_file(source)
    schemas.in_file(source)


def _parse(source: Source) -> None:
    _ = source.parsed

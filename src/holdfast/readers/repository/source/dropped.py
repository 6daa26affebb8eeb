"""Programs that drop their tables whenever they start."""

from collections.abc import Callable, Iterable, Iterator

from holdfast.model.evidence import EvidenceKind, Location
from holdfast.model.facts import ScriptFault
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.source.apps import App
from holdfast.readers.repository.source.code import Source, kin, short
from holdfast.readers.repository.source.flat import Entry

_DDL = regex(r"(?:^|\.)(?:ddl-?auto|hbm2ddl\.auto|database\.generation)$")
_DROPS = frozenset(("create", "create-drop", "create_drop", "drop-and-create"))
_FOR_DEVELOPERS = regex(r"(?i)local|dev|test|seed|example")
_AT_START = regex(r"^(?:lifespan|\w*start_?up\w*|create_app|init_app|main)$")
_MAY = ("dropschema", ".sync(", "drop_all(")


def in_settings(
    entries: Iterable[tuple[Snippet, Entry]], elsewhere: Callable[[Snippet, Entry], bool]
) -> Iterator[ScriptFault]:
    """What Hibernate is told to do to the schema when it starts; `elsewhere`: production never sees that line."""
    for snippet, entry in entries:
        value = entry.value.strip("\"'")
        if value in _DROPS and _DDL.search(entry.key) and not elsewhere(snippet, entry):
            told = f"{entry.key.rpartition('.')[2]}: {value}"
            environment = entry.profile or snippet.environment
            yield _fault(snippet.kind, snippet.at(entry.line), told, environment)


def in_sources(app: App) -> Iterator[ScriptFault]:
    """Calls and options by which a server drops its tables without being asked whether it is production's."""
    for source in app.serving:
        if source.mentions(*_MAY) and not _FOR_DEVELOPERS.search(source.path[len(app.root) :]):
            yield from _in_javascript(source) if app.family == "javascript" else _in_python(source)


def _in_javascript(source: Source) -> Iterator[ScriptFault]:
    for pair in source.nodes("pair"):
        key, value = short(pair.field("key")).strip("'\""), short(pair.field("value"))
        if value != "true" or next(kin(pair, "if_statement", "ternary_expression"), None) is not None:
            continue
        call = next(kin(pair, "call_expression"), None)
        synced = key == "force" and call is not None and short(call.field("function")).endswith(".sync")
        if key == "dropSchema" or synced:
            yield _fault(source.snippet.kind, source.at_node(pair), f"{key}: true", source.snippet.environment)


def _in_python(source: Source) -> Iterator[ScriptFault]:
    for call in source.nodes("call"):
        if not short(call.field("function")).endswith(".drop_all"):
            continue
        around = next(kin(call, "function_definition"), None)
        at_start = around is None or _AT_START.match(short(around.field("name"))) is not None
        if at_start and next(kin(call, "if_statement"), None) is None:
            yield _fault(source.snippet.kind, source.at_node(call), "drop_all()", source.snippet.environment)


def _fault(kind: EvidenceKind, at: Location, command: str, environment: str | None) -> ScriptFault:
    return ScriptFault(
        kind=kind, at=at, environment=environment, activity="deploy", form="tables-dropped", command=command
    )

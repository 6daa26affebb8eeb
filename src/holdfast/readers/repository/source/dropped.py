"""Programs that drop their tables, or change their schema by themselves, whenever they start."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from holdfast.model.evidence import EvidenceKind, Location
from holdfast.model.facts import ScriptFault
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.source.apps import App
from holdfast.readers.repository.source.branches import only_for_developers
from holdfast.readers.repository.source.code import Source, kin, named, short
from holdfast.readers.repository.source.settings_files.flat import Entry

if TYPE_CHECKING:
    from ast_grep_py import SgNode

DROPPED, CHANGED = "tables-dropped", "schema-changed"

_DDL = regex(r"(?:^|\.)(?:ddl-?auto|hbm2ddl\.auto|database\.generation)$")
_STANDS_IN = regex(r"\$\{[\w.-]{1,80}:(?P<value>[\w-]{1,20})\}")
"""What it is told where nobody sets the variable."""

_DROPS = frozenset(("create", "create-drop", "create_drop", "drop-and-create"))
_CHANGES = frozenset(("update",))
_FOR_DEVELOPERS = regex(r"(?i)local|dev|test|seed|example")
_AT_START = regex(r"^(?:lifespan|\w*start_?up\w*|create_app|init_app|main)$")
_MAY = ("dropschema", ".sync(", "drop_all(", "synchronize")
_CALLS = {
    "go": regex(r"\.(?P<changed>AutoMigrate)\(\s{0,40}(?=[&\w])|\.Migrator\(\)\.(?P<dropped>DropTable)\("),
    "jvm": regex(
        r"\bSchemaUtils\.(?:(?P<changed>createMissingTablesAndColumns)|(?P<dropped>drop(?:Schema|Database)?))\("
    ),
    "csharp": regex(r"\.Database\.(?P<dropped>EnsureDeleted(?:Async)?)\(\)"),
    "javascript": regex(r"\.(?P<changed>updateSchema)\(\)|\.(?P<dropped>(?:refresh|drop)(?:Database|Schema))\(\)"),
}
"""Calls by which other mappers fit the schema to the code, or drop it, by the family of languages."""
_CALL_WORDS = ("automigrate(", "migrator()", "schemautils.", "ensuredeleted", "schema()", "refreshdatabase()")
_BY_HAND = regex(r"(?i)(?:^|/)(?:cmd/\w*(?:migrat|seed|reset)|scripts?/|tools?/)")
"""Programs of their own, that somebody starts to change the schema."""
_CONDITIONS = ("if_statement", "ternary_expression", "binary_expression")
_CONNECTION = frozenset(
    (
        "type",
        "dialect",
        "host",
        "username",
        "password",
        "database",
        "url",
        "entities",
        "autoLoadEntities",
        "autoLoadModels",
    )
)
_UNLESS_OFF = regex(
    r"[\w.<>]{1,80}\(\s*[\"'][\w.]{1,60}[\"']\s*,\s*true\s*\)|[\w.]{1,80}\s*!==?\s*[\"'](?:false|0|off|no|test)[\"']"
)
"""Settings that change the schema wherever nobody says otherwise."""
_MEMBER = regex(r"[\w.]{1,80}\.(?P<name>\w{1,40})")


def in_settings(
    entries: Iterable[tuple[Snippet, Entry]], elsewhere: Callable[[Snippet, Entry], bool]
) -> Iterator[ScriptFault]:
    """What Hibernate is told to do to the schema when it starts; `elsewhere`: production never sees that line."""
    for snippet, entry in entries:
        stands_in = _STANDS_IN.fullmatch(entry.value.strip("\"'"))
        value = stands_in["value"] if stands_in else entry.value.strip("\"'")
        if value in _DROPS | _CHANGES and _DDL.search(entry.key) and not elsewhere(snippet, entry):
            told = f"{entry.key.rpartition('.')[2]}: {value}"
            environment = entry.profile or snippet.environment
            form = DROPPED if value in _DROPS else CHANGED
            yield _fault(snippet.kind, snippet.at(entry.line), told, environment, form)


def in_sources(app: App) -> Iterator[ScriptFault]:
    """Calls and options by which a server drops its tables without being asked whether it is production's."""
    for source in app.serving:
        if _FOR_DEVELOPERS.search(source.path.removeprefix(app.root)):
            continue
        if app.family in ("javascript", "python") and source.mentions(*_MAY):
            yield from _in_javascript(source) if app.family == "javascript" else _in_python(source)
        if app.family in _CALLS and source.mentions(*_CALL_WORDS) and not _BY_HAND.search(source.path):
            yield from _by_calls(source, _CALLS[app.family])


def _by_calls(source: Source, calls: re.Pattern[str]) -> Iterator[ScriptFault]:
    """The first call of each sort that no branch keeps from production."""
    told: set[str] = set()
    for match in calls.finditer(source.code):
        form = CHANGED if match.lastgroup == "changed" else DROPPED
        if form not in told and not only_for_developers(source, match.start()):
            told.add(form)
            at = source.at(match.start(), match.end())
            command = f"{match[match.lastgroup or 0]}()"
            yield _fault(source.snippet.kind, at, command, source.snippet.environment, form)


def _in_javascript(source: Source) -> Iterator[ScriptFault]:
    pairs = source.nodes("pair")
    for pair in pairs:
        key, value = _written(pair)
        on = value == "true" or (key == "synchronize" and _UNLESS_OFF.fullmatch(value))
        told = pair if on else _meant(value, pairs) if key == "synchronize" else None
        if told is None or next(kin(pair, *_CONDITIONS), None) is not None or _is_for_developers(pair):
            continue
        call = next(kin(pair, "call_expression"), None)
        synced = call is not None and short(call.field("function")).endswith(".sync")
        if key == "dropSchema" or (key == "force" and synced):
            yield _fault(source.snippet.kind, source.at_node(pair), f"{key}: true", source.snippet.environment)
        elif (key == "synchronize" and _connects(source, pair)) or (key == "alter" and synced):
            at = source.at_node(told)
            yield _fault(source.snippet.kind, at, f"{key}: true", source.snippet.environment, CHANGED)


def _written(pair: "SgNode") -> tuple[str, str]:
    return short(pair.field("key")).strip("'\""), short(pair.field("value"))


def _connects(source: Source, pair: "SgNode") -> bool:
    """Whether an option stands among those by which TypeORM, or Sequelize inside of Nest, finds its database."""
    around = pair.parent()
    beside = {_written(one)[0] for one in named(around)} if around is not None else set()
    return source.mentions("typeorm") or len(beside & _CONNECTION) > 1


def _meant(value: str, pairs: "list[SgNode]") -> "SgNode | None":
    """Where the file gives a name of an object the value `true`: `synchronize: common.SYNC`."""
    member = _MEMBER.fullmatch(value)
    return next((pair for pair in pairs if member and _written(pair) == (member["name"], "true")), None)


def _is_for_developers(pair: "SgNode") -> bool:
    return any(_FOR_DEVELOPERS.search(_written(around)[0]) for around in kin(pair, "pair") if around is not pair)


def _in_python(source: Source) -> Iterator[ScriptFault]:
    for call in source.nodes("call"):
        if not short(call.field("function")).endswith(".drop_all"):
            continue
        around = next(kin(call, "function_definition"), None)
        at_start = around is None or _AT_START.match(short(around.field("name"))) is not None
        if at_start and next(kin(call, "if_statement"), None) is None:
            yield _fault(source.snippet.kind, source.at_node(call), "drop_all()", source.snippet.environment)


def _fault(kind: EvidenceKind, at: Location, command: str, environment: str | None, form: str = DROPPED) -> ScriptFault:
    return ScriptFault(kind=kind, at=at, environment=environment, activity="deploy", form=form, command=command)

"""Required lists that JavaScript programs validate: Joi, zod, envalid, class-validator, and hand-written loops."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import field
from typing import TYPE_CHECKING

from holdfast.model.evidence import Location
from holdfast.model.record import record
from holdfast.model.regex import regex
from holdfast.model.vital_names import is_vital
from holdfast.readers.repository.configuration.names import is_secret, leads_to_database
from holdfast.readers.repository.source.code import Source, extent, kin, named, short, unquoted
from holdfast.readers.repository.source.configuration.reaction import Reaction
from holdfast.readers.repository.source.configuration.settings_use import SettingsUse
from holdfast.readers.repository.source.javascript.classes import in_classes
from holdfast.readers.repository.source.javascript.held import is_held_beside
from holdfast.readers.repository.source.javascript.held_against import is_held_against

if TYPE_CHECKING:
    from ast_grep_py import SgNode

_UPPER = regex(r"[A-Z][A-Z0-9_]{1,80}$")
_CONVICT = regex(r"\{(?P<inside>[^{}]{0,600}\benv:\s*[\"'](?P<name>[A-Z]\w{1,80})[\"'][^{}]{0,400})\}")
_NOTHING = regex(r"\bdefault:\s*(?:null|undefined)\b")
_GIVEN = regex(r"\bdefault:\s*(?P<quote>[\"'])(?P<value>[^\"'\n]{1,300})(?P=quote)")
_SAFE = regex(r"\bdotenv-safe[\"']\s?\)\.config\(|\bdotenv-safe/config[\"']|\b(?:dotenvSafe|dotenv_safe)\.config\(")
"""It refuses to start without one of the variables that the sample beside it names."""
_MAY = (
    "joi",
    "convict",
    "fastify/env",
    "env-schema",
    "dotenv-safe",
    "getsecretvalue",
    "zod",
    "z.object",
    "cleanenv",
    "createenv",
    "validatesync",
    "class-validator",
    "env[",
    "ajv",
    "yup",
    "valibot",
)
_ZOD_OPTIONAL = regex(r"\.(?:optional|default|nullish|catch)\(|\bv\.optional\(")
_IN_PRODUCTION = regex(r"\bNODE_ENV\s*===?\s*[\"']production[\"']\s*\?")
_DEFAULT = regex(r"\.default\(\s*(?!undefined|null|[\"'`]{2})[^\s)]")
_VALUE = regex(r"(?:\.default\(|\bdefault\s?:)\s{0,40}(?P<quote>[\"'`])(?P<value>[^\"'`\n]{1,300})(?P=quote)")
_LETS_GO = regex(r"\.(?:optional|nullish|nullable|catch)\(|\.default\(\s*(?:[\"'`]{2}|undefined|null)?\s*\)")
_ASKS = regex(r"\.(?:required|exist|when|invalid|min|disallow)\(|\bdefault\b")
_IN_PARTS = regex(r"(?i)\b(?:\w{1,20}_)?(?:database|db|pg|mysql|postgres\w{0,3})_?(?:host|secret)\b")
_RETURNS = regex(r"\.safeParse(?:Async)?\(\s*process\.env|(?<![yY]up)\.validate\(\s*(?:\{\s*\.\.\.\s*)?process\.env")
_ENDS = regex(r"\bthrow\b|process\.exit\(\s*(?!0\s*\))")
_SAYS = regex(r"(?i)console\.\w+\(|\blog(?:ger)?\w*\.\w+\(")
_ASKING = frozenset(("regex", "arrow_function", "function_expression"))
"""What can be asked of a value; a text could as well be what stands in for it."""
_LIST = 2
_LOOKS_UP = regex(r"(?:process\.|\b)env\[(?!\s*[\"'`\]])")
_IN_SECRETS = regex(
    r"process\.env\[(?!\s*[\"'`\]])|\b(?:env|\w*[sS]ecrets?\w*|parsed|config|values?|data|payload)\[\s*\w+\s*\]"
)
_CALLED = ("key", "name", "env", "envVar", "variable")
_HELPER_KINDS = ("function_declaration", "variable_declarator", "method_definition")


@record(frozen=False)
class Schemas:
    """What one file says of required lists; what counts only under a condition stands apart.

    Args:
        called: schemas that are built by a call, in an application that validates none.
        called_and_used: the same in one that does.
        classes: those whose fields carry validators.
        loops: lists of names that are looked up one by one.
        helpers: functions that look a setting up by the name they are given.
    """

    called: SettingsUse = field(default_factory=SettingsUse)
    called_and_used: SettingsUse = field(default_factory=SettingsUse)
    classes: SettingsUse = field(default_factory=SettingsUse)
    loops: SettingsUse = field(default_factory=SettingsUse)
    helpers: set[str] = field(default_factory=set)


def in_file(source: Source) -> Schemas | None:
    """What one file by itself says; asked once, and kept with the file. None where it cannot say anything."""
    if not source.mentions(*_MAY):
        return None
    known = source.memo.get("schemas")
    if not isinstance(known, Schemas):
        known = source.memo["schemas"] = Schemas(helpers=_helpers(source))
        calls = source.nodes("call_expression")
        _env_schema(source, known.called, known.called_and_used)
        _called(source, calls, known.called, used=False)
        _called(source, calls, known.called_and_used, used=True)
        in_classes(source, known.classes)
        _loops(source, known.loops)
    return known


def collect(sources: Iterable[Source], use: SettingsUse) -> None:
    """Note every required list in these sources."""
    sources = list(sources)
    found = [told for source in sources if (told := in_file(source)) is not None]
    used = bool(found) and any(map(is_held_against, sources))
    checked = any("validateSync" in source.text or "validateOrReject" in source.text for source in sources)
    for told in found:
        use.join(told.called_and_used if used else told.called)
        if checked:
            use.join(told.classes)
        use.join(told.loops)
    helpers = set().union(*(told.helpers for told in found))
    if helpers:
        _helped(sources, helpers, use)


def _called(source: Source, calls: "list[SgNode]", use: SettingsUse, *, used: bool) -> None:
    """Schemas that are built by a call: Joi.object, z.object, cleanEnv, createEnv."""
    for call in calls:
        callee = short(call.field("function"))
        arguments = named(call.field("arguments"))
        if callee.endswith("cleanEnv") and len(arguments) > 1:
            names = [key for key, value in _pairs(arguments[1]) if not re.search(r"\bdefault\s*:", value)]
            _built_in(source, arguments[1], use)
            _required(source, call, names, "envalid", use)
        elif callee == "convict" and arguments and ".validate(" in source.code:
            _convict(source, arguments[0], use)
        elif callee.endswith("createEnv") and arguments:
            _created(source, arguments[0], use)
        elif re.search(r"\b(?:Joi|joi)\.object$|Joi\.object\(\)\.keys$", callee) and arguments and used:
            presence = "presence" in source.code
            names = [key for key, value in _pairs(arguments[0]) if presence or ".required(" in value]
            _built_in(source, arguments[0], use, asks=presence)
            if not _parsed_silently(source, use, names):
                _required(source, call, names, "joi", use)
        elif re.search(r"(?:^|\.)(?:object|strictObject|looseObject)$", callee) and arguments and used:
            names = _zod_names(arguments[0])
            if callee.startswith(("yup.", "Yup.")):
                # Unlike the others, yup asks for nothing by itself.
                asked = {key for key, value in _pairs(arguments[0]) if ".required(" in value}
                names = [name for name in names if name in asked]
            _built_in(source, arguments[0], use, asks=not callee.startswith(("yup.", "Yup.")))
            if names and not _parsed_silently(source, use, names):
                _required(source, call, names, "zod", use)


def _created(source: Source, options: "SgNode", use: SettingsUse) -> None:
    """The part of t3's options that speaks of the server."""
    for part in _objects(options):
        shape = part.field("value")
        if shape is not None and short(part.field("key")) == "server":
            _built_in(source, shape, use)
            _required(source, part, _zod_names(shape), "t3-env", use)


def _env_schema(source: Source, *uses: SettingsUse) -> None:
    """A JSON schema that `env-schema`, alone or inside of Fastify, holds the environment against; or a sample of it."""
    for match in _SAFE.finditer(source.code) if source.mentions("dotenv-safe") else ():
        for use in uses:
            use.require((), source.at(match.start(), match.end()), "dotenv-safe")
    if not source.mentions("fastify/env", "env-schema"):
        return
    for part in source.nodes("pair"):
        value = part.field("value")
        if value is None or short(part.field("key")) != "required":
            continue
        names = _listed(value)
        for use in uses if names else ():
            use.require(names, source.at_node(value), "env-schema")


def _convict(source: Source, schema: "SgNode", use: SettingsUse) -> None:
    """Settings of convict: it refuses one that is nothing by default; one with a value of its own is never missing."""
    start, end = extent(schema)
    required = []
    for match in _CONVICT.finditer(source.code, start, end):
        at = source.at(match.start(), match.end())
        use.read(match["name"], at)
        if _NOTHING.search(match["inside"]):
            required.append(match["name"])
        elif _GIVEN.search(match["inside"]) and is_secret(match["name"]):
            use.reactions.append(Reaction("default", (match["name"],), at))
    _required(source, schema, required, "convict", use)


def _built_in(source: Source, schema: "SgNode", use: SettingsUse, *, asks: bool = True) -> None:
    """What a schema takes for valid without anybody giving it: it holds a value of its own, or is content with none.

    `asks`: what it says nothing more about must be there.
    """
    for part in _objects(schema):
        name = short(part.field("key")).strip("'\"")
        written = _served(short(part.field("value"), 2000)) if _UPPER.match(name) else ""
        given = _VALUE.search(written)
        at = source.at_node(part)
        if _DEFAULT.search(written):
            use.falls_back(name)
        if given is not None:
            use.stands_in_for_secret(name, given["value"], at)
        elif is_vital(name) and _lets_go(written, asks=asks):
            held = is_held_beside(source, name)
            # An address may be put together from the parts of one.
            if held or not (leads_to_database(name) and _IN_PARTS.search(source.code)):
                use.reactions.append(Reaction("fails" if held else "silent", (name,), at))


def _lets_go(written: str, *, asks: bool) -> bool:
    return _LETS_GO.search(written) is not None or not (asks or _ASKS.search(written))


def _parsed_silently(source: Source, use: SettingsUse, names: list[str]) -> bool:
    """Zod's `safeParse` and Joi's `validate` only return a result: without a throw or an exit nothing stops."""
    match = _RETURNS.search(source.code) if names else None
    if match is None or _ENDS.search(source.bare, match.end()):
        return False
    missing = "warns" if _SAYS.search(source.bare, match.end()) else "silent"
    use.reactions.append(Reaction(missing, tuple(names), source.at(match.start()), whole=True))
    return True


def _required(source: Source, node: "SgNode", names: list[str], tool: str, use: SettingsUse) -> None:
    kept = tuple(name for name in names if _UPPER.match(name))
    if kept:
        use.require(kept, source.at_node(node), tool)


def _objects(node: "SgNode | None") -> "list[SgNode]":
    return [part for part in named(node) if part.kind() == "pair"]


def _pairs(node: "SgNode | None") -> Iterator[tuple[str, str]]:
    for part in _objects(node):
        yield short(part.field("key")).strip("'\""), short(part.field("value"), 2000)


def _zod_names(node: "SgNode | None") -> list[str]:
    return [key for key, value in _pairs(node) if _UPPER.match(key) and not _ZOD_OPTIONAL.search(_served(value))]


def _served(value: str) -> str:
    """What a schema says of a setting in production, where it says one thing there and another elsewhere."""
    chosen = _IN_PRODUCTION.search(value)
    return value[chosen.end() :].partition(" : ")[0] if chosen else value


def _loops(source: Source, use: SettingsUse) -> None:
    """A list of names that is looked up one by one."""
    looks_up = _IN_SECRETS if source.mentions("getsecretvalue") else _LOOKS_UP
    if not looks_up.search(source.bare):
        return
    for array in source.nodes("array", "object"):
        names = _listed(array) if array.kind() == "array" else _keys(array)
        if not names:
            continue
        start, end = extent(array)
        around = next(kin(array, "function_declaration", "method_definition"), None)
        last = extent(around)[1] if around is not None else min(len(source.bare), end + 3000)
        after = source.bare[end:last]
        near = looks_up.search(after) or looks_up.search(source.bare[start - 300 : start])
        handed_on = _is_handed_on(source, array)
        if not near and not handed_on:
            continue
        names += _added(source, array, last)
        for name in names:
            use.read(name, source.at(start, end))
        place = source.at(_statement_start(array), end)
        if _ENDS.search(after) or handed_on:
            use.require(names, place, "loop", before_serving=True)
        elif _SAYS.search(after):
            use.reactions.append(Reaction("warns", names, _complaint(source, end, last) or place, whole=True))


def _added(source: Source, array: "SgNode", last: int) -> tuple[str, ...]:
    """What is put onto a list further down, as where more is needed in production."""
    declared = next(kin(array, "variable_declarator"), None)
    name = short(declared.field("name")) if declared is not None else ""
    if not name or f"{name}.push(" not in source.bare:
        return ()
    put = re.finditer(rf"\b{re.escape(name)}\.push\((?P<names>[^()]{{1,600}})\)", source.code[extent(array)[1] : last])
    return tuple(text for one in put for text in re.findall(r"[\"']([A-Z][A-Z0-9_]+)[\"']", one["names"]))


def _is_handed_on(source: Source, array: "SgNode") -> bool:
    """Whether a list is handed to a method of this file, in which something throws."""
    call = next(kin(array, "call_expression"), None)
    name = short(call.field("function"), 600).rpartition(".")[2] if call is not None else ""
    if not re.fullmatch(r"\w{3,60}", name) or not _ENDS.search(source.bare):
        return False
    return re.search(rf"\b{name}\s*\(\s*\w+\s*:[^()]{{1,80}}\)[^;{{]{{0,80}}\{{", source.bare) is not None


def _listed(array: "SgNode") -> tuple[str, ...]:
    """The settings of a list that names nothing else: by themselves, or each with what is told of it."""
    parts = named(array)
    if parts and all(part.kind() == "array" for part in parts):
        # Each name with what is asked of it.
        parts = [named(part)[0] for part in parts if named(part)]
    if not parts or any(part.kind() != "object" for part in parts):
        texts = [unquoted(short(part)) for part in parts]
        names = tuple(text for text in texts if text and _UPPER.match(text))
        return names if len(names) == len(texts) else ()
    found: dict[str, bool] = {}
    for part in parts:
        told = dict(_pairs(part))
        name = next((unquoted(text) for key, text in told.items() if key in _CALLED), "")
        if not name or not _UPPER.match(name):
            return ()
        found[name] = told.get("required") != "false" and told.get("optional") != "true"
    return tuple(name for name, required in found.items() if required)


def _keys(table: "SgNode") -> tuple[str, ...]:
    """The settings of a table that holds, by the name of each, what is asked of it and nothing else."""
    pairs = named(table)
    if len(pairs) < _LIST or any(pair.kind() != "pair" for pair in pairs):
        return ()
    values = [pair.field("value") for pair in pairs]
    asking = all(value is not None and value.kind() in _ASKING for value in values)
    names = tuple(unquoted(short(pair.field("key"))) or short(pair.field("key")) for pair in pairs) if asking else ()
    return names if all(map(_UPPER.match, names)) else ()


def _statement_start(node: "SgNode") -> int:
    around = next(kin(node, "lexical_declaration", "variable_declaration", "expression_statement"), None)
    return extent(around or node)[0]


def _complaint(source: Source, start: int, end: int) -> Location | None:
    """The `if` between two offsets that only says what is missing."""
    for node in source.nodes("if_statement"):
        first, last = extent(node)
        if start <= first < end and _SAYS.search(source.bare[first:last]):
            return source.at(first, last)
    return None


def _helpers(source: Source) -> set[str]:
    """Functions that look a setting up by the name they are given and throw when it is missing."""
    if not _LOOKS_UP.search(source.bare) or not _ENDS.search(source.bare):
        return set()
    found = set()
    for node in source.nodes(*_HELPER_KINDS):
        start, end = extent(node)
        if end - start > 1500:
            continue
        body = source.bare[start:end]
        name = short(node.field("name"))
        looks_up = re.search(r"env\[\s*\w+\s*\]", body) is not None and not re.search(r"\[\s{3,}", body)
        if name and looks_up and (_ENDS.search(body) or _told_later(source, end, body)):
            found.add(name)
    return found


def _told_later(source: Source, end: int, body: str) -> bool:
    """A function puts what is missing on a list, and what follows ends the program when that is not empty."""
    put = re.search(r"\b(\w{2,40})\.push\(", body)
    if put is None:
        return False
    for match in re.finditer(rf"\bif\s*\(\s*{put[1]}\.length[^()]{{0,20}}\)", source.bare[end:]):
        if _ENDS.search(source.bare, end + match.end(), end + match.end() + 400):
            return True
    return False


def _helped(sources: list[Source], helpers: set[str], use: SettingsUse) -> None:
    words = "|".join(re.escape(name) for name in sorted(helpers)[:20])
    call = re.compile(rf"\b(?:{words})(?:<[\w\s|]{{1,40}}>)?\(\s*[\"']([A-Z][A-Z0-9_]+)[\"']\s*,?\s*\)")
    with_list = re.compile(rf"(?<!function )\b(?:{words})\(\s*\[(?P<names>[^\[\]]{{3,2000}})\]")
    for source in sources:
        for match in with_list.finditer(source.code):
            told = tuple(re.findall(r"[\"']([A-Z][A-Z0-9_]+)[\"']", match["names"]))
            at = source.at(match.start(), match.end())
            for name in told:
                use.read(name, at)
            if told:
                use.require(told, at, "helper")
        found = list(call.finditer(source.code))
        if not found:
            continue
        for match in found:
            use.read(match[1], source.at(match.start()))
        names = tuple(dict.fromkeys(match[1] for match in found))
        last = next(
            (m for m in reversed(found) if source.line(m.start()) < source.line(found[0].start()) + 40), found[0]
        )
        use.require(names, source.at(found[0].start(), last.end()), "helper")

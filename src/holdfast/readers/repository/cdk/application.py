"""Which classes of a CDK program are used, by whom, with which properties and for which environment."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from holdfast.model.environments import DEVELOPMENT, PRODUCTION, SERVING, environment_of
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.cdk.apart import STAGE_KEYS, beside_production, is_one_of, serves_customers
from holdfast.readers.repository.cdk.evaluate import Context
from holdfast.readers.repository.cdk.exports import Exports
from holdfast.readers.repository.cdk.linked import Links
from holdfast.readers.repository.cdk.mentions import expressions, literals
from holdfast.readers.repository.cdk.parts import File, Guard, Part, is_own, is_turn
from holdfast.readers.repository.cdk.syntax import MODULE, SUPER, Expr, camel
from holdfast.readers.repository.cdk.told import PRODUCTION_FLAG, compared, named
from holdfast.readers.repository.text.nodes import Node

NO_SETTINGS: Mapping[str, Node] = MappingProxyType({})
_DEPTH = 8
_HANDED = frozenset({"name", "index", "object"})
"""Expressions by which a stack is handed the settings of its environment."""
_MAX_USES = 12
_MAX_RUNS = 200
_CALLED_STAGE = regex(r"(?<=[a-z0-9])Stage(?![a-z])")
_HOLE = regex(r"\$?\{[^{}]{0,100}\}")


def environments_of(files: list[File], settings: Mapping[str, Node] = NO_SETTINGS) -> tuple[str, ...]:
    """The environments between which a program chooses, in its code or its settings; empty when it never does."""
    names = list(_settings_apart(settings))
    chooses = len(names) > 1
    if beside_production(files):
        names.append(PRODUCTION)
        chooses = True
    for part in (part for file in files for part in (*file.parts, *file.offered.values())):
        for text in (*_conditions(part), *_flags(part)):
            if PRODUCTION_FLAG.search(text):
                names.append(PRODUCTION)
                chooses = True
            words = (*re.findall(r"""["']([\w-]{2,20})["']""", text), *compared(text))
            told = [name for word in words if (name := _named_by(word))]
            names += told
            chooses = chooses or bool(told)
        chooses = chooses or any(map(_is_table, expressions(part)))
        names += [name for text in literals(part) if (name := _named_by(text)) is not None]
    if not chooses:
        return ()
    found = tuple(dict.fromkeys(names))
    ordered = tuple(name for name in SERVING if name in found) + tuple(sorted(set(found) - set(SERVING)))
    if ordered == (DEVELOPMENT,):
        return PRODUCTION, DEVELOPMENT
    # What holds only outside of production belongs to the rest, whatever the team calls it.
    return ordered if len(ordered) > 1 else (*ordered, DEVELOPMENT) if ordered else ()


def _flags(part: Part) -> Iterator[str]:
    """Flags of production that are handed on as they are, `multiAz: props.isProd`."""
    names = (str(expr.value) for expr in expressions(part) if expr.sort == "name")
    return (name for name in names if PRODUCTION_FLAG.fullmatch(name.rpartition(".")[2]))


def _named_by(text: str) -> str | None:
    """The environment that a text names.

    "stage" is the word for all of them here, as in `tryGetContext('stage')` or `os.environ["STAGE"]`, more often than
    for staging.
    """
    return named(text) if text.lower() != "stage" else None


def _settings_apart(settings: Mapping[str, Node]) -> Iterator[str]:
    """The environments that have settings of their own, side by side or below one name."""
    tables = (settings, *(node.entries() for node in settings.values()))
    found = ([environment for name in table if (environment := named(name))] for table in tables)
    yield from next((names for names in found if len(names) > 1), [])


def _conditions(part: Part) -> Iterator[str]:
    yield from (str(expr.value) for expr in expressions(part) if expr.sort in ("choice", "condition"))
    for _, guards in (*part.own_calls(), *part.own_results()):
        yield from (text for text, _ in guards)


def _is_table(expr: Expr) -> bool:
    """An object with one entry for each environment."""
    return expr.sort == "object" and len([name for name, _, _ in expr.entries if named(name)]) > 1


def contexts_of(
    files: list[File], environment: str | None, settings: Mapping[str, Node] = NO_SETTINGS
) -> list[Context]:
    """Every use of every class that the program's own code reaches, as it is in `environment` with these settings."""
    parts = {part.name: part for file in files for part in file.parts if part.name}
    names = (
        (name, expr)
        for file in files
        for name, expr in file.parts[0].names.items()
        if "." not in name and name != "default"
    )
    shared = Exports(names)
    shared.settings = settings
    shared.apart = beside_production(files)
    shared.classes = parts
    links = Links.of(files)
    imported = {file.snippet.path: links.classes(file.snippet) for file in files}
    shared.imported = {file.snippet.path: links.functions(file.snippet) for file in files}
    shared.homes = {id(expr): file.snippet for file in files for expr in file.named()}
    found: list[Context] = []
    uses: dict[str, int] = {}
    shared.offered = _offered(files)
    wholes = {file.snippet.path: Context(file.parts[0], shared, environment) for file in files}
    shared.wholes = wholes
    waiting = [(whole, 0, 0) for whole in wholes.values()]
    while waiting:
        context, depth, begun = waiting.pop(0)
        found += [context] if not begun else []
        for index, (call, guards) in enumerate(context.part.calls[begun:], start=begun + 1):
            turns = (_run(context, turn, guards, depth, uses) for turn in _turns(context, call))
            waiting += [(run, depth + 1, 0) for run in turns if run is not None]
            part = imported[context.part.file.snippet.path].get(str(call.value)) or parts.get(str(call.value))
            if part is None or part is context.part or depth >= _DEPTH or not context.allowed(guards):
                continue
            uses[part.name] = uses.get(part.name, 0) + 1
            child = replace(_use(part, call, context, environment), whole=wholes[part.file.snippet.path])
            if uses[part.name] > _MAX_USES or not _fits(child, environment):
                continue
            context.children[call] = child
            waiting.append((child, depth + 1, 0))
            if call is context.part.names.get(SUPER):
                _inherit(context.part, part)
                # Before the rest, which may call for what it makes.
                waiting[:0] = [waiting.pop(), (context, depth, index)]
                break
    text = "\n".join(file.snippet.text for file in files)
    started = _starts(files) and not _makes_what_is_lost(files, links)
    alone = [
        Context(part, shared, environment, whole=wholes[part.file.snippet.path])
        for name, part in parts.items()
        if name not in uses and any(True for _ in part.own_calls()) and (not started or _mentioned(name, text))
    ]
    ran = {id(context.part) for context in found}
    for file in files:
        own = wholes[file.snippet.path]
        left = (one for name, one in file.offered.items() if name in file.makers and id(one) not in ran)
        alone += [Context(one, shared, environment, owner=own, whole=own) for one in left]
    return [*found, *(run for context in alone for run in _runs(context))]


def _runs(context: Context) -> Iterator[Context]:
    """A use that nothing is known of, and the runs of its methods."""
    uses: dict[str, int] = {}
    waiting = [(context, 0)]
    while waiting:
        found, depth = waiting.pop(0)
        yield found
        for call, guards in found.part.calls:
            turns = (_run(found, turn, guards, depth, uses) for turn in _turns(found, call))
            waiting += [(run, depth + 1) for run in turns if run is not None]


def _turns(context: Context, call: Expr) -> list[Expr]:
    """A loop's turns, one for each item of the list that a method is given; the call itself for anything else."""
    if not is_turn(call) or call.parts[0].sort != "each":
        return [call]
    name = str(call.parts[0].value)
    found = context.find(name)
    items = found[1].parts if found is not None and not found[2] and found[1].sort == "list" else ()
    if not items or any(item.sort not in ("literal", "object", "name", "call") for item in items):
        return [replace(call, parts=())]
    # What has a name, or is made, has it where the list was written.
    return [
        replace(call, parts=(item if item.sort in ("literal", "object") else _numbered(name, index, item),))
        for index, item in enumerate(items)
    ]


def _numbered(name: str, index: int, item: Expr) -> Expr:
    return Expr("name", item.line, item.end, f"{name}.{index}")


def _run(context: Context, call: Expr, guards: tuple[Guard, ...], depth: int, uses: dict[str, int]) -> Context | None:
    """One run of a method or function of the program's own, with what this call gives it."""
    owner = context if is_turn(call) else context.owner or context
    method, owner = _local(context, call) or (owner.part.method(call), owner)
    if method is None and is_own(call):
        method, owner = _inherited(owner, str(call.value))
    if method is None and not is_turn(call):
        owner = context.whole or owner
        method = owner.part.function(call) if not owner.part.name else None
    if method is None and isinstance(context.shared, Exports):
        method = _elsewhere(context, context.shared, call)
        owner = context.shared.wholes.get(method.file.snippet.path, owner) if method is not None else owner
    if method is None or method is context.part or depth >= _DEPTH or not context.allowed(guards):
        return None
    key = f"{id(owner)}.{method.name}"
    uses[key] = uses.get(key, 0) + 1
    if uses[key] > _MAX_USES or len(owner.runs) >= _MAX_RUNS:
        return None
    bindings = dict(zip(method.parameters, call.parts, strict=False)) | _by_name(method, call)
    run = Context(
        method,
        context.shared,
        context.environment,
        context.region,
        bindings=bindings,
        parent=context,
        named=context.named,
        owner=owner,
        whole=context.whole,
    )
    owner.runs.append(run)
    context.answers[call] = run
    return run


def _local(context: Context, call: Expr) -> tuple[Part, Context] | None:
    """The function that stands within the method which calls it, and the run of that method."""
    found: Context | None = context
    while found is not None:
        if (method := found.part.local(call)) is not None:
            return method, found
        found = found.owner
    return None


def _inherited(owner: Context, name: str) -> tuple[Part | None, Context]:
    """The method of what a class extends, and the use of that."""
    base: Context | None = owner
    for _ in range(_DEPTH):
        base = base.children.get(base.part.names[SUPER]) if base is not None and SUPER in base.part.names else None
        if base is None:
            break
        if name in base.part.methods:
            return base.part.methods[name], base
    return None, owner


def _inherit(part: Part, base: Part) -> None:
    """Give a class the names of what it extends."""
    for name, value in base.names.items():
        if name != SUPER:
            part.names.setdefault(name, Expr("name", value.line, value.end, f"{SUPER}.{name}"))


def _offered(files: list[File]) -> dict[str, Part]:
    """Functions that several files may call; none whose name two of them give."""
    given = Counter(name for file in files for name in file.offered)
    return {name: part for file in files for name, part in file.offered.items() if given[name] == 1}


def _elsewhere(context: Context, shared: Exports, call: Expr) -> Part | None:
    """The function of another file that a call leads to: by its name, its module's, or that of its class."""
    name = str(call.value)
    if call.new or is_turn(call):
        return None
    if call.base is None:
        return shared.imported.get(context.part.file.snippet.path, {}).get(name) or shared.offered.get(name)
    holder = str(call.base.value) if call.base.sort == "name" else ""
    if not holder or "." in holder or holder in context.part.parameters:
        return None
    led = context.find(holder)
    if led is not None and led[1].value != MODULE:
        return None
    return shared.offered.get(f"{holder}.{name}") or shared.offered.get(name)


def _fits(context: Context, environment: str | None) -> bool:
    return environment is None or context.environment in (None, environment)


def _starts(files: list[File]) -> bool:
    """The program's entry is among the files: somebody makes an `App`."""
    calls = (call for file in files for part in file.parts for call, _ in part.own_calls())
    # An app of another library (`new amplify.App(this, ...)`) stands within a stack.
    return any(call.value == "App" and call.new and len(call.parts) < 2 for call in calls)


def _makes_what_is_lost(files: list[File], links: Links) -> bool:
    """An entry makes something whose file is not at hand: what stands in the others may well be made there."""
    return any(_starts([file]) and not links.lost(file.snippet).isdisjoint(_made(file)) for file in files)


def _made(file: File) -> Iterator[str]:
    """What a file makes; in Python, where a class of any library may look so, what it makes for its app."""
    made = [call for part in file.parts for call, _ in part.own_calls() if call.new]
    if file.snippet.path.endswith(".py"):
        apps = {name for part in file.parts for name, expr in part.names.items() if expr.new and expr.value == "App"}
        made = [call for call in made if call.parts and call.parts[0].sort == "name" and call.parts[0].value in apps]
    return (str(call.value) for call in made)


def _mentioned(name: str, text: str) -> bool:
    """The class is used by name elsewhere than where it is declared or imported."""
    rows = (row for row in text.splitlines() if name in row)
    word = re.compile(rf"\b{re.escape(name)}\b")
    return any(
        word.search(row) and not re.match(r"\s*(export\s|default\s|abstract\s|class\s|import\s|from\s|//|\*|#)", row)
        for row in rows
    )


def _by_name(part: Part, call: Expr) -> dict[str, Expr]:
    """What a call gives by name, under the parameter's own spelling: Python's names are kept as others write them."""
    own = {camel(name): name for name in part.parameters}
    return {own.get(name, name): value for name, _, value in call.entries if name}


def _use(part: Part, call: Expr, parent: Context, environment: str | None) -> Context:
    """One use of a class, with what its constructor is given."""
    bindings = dict(zip(part.parameters, call.parts, strict=False)) | _by_name(part, call)
    for held in (value for name, _, value in call.entries if not name and value.sort == "name"):
        # `Web(app, "Web", **settings)`: only what is written out there leaves no parameter at its default.
        spread = (one for one in part.parameters if parent.find(f"{held.value}.{one}") is not None)
        bindings = {one: Expr("index", held.line, held.end, one, base=held) for one in spread} | bindings
    options = next((value for value in reversed(call.parts) if value.sort == "object"), None)
    entries = {name: value for name, _, value in (options.entries if options else call.entries)}
    own = _environment(part, call, entries, parent)
    region = parent.region
    if "env" in entries:
        where = parent.evaluate(entries["env"])
        given = where.text("region")
        nested = next((node.text("region") for node in where.items("given") if node.has("region")), None)
        region = given or nested or region
    told = own or (parent.environment if parent.named else None)
    return Context(
        part, parent.shared, told or environment, region, bindings=bindings, parent=parent, named=told is not None
    )


def _environment(part: Part, call: Expr, entries: dict[str, Expr], parent: Context) -> str | None:
    """The environment that a use names, by a property, what it is handed, its id, or the class itself."""
    others = parent.shared.apart if isinstance(parent.shared, Exports) else frozenset()
    # What is not production's belongs to the rest, whatever the team calls it.
    rest = parent.environment if parent.environment not in (None, PRODUCTION) else DEVELOPMENT
    for key in STAGE_KEYS:
        if key in entries:
            text = parent.evaluate(entries[key]).text()
            if text and (name := named(text)):
                return name
            if text and text.lower() in others:
                return rest
    identity = parent.evaluate(call.parts[1]).text() if len(call.parts) > 1 else None
    # What stands in a hole is the name of a variable, not of an environment; every `Stage` of the CDK is called one.
    told = _CALLED_STAGE.sub("", _HOLE.sub("", identity or ""))
    if found := environment_of(told) or environment_of(_CALLED_STAGE.sub("", part.name)):
        return found
    if is_one_of(told, others):
        return rest
    handed = (value for value in (*entries.values(), *call.parts[2:]) if value.sort in _HANDED)
    said = [serves_customers(parent.evaluate(value), others) for value in handed]
    return PRODUCTION if True in said else rest if False in said else None

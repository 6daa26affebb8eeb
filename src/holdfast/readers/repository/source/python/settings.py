"""How Python servers read their environment, and what happens when a variable is missing."""

import re
from bisect import bisect_left
from dataclasses import field
from typing import TYPE_CHECKING

from holdfast.model.evidence import Location
from holdfast.model.record import record
from holdfast.model.regex import regex
from holdfast.readers.repository.configuration.exposed import covered
from holdfast.readers.repository.configuration.names import is_needed, is_secret, leads_to_database
from holdfast.readers.repository.source.apps import App
from holdfast.readers.repository.source.branches import only_for_developers
from holdfast.readers.repository.source.code import Source, extent, kin, named, short
from holdfast.readers.repository.source.configuration.built_in_values import always_there, built_in_values
from holdfast.readers.repository.source.configuration.collected import Endings
from holdfast.readers.repository.source.configuration.forgiven import forgive
from holdfast.readers.repository.source.configuration.members_instead import may_take
from holdfast.readers.repository.source.configuration.otherwise import caught, otherwise
from holdfast.readers.repository.source.configuration.production_guards import guard
from holdfast.readers.repository.source.configuration.reaction import Reaction, merged
from holdfast.readers.repository.source.configuration.settings_use import SettingsUse, asked_once
from holdfast.readers.repository.source.python.choices import IF_THERE, choices, declared_instead, files_instead
from holdfast.readers.repository.source.python.chosen_without import (
    BUILT_IN,
    ON_DISK,
    PRESENT,
    hands_on,
    is_choice,
    is_kept_elsewhere,
    is_of_environment,
    is_of_store,
    or_else,
)
from holdfast.readers.repository.source.python.debug import debugging
from holdfast.readers.repository.source.python.demands import asked_elsewhere, defaults, demands, held_against
from holdfast.readers.repository.source.python.fetched_instead import fetched_instead
from holdfast.readers.repository.source.python.lists import listed_names
from holdfast.readers.repository.source.python.look_ups import (
    BOUND,
    bindings,
    by_stand_ins,
    chosen,
    hard,
    held_names,
    names_in,
    soft,
)
from holdfast.readers.repository.source.python.production_held import held
from holdfast.readers.repository.source.python.standing import at_top, handlers

if TYPE_CHECKING:
    from ast_grep_py import SgNode

_ABOUT = (
    "environ",
    "getenv",
    "basesettings",
    "decouple",
    "dotenv",
    "secret_value",
    "get_parameter",
    "env(",
    "env.",
    "from_env",
    "starlette.config",
    "keyerror",
    "dynaconf",
)
# Each begins with a word that is seldom met, and looks back from there: most of a program is passed over fast.
_HELPED = regex(
    r"(?:get|read|load|fetch|optional)(?<![\w.]get)_(?:secret|env|setting|config|param)\w{0,20}\(\s*[\"'](?P<name>\w{2,80})[\"']"
    r"\s*,\s*(?:default\s*=\s*)?(?=(?P<default>[\"'][^\n]{0,200}))"
)
_CALLED = regex(
    r"(?<![\w.])(?:\w{1,20}\.(?=env\b|ENV\b))?(?:env|config|_env|ENV)"
    r"(?:\.(?:str|bool|int|list|url|db|db_url|json|float|dict|cache|cache_url|email_url|path))?"
    r"\(\s*[\"'](?P<name>[A-Z][A-Z0-9_]{1,80})[\"']"
    r"(?=(?P<rest>,[ \t]*\n(?:[^\n()]{0,200},[ \t]*\n)?[^\n]{0,200}|[^\n]{0,200}))"
)
_SECOND = regex(r"\s*,\s*(?:default\s*=\s*)?(?P<value>(?!\s*(?:cast|subcast|parser)\b|\s*\)|\s*$)[^\n]*)")
_ASKS = regex(r"\bdecouple\b|environ\.(?:Env|FileAware)|\bimport (?:\*|[^\n#]{0,80}\b(?i:env)\b)|starlette\.config")
_STANDS_IN = regex(r"\s*(?:[fr]?(?P<quote>[\"'])(?!(?P=quote))|(?!None\b)[\w(\[{])")
_WRITTEN = regex(r"\s*[fr]?([\"'])(?P<value>[^\"'\n]*)\1")
_DOTENV = regex(r"\bload_dotenv\(|\bread_env\(|\bdotenv_values\(|environ\.Env\.read_env\(")
_SETTINGS = regex(r"(?:^|/)(?:settings|config|configs|core|conf)(?:/|[\w]*\.py$)")
_ENTRY = regex(r"(?:^|/)(?:main|app|server|wsgi|asgi|application|run|__init__)\.py$")
_ENDS = regex(r"\braise\b|\bsys\.exit\(|(?<!\w)exit\(|os\._exit\(|quit\(")
_ANSWERED = regex(
    r"\bHTTPException\([^()]{0,200}\b50[03]\b|\bHTTP_50[03]_\w+|\babort\(\s*50[03]\b"
    r"|\bstatus(?:_code)?\s*=\s*50[03]\b|\breturn\b[^\n]{1,300},\s*50[03]\s*$"
)
"""An answer to a browser that the server is set up wrongly: it started all the same."""
_ASKED_WRONGLY = regex(r"\bHTTPException\([^()]{0,200}\b4\d\d\b|\bHTTP_4\d\d_\w+|\babort\(\s*4\d\d\b")
"""An answer to a browser that it asks wrongly: nothing is missing here."""
_SAYS = regex(r"(?i)\bprint\(|\blog(?:ger|ging)?\w*\.\w+\(|warnings\.warn\(")
_GIVES_UP = regex(r"\breturn\b\s*(?:None|False|\{\}|$)")
_SECRETS = regex(
    r"\.get_secret_value\(|\.get_parameters?(?:_by_path)?\("
    r"|(?<!def )\b(?:get|load|fetch)_(?:\w{1,20}_)?secrets?(?:_from_\w{1,20})?\("
)
_BASE = regex(r"\b(?:\w*BaseSettings|BaseAppSettings|Settings)\b")
_ENV_PREFIX = regex(r"\benv_prefix[\"']?\s*[=:]\s*[\"'](\w{1,40})[\"']")
_VALIDATOR = regex(r"@(?:pydantic\.)?(?:field_|model_|root_)?validator\((?P<fields>[^)]{0,600})\)")
_EMPTY = regex(r"\bif not \w+\b|\bis None\b|==\s*[\"']{2}|\bif len\(|\.strip\(\)|\bnot in\b")
_FIELD_EMPTY = regex(r"\bnot (?:self|values|data)(?:\.(?P<of>\w+)|(?:\.get\(|\[)[\"'](?P<by>\w+)[\"'])")
_STARTS = regex(
    r"(?i)load|init|valid|check|settings|setup|^create_(?:app|engine|server|client|pool)|main|start|config|env|require"
    r"|lifespan|connect|build"
)
"""Names of what is called while a program starts."""


@record(frozen=False)
class PythonSettings:
    """Collects how one application gets its settings."""

    app: App
    use: SettingsUse = field(default_factory=SettingsUse)

    def collect(self) -> SettingsUse:
        """Read every file of the server that speaks about settings."""
        counts: dict[str, int] = {}
        sources = [s for s in self.app.serving if s.language == "python" and is_about(s)]
        for source in sources:
            counts[source.path] = self.use.join(in_file(source))
        for source, name, start in asked_elsewhere(self.app, sources):
            self.use.read(name, source.at(start))
            self.use.raising.append(Reaction("fails", (name,), source.at(start), at_start=_early(source, start)))
        on = list(debugging(self.app.serving))
        known = {reaction.names for reaction in on}
        self.use.reactions += [*on, *(reaction for reaction in self.use.raising if reaction.names not in known)]
        files = [source for source in self.app.serving if source.language == "python"]
        guard(files, lambda: held(sources, self.use.reads), self.use, _ENDS)
        forgive(files, self.use)
        self._central(sources, counts)
        return self.use

    def _central(self, sources: list[Source], counts: dict[str, int]) -> None:
        best = max(
            (s for s in sources if counts[s.path]),
            key=lambda s: (bool(_SETTINGS.search(s.path)), bool(_ENTRY.search(s.path)), counts[s.path]),
            default=None,
        )
        self.use.central = best.snippet if best is not None else None


def is_about(source: Source) -> bool:
    """A cheap test: whether a file may say how settings are read."""
    return source.mentions(*_ABOUT) or may_take(source)


def in_file(source: Source) -> SettingsUse:
    """What one file by itself does to get settings; asked once, and kept with the file."""
    return asked_once(source, lambda one: _InFile(Endings(one, _ENDS)).collect(one))


@record(frozen=False)
class _InFile:
    endings: Endings
    use: SettingsUse = field(default_factory=SettingsUse)

    def collect(self, source: Source) -> SettingsUse:
        hard = self._reads(source)
        match = _DOTENV.search(source.code) if source.mentions("dotenv", "read_env") else None
        if match is not None:
            weight = 70 if _SETTINGS.search(source.path) or _ENTRY.search(source.path) else 60
            self.use.anchors.append((weight, source.at(match.start()), "dotenv"))
        self._classes(source)
        self.use.looked_up = len(self.use.reads)
        self._conditions(source)
        listed_names(source, self.use)
        self._secret_loader(source)
        self._fail_fast(source, hard)
        return self.use

    def _reads(self, source: Source) -> list[tuple[str, int]]:
        code = source.code
        held = held_names(source)
        answered, demanded = by_stand_ins(source, held)
        asked = [*soft(code, held), *answered]
        for name in chosen(code, asked):
            self.use.falls_back(name)
        for name, match in asked:
            if not only_for_developers(source, match.start()):
                self._soft(source, name, match)
        helped = {match.start("name"): match for match in (*defaults(source), *_HELPED.finditer(code))}
        for match in helped.values():
            at = source.at(match.start(), match.end("name"))
            self.use.read(match["name"], at)
            self._default(match["name"], match["default"], at)
        self.use.reactions += files_instead(source)
        raising = [(name, match.start()) for name, match in (*hard(code, held), *demanded)]
        for match in IF_THERE.finditer(code) if " else " in code else ():
            raising = [one for one in raising if one[1] != match.start()]
            self.use.read(match["name"], source.at(match.start()))
            self._default(match["name"], match["default"], source.at(match.start(), match.end()))
        if _ASKS.search(code):
            raising += self._asked(source)
        raising += demands(source)
        for name, start in raising:
            self.use.read(name, source.at(start))
        return self._unless_chosen(source, raising)

    def _unless_chosen(self, source: Source, hard: list[tuple[str, int]]) -> list[tuple[str, int]]:
        """The look-ups that raise wherever the program runs: not those of a database that a variable chooses."""
        ordered = sorted(hard, key=lambda one: one[1])
        starts = [start for _, start in ordered]
        passed: set[int] = set()
        for choice in choices(source, bindings(source)) if source.mentions("sqlite") else ():
            first, end = (bisect_left(starts, offset) for offset in choice.guarded)
            passed.update(starts[first:end])
            if choice.falls_back:
                names = tuple(dict.fromkeys((*choice.names, *(name for name, _ in ordered[first:end]))))
                self.use.reactions.append(Reaction("silent", names, source.at(*choice.span)))
        return [(name, start) for name, start in hard if start not in passed]

    def _soft(self, source: Source, name: str, match: re.Match[str]) -> None:
        end = match.start("comma") + 1 if match["comma"] else match.end("name" if match["name"] else "held")
        at = source.at(match.start(), end)
        given = match["default"] if match["comma"] else or_else(match)
        written = _WRITTEN.match(given) if match["held"] and is_secret(name) else None
        if written is not None and written["value"]:
            at = covered(at, written["value"])  # the constant that is asked for need not sound secret
        self.use.read(name, at)
        self._default(name, given, at)

    def _default(self, name: str, written: str, at: Location) -> None:
        if _STANDS_IN.match(written):
            self.use.falls_back(name)
        if is_kept_elsewhere(written):
            self.use.tuned.add(name)
        literal = _WRITTEN.match(written)
        if literal is not None:
            self.use.stands_in_for_secret(name, literal["value"], at)

    def _asked(self, source: Source) -> list[tuple[str, int]]:
        """`config("X")` and `env("X")` raise when the variable is missing, unless they have a default."""
        hard = []
        declared = declared_instead(source)
        for match in _CALLED.finditer(source.code):
            at = source.at(match.start(), match.end("name"))
            told = re.search(r"\bdefault\s*=\s*(?P<value>[^\n]*)", match["rest"]) or _SECOND.match(match["rest"])
            if told is None and match["name"] in declared:
                told = declared[match["name"]]
                at = source.at(told.start())
            if told is None:
                hard.append((match["name"], match.start()))
                continue
            self.use.read(match["name"], at)
            self._default(match["name"], told["value"], at)
        return hard

    def _fail_fast(self, source: Source, hard: list[tuple[str, int]]) -> None:
        """Look-ups that raise by themselves: the settings module is a required list, another place is not."""
        survived = caught(source, hard, _SAYS, _ENDS)
        self.use.reactions += survived.values()
        for name, start in hard:
            if start not in survived:
                self.use.raising.append(Reaction("fails", (name,), source.at(start), at_start=_early(source, start)))

    def _classes(self, source: Source) -> None:
        """pydantic: a field without a default is required, and is validated when the class is made."""
        if "BaseSettings" not in source.text and "BaseModel" not in source.text:
            return
        for declared in source.nodes("class_definition"):
            bases = short(declared.field("superclasses"))
            held = "BaseModel" in bases and held_against(source, short(declared.field("name")))
            if held or (_BASE.search(bases) and "BaseSettings" in source.text):
                self._settings_class(source, declared)

    def _settings_class(self, source: Source, declared: "SgNode") -> None:
        required: list[tuple[str, int]] = []
        refused = _refused(source, declared)
        told = _ENV_PREFIX.search(source.code[slice(*extent(declared))][:6_000])
        prefix = told[1] if told else ""
        self.use.tuned.update(f"{prefix}{name}".upper() for name in fetched_instead(source, declared))
        for name, (start, end) in refused.items():
            self.use.require((f"{prefix}{name}".upper(),), source.at(start, end), "pydantic")
        for statement in named(declared.field("body")):
            assignment = next((c for c in named(statement) if c.kind() == "assignment"), None)
            if assignment is None or assignment.field("type") is None:
                continue
            name, value = short(assignment.field("left")), assignment.field("right")
            start = extent(assignment)[0]
            if name in {"model_config", "Config"} or "ClassVar" in short(assignment.field("type")):
                continue
            text = short(value, 600) if value is not None else ""
            shown = f"{'' if 'alias' in text else prefix}{name}".upper()
            self.use.read(shown, source.at(start))
            kind = short(assignment.field("type"))
            if (
                value is None
                or re.match(
                    r"Field\(\s*(?:\.\.\.|\)|(?:env|alias|validation_alias|description|min_length|repr)\s*=)", text
                )
            ) and (value is None or "default" not in text):
                required += [(shown, start)] if "None" not in kind and "Optional" not in kind else []
                continue
            if name in refused:
                continue
            self._default(shown, told["value"] if (told := BUILT_IN.search(text)) else text, source.at(start))
        if required:
            at = source.at(required[0][1], required[-1][1] + 1)
            self.use.require(tuple(name for name, _ in required), at, "pydantic")

    def _conditions(self, source: Source) -> None:
        bound = bindings(source)
        built_in_values(source, {variable: (name,) for variable, name in bound.items()}, self.use)
        for variable in always_there(source, BOUND) if bound else ():
            bound.pop(variable.rpartition(".")[2], None)
        for node in source.nodes("if_statement"):
            condition, consequence = node.field("condition"), node.field("consequence")
            if condition is None or consequence is None:
                continue
            text = source.code[slice(*extent(condition))][:600]
            if node.field("alternative") is None:
                self.use.leave_out(PRESENT, text, tuple(names_in(text, bound, held_names(source))))
            if not re.search(r"\bnot\b|is None|==\s*[\"']{2}|not in", text):
                told = tuple(names_in(text, bound, held_names(source))) if PRESENT.fullmatch(text) else ()
                self.use.reactions += otherwise(source, node, told, _SAYS, _ENDS)
                continue
            text = ON_DISK.sub("", text)
            names = tuple(name for name in names_in(text, bound, held_names(source)) if is_needed(name))
            if not names and not (re.search(r"\bmissing\w*", text) and is_of_environment(source, node)):
                continue
            self._condition(source, node, text, names)

    def _condition(self, source: Source, node: "SgNode", asked: str, names: tuple[str, ...]) -> None:
        start, end = extent(node.field("consequence") or node)
        body = source.bare[start:end]
        at = source.at(extent(node)[0], end)
        around = next(kin(node, "function_definition"), None)
        inside = source.code[slice(*extent(around))][:6000] if around is not None else ""
        loads = "secrets-manager" if "get_secret_value" in inside else "environment" if "environ[" in inside else ""
        if around is not None and _ANSWERED.search(body):
            self.use.reactions.append(Reaction("silent", names, at))
        elif around is not None and _ASKED_WRONGLY.search(body):
            return
        elif _ENDS.search(body) or self.endings.after(node) is not None:
            late = around is not None and _is_late(source, node, around)
            self.use.reactions.append(Reaction("fails", names, at, at_start=False if late else around is None or None))
        elif re.search(r"\bResponse|HTTPException|JsonResponse|jsonify", body):
            return
        elif _SAYS.search(body) and names and is_choice(asked, body):
            self.use.tuned.update(names)
        elif _SAYS.search(body):
            self.use.reactions.append(
                Reaction("warns", names, at, source=loads or "environment", whole=bool(loads) or not names)
            )
        elif _GIVES_UP.search(body) and loads:
            self.use.reactions.append(Reaction("silent", names, at, source=loads, whole=True))
        elif around is not None and _GIVES_UP.search(body) and any(map(leads_to_database, names)):
            self.use.reactions.append(Reaction("silent", names, at))

    def _secret_loader(self, source: Source) -> None:
        for match in (one for one in _SECRETS.finditer(source.bare) if is_of_store(source, one[0])):
            service = "secrets-manager" if "secret" in match[0] else "parameter-store"
            for handler in handlers(source, match.start()):
                body = source.bare[slice(*extent(handler))]
                missing = "fails" if _ENDS.search(body) else "warns" if _SAYS.search(body) else "silent"
                if missing != "silent" or not hands_on(body):
                    reaction = Reaction(missing, (), source.at_node(handler), source=service, whole=True)
                    self.use.reactions = merged(self.use.reactions, reaction, source)
                break


def _refused(source: Source, declared: "SgNode") -> dict[str, tuple[int, int]]:
    """The fields that a validator of a settings class refuses when they are empty, each with the validator's span."""
    found: dict[str, tuple[int, int]] = {}
    for node in named(declared.field("body")):
        text = source.code[slice(*extent(node))][:6_000] if node.kind() == "decorated_definition" else ""
        decorator = _VALIDATOR.match(text)
        if decorator is None or not _ENDS.search(text):
            continue
        empty = _EMPTY.search(text) is not None
        fields = re.findall(r"[\"'](\w+)[\"']", decorator["fields"]) if empty else []
        # A validator of the whole class names each field beside its question.
        fields += [match["of"] or match["by"] for match in _FIELD_EMPTY.finditer(text)]
        for name in fields:
            found.setdefault(name, extent(node))
    return found


def _is_late(source: Source, node: "SgNode", around: "SgNode") -> bool:
    """The module reads a setting while it is loaded, and a function misses it only when somebody calls it."""
    name = short(around.field("name"))
    if _STARTS.search(name) or re.search(rf"(?m)^(?:[\w.]+\s*=\s*)?{re.escape(name)}\(", source.code):
        return False
    words = re.findall(r"[A-Za-z_]\w*", short(node.field("condition"), 600))
    return any(
        re.search(rf"(?m)^{word}[ \t]*(?::[^=\n]{{1,60}})?=[^=\n]{{0,40}}\b(?:getenv|environ)", source.code)
        for word in words
    )


def _early(source: Source, start: int) -> bool | None:
    """True where settings are read while the program starts; None where that cannot be told."""
    return True if any(p.search(source.path) for p in (_SETTINGS, _ENTRY)) and at_top(source, start) else None

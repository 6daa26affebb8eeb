"""How JavaScript and TypeScript servers read their environment, and what happens when a variable is missing."""

import re
from collections.abc import Iterator
from dataclasses import field
from typing import TYPE_CHECKING

from holdfast.model.evidence import Location
from holdfast.model.record import record
from holdfast.model.regex import regex
from holdfast.readers.repository.configuration.names import is_needed, is_secret
from holdfast.readers.repository.source import paths
from holdfast.readers.repository.source.apps import App
from holdfast.readers.repository.source.branches import is_theirs
from holdfast.readers.repository.source.code import Source, extent, kin, short
from holdfast.readers.repository.source.configuration.built_in_values import always_there, built_in_values, throws
from holdfast.readers.repository.source.configuration.collected import Endings
from holdfast.readers.repository.source.configuration.forgiven import forgive
from holdfast.readers.repository.source.configuration.members_instead import may_take
from holdfast.readers.repository.source.configuration.otherwise import otherwise
from holdfast.readers.repository.source.configuration.production_guards import guard
from holdfast.readers.repository.source.configuration.reaction import Reaction
from holdfast.readers.repository.source.configuration.settings_use import SettingsUse, asked_once
from holdfast.readers.repository.source.javascript import schemas
from holdfast.readers.repository.source.javascript.accessors import accessors
from holdfast.readers.repository.source.javascript.bindings import BOUND, UNPACKED, bindings, names_in
from holdfast.readers.repository.source.javascript.by_request import by_request
from holdfast.readers.repository.source.javascript.choices import choices
from holdfast.readers.repository.source.javascript.classes import in_checked_objects
from holdfast.readers.repository.source.javascript.fetches import ENDS, SAYS, around, loader_around, secret_loader
from holdfast.readers.repository.source.javascript.gathered import gather
from holdfast.readers.repository.source.javascript.in_production import asks_elsewhere
from holdfast.readers.repository.source.javascript.loads_unseen import loads_unseen
from holdfast.readers.repository.source.javascript.missed import ABSENT, is_missed, notes
from holdfast.readers.repository.source.javascript.order import in_order, runs_at_start
from holdfast.readers.repository.source.javascript.production_held import held
from holdfast.readers.repository.source.javascript.reads import OR_LIST, Read, helped, puts_over, reads_in, switches
from holdfast.readers.repository.source.javascript.refined import refined

if TYPE_CHECKING:
    from ast_grep_py import SgNode

_ABOUT = (
    *("process.env", "configmodule", "dotenv", "cleanenv", "createenv", "secretvalue", "getsecret", "joi.", "z.object"),
    *("bun.env", "validatesync", "loadenvfile", "convict", "nconf", "fastify/env", "env-schema", "env-var", "{ env }"),
)
_OR = regex(
    r"(?:\s*(?:as\s+\w+|!)?\s*,\s*(?:10|16)\s*(?=\)))?[!)\s]*(?:as\s+\w+\s*\)?\s*)?(?:\|\||\?\?)=?\s*"
    r"(?P<rest>.{0,200})",
    re.DOTALL,
)
_CHOSEN = regex(
    r"\s*\?\s*(?:process|Bun)\.env\.\w{1,80}(?:\??\.\w{1,12}\([^()\n]{0,40}\)){0,3}\s*:\s*(?P<rest>.{0,200})", re.DOTALL
)
_LITERAL = regex(r"(?P<quote>[\"'`])(?P<value>[^\"'`\n]*)(?P=quote)")
_STANDS_IN = regex(r"\s*(?!(?:undefined|null|void|throw)\b)[^\s;,)}]")
_ASKED_DEFAULT = regex(r"\s*,\s*(?P<quote>[\"'])(?P<value>[^\"'\n]*)(?P=quote)\s*\)")
_THROWN = regex(r"^(?:\(\s*\(\)\s*=>|raise|fail|throw|required?|missing|panic|die|invariant|assert)\w*", re.IGNORECASE)
_NOTHING = frozenset(("null", "undefined", "false", "[]", "{}", "''", '""'))
_PRESENT = regex(r"\(\s*[\w.?]+(?:\s*(?:&&|\|\|)\s*[\w.?]+)*\s*\)")
"""A condition that only asks whether settings are there."""
_STRICT = regex(r"[cC]onfig\w*\s*\.\s*getOrThrow(?:<[\w\s|\[\]]{1,40}>)?\(\s*[\"'](?P<name>[\w.]+)[\"']")
_ENV_VAR = regex(r"\bget\(\s*[\"'](?P<name>[A-Z]\w+)[\"']\s*\)\s*\.required\(")
_INTO = regex(r"process\.env\.(?P<name>[A-Z]\w+)")
_ASSERTS = regex(r"\b(?:invariant|assert(?:\.ok)?|nullthrows|required?(?:Env)?)\(\s*\Z")
_DOTENV = regex(
    r"dotenv(?:[\w-]*)?(?:\.default)?\.config\(|dotenv/config[\"']|dotenvx?\(\)\.config\("
    r"|require\([\"']dotenv[\"']\)\.config\(|dotenvExpand|loadEnvFile\("
)
_PASSED_OVER = regex(
    r"\b(?:const|let|var)\s+(?P<name>\w{1,40})\s*=\s*(?:\w{1,20}\.)?(?:config|loadEnvFile)\([^;]{0,200}?\)\s*;?\s{1,80}"
    r"if\s*\(\s*(?P=name)\??\.error\s*\)\s*(?:\{(?P<body>[^{}]{0,400})\}|(?P<row>[^\n{]{1,200}))"
    r"|\btry\s*\{\s*(?:\w{1,20}\.)?(?:config|loadEnvFile)\([^;{}]{0,160}\)\s*;?\s*\}\s*"
    r"catch\s*(?:\([^()]{0,40}\)\s*)?\{(?P<caught>[^{}]{0,400})\}"
)
"""What becomes of a file of settings that is not there, right behind the call that reads it."""
_CONFIGURES = regex(
    r"(?:^|/)(?:config|configs|configuration|env|environment|settings|constants?)(?:/|[.\w-]*\.[cm]?[jt]s$)",
    re.IGNORECASE,
)
_ENTRY = regex(r"(?:^|/)(?:main|server|app|index|www|bootstrap)\.[cm]?[jt]s$|/bin/www$")
_CONNECTS = regex(r"\b(?:connect|createConnection|createPool|createClient|Sequelize|MongoClient)\(\s*[^()]{0,400}$")
_EXITS = regex(r"process\.(?:exit\(\s*(?!0\s*\))|abort\()")
_ANSWERS = regex(r"\bres(?:ponse)?\b|\breply\b|\bctx\b|NextResponse|Response|\bc\.json")
_ANSWERED = regex(
    r"\b(?:HTTPException|HttpException|HttpError|createError|createHttpError|throw)\(\s*500\b|\bInternalServerError\w*\("
    r"|\bstatus(?:Code)?\s*[:(=]\s*500\b|\bsendStatus\(\s*500\b|\.json\([^;]{1,400},\s*500\s*,?\s*\)"
)
"""An answer to a browser that the server is set up wrongly: it started all the same."""
_ASKS = regex(r"onfig\w{0,40}\s*\.\s*get")


def is_about(source: Source) -> bool:
    """A cheap test: whether a file may say how settings are read."""
    return source.mentions(*_ABOUT) or bool(_ASKS.search(source.text)) or may_take(source)


@record(frozen=False)
class JavaScriptSettings:
    """Collects how one application gets its settings."""

    app: App
    use: SettingsUse = field(default_factory=SettingsUse)

    def collect(self) -> SettingsUse:
        """Read every file of the server that speaks about settings."""
        sources = [s for s in self.app.serving if s.language in paths.JAVASCRIPT and is_about(s)]
        counts: dict[str, int] = {}
        for source in sources:
            counts[source.path] = self.use.join(in_file(source))
        self._unseen(sources)
        schemas.collect(sources, self.use)
        if refused := {name for source in sources for name in refined(source)}:
            kept = (one for one in self.use.reactions if one.missing != "default" or not refused.issuperset(one.names))
            self.use.reactions = list(kept)
        scripts = [s for s in self.app.serving if s.language in paths.JAVASCRIPT]
        self.use.validated = in_order(scripts, self.use.validated)
        forgive(scripts, self.use)
        if self.app.kind == "full-stack":
            every = (s for s in self.app.sources if s.language in paths.JAVASCRIPT)
            self.use.reactions = by_request(every, self.use.reactions)
        guard(scripts, lambda: held(sources), self.use, ENDS)
        self._central(sources, counts)
        return self.use

    def _unseen(self, sources: list[Source]) -> None:
        """What is loaded from files that are not at hand is checked there, if anywhere: the module itself does not."""
        for source in (one for one in sources if "ConfigModule" in one.text):
            for call in _modules(source):
                inside = source.code[slice(*extent(call))]
                if not _CHECKED.search(inside) and loads_unseen(source, inside, self.app.sources):
                    self.use.unchecked.append(source.at_node(call))

    def _central(self, sources: list[Source], counts: dict[str, int]) -> None:
        """Without a loader, the file that reads most settings shows how they are loaded."""
        best = max(
            (s for s in sources if counts[s.path]),
            key=lambda s: (bool(_CONFIGURES.search(s.path)), bool(_ENTRY.search(s.path)), counts[s.path]),
            default=None,
        )
        validated = [at for weight, at, _ in self.use.anchors if weight == 200]
        self.use.anchors = [anchor for anchor in self.use.anchors if anchor[0] != 200]
        lenient = any(one.whole and one.missing != "fails" for one in self.use.reactions)
        if validated and not self.use.validated and not lenient:
            self.use.require((), validated[0], "config-module")
        self.use.central = best.snippet if best is not None else None
        if not self.use.reads:
            # Whoever reads what a file of settings says, a store's client, say, finds it missing then.
            self.use.unchecked += [at for weight, at, _ in self.use.anchors if weight < _OF_MODULE]


def in_file(source: Source) -> SettingsUse:
    """What one file by itself does to get settings; asked once, and kept with the file."""
    return asked_once(source, lambda one: _InFile(Endings(one, ENDS)).collect(one))


@record(frozen=False)
class _InFile:
    endings: Endings
    use: SettingsUse = field(default_factory=SettingsUse)

    def collect(self, source: Source) -> SettingsUse:
        self._reads(source)
        self.use.looked_up = len(self.use.reads)
        self._anchors(source)
        self._strict(source)
        in_checked_objects(source, self.use)
        self._conditions(source)
        for name, node in accessors(source):
            self.use.reactions.append(Reaction("silent", (name,), source.at_node(node)))
        secret_loader(source, self.use)
        gather(source, self.use)
        if source.mentions("sqlite"):
            bound = bindings(source)
            self.use.reactions += choices(source, lambda text: names_in(text, bound))
        return self.use

    def _reads(self, source: Source) -> None:
        code = source.code
        found = reads_in(code)
        self.use.tuned |= switches(code, found)
        for read in found:
            elsewhere = read.name.startswith("NEXT_PUBLIC_") or is_theirs(source, read.start)
            if elsewhere or (read.bare and "process.env" not in code):
                continue
            at = source.at(read.start, read.end)
            self.use.read(read.name, at)
            before = len(self.use.reactions)
            self._default(source, read, at)
            # Where another database stands in, the connection that fails is the one to that.
            if len(self.use.reactions) == before and _ends_without(source, read.start):
                self.use.reactions.append(Reaction("fails", (read.name,), at))
        for match in helped(code):
            at = source.at(match.start(), match.end())
            self.use.read(match["name"], at)
            self.use.falls_back(match["name"])
            self.use.stands_in_for_secret(match["name"], match["value"], at)
        for match in UNPACKED.finditer(code):
            for part in match["names"].split(","):
                name, _, default = part.partition("=")
                name = name.partition(":")[0].strip()
                if not re.fullmatch(r"[A-Z]\w+", name):
                    continue
                at = source.at(match.start("names") + match["names"].find(name))
                self.use.read(name, at)
                literal = _LITERAL.match(default.strip())
                if _STANDS_IN.match(literal["value"] if literal else default):
                    self.use.falls_back(name)
                if literal is not None:
                    self.use.stands_in_for_secret(name, literal["value"], at)

    def _default(self, source: Source, read: Read, at: Location) -> None:
        """A built-in value behind `||` or `??`, or as the second argument, takes a missing secret's place."""
        name, after = read.name, source.code[read.end : read.end + 300]
        asked = _ASKED_DEFAULT.match(after) if read.asked else None
        fallback = (
            _OR.match(after[after.find(")") + 1 :] if read.asked else after)
            or OR_LIST.match(after)
            or _CHOSEN.match(after)
        )
        if asked is not None:
            literal: re.Match[str] | None = asked
        elif fallback is not None:
            if _THROWN.match(fallback["rest"]) or throws(fallback["rest"]):
                self.use.reactions.append(Reaction("fails", (name,), at))
                return
            literal = _LITERAL.match(fallback["rest"]) or (
                _constant(source, fallback["rest"]) if is_secret(name) else None
            )
        else:
            return
        if _STANDS_IN.match(literal["value"] if literal else (fallback["rest"] if fallback else "")):
            self.use.falls_back(name)
        if fallback is not None and puts_over(source.code[max(read.start - 120, 0) : read.start], fallback["rest"]):
            self.use.tuned.add(name)
        if literal is not None:
            self.use.stands_in_for_secret(name, literal["value"], at)

    def _anchors(self, source: Source) -> None:
        weight = 10 if _ENTRY.search(source.path) or _CONFIGURES.search(source.path) else 0
        for match in _DOTENV.finditer(source.code):
            self.use.anchors.append((60 + weight, source.at(match.start()), "dotenv"))
            for told in _PASSED_OVER.finditer(source.code):
                then = told["body"] or told["row"] or told["caught"] or ""
                if SAYS.search(then) and not ENDS.search(then):
                    self.use.anchors.append((80, source.at(told.start(), told.end()), "file"))
            break
        for call in _modules(source):
            self.use.anchors.append((_OF_MODULE, source.at_node(call), "dotenv"))
            inside = source.bare[slice(*extent(call))]
            if _CHECKED.search(inside):
                self.use.anchors.append((200, source.at_node(call), "validated"))
            elif not re.search(r"\bload\b|\.\.\.", inside):
                self.use.unchecked.append(source.at_node(call))

    def _strict(self, source: Source) -> None:
        if not source.mentions("orthrow", ".required(", "(process.env"):
            return
        code = source.code
        if ".required(" in code:
            for match in _ENV_VAR.finditer(code):
                self.use.read(match["name"], source.at(match.start()))
                self.use.reactions.append(Reaction("fails", (match["name"],), source.at(match.start()), at_start=True))
        strict = list(_STRICT.finditer(code)) if "OrThrow" in code else []
        asserted = [m for m in _INTO.finditer(code) if _ASSERTS.search(code[max(m.start() - 80, 0) : m.start()])]
        for match in (*strict, *asserted):
            self.use.read(match["name"], source.at(match.start()))
            self.use.reactions.append(Reaction("fails", (match["name"],), source.at(match.start())))

    def _conditions(self, source: Source) -> None:
        bound = bindings(source)
        built_in_values(source, bound, self.use)
        asked, chosen_between = "if (" in source.text or "if(" in source.text, " ? " in source.text
        if not (asked or chosen_between):
            return
        for name in always_there(source, BOUND):
            bound.pop(name, None)
        if not bound and not reads_in(source.code):
            return
        for node in source.nodes("ternary_expression") if chosen_between else ():
            condition, chosen = node.field("condition"), node.field("consequence")
            if condition is not None and chosen is not None and short(node.field("alternative")) in _NOTHING:
                self._pass_over(source, f"({short(condition)})", chosen, bound)
        for node in source.nodes("if_statement") if asked else ():
            condition = node.field("condition")
            consequence = node.field("consequence")
            if condition is None or consequence is None:
                continue
            text = source.code[slice(*extent(condition))][:600]
            if node.field("alternative") is None:
                self._pass_over(source, text, consequence, bound)
            names = tuple(name for name in names_in(text, bound) if is_needed(name))
            if names and _PRESENT.fullmatch(text):
                self.use.reactions += otherwise(source, node, names, SAYS, ENDS)
            if not names or not ABSENT.search(text) or asks_elsewhere(text):
                continue
            self._condition(source, node, consequence, names)

    def _pass_over(self, source: Source, asked: str, consequence: "SgNode", bound: dict[str, tuple[str, ...]]) -> None:
        """What is done only where a setting is there, with all that it needs for it."""
        names = tuple(names_in(asked, bound))
        if names and all(map(is_needed, names)):
            names += tuple(names_in(source.code[slice(*extent(consequence))][:2_000], bound))
        self.use.leave_out(_PRESENT, asked, names)

    def _condition(self, source: Source, node: "SgNode", consequence: "SgNode", names: tuple[str, ...]) -> None:
        start, end = extent(consequence)
        body = source.bare[start:end]
        at = source.at(extent(node)[0], end)
        ending = self.endings.after(node)
        if ending is None and _ANSWERED.search(body) and not runs_at_start(node):
            self.use.reactions.append(Reaction("silent", names, at))
        elif ending is not None:
            at_start = True if runs_at_start(ending) else None
            self.use.reactions.append(Reaction("fails", names, at, at_start=at_start))
        elif ENDS.search(body):
            missing = "warns" if _swallowed(source, node) and "exit(" not in body else "fails"
            at_start = True if runs_at_start(node) else None
            self.use.reactions.append(Reaction(missing, names, at, at_start=at_start))
        elif _ANSWERS.search(body) or not is_missed(source, node, consequence, names):
            return
        elif SAYS.search(body) or (notes(body, names)):
            self._went_on("warns", names, at, loader_around(source, node), at_start=runs_at_start(node))
        elif re.search(r"\breturn\b\s*(?:;|null|undefined|false|\}|$)", body):
            loader = loader_around(source, node)
            if loader:
                self._went_on("silent", names, at, loader)

    def _went_on(
        self, missing: str, names: tuple[str, ...], at: Location, loader: str, *, at_start: bool = False
    ) -> None:
        """The program goes on without a setting; `loader` is the source of all settings that stand there, if so."""
        source, early = loader or "environment", at_start or None
        self.use.reactions.append(Reaction(missing, names, at, source=source, at_start=early, whole=bool(loader)))


_OF_MODULE = 100
"""What Nest's module of settings weighs as the place of loading."""
_CHECKED = regex(r"\bvalidat(?:e|ionSchema)\b")


def _modules(source: Source) -> Iterator["SgNode"]:
    """The calls by which Nest takes in its settings."""
    if "ConfigModule" in source.text:
        for call in source.nodes("call_expression"):
            if short(call.field("function")).endswith("ConfigModule.forRoot"):
                yield call


def _constant(source: Source, rest: str) -> re.Match[str] | None:
    """The literal behind a constant of this file that `rest` begins with."""
    named = re.match(r"[A-Za-z_$][\w$]{1,60}(?![\w$.(\[])", rest)
    if named is None:
        return None
    written = re.search(rf"\b(?:const|let|var)\s+{re.escape(named[0])}\s*(?::[^=\n]{{1,60}})?=\s*", source.code)
    return _LITERAL.match(source.code, written.end()) if written else None


def _ends_without(source: Source, start: int) -> bool:
    """The setting is what a connection is made with, and a connection that fails ends the process."""
    before = source.code[max(start - 460, 0) : start]
    if not _CONNECTS.search(before):
        return False
    attempt = around(source, start, "try_statement")
    handler = attempt.field("handler") if attempt is not None else None
    return handler is not None and _EXITS.search(source.bare[slice(*extent(handler))]) is not None


def _swallowed(source: Source, node: "SgNode") -> bool:
    """Whether what is thrown at `node` is caught by a handler that lets the process go on."""
    for attempt in kin(node, "try_statement"):
        handler = attempt.field("handler")
        inside = attempt.field("body")
        if handler is None or inside is None or not extent(inside)[0] <= extent(node)[0] < extent(inside)[1]:
            continue
        if not ENDS.search(source.bare[slice(*extent(handler))]):
            return True
    return False

"""Health routes and environment look-ups in Go, PHP, C# and Rust: the common forms only."""

import re
from collections.abc import Iterator
from dataclasses import field

from holdfast.model.facts import Fact, HealthHandler
from holdfast.model.record import record, replace
from holdfast.model.regex import regex
from holdfast.model.vital_names import is_vital
from holdfast.readers.repository.configuration.names import signs
from holdfast.readers.repository.source import rust
from holdfast.readers.repository.source.apps import App
from holdfast.readers.repository.source.code import Source, extent, within
from holdfast.readers.repository.source.configuration.reaction import Reaction
from holdfast.readers.repository.source.configuration.settings_use import SettingsUse, asked_once
from holdfast.readers.repository.source.dotnet import appsettings, aspnet, csharp_settings
from holdfast.readers.repository.source.dotnet.health_checks import added_checks
from holdfast.readers.repository.source.golang import go_groups
from holdfast.readers.repository.source.golang.go_forgiven import forgive_errors
from holdfast.readers.repository.source.golang.go_lists import ENDS, listed_names
from holdfast.readers.repository.source.health import facts_of, health
from holdfast.readers.repository.source.health.path_compared import compared
from holdfast.readers.repository.source.health.reach import Reach
from holdfast.readers.repository.source.php import php_routes, php_settings

_ROUTE = {
    "go": regex(
        r"\b(?P<owner>\w+)\.(?:HandleFunc|Heartbeat|HandlerFunc|Handler|Handle|Method|MethodFunc|GET|Get|Any|All|Add|Match)\(\s*"
        r"(?:(?:http\.MethodGet|\"GET\"|\[\]string\{[^{}]{0,80}\})\s*,\s*)?\"(?:GET )?(?P<path>/?[\w/\-]*)\"\s*[,)]\s*"
        r"&?(?P<rest>(?:[\w.]+\(\s*)*[\w.]*)"
    ),
    "csharp": regex(
        r"\b(?P<owner>\w+)\.(?:MapHealthChecks|MapGet|UseHealthChecks|Map)\(\s*(?:\w+:\s*)?\"(?P<path>/[\w/\-]*)\"(?P<rest>)"
    ),
}
_IS_READ = regex(r"(?i)(?:headers?|query|params?|values|form|cookies?|trailer)$")
"""What a request or an answer carries, out of which a value is taken by its name."""
_GREETS = regex(
    r"\.(?:String|JSON|SendString|Fprint\w{0,2}|Write|WriteString)\([^)\n]{0,120}(?:\"|`|gin\.H|fiber\.Map)"
    r"|(?:=\s*map\[string\]\w{1,20}\{|=\s*(?:gin\.H|echo\.Map|fiber\.Map)\{)[^{}]{0,200}\}\s*(?:return\s+)?\w{1,20}\.JSON\("
)
_SHOWS = regex(r"HTML|[Rr]ender|[Tt]emplate|File|Redirect|Serve|Proxy|Query|Select|Find")
_SAID = regex(r"\"[^\"\n]{0,400}\"|`[^`]{0,400}`")
_CALLS = {
    "go": ("call_expression",),
    "php": ("scoped_call_expression", "member_call_expression"),
    "csharp": ("invocation_expression",),
}
_LARAVEL = regex(r"\bhealth:\s*['\"](?P<path>/[\w/\-]*)['\"]")
_GETENV = regex(r"\b(?:os\.Getenv|os\.LookupEnv|viper\.GetString)\(\s*\"(?P<name>[A-Z]\w+)\"\s*\)")
_AFTER_FLAG = regex(
    r"\bif\s{1,9}(?:len\()?(?P<given>[\w.]{1,60})\)?\s{0,9}==\s{0,9}(?:\"\"|0|nil)\s{0,9}\{\s{0,40}(?P=given)\s{0,9}=\s{0,9}os\.Getenv\(\s{0,9}\"(?P<name>[A-Z]\w+)\"\s{0,9}\)"
)
"""A variable that only takes the place of what nobody gave on the command line."""
_SWITCHES = regex(r"\bos\.Getenv\(\s{0,9}\"(?P<name>[A-Z]\w+)\"\s{0,9}\)\s{0,9}(?:!=\s{0,9}\"|==\s{0,9}\"[^\"\n])")
"""A variable that is only compared with a word, or asked whether it is there at all."""
_BOUND = regex(
    r"(\w+)[^\S\n]*(?:,[^\S\n]*\w+)?[^\S\n]*(?::?=|:)\s*(?:\[\]byte\()?(?:os\.(?:Getenv|LookupEnv)|(?:\w+\.)?\w{0,20}[eE]nv\w{0,20})\(\"([A-Z]\w+)\""
)
_HELPED = regex(
    r"(?P<or>cmp\.Or\(\s{0,40}os\.Get)?[eE]nv\w{0,40}(?:\.Get\w{0,20})?\(\s{0,40}\"(?P<name>[A-Z]\w{1,80})\"\s{0,20}(?(or)\)),\s{0,40}\"(?P<default>[^\"\n]*)\"\s{0,20}\)"
)
_FILLED = regex(r"\b\w{0,30}[eE]nv\w{0,40}\(\s{0,40}&[\w.]{1,80},\s{0,40}\"(?P<name>[A-Z]\w{1,80})\"")
"""A helper that fills a field in, where there is something to fill in with."""
_PRESET = regex(r"\bviper\.SetDefault\(\s*\"(?P<name>[\w.\-]{2,80})\"\s*,\s*\"(?P<default>[^\"\n]+)\"\s*\)")
_ABOUT = regex(
    r"Getenv|LookupEnv|[eE]nv\w{0,40}(?:\.Get\w{0,20})?\(\s{0,40}[\"&]|env(?:config)?:\"|mapstructure:\"|viper\."
)
_TAGGED = regex(
    r"`[^`\n]*\b(?:env(?:config)?|mapstructure):\"(?P<name>[A-Z]\w+)(?P<options>[^\"]*)\"(?P<rest>[^`\n]*)`"
)
_VALIDATED = regex(r"\bvalidate:\"[^\"]{0,80}\brequired\b")
_TAG_DEFAULT = regex(r"\b(?:env-default|envDefault|default):\"(?P<default>[^\"]+)\"")
_GO_FUNCTION = regex(r"func\s+(?:\([^()]{0,80}\)\s*)?(?P<name>\w+)\(\s*(?P<given>\w+)")
_ASKED = regex(r"\b(?P<function>[A-Za-z]\w{2,40})\(\s*\"(?P<name>[A-Z][A-Z0-9_]{1,80})\"\s*\)")
_PHP_ABOUT = regex(r"\b(?:get)?env\(|\$_(?:ENV|SERVER)\[|->required\(|\bconfig\(\s*\$")
_GIVEN = regex(r"\b(\w{1,80})\s*=\s*(?:\[\]byte\()?\"([^\"\n]+)\"")
_SAYS = regex(r"(?i:\b(?:s?log|zap|zerolog|sugar|zlog)\w*\.)[\w.()]{0,60}\(|fmt\.F?[pP]rint")
_LOADED = regex(r"\bgodotenv\.(?:Load|Overload)\(|\.ReadInConfig\(\)|\bviper\.(?:Read|Merge)InConfig\(")
_GIVES_UP = regex(rf"\breturn\b[^\n]*\b(?:err|nil|false)\b|{ENDS.pattern}")


@record(frozen=False)
class Other:
    """Reads one application in one of these languages."""

    app: App
    reach: Reach
    use: SettingsUse = field(default_factory=SettingsUse)

    def handlers(self) -> Iterator[HealthHandler]:
        """Health routes with the function behind them."""
        for source in self.app.serving:
            yield from compared(source, self.reach, self._named)
            if source.language == "php":
                yield from self._php(source)
                continue
            if source.language == "rust":
                yield from self._rust(source)
                continue
            if source.language == "go" and '"/"' in source.text:
                yield from self._greeting(source)
            pattern = _ROUTE.get(source.language)
            if pattern is None or not (health.may_route(source) or "class Health" in source.text):
                continue
            for match in pattern.finditer(source.code):
                if not health.could_be(match["path"]) or _IS_READ.search(match["owner"]):
                    continue
                path = health.joined(*go_groups.prefixes(source, match), match["path"])
                if health.is_health(path):
                    yield self._handler(source, match, path)
            for place, path, asks in go_groups.probes(source) if source.language == "go" else ():
                checks = self.reach.traits(source, (asks.start, asks.end)).checks if asks else ()
                at = source.at(place.start, place.end)
                yield facts_of.ready_made(source.snippet.kind, at, path, "fiber", checks or ("process",) * bool(asks))
            for written, span in aspnet.controllers(source) if source.language == "csharp" else ():
                path = health.joined(written)
                if health.is_health(path):
                    yield facts_of.handler(source, span, path, self.reach.traits(source, span), "aspnet")

    def _rust(self, source: Source) -> Iterator[HealthHandler]:
        for written, name, span in rust.routes(source) if health.may_route(source) else ():
            path = health.joined(written)
            if health.is_health(path):
                place = (self._named(source, name) if name else None) or (source, span)
                yield facts_of.handler(*place, path, self.reach.traits(*place), "rust")

    def _php(self, source: Source) -> Iterator[HealthHandler]:
        shown = health.joined(php_routes.page(source))
        if health.is_health(shown):
            traits = health.judge(source.bare, source.code, complete=php_routes.only_speaks(source))
            yield facts_of.handler(source, (0, len(source.code.rstrip())), shown, traits, "php")
            return
        if not health.may_route(source) and "health" not in source.text:
            return
        framework = "symfony" if "\nuse Symfony" in source.text else "laravel"
        above = php_routes.above(source, self.app.serving)
        for route in (*php_routes.routes(source), *php_routes.attributed(source)):
            path = health.joined(above, route.path)
            if not health.is_health(path):
                continue
            place = php_routes.answering(self.reach, self.app.serving, source, route) if route.owner else None
            if place is None and route.owner:
                library = php_routes.library_checks(route.owner, self.app.serving)
                if library:
                    at = source.at(route.start, route.end)
                    yield facts_of.ready_made(source.snippet.kind, at, path, "laravel", library)
                    continue
                # A package's own controller, or one that stands elsewhere: what it asks cannot be told.
                traits = health.Traits(constant=False, checks=(), fails=None, version=False)
                yield facts_of.handler(source, (route.start, route.end), path, traits, framework)
                continue
            place = place or (source, _call_at(source, route.start) or (route.start, route.end))
            yield facts_of.handler(*place, path, self.reach.traits(*place), framework)
        for match in _LARAVEL.finditer(source.code):
            at = source.at(match.start(), match.end())
            yield facts_of.ready_made(source.snippet.kind, at, match["path"], "laravel")

    def _greeting(self, source: Source) -> Iterator[HealthHandler]:
        """A function at the root that says the same whatever happens, and shows no page."""
        for match in _ROUTE["go"].finditer(source.code):
            if match["path"] != "/" or health.joined(*go_groups.prefixes(source, match), "/") != "/":
                continue
            found = (self._named(source, match["rest"]) if match["rest"].isidentifier() else None) or (
                (source, _call_at(source, match.start())) if match["rest"].startswith("func(") else None
            )
            if found is None or found[1] is None:
                continue
            place = (found[0], found[1])
            text = place[0].code[slice(*place[1])]
            # What it says in words shows no page, unless the words are one.
            shows = _SHOWS.search(_SAID.sub("", text)) or "<" in text
            if self.reach.traits(*place).constant and _GREETS.search(text) and not shows:
                yield facts_of.handler(*place, "/", self.reach.traits(*place), "go")

    def _handler(self, source: Source, match: re.Match[str], path: str) -> HealthHandler:
        framework = {"go": "go", "csharp": "aspnet"}[source.language]
        if "HealthChecks(" in match[0]:
            added = added_checks(self.app.serving)
            at = source.at(match.start(), match.end())
            made = facts_of.ready_made(source.snippet.kind, at, path, framework, added.asked)
            return replace(made, places={"checks": added.at}) if added.at else made
        names = go_groups.answering(match["rest"], source.code[match.start() : match.start() + 400])
        place = next((found for name in names if (found := self._named(source, name)) is not None), None)
        if place is not None:
            return facts_of.handler(*place, path, self.reach.traits(*place), framework)
        span = _call_at(source, match.start()) or (match.start(), match.end())
        return facts_of.handler(source, span, path, self.reach.traits(source, span), framework)

    def _named(self, source: Source, name: str) -> tuple[Source, tuple[int, int]] | None:
        """Where a function stands, in this file or in any other one of the application."""
        if "." in name:
            spans = ((one, go_groups.of_type(one, name)) for one in self.app.serving if "ServeHTTP" in one.text)
            return next(((one, span) for one, span in spans if span is not None), None)
        found = (self.reach.find(one, name) for one in (source, *self.app.serving))
        return next((place for place in found if place is not None), None)

    def settings(self) -> Iterator[Fact]:
        """Go's `os.Getenv` is silent; a `required` tag or a fatal `if` behind it is not."""
        sources = [source for source in self.app.serving if is_about(source)]
        asking = self._demanded(sources)
        counts = [(self.use.join(in_file(source)), source) for source in sources] + asking
        most, central = max(counts, key=lambda one: one[0], default=(0, None))
        self.use.central = central.snippet if central is not None and most else None
        forgive_errors(self.app.serving, self.use)
        if self.app.family == "csharp":
            appsettings.told(self.app, self.use)
        yield from self.use.facts()

    def _demanded(self, sources: list[Source]) -> list[tuple[int, Source]]:
        """What Go's functions that end the program without a variable are asked for, in any file."""
        functions = {name for source in sources if source.language == "go" for name in _demanding(source)}
        asking: list[tuple[int, Source]] = []
        for source in self.app.serving if functions else ():
            asked = [match for match in _ASKED.finditer(source.code) if match["function"] in functions]
            for match in asked if source.language == "go" else ():
                self.use.read(match["name"], source.at(match.start()))
                self.use.reactions.append(Reaction("fails", (match["name"],), source.at(match.start())))
            asking.append((len(asked), source))
        return asking


def is_about(source: Source) -> bool:
    """A cheap test: whether a file may say how settings are read."""
    if source.language == "php":
        return _PHP_ABOUT.search(source.text) is not None
    if source.language == "csharp":
        return csharp_settings.about(source)
    if source.language == "rust":
        return "env::var" in source.text
    return source.language == "go" and _ABOUT.search(source.text) is not None


def _demanding(source: Source) -> Iterator[str]:
    """Functions that look a variable up whose name they are given, and end the program when there is none."""
    for node in source.nodes("function_declaration", "method_declaration"):
        start, end = extent(node)
        text = source.bare[start : min(end, start + 2_000)]
        head = _GO_FUNCTION.match(text)
        if head is None or not ENDS.search(text):
            continue
        if re.search(rf"\b(?:Getenv|LookupEnv)\(\s*{re.escape(head['given'])}\s*\)", text):
            yield head["name"]


def in_file(source: Source) -> SettingsUse:
    """What one file by itself does to get settings; asked once, and kept with the file."""
    return asked_once(source, lambda one: _InFile().collect(one))


@record(frozen=False)
class _InFile:
    use: SettingsUse = field(default_factory=SettingsUse)

    def collect(self, source: Source) -> SettingsUse:
        if source.language == "php":
            php_settings.collect(source, self.use)
            return self.use
        if source.language == "csharp":
            csharp_settings.collect(source, self.use)
            return self.use
        if source.language == "rust":
            rust.collect(source, self.use)
            return self.use
        bound = {match[1]: match[2] for match in _BOUND.finditer(source.code)}
        for match in _GETENV.finditer(source.code):
            self.use.read(match["name"], source.at(match.start()))
        for match in (*_AFTER_FLAG.finditer(source.code), *_SWITCHES.finditer(source.code)):
            if not is_vital(match["name"]):
                self.use.tuned.add(match["name"])
        for match in _HELPED.finditer(source.code):
            self.use.read(match["name"], source.at(match.start()))
            self.use.falls_back(match["name"])
            self.use.stands_in_for_secret(match["name"], match["default"], source.at(match.start(), match.end()))
        for match in _FILLED.finditer(source.code):
            self.use.read(match["name"], source.at(match.start()))
        for match in _PRESET.finditer(source.code):
            self.use.falls_back(match["name"])
            self.use.stands_in_for_secret(match["name"], match["default"], source.at(match.start(), match.end()))
        listed_names(source, self.use)
        self._tags(source)
        self.use.looked_up = len(self.use.reads)
        loads = _LOADED.search(source.code) is not None
        for node in source.nodes("if_statement"):
            self._condition(source, extent(node), bound)
            if loads:
                self._passed_over(source, extent(node))
        self._signing(source)
        return self.use

    def _signing(self, source: Source) -> None:
        """Keys of which Go takes an empty text when they are missing: everybody can sign with that."""
        told = {name for reaction in self.use.reactions for name in reaction.names}
        for match in _GETENV.finditer(source.code):
            name = match["name"]
            if match[0].startswith("os.Getenv") and signs(name) and name not in told:
                told.add(name)
                self.use.reactions.append(Reaction("silent", (name,), source.at(match.start(), match.end())))

    def _tags(self, source: Source) -> None:
        found = list(_TAGGED.finditer(source.code))
        required = [
            m
            for m in found
            if "required" in m["options"]
            or 'required:"true"' in m["rest"]
            or "notEmpty" in m["options"]
            or ("validator" in source.text and _VALIDATED.search(m["rest"]))
        ]
        for match in found:
            self.use.read(match["name"], source.at(match.start()))
            given = _TAG_DEFAULT.search(match["rest"])
            if given is not None:
                self.use.falls_back(match["name"])
                self.use.stands_in_for_secret(match["name"], given["default"], source.at(match.start(), match.end()))
        if required:
            names = tuple(match["name"] for match in required)
            self.use.require(names, source.at(required[0].start(), required[-1].end()), "env-tags")

    def _passed_over(self, source: Source, span: tuple[int, int]) -> None:
        """A file of settings that is not there, which the program only tells of and goes on."""
        text = source.code[span[0] : min(span[1], span[0] + 600)]
        head, _, body = text.partition("{")
        before = source.code[max(0, span[0] - 160) : span[0]].rstrip()
        before = before.rpartition("\n")[2]
        loaded = _LOADED.search(head) or _LOADED.search(before)
        if not loaded or not re.search(r"!=\s*nil", head) or not _SAYS.search(body) or _GIVES_UP.search(body):
            return
        start = span[0] if _LOADED.search(head) else source.code.rindex(before.strip(), 0, span[0])
        self.use.anchors.append((50, source.at(start, span[1]), "file"))

    def _condition(self, source: Source, span: tuple[int, int], bound: dict[str, str]) -> None:
        text = source.code[span[0] : min(span[1], span[0] + 2000)]
        head, _, body = text.partition("{")
        names = tuple(bound[word] for word in re.findall(r"\w+", head) if word in bound)
        names += tuple(re.findall(r"os\.Getenv\(\"(\w+)\"\)", head))
        if not names or not re.search(r"==\s*(?:\"\"|0\b)|!\s*ok", head):
            return
        at = source.at(span[0], min(span[1], span[0] + 2000))
        if ENDS.search(body):
            self.use.reactions.append(Reaction("fails", names, at))
        elif _SAYS.search(body):
            self.use.reactions.append(Reaction("warns", names, at))
        else:
            for variable, default in _GIVEN.findall(body):
                if variable in bound:
                    self.use.reads[bound[variable]] = at  # what is to be mended stands here, and not where it is read
                    self.use.falls_back(bound[variable])
                    self.use.stands_in_for_secret(bound[variable], default, at)


def _call_at(source: Source, offset: int) -> tuple[int, int] | None:
    """The largest call that begins at `offset` and is a statement of its own."""
    kinds = _CALLS[source.language]
    spans = [extent(node) for node in within(source.root, *kinds)]
    return max((span for span in spans if span[0] == offset), key=lambda span: span[1], default=None)

"""Pages on developers' machines that an application lets in wherever a setting is missing that nobody ever gives."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from holdfast.model.facts import ApplicationCors
from holdfast.model.record import record, replace
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet, Tree
from holdfast.readers.repository.source.apps import App
from holdfast.readers.repository.source.code import Source
from holdfast.readers.repository.source.origins.by_default import local_by_default
from holdfast.readers.repository.source.origins.filled_in import gives_pages
from holdfast.readers.repository.source.origins.guarded import is_guarded
from holdfast.readers.repository.source.origins.rules import assigned, enclosed, listed, literal, matches, parts
from holdfast.readers.repository.source.origins.settings import ORIGINS_KEY, taken_as_origins
from holdfast.readers.repository.source.origins.taken import is_for_developers, taken_names
from holdfast.readers.repository.source.origins.taken_at import taken_at
from holdfast.readers.repository.source.settings_files.flat import Entry, yaml_entries
from holdfast.readers.repository.source.spring_files import SpringFiles
from holdfast.readers.repository.source.spring_names import is_of_files, variables_of

_HERE = r"(?:localhost|127\.0\.0\.1)(?::\d{1,5})?"
_PAGE = rf"https?://{_HERE}"
"""A page on a developer's machine."""


def _local(group: str) -> str:
    """The pattern of one page or several, written out, in a list maybe behind public ones; the first is in `group`."""
    first, more = rf"(?P<{group}>{_PAGE}|localhost:\d{{2,5}})/?", rf"""["']?\s?,\s?["']?(?:https?://)?{_HERE}/?"""
    others = r"""(?:["']https?://[\w.:-]{1,100}/?["']\s{0,20},\s{0,20}){0,6}?"""
    return rf"""(?:\[\s{{0,20}}{others})?["']{first}(?:{more}){{0,8}}["']"""


_INSTEAD = regex(
    rf"""(?x)
    \benv\.(?P<read>\w{{1,60}})(?:\??\.\w{{1,12}}\([^()\n]{{0,60}}(?:\([^()\n]{{0,40}}\)[^()\n]{{0,40}}){{0,3}}\)){{0,3}}
        \s{{0,20}}(?:\|\||\?\?)\s{{0,20}}{_local("one")}
    |(?<![\w.])\w{{1,30}}\(\s{{0,20}}process\.env\.(?P<helped>\w{{1,60}})\s{{0,9}},\s{{0,20}}{_local("six")}
    |(?:getenv|get_?[eE]nv(?:OrDefault)?|environ\.get|ENV\.fetch|\benv(?:\.\w{{2,8}})?|\bconfig
        |onfig\w{{0,40}}\.get(?:<[\w\s|\[\]]{{1,40}}>)?)
        \(\s{{0,20}}["'](?P<asked>\w{{1,60}})["']\s{{0,9}}(?:,|\)\s?\{{)\s{{0,20}}(?:default\s?=\s?)?{_local("two")}
    |(?:(?:getenv|environ\.get|onfig\w{{0,40}}\.get(?:<[\w\s|\[\]]{{1,40}}>)?)
        \(\s{{0,9}}["'](?P<tried>\w{{1,60}})["']\s{{0,9}}\)(?:\??\.split\([^()\n]{{0,20}}\))?|\bENV\[\s?["'](?P<ruby>\w{{1,60}})["']\s?\])
        \s{{0,20}}(?:\?[:?]|or\b|\|\|)\s{{0,20}}{_local("three")}
    |(?:GetSection|GetValue<\w{{1,20}}(?:\[\])?>|onfiguration)\s?[(\[]\s?"(?:\w{{1,40}}:){{0,4}}(?P<section>\w{{1,60}})"\s?[)\]]
        (?:\.Get<[^<>\n]{{1,40}}>\(\))?(?:\??\.Split\([^()\n]{{0,20}}\))?\s{{0,20}}\?\?\s{{0,20}}
        (?:new(?:\s?string)?\s?\[\]\s{{0,20}}\{{\s{{0,20}})?{_local("five")}
    |\benv\.(?P<chosen>\w{{1,60}})\s{{0,20}}\?[^:;?]{{0,40}}\benv\.(?P=chosen)\b[^:;]{{0,120}}:\s{{0,20}}{_local("four")}
    """
)
_LATER = regex(
    rf"""(?x)
    (?<![\w.])(?P<name>\w{{1,60}})\s{{0,9}}:?=\s{{0,9}}
        (?:(?:os\.)?(?:[Gg]etenv|environ\.get)\(\s?["'](?P<asked>\w{{1,60}})["']\s?\)|process\.env\.(?P<read>\w{{1,60}}));?
    \s{{1,40}}if\s?\(?\s?(?:(?:!|not\s)\s?(?P=name)|(?P=name)\s(?:===?\s?(?:["']{{2}}|undefined|null)|is\sNone))\s?\)?
    \s?[:{{]?\s{{0,40}}(?P<place>(?P=name)\s?=\s?{_local("origin")})
    """
)
"""A page on a developer's machine that a name gets in the next statement, where its variable is missing."""
_NAMED_INSTEAD = regex(
    r"\benv\.(?P<name>\w{1,60})(?:\s{0,20}\?[^:;?]{0,40}\benv\.(?P=name)\b[^:;]{0,120}:|[^;\n|?]{0,80}(?:\?\.[^;\n|?]{1,80})?(?:\|\||\?\?))"
    r"\s{0,20}(?P<list>[A-Za-z_]\w{1,60})\s*(?=[;,)\]}\n])"
)
_FIELD = regex(
    r"""(?x)[@.]Value\(\s{0,9}"\\?\$\{(?P<name>[\w.\-]{1,80}):(?P<origin>\*|"""
    + _PAGE
    + r""")
    (?:,"""
    + _PAGE
    + r"""){0,8}\}"\s{0,9}\)\s{0,40}
    (?:(?:private|protected|public|final|lateinit|var|val)\s+){0,4}(?:[A-Z][\w<>\[\], ]{1,40}\s+)?(?P<field>\w{1,60})"""
)
_ANNOTATED = regex(
    r"(?x)@CrossOrigin\(\s{0,9}(?:(?P<field>origins?|originPatterns|value)\s?=\s?)?(?:\{|\[|arrayOf\()?\s{0,9}"
    r"\"\\?\$\{(?P<name>[\w.\-]{1,80}):(?P<origin>\*|" + _PAGE + r")[^}\n]{0,200}\}\""
)
_PROPERTY = regex(
    r"\$\{(?P<name>[\w.\-]{1,80}):(?P<origin>" + _PAGE + r")/?"
    r"(?:\s?,\s?" + _PAGE + r"/?){0,8}\}"
)
_MEMBER = regex(
    r"""(?xm)^[ ]{4}(?P<name>\w{1,60})\s?:\s?[\w\[\], |.\"]{1,80}?
    (?:\s?=\s?(?:Field\()?|,\s?Field\()\s{0,20}
    (?:(?:validation_)?(?:alias|env|title|description)\s?=\s?["'][^"'\n]{0,120}["']\s?,\s{0,20}){0,3}
    (?:(?:default\s?=\s?|default_factory\s?=\s?lambda\s?:\s?))?
    (?P<many>\[\s{0,20}(?:["']https?://[\w.:-]{1,100}/?["']\s{0,20},\s{0,20}){0,8}?)?["'](?P<origin>"""
    + _PAGE
    + r""")/?
    (?:["']?\s{0,20},\s{0,20}["']?https?://[\w.:-]{1,100}/?){0,12}["']\s{0,20}
    (?(many),?\s{0,20}\]|[,)\n])"""
)
"""A member of a class of settings, as pydantic fills it from the variable of the same name in any case."""
_ALIAS = regex(r"(?:alias|env)\s?=\s?(?:AliasChoices\(\s{0,9})?[\"'](\w{1,60})[\"']")
_PREFIX = regex(r"\benv_prefix\s{0,3}=\s{0,3}[\"'](\w{1,40})[\"']")
_COOKIES = regex(
    r"(?i)[\"']?\b(?:allow_?|supports_?|set_?allow_?)?credentials[\"']?\s{0,9}(?:[:=(]|=>|,\s{0,9}value\s{0,9}:)"
    r"\s{0,9}[\"']?(?:true|1)\b"
)
_OF_ORIGINS = regex(r"(?i)(?<!trusted_)origins?(?:_?(?:list|set))?\b|\bcors\w{0,20}\s*\(")
_ABOUT = regex(r"(?i)cors|(?<!trusted_)origin")
"""Django's `CSRF_TRUSTED_ORIGINS` lets no page read anything."""
_OTHERS = regex(r"(?i)headers?\b|methods?\b|expose|credential|max-?age|csrf")
"""What else such a rule says."""
_KEY = regex(r"[\"']?(?P<name>\w{1,60})[\"']?\s?:\s*(?:process\.|os\.)?$")
_NAMED = regex(
    r"(?:^|[;{\n])[^\S\n]*(?:export\s+)?(?:const|let|var|final\s+var|\$)?[^\S\n]*(?P<name>\w{1,60})"
    r"\s*(?::[^=\n]{1,60})?:?=\s*(?:process\.|os\.)?$"
)
_HEADER = regex(r"(?i)Access-Control-Allow-Origin[\"']\s*[,:]\s*(?:value\s*:\s*)?(?:process\.|os\.)?$")
_TAKEN = r"(?i)(?<!trusted_)origins?\w{0,10}[\"']?\s{0,9}[:=(]\s{0,9}(?:new Set\()?\[?[^\]\n;]{0,80}"
"""What gives a name to a list or an option of origins, up to that name."""
_BY_ENVIRONMENT = regex(r"(?i)node_env|production|\bis_?(?:prod|dev)|\bdebug\b|__dev__|rails\.env|app_env")
_IN_PRODUCTION = regex(
    r"(?i)(?:(?<![!=])={2,3}\s*[\"']prod(?:uction)?[\"']\s?\)?|environment\(\s?[\"']production[\"']\s?\)"
    r"|(?<!!)\bis_?prod(?:uction)?)\s*\?\s*\[?\s*(?:process\.)?$"
)
"""The question is asked right before, and this is production's answer."""
_PLACES = regex(
    r"(?i)(?:^|[/.])env[\w.-]*$|\.(?:ya?ml|json|toml|md|sh|bash|zsh|tf|tfvars|ini|cfg|conf|properties|ps1|bat|cmd|service|tpl|tmpl"
    r"|j2|template|erb|config|txt)$|(?:^|/)(?:\w+\.)?(?:docker|make|proc|just|jenkins|vagrant|cap)file[\w.-]*$"
)
_NO_PLACE = regex(
    r"(?i)(?:^|/)(?:package-lock|npm-shrinkwrap|composer\.lock)[\w.-]*$|(?:requirements|licen[cs]e|robots)[\w.-]*\.txt$"
)
"""What describes packages, or has nothing to do with any setting, and gives none."""
_GIVES_IN_SOURCE = regex(r"(?i)(?:^|/)(?:cdk|infra\w*|stacks?|ecosystem[\w.]*|pulumi)(?:[/.]|$)|sst\.config")
_BEFORE = 400
"""Characters above a value that show the list or option that it is for."""


@record(frozen=True)
class _Unset:
    """Settings by their names, for want of which local pages are let in, and the file that says so."""

    names: frozenset[str]
    path: str
    fact: ApplicationCors


def unset_origins(tree: Tree, apps: Iterable[App]) -> Iterator[ApplicationCors]:
    """One fact for each source whose list of origins falls back to local pages alone."""
    found = [one for app in apps for one in _unset(app)]
    given = given_in(tree, frozenset(name for one in found for name in one.names), gives_pages)
    yield from (one.fact for one in found if not any(given.get(name, set()) - {one.path} for name in one.names))


def _unset(app: App) -> Iterator[_Unset]:
    cookies = any(_COOKIES.search(source.text) for source in app.serving)
    taken = taken_names([*app.serving])
    for source in app.serving:
        about = source.mentions("cors", "origin") or any(name in source.text for name in taken)
        found = list(_fallbacks(source, taken)) if about else []
        if found:
            names = frozenset(name for name, _, _ in found)
            yield _Unset(names, source.path, _with_taker(app, source, found, cookies=cookies))
        yield from _in_fields(app, source, cookies=cookies)
        yield from _in_class(app, source, taken, cookies=cookies)
        yield from _declared(app, source, taken, cookies=cookies)
    for snippet in app.settings:
        yield from _in_template(snippet, cookies=cookies)
    yield from _in_properties(app, cookies=cookies) if app.family == "jvm" else ()


def _in_fields(app: App, source: Source, *, cookies: bool) -> Iterator[_Unset]:
    """Fields of a Spring program that a property fills, and that no file of settings gives one."""
    if app.family != "jvm" or "${" not in source.text:
        return
    told = {entry.key for _, entry in app.spring_entries}
    for match in (*matches(_FIELD, source), *matches(_ANNOTATED, source)):
        about = _ABOUT.search(f"{match['name']} {match['field']} {match[0][:20]}")
        if match["name"].lower() in told or not about or _OTHERS.search(f"{match['name']} {match['field']}"):
            continue
        joined = re.sub(r"\W|_", "", match["name"]).upper()
        names = frozenset((*variables_of(match["name"]), joined, match["name"]))
        yield _Unset(names, source.path, _fact(source, [("", match["origin"], match.start())], cookies=cookies))


def _in_properties(app: App, *, cookies: bool) -> Iterator[_Unset]:
    """Properties of Spring for origins that hold local pages alone until a variable is given."""
    files, keys = SpringFiles(app), taken_as_origins(app)
    for snippet, entry in files.entries:
        match = _PROPERTY.fullmatch(entry.value.strip("\"' ")[:500])
        is_rule = ORIGINS_KEY.search(entry.key) or entry.key in keys
        if match is None or not is_rule or files.is_elsewhere(snippet, entry):
            continue
        if not is_of_files(match["name"], files.plain_keys):
            names = {match["name"], *variables_of(match["name"])}
            yield _in_entry(snippet, entry, names, match["origin"], cookies=cookies)


def _in_class(app: App, source: Source, taken: frozenset[str], *, cookies: bool) -> Iterator[_Unset]:
    """Members of a class of settings that lets in local pages alone until somebody gives it better ones."""
    for match in matches(_MEMBER, source) if "BaseSettings" in source.text else ():
        about = _ABOUT.search(match["name"]) or match["name"] in taken
        if about and not is_for_developers(source, match.start("name")):
            found = [("", match["origin"], match.start("name"))]
            yield _Unset(_variables(source, match), source.path, _with_taker(app, source, found, cookies=cookies))


def _declared(app: App, source: Source, taken: frozenset[str], *, cookies: bool) -> Iterator[_Unset]:
    """Settings of a schema, of flags or of a struct that are declared with local pages alone."""
    for names, span in local_by_default(source):
        about = any(map(_ABOUT.search, names)) or not taken.isdisjoint(names)
        if about and not is_guarded(source, span.start):
            page = _LOCAL.search(source.code, span.start, span.end)
            found = [("", page[0] if page else "", span.start)]
            yield _Unset(names, source.path, _with_taker(app, source, found, cookies=cookies))


_LOCAL = regex(_PAGE)


def _variables(source: Source, member: re.Match[str]) -> frozenset[str]:
    """The names by which a member of a class of settings is given: its own, behind a prefix, or another."""
    name, rest = member["name"], source.text[member.end() : member.end() + _BEFORE].partition(")")[0]
    others = _ALIAS.findall(member[0] + (rest if "Field(" in member[0] else ""))
    prefixed = (prefix + name for prefix in _PREFIX.findall(source.text))
    return frozenset((name, name.upper(), *others, *(one.upper() for one in prefixed)))


def _in_template(snippet: Snippet, *, cookies: bool) -> Iterator[_Unset]:
    """The first setting of a YAML file that Ruby fills in; the chapters of developers and of tests are theirs."""
    if not snippet.name.endswith((".yml", ".yaml")) or "ENV.fetch" not in snippet.text:
        return
    for entry in yaml_entries(snippet):
        theirs = entry.key.startswith(("development.", "test.", "local.")) or not _ABOUT.search(entry.key)
        match = None if theirs else _INSTEAD.search(entry.value[:1_000])
        if match is not None and match["asked"]:
            yield _in_entry(snippet, entry, {match["asked"]}, match["two"], cookies=cookies)
            return


def _in_entry(snippet: Snippet, entry: Entry, names: set[str], origin: str, *, cookies: bool) -> _Unset:
    fact = ApplicationCors(
        kind=snippet.kind,
        at=snippet.at(entry.line),
        environment=snippet.environment,
        origins=(origin,),
        credentials=cookies,
    )
    return _Unset(frozenset(names), snippet.path, fact)


def given_in(
    tree: Tree, names: frozenset[str], gives: Callable[[str, str, str], bool] | None = None
) -> Mapping[str, set[str]]:
    """The files, two for each name, that start, describe or explain the product and name a setting.

    Each file is opened once, whatever the number of names. `gives`: whether a file, by its path and its text, gives
    the setting anything that counts.
    """
    found: dict[str, set[str]] = {}
    if not names:
        return found
    for path in tree.paths:
        if not (_PLACES.search(path) or _GIVES_IN_SOURCE.search(path)) or _NO_PLACE.search(path):
            continue
        text = tree.open_text(path)
        if not isinstance(text, str):
            continue
        for name in names & set(_WORD.findall(text)):
            where = found.setdefault(name, set())
            if len(where) < _ENOUGH and (gives is None or gives(path, text, name)):
                where.add(path)
    return found


_WORD = regex(r"\w{2,60}")
_ENOUGH = 2
"""Files that name a setting: one of them may be the file in which it is missing."""


def _fallbacks(source: Source, taken: frozenset[str]) -> Iterator[tuple[str, str, int]]:
    """The setting, the local page in its place, and where that stands."""
    for match in matches(_INSTEAD, source):
        if is_for_developers(source, match.start()):
            continue
        name = match["read"] or match["asked"] or match["tried"] or match["ruby"] or match["chosen"]
        name = name or match["section"] or match["helped"]
        group = next(one for one in ("one", "two", "three", "four", "five", "six") if match[one])
        above = source.code[max(match.start() - _BEFORE, 0) : match.start()]
        if _is_for_origins(source, above, name, taken) and not is_guarded(source, match.start()):
            apart = source.line(match.start(group)) - source.line(match.start()) > 1
            yield name, match[group], match.start(group) if apart else match.start()
    for match in matches(_LATER, source):
        name = match["asked"] or match["read"]
        told = _ABOUT.search(f"{name} {match['name']}") or regex(f"{_TAKEN}\\b{match['name']}\\b").search(source.code)
        if told and not is_guarded(source, match.start()):
            yield name, match["origin"], match.start("place")
    for match in matches(_NAMED_INSTEAD, source):
        listed = _origins_of(source, match["list"])
        here = [origin for origin in listed if _IS_LOCAL.match(origin)]
        above = source.code[max(match.start() - _BEFORE, 0) : match.start()]
        only = bool(here) and len(here) == len(listed) and not is_guarded(source, match.start())
        if only and _is_for_origins(source, above, match["name"], taken):
            yield match["name"], here[0], match.start("list")


def _origins_of(source: Source, name: str) -> list[str]:
    """What a name holds: one origin, or a list of them."""
    given = assigned(source, name)
    if given is None:
        return []
    only = literal(source, given)
    if only is not None:
        return [only]
    return [origin for origin, _ in listed(source, parts(source, enclosed(source, given.start)))[0]]


_LAST_AT_LEFT = regex(r"(?:(?m:^)[A-Za-z_][^\n]*(?:\n(?![A-Za-z_])[^\n]*)*|[^\n]*)\Z")
"""From the last row that begins at the left on; every text ends in one."""
_LAST_MEMBER = regex(r"(?m:^)(?:[ ]{1,4}|\t)[A-Za-z_][^\n]*(?:\n(?!(?:[ ]{1,4}|\t)[A-Za-z_])[^\n]*)*\Z")
"""From the last row that begins a member of a class on: the others decide nothing about it."""
_IS_LOCAL = regex(rf"{_PAGE}/?$")


def _is_for_origins(source: Source, above: str, name: str, taken: frozenset[str]) -> bool:
    """The name that it gets says so, or what takes that name, the list around it, or the setting's own name."""
    statement = above.rpartition(";")[2].rpartition("\n\n")[2]
    if source.language == "python":
        statement = _LAST_AT_LEFT.search(statement)[0]  # type: ignore[index]
        member = _LAST_MEMBER.search(statement) if statement.startswith("class ") else None
        statement = member[0] if member else statement
    if _BY_ENVIRONMENT.search(statement) and not _IN_PRODUCTION.search(statement):
        return False
    if _HEADER.search(above):
        return True
    key, named = _KEY.search(above), _NAMED.search(above)
    if key or named:
        own = (key or named or [""])[1]
        told = _ABOUT.search(name) or _ABOUT.search(own) or own in taken
        return bool(told or (named and regex(rf"{_TAKEN}\b{named[1]}\b").search(source.code)))
    return _OF_ORIGINS.search(statement) is not None


def _with_taker(app: App, source: Source, found: list[tuple[str, str, int]], *, cookies: bool) -> ApplicationCors:
    """The fact with the place where a rule of another file takes what stands here."""
    fact = _fact(source, found, cookies=cookies)
    taker = taken_at(app.serving, source, found[0][2])
    return fact if taker is None else replace(fact, places={**fact.places, "origins taken": taker})


def _fact(source: Source, found: list[tuple[str, str, int]], *, cookies: bool) -> ApplicationCors:
    first, last = found[0][2], found[-1][2]
    near = source.line(last) - source.line(first) <= len(found)
    return ApplicationCors(
        kind=source.snippet.kind,
        at=source.at(first, last) if near else source.at(first),
        environment=source.snippet.environment,
        origins=tuple(dict.fromkeys(origin for _, origin, _ in found)),
        credentials=cookies,
    )

"""Values of secrets that are committed in settings files and source; only their names and places are kept."""

import re
from collections.abc import Iterable, Iterator

from holdfast.model.environments import DEVELOPMENT, PRODUCTION, TEST
from holdfast.model.evidence import Location
from holdfast.model.facts import ExposedSecret
from holdfast.model.regex import regex
from holdfast.model.secret_shapes import PRIVATE_KEY, is_whole, shaped
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.configuration.exposed import IN_QUERY, covered
from holdfast.readers.repository.configuration.names import is_placeholder, is_secret
from holdfast.readers.repository.source import paths
from holdfast.readers.repository.source.access.accounts import accounts
from holdfast.readers.repository.source.access.bundled import PREFIX, is_nobodys
from holdfast.readers.repository.source.access.committed_defaults import committed_defaults, in_its_place
from holdfast.readers.repository.source.access.dsn import in_strings
from holdfast.readers.repository.source.access.held_against import held_against
from holdfast.readers.repository.source.access.mail_passwords import of_mail
from holdfast.readers.repository.source.access.phrases import phrases
from holdfast.readers.repository.source.access.signing_keys import SIGNING_KEY, signing_keys
from holdfast.readers.repository.source.apps import App
from holdfast.readers.repository.source.branches import is_developers, only_for_developers
from holdfast.readers.repository.source.code import Source
from holdfast.readers.repository.source.settings_files import flat
from holdfast.readers.repository.source.settings_files.marked_settings import marked_entries

_MOST = 12
"""Places reported for one file; whoever opens it sees the rest."""

_JOINT = r"(?:[\"'`]\s{0,80}(?:[+.\\]\s{0,80}){0,2}[bru]?[\"'`])?"
"""Where a literal ends and goes on in the next one, so that a line does not get too long."""

_USERINFO = regex(
    r"(?i)\b(?:jdbc:)?(?:postgres(?:ql)?|postgis|mysql2?|mariadb|mongodb"
    rf"|amqps?|rediss?|sqlserver|mssql)(?:\+\w{{1,80}})?://{_JOINT}(?P<user>[^\s:/@\"'`]{{0,100}}):"
    rf"(?P<value>[^\s@\"'`/]{{1,200}}){_JOINT}@{_JOINT}(?P<host>[\w.\-]{{1,200}})"
)
_NO_SECRET = regex(r"(?i)(?:[a-z][a-z0-9+.-]{0,30}:){1,3}//|/|\./|\w+\.(?:pem|json|key)$")
"""Addresses without a password in them, and paths, whatever they are called."""
_CONNECTS = regex(r"(?i)connection[_.-]?string|(?:ur[il]|dsn)$")
_OPENS = regex(r"(?i)(?:password|pwd|key|secret|token|sig(?:nature)?)\s{0,9}=")
"""The part of what tells where to connect that lets somebody in there; without one it is an address."""
_PAIRS = regex(
    r"(?i)\b(?:server|host|data source)\s*=\s*(?P<host>[^;\"]{1,200});(?:[^\"]{0,300};)?\s*(?:password|pwd)\s*=\s*"
    r"(?P<value>[^;\"]{1,200})"
)
"""A connection string of .NET: pairs with semicolons between them."""
_SCHEMA_URL = regex(r"\s*(?:direct)?[uU]rl\s*=\s*\"\w+://[^:\"\s]{0,100}:(?P<value>[^\"\s]{1,200})@[^@\"\s]+\"")
_LOCAL = regex(
    r"(?i)^(?:localhost|127\.|0\.0\.0\.0|db$|postgres$|mysql$|mongo(?:db)?$|redis$|database$|host$|host\.docker"
    r"|example)"
)
_ASSIGNED = regex(
    r"""[=:]>?\s{0,40}(?:(?:\[\]byte)?\(\s{0,20})?[bru]?["'`](?!\$\([\w.\-]{1,60}\)["'`])(?P<value>(?:[^"'`\s$<>{}]|\$(?!\{)){3,300})["'`]"""
)
"""A literal in quotes: what is wholly a name in brackets behind a dollar, another tool fills in."""
_GOES_ON = regex(r"\s{0,20}(?:\+\s{0,20}(?![bru]?[\"'`\s])|%\s{0,9}[\w(])")
"""What a literal is only the first part of; another literal is no other part."""
_OF_ADDRESS = regex(r"\breverse\w{0,20}\([^(){}]{0,160}\bkwargs\s?=\s?\{[^{}]{0,160}\Z")
"""The parts of an address of Django's own: whoever is sent there sees them."""
_WHILE_BUILT = regex(r"(?i)(?:build|collectstatic|compile)[-_ ]?(?:time|only|dummy)")
"""What Django wants to be given before it collects its files; nothing serves with it."""
_EXPANDS = frozenset({"kotlin", "php", "ruby"})
"""Languages in which a dollar inside a string may begin a reference."""
_ASSIGNED_TO = regex(
    r"""(?<![\w.])["']?(?P<name>[A-Za-z_][\w.\-]{2,60})["']?\]?\s*(?::\s*(?:(?P<field>str)|string|String)\s*|:|\s(?:\[\]byte|string)\s*)?\Z"""
)
_SIGNS = regex(
    r"(?i)(?:^|\.)(?:(?:jwt|session|token|access|refresh|cookie|app)?_?(?:token)?_?secret(?:_?key)?(?:_?base)?"
    r"|(?:jwt|signing)_?key)$"
)
"""Names of what signs sessions or tokens: written out, any word under them lets its reader sign as anybody."""
_SHORT, _LONG = 5, 12
_EXAMPLES = regex(r"(?i)example|swagger|openapi|sample|\bmock|fixture|faker|\bdemo|@Api")
"""What stands before a word that shows readers what to send, and is nobody's password."""
_CHOSEN = regex(r"(?i)(?:password|passwd|pwd|(?:^|[_.])pass)$")
_ADMINS = regex(r"(?i)(?:^|[_.])(?:admin|root|super_?user|owner)_?(?:user_?)?(?:password|passwd|pwd|pass|pw)$")
_A_NAME = regex(r"[A-Z][A-Z0-9_]*|[\w-]+(?:\.[\w-]+)+|https?://.*|(?:process|os)\..*")
_PUBLIC_FILE = regex(r"(?i)firebase|google-services")


def exposed(apps: Iterable[App]) -> Iterator[ExposedSecret]:
    """The secrets whose values stand in files, once for each file and line."""
    for app in apps:
        for snippet in app.settings:
            yield from _first(_in_settings(snippet))
        for source in app.serving:
            yield from _first(_in_source(source))


def _first(found: Iterator[ExposedSecret]) -> Iterator[ExposedSecret]:
    seen: dict[Location, ExposedSecret] = {}
    for fact in found:
        seen.setdefault(fact.at, fact)
        if len(seen) >= _MOST:
            break
    yield from seen.values()


def _in_settings(snippet: Snippet) -> Iterator[ExposedSecret]:
    if paths.is_key_file(snippet.path):
        yield from _private_key(snippet)
        return
    if snippet.name.endswith(".prisma"):
        yield from _in_schema(snippet)
        return
    if snippet.name.startswith("custom-environment-variables."):
        return  # the names of variables, by which they take a setting's place
    local = snippet.environment in {DEVELOPMENT, TEST} or re.search(r"(?i)local|dev|test", snippet.name)
    for entry in _entries(snippet):
        name = _last(entry.key) if not paths.is_env_file(snippet.path) else entry.key
        value = entry.value.strip("\"'")
        if _IN_A_BUNDLE.match(name.upper()) and not is_nobodys(name.upper()):
            continue
        filled_in = _FILLED_IN.fullmatch(value[:500]) if _OF_AWS.search(name) else None
        value = filled_in["default"] if filled_in else value
        there = snippet.environment == PRODUCTION and not local
        form = _form(name, value, strict=bool(local or filled_in), there=there)
        form = "aws-key" if form and _OF_AWS.search(name) else form
        form = form or ("password" if _opens_production(snippet, entry.key, value) else "")
        form = form or ("token" if not local and in_its_place(entry.value) else "")
        if _is_developers(snippet, entry.key) and not (form == "aws-key" and _looks_random(value)):
            continue
        if form and entry.profile not in {DEVELOPMENT, TEST, "local"}:
            at = covered(snippet.at(entry.line), value)
            yield ExposedSecret(kind=snippet.kind, at=at, environment=snippet.environment, name=entry.key, form=form)


_IN_A_BUNDLE = regex(PREFIX)
_OF_AWS = regex(r"(?i)(?:^|_)aws_\w*(?:secret|access)_?\w*key")
"""Keys that open the same account, whichever section of a file they stand in."""
_FILLED_IN = regex(
    r"<%=\s*ENV(?:\.fetch\(\s*[\"']\w+[\"']\s*(?:,\s*|\)\s*\{\s*)|\[\s*[\"']\w+[\"']\s*\]\s*\|\|\s*)"
    r"[\"'](?P<default>[^\"'\n]+)[\"']\s*[)}]?\s*%>"
)
"""What stands in where a template finds no variable."""


def _is_developers(snippet: Snippet, key: str) -> bool:
    """It stands in the section of Rails' settings that a developer's machine or the tests use."""
    return snippet.name.endswith((".yml", ".yaml", ".json")) and key.startswith(("development.", "test.", "local."))


def _opens_production(snippet: Snippet, key: str, value: str) -> bool:
    """Production's own section gives its database a word that everybody would try first."""
    return snippet.name == "database.yml" and key == "production.password" and _FIRST_TRY.match(value) is not None


def _last(key: str) -> str:
    """The last part of a dotted key; a mere `key` tells what it is for by the part before."""
    last = key.rpartition(".")[2]
    return ".".join(key.split(".")[-2:]) if last.lower() == "key" else last


def _in_schema(snippet: Snippet) -> Iterator[ExposedSecret]:
    """A URL written into a Prisma schema is what every environment connects with, whatever its host is called."""
    for number, row in enumerate(snippet.rows, start=1):
        found = _SCHEMA_URL.match(row[:1_000])
        if found and not is_placeholder(found["value"]):
            yield ExposedSecret(kind=snippet.kind, at=snippet.at(number), name="url", form="password")


def _private_key(snippet: Snippet) -> Iterator[ExposedSecret]:
    for number, row in enumerate(snippet.rows, start=1):
        if re.search(r"-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----", row[:4000]):
            yield ExposedSecret(kind=snippet.kind, at=snippet.at(number), name=snippet.name, form="private-key")


def _entries(snippet: Snippet) -> Iterable[flat.Entry]:
    if paths.is_env_file(snippet.path):
        return flat.dotenv_entries(snippet)
    if paths.is_spring_settings(snippet.path):
        return flat.spring_entries(snippet)
    if paths.is_hocon(snippet.path):
        return flat.hocon_entries(snippet)
    if snippet.name.endswith((".yml", ".yaml")):
        return flat.yaml_entries(snippet)
    if snippet.name.endswith((".json", ".tfstate")):
        return flat.json_entries(snippet)
    return marked_entries(snippet)


def _form(name: str, value: str, *, strict: bool, there: bool = False) -> str:
    """The form of a secret that `value` is; empty when it is none.

    `strict`: only what is surely real. `there`: production's own file says it, of whichever host.
    """
    if not value or "${" in value or len(value) > 4000:
        return ""
    for form, _ in shaped(value):
        return _called(form)
    pairs = _PAIRS.search(value) if ";" in value else None
    url = _USERINFO.search(value) or pairs or (IN_QUERY.search(value) if "jdbc:" in value else None)
    if url is not None:
        # Names without a dot lead to a container beside; a program of .NET on Windows has whole networks of them.
        apart = "." in url["host"] or (url is pairs and url["host"].isupper())
        if _LOCAL.match(url["host"]) or not apart:
            return "password" if there and not is_placeholder(url["value"]) else ""
        return "password" if _is_taken(url["value"], url["host"]) else ""
    if not is_secret(name) or is_placeholder(value) or _NO_SECRET.match(value):
        return ""
    if (strict and not _looks_random(value)) or (_CONNECTS.search(name) and not _OPENS.search(value)):
        return ""
    lowered = name.lower()
    if "access" in lowered and "key" in lowered:
        return "aws-key"
    if "pass" in lowered or "pwd" in lowered:
        return "password"
    return "token"


def _called(form: str) -> str:
    return "token" if form == "hook" else form


_KEPT_THERE = regex(r"(?:\d{1,3}\.){3}\d{1,3}$|\.amazonaws\.com$")
_FIRST_TRY = regex(
    r"(?i)(?:postgres(?:ql)?|mysql|mariadb|mongo|root|admin|password|passwd|secret|1234\w*|qwer\w*|test)[\d!@#]{0,4}$"
)


def _is_taken(password: str, host: str) -> bool:
    """A word that everybody would try first is a password all the same where the address is no example's."""
    return not is_placeholder(password) or bool(_KEPT_THERE.search(host) and _FIRST_TRY.match(password))


def _looks_random(value: str) -> bool:
    kinds = sum(bool(re.search(pattern, value)) for pattern in (r"[a-z]", r"[A-Z]", r"\d"))
    return len(value) >= 20 and kinds >= 3 and " " not in value


def _in_source(source: Source) -> Iterator[ExposedSecret]:
    text = source.text
    if is_developers(source.path):
        return
    if _PUBLIC_FILE.search(source.path):
        yield from _accounts_key(source)
        return
    for form, match in shaped(text):
        if form == "private-key" and not is_whole(text, match.end()):
            continue
        # What nobody writes as an example is out, in a comment as well: whoever left it there had used it.
        if form in ("aws-key", "token") or source.code.startswith(match[0], match.start()):
            yield _fact(source, match, _called(form), _called(form))
    if "://" in text and "@" in text and _USERINFO.search(text):
        for match in _USERINFO.finditer(source.code):
            named = "$" in match["value"] or "{" in match["value"] or "." not in match["host"]
            if not named and not is_placeholder(match["value"]) and not _LOCAL.match(match["host"]):
                yield _fact(source, match, "connection-string", "password")
    yield from signing_keys(source)
    yield from accounts(source)
    if source.mentions("secret", "pass", "pwd", "key", "token") and any(_literals(text)):
        yield from _assigned(source)
    if source.mentions("secret_key", "_secret"):
        yield from phrases(source)
    yield from committed_defaults(source)
    yield from _by_neighbours(source)


def _accounts_key(source: Source) -> Iterator[ExposedSecret]:
    """What a file for browsers tells them is no secret; the key of an account that stands there is."""
    for match in PRIVATE_KEY.finditer(source.code) if "PRIVATE KEY-----" in source.text else ():
        yield _fact(source, match, "private-key", "private-key")


def _in_pairs(source: Source) -> Iterator[ExposedSecret]:
    """Connection strings of .NET to a database on another host."""
    if source.language == "csharp" and source.mentions("password=", "pwd="):
        for match in _PAIRS.finditer(source.code):
            apart = "." in match["host"] and not _LOCAL.match(match["host"])
            if apart and _is_taken(match["value"], match["host"]) and "{" not in match["value"]:
                yield _fact(source, match, "connection-string", "password")


def _by_neighbours(source: Source) -> Iterator[ExposedSecret]:
    """What only what stands around it gives away."""
    named = ".amazonaws.com" in source.text or (source.mentions("pass") and _AT_ADDRESS.search(source.text))
    for match in _BESIDE_HOST.finditer(source.code) if named else ():
        if not only_for_developers(source, match.start()):
            at = covered(
                source.at(match.start("value"), match.end("value")),
                re.split(r"[:=,(]\s*", match["value"], maxsplit=1)[1],
            )
            yield ExposedSecret(kind=source.snippet.kind, at=at, name="password", form="password")
    yield from _in_pairs(source)
    yield from held_against(source, _is_value)
    yield from in_strings(source)
    if source.mentions("smtp", "mail"):
        yield from of_mail(source)


_ADDRESS = r"(?!10\.|127\.|169\.254\.|172\.(?:1[6-9]|2\d|3[01])\.|192\.168\.|0\.|1\.2\.3\.4)(?:\d{1,3}\.){3}\d{1,3}"
"""One that answers on the Internet, as an instance's own does."""
_AT_ADDRESS = regex(rf"[\"'`]{_ADDRESS}[\"'`:]")
_BESIDE_HOST = regex(
    r"""(?i)(?:host(?:name)?|server(?:name)?|endpoint|(?:\b|jdbc)url)["']?\s*[:=,(]\s*["'`](?:jdbc:(?:log4jdbc:)?\w{1,20}:(?://|thin:@))?"""
    rf"""(?:(?!your)[\w.-]{{1,120}}\.(?:rds|cache|compute)\.amazonaws\.com|{_ADDRESS})(?::\d{{2,5}})?(?:/\w{{0,60}}(?:\?[^"'`\s]{{0,200}})?)?["'`]"""
    r"""[^{}]{0,300}?(?P<value>(?<![a-z])(?:set)?pass(?:word|wd)?["']?\s*[:=,(]\s*"""
    r"""(?:["'`](?!<|your)[^"'`$\s]{3,80}["'`]|\d{3,20}(?=\s*[,)}\n])))"""
)
"""What opens a database whose address stands beside it."""


def _literals(text: str) -> Iterator[tuple[str, str, int, int, bool]]:
    """Literals under names that sound secret, comments not yet taken out.

    Yields: name, value, where both stand, and whether the value by itself looks like a secret's.
    """
    for match in _ASSIGNED.finditer(text):
        first = max(match.start() - 120, 0)
        target = _ASSIGNED_TO.search(text[first : match.start()])
        if target is None:
            continue
        name, value = target["name"], match["value"]
        if _GOES_ON.match(text, match.end()) and not _looks_random(value):
            continue
        if not is_secret(name) or (_CONNECTS.search(name) and not _OPENS.search(value)):
            continue
        if _OF_ADDRESS.search(text, max(first - 200, 0), first + target.start()):
            continue
        if len(value) < _LONG and _EXAMPLES.search(text, max(match.start() - 300, 0), match.start()):
            continue
        # Django calls its generated keys insecure; once committed and used, they are real.
        real = len(value) > _SHORT and not is_placeholder(value.removeprefix("django-insecure-"))
        real = real and _is_value(name, value)
        # A typed field in Python belongs to settings mostly, where a variable stands above the value; no constant does.
        begins = first + target.start()
        field = target["field"] is not None and text[begins - 1 : begins] not in ("", "\n")
        if real or (not field and (_is_signing_key(name, value) or _is_admins(name, value))):
            yield name, value, first + target.start(), match.end(), real


def _assigned(source: Source) -> Iterator[ExposedSecret]:
    for name, value, start, end, real in _literals(source.code):
        if ("$" in value and source.language in _EXPANDS) or only_for_developers(source, start):
            continue
        if not real and _is_quoted(source, start):
            continue
        form = _form(name, value, strict=False) or "token"
        # A word is taken for a secret's here only where it signs, which a name of one word does not say.
        called = name if real or name.lower() != "secret" else SIGNING_KEY
        yield ExposedSecret(kind=source.snippet.kind, at=source.at(start, end), name=called, form=form)


def _is_quoted(source: Source, start: int) -> bool:
    """The name stands in the middle of a text, as where a message shows what to write: nothing is given it here."""
    return source.bare[start].isspace() and not source.code[start].isspace() and source.code[start] not in "\"'"


def _is_value(name: str, value: str) -> bool:
    """A literal in source is a secret only when it does not read like a word, a key's name or a message."""
    if value.lower().startswith(("django-insecure", "bearer", "http", "basic ")) and name != "SECRET_KEY":
        return False
    if name == "SECRET_KEY":
        return len(value) >= 20
    if _NO_SECRET.match(value) or re.sub(r"[\W_]", "", value).lower() == re.sub(r"[\W_]", "", name).lower():
        return False  # where it leads, or its own name over again
    digits = any(c.isdigit() for c in value)
    # People choose shorter words than machines do.
    enough = 8 if _CHOSEN.search(name) else _LONG
    return digits and len(value) >= enough and not re.fullmatch(r"[a-z]\w*(?:[./:_-][a-z]\w*)+", value)


def _is_signing_key(name: str, value: str) -> bool:
    """What signs tokens is used as it stands, even a word to be replaced; another setting's name is no value."""
    if not _SIGNS.search(name) or _A_NAME.fullmatch(value) or _WHILE_BUILT.search(value):
        return False
    plain = re.sub(r"[\W_]", "", value).lower()
    if name.isupper() and "_" in name and value == plain:
        return True  # nobody names a setting in a constant of that name by words run together
    return plain != re.sub(r"[\W_]", "", name.rpartition(".")[2]).lower()


def _is_admins(name: str, value: str) -> bool:
    """Whoever reads what opens the account for everything can use it, whatever the word is."""
    return _ADMINS.search(name) is not None and not _A_NAME.fullmatch(value) and not value.startswith("$")


def _fact(source: Source, match: re.Match[str], name: str, form: str) -> ExposedSecret:
    return ExposedSecret(kind=source.snippet.kind, at=source.at(match.start(), match.end()), name=name, form=form)

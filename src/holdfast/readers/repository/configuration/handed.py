"""Secrets that a template hands to a container or function as plain values instead of where they are kept."""

from collections.abc import Container, Iterable, Iterator
from typing import Any

from holdfast.model.evidence import MAX_LINES, Location
from holdfast.model.facts import HandedSecret, HandedSettings
from holdfast.model.record import record, replace
from holdfast.model.regex import regex
from holdfast.readers.repository.configuration.names import is_secret

_HOLE = regex(r"\$\{([^{}]{1,200})\}")
_NESTED = regex(r"(\$\{[^{}\n]{0,200})\$\{[^{}\n]{0,200}\}")
"""A hole in a hole, `${file(env.yml):${stage}.KEY}`, which chooses the place and tells nothing of the value."""
_QUOTED = regex(r"\"[^\"\n]*\"|'[^'\n]*'|`[^`\n]*`")
_REFERRED = regex(r"!Ref\s+[\"']?(\w+)|[\"']?Ref[\"']?\s*:\s*[\"']?(\w+)|!GetAtt\s+[\"']?([\w.]+)")
_WORD = regex(r"[A-Za-z_][\w.-]*")
_ENTRY = regex(r"^\s*[\"']?(\w{1,100})[\"']?\s*=\s*(?![\"'$])")
"""An entry of the map that fills in a template; what a script itself sets has no space, or a value of its own."""
_FILLED_IN = regex(r"!Sub\b|Fn::Sub")
_ASKS = regex(r"--secret-id|get-secret-value|get-parameter|^\s*#(?!!)")
"""A row that asks a store for the value, with a name that is no secret; or a remark."""
_BEFORE = regex(r"^[\"'`]?\s*[:=]\s*")
_VALUE = regex(r"\b[Vv]alue[\"']?\s*[:=]\s*")
_TELLS = regex(r"(?i)passw|secret|token|credential|_key\b|api_?key")
_ELSEWHERE = regex(
    r"(?i)\barn\b|_arn\b|[a-z]Arn\b|secret_?(?:name|id)\b|resolve:|\bssm:|fromSsm"
    r"|aws_(?:ssm_parameter|secretsmanager)(?![\w.\[\]\"']{0,160}\.(?:value|secret_string)\b)"
)
"""A name or ARN under which the application asks for itself, or a value that a store fills in.

What Terraform reads out of a store stands in plain wherever it is written to: its document does not tell of the store.
"""
_LOOKED_UP = regex(r"\.value(?:ForStringParameter|FromLookup|_for_string_parameter|_from_lookup)\(")
"""CDK's ways to have a parameter's value written into the template."""
_CACHE = regex(r"(?i)^redis|cache")
_THING = regex(r"(?i)(?:table|queue|topic|bucket|function|stream|group|role|pool|user|user_?name|host)$")
"""What a name ends with that belongs to something else than a secret: `TOKEN_TABLE`."""
_KEYED = regex(r"(?<=\w)\[\s*[\"'](?P<name>\w{1,80})[\"']\s*\]")
"""An item of a table, as a variable of the process is one: `env["DB_PASSWORD"]`, `kept["db_password"].value`."""
_ACCESSOR = regex(
    r"(?:\.(?:value(?:AsString|_as_string)?|stringValue|string_value|to_?[sS]tring|unsafe_?[uU]nwrap|plaintext))+$"
)


@record(frozen=True, slots=True)
class Setting:
    """A variable of a container's environment: its name, its text in the file, and where that stands."""

    name: str
    text: str
    at: Location


def handed_secrets(said: dict[str, Any], to: str, settings: Iterable[Setting], *, yaml: bool) -> Iterator[HandedSecret]:
    """At most one fact per container, at the lines of its secrets.

    Args:
        said: what the facts of its resource have in common.
        to: the container or function.
        settings: its environment, as written.
        yaml: bare words are literals, as in CloudFormation; else they are references, as in programs.
    """
    plain = [setting for setting in settings if is_plain(setting.name, setting.text, yaml=yaml)]
    if plain:
        names = tuple(dict.fromkeys(setting.name for setting in plain))
        yield HandedSecret(**{**said, "at": _span([setting.at for setting in plain])}, to=to, names=names)


def handed_settings(said: dict[str, Any], to: str, settings: Iterable[Setting]) -> Iterator[HandedSettings]:
    """One fact for a function that is given any."""
    given = [setting for setting in settings if setting.name]
    if given:
        at = _span([setting.at for setting in given])
        names = tuple(dict.fromkeys(setting.name for setting in given))
        yield HandedSettings(**{**said, "at": at}, to=to, names=names)


def scripted_secrets(said: dict[str, Any], to: str, place: Location, rows: Iterable[str]) -> Iterator[HandedSecret]:
    """The secrets that a template writes into the script with which a host starts; `rows` stand at `place`."""
    found: list[Setting] = []
    for number, row in enumerate(rows, start=place.start_line):
        if len(row) > 2_000:
            continue
        at = replace(place, start_line=number, end_line=number, quote="")
        entry = _ENTRY.match(row)
        if entry is not None:
            found.append(Setting(entry[1], row, at))
        for hole in _HOLE.findall(row):
            name = "password" if hole.startswith("random_password.") else hole.rpartition(".")[2]
            found.append(Setting(name, f"{name} = {hole}", at))
    yield from handed_secrets(said, to, found, yaml=False)


def referred_secrets(
    said: dict[str, Any], to: str, place: Location, rows: Iterable[str], *, known: tuple[Container[str], ...]
) -> Iterator[HandedSecret]:
    """The secrets among a stack's parameters that its template writes into a script; `rows` stand at `place`.

    Args:
        said: what the facts of the resource have in common.
        to: the host.
        place: where the script stands.
        rows: its lines, as written.
        known: the stack's resources, and what else refers to names and not values.
    """
    lines = list(rows)
    holes = any(_FILLED_IN.search(row) for row in lines)  # else `${NAME}` is the shell's own
    found: list[Setting] = []
    for number, row in enumerate(lines, start=place.start_line):
        if len(row) > 2_000 or _ASKS.search(row):
            continue
        names = [word for words in _REFERRED.findall(row) for word in words if word]
        names += _HOLE.findall(row) if holes else []
        at = replace(place, start_line=number, end_line=number, quote="")
        told = (name for name in names if name.isidentifier() and not any(name in one for one in known))
        found += [Setting(name, f"{name} = {name}", at) for name in told]
    yield from handed_secrets(said, to, found, yaml=False)


def written_value(setting: Setting) -> str:
    """The expression that gives the variable its value, as it is written."""
    return _BEFORE.sub("", _expression(setting.name, setting.text), count=1)


_LITERAL = regex(r"^(?P<quote>[\"'`]?)(?P<value>[^\"'`\n]{1,200}?)(?P=quote)(?:\s*[,;)}\]].*|\s+(?://|#).*|\s*)$")


def literal(setting: Setting) -> str | None:
    """The value that the variable is given, where it is written out; None where something else gives it."""
    found = _LITERAL.match(written_value(setting).split("\n", maxsplit=1)[0])
    return found["value"].strip() if found else None


def _span(places: list[Location]) -> Location:
    """The lines from the first to the last in the first one's file, as many as a place may have."""
    first = min((at for at in places if at.path == places[0].path), key=lambda at: at.start_line)
    near = [at.end_line for at in places if at.path == first.path and at.end_line < first.start_line + MAX_LINES]
    return replace(first, end_line=max((first.end_line, *near)))


def is_plain(name: str, text: str, *, yaml: bool) -> bool:
    """`text` gives the secret `name` a value that comes from a parameter or variable of the template."""
    if not is_secret(name) or _THING.search(name) or len(text) > 2_000:
        return False
    written = _expression(name, text)
    if _LOOKED_UP.search(written):
        return True
    if _ELSEWHERE.search(written):
        return False
    referred = _HOLE.findall(_NESTED.sub(r"\1", written) if yaml else written)
    if yaml:
        referred += [word for found in _REFERRED.findall(written) for word in found if word]
    else:
        referred.append(_QUOTED.sub(" ", _KEYED.sub(r".\g<name>", written)))
    return any(_tells(word) for part in referred for word in _WORD.findall(part))


def _tells(word: str) -> bool:
    """A reference to something secret, by its last name: `var.db_password`, `props.credentials.password`."""
    if word.startswith("random_password."):
        return True
    last = _ACCESSOR.sub("", word).rpartition(".")[2]
    if _THING.search(last):
        return False
    return bool(_TELLS.search(last)) or (is_secret(last) and not _CACHE.search(last))


def _expression(name: str, text: str) -> str:
    """What stands behind `value =`, or else behind the name."""
    _, _, behind = text.partition(name)
    found = _VALUE.search(behind) or _VALUE.search(text)
    if found is None:
        return behind
    return found.string[found.end() :]

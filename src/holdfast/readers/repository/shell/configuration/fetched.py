"""Settings that a script fetches for the application, and writes down or hands on when nothing came."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from holdfast.model.evidence import MAX_LINES
from holdfast.model.facts import ConfigurationLoader
from holdfast.model.record import record, replace
from holdfast.model.regex import regex
from holdfast.readers.repository.configuration.names import is_secret, leads_to_database
from holdfast.readers.repository.shell.configuration.loaded import LOOKS
from holdfast.readers.repository.shell.configuration.looked_into import looked_into
from holdfast.readers.repository.shell.configuration.not_come import fetching, passed_over, rows_written, stood_in
from holdfast.readers.repository.shell.configuration.required import TELLS_SOMEBODY
from holdfast.readers.repository.shell.releases.releases import PRODUCTION, is_deploy_script
from holdfast.readers.repository.shell.steps.purposes import FETCHES_SECRETS
from holdfast.readers.repository.shell.steps.source import BECOMES, Source
from holdfast.readers.repository.shell.syntax.command import TESTS, Command, Failure, names_said

_LAX = frozenset((Failure.UNCHECKED, Failure.SWALLOWED, Failure.HIDDEN))
_COPIES = regex(r"^aws s3 cp (?:-\S+ )*[\"']?s3://\S*\.env\b")
"""Settings that are kept as a whole file."""
KEPT = regex(r"^(?P<name>[A-Za-z_]\w*)=[\"']?(?:\$\(|`)")
_WRITTEN = regex(r"(?:^|[\s\"'])(?:(?P<name>[A-Za-z_]\w*)|\$\{?(?P<held>[A-Za-z_]\w*)\}?)=")
_REACH = 100
"""Commands behind it among which it is written down."""
_LOOP = 12
"""Lines behind which a loop no longer writes down what came, one row for each round."""


@record(frozen=True)
class _Fetch:
    """What asks for a value, what carries it (an assignment, an `echo`, or itself), and what writes it down."""

    carrier: Command
    writer: Command


@record(frozen=True)
class _Known:
    """When each variable was last looked at, and which others are made of it."""

    asked: Mapping[str, int]
    made_of: Mapping[str, tuple[str, ...]]


def fetched_settings(source: Source) -> Iterator[ConfigurationLoader]:
    """Where a host's script goes on with an empty value when AWS gives none; all of them are one place.

    A person who types the commands sees the error, and so does a developer who fetches settings for their own machine;
    a script that a guide has them put on the host runs without them.
    """
    if source.instructed and not _is_put_on_host(source):
        return
    if not any(_may_fetch(one) for one in source.commands):
        return
    functions = fetching(source)
    fetches = [one for one in source.commands if FETCHES_SECRETS.search(one.text) or one.name in functions]
    strict = any(_ends(fetch, carrier_of(fetch, source)) for fetch in fetches)
    known = _Known(_last_asked(source.commands), _made_of(source)) if fetches else _Known({}, {})
    meant = (fetch for fetch in fetches if not (strict and _may_be_wanting(fetch, source)))
    found = [one for fetch in meant for one in _let_go(fetch, source, known)]
    found = [one for one in found if not looked_into(source.writes(one.writer), one.writer, source)]
    found += [_Fetch(row, row) for command in source.writers for row in rows_written(command, functions)]
    found += [
        _Fetch(one, one) for one in source.commands if one.failure is Failure.SWALLOWED and _COPIES.search(one.text)
    ]
    if not found or not (_runs_by_itself(source) or any(_is_a_hosts(target) for target in _targets(found, source))):
        told = [*_refused(source), *(_gone_on_without(fetches, source) if _runs_by_itself(source) else ())]
        yield from told or (_taken_whole(fetches, source) if _runs_by_itself(source) else ())
        return
    first = min(found, key=lambda one: one.carrier.line).carrier
    near = [one for one in found if max(one.carrier.end_line, one.writer.end_line) - first.line < MAX_LINES]
    ends = [command for one in near for command in (one.carrier, one.writer)]
    yield ConfigurationLoader(
        **source.common(source.place(first, max(ends, key=lambda command: command.end_line, default=None))),
        source="script",
        missing="silent",
        names=tuple(dict.fromkeys(name for one in found for name in _names(one)))[:40],
    )
    yield from _made_up([one.carrier for one in near], source)


def _is_put_on_host(source: Source) -> bool:
    """A text has somebody write it into a file of its own, and not for the machine that they sit at."""
    return bool(source.snippet.called) and not _AT_HOME.search(source.snippet.called)


_AT_HOME = regex(r"(?i)(?<![a-z])(?:local|dev|test)(?![a-z])|develop")


def _may_fetch(command: Command) -> bool:
    asks = FETCHES_SECRETS.search(command.text) or _COPIES.search(command.text)
    return asks is not None or (command.document is not None and "$(aws " in command.document.text)


def _made_up(carriers: list[Command], source: Source) -> Iterator[ConfigurationLoader]:
    """Secrets for which the script has a value of its own ready: the application cannot tell that none came."""
    told = [(one, name) for one in carriers if (name := stood_in(one)) is not None]
    if told:
        at = replace(source.place(told[0][0], told[-1][0]), quote="")  # what is put there may be a secret
        names = tuple(dict.fromkeys(name for _, name in told))
        yield ConfigurationLoader(**source.common(at), source="script", missing="default", names=names)


def _gone_on_without(fetches: list[Command], source: Source) -> Iterator[ConfigurationLoader]:
    """The first value that is looked at and written down, and whose absence the script survives."""
    for fetch in fetches:
        carrier = carrier_of(fetch, source)
        kept = _kept(fetch, carrier)
        if kept is None or TELLS_SOMEBODY.search(kept["name"]) or _writer_of(kept["name"], fetch, source) is None:
            continue
        if (at := passed_over(source, fetch, kept["name"])) is not None:
            yield ConfigurationLoader(**source.common(at), source="script", missing="warns")
            return


def _taken_whole(fetches: list[Command], source: Source) -> Iterator[ConfigurationLoader]:
    """Whatever is kept there becomes the file of settings: a failed fetch ends the script, and nothing else does."""
    if LOOKS.search(source.snippet.text):
        return
    for fetch in fetches:
        writer = _piped_to(fetch, fetch, source) if not fetch.inside and fetch.failure is Failure.STOPS else None
        whole = writer is not None and not any(_names(_Fetch(fetch, writer)))
        if writer is not None and whole and not looked_into(source.writes(writer), writer, source):
            at = source.place(fetch, writer)
            yield ConfigurationLoader(**source.common(at), source="script", missing="unlooked")
            return


def _refused(source: Source) -> Iterator[ConfigurationLoader]:
    """The script asks whether what came is empty, ends where it is, and else writes it down for the application."""
    for fetch in source.commands:
        carrier = carrier_of(fetch, source) if FETCHES_SECRETS.search(fetch.text) else fetch
        kept = _kept(fetch, carrier)
        if kept is None:
            continue
        behind = source.commands[fetch.order + 1 :]
        near = (one for one in behind if one.end_line - carrier.line < MAX_LINES)
        ends = next((one for one in near if _ends_without(one, kept["name"])), None)
        if ends is None:
            continue
        if _writer_of(kept["name"], fetch, source) is not None:
            at = source.place(carrier, ends)
            yield ConfigurationLoader(**source.common(at), source="script", missing="fails")
            return


def _ends_without(command: Command, name: str) -> bool:
    """It ends the script, because that variable is empty."""
    if re.search(rf"\$\{{{re.escape(name)}:\?", " ".join(command.words)[:2_000]):
        return True
    if command.name not in ("exit", "return") or command.args[:1] == ("0",) or not command.branch:
        return False
    asked = "-n" if command.branch[-1].startswith("|| ") else "-z"
    return re.search(rf"{asked}\s+[\"']?\$\{{?{re.escape(name)}\b", command.branch[-1]) is not None


def _runs_by_itself(source: Source) -> bool:
    started = source.hooked or source.embedded or source.piped or source.sent or source.first_boot
    if started or is_deploy_script(source) or BECOMES.search(source.snippet.text) is not None:
        return True
    return any(PRODUCTION.search(one.text) for one in source.activations)


def _let_go(fetch: Command, source: Source, known: _Known) -> Iterator[_Fetch]:
    carrier = carrier_of(fetch, source)
    kept = KEPT.match(carrier.args[0]) if carrier.name in ("=", "export", "local", "declare") and carrier.args else None
    if _ends(fetch, carrier) or fetch.failure is Failure.HANDLED:
        return
    if kept is None:
        writes = _piped_to(fetch, carrier, source)
        if writes is not None:
            yield _Fetch(carrier, writes)
        return
    name = kept["name"]
    names = (name, *known.made_of.get(name, ()))
    if any(known.asked.get(one, -1) > fetch.order for one in (*names, _ANY)):
        return
    writer = next(filter(None, (_writer_of(one, fetch, source) for one in names)), None)
    if writer is not None:
        yield _Fetch(carrier, writer)
    elif _is_handed_on(carrier, name, source):
        yield _Fetch(carrier, carrier)


def _piped_to(fetch: Command, carrier: Command, source: Source) -> Command | None:
    """What writes down what comes, at once or behind a pipe, or out of the file that it is put into first."""
    behind = source.commands[fetch.order + 1 : fetch.order + 1 + _REACH]
    piped = (c for c in behind if fetch.name in c.fed_by and c.line <= fetch.end_line + (_LOOP if c.loop else 1))
    at_once = next((command for command in (carrier, *piped) if command.order in source.writing), None)
    put = frozenset(source.writes(carrier)) - _NOWHERE
    if at_once is not None or not put or looked_into(put, carrier, source):
        return at_once
    return next((c for c in behind if c.order in source.writing and not put.isdisjoint(_takes(c, source))), None)


_NOWHERE = frozenset(("/dev/null", "/dev/stdout", "/dev/stderr"))


def _takes(command: Command, source: Source) -> set[str]:
    """The words, and so the files, that it and what feeds it are given."""
    before = source.commands[max(0, command.order - len(command.fed_by)) : command.order]
    said = (command, *(one for one in before if one.name in command.fed_by))
    given = {source.script.expand(arg).strip("\"'") for one in said for arg in one.args}
    return given | {redirect.target for one in said for redirect in one.redirects if redirect.operator == "<"}


def _ends(fetch: Command, carrier: Command) -> bool:
    """The script ends where it fails: only a bare assignment passes a failure on to `set -e`."""
    return carrier.name in ("=", fetch.name) and fetch.failure not in _LAX


def _may_be_wanting(fetch: Command, source: Source) -> bool:
    """It has a value of its own for the case and holds no secret: meant so, beside fetches that end the script."""
    carrier = carrier_of(fetch, source)
    kept = _kept(fetch, carrier)
    if kept is None or fetch.failure is not Failure.SWALLOWED:
        return False
    name = kept["name"].upper()
    return not (is_secret(name) or leads_to_database(name))


def _is_handed_on(carrier: Command, name: str, source: Source) -> bool:
    """What starts the application behind it takes the value over, with all that is exported or by its name."""
    exported = carrier.name in ("export", "declare")
    if exported and _is_put_on_host(source) and not source.activations:
        return True  # a file of exports alone is there to be taken in before the start
    behind = (command for command in source.activations if command.order > carrier.order)
    return any(exported or name in names_said(command) or _is_set_beside(command, name) for command in behind)


def _is_set_beside(command: Command, name: str) -> bool:
    return any(re.search(rf"\$\{{?{re.escape(name)}\b", value) for _, value in command.assigns)


def _kept(fetch: Command, carrier: Command) -> re.Match[str] | None:
    """The variable in whose assignment the fetch stands."""
    return KEPT.match(carrier.args[0]) if carrier is not fetch and carrier.args else None


def carrier_of(fetch: Command, source: Source) -> Command:
    """The command whose words hold the substitution; the fetch itself when there is none."""
    if fetch.inside[-1:] != ("$(",):
        return fetch
    before = reversed(source.commands[: fetch.order])
    around = (c for c in before if len(c.inside) < len(fetch.inside) and c.line <= fetch.line <= c.end_line)
    return next(around, fetch)


def _writer_of(name: str, fetch: Command, source: Source) -> Command | None:
    """The first command behind a fetch that writes the variable into a file of settings."""
    writers = source.writers_of.get(name, [])
    behind = bisect_right(writers, fetch.order, key=lambda one: one.order)
    return next(iter(writers[behind : behind + 1]), None)


def _made_of(source: Source) -> dict[str, tuple[str, ...]]:
    """The variables that are given what a command makes of another one, by that: `DB=$(echo "$ALL" | jq -r .db)`.

    Also those that a loop takes from it one by one, and what is made of these.
    """
    found: dict[str, dict[str, None]] = {}
    for name, given in source.assigned.items():
        for _, arg in given:
            for other in _VARIABLE.findall(arg[:_LONGEST]) if "$(" in arg else ():
                found.setdefault(other, {})[name] = None
    for loop in _EACH.finditer(source.snippet.text):
        for other in _VARIABLE.findall(loop["words"]):
            found.setdefault(other, {})[loop["name"]] = None
    return {name: _all_of(others, found) for name, others in found.items()}


def _all_of(first: Iterable[str], found: Mapping[str, Mapping[str, None]]) -> tuple[str, ...]:
    told = dict.fromkeys(first)
    for _ in range(_DEEPEST):
        more = [name for one in islice(told, _MOST) for name in found.get(one, ()) if name not in told]
        told.update(dict.fromkeys(more[:_MOST]))
    return tuple(islice(told, _MOST))


_LONGEST, _MOST, _DEEPEST = 2_000, 40, 3
_EACH = regex(r"(?m)^[ \t]*for[ \t]+(?P<name>\w{1,60})[ \t]+in[ \t]+(?P<words>[^\n;]{1,300})")


def _targets(found: Iterable[_Fetch], source: Source) -> Iterator[str]:
    return (target for one in found for target in source.writes(one.writer))


def _is_a_hosts(target: str) -> bool:
    """A file outside of every developer's own folders: whatever writes it runs on a host."""
    return target.startswith(("/etc/", "/opt/", "/run/", "/srv/", "/var/"))


_ANY = ""


def _last_asked(commands: Iterable[Command]) -> dict[str, int]:
    """The order of the last command that looks at what came, by the variable's name; `_ANY` for whatever came last.

    It looks at the value, at the status, or by way of an expansion that ends the script.
    """
    found: dict[str, int] = {}
    for command in commands:
        said = " ".join(command.words)[:2_000]
        if command.name not in TESTS:
            found.update(dict.fromkeys(_DEMANDED.findall(said), command.order))
            continue
        if "$?" in said or "${!" in said:
            found[_ANY] = command.order
        told = " ".join((*command.args, command.document.text if command.document else ""))[:20_000]
        found.update(dict.fromkeys(_VARIABLE.findall(told), command.order))
    return found


_DEMANDED = regex(r"\$\{(\w{1,200}):?\?")
_VARIABLE = regex(r"\$\{?(\w{1,200})\b")


def _names(fetch: _Fetch) -> Iterable[str]:
    """The settings that the value is written down as, one for each round of a loop."""
    text = " ".join((*fetch.writer.args, fetch.writer.document.text if fetch.writer.document else ""))[:20_000]
    held = dict(fetch.writer.choices)
    for match in _WRITTEN.finditer(text):
        yield from (match["name"],) if match["name"] else held.get(match["held"], ())

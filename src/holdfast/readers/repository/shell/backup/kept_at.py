"""Where a script says into which folder its backups go, apart from the command that makes them."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator

from holdfast.model.regex import regex
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.command import Command

_NAMES = regex(r"\$\{?(?P<name>[A-Za-z_]\w{0,60})")
_FOLDER = regex(r"[\"']?(?:\.{0,2}/|~/|\$\{?HOME\}?/|\$\{\w{1,60}:-(?:\.{0,2}/|~/|\$\{?HOME\}?/)|[\w-]{1,40}/)")
_BELOW = regex(
    r"(?i)[\"']?(?:\$\{\w{1,60}:-)?\$\{?(?!\w{0,40}(?:backup|dump))\w{1,60}\}?/"
    r"(?:[\w-]{1,40}/){0,4}[\w-]{0,20}(?:backup|dump)[\w-]{0,20}(?:/[a-z]{1,20})?/?\}?[\"']?$"
)
"""A folder below another one that a variable names, and no file in a folder for copies."""
_ABOUT = regex(r"(?i)backup|dump|bak(?![a-z])|백업|バックアップ")
_HOPS = 3


def kept_at(command: Command, source: Source) -> Command | None:
    """The assignment by which a folder for copies gets its path, where the command names it by a variable."""
    words = " ".join((*command.args, *command.writes, *command.feeds, *_written_behind(command, source)))
    return _folder(words, command, source) or _packed_later(command, source) or _fetched_later(command, source)


def _written_behind(command: Command, source: Source) -> Iterator[str]:
    """Where the rest of its pipe writes to: what packs or enciphers the copy on its way."""
    for behind in source.commands[command.order + 1 : command.order + 1 + _BEHIND] if command.feeds else ():
        if behind.line <= command.end_line:
            yield from (*behind.writes, *(behind.args if behind.name in _TAKES_FILE else ()))


_BEHIND = 3
_TAKES_FILE = frozenset(("tee", "openssl", "gpg", "dd"))
_PACKS = frozenset(("gzip", "pigz", "zstd", "xz", "bzip2", "tar", "zip", "mv", "cp", "openssl", "gpg", "install"))
_MOST = 40
_Given = list[tuple[Command, str]]


def _packed_later(command: Command, source: Source) -> Command | None:
    """A dump that is first written aside, and then packed into, or moved to, where it stays."""
    aside = {match["name"] for one in command.writes for match in _NAMES.finditer(one[:500])}
    for later in source.commands[command.order + 1 : command.order + _MOST] if aside else ():
        words = " ".join((*later.args, *later.writes))[:2_000]
        if later.name in _PACKS and aside.intersection(match["name"] for match in _NAMES.finditer(words)):
            return _folder(words, later, source, but=aside)
    return None


def _fetched_later(command: Command, source: Source) -> Command | None:
    """What is dumped within a container, and fetched from there afterwards."""
    if "docker" not in command.inside:
        return None
    for later in source.commands[command.order + 1 : command.order + _MOST]:
        if later.name in ("docker", "docker-compose") and "cp" in later.args[:2]:
            return _folder(later.args[-1], later, source)
    return None


def _given(names: set[str], command: Command, source: Source) -> _Given:
    """The last that some variables are set to before a command, in order."""
    told: _Given = []
    for name in sorted(names):
        values = source.assigned.get(name, ())
        until = bisect_left(values, command.order, key=lambda value: value[0].order)
        told.extend(values[max(0, until - _MOST) : until])
    return sorted(told, key=lambda value: value[0].order)


def _folder(words: str, command: Command, source: Source, *, but: Iterable[str] = ()) -> Command | None:
    """The assignment of a folder that `words` of a command name by a variable, none of `but`."""
    below: Command | None = None
    for _ in range(_HOPS):
        names = {match["name"] for match in _NAMES.finditer(words[:2_000])}
        told = [(one, arg.partition("=")[2], arg) for one, arg in _given(names.difference(but), command, source)]
        about = [(one, path) for one, path, arg in told if _ABOUT.search(arg)]
        folder = next((one for one, path in about if _FOLDER.match(path)), None)
        below = below or next((one for one, path in about if _BELOW.match(path)), None)
        if folder is not None or not told:
            return folder or below
        words = " ".join(path for _, path, _ in told)
    return below

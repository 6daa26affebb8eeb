"""Commands that are meant to delete old files, and go wrong unnoticed."""

from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from itertools import takewhile

from holdfast.model.regex import regex
from holdfast.readers.repository.shell.steps.purposes import backup_method
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.command import Command, Failure

_GLOB_IN_QUOTES = regex(r"""^(?:"[^"]*[*?][^"]*"|'[^']*\*[^']*')$|/\*[^"'/]*["']$""")


def matches_nothing(command: Command) -> bool:
    """It is meant to find or delete files, and its pattern can match none (a quoted glob), or it only lists them."""
    quoted = [word for word in command.words if _GLOB_IN_QUOTES.search(word)]
    if command.name == "rm":
        return bool(quoted)
    if command.name == "ls":
        return bool(quoted) and any(name in ("xargs", "tail", "head", "while") for name in command.feeds)
    if command.name == "find":
        only_lists = any(arg in ("-mtime", "-mmin", "-ctime") for arg in command.args) and not (
            command.feeds or command.redirects or command.has("-delete", "-exec", "-execdir", "-ok", "-printf", "-quit")
        )
        captured = "$(" in command.inside or command.condition or command.loop
        return any(map(_GLOB_IN_QUOTES.search, _looked_in(command.words))) or (only_lists and not captured)
    removes = command.name == "aws" and command.args[:2] == ("s3", "rm") and not command.has("--recursive")
    return removes and any("*" in arg for arg in command.args if arg.startswith("s3://"))


_ACTS = frozenset(("-delete", "-exec", "-execdir", "-ok", "-print", "-print0", "-printf"))


def spares_some(command: Command) -> bool:
    """`find . -name '*.sql' -o -name '*.gz' -mtime +7 -delete`: what is to be done belongs to the last name alone."""
    if command.name != "find" or not command.has("-delete", "-exec", "-execdir"):
        return False
    depth, ways = 0, [list[str]()]
    for arg in command.args:
        depth += (arg in ("(", "\\(")) - (arg in (")", "\\)"))
        if depth == 0 and arg in ("-o", "-or"):
            ways.append([])
        else:
            ways[-1].append(arg)
    return len(ways) > 1 and not any(_ACTS.intersection(way) for way in ways[:-1])


def prunes_wrongly(command: Command) -> str | None:
    """How a command that is meant to delete old files goes wrong unnoticed; None where it does not."""
    if matches_nothing(command) or spares_some(command):
        return "retention-never-deletes"
    deletes = _DELETES.match(command.text) is not None
    return "error-swallowed" if deletes and command.discards_errors and command.failure is Failure.SWALLOWED else None


_DELETES = regex(
    r"^find\b.* (?:-mtime|-mmin|-ctime)\b.* -(?:delete\b|exec(?:dir)? rm\b)|^xargs\b.*\b(?:rm|aws s3 rm)\b|^aws s3 rm\b"
)

_DUMPED = regex(r"[\w}*-]\.(?:sql|dump|bak|gz|tgz|tar|zip|bson|archive|rdb|sqlite3?|db|zst|xz)$")
_VARIES = regex(r"\$\([^()]*\)|`[^`]*`|\$\{?\w+\}?")


def never_finds(command: Command, source: Source, made: tuple[str, ...]) -> bool:
    """It looks in the folder of the script's own dumps for files of a name that none of them has.

    Args:
        command: what looks.
        source: the script.
        made: the files that it makes, as `files_made` tells them.
    """
    if command.name != "find" or not command.has("-delete", "-exec", "-execdir"):
        return False
    names = [source.script.expand(name).strip("\"'") for name in command.options("-name", "-iname")]
    if not names or not all(map(_DUMPED.search, names)):
        return False
    folders = [source.script.expand(arg).rstrip("/") for arg in _looked_in(command.args)]
    there = [file.rpartition("/")[2] for file in made if file.rpartition("/")[0] in folders]
    return bool(there) and not any(
        fnmatchcase(_VARIES.sub("0", file), _VARIES.sub("0", name)) for file in there for name in names
    )


def files_made(source: Source) -> tuple[str, ...]:
    """The files that the script dumps or packs, without those that are packed in their place."""
    gone = {word for one in source.commands if one.name in _PACKS_IN_PLACE for word in _words(one, source)}
    return tuple(file for one in source.commands for file in _made(one, source) if file not in gone)


def _looked_in(words: Iterable[str]) -> Iterator[str]:
    """The folders that a `find` of these words goes through."""
    return takewhile(lambda word: not word.startswith(("-", "(", "!", "\\")), words)


_PACKS_IN_PLACE = {"gzip": ".gz", "pigz": ".gz", "bzip2": ".bz2", "xz": ".xz", "zstd": ".zst"}


def _made(command: Command, source: Source) -> Iterator[str]:
    """The files that a command dumps, packs, or is packed into."""
    if command.name in _PACKS_IN_PLACE and not command.fed_by:
        yield from (f"{word}{_PACKS_IN_PLACE[command.name]}" for word in _words(command, source))
    packs = command.name in ("tar", "zip", "sqlite3", "cp", "mv")
    if packs or backup_method(command) or {"pg_dump", "mysqldump", "mongodump"} & set(command.fed_by):
        words = (
            *command.args,
            *(one.target for one in command.redirects),
            *command.options("-f", "--file", "--archive"),
        )
        yield from (source.script.expand(word).strip("\"'") for word in words if "/" in word or "$" in word)


def _words(command: Command, source: Source) -> list[str]:
    return [source.script.expand(arg).strip("\"'") for arg in command.args if not arg.startswith("-")]

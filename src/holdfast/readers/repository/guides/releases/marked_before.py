"""Ways back to what somebody has marked by hand before the release: whoever forgot it goes back to nothing."""

from collections.abc import Iterator, Sequence

from holdfast.model.regex import regex
from holdfast.readers.repository.shell import parse
from holdfast.readers.repository.shell.syntax.command import Command

_RETAGS = regex(r"^docker (?:image )?tag\b")
_GIT_MARKS = regex(r"^git (?:tag|branch)\b")
_COPIES = frozenset(("cp", "mv", "rsync"))
_GIT_TAKES = regex(r"^git (?:checkout|switch|reset)\b")
_MOVES = regex(r"(?i)^(?:[\w-]{1,40}/)?(?:last[-_])?(?:stable|known[-_]good)(?:[-_](?:version|release|branch|build))?$")
"""A branch or tag of git that somebody moves with every release, and no release of its own."""
_OWN_NAME = regex(r"[$<{`]|\d")
"""It is filled in, or has a number, and so is another one each time."""


def marks_by_hand(text: str) -> bool:
    """The commands take a mark that they have somebody set before, or one that somebody moves from time to time."""
    commands = parse(text).commands
    marked: set[str] = set()
    for command in commands:
        if any(name in marked for name in _taken(command)):
            return True
        marked |= {name for name in _given(command) if not _OWN_NAME.search(name)}
    return any(_MOVES.match(word) for one in commands if _GIT_TAKES.match(one.text) for word in _words(one)[1:])


def _given(command: Command) -> Iterator[str]:
    """What an image, a commit or a copy is called from now on."""
    words = _words(command)
    if _RETAGS.match(command.text) or command.name in _COPIES:
        yield from words[-1:] if len(words) > 1 else ()
    elif _GIT_MARKS.match(command.text):
        yield from words[1:2]


def _taken(command: Command) -> Sequence[str]:
    words = _words(command)
    if _RETAGS.match(command.text) or command.name in _COPIES:
        return words[-2:-1]
    return words if command.name == "docker" or _GIT_TAKES.match(command.text) else ()


def _words(command: Command) -> list[str]:
    return [arg.rstrip("/") for arg in command.args if not arg.startswith("-")]

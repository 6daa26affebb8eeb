"""Where a script says into which folder its backups go, apart from the command that makes them."""

from holdfast.model.regex import regex
from holdfast.readers.repository.shell.command import ASSIGNS, Command
from holdfast.readers.repository.shell.source import Source

_NAMES = regex(r"\$\{?(?P<name>[A-Za-z_]\w{0,60})")
_FOLDER = regex(r"[\"']?(?:\.{0,2}/|~/|\$\{?HOME\}?/|\$\{\w{1,60}:-(?:\.{0,2}/|~/|\$\{?HOME\}?/))")
_ABOUT = regex(r"(?i)backup|dump|bak(?![a-z])|백업|バックアップ")
_HOPS = 3


def kept_at(command: Command, source: Source) -> Command | None:
    """The assignment by which a folder for copies gets its path, where the command names it by a variable."""
    given = [
        (one, arg) for one in source.commands if one.name in ASSIGNS and one.order < command.order for arg in one.args
    ]
    words = " ".join((*command.args, *command.writes, *command.feeds))
    for _ in range(_HOPS):
        names = [match["name"] for match in _NAMES.finditer(words[:2_000])]
        told = [(one, arg) for one, arg in given if arg.partition("=")[0] in names]
        folder = next((one for one, arg in told if _FOLDER.match(arg.partition("=")[2]) and _ABOUT.search(arg)), None)
        if folder is not None or not told:
            return folder
        words = " ".join(arg.partition("=")[2] for _, arg in told)
    return None

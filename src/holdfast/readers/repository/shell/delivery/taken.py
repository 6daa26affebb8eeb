"""What brings the release that a script puts live, where nothing gives it a name."""

from collections.abc import Iterator, Sequence

from holdfast.model.regex import regex
from holdfast.readers.repository.shell.steps.purposes import MAKES_IMAGE, TAKES_BRANCH
from holdfast.readers.repository.shell.steps.sent import NOT_A_RELEASE, sends_built, sends_release, sent_away
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.command import Command


def taken(source: Source, live: Command) -> Command | None:
    """What brings the nameless release: a pull rather than a first clone; else what puts a made one in its place."""
    pulled = [command for command in source.commands if TAKES_BRANCH.match(command.text)]
    anew = next((c for c in pulled if _is_cleared_for(c, source)), None)
    if anew is not None:
        return anew
    if pulled:
        again = (c for c in pulled if not c.text.startswith(("git clone", "git fetch")))
        return next(again, None) or next((c for c in pulled if not c.text.startswith("git clone")), pulled[0])
    before = source.commands[: live.order]
    if (fetched := _fetched(live, before, source)) is not None:
        return fetched
    placed = next((c for c in before if c.name in ("cp", "mv", "install") and _puts_release(c, source)), None)
    sending = [c for c in before if sent_away(c, source.script)]
    sent = next((c for c in sending if sends_release(c, source.script)), None)
    packed = next((c for c in sending if any(map(_PACKED.search, sent_away(c, source.script)))), None)
    handed = _handed_to(sent or packed, before, source) if placed is None else None
    return placed or handed or sent or packed or next((c for c in before if MAKES_IMAGE.match(c.text)), None)


def _handed_to(sent: Command | None, before: Sequence[Command], source: Source) -> Command | None:
    """Where a helper copies whatever it is handed: what packs the archive that it is, or the call that hands it."""
    if sent is None or not sent.function or not any(_ITS_ARGUMENT.search(arg) for arg in sent.args):
        return None
    calls = [
        c for c in before if c.name == sent.function and any(_PACKED.search(source.script.expand(a)) for a in c.args)
    ]
    files = {source.script.expand(arg).rpartition("/")[2] for call in calls for arg in call.args} - {""}
    made = (c for c in before if _PACKS.match(c.text) and c.function != sent.function)
    packing = (c for c in made if any(source.script.expand(arg).rpartition("/")[2] in files for arg in c.args))
    return next(packing, None) or next(iter(calls), None)


_ITS_ARGUMENT = regex(r"\$(?:[1-9@*]|\{[1-9@*])")
_PACKS = regex(r"^(?:tar (?:-?[a-zA-Z]*c[a-zA-Z]*(?=\s)|--create\b)|zip\s|7z a\s)")
_ARCHIVE = regex(r"^fileb?://(?P<file>\S{1,300})$")


def _fetched(live: Command, before: Sequence[Command], source: Source) -> Command | None:
    """The download of the archive that goes live: nobody sees here what was packed into it, and from what."""
    handed = (_ARCHIVE.match(source.script.expand(arg)) for arg in live.args)
    files = {match["file"] for match in handed if match}
    if not files:
        return None
    fetches = (c for c in before if c.name in ("curl", "wget") or _COPIES_DOWN.match(c.text))
    return next((c for c in fetches if files & {*map(source.script.expand, (*c.args, *c.writes))}), None)


_COPIES_DOWN = regex(r"^aws s3 (?:cp|mv) \S{0,40}s3://")


def taken_otherwise(source: Source, live: Command) -> Iterator[Command]:
    """What brings the release on the other ways of a script that lets one choose: each is as nameless.

    So is what another function of it sends: to a second host, or the pages beside a server.
    """
    shown = taken(source, live) or (live if sent_away(live, source.script) else None)
    if shown is None:
        return
    others = (c for c in source.commands if c.function != shown.function and sends_built(c, source.script))
    yield from others if sent_away(shown, source.script) else ()
    if not shown.branch:
        return
    for command in source.commands:
        apart = command.branch and command.branch != shown.branch and command.branch[:-1] != shown.branch
        if command is shown or not apart or command.function != shown.function:
            continue
        moves = command.text.startswith("git pull") or _MOVES.match(command.text)
        if moves or sends_release(command, source.script):
            yield command


_MOVES = regex(r"^git (?:-C \S{1,200} )?reset\b.* (?:origin|upstream)/")


def _is_cleared_for(clone: Command, source: Source) -> bool:
    """The folder that it is cloned into was deleted before: whatever there is comes by this."""
    if not clone.text.startswith("git clone"):
        return False
    words = [source.script.expand(arg).rstrip("/") for arg in clone.args if not arg.startswith("-")]
    folder = words[-1].rpartition("/")[2].removesuffix(".git") if words else ""
    removed = (c for c in source.commands[: clone.order] if c.name == "rm" and c.remote == clone.remote)
    return any(source.script.expand(arg).rstrip("/").rpartition("/")[2] == folder for c in removed for arg in c.args)


_PACKED = regex(r"(?i)\.(?:tar(?:\.\w+)?|tgz|zip)$|/$")
"""What a release is packed into on its way to a host, or the whole of a folder."""
_MADE_FILE = regex(r"\.(?:jar|war)$")


def _puts_release(command: Command, source: Source) -> bool:
    words = [source.script.expand(arg) for arg in command.args if not arg.startswith("-")]
    made = len(words) > 1 and any(_MADE_FILE.search(word) for word in words)
    return made and not NOT_A_RELEASE.search(words[-1])

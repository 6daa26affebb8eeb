"""What a deployment deletes before the new release serves: the earlier one, and its images."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from itertools import islice

from holdfast.model.facts import ScriptFault
from holdfast.model.record import record
from holdfast.model.regex import regex
from holdfast.readers.repository.shell.releases.releases import in_way_back, is_deploy_script
from holdfast.readers.repository.shell.rollback.gone_before import things
from holdfast.readers.repository.shell.rollback.undone import failing_functions
from holdfast.readers.repository.shell.steps.purposes import activation
from holdfast.readers.repository.shell.steps.sent import NOT_A_RELEASE
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.command import Command

IMAGE_REMOVAL = regex(
    r"^docker (?:rmi|image rm)\b|^docker (?:image|system) prune\b.*(?:\s-[a-z]*a|--all)|\bdown\b.*--rmi"
)
KEPT_BACK = regex(r"\bdangling\b|\buntil=")
"""Only what nothing points to, or what is old, goes."""
_RELEASE_PATH = regex(
    r"(?:^|/)(?:current|dist|build|app|release\w*|html|public|www|server|backend|frontend|api|web|\.next|out|target|src|project)"
    r"(?:/\*)?$|\.jar$|\.war$|/var/www/|/home/[\w-]+(?:/[\w.-]+)?(?:/\*?)?$|/srv/|/opt/|^~/?$",
    re.IGNORECASE,
)
_ALL_BELOW = regex(r"-\w*[rR]")
_BY_TAG = regex(r"\bimageTag=|\becr list-images\b(?!.*(?i:untagged|\?|\[-?\d))")
"""Under the word that hosts fetch, or whatever there is."""
_IN_REGISTRY = "docker push"
"""Stands for where images lie from which hosts fetch them."""
_ON_HOST = regex(r"/|~(?:/|$)|\$\{?HOME")
_BARE_NAME = regex(r"\w[\w-]{1,60}/?")
_SERVED = regex(r"(?:^|/)\.(?:next|nuxt|output)(?:/\*)?$")
"""Where Next and Nuxt keep what the running server reads from."""


def deleted_facts(source: Source) -> Iterator[ScriptFault]:
    """Each such command of a script that deploys."""
    yield from _deleted(source)
    yield from _all_but_this(source)
    if is_deploy_script(source):
        for command in cleared(source.commands, source.script.expand):
            yield source.fault("deploy", "previous-release-deleted", command)


_LISTS = regex(r"^aws ecr (?:list|describe)-images\b")
_BUT_ONE = regex(
    r"image_?[tT]ags?(?:\[\d?\])?\s{0,3}!=\s{0,3}(?![\"'`]?(?:null|None)\b)"
    r"|\bgrep -\w{0,4}v\w{0,4} (?![\"']?(?:None|null)\b)"
)
_KEEPS_SOME = regex(r"(?i)untagged|sort|pushed_?at|\bhead\b|\btail\b|\[:?-\d|\[\d+:")


def _all_but_this(source: Source) -> Iterator[ScriptFault]:
    """Where a release leaves nothing in the registry but its own image: none is there to go back to."""
    if not (is_deploy_script(source) or (source.embedded and not source.instructed)):
        return
    listed = all_but_one = keeps_some = False
    for command in source.commands:
        if _LISTS.match(command.text):
            listed, all_but_one, keeps_some = True, False, False
        all_but_one = all_but_one or (listed and _BUT_ONE.search(command.text) is not None)
        keeps_some = keeps_some or (listed and _KEEPS_SOME.search(command.text) is not None)
        deletes = command.text.startswith("aws ecr batch-delete-image") and not in_way_back(command)
        if deletes and all_but_one and not keeps_some:
            yield source.fault("deploy", "previous-release-deleted", command)
            return


def _deleted(source: Source) -> Iterator[ScriptFault]:
    if not (is_deploy_script(source) or (source.embedded and not source.instructed)):
        return
    failing = failing_functions(source.commands)
    around = _Around(source)
    for command in source.commands:
        folders = command.name == "rm" and command.has("-rf", "-fr", "-r", "-R", "-Rf", "-f")
        images = bool(IMAGE_REMOVAL.search(command.text)) and not KEPT_BACK.search(command.text)
        live = around.goes_live_after(command) if folders or images else None
        if live is None or in_way_back(command) or command.function in failing:
            continue
        if images or _deletes_release(command, live, source, around):
            yield source.fault("deploy", "previous-release-deleted", command)
        if folders and _takes_data(command, source, around):
            yield source.fault("deploy", "folder-deleted", command)


_DATA = regex(
    r"(?i)(?:^|/)(?:uploads?|media|storage|attachments|backups?|pgdata|(?:mysql|postgres|mongo|db)[-_]?data)(?:/|$)"
)
_EMPTIED_ON_PURPOSE = regex(r"(?i)tmp|temp|cache|staging|new|build")


def _takes_data(command: Command, source: Source, around: "_Around") -> bool:
    """It deletes a whole folder in which the same script makes others, for what users upload or what is kept of it."""
    whole = [source.script.expand(arg).rstrip("/") for arg in command.args if not arg.startswith("-")]
    whole = [path for path in whole if _ON_HOST.match(path) and not _EMPTIED_ON_PURPOSE.search(path)]
    if not whole or around.first_saved < command.order:
        return False
    return any(around.made_for_data.get((command.remote, folder), -1) > command.order for folder in whole)


@record(frozen=True)
class _Around:
    """What a script keeps, makes and starts around the commands that delete, gone through once however many there are.

    Args:
        source: the script.
    """

    source: Source

    def goes_live_after(self, command: Command) -> Command | None:
        """The first command after it, on the same host, that starts something; None if something came before."""
        first, starting = self._live.get(command.remote, (None, None))
        if first is None or first.order < command.order:
            return None
        # What changes the schema puts a release live, and starts nothing.
        return starting or first

    @cached_property
    def _live(self) -> dict[str, tuple[Command, Command | None]]:
        """The first activation on each host, and the first that starts something."""
        found: dict[str, tuple[Command, Command | None]] = {}
        for live in self.source.activations:
            first, starting = found.get(live.remote, (live, None))
            found[live.remote] = (first, starting or (live if activation(live) else None))
        return found

    @cached_property
    def kept(self) -> dict[str, int]:
        """What is copied, moved or packed, with where it first is."""
        found: dict[str, int] = {}
        for one in self.source.commands:
            for thing in self.things(one) if one.name in ("cp", "mv", "tar") else ():
                found.setdefault(thing, one.order)
        return found

    def things(self, command: Command) -> Iterator[str]:
        """What a command speaks of, and what lies by a bare name in the folder to which its host was led before."""
        yield from things(command, self.source)
        here = self.source.folder_of(command) if command.remote else ""
        here = here if here.startswith(("/", "~", "$")) else ""
        bare = (arg.rstrip("/") for arg in command.args if here and _BARE_NAME.fullmatch(arg))
        yield from (f"{here}/{name}" for name in bare)

    @cached_property
    def images_made(self) -> list[int]:
        """Where images are made, in order."""
        return [one.order for one in self.source.commands if _IMAGE_MADE.match(one.text)]

    @cached_property
    def first_saved(self) -> int:
        """Where it first copies what users upload, or what is kept of it."""
        saves = (c for c in self.source.commands if c.name in ("cp", "mv", "rsync", "tar"))
        orders = (c.order for c in saves if any(map(_DATA.search, c.args)))
        return next(orders, len(self.source.commands))

    @cached_property
    def made_for_data(self) -> dict[tuple[str, str], int]:
        """The folders of each host within which it makes one for data, with where it last does."""
        found: dict[tuple[str, str], int] = {}
        for one in self.source.commands:
            for arg in one.args if one.name == "mkdir" else ():
                path = self.source.script.expand(arg)
                full = path if path.startswith(("/", "~", "$")) else f"{self.source.folder_of(one)}/{path}"
                found |= {(one.remote, folder): one.order for folder in _around_data(full)}
        return found


_DEEPEST = 40
"""Folders within folders that anybody makes."""


def _around_data(path: str) -> Iterator[str]:
    """The folders around the one for data that `path` leads through."""
    ends = (match.start() for match in re.finditer("/", path[:2_000]))
    return (path[:end] for end in islice(ends, _DEEPEST) if _DATA.search(path[end:]))


def cleared(commands: Iterable[Command], expand: Callable[[str], str]) -> Iterator[Command]:
    """The commands that empty a folder which files are then copied into: what was served from it is gone before.

    Args:
        commands: in the order they run; a copy of what lay there makes it none.
        expand: puts the values of variables in their places.
    """
    commands = tuple(commands)
    failing = failing_functions(commands)
    kept: set[str] = set()
    gone: dict[str, Command] = {}
    rotated: dict[str, Command] = {}
    set_here: dict[str, str] = {}
    here = ""
    for command in commands:
        if command.name == "=" and "=" in command.args[0]:
            name, _, value = expand(command.args[0]).partition("=")
            set_here[name] = value.strip("\"'")
        told = (_NAMED.sub(lambda name: set_here.get(name[1], name[0]), expand(arg)) for arg in command.args)
        words = [_from(here, word) for word in told if not word.startswith("-")]
        if command.name == "cd" and words:
            here = words[0]
        words = words[:1] if command.name == "find" else words
        if command.function in failing:
            continue
        if _empties(command) and not in_way_back(command):
            gone |= {path: command for word in words if (path := _folder(word)) and path not in kept}
            continue
        if command.text.startswith("aws ecr batch-delete-image") and _BY_TAG.search(command.text):
            gone[_IN_REGISTRY] = command
        target = _IN_REGISTRY if command.text.startswith("docker push") else _target(command, words)
        # What was moved there served until then, where something else takes its place: the one before is kept.
        rotated.pop(target, None)
        if target in gone and command.name == "mv" and len(words) == _MOVED:
            rotated[words[0].rstrip("/")] = gone.pop(target)
        elif target in gone:
            yield gone.pop(target)
        elif command.name in ("cp", "mv", "tar"):
            kept.update(word.removesuffix("/*").rstrip("/") for word in words)
    yield from rotated.values()


_MOVED = 2
"""Words of a move: from where, to where."""


_NAMED = regex(r"\$\{?(\w+)\}?")


_EMPTIES_BUCKET = regex(r"^aws s3 rm\b.*\s--recursive\b")
_BUCKET = "s3://"


def _from(here: str, word: str) -> str:
    """The folder that a word names, seen from where the commands have gone to; other words as they stand."""
    bare = here.startswith("/") and re.fullmatch(r"[\w.-]+(?:/[\w.-]+)*/?(?:\*)?", word) is not None
    return f"{here.rstrip('/')}/{word.removeprefix('./')}" if bare else word


def _empties(command: Command) -> bool:
    if command.name == "find":
        chosen = command.has("-name", "-iname", "-mtime", "-mmin", "-regex", "-size", "-newer")
        return not chosen and (command.has("-delete") or (command.has("-exec") and "rm" in command.args))
    if _EMPTIES_BUCKET.match(command.text):
        return not command.has("--exclude", "--include")
    return command.name == "rm" and any(_ALL_BELOW.match(arg) for arg in command.args)


def _folder(word: str) -> str:
    """The folder of a host, or the bucket, that holds a release; empty for others."""
    if word.startswith(_BUCKET):
        return word.rstrip("/*") if not NOT_A_RELEASE.search(word) else ""
    named = _ON_HOST.match(word) and _RELEASE_PATH.search(word) and not NOT_A_RELEASE.search(word)
    return word.removesuffix("/*").rstrip("/") if named else ""


def _target(command: Command, words: list[str]) -> str:
    """Where a command puts files."""
    if command.name == "aws" and command.args[:1] == ("s3",) and command.args[1:2] in (("cp",), ("sync",)):
        return next((word.rstrip("/") for word in reversed(words) if word.startswith(_BUCKET)), "")
    told = command.option("-d") if command.name == "unzip" else command.option("-C", "--directory")
    if command.name in ("unzip", "tar"):
        return (told or "").rstrip("/")
    if command.name == "git" and command.args[:1] == ("clone",) and len(words) > _CLONED_INTO:
        return words[-1].rstrip("/")
    if command.name not in ("cp", "mv", "scp", "rsync") or len(words) < 2:
        return ""
    return re.sub(r"^[^\s/:]*:", "", words[-1]).rstrip("/")


_CLONED_INTO = 2
"""Words before the folder into which a clone goes."""


_IMAGE_MADE = regex(r"^docker(?:-compose)?\b.{0,200}\b(?:build|--build|bake)\b")


def _deletes_release(command: Command, live: Command, source: Source, around: _Around) -> bool:
    method = activation(live)
    if method not in ("pm2", "systemd", "docker", "compose", "other"):
        return False  # a build folder on the machine that only sends the release away
    if source.embedded and not command.remote and "ssh" not in source.snippet.heading.lower():
        return False
    made = bisect_left(around.images_made, command.order)
    packed = method in ("docker", "compose") and any(at <= live.order for at in around.images_made[made : made + 1])
    for word in around.things(command):
        bare = word.removesuffix("/*")
        if packed and not _ON_HOST.match(word):
            continue  # a build's own folder, that goes into the image: the running container has its own
        served = _SERVED.search(word) and method not in ("docker", "compose")
        named = _RELEASE_PATH.search(word) and not NOT_A_RELEASE.search(word)
        if (served or named) and around.kept.get(bare, command.order) >= command.order:
            return True
    return False

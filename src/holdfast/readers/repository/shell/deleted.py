"""What a deployment deletes before the new release serves: the earlier one, and its images."""

import re
from collections.abc import Callable, Iterable, Iterator

from holdfast.model.facts import ScriptFault
from holdfast.model.regex import regex
from holdfast.readers.repository.shell.command import Command
from holdfast.readers.repository.shell.gone_before import things
from holdfast.readers.repository.shell.releases import in_way_back, is_deploy_script
from holdfast.readers.repository.shell.sent import NOT_A_RELEASE
from holdfast.readers.repository.shell.source import Source
from holdfast.readers.repository.shell.steps import activation
from holdfast.readers.repository.shell.undone import failing_functions

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
    for command in source.commands:
        folders = command.name == "rm" and command.has("-rf", "-fr", "-r", "-R", "-Rf", "-f")
        images = bool(IMAGE_REMOVAL.search(command.text)) and not KEPT_BACK.search(command.text)
        live = _goes_live_after(command, source) if folders or images else None
        if live is None or in_way_back(command) or command.function in failing:
            continue
        if images or _deletes_release(command, live, source):
            yield source.fault("deploy", "previous-release-deleted", command)
        if folders and _takes_data(command, source):
            yield source.fault("deploy", "folder-deleted", command)


_DATA = regex(
    r"(?i)(?:^|/)(?:uploads?|media|storage|attachments|backups?|pgdata|(?:mysql|postgres|mongo|db)[-_]?data)(?:/|$)"
)
_EMPTIED_ON_PURPOSE = regex(r"(?i)tmp|temp|cache|staging|new|build")


def _takes_data(command: Command, source: Source) -> bool:
    """It deletes a whole folder in which the same script makes others, for what users upload or what is kept of it."""
    whole = [source.script.expand(arg).rstrip("/") for arg in command.args if not arg.startswith("-")]
    whole = [path for path in whole if _ON_HOST.match(path) and not _EMPTIED_ON_PURPOSE.search(path)]
    saved = (c for c in source.commands[: command.order] if c.name in ("cp", "mv", "rsync", "tar"))
    if not whole or any(_DATA.search(arg) for c in saved for arg in c.args):
        return False
    here = ""
    for one in source.commands[command.order + 1 :]:
        if one.name == "cd" and one.args:
            here = source.script.expand(one.args[0]).rstrip("/")
        made = [source.script.expand(arg) for arg in one.args if not arg.startswith("-")] if one.name == "mkdir" else []
        if one.remote == command.remote and any(_is_within(path, here, whole) for path in made):
            return True
    return False


def _is_within(path: str, here: str, whole: list[str]) -> bool:
    full = path if path.startswith(("/", "~", "$")) else f"{here}/{path}"
    return any(full.startswith(f"{folder}/") and _DATA.search(full[len(folder) :]) for folder in whole)


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


def _goes_live_after(command: Command, source: Source) -> Command | None:
    """The first command after this one, on the same host, that starts something; None if something came before."""
    here = [live for live in source.activations if live.remote == command.remote]
    if not here or here[0].order < command.order:
        return None
    # What changes the schema puts a release live, and starts nothing.
    return next((live for live in here if activation(live)), here[0])


_IMAGE_MADE = regex(r"^docker(?:-compose)?\b.{0,200}\b(?:build|--build|bake)\b")


def _makes_image(commands: Iterable[Command]) -> bool:
    return any(_IMAGE_MADE.match(one.text) for one in commands)


def _deletes_release(command: Command, live: Command, source: Source) -> bool:
    method = activation(live)
    if method not in ("pm2", "systemd", "docker", "compose", "other"):
        return False  # a build folder on the machine that only sends the release away
    if source.embedded and not command.remote and "ssh" not in source.snippet.heading.lower():
        return False
    kept = {
        thing for c in source.commands[: command.order] if c.name in ("cp", "mv", "tar") for thing in things(c, source)
    }
    packed = method in ("docker", "compose") and _makes_image(source.commands[command.order : live.order + 1])
    for word in things(command, source):
        bare = word.removesuffix("/*")
        if packed and not _ON_HOST.match(word):
            continue  # a build's own folder, that goes into the image: the running container has its own
        served = _SERVED.search(word) and method not in ("docker", "compose")
        named = _RELEASE_PATH.search(word) and not NOT_A_RELEASE.search(word)
        if (served or named) and bare not in kept:
            return True
    return False

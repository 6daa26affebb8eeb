"""Files of secrets that a job writes into the folder of which it then builds an image, and keeps it."""

import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import field

from holdfast.model.evidence import MAX_LINES
from holdfast.model.facts import BuiltInSecret
from holdfast.model.record import record
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.configuration.exposed import is_built_in
from holdfast.readers.repository.containers.contexts import leaves_out, takes_all
from holdfast.readers.repository.shell.configuration.env_files import ENVIRONMENT_FILE
from holdfast.readers.repository.shell.syntax.command import Command
from holdfast.readers.repository.shell.syntax.parse import parse
from holdfast.readers.repository.workflows.acts import TextOf
from holdfast.readers.repository.workflows.packaged import secrets_in
from holdfast.readers.repository.workflows.shape import Job, Shell, Step

_WRITES = regex(r"env-?file|make-?env|dot-?env|create-env")
"""Actions that write a file of settings."""
_BUILDS = regex(r"^docker(?: buildx?)? build\b|^docker(?:-compose| compose)\b.* build\b|^docker buildx? bake\b")
_VARIABLE = regex(r"\$\{?([A-Z][A-Z0-9_]{2,80})")
_PUSHES = regex(r"\bdocker\b[^\n]{0,300}\bpush\b|--push\b|\bdocker (?:image )?save\b")
_WHOLE = regex(r"(?i)(?:^|_)(?:dot_?)?env(?:_?file|_?vars?|ironment)?(?:_|$)")
"""A secret that holds the whole file."""
_FILE = "ENV_FILE"
"""What stands for a file that is fetched whole."""
_FETCHED = regex(r"^aws s3 cp .*\bs3://\S")


@record(frozen=True)
class _Written:
    """A file of settings as it lies there: its lines in the workflow, and the secrets in it."""

    lines: list[int] = field(default_factory=list)
    names: list[str] = field(default_factory=list)

    @property
    def tells(self) -> bool:
        """By what is in it somebody gets in where nobody should."""
        return any(is_built_in(name) or _WHOLE.search(name) for name in self.names)


_Files = dict[str, _Written]


def settings_in_images(jobs: Iterable[Job], snippet: Snippet, text_of: TextOf) -> Iterator[BuiltInSecret]:
    """One fact for each such file, where it is written."""
    for job in jobs:
        steps = job.steps if any(map(_keeps, job.steps)) else ()
        files: _Files = {}
        for step in steps:
            for path in [*_by_action(step, files, text_of), *_by_commands(step, job, files, text_of)]:
                written = files.pop(path)
                first, last = min(written.lines), max(written.lines)
                yield BuiltInSecret(
                    kind=snippet.kind,
                    at=snippet.at(first, min(last, first + MAX_LINES - 1)),
                    environment=job.environment,
                    old=snippet.old,
                    names=tuple(dict.fromkeys(name for name in written.names if is_built_in(name))),
                )


def _keeps(step: Step) -> bool:
    pushed = step.input("push") if "build-push" in step.action else None
    return bool(pushed and pushed[1] != "false") or any(_PUSHES.search(shell.text) for shell in step.shells)


def _by_action(step: Step, files: _Files, text_of: TextOf) -> list[str]:
    if "build-push" in step.action:
        context, file = step.input("context"), step.input("file")
        return _taken(_path(context[1] if context else "."), file[1] if file else None, files, text_of)
    names = step.secrets() if _WRITES.search(step.action) else ()
    if names:
        folder, name = step.input("directory", "path"), step.input("file_name", "file", "output")
        path = _path(folder[1] if folder else "", name[1] if name else ".env")
        if ENVIRONMENT_FILE.search(path):
            files[path] = _Written([*step.lines], list(names))
    return []


@record(frozen=True)
class _Place:
    """Where a command stands: the row before its shell, the folder it runs in, and the variables it is given."""

    above: int
    folder: str
    given: dict[str, str]


def _by_commands(step: Step, job: Job, files: _Files, text_of: TextOf) -> list[str]:
    given = {**job.settings, **{name: node.text() or "" for name, node in step.settings.items()}}
    folder = step.folder
    found: list[str] = []
    for shell in step.shells if not step.uses else ():
        commands = parse(shell.text).commands if files or "env" in shell.text.lower() else ()
        known = {**_by_name(shell), **given} if commands else {}
        for command in commands:
            if command.name == "cd" and command.args:
                folder = _path(folder, command.args[0])
            elif _BUILDS.match(command.text):
                file = command.option("-f") or command.option("--file")
                dockerfile = _path(folder, file) if file else None
                found += _taken(_path(folder, _context(command)), dockerfile, files, text_of)
            else:
                _note(command, commands, _Place(shell.line - 1, folder, known), files)
    return found


def _by_name(shell: Shell) -> dict[str, str]:
    """Variables that are secrets by their names: a runner hands them over without a word in the file."""
    names = _VARIABLE.findall(shell.text)
    return {name: f"secrets.{name}" for name in names if is_built_in(name) or _WHOLE.search(name)}


def _note(command: Command, commands: tuple[Command, ...], place: _Place, files: _Files) -> None:
    """What a command writes into a file of settings, or that it takes one away."""
    if command.name == "rm":
        for arg in command.args:
            files.pop(_path(place.folder, arg), None)
        return
    targets = [redirect.target for redirect in command.redirects if redirect.operator in (">", ">>")]
    fetches = _FETCHED.search(command.text) is not None
    targets += [arg for arg in command.args if not arg.startswith("-")][-1:] if fetches or command.name == "tee" else []
    for target in filter(ENVIRONMENT_FILE.search, targets):
        names = secrets_in(command, commands, place.given)
        if names or fetches:
            written = files.setdefault(_path(place.folder, target), _Written())
            written.lines.extend((place.above + command.line, place.above + command.end_line))
            written.names.extend(names or [_FILE])


_HERE = frozenset((".", "./"))


def _context(command: Command) -> str:
    last = command.args[-1] if command.args else "."
    here = "compose" in command.text[:20] or _HERE & {*command.args} or last.startswith("-")
    return "." if here else last


def _taken(context: str, file: str | None, files: _Files, text_of: TextOf) -> list[str]:
    """The files that a build of this folder puts into its image."""
    paths = [path for path, written in files.items() if posixpath.dirname(path) == context and written.tells]
    dockerfile = (text_of(_path(file) if file else _path(context, "Dockerfile")) or "") if paths else ""
    if not takes_all(dockerfile):
        return []
    ignored = text_of(_path(context, ".dockerignore")) or ""
    return [path for path in paths if not leaves_out(ignored, posixpath.basename(path))]


def _path(*parts: str) -> str:
    """A path from the top of the repository; the top itself is empty."""
    path = posixpath.normpath(posixpath.join("", *(part.strip("\"'") for part in parts if part)))
    return "" if path == "." else path

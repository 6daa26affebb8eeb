"""Secrets that a job writes among the files that its build packs into the application."""

import re
from collections.abc import Iterable, Iterator

from holdfast.model.evidence import MAX_LINES
from holdfast.model.facts import BuiltInSecret
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.configuration.exposed import is_built_in
from holdfast.readers.repository.shell.syntax.command import MENTIONED, Command
from holdfast.readers.repository.shell.syntax.parse import Script, parse
from holdfast.readers.repository.workflows.shape import Job, Step

_RESOURCES = r"(?:^|/)src/main/resources(?:/|$)"
_PACKED = regex(rf"{_RESOURCES}|(?:^|/)appsettings(?:\.\w+)?\.json$", re.IGNORECASE)
"""Files that a build of Java, Kotlin or .NET makes a part of what it builds."""

_FOLDER = regex(_RESOURCES)
_SECRET = regex(r"\bsecrets\.(\w+)")
_FETCHED = regex(r"^aws s3 (?:cp|sync) .*\bs3://\S+\.(?:ya?ml|properties|json|p8|p12|pem|key|jks)\b")
_PUTS = frozenset(("cp", "mv", "rsync", "install"))
_OUTSIDE = regex(r"^(?:\.\./|/|~|\$\{?(?:HOME|RUNNER_TEMP)\b)")
_SETTINGS = regex(r"\.(?:ya?ml|properties|env|json|p8|p12|pem|key|jks)[\"']?$|(?:^|/)\*$|^[^.]+$", re.IGNORECASE)
_FOR_ALL = regex(r"(?i)locale|i18n|lang|static|template|public|asset|image|font|migration|(?:^|/)dist(?:/|$)")
"""Folders of what anybody may see."""
_OURS = regex(r"^(?:\./)?(?:src|build|target|gradle|docs|\.github)/")
_BRINGS_MORE = regex(r"\bgit (?:submodule (?:update|foreach|init)|clone)\b")
_COPIES = regex(r"^aws s3 (?:cp|sync) ")
_SHIPS = regex(
    r"\bdocker\b.*\bpush\b|\baws (?:s3 (?:cp|sync|mv)|deploy|elasticbeanstalk|lambda|ecs)\b|\beb deploy\b"
    r"|\b(?:scp|rsync) |\bjib\b"
)
_SHIPPING = regex(r"build-push|deploy|beanstalk|s3|scp|ssh|rsync|copy-files|jib")
_BUILT = regex(r"\.(?:jar|war|zip)\b|build/libs|target/|publish")


def packaged_secrets(job: Job, snippet: Snippet) -> Iterator[BuiltInSecret]:
    """Each step that writes secrets there, in a job that hands on what it builds: a mere test throws it away."""
    more = False
    for number, step in enumerate(job.steps):
        more = more or _takes_more(step)
        found = _written(step, job) or _handed(step) or _brought(step, more=more)
        if found is None or not any(map(_ships, job.steps[number + 1 :])):
            continue
        first, last, names = found
        yield BuiltInSecret(
            kind=snippet.kind,
            at=snippet.at(first, min(last, first + MAX_LINES - 1)),
            environment=job.environment,
            old=snippet.old,
            names=names,
        )


def _ships(step: Step) -> bool:
    if step.action.endswith("/upload-artifact"):
        path = step.input("path")
        return path is not None and bool(_BUILT.search(path[1]))
    return bool(_SHIPPING.search(step.action)) or any(_SHIPS.search(shell.text) for shell in step.shells)


def _handed(step: Step) -> tuple[int, int, tuple[str, ...]] | None:
    """An action that is given such a path, and secrets."""
    names = step.secrets()
    paths = [node.text() or "" for node in step.inputs.values()]
    if step.uses and names and any(_PACKED.search(part.strip()) for path in paths for part in path.split(",")):
        return (*step.lines, _telling(names))
    return None


def _telling(names: Iterable[str]) -> tuple[str, ...]:
    """Those by which somebody gets in, where there are such; a whole file of settings has a name of another sort."""
    every = tuple(dict.fromkeys(names))
    return tuple(name for name in every if is_built_in(name)) or every


def _written(step: Step, job: Job) -> tuple[int, int, tuple[str, ...]] | None:
    """The commands that write secrets into such files."""
    given = {**job.settings, **{name: node.text() or "" for name, node in step.settings.items()}}
    rows: list[tuple[int, int]] = []
    names: list[str] = []
    begun = bool(_FOLDER.search(step.folder))
    for shell in step.shells if not step.uses else ():
        if not (begun or "resources" in shell.text or "appsettings" in shell.text):
            continue
        script = parse(shell.text)
        for command in script.commands:
            told = secrets_in(command, script.commands, given)
            target = _target(command, script, begun=begun)
            if target and (told or _FETCHED.search(command.text)):
                rows.append((shell.line + command.line - 1, shell.line + command.end_line - 1))
                names += told
    return (rows[0][0], rows[-1][1], _telling(names)) if rows else None


def _brought(step: Step, *, more: bool) -> tuple[int, int, tuple[str, ...]] | None:
    """Settings that are copied there out of a private submodule, another repository, or a folder of the machine.

    `more`: sources of another repository lie beside the job's own by then.
    """
    for shell in step.shells if not step.uses else ():
        script = parse(shell.text) if "resources" in shell.text or "appsettings" in shell.text else None
        for command in script.commands if script else ():
            words = [script.expand(arg) for arg in command.args if not arg.startswith("-")] if script else []
            if command.name not in _PUTS or len(words) < 2 or not _PACKED.search(words[-1]):
                continue
            others = (word for word in words[:-1] if not _OURS.match(word) and not _FOR_ALL.search(word))
            settings = [word for word in others if _SETTINGS.search(word)]
            if any(more or _OUTSIDE.match(word) for word in settings):
                return shell.line + command.line - 1, shell.line + command.end_line - 1, ()
    return None


def _takes_more(step: Step) -> bool:
    """Sources of another repository come with it: as submodules with a token of their own, or beside the first."""
    inside = step.input("submodules")
    other = step.action.endswith("/checkout") and (step.input("repository") or (inside and inside[1] != "false"))
    return bool(other and step.input("token", "ssh-key")) or any(_BRINGS_MORE.search(one.text) for one in step.shells)


_FILLS_IN = regex(r"^(?:sed|perl|yq)\b.* (?:-\w*i\b\S*|--in-?place\b)|^yq\b.* eval -i\b")
"""Programs that put values into the file itself."""


def _target(command: Command, script: Script, *, begun: bool) -> bool:
    """It writes into such a file, by its whole path or after a step into its folder, or where the shell has `begun`."""
    targets = [redirect.target for redirect in command.redirects if redirect.operator in (">", ">>")]
    if command.name == "tee" or _COPIES.search(command.text) or _FILLS_IN.search(command.text):
        targets += [arg for arg in command.args if not arg.startswith("-")][-1:]
    targets = [script.expand(target) for target in targets]
    entered = next((c.args[0] for c in reversed(script.commands[: command.order]) if c.name == "cd" and c.args), "")
    inside = bool(_FOLDER.search(entered)) or (begun and not entered)
    return any(
        _PACKED.search(target) or (inside and not target.startswith(("/", "~", "$", ".."))) for target in targets
    )


def secrets_in(command: Command, commands: tuple[Command, ...], given: dict[str, str]) -> list[str]:
    """The secrets whose values a command writes down itself, or is fed."""
    before = [c for c in commands[: command.order] if command.fed_by and c.statement == command.statement]
    fed = [c for c in before if c.line == command.line and c.name in command.fed_by]
    text = " ".join(part for c in (*fed, command) for part in (c.text, c.document.text if c.document else ""))
    # `envsubst` puts in whatever its environment holds.
    asked = MENTIONED.findall(text) or (given if command.name == "envsubst" else ())
    held = [name for variable in asked for name in _SECRET.findall(given.get(variable, ""))]
    return [*_SECRET.findall(text), *held]

"""Packages of a release that are not those of its lock file: it is passed over, deleted or left out."""

from collections.abc import Iterator

from holdfast.model.evidence import MAX_LINES
from holdfast.model.facts import ScriptFault
from holdfast.model.regex import regex
from holdfast.readers.repository.shell.steps.purposes import publishes
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.command import Command

_LOCKED = regex(
    r"^(?:npm (?:ci|clean-install)\b|(?:yarn|pnpm|bun)(?: i(?:nstall)?)?\b.*--(?:frozen-lockfile|immutable)\b"
    r"|bundle install\b.*--(?:deployment|frozen)\b|uv sync\b.*--(?:frozen|locked)\b"
    r"|pipenv (?:sync\b|install\b.*--deploy\b))"
)
_UNLOCKED = regex(
    r"^(?:npm (?:i|install)|yarn(?: install)?|(?:pnpm|bun) (?:i|install)|bundle install|composer install"
    r"|(?:poetry|pipenv) install|uv sync)\b(?!.*--(?:frozen|immutable|deploy(?:ment)?|locked))"
)
_LEFT_OUT = regex(
    r"^(?:npm (?:i|install)\b.*--no-package-lock\b|(?:yarn|pnpm|bun)\b.*--no-lockfile\b"
    r"|(?:pnpm|yarn)\b.*--no-(?:frozen-lockfile|immutable)\b|npm (?:update|upgrade)(?! -g| --global)\b"
    r"|(?:composer|bundle) update\b(?!.*--lock\b)|(?:poetry|pipenv) update\b)"
)
_TOOL = regex(r"\s(?:-g|--global)\b|^(?:npm (?:i|install)|bundle update|composer update|npm update) (?!-)\S")
"""One package by its name: a tool of the machine, or what the lock file is about to learn."""
_LOCK_FILE = regex(
    r"(?:^|[/*])(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|composer\.lock"
    r"|Gemfile\.lock|poetry\.lock|Pipfile\.lock|uv\.lock)$"
)
_RELEASES = regex(r"(?i)deploy|release|publish|(?<![a-z])(?:prod|cd)(?![a-z])|배포|デプロイ|リリース")
_REMOVES = frozenset(("rm", "unlink", "del", "rimraf"))
_NEAR = 12


def past_the_lock(source: Source) -> Iterator[ScriptFault]:
    """Packages by their lock file, and where that fails whatever there is by now; or none but what there is by now."""
    releases = is_release(source)
    for command in source.commands:
        if is_passed_over(command) or (releases and is_left_out(command)):
            yield source.fault("deploy", "lock-passed-over", command)
        elif releases and _deletes_lock(command) and (later := _installed(command, source)):
            last = later if later.end_line - command.line < min(_NEAR, MAX_LINES) else command
            yield source.fault("deploy", "lock-passed-over", command, last)


def is_passed_over(command: Command) -> bool:
    """Where its packages cannot be had as the lock file names them, it takes others."""
    return bool(_LOCKED.search(command.text)) and any(_UNLOCKED.search(text) for text in command.fallback)


def is_left_out(command: Command) -> bool:
    """It takes whatever there is by now, and asks no lock file."""
    return bool(_LEFT_OUT.search(command.text)) and not _TOOL.search(command.text)


def is_release(source: Source) -> bool:
    """A step of a pipeline that only tries a change out may take what it likes."""
    if not source.embedded or source.activations or any(map(publishes, source.commands)):
        return True
    return _RELEASES.search(f"{source.snippet.path} {source.snippet.heading}") is not None


def _deletes_lock(command: Command) -> bool:
    return command.name in _REMOVES and any(map(_LOCK_FILE.search, command.args))


def _installed(deleted: Command, source: Source) -> Command | None:
    behind = source.commands[deleted.order + 1 :]
    return next((c for c in behind if _UNLOCKED.search(c.text) and not _TOOL.search(c.text)), None)

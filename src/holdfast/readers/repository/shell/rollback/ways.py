"""Ways back that need what nobody gives: an older copy that no file ever makes, an answer of nobody at the keys."""

import re
from collections.abc import Iterable, Iterator

from holdfast.model.evidence import MAX_LINES
from holdfast.model.facts import Rollback, ScriptFault
from holdfast.model.pipelines import is_pipeline
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Reading, Snippet, Tree
from holdfast.readers.repository.images.tags import is_of_every_release
from holdfast.readers.repository.shell.rollback.pulled_again import pulled_again
from holdfast.readers.repository.shell.syntax.command import Command
from holdfast.readers.repository.shell.syntax.parse import parse

_NAME = regex(r"roll[-_]?back|revert", re.IGNORECASE)
_OTHERS = regex(r"\.(?:sh|bash|ya?ml|yml|js|cjs|json|toml|cfg)$|(?:^|/)(?:Makefile|Dockerfile|Jenkinsfile)$")
_WORDS = r"roll ?-?back|revert|롤백|되돌|이전 ?버전|ロールバック|切り戻"
_BACK = regex(_WORDS, re.IGNORECASE)
_ASKS = regex(rf"\bread[ \t]+-\w{{0,4}}p[^\n]{{0,120}}(?:{_WORDS})", re.IGNORECASE)
_KEPT = regex(r"[\w./-]*(?:prev|old|backup|bak|last|stable)[\w./-]*", re.IGNORECASE)


_KEPT_IMAGE = regex(r"^docker (?:container )?(?:run|tag)\b")
_OLDER_IMAGE = regex(r"[\w./${}-]{1,200}:(?:prev(?:ious)?|old|backup|rollback|last)")


def with_missing_sources(tree: Tree, snippet: Snippet, readings: Iterable[Reading]) -> Iterator[Reading]:
    """The readings of a rollback script; it cannot work when what it brings back was never put aside.

    Only a plain name that says it is an older copy (`dist.previous`, `shop:previous`) counts, moved, copied, linked
    or started, and only when no other script, pipeline or settings file of the repository names it. Neither does it
    when it pulls the image anew by the tag under which what has failed was pushed.
    """
    if not _NAME.search(snippet.name):
        yield from readings
        return
    script = parse(snippet.text)
    pulled = next(pulled_again(tree, script), None)
    missing = next(_missing(tree, snippet, script.commands), None)
    missing = missing or (pulled.command if pulled and pulled.certain else None)
    for reading in readings:
        if isinstance(reading, Rollback) and (missing or pulled):
            yield replace(reading, works=False) if missing else replace(reading, target="moving")
        else:
            yield reading
    if missing:
        yield ScriptFault(
            kind=snippet.kind,
            at=snippet.at(missing.line, missing.end_line),
            environment=snippet.environment,
            activity="rollback",
            form="rollback-cannot-start",
            command=missing.text[:160],
        )


def unanswered(tree: Tree, snippet: Snippet) -> Iterator[ScriptFault]:
    """A script that a pipeline starts, and that asks at its terminal whether it shall go back: nobody answers there."""
    if not _ASKS.search(snippet.text) or not _started_by_pipeline(tree, snippet.name):
        return
    commands = parse(snippet.text).commands
    for command in commands:
        asks = command.name == "read" and not command.fed_by and not command.redirects and not command.condition
        if not asks or not _BACK.search(command.text):
            continue
        names = [arg for arg in command.args[-1:] if arg.isidentifier()] or ["REPLY"]
        branch = [c for c in commands[command.order + 1 :] if any(names[0] in mark for mark in c.branch)]
        near = branch and branch[-1].end_line - command.line < MAX_LINES
        yield ScriptFault(
            kind=snippet.kind,
            at=snippet.at(command.line, branch[-1].end_line if near else command.end_line),
            environment=snippet.environment,
            activity="rollback",
            form="rollback-cannot-start",
            command=command.text[:160],
        )


def _started_by_pipeline(tree: Tree, name: str) -> bool:
    for path in tree.paths:
        if is_pipeline(path):
            text = tree.open_text(path)
            if isinstance(text, str) and f"/{name}" in text:
                return True
    return False


def _missing(tree: Tree, snippet: Snippet, commands: tuple[Command, ...]) -> Iterator[Command]:
    yield from _same_again(commands)
    for command in commands:
        if _KEPT_IMAGE.match(command.text):
            kept = next((arg for arg in command.args if _OLDER_IMAGE.fullmatch(arg)), None)
            if kept is not None and not _named_elsewhere(tree, snippet.path, f":{kept.rpartition(':')[2]}"):
                yield command
            continue
        if command.name not in ("mv", "cp", "ln") or command.failure.value in ("handled", "swallowed"):
            continue
        words = [arg for arg in command.args if not arg.startswith("-")]
        if len(words) == 2 and _KEPT.fullmatch(words[0]) and not _named_elsewhere(tree, snippet.path, words[0]):
            yield command


_RUNS_IMAGE = regex(r"^docker (?:container )?run\b")
_CHOOSES = regex(
    r"^(?:docker (?:image )?(?:tag|load|build|import|rename|start|compose|service|stack)|docker pull \S*[@$]"
    r"|docker-compose|kubectl|git|aws|gcloud|sed|ssh|crane|skopeo|mv|cp|ln|tar|make)\b"
)
"""What may give the name to an older image, here or at the registry."""


def _same_again(commands: Iterable[Command]) -> Iterator[Command]:
    """What is started is called as every release is, and nothing gives that name to an older image.

    So what has just failed comes back.
    """
    found = tuple(commands)
    runs = [one for one in found if _RUNS_IMAGE.match(one.text)]
    latest = all(any(":" in arg and is_of_every_release(arg) for arg in one.args) for one in runs)
    if runs and latest and not any(_CHOOSES.match(one.text) for one in found):
        yield runs[0]


def _named_elsewhere(tree: Tree, path: str, name: str) -> bool:
    base = name.rstrip("/").rpartition("/")[2]
    for other in tree.paths:
        if other == path or not _OTHERS.search(other):
            continue
        text = tree.open_text(other)
        if isinstance(text, str) and base in text:
            return True
    return False

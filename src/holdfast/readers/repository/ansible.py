"""Ansible's playbooks and roles, read as the shell that their tasks come to on the hosts.

A task's module is told by its last name, so that `ansible.builtin.git` is `git` (docs.ansible.com, "Using
collections", read 2026-11).
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from holdfast.model.evidence import GapReason
from holdfast.model.facts import ExposedSecret, Login
from holdfast.model.record import record
from holdfast.model.regex import regex
from holdfast.readers.repository.ansible_modules import MODULES
from holdfast.readers.repository.base import Reader, Reading, Snippet
from holdfast.readers.repository.exposed import covered, form_of, is_exposed
from holdfast.readers.repository.nodes import Node, NodeError, parse_yaml
from holdfast.readers.repository.remote_script import remote_facts
from holdfast.readers.repository.shell.reader import SERVES
from holdfast.readers.repository.workflows.shape import shell_of

_PATH = regex(r"(?:^|/)(?:ansible|playbooks?|roles)/|(?:^|/)[\w.-]*(?:playbook|ansible)[\w.-]*\.ya?ml$")
_TOP = regex(r"(?:^|/)(?:site|deploy|provision|setup|main)\.ya?ml$")
_FOLDER = regex(r"(?:^|/)(?:deploy(?:ment)?s?|provision(?:ing)?|ops|infra\w*|servers?|setup)/[\w.-]+\.ya?ml$")
_INVENTORY = regex(r"(?:^|/)(?:hosts|inventor(?:y|ies)(?:/[\w.-]+)?)(?:\.(?:ini|cfg|ya?ml))?$")
_HOST_USER = regex(r"\bansible_(?:ssh_)?user\s*[=:]\s*[\"']?(?P<user>[A-Za-z_][\w-]*)[\"']?(?=\s|$)")
_FOREIGN = regex(r"(?:^|/)(?:molecule|tests?|meta|defaults|vars|group_vars|host_vars|collections|\.github)/")
_ROLE_FILE = regex(r"(?:^|/)(?:tasks|handlers)/[\w.-]+\.ya?ml$")
_VALUES = regex(r"(?:^|/)(?:group_vars|host_vars)/.{1,200}\.ya?ml$")
_HOLE = regex(r"\{\{-?\s*([A-Za-z_]\w*)[^{}]*\}\}")
_SETTINGS = frozenset(("when", "name", "vars", "tags", "register", "become", "loop", "with_items", "notify", "args"))
_MAX_DEPTH = 8
_MAX_TURNS = 3  # a variable may hold another one
_LONGEST = 20_000


@record(frozen=True, slots=True)
class _Task:
    """One task: its module's short name, what the module is given, and the task around it."""

    module: str
    given: Node
    around: Node


def _wants(path: str) -> bool:
    if _VALUES.search(path) or (_INVENTORY.search(path) and not _FOREIGN.search(path)):
        return True
    if not path.endswith((".yml", ".yaml")) or _FOREIGN.search(path):
        return False
    return bool(_PATH.search(path) or _TOP.search(path) or _FOLDER.search(path))


def _read(snippet: Snippet) -> Iterable[Reading]:
    values = bool(_VALUES.search(snippet.path))
    if values or _INVENTORY.search(snippet.path):
        yield from _users(snippet)
    if _INVENTORY.search(snippet.path):
        return
    if "hosts:" not in snippet.text and not values and not _ROLE_FILE.search(snippet.path):
        return
    try:
        root = parse_yaml(snippet.text)
    except NodeError as error:
        if _PATH.search(snippet.path):
            yield snippet.gap(GapReason.MALFORMED, SERVES, error.line, error.detail)
        return
    if values:
        yield from _written_out(snippet, root)
        return
    items = root.value if isinstance(root.value, list) else []
    plays = [item for item in items if item.has("hosts")]
    for play in plays:
        yield from _play(snippet, play)
    if not plays and _ROLE_FILE.search(snippet.path):
        yield from _script(snippet, items, {})


def _users(snippet: Snippet) -> Iterator[Login]:
    """As whom the hosts of an inventory are entered, where a name stands there."""
    for number, row in enumerate(snippet.rows, start=1):
        match = _HOST_USER.search(row[:2_000]) if not row.lstrip().startswith(("#", ";")) else None
        if match:
            yield Login(
                kind=snippet.kind,
                at=snippet.at(number),
                environment=snippet.environment,
                old=snippet.old,
                method="ssh",
                user=match["user"],
                actor="script",
            )


def _play(snippet: Snippet, play: Node) -> Iterator[Reading]:
    at_home = _is_home(play.text("hosts"), play.text("connection"))
    user = play.text("remote_user") or play.text("vars", "ansible_user")
    hosts = play.child("hosts")
    if not at_home:
        place = play.child("remote_user") if play.has("remote_user") else hosts
        yield Login(
            kind=snippet.kind,
            at=snippet.at(hosts.key_line),
            environment=snippet.environment,
            old=snippet.old,
            places={"user": snippet.at(place.key_line)},
            method="ssh",
            user=user if user and "{{" not in user else None,
            actor="script",
        )
    yield from _written_out(snippet, play.child("vars"))
    values = {name: text for name, node in play.child("vars").entries().items() if (text := node.text())}
    tasks = [task for part in ("pre_tasks", "tasks", "post_tasks", "handlers") for task in play.items(part)]
    yield from _script(snippet, tasks, values)


def _written_out(snippet: Snippet, variables: Node) -> Iterator[ExposedSecret]:
    """Secrets among variables whose value stands there; what Ansible's vault holds, or another variable, does not."""
    for name, node in variables.entries().items():
        if isinstance(node.value, str) and "{{" not in node.value and is_exposed(name, node.value):
            yield ExposedSecret(
                kind=snippet.kind,
                at=covered(snippet.at(node.key_line, node.end), node.value),
                environment=snippet.environment,
                old=snippet.old,
                name=name,
                form=form_of(name, node.value),
            )


def _is_home(hosts: str | None, connection: str | None) -> bool:
    return (hosts or "") in ("localhost", "127.0.0.1") or connection == "local"


def _script(snippet: Snippet, tasks: list[Node], values: Mapping[str, str]) -> Iterator[Reading]:
    lines: dict[int, str] = {}
    for task in _flat(tasks, 0):
        for text, line in _shell(task, snippet.rows):
            for number, row in enumerate(_filled(text, values).split("\n"), start=line):
                lines[number] = f"{lines[number]}; {row}" if lines.get(number) else row
    if not lines:
        return
    first, last = min(lines), max(lines)
    text = "\n".join(lines.get(number, "") for number in range(first, last + 1))
    part = replace(snippet.part(text, first), heading="ansible")
    # Ansible stops at the first task that fails, as a shell under `set -e` does.
    yield from remote_facts(part)


def _flat(tasks: list[Node], depth: int) -> Iterator[_Task]:
    for task in tasks if depth < _MAX_DEPTH else ():
        for part in ("block", "rescue", "always"):
            yield from _flat(task.items(part), depth + 1)
        for key, given in task.entries().items():
            module = key.rpartition(".")[2]
            if module in MODULES and key not in _SETTINGS:
                yield _Task(module, given, task)
                break


def _shell(task: _Task, rows: list[str]) -> Iterator[tuple[str, int]]:
    delegated = task.around.text("delegate_to")
    if delegated in ("localhost", "127.0.0.1") and not task.module.startswith(("ec2", "rds", "uri")):
        return  # it runs where Ansible does, not on a host; what asks a host from there still decides
    if isinstance(task.given.value, str) and "\n" in task.given.value:
        text, line = shell_of(task.given, task.given.value.rstrip("\n"), rows)
    else:
        text, line = MODULES[task.module](task.given, task.around), task.given.key_line
    folder = task.around.text("args", "chdir") or task.given.text("chdir")
    if folder and text:
        text = f"cd {folder} && {text}"
    if text:
        ignored = task.around.flag("ignore_errors") or task.around.flag("failed_when") is False
        yield (f"{text} || true" if ignored else text), line


def _filled(text: str, values: Mapping[str, str]) -> str:
    """The text with variables of the play written out, and all others as variables of a shell."""

    def held(match: re.Match[str]) -> str:
        return values.get(match[1]) or match[0]

    for _ in range(_MAX_TURNS):
        text = _HOLE.sub(held, text)[:_LONGEST]
    return _HOLE.sub(r"${\1}", text)


READER = Reader(name="ansible", serves=SERVES, wants=_wants, read=_read)

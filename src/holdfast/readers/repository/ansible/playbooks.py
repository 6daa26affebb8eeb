"""Ansible's playbooks and roles, read as the shell that their tasks come to on the hosts.

A task's module is told by its last name, so that `ansible.builtin.git` is `git` (docs.ansible.com, "Using
collections", read 2026-11).
"""

from collections.abc import Iterable, Iterator, Sequence

from holdfast.model.evidence import GapReason, Location
from holdfast.model.facts import Credential, CredentialForm, Deployment, HealthProbe, Login
from holdfast.model.record import record, replace
from holdfast.model.regex import regex
from holdfast.readers.repository.ansible.checkouts import packed_checkout, sent_checkout, taken_checkout
from holdfast.readers.repository.ansible.cloud import CLOUD
from holdfast.readers.repository.ansible.files import INVENTORY, PATH, ROLE_FILE, is_data, is_ours
from holdfast.readers.repository.ansible.hosts import hosts_of, managed_ways
from holdfast.readers.repository.ansible.known import Known, filled, known_in, placed, taken, with_values
from holdfast.readers.repository.ansible.modules import MODULES, TYPED
from holdfast.readers.repository.ansible.services import SERVICES
from holdfast.readers.repository.ansible.values import (
    looped,
    origins_let_in,
    secrets_in,
    values_in,
    written_out,
)
from holdfast.readers.repository.base import Reading, Snippet
from holdfast.readers.repository.configuration.api_cors import given_cors
from holdfast.readers.repository.configuration.platform_settings import given_by_name
from holdfast.readers.repository.deploy_tools.remote_script import remote_facts
from holdfast.readers.repository.shell.access.unchecked import unchecked_by_setting, unchecked_in_text
from holdfast.readers.repository.shell.reader import SERVES
from holdfast.readers.repository.text.nodes import Node, NodeError, parse_yaml
from holdfast.readers.repository.workflows.shape import shell_of

_HOST_USER = regex(r"(?:\bansible_(?:ssh_)?user|^remote_user)\s*[=:]\s*[\"']?(?P<user>[A-Za-z_][\w-]*)[\"']?(?=\s|$)")
_SETTINGS = frozenset(("when", "name", "vars", "tags", "register", "become", "loop", "with_items", "notify", "args"))
_MAX_DEPTH = 8


@record(frozen=True, slots=True)
class _Task:
    """One task: its module's short name, what the module is given, the task around it; `late`: it mends a failure."""

    module: str
    given: Node
    around: Node
    late: bool = False


def read(snippet: Snippet) -> Iterable[Reading]:
    """One file, or text, by itself."""
    return _told(snippet, {})


def read_together(texts: Sequence[Snippet]) -> Iterator[Reading]:
    """Each file with the values that variables have in others; one that asks how the hosts are asks for all."""
    values = values_in(one for one in texts if is_data(one.path))
    found = [reading for one in texts for reading in _told(one, values)]
    asked = any(isinstance(one, HealthProbe) and one.decides for one in found)
    for reading in found:
        if asked and isinstance(reading, Deployment):
            yield replace(reading, asks_health=True)
        else:
            yield reading


def _told(snippet: Snippet, known: Known) -> Iterator[Reading]:
    if is_data(snippet.path):
        for told in (_users, managed_ways, unchecked_in_text, unchecked_by_setting, secrets_in, origins_let_in):
            yield from told(snippet)
        yield from hosts_of(snippet) if INVENTORY.search(snippet.path) else ()
        return
    if not is_ours(snippet) or ("hosts:" not in snippet.text and not ROLE_FILE.search(snippet.path)):
        return
    try:
        root = parse_yaml(snippet.text)
    except NodeError as error:
        if PATH.search(snippet.path):
            yield snippet.gap(GapReason.MALFORMED, SERVES, error.line, error.detail)
        return
    items = root.value if isinstance(root.value, list) else []
    plays = [item for item in items if item.has("hosts")]
    yield from managed_ways(snippet) if plays else ()
    for play in plays:
        yield from _play(snippet, play, known)
    if not plays and ROLE_FILE.search(snippet.path):
        yield from _script(snippet, items, known)


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


def _play(snippet: Snippet, play: Node, known: Known) -> Iterator[Reading]:
    at_home = _is_home(play.text("hosts"), play.text("connection"))
    user = play.text("remote_user") or play.text("vars", "ansible_user")
    hosts = play.child("hosts")
    # Who enters, and by what key, is the inventory's to say; a play that names only hosts shows nothing of it.
    if not at_home and user and "{{" not in user:
        place = play.child("remote_user") if play.has("remote_user") else hosts
        yield Login(
            kind=snippet.kind,
            at=snippet.at(hosts.key_line),
            environment=snippet.environment,
            old=snippet.old,
            places={"user": snippet.at(place.key_line)},
            method="ssh",
            user=user,
            actor="script",
        )
    yield from written_out(snippet, play.child("vars"))
    yield from given_cors(snippet, play.child("vars").entries(), snippet.environment)
    values = {**known, **known_in(snippet, play.child("vars"))}
    tasks = [task for part in ("pre_tasks", "tasks", "post_tasks", "handlers") for task in play.items(part)]
    yield from _script(snippet, tasks, values)


def _is_home(hosts: str | None, connection: str | None) -> bool:
    return (hosts or "") in ("localhost", "127.0.0.1") or connection == "local"


_KEYS = ("aws_access_key", "aws_access_key_id", "ec2_access_key", "access_key", "AWS_ACCESS_KEY_ID")
_SECRETS = ("aws_secret_key", "aws_secret_access_key", "ec2_secret_key", "secret_key", "AWS_SECRET_ACCESS_KEY")


def _lasting_keys(snippet: Snippet, tasks: list[Node]) -> Iterator[Credential]:
    """Keys to AWS that a module, or the environment of a task, is given; those that end have a token beside them."""
    for task in tasks:
        for given in task.entries().values():
            keys = [node for name, node in given.entries().items() if name in (*_KEYS, *_SECRETS)]
            both = any(map(given.has, _KEYS)) and any(map(given.has, _SECRETS))
            if both and not any("token" in name.lower() for name in given.entries()):
                yield Credential(
                    kind=snippet.kind,
                    at=snippet.at(keys[0].key_line, min(keys[-1].key_line, keys[0].key_line + 2)),
                    environment=snippet.environment,
                    old=snippet.old,
                    form=CredentialForm.STATIC_KEY,
                    holder="host",
                )


def _script(snippet: Snippet, tasks: list[Node], values: Known) -> Iterator[Reading]:
    yield from _lasting_keys(snippet, tasks)
    yield from packed_checkout(snippet, [(task.module, task.given) for task in _flat(tasks, 0)])
    for task in _flat(tasks, 0):
        for given in (task.given.child("env"), task.around.child("environment")):
            yield from written_out(snippet, given)
            yield from given_by_name(snippet, given.entries(), snippet.environment)
    lines: dict[int, str] = {}
    taken_at: dict[int, Location] = {}
    sent = [
        name
        for task in _flat(tasks, 0)
        for checkout in (sent_checkout, taken_checkout)
        for name in checkout(snippet, task.module, task.given)
    ]
    for task in _flat(tasks, 0):
        if task.module in _RESOURCES:
            taken_at.update(taken(task.given, values))
        for text, line in _shell(replace(task, given=with_values(task.given, values)), snippet.rows):
            for number, row in enumerate(filled(text, values).split("\n"), start=line):
                lines[number] = f"{lines[number]}; {row}" if lines.get(number) else row
    if not lines:
        yield from sent
        return
    first, last = min(lines), max(lines)
    text = "\n".join(lines.get(number, "") for number in range(first, last + 1))
    part = replace(snippet.part(text, first), heading="ansible")
    # Ansible stops at the first task that fails, as a shell under `set -e` does.
    found = [placed(one, taken_at, snippet) for one in remote_facts(part)]
    yield from found
    # Where the same tasks start it, too, it is that deployment's.
    yield from () if any(isinstance(one, Deployment) for one in found) else sent


def _flat(tasks: list[Node], depth: int, *, late: bool = False) -> Iterator[_Task]:
    for task in tasks if depth < _MAX_DEPTH else ():
        for part in ("block", "rescue", "always"):
            yield from _flat(task.items(part), depth + 1, late=late or part == "rescue")
        for key, given in task.entries().items():
            module = key.rpartition(".")[2]
            if module in MODULES and key not in _SETTINGS:
                yield _Task(module, given, task, late)
                break


def _shell(task: _Task, rows: list[str]) -> Iterator[tuple[str, int]]:
    delegated = task.around.text("delegate_to")
    if delegated in ("localhost", "127.0.0.1") and not task.module.startswith(_FROM_HERE):
        return  # it runs where Ansible does, not on a host; what asks a host from there still decides
    content = task.given.get("content") if task.module == "copy" else None
    if task.module in TYPED and isinstance(task.given.value, str) and "\n" in task.given.value:
        text, line = shell_of(task.given, task.given.value.rstrip("\n"), rows)
    elif content is not None and isinstance(content.value, str) and "\n" in content.value:
        written, first = shell_of(content, content.value.rstrip("\n"), rows)
        text, line = f"cat > {task.given.text('dest')} <<'WRITTEN'\n{written}\nWRITTEN", first - 1
    elif content is not None and isinstance(content.value, str) and _SETTING.match(content.value):
        text, line = f"echo {_word(content.value)} > {task.given.text('dest')}", content.key_line
    else:
        # What `git` takes is told by its `version`, and what `cron` starts by its `job`.
        shown = _SHOWN.get(task.module, "")
        told = task.given.child(shown) if shown and task.given.has(shown) else task.given
        text, line = looped(MODULES[task.module](task.given, task.around), task.around), told.key_line
    folder = task.around.text("args", "chdir") or task.given.text("chdir")
    if folder and text:
        text = f"cd {folder} && {text}"
    if text:
        ignored = task.around.flag("ignore_errors") or task.around.flag("failed_when") is False
        typed = f": || {{ {text}; }}" if task.late and "\n" not in text else text
        yield (f"{typed} || true" if ignored else typed), line


_SHOWN = {"git": "version", "cron": "job"}
_RESOURCES = frozenset((*CLOUD, *SERVICES))
"""Modules whose options are what AWS is asked for."""
_FROM_HERE = ("ec2", "rds", "uri", "synchronize", *SERVICES)
"""Modules that act on what lies elsewhere, wherever they run."""
_SETTING = regex(r"^[A-Za-z_]\w{1,60}=\S{1,300}$|^[^\n]{1,200}NOPASSWD")
"""A row of settings, or of rights over the host, that is all the file holds."""


def _word(text: str) -> str:
    return "'" + text.replace("'", "") + "'"

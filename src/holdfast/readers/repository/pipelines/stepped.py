"""Pipelines of steps with commands: Drone, Woodpecker, Buildkite, Semaphore, Concourse, AppVeyor, Cirrus, Codefresh."""

from collections.abc import Iterator, Mapping

from holdfast.model.environments import environment_of
from holdfast.model.facts import Credential
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.pipelines.keys import NAMES, is_session, static_key
from holdfast.readers.repository.pipelines.script import shells
from holdfast.readers.repository.text.nodes import Node
from holdfast.readers.repository.workflows.shape import Job, Step

_COMMANDS = (
    "commands",
    "command",
    "script",
    "scripts",
    "build_script",
    "before_deploy",
    "deploy_script",
    "after_deploy",
)
_NAMED = regex(r"^\w{1,40}_script$")
"""Phases by which AppVeyor and Cirrus name theirs."""
_NAMES = ("name", "label", "task", "key")
_SHELL = regex(r"(?:^|/)(?:ba|da|z)?sh$")
_MOST = 2_000
"""Nodes with commands that are looked at; an alias may multiply them."""

# Told by the action of GitHub's that does the same, so that both are judged alike.
_PLUGINS = (
    ("drone-ssh", "appleboy/ssh-action"),
    ("drone-scp", "appleboy/scp-action"),
    ("drone-rsync", "burnett01/rsync"),
)
_KEYS_OF_PLUGINS = ("access_key", "secret_key")


def jobs(root: Node, snippet: Snippet) -> Iterator[Job]:
    """Each job with a plan of its own; else all steps of the file, which follow one another."""
    planned = [one for one in root.items("jobs") if one.has("plan")]
    for number, node in enumerate(planned or [root], start=1):
        name = _name(node) or (f"job {number}" if planned else snippet.name)
        steps = tuple(_steps(node, snippet))
        if steps:
            yield Job(
                name=name,
                node=Node({}, node.line, node.end, node.line),
                steps=steps,
                environment=environment_of(name) or snippet.environment,
                whole=name,
            )


def _steps(node: Node, snippet: Snippet) -> Iterator[Step]:
    for name, one in _with_commands(node):
        at = Node({}, one.line, max(one.end, one.line), one.line)
        image = one.text("image") or ""
        uses = next((action for plugin, action in _PLUGINS if plugin in image), "")
        if uses:
            given = one.child("settings")
            run = shells([part for part in (given.get("script"),) if part is not None], snippet.rows, remote=True)
            yield Step(node=at, name=name, uses=f"{uses}@v1", inputs=given.entries(), shells=run)
        else:
            yield Step(node=at, name=name, shells=shells(_commands(one), snippet.rows))


def _with_commands(root: Node) -> Iterator[tuple[str, Node]]:
    """The mappings that hold commands or use a plugin, in the order of the file, with the name that is nearest."""
    waiting, left = [("", root)], _MOST
    while waiting and left:
        name, node = waiting.pop()
        left -= 1
        if isinstance(node.value, list):
            waiting += [(name, item) for item in node.value[::-1]]
            continue
        name = _name(node) or name
        if _commands(node) or any(plugin in (node.text("image") or "") for plugin, _ in _PLUGINS):
            yield name or "step", node
        inner = [(key, part) for key, part in node.entries().items() if isinstance(part.value, dict | list)]
        waiting += [(name if key in ("config", "task") else name or key, part) for key, part in inner[::-1]]


def _name(node: Node) -> str:
    return next((text for key in _NAMES if (text := node.text(key))), "")


def _commands(node: Node) -> list[Node]:
    """The commands of a step, each a text; of a program that is given one, what a shell is given to run."""
    given = [part for key, part in node.entries().items() if key in _COMMANDS or _NAMED.match(key)]
    run = node.child("run")
    if _SHELL.search(run.text("path") or ""):
        given += [one for one in run.items("args")[-1:] if not (one.text() or "-").startswith("-")]
    return [one for one in given if isinstance(one.value, str | list)]


def key_facts(root: Node, snippet: Snippet) -> Iterator[Credential]:
    """AWS keys that a step, a plugin or a resource is given; one fact for each place, the first few of a document."""
    waiting, left, told = [root], _MOST, 0
    while waiting and left and told < _TOLD:
        node = waiting.pop()
        left -= 1
        waiting += node.value[::-1] if isinstance(node.value, list) else list(node.entries().values())[::-1]
        if lines := _lines_of_keys(node.entries()):
            told += 1
            yield static_key(lines, snippet)


_TOLD = 4


def _lines_of_keys(given: Mapping[str, Node]) -> list[int]:
    pairs = (NAMES, _KEYS_OF_PLUGINS) if not is_session(given) else ()
    both = next((pair for pair in pairs if all(name in given for name in pair)), ())
    return [given[name].key_line for name in both if given[name].value is not None]

"""GitLab's dialect: jobs at the top of the file, templates by `extends`, stages in place of needs."""

import re
from collections.abc import Iterator

from holdfast.model.environments import environment_of, named_in, stage_of
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.pipelines import clocks
from holdfast.readers.repository.pipelines.script import shells
from holdfast.readers.repository.text.nodes import Node
from holdfast.readers.repository.workflows.shape import Job, Step

_NOT_JOBS = frozenset(
    (
        "default",
        "include",
        "stages",
        "variables",
        "workflow",
        "image",
        "services",
        "cache",
        "before_script",
        "after_script",
    )
)
_STAGES = ("build", "test", "deploy")
_MOST_TEMPLATES = 10
_NAMES_RELEASE = regex(r"version|tag|sha|commit|image|release", re.IGNORECASE)


def jobs(root: Node, snippet: Snippet) -> Iterator[Job]:
    """The jobs of a `.gitlab-ci.yml`; hidden ones (`.name`) only lend their parts."""
    stages = root.texts("stages") or _STAGES
    found = [
        _job(name, _extended(node, root), root, snippet)
        for name, node in root.entries().items()
        if not name.startswith(".") and name not in _NOT_JOBS and _extended(node, root).has("script")
    ]
    by_stage = [(job, _stage(job, stages)) for job in found]
    for job, stage in by_stage:
        needs = _needs(job.node)
        earlier = tuple(other.name for other, place in by_stage if place < stage)
        yield replace(job, needs=needs or earlier)


def _job(name: str, node: Node, root: Node, snippet: Snippet) -> Job:
    before = node.get("before_script") or root.get("default", "before_script") or root.get("before_script")
    scripts = [part for part in (before, node.get("script"), node.get("after_script")) if part is not None]
    script = node.child("script")
    step = Step(
        node=Node({}, node.key_line, max(node.end, script.end), node.key_line),
        name=name,
        shells=shells(scripts, snippet.rows),
        lenient=node.text("allow_failure") == "true",
    )
    said = node.text("environment") or node.text("environment", "name") or ""
    environment = stage_of(said) if said and "$" not in said else environment_of(name)
    return Job(
        name=name,
        node=node,
        steps=(step,),
        environment=environment or _of_branches(node) or snippet.environment,
        settings={**_texts(root.child("variables")), **_texts(node.child("variables"))},
        schedule=clocks.of_gitlab(node, root),
        self_hosted=bool(node.texts("tags")) and "deploy" in f"{name} {node.text('stage')}",
        chooses_release=any(_NAMES_RELEASE.search(key) for key in _prompted(root)),
        title=node.text("stage") or "",
        whole=snippet.name,
    )


def _extended(node: Node, root: Node) -> Node:
    """A job with what it inherits: its own keys win, then those of the template named last."""
    entries = dict(node.entries())
    waiting = list(node.texts("extends"))
    for _ in range(_MOST_TEMPLATES):
        if not waiting:
            break
        template = root.child(waiting.pop())
        entries = {**template.entries(), **entries}
        waiting += template.texts("extends")
    return Node(entries, node.line, node.end, node.key_line)


def _stage(job: Job, stages: tuple[str, ...]) -> int:
    return stages.index(job.title) if job.title in stages else len(stages)


def _needs(node: Node) -> tuple[str, ...]:
    named = [item.text() or item.text("job") for item in node.items("needs")]
    return tuple(name for name in named if name)


def _of_branches(node: Node) -> str | None:
    """The environment that the only branch of a job names."""
    rules = " ".join(rule.text("if") or "" for rule in node.items("rules"))
    only = " ".join(node.texts("only") or node.child("only").texts("refs"))
    names = set(named_in(f"{rules} {only}"))
    return names.pop() if len(names) == 1 else None


def _prompted(root: Node) -> Iterator[str]:
    """Variables that a person is asked for when starting the pipeline."""
    return (name for name, node in root.child("variables").entries().items() if node.has("description"))


def _texts(node: Node) -> dict[str, str]:
    pairs = ((name, value.text() or value.text("value")) for name, value in node.entries().items())
    return {name: text for name, text in pairs if text is not None}

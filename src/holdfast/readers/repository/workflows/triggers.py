"""What starts a workflow, where that lets out what nobody has agreed to."""

from collections.abc import Iterable, Iterator

from holdfast.model.environments import PRODUCTION
from holdfast.model.evidence import MAX_LINES
from holdfast.model.facts import Deployment, ScriptFault
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.nodes import Node
from holdfast.readers.repository.workflows.shape import Job

_BEFORE_MERGE = ("pull_request", "pull_request_target")
_ON_PURPOSE = frozenset(("labeled", "unlabeled"))
"""Types of the event that a person brings about on purpose; `closed` is none, for a rejected one is closed as well."""
_PREVIEW = regex(r"preview|ephemeral|review[-_ ]?app|pr[-_]\$?\{|PR_NUMBER|event\.number|pull_request\.number")


def unmerged(root: Node, jobs: Iterable[Job], live: Iterable[Deployment], snippet: Snippet) -> Iterator[ScriptFault]:
    """A trigger by which a pull request puts its code live, before anybody has merged it or although nobody does.

    A condition anywhere on the way may well ask for the event: then nothing is said.
    """
    lines = _asked_for(root.child("on"))
    known = {job.name: job for job in jobs}
    if lines is None or _PREVIEW.search(snippet.text):
        return
    for deployment in live:
        job = next((job for job in known.values() if _holds(job, deployment)), None)
        if job is None or deployment.environment not in (None, PRODUCTION) or deployment.method == "hosted":
            continue
        if not any(map(_is_conditional, _on_the_way(job, known))):
            yield ScriptFault(
                kind=snippet.kind,
                at=snippet.at(*lines),
                environment=deployment.environment,
                old=snippet.old,
                activity="deploy",
                form="unmerged-deployed",
                command=deployment.name or "pull_request",
            )
            return


def _asked_for(trigger: Node) -> tuple[int, int] | None:
    """The lines by which pull requests start it without being merged."""
    for event in _BEFORE_MERGE:
        node = trigger.get(event)
        if node is not None:
            types = node.texts("types")
            if types and _ON_PURPOSE.issuperset(types):
                continue
            return node.key_line, min(max(node.key_line, node.end), node.key_line + MAX_LINES - 1)
        if event in trigger.texts():
            item = next((item for item in trigger.items() if item.text() == event), trigger)
            return item.line, item.line
    return None


def _holds(job: Job, deployment: Deployment) -> bool:
    return job.node.key_line <= deployment.at.start_line <= max(job.node.key_line, job.node.end)


def _on_the_way(job: Job, jobs: dict[str, Job]) -> Iterator[Job]:
    """The job and those that it waits for."""
    waiting, seen = [job.name], set()
    while waiting:
        name = waiting.pop()
        if name in jobs and name not in seen:
            seen.add(name)
            yield jobs[name]
            waiting += jobs[name].needs


def _is_conditional(job: Job) -> bool:
    return job.node.has("if") or any(step.condition for step in job.steps)

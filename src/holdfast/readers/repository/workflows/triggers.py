"""What starts a workflow, where that lets out what nobody has agreed to."""

import re
from collections.abc import Iterable, Iterator, Sequence

from holdfast.model.environments import PRODUCTION
from holdfast.model.evidence import MAX_LINES
from holdfast.model.facts import Deployment, ScriptFault, StandingName
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.text.nodes import Node
from holdfast.readers.repository.workflows.shape import Job, Step

Release = Deployment | StandingName
"""What puts a release live, or the bundle from which others do as soon as it is there."""

_BEFORE_MERGE = ("pull_request", "pull_request_target")
ON_PURPOSE = frozenset(("labeled", "unlabeled"))
"""Types of the event that a person brings about on purpose; `closed` is none, for a rejected one is closed as well."""
_PREVIEW = regex(r"preview|ephemeral|review[-_ ]?app|pr[-_]\$?\{|PR_NUMBER|event\.number|pull_request\.number")


_WORK = regex(r"^(?:dev|develop|development|test|testing|qa|wip|feat(?:ure)?s?)(?:$|[-/*])|^\*{1,2}$", re.IGNORECASE)
_ALONE = regex(r"^(?:feat(?:ure)?s?|wip|fix|bugfix|refactor|chore|poc|spike)[-/]", re.IGNORECASE)
"""The branch of one piece of work, which is merged one day or thrown away."""
_TRUNK = regex(r"^(?:main|master|prod|production|release|live)$", re.IGNORECASE)
_TELLS_BRANCHES = regex(
    r"github\.(?:ref|head_ref|base_ref|event\b)|GITHUB_(?:REF|HEAD|BASE)|ref_name"
    r"|\bgit (?:branch|rev-parse --abbrev-ref)"
)
_GROUP = regex(r"^[^\S\n]*group:.*$", re.MULTILINE)


def any_branch(root: Node, jobs: Iterable[Job], live: Iterable[Release], snippet: Snippet) -> Iterator[ScriptFault]:
    """Pushes to branches of work in progress put it live just as those to the trunk do.

    Where anything asks for the branch, or for an environment that may be guarded, nothing is said.
    """
    lines = _pushed_from(root.child("on"))
    known = {job.name: job for job in jobs}
    aside = [step for job in known.values() for step in job.steps if _prepares_trunk(step)]
    text = _without(snippet, aside)
    if lines is None or _TELLS_BRANCHES.search(_GROUP.sub("", text)) or _PREVIEW.search(text):
        return
    for deployment in live:
        job = next((job for job in known.values() if _holds(job, deployment)), None)
        if job is None or deployment.environment not in (None, PRODUCTION) or _is_hosted(deployment):
            continue
        way = list(on_the_way(job, known))
        kept = any(_is_at(step, deployment) for step in aside)
        if not kept and not any(one.node.has("environment") or _is_conditional(one, aside) for one in way):
            yield _fault(snippet, lines, deployment, "push")
            return


_IF_TRUNK = regex(r"(?i)^[^!]*['\"](?:refs/heads/)?(?:main|master|prod|production|release|live)['\"][^!]*$")


def _prepares_trunk(step: Step) -> bool:
    """What it does, as writing settings, is left out for other branches, which go on all the same."""
    asked = _TELLS_BRANCHES.search(step.condition) is not None
    return asked and _IF_TRUNK.match(" ".join(step.condition.split())) is not None


def _without(snippet: Snippet, steps: Iterable[Step]) -> str:
    """The text but for the rows of these steps."""
    gone = {number for step in steps for number in range(step.lines[0], step.lines[1] + 1)}
    return "\n".join(row for number, row in enumerate(snippet.rows, start=1) if number not in gone)


def _is_at(step: Step, deployment: Release) -> bool:
    return step.lines[0] <= deployment.at.start_line <= step.lines[1]


def _pushed_from(trigger: Node) -> tuple[int, int] | None:
    """The lines by which pushes to more than the trunk start it."""
    push = trigger.get("push")
    if push is None:
        item = next((item for item in trigger.items() if item.text() == "push"), None)
        return (item.line, item.line) if item is not None else None
    if any(push.has(key) for key in ("tags", "branches-ignore", "tags-ignore")):
        return None
    branches = push.texts("branches")
    mixed = any(map(_WORK.search, branches)) and any(map(_TRUNK.search, branches))
    mixed = mixed or any(map(_ALONE.match, branches))
    if branches and not mixed and not any(branch in ("*", "**") for branch in branches):
        return None
    node = push.get("branches") or push
    first = node.key_line
    return first, min(max(first, node.end), first + MAX_LINES - 1)


def _fault(snippet: Snippet, lines: tuple[int, int], deployment: Release, event: str) -> ScriptFault:
    return ScriptFault(
        kind=snippet.kind,
        at=snippet.at(*lines),
        environment=deployment.environment,
        old=snippet.old,
        activity="deploy",
        form="unmerged-deployed",
        command=deployment.name or event,
    )


def unmerged(root: Node, jobs: Iterable[Job], live: Iterable[Release], snippet: Snippet) -> Iterator[ScriptFault]:
    """A trigger by which a pull request puts its code live, before anybody has merged it or although nobody does.

    A condition anywhere on the way may well ask for the event: then nothing is said.
    """
    lines = _asked_for(root.child("on"))
    known = {job.name: job for job in jobs}
    answers = [step for job in known.values() for step in job.steps if _is_for_requests(step)]
    if lines is None or _PREVIEW.search(_without(snippet, answers)):
        return
    for deployment in live:
        job = next((job for job in known.values() if _holds(job, deployment)), None)
        if job is None or deployment.environment not in (None, PRODUCTION) or _is_hosted(deployment):
            continue
        if not any(map(_is_conditional, on_the_way(job, known))):
            yield _fault(snippet, lines, deployment, "pull_request")
            return


def _asked_for(trigger: Node) -> tuple[int, int] | None:
    """The lines by which pull requests start it without being merged."""
    for event in _BEFORE_MERGE:
        node = trigger.get(event)
        if node is not None:
            types = node.texts("types")
            if types and ON_PURPOSE.issuperset(types):
                continue
            return node.key_line, min(max(node.key_line, node.end), node.key_line + MAX_LINES - 1)
        if event in trigger.texts():
            item = next((item for item in trigger.items() if item.text() == event), trigger)
            return item.line, item.line
    return None


def in_spite_of_failure(root: Node, live: Iterable[Release], snippet: Snippet) -> Iterator[ScriptFault]:
    """A deployment that waits for another workflow to end, and begins however that ended.

    `completed` means no more than that it is over: whether it went well stands in its conclusion (GitHub's
    documentation of events, "workflow_run", 2026).
    """
    awaited = root.child("on").get("workflow_run")
    first = next((fact for fact in live if not _is_hosted(fact)), None)
    if awaited is None or first is None or "conclusion" in snippet.text:
        return
    names = ", ".join(awaited.texts("workflows"))
    yield ScriptFault(
        kind=snippet.kind,
        at=snippet.at(awaited.key_line, min(max(awaited.key_line, awaited.end), awaited.key_line + MAX_LINES - 1)),
        environment=first.environment,
        old=snippet.old,
        activity="test",
        form="error-swallowed",
        command=names[:160] or "workflow_run",
    )


def _is_hosted(release: Release) -> bool:
    return isinstance(release, Deployment) and release.method == "hosted"


def _holds(job: Job, deployment: Release) -> bool:
    return job.node.key_line <= deployment.at.start_line <= max(job.node.key_line, job.node.end)


def on_the_way(job: Job, jobs: dict[str, Job]) -> Iterator[Job]:
    """The job and those that it waits for."""
    waiting, seen = [job.name], set()
    while waiting:
        name = waiting.pop()
        if name in jobs and name not in seen:
            seen.add(name)
            yield jobs[name]
            waiting += jobs[name].needs


def _is_conditional(job: Job, aside: Sequence[Step] = ()) -> bool:
    steps = [step for step in job.steps if not any(step is other for other in aside)]
    asked = (step.condition for step in steps if not _is_for_requests(step))
    return any(_ASKS.search(condition) for condition in (job.node.text("if") or "", *asked))


def _is_for_requests(step: Step) -> bool:
    """For pull requests alone, as one that comments on them: it keeps nothing of the rest from them."""
    return _FOR_REQUESTS.match(step.condition.strip()) is not None


_FOR_REQUESTS = regex(r"(?:\$\{\{\s*)?github\.event_name\s*==\s*[\"']pull_request[\"']\s*(?:\}\})?$")
_ASKS = regex(r"(?i)\b(?:github|needs|steps|env|inputs)\b")
"""Contexts that can tell which event it was; a secret, or how the steps before ended, is the same for all."""

"""Code of anybody's pull request, in a pipeline that holds the repository's secrets."""

from collections.abc import Iterable, Iterator

from holdfast.model.facts import StrangersCode
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.text.nodes import Node
from holdfast.readers.repository.workflows.shape import Job, Shell, Step
from holdfast.readers.repository.workflows.triggers import ON_PURPOSE, on_the_way

_EVENT = "pull_request_target"
"""It runs as the branch that a pull request is for does: with the secrets, whoever opened it (GitHub's documentation of
events, 2026)."""
_ITS_COMMIT = regex(r"pull_request\.head\.sha|\bpull_request\.merge_commit_sha|refs/pull/")
_ITS_BRANCH = regex(r"pull_request\.head\.ref|github\.head_ref")
_ITS_REPOSITORY = regex(r"pull_request\.head\.repo\.")
_BY_COMMAND = regex(
    r"(?m)^[^#\n]{0,200}\b(?:gh pr checkout\b"
    r"|git (?:fetch|pull)\b[^\n#]{0,120}\bpull/[^\s/]{1,80}[^/\n]{0,40}/(?:head|merge)\b)"
)
_ONLY_LOOKS = regex(
    r"(?:[^\S\n]*(?:#[^\n]*|(?:git (?:diff|log|show|status|rev-parse|merge-base|fetch)|echo|gh (?:pr|issue|api))\b"
    r"[^\n;&|`]*)?(?:\n|$))*"
)
"""Commands that take nothing of the code but its text."""
_AGREED = regex(r"head\.repo|author_association|label|merged|actor|sender|\.login|approv|permission")
"""What a condition asks of whoever opened it, or of whoever let it in."""


def strangers_code(root: Node, jobs: Iterable[Job], snippet: Snippet) -> Iterator[StrangersCode]:
    """The step of each job that takes the code, where the job goes on to run something."""
    if _EVENT not in snippet.text or not _is_open_to_all(root.child("on")):
        return
    known = {job.name: job for job in jobs}
    for job in known.values():
        if any(map(_is_kept, on_the_way(job, known))):
            continue
        taken = next(((at, step) for at, step in enumerate(job.steps) if _takes(step)), None)
        if taken is None or not _goes_on(job.steps[taken[0] + 1 :]):
            continue
        yield StrangersCode(
            kind=snippet.kind,
            at=snippet.at(*taken[1].lines),
            environment=None,  # the secrets are those of the repository, whatever the job is for
            old=snippet.old,
            event=_EVENT,
        )


def _is_open_to_all(trigger: Node) -> bool:
    node = trigger.get(_EVENT)
    if node is None:
        return _EVENT in (trigger.text(), *trigger.texts())
    types = node.texts("types")
    return not types or not ON_PURPOSE.issuperset(types)


def _is_kept(job: Job) -> bool:
    """Somebody has to agree first, or it runs for other events alone."""
    return job.node.has("environment") or _asks(job.node.text("if") or "")


def _asks(condition: str) -> bool:
    return bool(condition) and (_AGREED.search(condition) is not None or "pull_request" not in condition)


def _takes(step: Step) -> bool:
    if _asks(step.condition):
        return False
    if step.action == "actions/checkout":
        ref, repository = (found[1] if (found := step.input(name)) else "" for name in ("ref", "repository"))
        its_branch = _ITS_BRANCH.search(ref) is not None and _ITS_REPOSITORY.search(repository) is not None
        return its_branch or _ITS_COMMIT.search(ref) is not None
    return any(_BY_COMMAND.search(shell.text) for shell in step.shells)


def _goes_on(steps: Iterable[Step]) -> bool:
    return any(step.uses.startswith("./") or any(map(_runs, step.shells)) for step in steps)


def _runs(shell: Shell) -> bool:
    return _ONLY_LOOKS.fullmatch(shell.text.replace("\\\n", " ")) is None

"""Steps of a delivery that are to tell somebody how it went, and that only say it into the job's own log."""

from collections.abc import Iterator, Sequence

from holdfast.model.evidence import MAX_LINES, EvidenceKind
from holdfast.model.facts import MetricSource, Watched
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.monitoring.messengers import MESSENGERS
from holdfast.readers.repository.shell.certificates.expiry import CALLS
from holdfast.readers.repository.shell.syntax.command import TESTS
from holdfast.readers.repository.shell.syntax.parse import parse
from holdfast.readers.repository.workflows.monitoring_off import only_says
from holdfast.readers.repository.workflows.shape import Job, Step

_TELLS = regex(r"(?i)\bnotif(?:y|ies|ication)|\balert|\bannounce|알림|알리|통지|통보|通知|知らせ|アラート")
_SENDS = regex(rf"(?i){MESSENGERS}|teams|mail|\bsns\b|matrix")
_APART = 2
"""Rows between two steps that are one to whoever reads them: one for success, one for failure."""


def told_nobody(jobs: Sequence[Job], snippet: Snippet) -> Iterator[MetricSource]:
    """The first such steps of a pipeline, unless another step of it reaches somebody."""
    steps = sorted((step for job in jobs for step in job.steps), key=lambda step: step.lines)
    for_it = {id(step) for job in jobs if _TELLS.search(job.name) for step in job.steps}
    said = [step for step in steps if (id(step) in for_it or _TELLS.search(step.name)) and _only_speaks(step)]
    if not said or any(map(_reaches, steps)):
        return
    first, last = said[0].lines
    for step in said[1:]:
        begins, ends = step.lines
        if begins - last > _APART or ends - first >= MAX_LINES:
            break
        last = ends
    at = snippet.at(first, last)
    yield MetricSource(
        kind=EvidenceKind.CLAIMED, at=at, old=snippet.old, watches=Watched.OTHER, system="echo", by_hand=True
    )


def _only_speaks(step: Step) -> bool:
    """It asks how it went, at most, and says so."""
    return not step.uses and bool(step.shells) and only_says(step, TESTS)


def _reaches(step: Step) -> bool:
    """It sends word somewhere: by an action for that, or by a program."""
    if step.uses:
        return _SENDS.search(step.uses) is not None or _TELLS.search(step.uses) is not None
    commands = (command for shell in step.shells for command in parse(shell.text).commands)
    return any(CALLS.search(command.text[:2_000]) for command in commands if command.name not in ("echo", "printf"))

"""Tests of a pipeline that its deployment does not wait for, though they stand before it."""

from collections.abc import Iterable, Iterator, Mapping

from holdfast.model.facts import ScriptFault
from holdfast.model.record import record
from holdfast.model.redaction import redact
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell.steps.tested import is_test, passes_anyway
from holdfast.readers.repository.shell.syntax.command import Command
from holdfast.readers.repository.workflows.acts import Act
from holdfast.readers.repository.workflows.shape import Job

_FLAGS = ("continue-on-error", "allow_failure")


@record(frozen=True)
class _Test:
    job: Job
    act: Act
    command: Command

    @property
    def lenient(self) -> bool:
        return self.act.step.lenient or self.job.node.text("continue-on-error") == "true"

    @property
    def line(self) -> int:
        """Where it is let go: the flag of its step or job, or else the command itself."""
        owners = (self.act.step.node, self.job.node) if self.lenient else ()
        flags = (owner.get(name) for owner in owners for name in _FLAGS)
        return next((flag.line for flag in flags if flag is not None), self.command.line)


def unheeded_tests(
    jobs: Mapping[str, Job], acts: Mapping[str, tuple[Act, ...]], live: Iterable[str], snippet: Snippet
) -> Iterator[ScriptFault]:
    """Each test on the way to what goes live whose failure nobody hears of; none where another test is heeded.

    Args:
        jobs: of one pipeline, by name.
        acts: their steps.
        live: names of the jobs that put something live, or hand it on.
        snippet: the pipeline.
    """
    way = way_to(live, jobs)
    found = [
        _Test(jobs[name], act, c)
        for name in way
        for act in acts[name]
        if not act.remote
        for c in act.commands
        if is_test(c)
    ]
    if not all(test.lenient or passes_anyway(test.command) for test in found):
        return
    for test in sorted(found, key=lambda test: test.line):
        yield ScriptFault(
            kind=snippet.kind,
            at=snippet.at(test.line, test.line if test.lenient else test.command.end_line),
            environment=snippet.environment,
            old=snippet.old,
            activity="test",
            form="error-swallowed",
            command=redact(test.command.text)[:160],
        )


def way_to(live: Iterable[str], jobs: Mapping[str, Job]) -> list[str]:
    """The names of these jobs, and of all that they need."""
    wanted = frozenset(live)
    waiting, seen = [name for name in reversed(tuple(jobs)) if name in wanted], list[str]()
    while waiting:
        name = waiting.pop()
        if name in jobs and name not in seen:
            seen.append(name)
            waiting += jobs[name].needs
    return seen

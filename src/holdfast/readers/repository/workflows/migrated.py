"""Migrations that a pipeline has ECS run as a task, and that its release does not wait for, or takes for well ended."""

from collections.abc import Iterable, Iterator, Mapping

from holdfast.model.facts import ScriptFault
from holdfast.model.redaction import redact
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell.releases.tasks_unheeded import is_heeded, is_of_schema, tasks_started, waits
from holdfast.readers.repository.shell.syntax.command import Command
from holdfast.readers.repository.workflows.acts import Act
from holdfast.readers.repository.workflows.shape import Job
from holdfast.readers.repository.workflows.untested import way_to


def unheeded_tasks(
    jobs: Mapping[str, Job], acts: Mapping[str, tuple[Act, ...]], live: Iterable[str], snippet: Snippet
) -> Iterator[ScriptFault]:
    """Each task that changes the schema on the way to what goes live, and whose outcome no step asks for.

    In a job that nothing is released behind, only where somebody waits for its end, and takes that for a good one.

    Args:
        jobs: of one pipeline, by name.
        acts: their steps.
        live: names of the jobs that put something live.
        snippet: the pipeline.
    """
    way = frozenset(way_to(live, jobs))
    for name, job in jobs.items():
        own = [command for act in acts[name] for command in act.commands]
        if not tasks_started(own) or not (name in way or waits(own)):
            continue
        behind = [c for other in jobs.values() if name in other.needs for act in acts[other.name] for c in act.commands]
        for act in acts[name]:
            yield from _of_step(act, [*own, *behind], job, snippet)


def _of_step(act: Act, commands: list[Command], job: Job, snippet: Snippet) -> Iterator[ScriptFault]:
    """What a script of the repository has ECS run, that script tells by itself."""
    own = [command for command in act.commands if command.line not in act.calling]
    for task in tasks_started(own):
        if not is_of_schema(task, commands, act.step.name) or is_heeded(task, commands, snippet.text):
            continue
        yield ScriptFault(
            kind=snippet.kind,
            at=snippet.at(task.line, task.end_line),
            environment=job.environment,
            old=snippet.old,
            activity="migration",
            form="error-swallowed",
            command=redact(task.text)[:160],
        )

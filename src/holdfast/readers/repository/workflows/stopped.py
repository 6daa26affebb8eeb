"""What serves, stopped or deleted in one step of a pipeline and put back in a later one."""

from collections.abc import Iterable, Iterator, Mapping

from holdfast.model.facts import ScriptFault
from holdfast.model.redaction import redact
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Reading, Snippet
from holdfast.readers.repository.shell.releases.deleted import cleared
from holdfast.readers.repository.shell.releases.interruptions import TWO_AT_A_TIME, interruptions
from holdfast.readers.repository.shell.releases.scaled_down import scaled_down
from holdfast.readers.repository.shell.releases.tasks import with_tasks
from holdfast.readers.repository.shell.releases.volumes import volume_faults
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.command import Command
from holdfast.readers.repository.shell.syntax.parse import parse
from holdfast.readers.repository.workflows.acts import Act
from holdfast.readers.repository.workflows.expressions import Definitions
from holdfast.readers.repository.workflows.shape import Job, Shell

_FORM, _GONE = "stopped-before-start", "volumes-deleted"
_STOPS = regex(r"\b(?:stop|down|rm|kill|pkill|killall|delete|del)\b|fuser|--desired-count|--replicas|service scale")
_MOST_ROWS = 5_000


def stopped_between(
    order: Iterable[Job], snippet: Snippet, told: Iterable[ScriptFault], tasks: Mapping[str, str]
) -> Iterator[ScriptFault]:
    """The first such step of jobs that run one after the other on the same hosts; none where one step does both.

    So with the volumes that go with what is stopped.

    Args:
        order: the jobs, in the order they run.
        snippet: the pipeline.
        told: what the steps tell by themselves.
        tasks: recipes that they may call, by name.
    """
    forms = {fault.form for fault in told}
    if forms >= {_FORM, _GONE}:
        return
    jobs = tuple(order)
    for remote in (True, False):
        shells = [shell for job in jobs for step in job.steps for shell in step.shells if shell.remote is remote]
        if len(shells) < 2 or not any(_STOPS.search(shell.text) for shell in shells):
            continue
        part = snippet.part(_joined(shells), 1, environment=jobs[-1].environment, heading=jobs[-1].name)
        joined = Source(part, with_tasks(parse(part.text, errexit=True), tasks), piped=True)
        found = next(interruptions(joined), None) or next(scaled_down(joined, delivers=True), None)
        gone = next(volume_faults(joined, deploys=True), None)
        yield from (one for one in (found, gone) if one is not None and one.form not in forms)
        if found is not None:
            return


def serving_on(facts: Iterable[Reading], job: Job) -> Iterator[Reading]:
    """Without what a step stops on hosts or in a colour that serve nobody then: its neighbours choose and switch."""
    aside = any(TWO_AT_A_TIME.search(shell.text) for step in job.steps for shell in step.shells)
    return (fact for fact in facts if not (aside and isinstance(fact, ScriptFault) and fact.form == _FORM))


_TARGETS = ("target", "remote_path", "remote_dir", "path", "destination", "deploy_path")


def cleared_before(acts: Iterable[Act], job: Job, known: Definitions, snippet: Snippet) -> Iterator[ScriptFault]:
    """Folders of a host that a step empties before the same one, or a later one, copies the release into them."""
    commands = (command for act in acts for command in (*act.commands, *_copied(act)))
    for command in cleared(commands, known.settled):
        yield ScriptFault(
            kind=snippet.kind,
            at=snippet.at(command.line, command.end_line),
            environment=job.environment,
            old=snippet.old,
            activity="deploy",
            form="previous-release-deleted",
            command=redact(command.text)[:160],
        )


def _copied(act: Act) -> Iterator[Command]:
    """What an action does that copies files to a host, which may empty their folder first."""
    target = act.step.input(*_TARGETS) if act.step.uses and act.copies else None
    if target is None:
        return
    emptied = act.step.input("rm")
    if emptied and emptied[1] == "true":
        yield Command(name="rm", args=("-rf", target[1]), line=emptied[0].key_line, end_line=emptied[0].key_line)
    yield Command(name="scp", args=("-r", ".", f"host:{target[1].strip()}"), line=target[0].key_line)


def _joined(shells: Iterable[Shell]) -> str:
    """The scripts as one, each on its lines of the file."""
    rows: dict[int, str] = {}
    for shell in shells:
        rows.update(enumerate(shell.text.split("\n"), start=shell.line))
    last = min(max(rows), _MOST_ROWS)
    return "\n".join(rows.get(number, "") for number in range(1, last + 1))


def in_order(name: str, jobs: Mapping[str, Job]) -> tuple[Job, ...]:
    """A job behind those that it needs, each behind its own."""
    found: list[Job] = []
    waiting = [name]
    while waiting:
        job = jobs.get(waiting.pop())
        if job is not None and job not in found:
            found.insert(0, job)
            waiting += job.needs
    return tuple(found)

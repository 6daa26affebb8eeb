"""The facts of the jobs of one pipeline, whatever its dialect."""

from collections.abc import Iterable, Iterator, Mapping

from holdfast.model.facts import (
    BackupJob,
    Certificate,
    CertificateRenewal,
    Credential,
    Deployment,
    ExposedSecret,
    Fact,
    Login,
    Region,
    ScriptFault,
)
from holdfast.readers.repository.base import Reading, Snippet
from holdfast.readers.repository.shell import facts_of
from holdfast.readers.repository.workflows.access import access_facts
from holdfast.readers.repository.workflows.delivery import Act, ScriptOf, acts_of, delivers, delivery_facts
from holdfast.readers.repository.workflows.shape import Job, Shell

_ALWAYS = (Credential, Login, Region, ExposedSecret, Certificate, CertificateRenewal)
"""What shell says in any job; all else only where it reaches servers or makes backups."""


def job_facts(jobs: tuple[Job, ...], snippet: Snippet, script_of: ScriptOf) -> Iterator[Reading]:
    """Facts of every job; a delivery also sees the jobs that it needs, and those that need it."""
    acts = {job.name: acts_of(job, script_of) for job in jobs}
    by_name = {job.name: job for job in jobs}
    for job in jobs:
        yield from access_facts(job, snippet)
        live = delivers(job, acts[job.name])
        said = list(_shell_facts(job, snippet))
        backs_up = any(isinstance(fact, BackupJob) for fact in said)
        yield from (fact for fact in said if live or _kept_outside_deliveries(fact) or (backs_up and _is_backup(fact)))
        if live:
            before = _before(job, by_name, acts)
            after = tuple(act for other in jobs if job.name in other.needs for act in acts[other.name])
            yield from delivery_facts(job, acts[job.name], before, after, snippet)


def _before(job: Job, jobs: Mapping[str, Job], acts: Mapping[str, tuple[Act, ...]]) -> tuple[Act, ...]:
    """The steps of all jobs that this one needs, directly or through others."""
    waiting, seen = list(job.needs), set[str]()
    found: list[Act] = []
    while waiting:
        name = waiting.pop()
        if name in seen or name not in jobs:
            continue
        seen.add(name)
        found += acts[name]
        waiting += jobs[name].needs
    return tuple(found)


def _shell_facts(job: Job, snippet: Snippet) -> Iterator[Reading]:
    for step in job.steps:
        for shell in step.shells:
            yield from _no_deployments(_read(shell, job, step.name, snippet))


def _read(shell: Shell, job: Job, name: str, snippet: Snippet) -> Iterable[Reading]:
    part = snippet.part(
        shell.text, shell.line, environment=job.environment, heading=f"{job.name} / {name}" if name else job.name
    )
    return facts_of(part, errexit=shell.errexit, pipefail=shell.pipefail, schedule=job.schedule)


def _no_deployments(facts: Iterable[Reading]) -> Iterator[Reading]:
    """The job tells its deployment as a whole."""
    for fact in facts:
        if isinstance(fact, Deployment):
            continue
        if isinstance(fact, ScriptFault) and fact.form == "tag-computed-twice":
            continue
        yield fact


def _kept_outside_deliveries(fact: Reading) -> bool:
    """Whether a fact counts in a job that puts nothing live: tests start databases and ask servers too."""
    return isinstance(fact, _ALWAYS) or not isinstance(fact, Fact)


def _is_backup(fact: Reading) -> bool:
    """A backup, or a fault in one."""
    return isinstance(fact, BackupJob) or (isinstance(fact, ScriptFault) and fact.activity == "backup")

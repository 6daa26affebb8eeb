"""The facts of the jobs of one pipeline, whatever its dialect."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field

from holdfast.model.environments import TEST
from holdfast.model.facts import (
    Alarm,
    BackupJob,
    BuiltInSecret,
    Certificate,
    CertificateRenewal,
    Credential,
    Database,
    Deployment,
    ExposedSecret,
    Fact,
    HealthProbe,
    Login,
    MetricSource,
    Region,
    Rollback,
    ScriptFault,
    UncheckedHost,
)
from holdfast.model.record import record, replace
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Reading, Snippet
from holdfast.readers.repository.shell import facts_of
from holdfast.readers.repository.shell.steps.tested import is_test
from holdfast.readers.repository.workflows.access import access_facts
from holdfast.readers.repository.workflows.acts import Act, TextOf, acts_of, live_acts
from holdfast.readers.repository.workflows.beside import (
    bundle_facts,
    described_facts,
    expiry_facts,
    fixed_facts,
    lenient_facts,
    newest_facts,
)
from holdfast.readers.repository.workflows.delivering import Delivery
from holdfast.readers.repository.workflows.delivery import delivery_facts
from holdfast.readers.repository.workflows.expressions import Definitions
from holdfast.readers.repository.workflows.handed import handed_facts
from holdfast.readers.repository.workflows.heeded_later import heeded, is_heeded_later
from holdfast.readers.repository.workflows.imaged import settings_in_images
from holdfast.readers.repository.workflows.looked_at import looked_at
from holdfast.readers.repository.workflows.making import pushes
from holdfast.readers.repository.workflows.migrated import unheeded_tasks
from holdfast.readers.repository.workflows.monitoring_off import monitoring_off
from holdfast.readers.repository.workflows.settings import made_up_facts, settings_facts
from holdfast.readers.repository.workflows.shape import Job, Shell
from holdfast.readers.repository.workflows.shown import printed_facts, shown_facts
from holdfast.readers.repository.workflows.stopped import cleared_before, in_order, serving_on, stopped_between
from holdfast.readers.repository.workflows.told_nobody import told_nobody
from holdfast.readers.repository.workflows.untested import unheeded_tests, way_to

_ALWAYS = (
    Alarm,
    BuiltInSecret,
    Credential,
    Login,
    Region,
    ExposedSecret,
    Certificate,
    CertificateRenewal,
    UncheckedHost,
)
"""What shell says in any job; all else only where it reaches servers or makes backups."""


@record(frozen=True)
class Pipeline:
    """The jobs of one file, what its variables hold, and how to open files beside it.

    `built`: a build of CodePipeline or Amplify, which hands what it makes to what follows.
    `tasks`: scripts of `package.json` that start a server made for developers, and recipes, by name.
    """

    jobs: tuple[Job, ...]
    known: Definitions
    text_of: TextOf
    built: bool = False
    tasks: Mapping[str, str] = field(default_factory=dict)


def job_facts(pipeline: Pipeline, snippet: Snippet) -> Iterator[Reading]:
    """Facts of every job; a delivery also sees the jobs that it needs, and those that need it."""
    jobs = pipeline.jobs
    acts = {job.name: acts_of(job, pipeline.known, pipeline.text_of) for job in jobs}
    by_name = {job.name: job for job in jobs}
    live = {job.name for job in jobs if live_acts(job, acts[job.name])}
    if live and snippet.environment == TEST:
        snippet = replace(snippet, environment=None)  # `test-and-deploy.yml` deploys to no test environment
    lonely = not live and not any(job.uses for job in jobs) and not pipeline.built
    out = live or {job.name for job in jobs if any(map(pushes, acts[job.name]))}
    yield from unheeded_tests(by_name, acts, out, snippet)
    yield from unheeded_tasks(by_name, acts, live, snippet)
    yield from settings_in_images(jobs, snippet, pipeline.text_of)
    yield from told_nobody(jobs, snippet) if live else ()
    way = frozenset(way_to(live, by_name))
    for job in jobs:
        delivers = job.name in live
        if delivers and job.environment == TEST and not job.node.has("environment"):
            job = replace(job, environment=None)  # noqa: PLW2901 - the same job, told better
        yield from access_facts(job, snippet)
        yield from shown_facts(job, snippet, delivers=delivers)
        yield from printed_facts(job, snippet)
        yield from expiry_facts(job, snippet)
        yield from monitoring_off(job, snippet)
        yield from looked_at(job, snippet)
        said = [f for f in serving_on(_shell_facts(job, pipeline.tasks, snippet), job) if not _tries(f, job, acts)]
        # What runs by the clock and speaks of a backup has another script make it.
        backs_up = any(isinstance(fact, BackupJob) or (job.schedule and _is_backup(fact)) for fact in said)
        faults = (fact for fact in said if isinstance(fact, ScriptFault))
        yield from stopped_between(in_order(job.name, by_name), snippet, faults, pipeline.tasks) if delivers else ()
        yield from cleared_before(acts[job.name], job, pipeline.known, snippet) if delivers else ()
        yield from (
            f
            for f in said
            if delivers
            or ((job.name in way or pipeline.built) and _loses_release(f))
            or _kept_outside_deliveries(f)
            or (backs_up and _is_backup(f))
            or (pipeline.built and isinstance(f, Database) and f.engine == "sql")
            or (job.goes_back and _is_way_back(f))
        )
        yield from lenient_facts(acts[job.name], job, snippet, live=delivers)
        yield from bundle_facts(job, acts[job.name], pipeline.known, snippet)
        yield from fixed_facts(job, acts[job.name], pipeline.known, snippet) if delivers or job.name in way else ()
        yield from described_facts(job, snippet)
        yield from newest_facts(job, snippet)
        yield from settings_facts(job, snippet, delivers=delivers) if delivers or lonely else ()
        yield from made_up_facts(acts[job.name], job, snippet) if delivers else ()
        yield from handed_facts(job, snippet) if delivers else ()
        before = _before(job, by_name, acts)
        after = tuple(act for other in jobs if job.name in other.needs for act in acts[other.name])
        told = Delivery(job, acts[job.name], before, after, pipeline.known, pipeline.text_of, lonely)
        yield from delivery_facts(told, snippet)


def _tries(fact: Reading, job: Job, acts: Mapping[str, tuple[Act, ...]]) -> bool:
    """It changes the schema of a database that the job itself has, to try the program before it delivers it."""
    if not isinstance(fact, ScriptFault) or fact.form not in ("tables-dropped", "schema-changed"):
        return False
    commands = [(act.remote or bool(command.remote), command) for act in acts[job.name] for command in act.commands]
    if any(sent and command.line == fact.at.start_line for sent, command in commands):
        return False
    return job.node.has("services") or any(not sent and is_test(command) for sent, command in commands)


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


def _shell_facts(job: Job, tasks: Mapping[str, str], snippet: Snippet) -> Iterator[Reading]:
    for step in job.steps:
        heard = heeded if is_heeded_later(step, job) else _heard_by_nobody if step.lenient else _as_it_is
        for shell in step.shells:
            yield from map(heard, _no_deployments(_read(shell, job, step.name, tasks, snippet)))


def _as_it_is(fact: Reading) -> Reading:
    return fact


def _heard_by_nobody(fact: Reading) -> Reading:
    """What a step tells whose failure stops nothing: no bad answer decides anything there."""
    return replace(fact, decides=False) if isinstance(fact, HealthProbe) else fact


def _read(shell: Shell, job: Job, name: str, tasks: Mapping[str, str], snippet: Snippet) -> Iterable[Reading]:
    part = snippet.part(
        shell.text, shell.line, environment=job.environment, heading=f"{job.name} / {name}" if name else job.name
    )
    return facts_of(
        part,
        errexit=shell.errexit,
        pipefail=shell.pipefail,
        schedule=job.schedule,
        tasks=tasks,
        piped=True,
        sent=shell.remote,
    )


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
    looks = isinstance(fact, MetricSource) and "alarms" in fact.places
    return looks or isinstance(fact, _ALWAYS) or not isinstance(fact, Fact)


_MAKES_RELEASE = regex(r"^(?:docker|podman|buildah)\b.*\s(?:push|build)\b")


def _loses_release(fact: Reading) -> bool:
    """What a job behind it delivers was not made, or holds other packages, unheard; or the one before is gone."""
    if not isinstance(fact, ScriptFault):
        return False
    unmade = fact.form == "error-swallowed" and bool(_MAKES_RELEASE.match(fact.command))
    # Hosts fetch from the registry, whichever job deletes what lies there.
    gone = fact.form == "previous-release-deleted" and "batch-delete-image" in fact.command
    return unmade or gone or fact.form == "lock-passed-over"


def _is_way_back(fact: Reading) -> bool:
    """A way back, or a failure of one that nobody hears."""
    return isinstance(fact, Rollback) or (isinstance(fact, ScriptFault) and fact.activity == "rollback")


def _is_backup(fact: Reading) -> bool:
    """A backup, or a fault in one."""
    return isinstance(fact, BackupJob) or (isinstance(fact, ScriptFault) and fact.activity == "backup")

"""What a job says beside how it delivers: bundles and images without a name, failures unheeded, ends looked at."""

from collections.abc import Iterable, Iterator

from holdfast.model.facts import Alarm, ScriptFault, StandingName, Watched
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell.certificates.expiry import looks_by_name
from holdfast.readers.repository.shell.delivery.bundles import fixed_bundles
from holdfast.readers.repository.shell.delivery.reader import identity_of, written_out
from holdfast.readers.repository.shell.steps.purposes import backup_method, is_migration
from holdfast.readers.repository.workflows.acts import Act
from holdfast.readers.repository.workflows.delivering import Common
from holdfast.readers.repository.workflows.expressions import Definitions
from holdfast.readers.repository.workflows.shape import Job


def bundle_facts(job: Job, acts: Iterable[Act], known: Definitions, snippet: Snippet) -> Iterator[StandingName]:
    """Bundles that the job puts under a key that is always the same: with Beanstalk, old versions become the newest."""
    acts = tuple(acts)
    versioned = any(act.method == "beanstalk" for act in acts)
    spoken = [(act.step, command) for act in acts if not act.remote for command in act.commands]
    steps = {id(command): step for step, command in spoken}
    for upload in fixed_bundles((command for _, command in spoken), known.values):
        place = Common(snippet, job).at_step(steps[id(upload)], line=upload.line, end=upload.end_line)
        name = f"{job.name} / {steps[id(upload)].name}"
        yield StandingName(**place, name=name, identity="none", alone=versioned)


_PUSH = regex(r"^docker (?:image )?push\b")
_HELD_VERSION = regex(
    r"^\s{0,16}(?P<name>[A-Z][A-Z0-9_]{1,40})\s?:\s?[\"']?v?\d+(?:\.\d+){1,3}[\w.-]{0,20}[\"']?\s*(?:#.*)?$"
)


def fixed_facts(job: Job, acts: Iterable[Act], known: Definitions, snippet: Snippet) -> Iterator[StandingName]:
    """The version that the file holds for what the job pushes: every release overwrites the one before."""
    pushed = [(act.step, one) for act in acts if not act.remote for one in act.commands if _PUSH.match(one.text)]
    commands = tuple(command for _, command in pushed)
    if identity_of(commands, known.values) != "tag" or not written_out(commands, known.values):
        return
    asked = frozenset(_ASKED.findall(" ".join(command.text for command in commands)))
    for number, row in enumerate(snippet.rows, start=1):
        held = _HELD_VERSION.match(row[:200])
        if held is not None and held["name"] in asked:
            place = Common(snippet, job).at_step(pushed[0][0], line=number)
            yield StandingName(**place, name=f"{job.name} / {pushed[0][0].name}", identity="none")


_ASKED = regex(r"\$\{?(?:\{\s?env\.)?([A-Z][A-Z0-9_]{1,40})\b")
_TAKES_ARTIFACT = regex(r"(?i)^[\w-]{1,60}/(?:action-)?download-(?:workflow-)?artifacts?(?:-action)?$")
_OF_RUN = ("commit", "run_id", "run_number", "pr", "artifact_ids")
_PUTS_OUT = regex(r"(?i)deploy|release|publish|\bcd\b|배포|デプロイ")


def newest_facts(job: Job, snippet: Snippet) -> Iterator[StandingName]:
    """What a job that deploys takes of another workflow's runs: whatever the last one that went well has built."""
    if not _PUTS_OUT.search(f"{job.name} {job.title} {job.whole}"):
        return
    for step in job.steps:
        elsewhere = step.input("workflow") or step.input("workflow_search") or step.input("branch")
        if _TAKES_ARTIFACT.match(step.action) and elsewhere and not any(map(step.input, _OF_RUN)):
            place = Common(snippet, job).at_step(step)
            yield StandingName(**place, name=f"{job.name} / {step.name}", identity="none", alone=True)


_RUN_BY_BEANSTALK = regex(
    r"[\"']Name\\?[\"']\s*:\s*\\?[\"'][^,\n]{0,200}:(?:[\w.]+[-_.])?latest(?:[-_.][\w.-]+)?\\?[\"']"
)


def described_facts(job: Job, snippet: Snippet) -> Iterator[StandingName]:
    """The image that a job writes into Beanstalk's description: the version may have a name, this has none."""
    for step in job.steps:
        for shell in step.shells:
            rows = shell.text.splitlines() if "AWSEBDockerrunVersion" in shell.text else []
            number = next((number for number, row in enumerate(rows) if _RUN_BY_BEANSTALK.search(row[:2_000])), None)
            if number is not None:
                place = Common(snippet, job).at_step(step, line=shell.line + number)
                yield StandingName(**place, name=f"{job.name} / {step.name}", alone=True)


def expiry_facts(job: Job, snippet: Snippet) -> Iterator[Alarm]:
    """Actions of the clock that look how long a certificate is good for: who wrote the job hears of a failure."""
    for step in job.steps if job.schedule else ():
        if looks_by_name(step.action.partition("/")[2]) and not step.lenient:
            place = Common(snippet, job).at_step(step)
            yield Alarm(**place, watches=Watched.CERTIFICATE, notifies=True, system="script")


def lenient_facts(acts: Iterable[Act], job: Job, snippet: Snippet, *, live: bool) -> Iterator[ScriptFault]:
    """`continue-on-error` on a step whose failure matters; `live`: the job delivers."""
    common = Common(snippet, job)
    whole = job.node.text("continue-on-error") == "true"
    for act in acts:
        if not act.step.lenient and not whole:
            continue
        activity = _what_suffers(act, live=live)
        if activity:
            owner = act.step.node if act.step.lenient else job.node
            flag = owner.child("continue-on-error")
            yield ScriptFault(
                **common.at_step(act.step, line=flag.line),
                activity=activity,
                form="error-swallowed",
                command="continue-on-error: true",
            )


def _what_suffers(act: Act, *, live: bool) -> str:
    if any(backup_method(command) for command in act.commands):
        return "backup"
    if live and any(is_migration(command) for command in act.commands):
        return "migration"
    return "deploy" if live and (act.method or act.updates_host) else ""

"""Jobs that start a script, or a task, of the repository: that itself tells where its copies go."""

from pathlib import PurePosixPath

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import BackupJob
from holdfast.model.regex import regex

_FILE = regex(r"[\w.-]+")
_RAKES = "tasks of Rake"
_RAKE = regex(r"\brake\b|\bbin/rails\s+\w+:")
_MANAGED = regex(r"\bmanage\.py\s+(?P<task>\w{1,80})")


def told_by_scripts(jobs: tuple[BackupJob, ...]) -> tuple[BackupJob, ...]:
    """`jobs` without those that only start the script of another one; all of them where no script is known."""
    scripts = {PurePosixPath(job.at.path).name for job in jobs if job.method != "script"}
    tasks = _tasks(jobs)
    kept = tuple(job for job in jobs if not (_starts_script(job, scripts) or _starts_task(job, tasks)))
    return kept or jobs


def stays_at_home(jobs: tuple[BackupJob, ...]) -> bool:
    """Every copy stays on the host whose data it holds.

    What a script keeps there stays there, however somebody who types a command of a guide copies by hand besides.
    """
    told = told_by_scripts(jobs)
    made = tuple(job for job in told if not (job.kind is EvidenceKind.INSTRUCTED and job.schedule is None))
    return all(job.destination == "host" for job in made or told)


def _starts_script(job: BackupJob, scripts: set[str]) -> bool:
    if job.method != "script" or job.destination is not None:
        return False
    return not scripts.isdisjoint(word.rstrip(".") for word in _FILE.findall(job.at.quote))


def _tasks(jobs: tuple[BackupJob, ...]) -> set[str]:
    """What the tasks of the application are called that tell where their copies go: Django's own, and `rake`."""
    told = [PurePosixPath(job.at.path) for job in jobs if job.destination is not None]
    named = {path.stem for path in told if path.parent.name == "commands"}
    return named | {_RAKES for path in told if path.suffix == ".rake" or path.name.lower() == "rakefile"}


def _starts_task(job: BackupJob, tasks: set[str]) -> bool:
    """It has Rake, or Django, do what another one describes in the tasks of the application."""
    if job.destination is not None or job.method not in ("script", "copy"):
        return False
    if _RAKE.search(job.at.quote):
        return _RAKES in tasks
    managed = _MANAGED.search(job.at.quote)
    return managed is not None and managed["task"] in tasks

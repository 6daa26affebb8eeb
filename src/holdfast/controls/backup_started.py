"""Jobs that start a script, or a task, of the repository: that itself tells where its copies go."""

from pathlib import PurePosixPath

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import BackupJob
from holdfast.model.regex import regex

_RAKE = regex(r"\brake\b|\bbin/rails\s+\w+:")
_MANAGED = regex(r"\bmanage\.py\s+(?P<task>\w{1,80})")


def told_by_scripts(jobs: tuple[BackupJob, ...]) -> tuple[BackupJob, ...]:
    """`jobs` without those that only start the script of another one; all of them where no script is known."""
    scripts = {PurePosixPath(job.at.path).name for job in jobs if job.method != "script"}
    kept = tuple(
        job
        for job in jobs
        if not (_starts(job) and any(name in job.at.quote for name in scripts)) and not _starts_task(job, jobs)
    )
    return kept or jobs


def stays_at_home(jobs: tuple[BackupJob, ...]) -> bool:
    """Every copy stays on the host whose data it holds.

    What a script keeps there stays there, however somebody who types a command of a guide copies by hand besides.
    """
    told = told_by_scripts(jobs)
    made = tuple(job for job in told if not (job.kind is EvidenceKind.INSTRUCTED and job.schedule is None))
    return all(job.destination == "host" for job in made or told)


def _starts(job: BackupJob) -> bool:
    return job.method == "script" and job.destination is None


def _starts_task(job: BackupJob, jobs: tuple[BackupJob, ...]) -> bool:
    """It has Rake, or Django, do what another one describes in the tasks of the application."""
    if job.destination is not None or job.method not in ("script", "copy"):
        return False
    others = [PurePosixPath(one.at.path) for one in jobs if one is not job and one.destination is not None]
    if _RAKE.search(job.at.quote):
        return any(path.suffix == ".rake" or path.name.lower() == "rakefile" for path in others)
    managed = _MANAGED.search(job.at.quote)
    return managed is not None and any(
        path.parent.name == "commands" and path.stem == managed["task"] for path in others
    )

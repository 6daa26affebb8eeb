"""Jobs that start a script of the repository: the script itself tells where its copies go."""

from pathlib import PurePosixPath

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import BackupJob


def told_by_scripts(jobs: tuple[BackupJob, ...]) -> tuple[BackupJob, ...]:
    """`jobs` without those that only start the script of another one; all of them where no script is known."""
    scripts = {PurePosixPath(job.at.path).name for job in jobs if job.method != "script"}
    kept = tuple(job for job in jobs if not (_starts(job) and any(name in job.at.quote for name in scripts)))
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

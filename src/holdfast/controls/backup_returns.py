"""The way back from the backups: whether it is written down, and whether its commands can read what is kept."""

from collections.abc import Iterable, Iterator
from typing import assert_never

from holdfast.controls.common import listed, places
from holdfast.model.evidence import Absent, Found, Unreadable
from holdfast.model.facts import Admitted, BackupJob, RestoreProcedure
from holdfast.model.findings import Check, Confidence, Finding, Scope, Severity

NO_RESTORE_PROCEDURE = Check("backup.no-restore-procedure", Severity.WARNING, Confidence.MEDIUM)
RESTORE_CANNOT_WORK = Check("backup.restore-cannot-work", Severity.WARNING, Confidence.MEDIUM)


def restores(scope: Scope, jobs: tuple[BackupJob, ...]) -> Iterator[Finding]:
    """Whether steps that somebody wrote down bring back what these jobs keep."""
    looked = scope.view.look(RestoreProcedure)
    match looked:
        case Found(facts=procedures):
            vain = _in_vain(procedures, jobs)
            if len(vain) < len(procedures):
                yield NO_RESTORE_PROCEDURE.met(*places(procedures), name=_methods(jobs))
            else:
                yield RESTORE_CANNOT_WORK.failed(*places(vain, "takes", most=2), name=_methods(jobs))
        case Unreadable(gaps=gaps):
            yield NO_RESTORE_PROCEDURE.unreadable(gaps)
        case Absent(claims=claims):
            if all(job.destination == "aws" or job.subject == "volume" for job in jobs):
                yield from unwritten(scope, _methods(jobs))
                return
            left = [one for one in scope.view.every(Admitted) if "restore" in one.places]
            where = places(left, "restore", most=2) or places(claims) or places(jobs, most=1)
            yield NO_RESTORE_PROCEDURE.unproven(*where, name=_methods(jobs))
        case _:
            assert_never(looked)


def unwritten(scope: Scope, name: str) -> Iterator[Finding]:
    """What AWS keeps comes back from its console; what is missing is only the written way."""
    if scope.strict:
        yield NO_RESTORE_PROCEDURE.unproven(severity=Severity.NOTICE, name=name)


def _in_vain(procedures: Iterable[RestoreProcedure], jobs: Iterable[BackupJob]) -> tuple[RestoreProcedure, ...]:
    """Those of the ways back whose command cannot read what these jobs keep."""
    forms = {job.form for job in jobs if job.method == "pg_dump"}
    return tuple(one for one in procedures if _stops(one, forms))


def _stops(procedure: RestoreProcedure, forms: set[str | None]) -> bool:
    if procedure.takes in forms:
        # The dumps are of the form that it reads, whatever their files are called.
        return procedure.unreadable and procedure.takes != "archive"
    told = bool(forms) and None not in forms
    return procedure.unreadable or (told and procedure.takes is not None)


def _methods(jobs: Iterable[BackupJob]) -> str:
    return listed(job.method for job in jobs)

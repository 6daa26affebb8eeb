"""Control 8, backup: scripts that hide a failed copy, keep old ones for ever, or destroy before they bring back."""

from collections.abc import Iterator, Sequence

from holdfast.controls.common import listed, names, places, solid
from holdfast.model.facts import BackupJob, ScriptFault
from holdfast.model.findings import Check, Evident, Finding, Scope, Severity
from holdfast.model.regex import regex

FAILURE_HIDDEN = Check("backup.failure-hidden", Severity.WARNING)
RETENTION_NEVER_DELETES = Check("backup.retention-never-deletes", Severity.WARNING)
RESTORE_DROPS_FIRST = Check("backup.restore-drops-first", Severity.WARNING)

_HIDES_FAILURE = frozenset({"error-swallowed", "pipe-hides-error", "no-error-exit"})

_CLEANS_UP = regex(r"(?:find|xargs|rm|aws s3 rm|rclone delete|gsutil rm)\b")
"""Commands that delete old copies: whatever hides their failure hides that of no copy."""


def script_faults(scope: Scope) -> Iterator[Finding]:
    """What is wrong with the scripts that copy the data and bring it back."""
    faults = solid(scope.view, ScriptFault, lambda fault: fault.activity in ("backup", "restore"))
    hiding = [fault for fault in faults if fault.activity == "backup" and fault.form in _HIDES_FAILURE]
    hoarding = [fault for fault in faults if fault.form == "retention-never-deletes"]
    dropping = [fault for fault in faults if fault.form == "dropped-before-restore"]
    # A clean-up that fails unheard leaves a copy too many, and none too few.
    copying = [fault for fault in hiding if not _CLEANS_UP.match(fault.command)]
    if hiding:
        shown, severity = (copying, None) if copying else (hiding, Severity.NOTICE)
        yield FAILURE_HIDDEN.failed(*places(shown), severity=severity, command=commands_of(shown))
    if hoarding:
        yield RETENTION_NEVER_DELETES.failed(*places(hoarding), command=commands_of(hoarding))
    if dropping:
        # Whoever is asked first, and agrees, has the live data thrown away on purpose.
        unasked = [fault for fault in dropping if "agreed" not in fault.places]
        shown, severity = (unasked, None) if unasked else (dropping, Severity.NOTICE)
        yield RESTORE_DROPS_FIRST.failed(*places(shown), severity=severity, command=commands_of(shown))


def commands_of(faults: Sequence[ScriptFault]) -> str:
    """The commands that the faults are about, or where they stand."""
    return listed(fault.command for fault in faults) or names(faults)


def kept_here(jobs: Sequence[BackupJob]) -> Iterator[Evident]:
    """Where a script sends its copies away on a condition that nothing meets, and the folder that it keeps them in."""
    for name in ("unsent", "folder"):
        yield from places((job for job in jobs if name in job.places), name, most=2)

"""How long copies are kept, against how long the environment needs them."""

from collections.abc import Sequence

from holdfast.controls.common import listed, places
from holdfast.model.facts import BackupJob, Database
from holdfast.model.findings import Check, Evident, Finding, Scope, Severity

RETENTION_TOO_SHORT = Check(
    "backup.retention-too-short",
    Severity.WARNING,
    references=("config:BACKUP_PLAN_MIN_FREQUENCY_AND_MIN_RETENTION_CHECK",),
)

_RDS_DAYS = 7
"""What RDS keeps of a database that its console makes (Amazon RDS User Guide, "Backup retention period", 2026-11)."""

_BY_AWS = frozenset({"rds", "aws-backup", "dlm"})
BY_ITSELF = _BY_AWS | {"wal", "litestream"}
"""Methods that run without anybody's clock."""


def _needed(scope: Scope) -> int:
    return scope.environment.backup.retention_days


def is_short(scope: Scope, days: int | None) -> bool:
    """Fewer days than the environment needs; False when nobody says how many."""
    return days is not None and days < _needed(scope)


def too_short(scope: Scope, kept: Sequence[BackupJob | Database], *beside: Evident) -> Finding:
    """The finding about these copies, of which all are kept for too few days; `beside`: where else it is seen."""
    # Without a spec nobody asked for more than what a managed database keeps by itself: then it is worth a remark.
    asked = [one for one in kept if scope.spec_given or not _keeps_enough(one, _RDS_DAYS if scope.strict else 1)]
    shown = asked or kept
    return RETENTION_TOO_SHORT.failed(
        *dict.fromkeys((*places(shown, "retention_days"), *beside)),
        severity=None if asked else Severity.NOTICE,
        days=listed(str(fact.retention_days) for fact in shown),
        needed=str(_needed(scope)),
        place=str(shown[0].where("retention_days")),
    )


def _keeps_enough(kept: BackupJob | Database, days: int) -> bool:
    """AWS itself does: a week of what people live by, and whatever it keeps of what may be lost to save money."""
    by_aws = isinstance(kept, Database) or kept.method in _BY_AWS
    return by_aws and (kept.retention_days or 0) >= days

"""Tables of DynamoDB, which keeps nothing unless it is told to."""

from holdfast.controls.common import claimed, names, places, solid
from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import BackupJob, Database, Placement, PointInTimeRecovery
from holdfast.model.findings import Check, Finding, Scope, Severity

NO_POINT_IN_TIME = Check("backup.no-point-in-time", Severity.NOTICE, references=("checkov:CKV_AWS_28",))


def kept_tables(scope: Scope, tables: list[Database]) -> Finding:
    """Whether what they hold comes back; `tables`: those that are known, at least one."""
    if solid(scope.view, BackupJob, lambda job: job.method == "aws-backup"):
        return NO_POINT_IN_TIME.met(*places(tables), name=names(tables))
    if any(table.point_in_time for table in tables):
        # Beside tables that are kept, one whose rows end by themselves is left out on purpose.
        tables = [table for table in tables if table.point_in_time or not table.expires]
    off = [table for table in tables if table.point_in_time is False]
    unsaid = [table for table in tables if table.point_in_time is None]
    if off:
        if _spared(scope):
            return NO_POINT_IN_TIME.not_applicable("staging-may-be-without-history")
        return NO_POINT_IN_TIME.failed(*places(off, "point_in_time"), severity=Severity.WARNING, name=names(off))
    if unsaid:
        return _untold(scope, unsaid)
    return NO_POINT_IN_TIME.met(*places(tables, "point_in_time"), name=names(tables))


def _spared(scope: Scope) -> bool:
    """It serves no customers, and their environment beside it keeps its tables: it goes without on purpose."""
    if scope.strict or scope.spec_given:
        return False
    theirs = (table for view in scope.others.values() for table in solid(view, Database))
    return any(table.placement is Placement.DYNAMODB and table.point_in_time for table in theirs)


def _untold(scope: Scope, unsaid: list[Database]) -> Finding:
    """Of tables that only the program asks, and nothing here makes, a guide may tell; its mere word wants proof."""
    only_asked = all(table.kind is not EvidenceKind.DECLARED for table in unsaid)
    told = solid(scope.view, PointInTimeRecovery, _is_on) if only_asked else ()
    if told:
        return NO_POINT_IN_TIME.met(*places(told), name=names(unsaid))
    claims = claimed(scope.view, PointInTimeRecovery, _is_on) if only_asked else ()
    severity = Severity.NOTICE if claims else Severity.WARNING
    shown = places(claims, most=1) or places(unsaid, "point_in_time", most=2)
    return NO_POINT_IN_TIME.unproven(*shown, severity=severity, name=names(unsaid))


def _is_on(recovery: PointInTimeRecovery) -> bool:
    return recovery.enabled

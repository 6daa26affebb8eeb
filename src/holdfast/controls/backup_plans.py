"""Plans of AWS Backup that nothing is chosen for."""

from collections.abc import Iterator

from holdfast.controls.common import names, places, solid
from holdfast.model.estate import View
from holdfast.model.facts import EmptyBackupPlan
from holdfast.model.findings import Check, Finding, Severity

SELECTS_NOTHING = Check("backup.plan-selects-nothing", Severity.WARNING)


def empty_plans(view: View) -> Iterator[Finding]:
    """Each of them: it runs by the clock, and nobody sees that it copies nothing."""
    found = solid(view, EmptyBackupPlan)
    if found:
        yield SELECTS_NOTHING.failed(*places(found), name=names(found), environment=view.environment)

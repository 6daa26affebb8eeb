"""Environments of whose own data nothing is told, beside one whose data is."""

from collections.abc import Iterable, Iterator

from holdfast.model.facts import Database
from holdfast.model.findings import Finding, Scope, Severity, Status
from holdfast.model.record import replace


def remarked(scope: Scope, findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings; what nobody tells of a rehearsal's own data is a remark where production's is told.

    Words and code that hold for all environments speak of production's first.
    """
    led = _is_led_by_another(scope)
    for finding in findings:
        less = led and finding.status is Status.UNPROVEN and finding.check == "backup.no-backup"
        yield replace(finding, severity=Severity.NOTICE) if less else finding


def _is_led_by_another(scope: Scope) -> bool:
    if scope.strict:
        return False
    own = any(fact.environment == scope.view.environment for fact in scope.view.every(Database))
    theirs = (fact.environment == name for name, view in scope.others.items() for fact in view.every(Database))
    return not own and any(theirs)

"""Settings by which what production runs behaves as on a developer's machine."""

from collections.abc import Iterator

from holdfast.controls.common import listed, names, places, solid
from holdfast.controls.composing import idle_files
from holdfast.model.facts import DeveloperMode, SwitchedOff
from holdfast.model.findings import Check, Confidence, Finding, Scope, Severity

DEVELOPERS_MODE = Check("configuration.developers-mode", Severity.WARNING, Confidence.MEDIUM)


def modes(scope: Scope) -> Iterator[Finding]:
    """Staging may well show what went wrong, and pay nobody; a compose file that starts nothing here says nothing.

    What only stands in is a remark where somebody is told to write the real one.
    """
    idle = idle_files(scope.view)
    given = solid(scope.view, DeveloperMode, lambda fact: fact.at.path not in idle)
    real = {fact.name for fact in solid(scope.view, SwitchedOff)}
    running = tuple(fact for fact in given if not (fact.instead and fact.name in real))
    if given and scope.strict:
        severity = None if running else Severity.NOTICE
        shown = running or given
        yield DEVELOPERS_MODE.failed(
            *places(shown), severity=severity, to=listed(fact.to for fact in shown), names=names(shown)
        )

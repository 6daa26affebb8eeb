"""Settings by which what production runs behaves as on a developer's machine."""

from collections.abc import Iterator

from holdfast.controls.common import listed, names, places, solid
from holdfast.controls.composing import idle_files
from holdfast.model.facts import DeveloperMode
from holdfast.model.findings import Check, Confidence, Finding, Scope, Severity

DEVELOPERS_MODE = Check("configuration.developers-mode", Severity.WARNING, Confidence.MEDIUM)


def modes(scope: Scope) -> Iterator[Finding]:
    """Staging may well show what went wrong, and pay nobody; a compose file that starts nothing here says nothing."""
    idle = idle_files(scope.view)
    given = solid(scope.view, DeveloperMode, lambda fact: fact.at.path not in idle)
    if given and scope.strict:
        yield DEVELOPERS_MODE.failed(*places(given), to=listed(fact.to for fact in given), names=names(given))

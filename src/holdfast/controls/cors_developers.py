"""Front ends that the application lets in on developers' machines alone."""

from collections.abc import Iterator

from holdfast.controls.common import listed, places, solid
from holdfast.controls.composing import idle_files, is_idle
from holdfast.model.estate import View
from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import ApplicationCors, HandedSettings, SwitchedOff
from holdfast.model.findings import Check, Confidence, Finding, Scope, Severity
from holdfast.model.regex import regex

ONLY_DEVELOPERS = Check("cors.only-for-developers", Severity.WARNING, Confidence.MEDIUM)

_PUBLIC = regex(r"https://(?!localhost\b|127\.|[\w.-]*\*)[\w-]+(?:\.[\w-]+)+(?::\d+)?/?")


def rules_for_visitors(view: View) -> tuple[ApplicationCors, ...]:
    """Those that hold where the product runs: under no developer's profile, and where nothing given denies them."""
    idle = idle_files(view)
    off = {fact.name for fact in solid(view, SwitchedOff) if not is_idle(fact.environment, fact.at.path, idle)}
    rules = solid(view, ApplicationCors, lambda rule: not rule.for_developers and rule.unless not in off)
    return _without_replaced(view, tuple(one for one in rules if not is_idle(one.environment, one.at.path, idle)))


def _without_replaced(view: View, rules: tuple[ApplicationCors, ...]) -> tuple[ApplicationCors, ...]:
    """Without what stands in a setting's place, where a template gives that, unless it gives every website."""
    given = {name.upper() for fact in solid(view, HandedSettings) for name in fact.names}
    left = tuple(rule for rule in rules if rule.setting is None or rule.setting.upper() not in given)
    same = any("*" in rule.origins and rule.kind is EvidenceKind.DECLARED for rule in left)
    return rules if same else left


def judge_developers_origins(scope: Scope) -> Iterator[Finding]:
    """A website that is there for everybody needs the application where everybody is, and is let in nowhere else."""
    rules = solid(scope.view, ApplicationCors)
    for_them = tuple(rule for rule in rules if rule.for_developers)
    if len(for_them) < len(rules):
        return
    public = {origin: rule for rule in for_them for origin in rule.origins if _PUBLIC.fullmatch(origin)}
    if public:
        shown = tuple(dict.fromkeys(public.values()))
        yield ONLY_DEVELOPERS.unproven(
            *(place for rule in shown for place in places([rule], "profile")),
            where=listed(rule.at.path for rule in shown),
            origins=listed(public),
            environment=scope.view.environment,
        )

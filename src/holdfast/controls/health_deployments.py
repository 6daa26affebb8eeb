"""Deployments that ask nobody whether the new release is well, or pass over the answer."""

from collections.abc import Iterator

from holdfast.controls.common import listed, places, solid
from holdfast.controls.hosting import INFRASTRUCTURE, is_pipeline, sisters
from holdfast.controls.probing import TAKES_OUT, unheeded
from holdfast.model.estate import View
from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Deployment, HealthHandler, HealthProbe, ScriptFault
from holdfast.model.findings import Check, Confidence, Finding, Severity

NEVER_ASKED = Check("health.deploy-never-asks", Severity.WARNING, Confidence.MEDIUM)
IGNORED = Check("health.probe-ignored", Severity.WARNING)
REDIRECTED = Check("health.redirect-taken-for-health", Severity.WARNING, Confidence.MEDIUM)

_ASKED_BY_PLATFORM = frozenset(
    {"ecs", "app-runner", "lightsail", "kubernetes", "codedeploy", "cdk", "terraform", "group", "other"}
)
"""Deployments that wait for the platform's own probes, where such probes are set up."""

_NOT_ASKED = frozenset({"static", "hosted", "lambda", "beanstalk"})
"""Deployments that start no process of the team's own, or whose platform always asks (Elastic Beanstalk)."""

DEPENDENCIES = frozenset({"database", "cache", "storage", "secrets", "queue", "http"})
"""What lies outside the process, so that only a readiness answer can tell."""


def shows_readiness(handler: HealthHandler) -> bool:
    """It looks at what the application needs, and says so when that is missing, to whoever asks."""
    if handler.constant or handler.fails is False or "closed" in handler.places:
        return False
    # Spring's actuator looks at every data source and disk it finds, without a word in the source.
    if handler.framework == "spring":
        return handler.role != "live"
    if looks_unseen(handler):
        return True
    return bool(handler.checks) and (handler.role != "live" or bool(DEPENDENCIES & set(handler.checks)))


def looks_unseen(handler: HealthHandler) -> bool:
    """It is asked for readiness and can say no; what it looks at stands where nobody could follow it."""
    return handler.role == "ready" and handler.fails is True and not (handler.constant or handler.checks)


def judge_deployments(view: View, *, opened: bool) -> Iterator[Finding]:
    """Deployments that pass over a bad answer, or ask for none; `opened`: what would answer is named already."""
    probes = solid(view, HealthProbe)
    unheard = (*unheeded(probes), *solid(view, ScriptFault, lambda fault: fault.activity == "health"))
    if unheard:
        # The question itself is right; what is done about a bad answer stands further down.
        told = tuple(fact for fact in unheard if "decides" in fact.places)
        shown = dict.fromkeys((*places(unheard), *places(told, "decides")))
        yield IGNORED.failed(*shown, where=listed(fact.at.path for fact in unheard))
    elif not any(probe.asker == "deploy" and probe.decides for probe in probes):
        yield from _never_asked(view, probes, opened=opened)


def redirects_taken(view: View, *, known: bool) -> Iterator[Finding]:
    """Load balancers to which a page that only sends them elsewhere is well; `known`: it is seen what answers there."""
    content = solid(view, HealthProbe, lambda probe: probe.asker == "load-balancer" and "redirects" in probe.places)
    if content:
        # What is asked for health seldom sends anybody on; where nobody sees it, that may be all that it does.
        weight = Severity.NOTICE if known else None
        paths = listed(dict.fromkeys(probe.path or "/" for probe in content))
        yield REDIRECTED.failed(*places(content, "redirects"), severity=weight, path=paths)


def _never_asked(view: View, probes: tuple[HealthProbe, ...], *, opened: bool) -> Iterator[Finding]:
    deployments = solid(view, Deployment, lambda deployment: deployment.method not in _NOT_ASKED)
    # What a person does by a guide counts only where no machine deploys, and the one line of a set-up starts nothing.
    if any(fact.method == "unseen" for fact in deployments):
        # Whether a script that is not at hand asks nobody can tell, and by a guide nobody deploys beside it.
        deployments = tuple(fact for fact in deployments if fact.method != "unseen" and not fact.manual)
    by_hand = tuple(fact for fact in deployments if not (fact.first and fact.at.start_line == fact.at.end_line))
    deployments = _unasked(tuple(fact for fact in deployments if not fact.manual) or by_hand)
    if not deployments:
        return
    by_platform = all(deployment.method in _ASKED_BY_PLATFORM for deployment in deployments)
    probed = any(probe.asker in TAKES_OUT for probe in probes)
    only_infrastructure = all(deployment.method in INFRASTRUCTURE for deployment in deployments)
    if only_infrastructure or (by_platform and probed):
        return
    first = min(
        deployments, key=lambda one: (one.method in INFRASTRUCTURE, one.method == "other", not is_pipeline(one))
    )
    answer = NEVER_ASKED.unproven if by_platform else NEVER_ASKED.failed
    # What only seems to ask is where it has to be asked.
    seeming = [fact for fact in deployments if "asks_health" in fact.places]
    handed_on = bool(seeming) and first.method in _ASKED_BY_PLATFORM
    hooks = _hooks(first, deployments)
    silent = () if first in seeming or handed_on else _unasking(first, hooks, deployments)
    if opened and hooks and not seeming:
        silent = hooks  # nobody has to wait for the endpoint to have the hook that would ask it
    shown = dict.fromkeys((*places(silent), *places(seeming, "asks_health", most=2)))
    # Who can ask a real endpoint, and goes back by one command, has what it takes; nobody has written it down.
    mild = all(fact.rollback for fact in deployments) and any(map(shows_readiness, solid(view, HealthHandler)))
    # Until the endpoint itself is mended, there is nothing better to ask; where a deployment seems to, it is misled.
    later = opened and (first.kind is EvidenceKind.INSTRUCTED or not (seeming or hooks))
    severity = Severity.NOTICE if mild or later else None
    yield answer(*shown, severity=severity, deployment=first.name or first.at.path)


def _unasked(deployments: tuple[Deployment, ...]) -> tuple[Deployment, ...]:
    """All of them where none asks; where only a platform waits for its own, those that start it on hosts besides."""
    asking = [fact for fact in deployments if fact.asks_health]
    if not asking or not all(fact.method in _ASKED_BY_PLATFORM for fact in asking):
        return () if asking else deployments
    files = {fact.at.path for fact in asking}
    beside = (fact for fact in deployments if fact.starts and fact.at.path not in files)
    return tuple(fact for fact in beside if fact.method not in _ASKED_BY_PLATFORM)


def _hooks(first: Deployment, deployments: tuple[Deployment, ...]) -> tuple[Deployment, ...]:
    """CodeDeploy's: there is one of them that is made for asking."""
    if first.method != "codedeploy":
        return ()
    return tuple(fact for fact in deployments if "appspec" in fact.at.path and not fact.old)[:1]


def _unasking(
    first: Deployment, hooks: tuple[Deployment, ...], deployments: tuple[Deployment, ...]
) -> tuple[Deployment, ...]:
    return (first, *hooks) if hooks else sisters((first, *deployments))

"""Releases that are put out by other means than the deployments that are shown, and where a way back would stand."""

from collections.abc import Iterable

from holdfast.controls.common import claimed, places, solid
from holdfast.controls.hosting import INFRASTRUCTURE
from holdfast.controls.one_copy import composed
from holdfast.model.estate import View
from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Deployment, Platform, ScriptFault, StandingName, Workload
from holdfast.model.findings import Evident
from holdfast.model.record import replace
from holdfast.model.regex import regex

NAMES_A_RELEASE = frozenset({"commit", "tag", "number"})
"""Sorts of names by which one release is told from another."""


def pushed_by_name(view: View, deployments: Iterable[Deployment]) -> tuple[Deployment, ...]:
    """What pipelines push under a name of its own, where all that they put out themselves is the infrastructure.

    That names no image, so whoever starts the containers takes one of those.
    """
    if any(fact.method not in INFRASTRUCTURE or fact.identity is not None for fact in deployments):
        return ()
    pushed = claimed(view, Deployment, lambda fact: fact.identity in NAMES_A_RELEASE)
    return tuple(replace(fact, kind=EvidenceKind.CODED) for fact in pushed)


def built_there(view: View) -> tuple[Evident, ...]:
    """Where a compose file has the application built on its host, under a name that every build gets."""
    return places((one for one in composed(view) if "built" in one.places), "built", most=1)


def calls_of_scripts(facts: Iterable[Deployment | StandingName]) -> tuple[Deployment, ...]:
    """Those that only start a script of which another one is told: there stands what has no name."""
    told = tuple(fact for fact in facts if isinstance(fact, Deployment))
    scripts = {fact.at.path.rpartition("/")[2] for fact in told}
    return tuple(one for one in told if (match := _CALL.fullmatch(one.at.quote.strip())) and match["script"] in scripts)


_CALL = regex(r"(?:sudo\s+)?(?:(?:ba)?sh\s+)?[\w./~$-]{0,200}?(?P<script>[\w-]{1,80}\.sh)(?:\s+[\w./$-]{1,60}){0,4}")


def left_to_codedeploy(view: View, deployments: Iterable[Deployment]) -> bool:
    """All services are CodeDeploy's to change, which keeps the old containers beside the new, and images have names."""
    tasks = solid(view, Workload, lambda one: one.platform in (Platform.ECS, Platform.FARGATE))
    handed = bool(tasks) and all("handed over" in one.places for one in tasks)
    return handed and bool(pushed_by_name(view, deployments))


def started(view: View) -> tuple[Evident, ...]:
    """Where a script starts the program itself: what ran before is gone by then. A unit starts whatever is there."""
    starting = solid(view, ScriptFault, _starts_program)
    return places(starting, most=2)


def _starts_program(fault: ScriptFault) -> bool:
    """What only has PM2 come back with its machine starts nothing by itself."""
    starts = not (fault.at.path.endswith(".service") or fault.command.startswith("pm2 startup"))
    return fault.form == "unsupervised" and starts


def services(view: View) -> tuple[Evident, ...]:
    """The first of a template's services that nobody else moves: a breaker would stand there, or how it changes."""
    services = [one for one in solid(view, Workload, _has_no_breaker) if "handed over" not in one.places]
    lasting = (one for one in services if "updates" not in one.places)
    changing = (one for one in services if "updates" in one.places)
    return (*places(lasting, "rollback", most=1), *places(changing, "updates", most=1))[:1]


def _has_no_breaker(workload: Workload) -> bool:
    told = workload.desired is not None or (workload.minimum is not None and not _is_bounds_alone(workload))
    return workload.kind is EvidenceKind.DECLARED and told and workload.platform in (Platform.ECS, Platform.FARGATE)


def _is_bounds_alone(workload: Workload) -> bool:
    """It says how far a service scales that is described elsewhere, with its breaker or without."""
    return workload.behind_load_balancer is None and workload.zones is None and workload.processor is None


def without_first(told: list[Deployment], others: list[Deployment]) -> list[Deployment]:
    """What sets a server up has nothing to go back to: it counts only where no later release is told of."""
    later = any(not fact.first for fact in told)
    return [fact for fact in others if not (fact.first and fact.manual and later)]


def old_ones_serve_on(told: list[Deployment], others: list[Deployment]) -> bool:
    """ECS keeps the old containers until the new ones are well, and who releases hears of it when they never are.

    What ran before is a numbered description of an image that its name tells apart: it is there to be chosen.
    """
    ways = [*told, *(fact for fact in others if fact.method not in INFRASTRUCTURE)]
    return all(
        fact.method == "ecs" and fact.identity in NAMES_A_RELEASE and fact.asks_health and not fact.manual
        for fact in ways
    )


_MAKES = regex(r"\bdocker\s+(?:buildx\s+)?build\s(?:[^\n]{0,200}\s)?(?:-t|--tag)[\s=](?P<image>[\w./-]{2,100})")


def makes_what_is_started(guided: Deployment, others: Iterable[Deployment]) -> bool:
    """A person builds there the image that the others only start: each release is made by hand."""
    images = {match["image"] for match in _MAKES.finditer(guided.at.quote)}
    words = {word.partition(":")[0] for one in others for word in _WORD.findall(one.at.quote)}
    return not images.isdisjoint(words)


_WORD = regex(r"[\w./:-]+")

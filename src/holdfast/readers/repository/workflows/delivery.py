"""How a pipeline delivers a release: the jobs that put one live, how it is named, who asks, what goes back."""

import re
from collections.abc import Iterable, Iterator

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Deployment, Fact, HealthProbe, ReleaseIdentity, Rollback, ScriptFault, StandingName
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell.delivery.reader import identity_of, probes, waits
from holdfast.readers.repository.shell.releases.tried_beside import tried_beside
from holdfast.readers.repository.shell.rollback.called import CALLED_ROLLBACK
from holdfast.readers.repository.shell.rollback.returns import brings_back, returns
from holdfast.readers.repository.shell.steps.composed import named_services
from holdfast.readers.repository.shell.steps.purposes import MAKES_IMAGE, activation, starts_bare
from holdfast.readers.repository.shell.syntax.command import Command
from holdfast.readers.repository.workflows.acts import ON_RUNNER, OURS, Act, live_acts
from holdfast.readers.repository.workflows.called_latest import held_at
from holdfast.readers.repository.workflows.delivering import Common, Delivery
from holdfast.readers.repository.workflows.delivery_places import (
    CLOCK,
    brought_at,
    entered_at,
    made_in,
    named_at,
    seems_to_ask,
    taken_at,
)
from holdfast.readers.repository.workflows.heeded_later import is_heeded_later
from holdfast.readers.repository.workflows.hidden import hidden
from holdfast.readers.repository.workflows.identity import NAMED, Named, named, sort_of
from holdfast.readers.repository.workflows.making import pushes
from holdfast.readers.repository.workflows.remoteness import only_checks, remoteness
from holdfast.readers.repository.workflows.shape import Job, Step

_BY_IMAGE = frozenset(("ecs", "kubernetes", "app-runner", "unseen"))
_NAMES_RELEASE = regex(r"docker|aws|tag|version|image|release", re.IGNORECASE)
_HEALTH_ACTION = regex(r"health|smoke|wait-for|url-check|uptime|http-request")
_ROLLBACK_ITSELF = regex(r"--auto-rollback|deploymentCircuitBreaker|--atomic\b|--rollback\b", re.IGNORECASE)
_TURNS = regex(r"^aws lambda update-alias\b")
"""What turns visitors to another version that is there already."""
_ASKS_STATUS = regex(r"\b(?:failure|always|cancelled)\(\)")
_OF_STEP = regex(r"steps\.([\w-]+)\.(?:outcome|conclusion)\s*(?:==\s*['\"]failure|!=\s*['\"]success)")
_CLAIMS = regex(r"deploy(?!.{0,12}(?:preview|docs?|pages|storybook))|배포|デプロイ", re.IGNORECASE)
_DENIED = regex(r"enable(?:d)?\\?[\"']?\s*[=:]\s*false|--no-rollback", re.IGNORECASE)


def delivery_facts(delivery: Delivery, snippet: Snippet) -> Iterator[Fact]:
    """Facts of a job that delivers; a claim when only its name does."""
    job, acts = delivery.job, delivery.acts
    live = [(act, method) for act, method in live_acts(job, acts) if not only_checks(act)]
    meant_back = CALLED_ROLLBACK.search(f"{job.name} {job.title} {job.whole}") is not None
    if not live and meant_back:
        live = [(act, "lambda") for act in acts if any(_TURNS.match(command.text) for command in act.commands)]
    if not live:
        yield from list(_hidden(delivery, snippet)) or _claims(delivery, snippet)
        return
    common = Common(snippet, job)
    ways = list(_ways_back(acts, common))
    yield from ways
    if meant_back:
        yield _named_way_back(live, common)
        return
    order = sorted(live, key=remoteness)
    name = named(order, (*delivery.needed, *acts), delivery.known, delivery.text_of)
    yield from _told(delivery, name, common)
    if all(act.copies and not act.updates_host for act, _ in live) and any(act.method for act in delivery.after):
        return  # what it brings there, a job behind it starts
    yield _deployment(delivery, order[0], name, ways, common)
    yield from _other_images(delivery, common) if name.sort == "latest" else ()
    yield from _probing_actions((*acts, *delivery.after), common)
    yield from _computed_twice((*delivery.needed, *acts), common)


def _hidden(delivery: Delivery, snippet: Snippet) -> Iterator[Deployment]:
    common = Common(snippet, delivery.job)
    for step, source in hidden(delivery.job, (act.step for act in delivery.acts)):
        places = {} if source is step else {"identity": common.at_step(source)["at"]}
        name = f"{delivery.job.name} / {step.name}"
        yield Deployment(**common.at_step(step), places=places, method="other", name=name, identity="none")


def _claims(delivery: Delivery, snippet: Snippet) -> Iterator[Deployment]:
    """A job that calls itself a deployment and starts the release on its own runner, or only pushes or speaks of it."""
    job, acts = delivery.job, delivery.acts
    if job.uses or CALLED_ROLLBACK.search(f"{job.name} {job.title}"):
        return
    kept = [act for act in acts if act.commands and not act.step.uses]
    pushing = next(filter(pushes, acts), None) if delivery.lonely else None
    shown = None
    if _CLAIMS.search(f"{job.name} {job.title}"):
        shown = next((act for act in kept if act.method in ON_RUNNER), None)
        shown = shown or next((act for act in kept if _CLAIMS.search(act.step.name)), None)
    shown = shown or pushing
    if shown is not None:
        common = Common(snippet, job)
        place = {**common.at_step(shown.step), "kind": EvidenceKind.CLAIMED}
        sort = identity_of((*shown.commands, *shown.spoken), delivery.known.values) if shown is pushing else None
        at = named_at(delivery, common, sort) if sort == "latest" else {}
        yield Deployment(**place, places=at, method="other", name=f"{job.name} / {shown.step.name}", identity=sort)


def _deployment(
    delivery: Delivery, main: tuple[Act, str], name: Named, ways: list[Rollback], common: Common
) -> Deployment:
    act, method = main
    images = method in _BY_IMAGE or any("docker run" in c.text for c in act.commands)
    works = any(way.works for way in ways)
    tried = any(tried_beside(probes(one.commands, called=one.step.name), one.commands) for one in delivery.acts)
    automatic = tried or any(way.automatic and way.works for way in ways)
    there = method in ("ssh", "ssm")
    first, last = act.lines
    place = common.at_step(act.step, line=first, end=last)
    asks = _asks((*delivery.acts, *delivery.after), delivery.job)
    place["places"] = {
        **(named_at(delivery, common, name.sort) if name.sort in ("latest", "timestamp", "build") else {}),
        **(taken_at(act, common) if name.sort == "latest" and _built_there(delivery) else {}),
        **held_at(delivery.acts, delivery.needed, common.snippet, name.sort, delivery.known.values),
        **(brought_at(delivery, act, common) or named_at(delivery, common, "") if name.sort == "none" else {}),
        **({} if asks else seems_to_ask(delivery, act, common)),
        **{f"database {name}": place["at"] for name in named_services(act.commands)},
        **entered_at(act, common),
    }
    return Deployment(
        **place,
        method=method,
        name=f"{delivery.job.name} / {act.step.name}",
        identity=name.sort,
        carries_identity=bool(name.told) or (images and name.sort in NAMED) or _is_ours(act),
        asks_health=asks,
        rollback="automatic" if automatic else ("procedure" if works or delivery.job.chooses_release else None),
        starts=next(filter(None, map(activation, act.commands)), starts_bare(act.commands)) if there else None,
        scripts=_scripts(delivery.acts),
    )


_SCRIPT = regex(r"[\w.-]{1,80}\.sh\b")


def _scripts(acts: tuple[Act, ...]) -> tuple[str, ...]:
    texts = (shell.text for act in acts for shell in act.step.shells)
    return tuple(dict.fromkeys(name for text in texts for name in _SCRIPT.findall(text)))


def _built_there(delivery: Delivery) -> bool:
    """The image is made on the host, of whatever a branch holds by then, and is handed to nobody else."""
    acts = (*delivery.needed, *delivery.acts)
    made = [(act, command) for act in acts for command in act.commands if MAKES_IMAGE.match(command.text)]
    there = all(act.remote or command.remote for act, command in made)
    return bool(made) and there and not any(map(pushes, acts))


def _is_ours(act: Act) -> bool:
    return any(OURS.search(command.text) for command in act.commands)


def _other_images(delivery: Delivery, common: Common) -> Iterator[StandingName]:
    """The images beside the first that a delivery of `latest` ones makes: each is whatever was pushed last."""
    for act, (first, last) in sorted(made_in(delivery, MAKES_IMAGE), key=lambda made: made[1])[1:]:
        if identity_of((*act.commands, *act.spoken), delivery.known.values) == "latest":
            place = common.at_step(act.step, line=first, end=last)
            yield StandingName(**place, name=f"{delivery.job.name} / {act.step.name}")


def _told(delivery: Delivery, name: Named, common: Common) -> Iterator[ReleaseIdentity]:
    """What tells the application its name; the shell's own reader sees what scripts do by themselves."""
    for act in (*delivery.needed, *delivery.acts):
        spoken = next(((c, shown) for c, shown in name.told if c in act.spoken), None)
        labels = act.step.input("labels")
        if spoken and act in delivery.acts:
            place = common.at_step(act.step, line=spoken[0].line)
            yield ReleaseIdentity(**place, shown_in=spoken[1], source=sort_of(spoken[0], delivery.known))
        elif labels and "outputs.labels" in labels[1]:  # metadata-action writes the commit into them
            place = common.at_step(act.step, line=labels[0].key_line)
            yield ReleaseIdentity(**place, shown_in="image-label", source="commit")


def _asks(acts: Iterable[Act], job: Job) -> bool:
    """Somebody asks the new release how it is, and a bad answer has a consequence."""
    for act in acts:
        later = is_heeded_later(act.step, job)
        if later and any(True for _ in probes(act.commands, called=act.step.name)):
            return True
        if (later or not act.step.lenient) and _act_asks(act):
            return True
    return False


def _act_asks(act: Act) -> bool:
    asked = any(probe.decides for probe in probes(act.commands, called=act.step.name))
    if asked or any(True for _ in waits(act.commands)):
        return True
    stable = act.step.input("wait-for-service-stability", "verify-revision-is-deployed")
    stable = stable or (act.step.input("wait") if act.method in ("ecs", "beanstalk") else None)
    if stable and stable[1].lower() == "true":
        return True
    if any(command.name == "kamal" or OURS.search(command.text) for command in act.commands):
        return True  # kamal routes to a new container only when its health check passes
    if "beanstalk-deploy" in act.step.action:
        waited = act.step.input("wait_for_deployment", "wait_for_environment_recovery")
        return waited is None or waited[1] != "false"
    return bool(act.step.uses and _HEALTH_ACTION.search(act.step.action) and _asked_url(act))


def _asked_url(act: Act) -> str | None:
    given = act.step.input("url", "urls", "resource", "endpoint")
    return given[1] if given else None


def _probing_actions(acts: Iterable[Act], common: Common) -> Iterator[HealthProbe]:
    for act in acts:
        given = act.step.input("url", "urls", "resource", "endpoint")
        if given and act.step.uses and _HEALTH_ACTION.search(act.step.action):
            path = re.sub(r"^https?://[^/]+", "", given[1].strip().split("\n")[0].split("|")[0])
            known = None if "$" in path or "{" in path else path or "/"
            yield HealthProbe(
                **common.at_step(act.step, line=given[0].line),
                asker="deploy",
                path=known,
                decides=not act.step.lenient,
            )


def _ways_back(acts: Iterable[Act], common: Common) -> Iterator[Rollback]:
    for act in acts:
        restores = act.method is not None or any(CALLED_ROLLBACK.search(c.text) for c in act.commands)
        begins = _begins_on_failure(act.step, common.job)
        if begins is not None and (restores or (CALLED_ROLLBACK.search(act.step.name) and act.commands)):
            yield Rollback(**common.at_step(act.step), automatic=True, target="previous", works=begins)
            continue
        breaker = act.step.input("enable-circuit-breaker")
        if breaker and breaker[1].lower() == "true":
            yield Rollback(**common.at_step(act.step, line=breaker[0].key_line), automatic=True, target="previous")
            continue
        itself = [command for command in act.commands if _goes_back(command)]
        for command in itself[:1]:
            place = common.at_step(act.step, line=command.line, end=command.end_line)
            yield Rollback(**place, automatic=True, target="previous")
        if itself:
            continue
        for way in returns(act.commands):
            if not way.restores and way.first.line in act.calling:
                continue  # the script that the step calls is accused itself
            place = common.at_step(act.step, line=way.first.line)
            yield Rollback(**place, automatic=way.automatic, target=way.target, works=way.restores)


def _begins_on_failure(step: Step, job: Job) -> bool | None:
    """Whether a step that is meant for a failure begins then; None for a step that is meant for none.

    Without one of the status functions a condition means "and nothing has failed so far" (GitHub's documentation of
    expressions, "Status check functions", 2026): what waits for another step's failure begins only where that step may
    fail without ending the job.
    """
    if "failure()" in step.condition:
        return True
    awaited = _OF_STEP.search(step.condition)
    if awaited is None:
        return None
    asked = next((one for one in job.steps if one.node.text("id") == awaited[1]), None)
    return bool(_ASKS_STATUS.search(step.condition)) or asked is None or asked.lenient


def _goes_back(command: Command) -> bool:
    told = OURS.search(command.text) or _ROLLBACK_ITSELF.search(command.text)
    return told is not None and _DENIED.search(command.text) is None


def _named_way_back(live: list[tuple[Act, str]], common: Common) -> Rollback:
    """A job that is a way back by its name: a person starts it."""
    act = live[0][0]
    chosen = common.job.chooses_release
    typed = [command for one, _ in live for command in one.commands]
    works = chosen or not typed or any(map(brings_back, typed))
    return Rollback(**common.at_step(act.step), automatic=False, target="tag" if chosen else None, works=works)


def _computed_twice(acts: Iterable[Act], common: Common) -> Iterator[ScriptFault]:
    """A tag made of the time in one place and made again in a later one: the two need not be the same."""
    timed = [(act.step, command) for act in acts for command in act.commands if _is_timed(command)]
    if not timed:
        return
    first_step, first = timed[0]
    for step, command in timed[1:]:
        # Within one step two variables may well be two things; two images never are.
        apart = step is not first_step or (command.name == first.name == "docker")
        if apart and command.line != first.line and step in common.job.steps:
            place = common.at_step(step, line=command.line)
            yield ScriptFault(**place, activity="deploy", form="tag-computed-twice", command="date")
            return


def _is_timed(command: Command) -> bool:
    if command.name in ("echo", "printf") and not command.redirects:
        return False
    return bool(CLOCK.search(" ".join((command.text, *command.words)))) and bool(_NAMES_RELEASE.search(command.text))

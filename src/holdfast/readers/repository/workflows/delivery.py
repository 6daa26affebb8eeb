"""How a pipeline delivers a release: the jobs that put one live, how it is named, who asks, what goes back."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from holdfast.model.facts import Deployment, Fact, HealthProbe, ReleaseIdentity, Rollback, ScriptFault
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell.command import Command
from holdfast.readers.repository.shell.delivery import (
    carries_identity,
    identity_commands,
    identity_of,
    probes,
    returns,
    waits,
)
from holdfast.readers.repository.shell.parse import commands
from holdfast.readers.repository.shell.steps import activation, is_migration
from holdfast.readers.repository.workflows.shape import Job, Step

ScriptOf = Callable[[str], str | None]
"""The text of a script of the repository by the path a command names it with; None when there is none."""

_ACTIONS = (
    (r"amazon-ecs-deploy|ecs-deploy|ecs-rolling", "ecs"),
    (r"codedeploy", "codedeploy"),
    (r"beanstalk", "beanstalk"),
    (r"(?:k8s|kubernetes|helm|kubectl|argocd)", "kubernetes"),
    (r"lambda|serverless|/sam-|zappa", "lambda"),
    (r"aws-cloudformation-github-deploy|aws-cdk|cdk-", "cdk"),
    (r"app-?runner", "app-runner"),
    (r"vercel|netlify|heroku|flyctl|render-deploy|railway|cloudflare", "hosted"),
    (r"github-pages|gh-pages|deploy-pages|s3-sync|s3-deploy|s3-cloudfront|cloudfront-invalidate", "static"),
    (r"ssh-deploy|rsync-deploy|rsync", "ssh"),
)
_ON_RUNNER = frozenset(("compose", "docker", "pm2", "systemd", "other"))
"""Methods that put a release onto the machine they run on: on a hosted runner that is a test, not a deployment."""

_INFRASTRUCTURE = frozenset(("terraform", "static"))
_CLOCK = re.compile(r"\$\(\s*date\b[^)]{0,80}%[^)]{0,80}[HMSsT][^)]{0,40}\)|`date\b[^`]{0,80}%[^`]{0,40}[HMSsT]")
_HEALTH_ACTION = re.compile(r"health|smoke|wait-for|url-check|uptime")
_ROLLBACK_NAME = re.compile(r"roll[-_ ]?back|revert|롤백|ロールバック|切り戻し", re.IGNORECASE)


@dataclass(frozen=True)
class Act:
    """A step with its commands, those of the repository's scripts that it calls among them."""

    step: Step
    commands: tuple[Command, ...]
    remote: bool

    @property
    def method(self) -> str | None:
        """How this step puts a release live; None when it does not."""
        named = next((method for pattern, method in _ACTIONS if re.search(pattern, self.step.action)), None)
        if named and self.step.uses:
            return named
        return next((method for command in self.commands if (method := self._activates(command))), None)

    def _activates(self, command: Command) -> str | None:
        method = activation(command)
        if method is None:
            return None
        if self.remote or (command.remote and command.remote != "ssm"):
            return "ssh" if method in _ON_RUNNER else method
        return method


def acts_of(job: Job, script_of: ScriptOf) -> tuple[Act, ...]:
    """The steps of a job, each with its commands."""
    return tuple(_act(step, script_of) for step in job.steps)


def delivers(job: Job, acts: Iterable[Act]) -> bool:
    """The job puts a release live somewhere else than on a runner that is thrown away."""
    return any(_is_delivery(act, job) for act in acts)


def delivery_facts(
    job: Job, acts: tuple[Act, ...], needed: tuple[Act, ...], after: tuple[Act, ...], snippet: Snippet
) -> Iterator[Fact]:
    """Facts of a job that delivers; `needed` are the steps of the jobs before it, `after` of those behind it."""
    live = [act for act in acts if _is_delivery(act, job)]
    if not live:
        return
    main = next((act for act in live if act.method not in _INFRASTRUCTURE), live[0])
    common = _Common(snippet, job)
    own = tuple(command for act in live for command in act.commands)
    pool = tuple(command for act in (*needed, *acts) for command in (*act.commands, *_spoken(act.step)))
    variables = {**job.settings, **_variables(pool, (*needed, *acts))}
    identity = _identity(main, own, pool, variables)
    ways = list(_ways_back(acts, job, common))
    yield from ways
    told = list(identity_commands(pool)) or [
        (command, "environment") for command in pool if carries_identity((command,))
    ]
    carried = bool(told) or (main.method in ("ecs", "kubernetes") and identity in ("commit", "tag", "number"))
    if told:
        yield ReleaseIdentity(**common.at_step(main.step), shown_in=told[0][1], source=identity)
    yield Deployment(
        **common.at_step(main.step),
        method=main.method or "other",
        name=f"{job.name} / {main.step.name}",
        identity=identity,
        carries_identity=carried,
        asks_health=_asks((*acts, *after)),
        rollback=_rollback(ways, job),
    )
    yield from _probing_actions((*acts, *after), common)
    yield from _lenient(acts, common)
    yield from _computed_twice((*needed, *acts), common)


@dataclass(frozen=True)
class _Common:
    """What every fact of one job shares."""

    snippet: Snippet
    job: Job

    def at_step(self, step: Step, *, line: int = 0) -> dict[str, Any]:
        first, last = (line, line) if line else step.lines
        return {
            "kind": self.snippet.kind,
            "at": self.snippet.at(first, last),
            "environment": self.job.environment,
            "old": self.snippet.old,
        }


def _act(step: Step, script_of: ScriptOf) -> Act:
    found: list[Command] = []
    for shell in step.shells:
        for command in commands(shell.text, errexit=shell.errexit, pipefail=shell.pipefail):
            found.append(
                replace(command, line=command.line + shell.line - 1, end_line=command.end_line + shell.line - 1)
            )
            called = script_of(_script_name(command))
            if called:
                found += [replace(inner, line=found[-1].line, end_line=found[-1].line) for inner in commands(called)]
    return Act(step, tuple(found), remote=any(shell.remote for shell in step.shells))


def _script_name(command: Command) -> str:
    words = (command.name, *command.args) if command.name not in ("bash", "sh", "source", ".") else command.args
    if command.words and command.name.endswith(".sh"):
        words = (command.name,)
    return next((word for word in words[:3] if word.endswith(".sh")), "")


def _is_delivery(act: Act, job: Job) -> bool:
    method = act.method
    if method is None or re.search(r"failure\(\)|pull_request", act.step.condition):
        return False
    return method not in _ON_RUNNER or act.remote or job.self_hosted


def _identity(
    main: Act, own: tuple[Command, ...], pool: tuple[Command, ...], variables: Mapping[str, str]
) -> str | None:
    said = identity_of((*own, *_spoken(main.step)), variables)
    if said not in (None, "none"):
        return said
    whole = identity_of(pool, variables)
    if said == "none" and whole in ("latest", "none"):
        return whole
    if main.method in ("ssh", "pm2") and not any("docker" in command.text for command in own):
        return "none" if said == "none" else whole
    return whole


def _spoken(step: Step) -> Iterator[Command]:
    """What an action does with a release's name, as the commands that would do the same."""
    tags = step.input("tags", "tag", "image", "image_tag", "image-tag")
    if tags and re.search(r"docker|ecr|image|ecs", step.action):
        for line in re.split(r"[\n,]", tags[1]):
            tag = line.strip()
            if "type=" in tag:
                tag = _metadata_tag(tag)
            if tag and not re.search(r"steps\.[\w-]+\.outputs", tag):
                yield Command(name="docker", args=("build", "-t", tag))
    arguments = step.input("build-args")
    for line in arguments[1].splitlines() if arguments else ():
        yield Command(name="docker", args=("build", "--build-arg", line.strip()))
    label = step.input("version_label", "version-label")
    if label:
        yield Command(name="aws", args=("elasticbeanstalk", "create-application-version", "--version-label", label[1]))


def _metadata_tag(text: str) -> str:
    kind = re.search(r"type=(\w+)", text)
    return {"sha": "app:${GITHUB_SHA}", "semver": "app:v1.0", "ref": "app:${{ github.ref_name }}"}.get(
        kind[1] if kind else "", text.partition("value=")[2].split(",")[0] and f"app:{text.partition('value=')[2]}"
    )


def _variables(pool: Iterable[Command], acts: Iterable[Act]) -> dict[str, str]:
    """Variables that steps set for later ones, by the file of variables or by their own `env:`."""
    found: dict[str, str] = {}
    for act in acts:
        found.update({name: node.text() or "" for name, node in act.step.settings.items()})
    for command in pool:
        if command.name == "=" and len(command.args) == 2:
            found[command.args[0]] = command.args[1]
        elif command.redirects and command.args and any("GITHUB_" in r.target for r in command.redirects):
            name, _, value = command.args[-1].partition("=")
            found[name] = value
    return found


def _asks(acts: Iterable[Act]) -> bool:
    """Somebody asks the new release how it is, and a bad answer has a consequence."""
    for act in acts:
        if any(probe.decides for probe in probes(act.commands)) or any(True for _ in waits(act.commands)):
            return True
        stable = act.step.input("wait-for-service-stability", "wait_for_service_stability")
        if stable and stable[1].lower() == "true":
            return True
        if "beanstalk-deploy" in act.step.action:
            waited = act.step.input("wait_for_deployment", "wait_for_environment_recovery")
            if waited is None or waited[1] != "false":
                return True
        if act.step.uses and _HEALTH_ACTION.search(act.step.action) and act.step.input("url", "urls", "resource"):
            return not act.step.lenient
    return False


def _probing_actions(acts: Iterable[Act], common: _Common) -> Iterator[HealthProbe]:
    for act in acts:
        given = act.step.input("url", "urls", "resource")
        if given and act.step.uses and _HEALTH_ACTION.search(act.step.action):
            path = re.sub(r"^https?://[^/]+", "", given[1].strip().split("\n")[0].split("|")[0])
            known = None if "$" in path or "{" in path else path or "/"
            yield HealthProbe(
                **common.at_step(act.step, line=given[0].line),
                asker="deploy",
                path=known,
                decides=not act.step.lenient,
            )


def _ways_back(acts: Iterable[Act], job: Job, common: _Common) -> Iterator[Rollback]:
    for act in acts:
        on_failure = "failure()" in act.step.condition
        named = bool(_ROLLBACK_NAME.search(act.step.name))
        if on_failure and (named or act.method is not None):
            yield Rollback(**common.at_step(act.step), automatic=True, target="previous")
            continue
        for way in returns(act.commands):
            place = common.at_step(act.step, line=way.first.line)
            yield Rollback(**place, automatic=way.automatic, target=way.target)
    if _ROLLBACK_NAME.search(job.name):
        at = common.snippet.at(job.node.key_line)
        yield Rollback(kind=common.snippet.kind, at=at, environment=job.environment, automatic=False)


def _rollback(ways: list[Rollback], job: Job) -> str | None:
    if any(way.automatic and way.works for way in ways):
        return "automatic"
    return "procedure" if ways or job.chooses_release else None


def _lenient(acts: Iterable[Act], common: _Common) -> Iterator[ScriptFault]:
    """`continue-on-error` on a step whose failure matters."""
    for act in acts:
        if not act.step.lenient:
            continue
        migrates = any(is_migration(command) for command in act.commands)
        if migrates or act.method:
            flag = act.step.node.child("continue-on-error")
            yield ScriptFault(
                **common.at_step(act.step, line=flag.line),
                activity="migration" if migrates else "deploy",
                form="error-swallowed",
                command="continue-on-error: true",
            )


def _computed_twice(acts: Iterable[Act], common: _Common) -> Iterator[ScriptFault]:
    """A tag made of the time in one step and made again in a later one: the two need not be the same."""
    timed = [
        (act.step, command)
        for act in acts
        for command in act.commands
        if _CLOCK.search(" ".join((command.text, *command.words)))
        and re.search(r"docker|aws|tag|version|image", command.text, re.IGNORECASE)
    ]
    first = timed[0][0] if timed else None
    again = next(((step, command) for step, command in timed if step is not first), None)
    if again and again[0] in common.job.steps:
        place = common.at_step(again[0], line=again[1].line)
        yield ScriptFault(**place, activity="deploy", form="tag-computed-twice", command="date")

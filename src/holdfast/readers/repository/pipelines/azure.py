"""Azure Pipelines' dialect: stages, jobs and deployments, with tasks in place of actions.

Keys and tasks as learn.microsoft.com describes them ("YAML schema", "Azure Pipelines task reference", read 2026-11).
"""

import re
from collections.abc import Iterator, Mapping

from holdfast.model.environments import environment_of, stage_of
from holdfast.model.record import record
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.pipelines import clocks
from holdfast.readers.repository.text.nodes import Node
from holdfast.readers.repository.workflows.shape import Job, Shell, Step, shell_of

# Told by the action of GitHub's that does the same, so that both are judged alike.
_TASKS = (
    (regex(r"^BeanstalkDeploy"), "aws-actions/beanstalk-deploy"),
    (regex(r"^CodeDeploy"), "aws-actions/codedeploy"),
    (regex(r"^S3Upload"), "aws-actions/s3-sync"),
    (regex(r"^Lambda"), "aws-actions/lambda-deploy"),
    (regex(r"^CloudFormation(?:Create|Exec)"), "aws-actions/cloudformation-deploy"),
    (regex(r"^SystemsManagerRunCommand"), "aws-actions/ssm-run"),
    (regex(r"^(?:CopyFilesOverSSH|FtpUpload)"), "aws-actions/rsync"),
    (regex(r"^SSH@"), "aws-actions/ssh"),
    (regex(r"^InstallSSHKey"), "aws-actions/ssh-key"),
    (regex(r"^(?:Kubernetes|HelmDeploy)"), "aws-actions/kubernetes"),
    (regex(r"^ECRPushImage"), "aws-actions/ecr-push"),
    (regex(r"^Docker@"), "docker/build-push"),
)
_INPUTS = {
    "pushTag": ("tag",),
    "sshEndpoint": ("host", "key"),  # a service connection keeps both
    "sshKeySecureFile": ("key",),
    "versionLabel": ("version-label",),
    "sshUser": ("username",),
}
_TYPED = ("script", "bash")
_IN_TASKS = ("script", "inline", "inlineScript", "commands")
_SHELLS = regex(r"^(?:Bash|CmdLine|ShellScript|AWSShellScript|SSH)@")
_CALLS = regex(r"^AWSCLI@")
_VARIABLE = regex(r"\$\((?P<name>[A-Za-z][\w.-]{0,80})\)")
_KNOWN = {
    "build.sourceversion": "COMMIT_SHA",
    "build.buildid": "BUILD_NUMBER",
    "build.buildnumber": "BUILD_NUMBER",
    "build.sourcebranchname": "BRANCH_NAME",
    "build.sourcesdirectory": "GITHUB_WORKSPACE",
    "system.defaultworkingdirectory": "GITHUB_WORKSPACE",
}
_MOST = 200


@record(frozen=True)
class _Place:
    """Where a job stands: its stage, what that needs, and the variables in force."""

    stage: str
    needs: tuple[str, ...]
    settings: Mapping[str, str]
    snippet: Snippet
    root: Node


def jobs(root: Node, snippet: Snippet) -> Iterator[Job]:
    """One job per job or deployment; without `dependsOn` a stage needs the one before it."""
    settings = _variables(root)
    stages = _flat(root.items("stages"))
    if not stages:
        yield from _jobs(root, _Place("", (), settings, snippet, root))
        return
    by_stage: dict[str, tuple[str, ...]] = {}
    before: tuple[str, ...] = ()
    for number, stage in enumerate(stages[:_MOST], start=1):
        name = stage.text("stage") or f"stage {number}"
        asked = stage.texts("dependsOn")
        needs = tuple(job for one in asked for job in by_stage.get(one, ())) if asked else before
        found = tuple(_jobs(stage, _Place(name, needs, {**settings, **_variables(stage)}, snippet, root)))
        yield from found
        before = by_stage[name] = tuple(job.name for job in found)


def _jobs(node: Node, place: _Place) -> Iterator[Job]:
    items = _flat(node.items("jobs"))
    if not items and node.has("steps"):
        items = [node]
    for number, item in enumerate(items[:_MOST], start=1):
        own = item.text("deployment") or item.text("job") or f"job {number}"
        yield _job(f"{place.stage} / {own}" if place.stage else own, item, place)


def _job(name: str, node: Node, place: _Place) -> Job:
    settings = {**place.settings, **_variables(node)}
    steps = tuple(step for item in _steps_of(node) for step in _step(item, settings, place.snippet))
    said = node.text("environment") or node.text("environment", "name") or ""
    said = said.partition(".")[0] if "$" not in said else ""
    environment = stage_of(said) if said else environment_of(name)
    within = tuple(f"{place.stage} / {one}" if place.stage else one for one in node.texts("dependsOn"))
    title = node.text("displayName") or ""
    return Job(
        name=name,
        node=node,
        steps=steps,
        environment=environment or place.snippet.environment,
        needs=(*place.needs, *within),
        settings=settings,
        schedule=clocks.of_azure(place.root, node),
        self_hosted=bool(node.text("pool") or node.text("pool", "name")) and not node.has("pool", "vmImage"),
        title=f"{title} deploy" if node.has("deployment") else title,
        whole=place.snippet.name,
    )


def _steps_of(node: Node) -> list[Node]:
    """The steps of a job, or those of a deployment in all phases of its strategy."""
    found = _flat(node.items("steps"))
    for strategy in node.child("strategy").entries().values():
        for phase in strategy.entries().values():
            found += _flat(phase.items("steps"))
    return found[:_MOST]


def _flat(items: list[Node]) -> list[Node]:
    """The items of a list with those that a condition puts in: `${{ if … }}:` and its list."""
    found: list[Node] = []
    for item in items[:_MOST]:
        conditional = [value for key, value in item.entries().items() if key.startswith("${{")]
        found += [inner for value in conditional for inner in value.items()] if conditional else [item]
    return found


def _step(item: Node, known: Mapping[str, str], snippet: Snippet) -> Iterator[Step]:
    if item.value is None or not item.entries():
        return
    task = item.text("task") or ""
    inputs = item.child("inputs").entries()
    found = {name: item.child(name) for name in _TYPED if item.text(name)}
    if _SHELLS.search(task):
        found |= {name: node for name, node in inputs.items() if name in _IN_TASKS and node.text()}
    remote = task.startswith("SSH@")
    shells = tuple(_shell(node, known, snippet, remote=remote) for node in found.values())
    if _CALLS.search(task) and "awsCommand" in inputs:
        told = (inputs[name].text() for name in ("awsCommand", "awsSubCommand", "awsArguments") if name in inputs)
        shells = (Shell(_as_shell(" ".join(("aws", *filter(None, told))), known).replace("\n", " "), item.line),)
    yield Step(
        node=Node({}, item.line, item.end, item.line),
        name=item.text("displayName") or task,
        uses=next((action for pattern, action in _TASKS if pattern.search(task)), ""),
        inputs={
            given: _in_shells_words(node, known)
            for name, node in inputs.items()
            for given in _INPUTS.get(name, (name,))
        },
        settings=item.child("env").entries(),
        shells=shells,
        condition=(item.text("condition") or "").replace("failed()", "failure()"),
        lenient=item.text("continueOnError") == "true",
    )


def _shell(node: Node, known: Mapping[str, str], snippet: Snippet, *, remote: bool) -> Shell:
    text, line = shell_of(node, node.text() or "", snippet.rows)
    return Shell(_as_shell(text, known), line, errexit=not remote, remote=remote)


def _in_shells_words(node: Node, known: Mapping[str, str]) -> Node:
    text = node.value
    return Node(_as_shell(text, known), node.line, node.end, node.key_line) if isinstance(text, str) else node


def _as_shell(text: str, told: Mapping[str, str]) -> str:
    """Variables of the pipeline as the shell's; `$(date)` and other commands of the shell stay."""

    def named(match: re.Match[str]) -> str:
        name = match["name"]
        known = _KNOWN.get(name.lower())
        # A name without a dot may be a command as well: those of variables are mostly written in another way.
        if known is None and "." not in name and name.islower() and name not in told:
            return match[0]
        return f"${{{known or re.sub(r'[.-]', '_', name)}}}"

    return _VARIABLE.sub(named, text)


def _variables(node: Node) -> dict[str, str]:
    given = node.child("variables")
    pairs = [(name, value.text()) for name, value in given.entries().items()]
    pairs += [(item.text("name") or "", item.text("value")) for item in given.items() if item.has("name")]
    return {name: _as_shell(text, {}) for name, text in pairs if name and text is not None}

"""Bitbucket's dialect: steps under branches, with pipes in place of actions."""

import re
from collections.abc import Iterator

from holdfast.model.environments import environment_of, stage_of
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.pipelines.script import shells
from holdfast.readers.repository.text.nodes import Node
from holdfast.readers.repository.workflows.shape import Job, Shell, Step, shell_of

# Told by the action of GitHub's that does the same, so that both are judged alike.
_PIPES = (
    (r"ecs-deploy", "aws-actions/amazon-ecs-deploy"),
    (r"code-?deploy", "aws-actions/codedeploy"),
    (r"beanstalk", "aws-actions/beanstalk"),
    (r"s3-deploy", "aws-actions/s3-sync"),
    (r"lambda|sam-deploy|serverless", "aws-actions/lambda-deploy"),
    (r"eks|kubectl", "aws-actions/kubernetes"),
    (r"cloudformation", "aws-actions/cloudformation-deploy"),
    (r"ssh-run", "aws-actions/ssh"),
    (r"scp-deploy|rsync-deploy|sftp", "aws-actions/rsync"),
    (r"heroku|netlify|vercel|firebase", "aws-actions/heroku"),
)
_INPUTS = {
    "AWS_ACCESS_KEY_ID": "aws-access-key-id",
    "AWS_SECRET_ACCESS_KEY": "aws-secret-access-key",
    "AWS_OIDC_ROLE_ARN": "role-to-assume",
    "AWS_DEFAULT_REGION": "aws-region",
    "SSH_USER": "username",
    "USER": "username",
    "SERVER": "host",
    "SSH_KEY": "key",
}


def jobs(root: Node, snippet: Snippet) -> Iterator[Job]:
    """One job per step, with the steps before it in the same pipeline as its needs."""
    for branch, items in _pipelines(root):
        before: list[str] = []
        for number, item in enumerate(_flat(items), start=1):
            name = item.text("name") or f"{branch} {number}"
            yield _job(f"{branch} / {name}", branch, item, tuple(before), snippet)
            before.append(f"{branch} / {name}")


def _pipelines(root: Node) -> Iterator[tuple[str, list[Node]]]:
    whole = root.child("pipelines")
    if whole.has("default"):
        yield "default", whole.items("default")
    for group in ("branches", "tags", "custom"):
        for name, node in whole.child(group).entries().items():
            yield name, node.items()


def _flat(items: list[Node]) -> Iterator[Node]:
    for item in items:
        stage = item.get("stage")
        parallel = item.get("parallel")
        if item.has("step"):
            yield item.child("step")
        for group in (stage, parallel):
            inner = (group.items("steps") or group.items()) if group is not None else []
            yield from (part.child("step") for part in inner if part.has("step"))


def _job(name: str, branch: str, node: Node, needs: tuple[str, ...], snippet: Snippet) -> Job:
    said = node.text("deployment") or ""
    environment = stage_of(said) if said else environment_of(branch)
    return Job(
        name=name,
        node=node,
        steps=tuple(_steps(name, node, snippet)),
        environment=environment or snippet.environment,
        needs=needs,
        self_hosted="self.hosted" in " ".join(node.texts("runs-on")),
        whole=said and f"deploy {said}",
    )


def _steps(name: str, node: Node, snippet: Snippet) -> Iterator[Step]:
    lines: list[Node] = []
    for item in node.items("script"):
        if not item.has("pipe"):
            lines.append(item)
            continue
        if lines:
            yield _script(name, lines, snippet)
        lines = []
        yield _pipe(item, snippet)
    if lines:
        yield _script(name, lines, snippet)


def _script(name: str, lines: list[Node], snippet: Snippet) -> Step:
    at = Node({}, lines[0].line, max(lines[-1].end, lines[0].line), lines[0].line)
    return Step(node=at, name=name, shells=shells(lines, snippet.rows))


def _pipe(item: Node, snippet: Snippet) -> Step:
    pipe = item.text("pipe") or ""
    uses = next((action for pattern, action in _PIPES if re.search(pattern, pipe)), "")
    variables = item.child("variables").entries()
    remote: tuple[Shell, ...] = ()
    command = variables.get("COMMAND")
    if command is not None and uses.endswith("/ssh") and variables.get("MODE", command).text() != "script":
        text, line = shell_of(command, command.text() or "", snippet.rows)
        remote = (Shell(text, line, errexit=False, remote=True),)
    inputs = {_INPUTS.get(name, name): node for name, node in variables.items()}
    return Step(node=Node({}, item.line, item.end, item.line), name=pipe, uses=uses, inputs=inputs, shells=remote)

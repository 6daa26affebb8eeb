"""Travis's dialect: the phases of a build as one job, and the providers under `deploy` as its last steps."""

from collections.abc import Iterator, Mapping

from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.pipelines.script import shells
from holdfast.readers.repository.text.nodes import Node
from holdfast.readers.repository.workflows.shape import Job, Step

_BEFORE = ("before_install", "install", "before_script", "script", "after_success", "before_deploy")
_AFTER = ("after_deploy",)

# Told by the action of GitHub's that does the same, so that both are judged alike.
_PROVIDERS = {
    "codedeploy": "aws-actions/codedeploy",
    "elasticbeanstalk": "aws-actions/beanstalk",
    "s3": "aws-actions/s3-sync",
    "lambda": "aws-actions/lambda-deploy",
    "cloudformation": "aws-actions/cloudformation-deploy",
    "ecs": "aws-actions/amazon-ecs-deploy",
    "opsworks": "aws-actions/codedeploy",
    "heroku": "aws-actions/heroku",
    "netlify": "aws-actions/heroku",
    "firebase": "aws-actions/heroku",
    "surge": "aws-actions/heroku",
    "pages": "aws-actions/gh-pages",
}
_NAMES = {"codedeploy": ("key", "commit_id"), "elasticbeanstalk": ("label",)}
"""What each provider calls the name of the release."""

_COMMIT = "travis-$TRAVIS_COMMIT"
"""Beanstalk's provider labels a version by the commit where it is given no label (docs.travis-ci.com, 2026-11)."""


def jobs(root: Node, snippet: Snippet) -> Iterator[Job]:
    """The build, and each job that it includes, with what they deploy."""
    whole = [("build", root), *((_name(one, n), one) for n, one in enumerate(root.items("jobs", "include"), start=1))]
    settings = dict(_settings(root))
    for name, node in whole:
        steps = tuple(_steps(node, snippet))
        if steps:
            yield Job(
                name=name,
                node=Node({}, node.line, node.end, node.line),
                steps=steps,
                environment=snippet.environment,
                settings=settings,
                whole=name,
            )


def _name(node: Node, number: int) -> str:
    return node.text("name") or node.text("stage") or f"job {number}"


def _settings(root: Node) -> Iterator[tuple[str, str]]:
    texts = (*root.texts("env"), *root.texts("env", "global"))
    for word in (word for text in texts for word in text.split()):
        name, equals, value = word.partition("=")
        if equals:
            yield name, value.strip("\"'")


def _steps(node: Node, snippet: Snippet) -> Iterator[Step]:
    yield from _phases(node, _BEFORE, snippet)
    for provider in node.items("deploy"):
        yield _deployed(provider, snippet)
    yield from _phases(node, _AFTER, snippet)


def _phases(node: Node, names: tuple[str, ...], snippet: Snippet) -> Iterator[Step]:
    for name in names:
        phase = node.get(name)
        if phase is not None and node.items(name):
            at = Node({}, phase.key_line, max(phase.end, phase.key_line), phase.key_line)
            yield Step(node=at, name=name, shells=shells(node.items(name), snippet.rows))


def _deployed(provider: Node, snippet: Snippet) -> Step:
    name = (provider.text("provider") or "").lower().replace("-", "").replace("_", "")
    at = Node({}, provider.line, max(provider.end, provider.line), provider.line)
    if name == "script":
        return Step(node=at, name="deploy", shells=shells(provider.items("script"), snippet.rows))
    uses = _PROVIDERS.get(name, "")
    inputs: Mapping[str, Node] = provider.entries()
    told = next((inputs[key] for key in _NAMES.get(name, ()) if key in inputs), None)
    if name == "elasticbeanstalk" and told is None:
        told = Node(_COMMIT, at.line, at.line, at.line)
    named = {"version_label": told} if told is not None else {}
    return Step(node=at, name=name, uses=uses, inputs={**inputs, **named})

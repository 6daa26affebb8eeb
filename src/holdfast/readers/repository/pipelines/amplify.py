"""Amplify Hosting's dialect: the phases of an `amplify.yml`, and the release that its hosting makes of every commit.

The branch is built at a commit, put out at once when the build went well, and kept beside the earlier ones
(docs.aws.amazon.com/amplify, "Build specification" and "Deployments", read 2026-11).
"""

from collections.abc import Iterator

from holdfast.model.facts import Deployment
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.pipelines.script import shells
from holdfast.readers.repository.text.nodes import Node
from holdfast.readers.repository.workflows.shape import Job, Step

_PARTS = ("backend", "frontend", "test")
_PHASES = ("preBuild", "build", "test", "postBuild")


def jobs(root: Node, snippet: Snippet) -> Iterator[Job]:
    """A job for each part of each application."""
    for name, part in _parts(root):
        steps = tuple(
            Step(
                node=Node({}, phase.key_line, phase.end, phase.key_line),
                name=name_of,
                shells=shells(phase.items("commands"), snippet.rows),
            )
            for name_of in _PHASES
            if (phase := part.get("phases", name_of)) is not None
        )
        if steps:
            yield Job(name=name, node=part, steps=steps, environment=snippet.environment, settings={})


def hosted(root: Node, snippet: Snippet) -> Iterator[Deployment]:
    """What Amplify puts out once a front end is built."""
    for name, part in _parts(root):
        artifacts = part.get("artifacts")
        if name == "frontend" and artifacts is not None:
            yield Deployment(
                kind=snippet.kind,
                at=snippet.at(artifacts.key_line, min(artifacts.end, artifacts.key_line + 2)),
                environment=snippet.environment,
                old=snippet.old,
                method="hosted",
                name=snippet.name,
                identity="commit",
                rollback="procedure",
            )
            return


def _parts(root: Node) -> Iterator[tuple[str, Node]]:
    for application in (root, *root.items("applications")):
        for name in _PARTS:
            part = application.get(name)
            if part is not None and part.has("phases"):
                yield name, part

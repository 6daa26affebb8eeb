"""CodeBuild's dialect: the phases of a `buildspec.yml` as one job."""

from collections.abc import Iterator, Mapping

from holdfast.model.evidence import MAX_LINES, Location
from holdfast.model.facts import Deployment, StandingName
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.images.tags import standing_tag
from holdfast.readers.repository.pipelines.script import shells
from holdfast.readers.repository.shell.delivery.carried import carries_identity
from holdfast.readers.repository.shell.delivery.reader import identity_of, written_out
from holdfast.readers.repository.shell.syntax.parse import parse
from holdfast.readers.repository.text.nodes import Node
from holdfast.readers.repository.workflows.shape import Job, Step

_PHASES = ("install", "pre_build", "build", "post_build")
_NAMES = {
    "timestamp": regex(r"^\s*(?:export\s+)?\w+=[^\n]*(?:\$\(|`)\s*date\b"),
    "build": regex(r"^\s*(?:export\s+)?\w+=[^\n]*CODEBUILD_BUILD_ID"),
    "none": regex(r"^\s*docker (?:buildx )?(?:build|tag|push)\b"),
    "latest": regex(r"^\s*docker (?:buildx )?(?:build|tag|push)\b"),
}
"""Rows that give an image a name that tells no release."""
_IMAGES = regex(r"(?i)image-?_?(?:definitions?|detail)\.json|\bimageUri\b[^\n]{0,1000}>\s*\S{1,200}\.json\b")
"""Where the image is written down that CodePipeline takes to the service."""
_QUOTES = regex(r"[\\'\"]+")
_IMAGE = regex(r"(?:\$\{?\w{1,80}\}?|[\w-]+(?:\.[\w-]+)+)(?:[\w./-]|\$\{?\w{1,80}\}?)*:(?:[\w.-]|\$\{?\w{1,80}\}?)+")
"""An image with its tag, in whatever way the file's text is put together; a key of it has nothing before its colon."""


def jobs(root: Node, snippet: Snippet) -> Iterator[Job]:
    """The phases of a build, each a step of one job."""
    steps = tuple(
        Step(
            node=Node({}, phase.key_line, phase.end, phase.key_line),
            name=name,
            shells=shells(phase.items("commands"), snippet.rows),
        )
        for name in _PHASES
        if (phase := root.get("phases", name)) is not None
    )
    if steps:
        settings = {key: node.text() or "" for key, node in root.child("env", "variables").entries().items()}
        yield Job(name=snippet.name, node=root, steps=steps, environment=snippet.environment, settings=settings)


def handed_on(root: Node, snippet: Snippet) -> Iterator[Deployment]:
    """The deployment that follows the build: CodePipeline takes the image which a file of definitions names."""
    for job in jobs(root, snippet):
        texts = [shell.text for step in job.steps for shell in step.shells]
        writing = next((step for step in job.steps if any(_IMAGES.search(s.text) for s in step.shells)), None)
        if writing is None:
            return
        script = parse("\n".join(texts))
        shell, offset = next(
            (shell, number)
            for shell in writing.shells
            for number, row in enumerate(shell.text.splitlines())
            if _IMAGES.search(row)
        )
        held = {**job.settings, **script.variables}
        built = identity_of(script.commands, held)
        built = "none" if built == "tag" and written_out(script.commands, held) else built
        moves = _names_latest(shell.text, held)
        named = _named_at(job, built or "", snippet) if built == "latest" or not moves else None
        yield Deployment(
            places={"identity": named} if named else {},
            kind=snippet.kind,
            at=snippet.at(shell.line + offset),
            environment=snippet.environment,
            old=snippet.old,
            method="ecs",
            name=snippet.name,
            identity="latest" if moves else built,
            carries_identity=carries_identity(script.commands) or None,
        )


def pushed(root: Node, snippet: Snippet) -> Iterator[StandingName]:
    """The images that are pushed by words which stand for whatever came last, where nothing hands another name on."""
    for job in jobs(root, snippet):
        pieces = [shell for step in job.steps for shell in step.shells]
        rows = [(row[:2_000], one.line + n) for one in pieces for n, row in enumerate(one.text.split("\n"))]
        set_here = [f"{name}={value}" for name, value in job.settings.items()]
        script = parse("\n".join((*set_here, *(row for row, _ in rows))))
        pushes = [one for one in script.commands if one.name == "docker" and one.args[:1] == ("push",)]
        sorts = [standing_tag(script.expand(one.args[-1])) for one in pushes]
        if not sorts or None in sorts or any(_IMAGES.search(row) for row, _ in rows):
            return
        shown = [line for row, line in rows if _NAMES["latest"].search(row)]
        at = snippet.at(shown[0], shown[-1] if shown[-1] - shown[0] < MAX_LINES else shown[0])
        said = {"kind": snippet.kind, "environment": snippet.environment, "old": snippet.old}
        identity = "latest" if set(sorts) == {"latest"} else "none"
        yield StandingName(**said, at=at, name=snippet.name, identity=identity)  # type: ignore[arg-type]


def _names_latest(text: str, held: Mapping[str, str]) -> bool:
    """The images that are written into the file of definitions all move, whatever else was pushed beside them."""
    rows = _QUOTES.sub("", text).split("\n")
    told = (row[:2_000] for row in rows if _IMAGES.search(row) or "imageuri" in row.lower())
    names = [found[0] for row in told for found in _IMAGE.finditer(row)]
    return (
        bool(names)
        and identity_of(parse("\n".join(f"docker push {name}" for name in names)).commands, held) == "latest"
    )


def _named_at(job: Job, identity: str, snippet: Snippet) -> Location | None:
    """The first phase's rows that name the image so."""
    pattern = _NAMES.get(identity)
    for step in job.steps if pattern else ():
        for shell in step.shells:
            rows = enumerate(shell.text.split("\n"), start=shell.line)
            found = [number for number, row in rows if pattern and pattern.search(row[:2_000])]
            if found:
                return snippet.at(found[0], found[-1] if found[-1] - found[0] < MAX_LINES else found[0])
    return None

"""Pipelines outside GitHub: GitLab, CircleCI, Bitbucket, Travis, Azure, CodeBuild, Amplify, Jenkins and others."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from holdfast.model.evidence import GapReason
from holdfast.model.facts import Credential, Login
from holdfast.model.pipelines import dialect_of
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Reader, Reading, Snippet, Tree
from holdfast.readers.repository.text.nodes import Node

_SERVES = frozenset(("access", "backup", "health", "releases"))
_MAX_CHARACTERS = 300_000  # hand-written pipelines are a hundredth of this
_LOOKS = (
    ("jenkins", regex(r"^[ \t]*stage[ \t]*\(", re.MULTILINE)),
    ("buildspec", regex(r"^phases:", re.MULTILINE)),
    ("bitbucket", regex(r"^pipelines:", re.MULTILINE)),
)


def _by_looks(text: str) -> str:
    """The dialect of a pipeline that stands inside another text."""
    return next((name for name, pattern in _LOOKS if pattern.search(text)), "gitlab")


def _wants(path: str) -> bool:
    return dialect_of(path) is not None


def _read(snippet: Snippet) -> Iterable[Reading]:
    return _facts(snippet, lambda _name: None)


def _read_together(tree: Tree, snippets: tuple[Snippet, ...]) -> Iterator[Reading]:
    from holdfast.readers.repository.shell.releases.tasks import called_recipes
    from holdfast.readers.repository.workflows.scripts import text_of

    find = text_of(tree)
    tasks = called_recipes(tree, snippets)
    for snippet in snippets:
        yield from _facts(snippet, find, tasks)
        if dialect_of(snippet.path) == "amplify" and not any(map(_SERVER_BESIDE.search, tree.paths)):
            yield from _hosted(snippet)


_SERVER_BESIDE = regex(
    r"(?i)(?:^|/)(?:[^/]*Dockerfile[^/]*|(?:docker-)?compose[^/]*\.ya?ml|requirements[^/]*\.txt|pyproject\.toml|pom\.xml"
    r"|build\.gradle[^/]*|go\.mod|Gemfile|composer\.json|nest-cli\.json|serverless\.\w+|template\.ya?ml|appspec\.ya?ml"
    r"|ecosystem\.config\.\w+|manage\.py|cdk\.json|[^/]+\.tf|(?:backend|server|api)/package\.json)$"
)
"""A program of the product's own that runs elsewhere: where the front end lies says nothing of it."""


def _hosted(snippet: Snippet) -> Iterator[Reading]:
    from holdfast.readers.repository.pipelines import amplify
    from holdfast.readers.repository.text.nodes import NodeError, parse_yaml

    try:
        yield from amplify.hosted(parse_yaml(snippet.text), snippet)
    except NodeError:
        return  # told already


def _facts(
    snippet: Snippet, find: Callable[[str], str | None], tasks: Mapping[str, str] | None = None
) -> Iterator[Reading]:
    if len(snippet.text) > _MAX_CHARACTERS:
        yield snippet.gap(GapReason.TOO_LARGE, _SERVES)
        return
    from holdfast.readers.repository.shell.access.unchecked import unchecked_by_setting

    dialect = dialect_of(snippet.path) or _by_looks(snippet.text)
    yield from map(_as_pipeline, _told(snippet, find, dialect, tasks or {}))
    yield from unchecked_by_setting(snippet)


def _told(
    snippet: Snippet, find: Callable[[str], str | None], dialect: str, tasks: Mapping[str, str]
) -> Iterator[Reading]:
    if dialect == "jenkins":
        return _jenkins(snippet, find, tasks)
    return _stepped(snippet, find, tasks) if dialect == "stepped" else _yaml(snippet, find, dialect, tasks)


def _yaml(
    snippet: Snippet, find: Callable[[str], str | None], dialect: str, tasks: Mapping[str, str]
) -> Iterator[Reading]:
    from holdfast.readers.repository.pipelines import amplify, azure, bitbucket, circleci, gitlab, travis
    from holdfast.readers.repository.pipelines.keys import key_facts, written_secrets
    from holdfast.readers.repository.text.nodes import NodeError, parse_yaml
    from holdfast.readers.repository.workflows.expressions import Definitions
    from holdfast.readers.repository.workflows.jobs import Pipeline, job_facts

    try:
        root = parse_yaml(snippet.text)
    except NodeError as error:
        yield snippet.gap(GapReason.MALFORMED, _SERVES, error.line, error.detail)
        return
    if dialect == "buildspec":
        yield from key_facts(root, snippet)
        yield from written_secrets(root, snippet)
        yield from _build(root, snippet, find)
        return
    by_dialect = {
        "amplify": amplify.jobs,
        "azure": azure.jobs,
        "gitlab": gitlab.jobs,
        "circleci": circleci.jobs,
        "bitbucket": bitbucket.jobs,
        "travis": travis.jobs,
    }
    jobs = tuple(by_dialect[dialect](root, snippet))
    known = Definitions(jobs, snippet.text, {}, on_tags=True)
    yield from key_facts(root, snippet)
    yield from written_secrets(root, snippet)
    yield from job_facts(Pipeline(jobs, known, find, built=dialect == "amplify", tasks=tasks), snippet)


def _stepped(snippet: Snippet, find: Callable[[str], str | None], tasks: Mapping[str, str]) -> Iterator[Reading]:
    """What each document says, which is a pipeline by itself."""
    from holdfast.readers.repository.pipelines import stepped
    from holdfast.readers.repository.text.nodes import NodeError, documents, parse_yaml
    from holdfast.readers.repository.workflows.expressions import Definitions
    from holdfast.readers.repository.workflows.jobs import Pipeline, job_facts

    for text, line in documents(snippet.text):
        piece = snippet.part(text, line)
        try:
            root = parse_yaml(text)
        except NodeError as error:
            yield piece.gap(GapReason.MALFORMED, _SERVES, error.line, error.detail)
            continue
        yield from stepped.key_facts(root, piece)
        jobs = tuple(stepped.jobs(root, piece))
        yield from job_facts(Pipeline(jobs, Definitions(jobs, text, {}, on_tags=True), find, tasks=tasks), piece)


def _build(root: Node, snippet: Snippet, find: Callable[[str], str | None]) -> Iterator[Reading]:
    """What the phases of a build do, and the deployment that it hands its image on to."""
    from holdfast.readers.repository.pipelines import buildspec
    from holdfast.readers.repository.workflows.expressions import Definitions
    from holdfast.readers.repository.workflows.jobs import Pipeline, job_facts

    jobs = tuple(buildspec.jobs(root, snippet))
    known = Definitions(jobs, snippet.text, {}, on_tags=True)
    yield from job_facts(Pipeline(jobs, known, find, built=True), snippet)
    yield from buildspec.handed_on(root, snippet)
    yield from buildspec.pushed(root, snippet)


def build_inside(described: Node, snippet: Snippet) -> Iterator[Reading]:
    """What a build does that a template or a program describes as a tree of its own."""
    yield from map(_as_pipeline, _build(described, snippet, lambda _name: None))


def _jenkins(snippet: Snippet, find: Callable[[str], str | None], tasks: Mapping[str, str]) -> Iterator[Reading]:
    from holdfast.readers.repository.pipelines import jenkins
    from holdfast.readers.repository.workflows.expressions import Definitions
    from holdfast.readers.repository.workflows.jobs import Pipeline, job_facts

    jobs = tuple(jenkins.jobs(snippet))
    yield from jenkins.loose_facts(snippet)
    yield from job_facts(Pipeline(jobs, Definitions(jobs, "", {}, on_tags=True), find, tasks=tasks), snippet)


def _as_pipeline(reading: Reading) -> Reading:
    """What a script does, told as done by the pipeline that runs it."""
    if isinstance(reading, Login) and reading.actor == "script":
        return replace(reading, actor="workflow")
    if isinstance(reading, Credential) and reading.holder in ("host", "person"):
        return replace(reading, holder="workflow")
    return reading


READER = Reader(name="pipelines", serves=_SERVES, wants=_wants, read=_read, read_together=_read_together)

"""The files of GitHub's dialect, seen together: who calls whom, and with what."""

import re
from collections.abc import Iterable, Iterator, Mapping

from holdfast.model.environments import DEVELOPMENT, TEST
from holdfast.model.evidence import EvidenceKind, GapReason
from holdfast.model.facts import Deployment, StandingName
from holdfast.model.record import record, replace
from holdfast.readers.repository.base import Reading, Snippet
from holdfast.readers.repository.images.tags import standing_tag
from holdfast.readers.repository.shell.access.unchecked import unchecked_by_setting
from holdfast.readers.repository.shell.delivery.reader import names_release
from holdfast.readers.repository.text.nodes import Node, NodeError, parse_yaml
from holdfast.readers.repository.workflows.access import keys_for_all
from holdfast.readers.repository.workflows.acts import TextOf
from holdfast.readers.repository.workflows.expressions import Definitions
from holdfast.readers.repository.workflows.jobs import Pipeline, job_facts
from holdfast.readers.repository.workflows.mended import in_spite_of, keys_in_rows
from holdfast.readers.repository.workflows.owners import Owners
from holdfast.readers.repository.workflows.rebuilt_as_old import rebuilt_as_old
from holdfast.readers.repository.workflows.shape import Job, environments_named, jobs_of, runs_for_main
from holdfast.readers.repository.workflows.shown import shown_to_all
from holdfast.readers.repository.workflows.strangers import strangers_code
from holdfast.readers.repository.workflows.triggers import Release, any_branch, in_spite_of_failure, unmerged

SERVES = frozenset(("access", "backup", "health", "releases"))
_MAX_CHARACTERS = 300_000  # hand-written workflows are a hundredth of this


@record(frozen=True)
class _File:
    snippet: Snippet
    root: Node
    jobs: tuple[Job, ...]


def facts(snippets: tuple[Snippet, ...], text_of: TextOf, tasks: Mapping[str, str] | None = None) -> Iterator[Reading]:
    """Facts of all workflows and composite actions of a repository; `tasks` as in `Pipeline`."""
    parsed: list[tuple[Snippet, Node]] = []
    for snippet in snippets:
        if "jobs:" not in snippet.text and "runs:" not in snippet.text:
            continue
        if len(snippet.text) > _MAX_CHARACTERS:
            yield snippet.gap(GapReason.TOO_LARGE, SERVES)
            continue
        try:
            root: Node | None = parse_yaml(snippet.text)
        except NodeError as error:
            root = in_spite_of(snippet.text, error.line)
            # What could be mended says all it has to say; that GitHub will not run it concerns the release.
            serves = SERVES if root is None else frozenset(("releases",))
            yield snippet.gap(GapReason.MALFORMED, serves, error.line, error.detail)
        yield from keys_in_rows(snippet, parsed=root is not None)
        if root is None:
            continue
        parsed.append((snippet, root))
    named = {name for snippet, root in parsed for name in environments_named(root, snippet)}
    files = [_seen(snippet, root, apart=bool(named - {DEVELOPMENT, TEST})) for snippet, root in parsed]
    known = {id(file): _definitions(file, {}) for file in files}
    handed = _handed(files, known)
    owners = Owners(snippets, text_of)
    for file in files:
        given = handed.get(_address(file.snippet.path), {})
        definitions = _definitions(file, given) if given else known[id(file)]
        yield from keys_for_all(file.root, file.snippet)
        yield from unchecked_by_setting(file.snippet)
        yield from strangers_code(file.root, file.jobs, file.snippet)
        found = job_facts(Pipeline(file.jobs, definitions, text_of, tasks=tasks or {}), file.snippet)
        told = owners.without_own(found)
        yield from told
        live = [fact for fact in told if isinstance(fact, Deployment) and fact.kind is not EvidenceKind.CLAIMED]
        bundles = [fact for fact in told if isinstance(fact, StandingName) and fact.identity == "none"]
        yield from shown_to_all(file.root, file.jobs, file.snippet, delivers=bool(live))
        handed_over: Iterable[Release] = live or bundles
        if live or any(job.uses.startswith("./") for job in file.jobs):
            yield from _latest_unless_told(file)
        if live:
            yield from rebuilt_as_old(file.root, file.jobs, file.snippet)
        if handed_over:
            asked = list(unmerged(file.root, file.jobs, handed_over, file.snippet))
            yield from asked or any_branch(file.root, file.jobs, handed_over, file.snippet)
            yield from in_spite_of_failure(file.root, handed_over, file.snippet)


def _seen(snippet: Snippet, root: Node, *, apart: bool) -> _File:
    """A file with its jobs; `apart`: workflows beside it deploy to production or staging by name.

    Where none does, what is called after developers and runs for `main` deploys what people use.
    """
    lone = not apart and ".github/" in snippet.path and runs_for_main(root)
    if lone and snippet.environment == DEVELOPMENT:
        snippet = replace(snippet, environment=None)
    return _File(snippet, root, tuple(jobs_of(root, snippet, for_developers=not lone)))


def _latest_unless_told(file: _File) -> Iterator[StandingName]:
    """Inputs that name the release, and are `latest` or a branch for whoever starts the workflow without a word."""
    trigger = file.root.child("on")
    for start in ("workflow_dispatch", "workflow_call"):
        for name, node in trigger.child(start, "inputs").entries().items():
            identity = standing_tag(f"app:{node.text('default') or '1'}")
            if names_release(name) and identity and f"inputs.{name}" in file.snippet.text:
                yield StandingName(
                    kind=file.snippet.kind,
                    at=file.snippet.at(node.key_line, max(node.key_line, node.end)),
                    environment=file.snippet.environment,
                    old=file.snippet.old,
                    name=name,
                    identity=identity,
                    alone=True,
                )


def _definitions(file: _File, given: dict[str, str]) -> Definitions:
    trigger = file.root.child("on")
    on_tags = trigger.has("push", "tags") or trigger.has("release") or trigger.text() == "release"
    return Definitions(file.jobs, file.snippet.text, given, on_tags=on_tags)


def _handed(files: list[_File], known: dict[int, Definitions]) -> dict[str, dict[str, str]]:
    """What callers hand to workflows and actions of this repository, by the callee's address."""
    handed: dict[str, dict[str, str]] = {}
    for file in files:
        definitions = known[id(file)]
        for uses, inputs in _calls(file):
            texts = {name: definitions.followed(node.text() or "") for name, node in inputs.items()}
            handed.setdefault(_address(uses), {}).update(texts)
    return handed


def _calls(file: _File) -> Iterator[tuple[str, Mapping[str, Node]]]:
    for job in file.jobs:
        calls = [(job.uses, job.node.child("with").entries()), *((step.uses, step.inputs) for step in job.steps)]
        yield from (call for call in calls if call[0].startswith("./"))


def _address(path: str) -> str:
    """How a workflow or action is called: its path without `./` and without an action's file name."""
    return re.sub(r"^\./|/action\.ya?ml$", "", path.partition("@")[0])

"""GitHub workflows and composite actions: credentials, deliveries, and the shell inside them."""

import re
from collections.abc import Callable, Iterable, Iterator

from holdfast.model.evidence import GapReason
from holdfast.readers.repository.base import Reader, Reading, Snippet, Tree

SERVES = frozenset(("access", "backup", "health", "releases"))

_PATH = re.compile(r"(?:^|/)\.github/workflows/[^/]+\.ya?ml$|(?:^|/)action\.ya?ml$", re.IGNORECASE)


def wants(path: str) -> bool:
    """Workflows by their folder, actions by their name."""
    return bool(_PATH.search(path))


def read(snippet: Snippet) -> Iterable[Reading]:
    """One workflow by itself."""
    return _facts(snippet, lambda _name: None)


def read_together(tree: Tree, snippets: tuple[Snippet, ...]) -> Iterator[Reading]:
    """All workflows of a repository, with the scripts that they call."""

    def script_of(name: str) -> str | None:
        clean = name.removeprefix("./")
        path = clean if clean in tree.known else next((p for p in tree.paths if clean and p.endswith(f"/{clean}")), "")
        text = tree.open_text(path) if path else None
        return text if isinstance(text, str) else None

    for snippet in snippets:
        yield from _facts(snippet, script_of)


def _facts(snippet: Snippet, script_of: Callable[[str], str | None]) -> Iterator[Reading]:
    from holdfast.readers.repository.nodes import NodeError, parse_yaml
    from holdfast.readers.repository.workflows.access import keys_for_all
    from holdfast.readers.repository.workflows.jobs import job_facts
    from holdfast.readers.repository.workflows.shape import jobs_of

    if "jobs:" not in snippet.text and "runs:" not in snippet.text:
        return
    try:
        root = parse_yaml(snippet.text)
    except NodeError as error:
        yield snippet.gap(GapReason.MALFORMED, SERVES, error.line, error.detail)
        return
    yield from keys_for_all(root, snippet)
    yield from job_facts(tuple(jobs_of(root, snippet)), snippet, script_of)


READER = Reader(name="workflows", serves=SERVES, wants=wants, read=read, read_together=read_together)

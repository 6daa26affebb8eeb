"""GitHub workflows and composite actions: credentials, deliveries, and the shell inside them."""

from collections.abc import Iterable, Iterator

from holdfast.model.pipelines import is_workflow
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Reader, Reading, Snippet, Tree

_SERVES = frozenset(("access", "backup", "health", "releases"))
_STARTS = regex(r"\b(?:npm|yarn|pnpm|bun)\b[^\n]{0,80}\bstart\b")


def read(snippet: Snippet) -> Iterable[Reading]:
    """One workflow by itself."""
    from holdfast.readers.repository.workflows.github import facts

    return facts((snippet,), lambda _name: None)


def read_together(tree: Tree, snippets: tuple[Snippet, ...]) -> Iterator[Reading]:
    """All workflows of a repository, with the scripts that they call and what they hand to one another."""
    from holdfast.readers.repository.shell.releases.tasks import called_recipes, servers_for_developers
    from holdfast.readers.repository.workflows.github import facts
    from holdfast.readers.repository.workflows.scripts import text_of

    started = any(_STARTS.search(snippet.text) for snippet in snippets)
    tasks = {**(servers_for_developers(tree) if started else {}), **called_recipes(tree, snippets)}
    return facts(snippets, text_of(tree), tasks)


READER = Reader(name="workflows", serves=_SERVES, wants=is_workflow, read=read, read_together=read_together)

"""AWS keys and other secrets that a pipeline holds in the variables of all its jobs, or of one."""

from collections.abc import Iterator, Mapping

from holdfast.model.facts import Credential, CredentialForm, ExposedSecret
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.configuration.exposed import covered, form_of, is_exposed, looks_random
from holdfast.readers.repository.text.nodes import Node

NAMES = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
_HOLDERS = ("variables", "environment", "env")


def key_facts(root: Node, snippet: Snippet) -> Iterator[Credential]:
    """One fact for each place; a session that ends by itself has a token beside its keys."""
    jobs = (*root.entries().values(), *root.child("jobs").entries().values())
    for node in (root, *jobs):
        for holder in _HOLDERS:
            given = node.child(holder).entries()
            lines = [given[name].key_line for name in NAMES if name in given and given[name].text()]
            if lines and not is_session(given):
                yield static_key(lines, snippet)


_RELEASES = regex(r"(?i)deploy|release|prod|publish")
"""Jobs that by their names bring something to where it runs; what others hold may be made up for tests."""


def written_secrets(root: Node, snippet: Snippet) -> Iterator[ExposedSecret]:
    """Those among the variables of all jobs, or of one that releases, which are written out."""
    jobs = {**root.entries(), **root.child("jobs").entries()}
    for node in (root, *(job for name, job in jobs.items() if _RELEASES.search(name))):
        for holder in _HOLDERS:
            for variables in (node.child(holder), node.child(holder).child("variables")):
                yield from _secrets_in(variables.entries(), snippet)


def _secrets_in(given: Mapping[str, Node], snippet: Snippet) -> Iterator[ExposedSecret]:
    for name, node in given.items():
        value = node.text() or ""
        if value and "\n" not in value and is_exposed(name, value) and looks_random(value):
            at = covered(snippet.at(node.key_line), value)
            yield ExposedSecret(
                kind=snippet.kind,
                at=at,
                environment=snippet.environment,
                old=snippet.old,
                name=name,
                form=form_of(name, value),
            )


def is_session(given: Mapping[str, Node]) -> bool:
    """The keys among these variables end by themselves: a token comes with them."""
    return "AWS_SESSION_TOKEN" in given


def static_key(lines: list[int], snippet: Snippet) -> Credential:
    """A key that lasts, on the lines of its halves where they follow each other; else where it begins."""
    first, last = min(lines), max(lines)
    return Credential(
        kind=snippet.kind,
        at=snippet.at(first, last if last - first <= len(NAMES) else first),
        environment=snippet.environment,
        old=snippet.old,
        form=CredentialForm.STATIC_KEY,
        holder="workflow",
    )

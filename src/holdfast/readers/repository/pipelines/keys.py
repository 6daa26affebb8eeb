"""AWS keys that a pipeline holds in the variables of all its jobs, or of one."""

from collections.abc import Iterator

from holdfast.model.facts import Credential, CredentialForm
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.nodes import Node

_NAMES = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
_HOLDERS = ("variables", "environment", "env")


def key_facts(root: Node, snippet: Snippet) -> Iterator[Credential]:
    """One fact for each place; a session that ends by itself has a token beside its keys."""
    jobs = (*root.entries().values(), *root.child("jobs").entries().values())
    for node in (root, *jobs):
        for holder in _HOLDERS:
            given = node.child(holder).entries()
            lines = [given[name].key_line for name in _NAMES if name in given and given[name].text()]
            if lines and "AWS_SESSION_TOKEN" not in given:
                yield Credential(
                    kind=snippet.kind,
                    at=snippet.at(min(lines), max(lines) if max(lines) - min(lines) <= len(_NAMES) else min(lines)),
                    environment=snippet.environment,
                    old=snippet.old,
                    form=CredentialForm.STATIC_KEY,
                    holder="workflow",
                )

"""Small repositories in memory, and short forms of what the source reader says about them."""

from collections.abc import Mapping
from dataclasses import MISSING, fields
from textwrap import dedent

from holdfast.model.evidence import Gap
from holdfast.model.facts import Fact
from holdfast.readers.repository.base import Snippet, Tree
from holdfast.readers.repository.source import READER

_EVERY = ("kind", "at", "environment", "places", "old")


def read(files: Mapping[str, str]) -> list[Fact | Gap]:
    """Everything the reader says about these files, of which it takes those that it wants."""
    texts = {path: dedent(text).lstrip("\n") for path, text in files.items()}
    tree = Tree(paths=tuple(sorted(texts)), open_text=texts.__getitem__)
    snippets = [tree.snippet(path, READER.kind) for path in tree.paths if READER.wants(path)]
    assert READER.read_together is not None
    return list(READER.read_together(tree, tuple(s for s in snippets if isinstance(s, Snippet))))


def told(files: Mapping[str, str], *kinds: type) -> list[str]:
    """Facts of these types as `path:lines [environment] attribute=value …`, without attributes left at their default."""
    return [_short(fact) for fact in read(files) if isinstance(fact, kinds)]


def _short(fact: Fact | Gap) -> str:
    if isinstance(fact, Gap):
        return f"{fact.at} {fact.reason}"
    shown = []
    for item in fields(fact):
        value = getattr(fact, item.name)
        if item.name not in _EVERY and (item.default is MISSING or value != item.default):
            text = "(" + ", ".join(map(str, value)) + ")" if isinstance(value, tuple) else str(value)
            shown.append(f"{item.name}={text}")
    where = f" [{fact.environment}]" if fact.environment else ""
    return f"{fact.at}{where} {' '.join(shown)}"


EXPRESS = '{"dependencies": {"express": "^4"}}'
NEST = '{"dependencies": {"@nestjs/core": "^10", "@nestjs/common": "^10"}}'

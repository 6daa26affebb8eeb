"""Short forms of what the Terraform reader says about a small repository, to compare whole outputs."""

from collections.abc import Iterable
from dataclasses import MISSING, fields
from enum import Enum
from textwrap import dedent
from typing import Any

from holdfast.model.evidence import EvidenceKind, Gap, Location
from holdfast.readers.repository.base import Reader, Reading, Snippet, Tree
from holdfast.readers.repository.terraform import READER

_EVERY = ("kind", "at", "environment", "places", "old")


def tree_of(files: dict[str, str]) -> Tree:
    """A repository of these texts, by path."""
    texts = {path: dedent(text).lstrip("\n") for path, text in files.items()}
    return Tree(paths=tuple(sorted(texts)), open_text=lambda path: texts[path])


def readings(files: dict[str, str], reader: Reader = READER) -> list[Reading]:
    """Everything that a reader says about a repository, as the command reads it."""
    tree = tree_of(files)
    wanted = [tree.snippet(path, reader.kind) for path in tree.paths if reader.wants(path)]
    assert reader.read_together is not None
    return list(reader.read_together(tree, tuple(one for one in wanted if isinstance(one, Snippet))))


def told(files: dict[str, str] | str, *sorts: str, reader: Reader = READER) -> list[str]:
    """Each reading as `Type place [environment] attribute=value@line`, of these types or of all.

    A text alone is the file `main.tf`. A place in another file than the fact's own is shown with its path.
    """
    whole = {"main.tf": files} if isinstance(files, str) else files
    return [line for line in shown(readings(whole, reader)) if not sorts or line.split()[0] in sorts]


def shown(every: Iterable[Reading]) -> list[str]:
    """The short forms of readings."""
    return [_gap(reading) if isinstance(reading, Gap) else _fact(reading) for reading in every]


def guide(text: str) -> Snippet:
    """A block of Terraform inside a guide, from its line 11."""
    return Snippet("docs/guide.md", dedent(text).lstrip("\n"), first_line=11, kind=EvidenceKind.INSTRUCTED)


def _gap(gap: Gap) -> str:
    return f"Gap {gap.at} {gap.reason}"


def _fact(fact: Any) -> str:
    parts = [type(fact).__name__, str(fact.at)]
    if fact.environment:
        parts.append(f"[{fact.environment}]")
    for field in fields(fact):
        value = getattr(fact, field.name)
        default = MISSING if field.default is MISSING else field.default
        if field.name not in _EVERY and value != default:
            parts.append(f"{field.name}={_short(value)}{_place(fact.places.get(field.name), fact.at)}")
    return " ".join(parts)


def _place(place: Location | None, at: Location) -> str:
    if place is None or place == at:
        return ""
    return f"@{place.start_line}" if place.path == at.path else f"@{place}"


def _short(value: Any) -> str:
    if isinstance(value, Enum):
        return str(value.value)
    return "|".join(map(str, value)) if isinstance(value, tuple) else str(value)

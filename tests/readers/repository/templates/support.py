"""Short forms of what readers say, to compare whole outputs."""

from collections.abc import Iterable
from dataclasses import MISSING, fields
from textwrap import dedent
from typing import Any

from holdfast.model.evidence import EvidenceKind, Gap
from holdfast.readers.repository.base import Reader, Reading, Snippet

_EVERY = ("kind", "at", "environment", "places", "old")


def snippet(text: str, path: str = "infra/template.yaml", **more: Any) -> Snippet:
    """A whole file of templates."""
    return Snippet(path=path, text=dedent(text).lstrip("\n"), kind=EvidenceKind.DECLARED, **more)


def read(reader: Reader, text: str, path: str = "infra/template.yaml", **more: Any) -> list[Reading]:
    """Everything that a reader says about a text."""
    return list(reader.read(snippet(text, path, **more)))


def told(readings: Iterable[Reading]) -> list[str]:
    """Each reading as `Type lines [environment] {attributes that differ from the fact's defaults}`."""
    return [_gap(reading) if isinstance(reading, Gap) else _fact(reading) for reading in readings]


def _gap(gap: Gap) -> str:
    return f"Gap {gap.at.start_line} {gap.reason}"


def _fact(fact: Any) -> str:
    shown = []
    for field in fields(fact):
        value = getattr(fact, field.name)
        if field.name not in _EVERY and (field.default is MISSING or value != field.default):
            shown.append(f"{field.name}={_short(value)}")
    where = f" [{fact.environment}]" if fact.environment else ""
    lines = str(fact.at.start_line)
    if fact.at.end_line != fact.at.start_line:
        lines += f"-{fact.at.end_line}"
    return f"{type(fact).__name__} {lines}{where} {' '.join(shown)}".rstrip()


def _short(value: Any) -> str:
    if isinstance(value, tuple):
        return "(" + ", ".join(map(str, value)) + ")"
    return str(value)


def places(fact: Reading) -> dict[str, str]:
    """The places of a fact's attributes as `start` or `start-end`."""
    assert not isinstance(fact, Gap)
    return {
        name: str(at.start_line) if at.start_line == at.end_line else f"{at.start_line}-{at.end_line}"
        for name, at in fact.places.items()
    }

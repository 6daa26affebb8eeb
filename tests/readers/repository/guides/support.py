"""Guides for tests: everything that the reader says about one."""

from textwrap import dedent

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Fact
from holdfast.readers.repository.base import Reading, Snippet
from holdfast.readers.repository.guides import READER

from ..templates.support import told


def read(text: str, path: str = "docs/aws-setup.md") -> list[Reading]:
    """All readings of a guide."""
    return list(READER.read(Snippet(path, dedent(text).lstrip("\n"), kind=EvidenceKind.INSTRUCTED)))


def said(text: str, path: str = "docs/aws-setup.md") -> list[str]:
    """Each reading in one line; a mere claim begins with a question mark."""
    readings = read(text, path)
    marks = ["? " if isinstance(r, Fact) and r.kind is EvidenceKind.CLAIMED else "" for r in readings]
    return [mark + line for mark, line in zip(marks, told(readings), strict=True)]

"""Opens the files of Terraform and Terragrunt: what stands in them, and what could not be read."""

from holdfast.model.evidence import EvidenceKind, Gap, GapReason
from holdfast.readers.repository.base import ALL_SLUGS, Snippet
from holdfast.readers.repository.terraform.syntax import Block, parse

_TEMPLATED = ("{{", "<%", "{%")


def loaded(snippet: Snippet) -> tuple[Block, list[Gap]]:
    """The top level of a text, and the gaps of it; a guide's own text, or a template's, may be any part of a file."""
    top, faults = parse(snippet)
    guide = snippet.kind in (EvidenceKind.INSTRUCTED, EvidenceKind.CLAIMED)
    if guide or any(mark in snippet.text for mark in _TEMPLATED):
        return top, []
    told = ((frozenset(("releases",)) if fault.mended else ALL_SLUGS, fault) for fault in faults[:3])
    return top, [snippet.gap(GapReason.MALFORMED, serves, fault.line, fault.detail) for serves, fault in told]

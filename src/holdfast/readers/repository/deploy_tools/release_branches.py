"""What deploy tools that keep a folder for each release are told: which branch goes out, and how many stay."""

from holdfast.model.regex import regex

_NAMES_RELEASE = regex(
    r"(?i)(?<![a-z])(?:tags?|sha1?|commit|version|release|revision)(?![a-z])|rev-parse (?!--abbrev)|describe"
)
"""What a branch is set to where it is no branch: the name of one release."""
_MERGED_INTO = regex(
    r"[\"':](?:main|master|trunk|prod|production|release|live|stable|staging|develop)[\"']?\s*\)?\s*;?\s*(?:#|//|$)"
)
"""A branch that is written out and holds what was merged."""
LEAST_KEPT = 2
"""Releases: the one that runs and the one before it."""


def named_by(branch: str) -> str:
    """What names a release whose branch is set so."""
    if _NAMES_RELEASE.search(branch) and not _MERGED_INTO.match(branch):
        return "tag"
    return "commit" if _MERGED_INTO.match(branch) else "none"

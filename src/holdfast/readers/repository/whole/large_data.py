"""Files too large to be read that are plainly data or a tool's output: no reader would find anything in them."""

import os

from holdfast.model.regex import regex

_HEAD = 64_000
"""Bytes; a template's own keys stand well within them."""

_PROGRAMS = (
    ".js",
    ".mjs",
    ".cjs",
    ".jsx",
    ".ts",
    ".mts",
    ".cts",
    ".tsx",
    ".py",
    ".rb",
    ".php",
    ".go",
    ".java",
    ".kt",
    ".cs",
)
_LARGEST_PROGRAM = 400_000
"""Bytes; nobody writes more of a program into one file by hand: it was bundled or generated, or holds data."""

_DATA = (".json", ".yml", ".yaml")
_KEYS = regex(
    r"\b(?:AWSTemplateFormatVersion|Resources|resource_changes|planned_values|apiVersion|Statement|containerDefinitions"
    r"|services|Transform|MetricAlarms|SecurityGroups|DBInstances|Reservations)\b[\"']?\s{0,9}:"
)
"""What a template, a plan, a manifest, a policy or the answer of an AWS command begins with."""


def is_large_data(file: os.DirEntry[str], most: int) -> bool:
    """Whether `file` has more than `most` bytes, or is a larger program than people write, and is no evidence.

    A file that cannot be opened is not told to be data: the reader that wants it says that it is unreadable.
    """
    # Only of such a name is the size asked for: the question costs as much as the walk itself.
    if not file.name.endswith((*_PROGRAMS, *_DATA)):
        return False
    try:
        program = file.name.endswith(_PROGRAMS)
        if file.stat(follow_symlinks=False).st_size <= (min(most, _LARGEST_PROGRAM) if program else most):
            return False
        with open(file.path, "rb", buffering=0) as stream:  # noqa: PTH123 - as the tree opens its files
            head = stream.read(_HEAD)
    except OSError:
        return False
    if b"\0" in head:
        return False
    return program or not _KEYS.search(head.decode("utf-8", errors="replace"))

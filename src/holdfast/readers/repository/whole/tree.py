"""Walks a repository once: never follows a link, never enters vendored folders, opens text on demand."""

import os
import re
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from holdfast.model.evidence import Gap, GapReason, Location
from holdfast.readers.repository.base import Tree
from holdfast.readers.repository.whole.large_data import is_large_data
from holdfast.readers.repository.whole.project_templates import without_project_templates

MAX_BYTES = 2_000_000
"""A file above this is not read: no hand-written source, guide or template comes near it."""

VENDORED = frozenset(
    [
        ".git",
        ".hg",
        ".svn",
        "node_modules",
        "bower_components",
        "vendor",
        "third_party",
        "third-party",
        "thirdparty",
        "3rdparty",
        "_vendor",
        "_vendored",
        "vendored",
        ".venv",
        "venv",
        "site-packages",
        "__pycache__",
        ".tox",
        ".mypy_cache",
        ".pytest_cache",
        ".gradle",
        ".m2",
        ".idea",
        ".next",
        ".nuxt",
        ".turbo",
        ".yarn",
        ".pnpm-store",
        ".terraform",
        ".terragrunt-cache",
        ".terragrunt-stack",
        ".serverless",
        ".aws-sam",
        "dist",
        "build",
        "out",
        "target",
        "coverage",
        "Pods",
        ".cache",
        ".dart_tool",
    ]
)
"""Folder names whose contents somebody else wrote or a tool made."""

_ENCODINGS = ("utf-8-sig", "cp949", "shift_jis")


def walk(root: Path) -> Tree:
    """Return the tree of `root`, an existing folder; unreadable folders are counted under `denied`."""
    skipped: Counter[str] = Counter()
    opened = partial(_open_text, root)
    paths, others = without_project_templates(tuple(sorted(_files(root, skipped))), opened)
    if others:
        skipped["template"] += others
    return Tree(paths=paths, open_text=opened, skipped=skipped)


def remote_repository(root: Path) -> str | None:
    """`owner/name` of the GitHub repository that the checkout at `root` was cloned from; None when not told."""
    try:
        config = (root / ".git" / "config").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    match = re.search(r"url\s*=\s*\S*github\.com[:/]([\w.-]+/[\w.-]+?)(?:\.git)?\s*$", config, re.MULTILINE)
    return match[1] if match else None


def _files(root: Path, skipped: Counter[str]) -> Iterator[str]:
    waiting = [("", str(root))]
    while waiting:
        prefix, folder = waiting.pop()
        try:
            entries = list(os.scandir(folder))
        except OSError:
            skipped["denied"] += 1
            continue
        for entry in entries:
            if reason := _passed_over(entry):
                skipped[reason] += 1
            elif entry.is_file(follow_symlinks=False):
                yield prefix + entry.name
            elif entry.is_dir(follow_symlinks=False):
                waiting.append((f"{prefix}{entry.name}/", entry.path))


def _passed_over(entry: os.DirEntry[str]) -> str:
    """Why it is neither read nor entered; empty when it is."""
    if entry.is_symlink():
        return "link"
    if entry.is_file(follow_symlinks=False):
        return "data" if is_large_data(entry, MAX_BYTES) else ""
    return "vendored" if entry.name in VENDORED else ""


def _open_text(root: Path, path: str) -> str | Gap:
    at = Location(path=path)
    try:
        # Unbuffered, and as much as there is: room for the largest file would be made anew for each.
        with open(f"{root}/{path}", "rb", buffering=0) as stream:  # noqa: PTH123 - a path object costs as much again
            data = stream.read(min(os.fstat(stream.fileno()).st_size, MAX_BYTES) + 1)
    except PermissionError:
        return Gap(at=at, reason=GapReason.DENIED)
    except OSError as error:
        return Gap(at=at, reason=GapReason.UNREACHABLE, detail=error.strerror or "")
    if len(data) > MAX_BYTES:
        return Gap(at=at, reason=GapReason.TOO_LARGE, detail=f"more than {MAX_BYTES:,} bytes")
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return _decoded(data, ("utf-16",), at)
    if b"\0" in data:
        return Gap(at=at, reason=GapReason.BINARY)
    return _decoded(data, _ENCODINGS, at)


def _decoded(data: bytes, encodings: tuple[str, ...], at: Location) -> str | Gap:
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return Gap(at=at, reason=GapReason.ENCODING, detail=f"neither of {', '.join(encodings)}")

"""Paths in Terragrunt's files: absolute ones count from the repository, and none leads out of it."""

import posixpath

from holdfast.readers.repository.terraform.project import FROM_TOP

TOP = FROM_TOP.rstrip("/")


def absolute(folder: str) -> str:
    """A folder or file of the repository as Terragrunt's functions give it."""
    return f"{FROM_TOP}{folder}" if folder else TOP


def inside(path: str, folder: str) -> str | None:
    """What `path`, seen from `folder`, is in the repository; None for what lies outside, "" for the repository."""
    if path == TOP or path.startswith(FROM_TOP):
        whole = path.removeprefix(TOP).lstrip("/")
    elif path.startswith("/"):
        return None
    else:
        whole = f"{folder}/{path}".lstrip("/")
    found = posixpath.normpath(whole) if whole else "."
    if found == ".." or found.startswith("../"):
        return None
    return "" if found == "." else found


def relative(path: str, start: str) -> str:
    """The way from one folder of the repository to another one."""
    return posixpath.relpath(f"/{path}", f"/{start}")

"""Asks git which commit this is, whether it is in the repository's history, and what belongs to it."""

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from holdfast.model.errors import IncompleteError, UsageError

_WHOLE = re.compile(r"[0-9a-f]{40}")
_SECONDS = 60
_MODULE = "160000"


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit: all 40 digits, the tags on it (newest version first), and when it was made, UTC."""

    id: str
    tags: tuple[str, ...]
    at: datetime

    @property
    def tag(self) -> str:
        """The tag to show; empty when it has none."""
        return self.tags[0] if self.tags else ""


@dataclass(frozen=True, slots=True)
class Repository:
    """The git repository that a folder is in.

    Args:
        folder: where `holdfast.toml` lies; may be below the repository's root.
    """

    folder: Path

    def commit(self, name: str = "HEAD") -> Commit:
        """The commit that a hash, its beginning, a tag or a branch names, when it is in the repository's history.

        Raises:
            UsageError: there is none, or no branch and no tag leads to it.
            IncompleteError: git is not here, this is no repository, or its history is not whole.
        """
        if name.startswith("-") or not name.isprintable():
            raise UsageError("not the name of a commit", where=repr(name), next_step="give a hash or a tag")
        found = self._ask("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}", check=False)
        commit = found.stdout.strip()
        if found.returncode or not _WHOLE.fullmatch(commit):
            raise self._unknown(name)
        reached = self._ask("for-each-ref", "--contains", commit, "--count=1", "--format=%(refname)").stdout.strip()
        here = self._ask("merge-base", "--is-ancestor", commit, "HEAD", check=False).returncode == 0
        if not reached and not here:
            raise UsageError(
                "the commit is not in this repository's history: no branch and no tag leads to it",
                where=commit,
                next_step="merge it, or choose a commit of `git log`",
            )
        tags = self._ask("tag", "--points-at", commit, "--sort=-version:refname").stdout.split()
        made = int(self._ask("show", "--no-patch", "--format=%ct", commit).stdout.strip())
        return Commit(commit, tuple(tags), datetime.fromtimestamp(made, UTC))

    def commits_of(self, tag: str) -> str:
        """The commit that a tag names; empty when there is no such tag."""
        found = self._ask("rev-parse", "--verify", "--quiet", f"refs/tags/{tag}^{{commit}}", check=False)
        return found.stdout.strip()

    def require_clean(self, commit: Commit) -> None:
        """See that the working tree is that commit's: what is not committed has no name.

        Raises:
            UsageError: another commit is checked out, or a file that git tracks is not the commit's.
        """
        head = self._ask("rev-parse", "HEAD").stdout.strip()
        if head != commit.id:
            raise UsageError(
                f"the working tree is {head[:12]}, not {commit.id[:12]}",
                where=str(self.folder),
                next_step=f"git checkout {commit.tag or commit.id[:12]}",
            )
        changed = self._ask("status", "--porcelain", "--untracked-files=no", "-z", "--", ".").stdout
        if changed:
            first = changed.split("\0")[0][3:]
            raise UsageError(
                "the working tree is not what was committed", where=first, next_step="commit it, or take it back"
            )

    def tracked(self) -> Iterator[str]:
        """The files below the folder that git tracks, as paths from there.

        Raises:
            UsageError: there are submodules, whose files git does not list.
        """
        for line in self._ask("ls-files", "--stage", "-z", "--", ".").stdout.split("\0"):
            about, _, name = line.partition("\t")
            if not name:
                continue
            if about.startswith(_MODULE):
                raise UsageError("submodules are not bundled", where=name, next_step="name their folder in `include`")
            yield name

    def built(self, include: tuple[str, ...]) -> Iterator[str]:
        """The files of what the spec includes besides, as paths from the folder.

        Raises:
            UsageError: something that is named is not there.
        """
        for named in include:
            path = self.folder / named
            if not path.exists() and not path.is_symlink():
                raise UsageError(
                    "it was not built",
                    where=f"service.release.include: {named}",
                    next_step="run the lines of service.release.build before",
                )
            for below in sorted(path.rglob("*")) if path.is_dir() and not path.is_symlink() else (path,):
                if below.is_symlink() or not below.is_dir():
                    yield str(PurePosixPath(below.relative_to(self.folder)))

    def _unknown(self, name: str) -> UsageError | IncompleteError:
        shallow = self._ask("rev-parse", "--is-shallow-repository").stdout.strip() == "true"
        if shallow:
            return IncompleteError(
                "the repository's history is not whole, and the commit is not in what is here",
                where=name,
                next_step="fetch all of it: `git fetch --unshallow --tags`; in a workflow `fetch-depth: 0`",
            )
        return UsageError(
            "no such commit in this repository's history", where=name, next_step="choose one of `git log`, or a tag"
        )

    def _ask(self, *words: str, check: bool = True) -> "subprocess.CompletedProcess[str]":
        try:
            done = subprocess.run(  # noqa: S603  # an argument list, and no name begins with a dash
                ("git", *words),  # noqa: S607  # the user's own git
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                errors="replace",
                timeout=_SECONDS,
                check=False,
            )
        except FileNotFoundError as error:
            raise IncompleteError("git is not here", where=str(self.folder), next_step="install git") from error
        except subprocess.TimeoutExpired as error:
            raise IncompleteError("git does not end", where=str(self.folder), next_step="see `git status`") from error
        if done.returncode and (check or "not a git repository" in done.stderr):
            said = (done.stderr.strip().splitlines() or ["nothing"])[-1]
            raise IncompleteError(
                f"git cannot tell: {said}", where=str(self.folder), next_step="run this in the product's repository"
            )
        return done

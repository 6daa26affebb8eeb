"""Where releases lie on a host: side by side, with one link that says which of them runs."""

import os
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from holdfast.host.files import host_name, replace_text
from holdfast.host.releases.failure import ReleaseError
from holdfast.host.releases.identity import is_commit

ROOT_VARIABLE = "HOLDFAST_ROOT"
"""Names a folder that stands for `/` below which everything of a host lies; for rigs and images, not for hosts."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The places of one product in one environment on a host.

    Args:
        product: its name.
        environment: its name.
        root: what stands for `/`.
    """

    product: str
    environment: str
    root: Path = Path("/")

    @property
    def base(self) -> Path:
        """The product's folder, which is also its user's home."""
        return self.root / "opt" / self.product

    @property
    def current(self) -> Path:
        """The link to the release that runs."""
        return self.base / "current"

    @property
    def journal(self) -> Path:
        """There while a switch from one release to another is under way."""
        return self.base / "switch.json"

    @property
    def ecosystem(self) -> Path:
        """PM2's file of the release that runs."""
        return self.base / "ecosystem.config.js"

    @property
    def lock(self) -> Path:
        """Held by the hook that works."""
        return self.base / ".lock"

    @property
    def settings(self) -> Path:
        """The folder of the agent's spec and of the identity."""
        return self.root / "etc" / "holdfast"

    @property
    def release_file(self) -> Path:
        """The identity that launcher and agent tell."""
        return self.settings / "release.json"

    @property
    def units(self) -> Path:
        """Where the host's own systemd units are."""
        return self.root / "etc" / "systemd" / "system"

    @property
    def run_folder(self) -> Path:
        """Where agent and Nginx meet."""
        return self.root / "run" / "holdfast"

    def folder(self, commit: str) -> Path:
        """The folder of one release."""
        return self.base / "releases" / commit

    def running(self) -> str:
        """The commit that the link names; empty when no release runs yet, or what it names is not one."""
        try:
            name = Path(os.readlink(self.current)).name  # noqa: PTH115 - it may lead nowhere
        except OSError:
            return ""
        return name if is_commit(name) and self.folder(name).is_dir() else ""

    def point(self, commit: str) -> None:
        """Let the link name another release, in one step.

        Raises:
            ReleaseError: the folder cannot be written.
        """
        fresh = self.base / ".current.new"
        try:
            fresh.unlink(missing_ok=True)
            fresh.symlink_to(Path("releases") / commit)
            fresh.replace(self.current)
        except OSError as error:
            raise unwritable(error, self.current) from error

    def variables(self) -> Mapping[str, str]:
        """What `/etc/holdfast/PRODUCT-ENVIRONMENT.env` says, which systemd reads for the agent, too; none without it.

        Raises:
            ReleaseError: it cannot be read.
        """
        path = self.settings / f"{host_name(self.product, self.environment)}.env"
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return {}
        except (OSError, UnicodeDecodeError) as error:
            raise ReleaseError(
                "the host's variables cannot be read", where=str(path), next_step="see its permissions"
            ) from error
        return dict(
            _variable(line, path) for line in lines if line.strip() and not line.lstrip().startswith(("#", ";"))
        )


def write(path: Path, text: str) -> None:
    """Put `text` in the place of `path` in one step.

    Raises:
        ReleaseError: the place does not take it.
    """
    try:
        replace_text(path, text)
    except OSError as error:
        raise unwritable(error, path) from error


def unwritable(error: OSError, path: Path) -> ReleaseError:
    """The error of a place on the host that does not take what it should."""
    return ReleaseError(
        f"cannot be written ({error.strerror})",
        where=str(error.filename or path),
        next_step="see its owner, and the space on the disk",
    )


def _variable(line: str, path: Path) -> tuple[str, str]:
    name, sign, value = line.strip().partition("=")
    try:
        words = shlex.split(value)
    except ValueError:
        words = [value]
    if not sign or not name.isidentifier():
        raise ReleaseError("a line is no variable", where=str(path), next_step="write each as NAME=value")
    return name, " ".join(words)

"""Asks the host about its own disks and memory."""

import os
from dataclasses import dataclass

import psutil  # type: ignore[import-untyped]

from holdfast.host.health.probe import Answer

_TOO_MUCH = "{used:.0f} % of {what} is in use; {limit} % is the limit"


@dataclass(frozen=True, slots=True)
class Disk:
    """How full the file system of a folder is: its bytes, and its inodes where it counts them.

    Args:
        folder: any path on the file system.
        limit_percent: use, as `df` counts it (what root keeps is not free), from which it is full.
    """

    folder: str
    limit_percent: int

    def ask(self) -> Answer:
        """Ask the file system; a missing folder fails."""
        try:
            seen = os.statvfs(self.folder)
        except FileNotFoundError:
            return Answer(ok=False, reason="there is no such folder")
        except OSError as error:
            return Answer(ok=False, reason=f"the folder cannot be asked: {error.strerror}")
        used = _percent(seen.f_blocks - seen.f_bfree, seen.f_bavail)
        inodes = _percent(seen.f_files - seen.f_ffree, seen.f_favail)
        values = {
            "used_percent": used,
            "free_bytes": float(seen.f_bavail * seen.f_frsize),
            "total_bytes": float(seen.f_blocks * seen.f_frsize),
            "inodes_used_percent": inodes,
        }
        what, most = ("inodes", inodes) if inodes > used else ("the space", used)
        if most < self.limit_percent:
            return Answer(ok=True, reason=f"{most:.0f} % of {what} is in use", values=values)
        return Answer(ok=False, reason=_TOO_MUCH.format(used=most, what=what, limit=self.limit_percent), values=values)

    def abandon(self) -> None:
        """Do nothing: a dead network folder answers when it comes back."""


@dataclass(frozen=True, slots=True)
class Memory:
    """How much of the host's memory is in use; what the kernel can free at once counts as free."""

    limit_percent: int

    def ask(self) -> Answer:
        """Read the kernel's counts."""
        seen = psutil.virtual_memory()
        swap = psutil.swap_memory()
        values = {
            "used_percent": float(seen.percent),
            "available_bytes": float(seen.available),
            "total_bytes": float(seen.total),
            "swap_used_bytes": float(swap.used),
        }
        if seen.percent < self.limit_percent:
            return Answer(ok=True, reason=f"{seen.percent:.0f} % of memory is in use", values=values)
        reason = _TOO_MUCH.format(used=seen.percent, what="memory", limit=self.limit_percent)
        return Answer(ok=False, reason=reason, values=values)

    def abandon(self) -> None:
        """Do nothing: the kernel answers at once."""


def _percent(used: int, free: int) -> float:
    return 100.0 * used / (used + free) if used + free > 0 else 0.0

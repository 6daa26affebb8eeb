"""What goes wrong with a backup: one error for all parts, safe to print, with its cause in one word."""

from enum import StrEnum

from holdfast.model.errors import ExitCode, HoldfastError


class Cause(StrEnum):
    """Why something did not work, for those who must react differently."""

    STORE_DENIED = "store-denied"
    STORE_MISSING = "store-missing"
    """No such bucket, or it is in another region."""
    STORE_UNREACHABLE = "store-unreachable"
    """Timeouts, 500s and broken connections that outlived the retries."""
    STORE_DAMAGED = "store-damaged"
    """What came back is not what was stored: truncated, or other bytes."""
    DATABASE = "database"
    PROGRAM = "program"
    """A program is missing, is too old, or failed."""
    DISK_FULL = "disk-full"
    MANIFEST = "manifest"
    KEY = "key"
    """The key that decrypts is missing or another one."""
    TARGET = "target"
    """The target of a restore may not be used as it is."""
    DIFFERENT = "different"
    """What was restored is not what the manifest says."""
    UNSUPPORTED = "unsupported"


_UNREAD = frozenset({Cause.STORE_DENIED, Cause.STORE_MISSING, Cause.STORE_UNREACHABLE, Cause.DATABASE})


class BackupError(HoldfastError):
    """A backup, a verification or a restore did not reach its end; nothing that was good is lost by it.

    It ends a command with 3 when the store or the database could not be reached or read, else with 1.

    Args:
        cause: in one word.
        happened: one sentence without a full stop; never a password, never an exception's own text of unknown content.
        where: the bucket and key, the program, the folder.
        next_step: what the reader does now.
    """

    def __init__(self, cause: Cause, happened: str, *, where: str = "", next_step: str = "") -> None:
        super().__init__(happened, where=where, next_step=next_step)
        self.cause = cause
        self.exit_code = ExitCode.INCOMPLETE if cause in _UNREAD else ExitCode.OPEN


def lost_database(who: str) -> BackupError:
    """The error of a connection that broke while `who` used it; whoever of a run notices first, it says the same."""
    return BackupError(
        Cause.DATABASE,
        f"{who} lost the database in the middle: it was stopped or restarted, or another server took over",
        where=who,
        next_step="nothing is kept of this attempt: when the database answers again, run it again",
    )

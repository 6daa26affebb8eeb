"""What goes wrong with a release: one error, safe to print, that ends a command with 1."""

from holdfast.model.errors import ExitCode, HoldfastError


class ReleaseError(HoldfastError):
    """A release was not made, not brought to the hosts, or not found good there; what ran before still does."""

    exit_code = ExitCode.OPEN

"""Lets Nginx read its configuration again, after Nginx itself has said that it can."""

import re
import subprocess
from dataclasses import dataclass

from holdfast.model.errors import IncompleteError

_PLACE = re.compile(r"\[emerg\].* in (?P<file>/[^\s:]+:\d+)$", re.MULTILINE)


class ReloadError(IncompleteError):
    """Nginx refused the configuration, does not run, or did not answer."""


@dataclass(frozen=True, slots=True)
class NginxReload:
    """Called, it runs `nginx -t` and then `nginx -s reload`; the second only tells the running Nginx.

    Args:
        command: Nginx with the options that name its configuration, word by word.
        timeout_seconds: for each of the two.
    """

    command: tuple[str, ...] = ("nginx",)
    timeout_seconds: float = 10

    def __call__(self) -> None:
        """Test and reload.

        Raises:
            ReloadError: it was not done; Nginx goes on with what it had.
        """
        self._run(("-t", "-q"), "Nginx refuses its configuration", "run `nginx -t` and mend what it says")
        self._run(("-s", "reload"), "Nginx cannot be told to reload", "see whether Nginx is running")

    def _run(self, words: tuple[str, ...], happened: str, next_step: str) -> None:
        try:
            done = subprocess.run(  # noqa: S603  # an argument list, and none of it comes from a request
                (*self.command, *words),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=self.timeout_seconds,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise ReloadError(f"{happened}: no answer in time", next_step=next_step) from error
        except OSError as error:
            raise ReloadError(f"{happened}: {error.strerror}", next_step="install Nginx, or fix the path") from error
        if done.returncode != 0:
            # Only the place: the message itself may quote a value of somebody's configuration.
            place = _PLACE.search(done.stderr.decode(errors="replace"))
            raise ReloadError(happened, where=place["file"] if place else "", next_step=next_step)

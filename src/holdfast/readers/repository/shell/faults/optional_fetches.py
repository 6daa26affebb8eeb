"""Fetches and pushes of a script that may fail without loss: something else fails in their place."""

from functools import cached_property

from holdfast.model.record import record
from holdfast.model.regex import regex
from holdfast.readers.repository.shell.releases import releases
from holdfast.readers.repository.shell.steps.purposes import activation, is_build, is_fetch
from holdfast.readers.repository.shell.steps.sent import hands_on
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.command import Command, Failure

_COMPOSE_PULLS = regex(r"^docker(?:-| )compose\b[^\n]{0,200}? pull\b")
_UPDATES = regex(r"^git (?:-C \S+ )?(?:pull|fetch|reset|checkout)\b")


@record(frozen=True)
class OptionalFetches:
    """What a script does around its fetches, gone through once however many there are.

    Args:
        source: the script.
    """

    source: Source

    def holds(self, command: Command) -> bool:
        """A failing `docker pull` before a build only costs the layer cache; `git fetch` has its checkout after it.

        A clone that is there already is brought up to date; where nothing does that, the old program is started
        unnoticed. Beside a push that is heeded another may hand on a second name. What a way back asks for has run
        here before. At a host's first start there are no older images: Compose fetches them itself, or fails.
        """
        if self.source.first_boot and _COMPOSE_PULLS.match(command.text):
            return self._last_activation > command.order
        if releases.in_way_back(command) and is_fetch(command):
            return True
        if command.text.startswith("git clone"):
            return self._last_update > command.order or self._last_activation <= command.order
        if command.text.startswith("docker pull"):
            return not self._runs_what_it_pulls(command)
        if hands_on(command):
            return self._heeded or "cache" in command.text
        return command.text.startswith("git fetch")

    def _runs_what_it_pulls(self, pull: Command) -> bool:
        """Its image is started next, and nothing builds it here: without it the old one is."""
        image = next((arg for arg in pull.args[1:] if not arg.startswith("-")), "")
        return self._last_start.get((pull.remote, image), -1) > pull.order and not self._builds

    @cached_property
    def _last_update(self) -> int:
        return max((one.order for one in self.source.commands if _UPDATES.match(one.text)), default=-1)

    @cached_property
    def _last_activation(self) -> int:
        return max((live.order for live in self.source.activations), default=-1)

    @cached_property
    def _heeded(self) -> bool:
        return any(hands_on(one) and one.failure is not Failure.SWALLOWED for one in self.source.commands)

    @cached_property
    def _builds(self) -> bool:
        return any(map(is_build, self.source.commands))

    @cached_property
    def _last_start(self) -> dict[tuple[str, str], int]:
        """Where each word is last handed to a container that starts, on each host."""
        starts = (one for one in self.source.commands if activation(one) == "docker")
        return {(one.remote, arg): one.order for one in starts for arg in one.args}

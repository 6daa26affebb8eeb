"""Scripts that say a release is out whatever became of it: what started it may have failed, and nobody asks."""

import re
from collections.abc import Iterator

from holdfast.model.facts import ScriptFault
from holdfast.model.regex import regex
from holdfast.readers.repository.shell.delivery.reader import probes
from holdfast.readers.repository.shell.steps.purposes import activation
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.command import Command, Failure

_FORMS = {
    Failure.UNCHECKED: "no-error-exit",
    Failure.SWALLOWED: "error-swallowed",
    Failure.HIDDEN: "pipe-hides-error",
}
_SAYS = frozenset(("echo", "printf", "log", "info", "log_info", "success", "log_success", "print_success"))
_DONE = regex(r"complete|success|done|finish|deployed|완료|성공|끝|完了|成功|終了", re.IGNORECASE)
_OF_A_RELEASE = regex(r"(?:^|[-_.])(?:re)?(?:deploy|release|switch|rollout|start|restart|run)", re.IGNORECASE)


def said_done(source: Source) -> Iterator[ScriptFault]:
    """The last step that puts the release live, where only words follow, one of which says that all went well."""
    if "ERR" in source.snippet.text.partition("trap ")[2][:400]:
        return
    own = [command for command in source.commands if not command.function]
    live = [command for command in own if _puts_live(command, source)]
    last = live[-1] if live else None
    form = _FORMS.get(last.failure) if last is not None else None
    if last is None or form is None or last.branch or last.background or last.remote:
        return
    if form == "pipe-hides-error" and last.feeds[:1] != ("tee",):
        return
    behind = own[own.index(last) + 1 :]
    if not any(_says_done(command) for command in behind) or any(_looks(command) for command in behind):
        return
    if any(probe.command.order > last.order for probe in probes(source.commands, source.script.variables)):
        return
    yield source.fault("deploy", form, last)


def _puts_live(command: Command, source: Source) -> bool:
    """It starts what was released, or has another of the repository's scripts do so."""
    script = command.name.rpartition("/")[2] if command.name.endswith(".sh") else ""
    if not script and command.name in ("sh", "bash") and command.args:
        script = command.args[0].rpartition("/")[2]
    by_script = script in source.known_scripts and script != source.snippet.name
    return (by_script and _OF_A_RELEASE.search(script) is not None) or bool(activation(command))


def _says_done(command: Command) -> bool:
    return command.name in _SAYS and not command.branch and _DONE.search(command.text) is not None


def _looks(command: Command) -> bool:
    """It asks how it went, or ends by what came out."""
    return command.name in ("exit", "[", "test") or any("$?" in arg for arg in command.args)

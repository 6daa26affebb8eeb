"""Scripts that the clock starts to look how the product is, and that call somebody when it is unwell."""

from collections.abc import Iterator

from holdfast.model.facts import Alarm, Watched
from holdfast.model.regex import regex
from holdfast.readers.repository.shell.command import Command
from holdfast.readers.repository.shell.looked_at import ASKS, LOOKS_BY_NAME, MEASURES, SENDS, calls_of
from holdfast.readers.repository.shell.source import Source

_PROBES = regex(r"^(?:curl|wget)\b(?=.*(?:https?://|localhost|127\.0\.0\.1|\$))")
_FAILS = regex(r"\s(?:--fail\S*|-[a-zA-Z]*f[a-zA-Z]*)(?=\s)|http_code|^wget\b")
_KEEPS = regex(r"\s(?:-[a-zA-Z]*O[a-zA-Z]*|(?:-[a-zA-Z]*o|--output)[= ]?(?!\s?/dev/null)\S+)(?=\s|$)")
_HEALTH = regex(r"(?i)health|\bping\b|status|alive|ready|uptime|heartbeat")
_WATCHES = regex(r"(?i)monitor|uptime|health|watch|heartbeat|alive|check|監視|모니터링")


def watched(source: Source) -> Iterator[Alarm]:
    """One for each of what it measures or asks; who wrote a scheduled job of a forge is written to when it fails."""
    if source.schedule is None or source.instructed:
        return
    workflow = source.actor == "workflow"
    if not workflow and not calls_of(source):
        return
    named = _WATCHES.search(source.snippet.name) is not None
    looks = LOOKS_BY_NAME.search(source.snippet.name) is not None
    told: dict[Watched, Command] = {}
    for command in source.commands:
        found = Watched.UPTIME if _asks(command, named=named) else None if workflow else MEASURES.get(command.name)
        if found is None and not workflow and looks and ASKS.match(command.text):
            found = Watched.PROCESS
        if found is not None:
            told.setdefault(found, command)
    for watches, command in told.items():
        yield Alarm(**source.common(command), watches=watches, notifies=True, system="script")


def _asks(command: Command, *, named: bool) -> bool:
    """It asks the product over the net, and sees a wrong answer as a failure; what it fetches to keep is a tool."""
    text = command.text[:2_000]
    if not _PROBES.match(text) or SENDS.search(text) or _KEEPS.search(text):
        return False
    return _FAILS.search(text) is not None and (named or _HEALTH.search(text) is not None)

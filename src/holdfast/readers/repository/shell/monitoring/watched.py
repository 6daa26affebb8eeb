"""Scripts that the clock starts to look how the product is, and that call somebody when it is unwell."""

from collections.abc import Iterator

from holdfast.model.facts import Alarm, MetricSource, Watched
from holdfast.model.regex import regex
from holdfast.readers.repository.shell.monitoring.looked_at import ASKS, LOOKS_BY_NAME, MEASURES, SENDS, calls_of
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.command import TESTS, Command, Failure

_PROBES = regex(r"^(?:curl|wget)\b(?=.*(?:https?://|localhost|127\.0\.0\.1|\$))")
_FAILS = regex(r"\s(?:--fail\S*|-[a-zA-Z]*f[a-zA-Z]*)(?=\s)|http_code|^wget\b")
_KEEPS = regex(r"\s(?:-[a-zA-Z]*O[a-zA-Z]*|(?:-[a-zA-Z]*o|--output)[= ]?(?!\s?/dev/null)\S+)(?=\s|$)")
_HEALTH = regex(r"(?i)health|\bping\b|status|alive|ready|uptime|heartbeat")
_WATCHES = regex(r"(?i)monitor|uptime|health|watch|heartbeat|alive|check|監視|모니터링")


def watched(source: Source) -> Iterator[Alarm | MetricSource]:
    """One for each of what it measures or asks; who wrote a scheduled job of a forge is written to when it fails.

    A job that says a word and ends well, whatever it heard, is looked at by whoever opens its log.
    """
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
        if workflow and _ends_well(command, source):
            at = source.place(command)
            system, places = command.name, {"alarms": at}
            yield MetricSource(**source.common(at), places=places, watches=watches, system=system, by_hand=True)
            continue
        yield Alarm(**source.common(command), watches=watches, notifies=True, system="script")


def _ends_well(command: Command, source: Source) -> bool:
    """No answer makes the job fail, and nothing else is told of it: neither a program nor a later step."""
    behind = source.commands[command.order :]
    fails = any(one.name in _MAY_FAIL and one.args != ("0",) and not one.condition for one in behind)
    told = any("GITHUB_" in file for one in behind for file in one.writes) or bool(calls_of(source))
    only_said = any(text.partition(" ")[0] in source.says for text in command.fallback)
    return only_said and command.failure is Failure.SWALLOWED and not (fails or told)


_MAY_FAIL = frozenset(("exit", "false", "return", *TESTS))


def _asks(command: Command, *, named: bool) -> bool:
    """It asks the product over the net, and sees a wrong answer as a failure; what it fetches to keep is a tool."""
    text = command.text[:2_000]
    if not _PROBES.match(text) or SENDS.search(text) or _KEEPS.search(text):
        return False
    seen = _FAILS.search(text) is not None or bool(command.fallback)
    return seen and (named or _HEALTH.search(text) is not None)

"""Scripts that see a step fail, say so, and end as if all were well: nobody who waits for them hears of it."""

from collections.abc import Callable, Iterator

from holdfast.model.evidence import MAX_LINES
from holdfast.model.facts import ScriptFault
from holdfast.model.regex import regex
from holdfast.readers.repository.shell.steps.purposes import probe_url, publishes
from holdfast.readers.repository.shell.steps.sent import sends_release
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.steps.spoken import failure_is_spoken_of, given_up_well, status_is_spoken_of
from holdfast.readers.repository.shell.steps.tested import is_test
from holdfast.readers.repository.shell.syntax.command import TESTS, Command, Failure

_NOTHING_TO_DO = regex(
    r"(?i)\bno (?:new |other )?(?:changes?|commits?|updates?)\b|nothing (?:new|changed|to)|unchanged|up[- ]to[- ]date"
    r"|already|변경 ?(?:사항|내용)?[이은]? ?없|이미|변화 ?없|変更(?:が|は)?(?:ない|なし|ありません)|既に|すでに|最新"
)
"""What says that the step was not needed."""


_CALLS_IT_BAD = regex(
    r"(?i)\berr|fail|unhealth|not (?:running|healthy|up|ready|started)|실패|오류|에러|비정상|失敗|エラー|異常"
)

_Suffers = Callable[[Command, Source], str | None]


def given_up(source: Source, suffers: _Suffers, *, deploys: bool) -> Iterator[ScriptFault]:
    """Each step whose failure ends the script so.

    Args:
        source: the script.
        suffers: what suffers from the failure of a command.
        deploys: the script puts a release live, or is a part of what does.
    """
    if any(one.name == "trap" and "EXIT" in one.args and "exit" in one.args[0] for one in source.commands):
        return  # it ends by what is done at any end
    first = source.activations[0].order if source.activations else len(source.commands)
    for command in source.commands:
        activity = _activity(command, source, suffers, live=command.order > first)
        if activity is None or (activity in ("deploy", "test") and not deploys):
            continue
        spoken = failure_is_spoken_of(command, source) or status_is_spoken_of(command, source)
        if activity == "test" and source.activations and command.order < first and spoken:
            yield source.fault("test", "error-swallowed", command)
            continue
        ends = given_up_well(command, source)
        if ends is None or (ends.name == "return" and activity == "probe"):
            continue
        said = source.commands[command.order + 1 : ends.order]
        words = " ".join(one.text for one in said if one.name in source.says)
        if _NOTHING_TO_DO.search(words) or (command.name == "grep" and not _CALLS_IT_BAD.search(words)):
            continue
        asked = next((one for one in said if one.name in TESTS and not one.branch[len(command.branch) :]), command)
        last = ends if ends.end_line - asked.line < MAX_LINES else None
        yield source.fault("deploy" if activity == "probe" else activity, "error-swallowed", asked, last)


def _activity(command: Command, source: Source, suffers: _Suffers, *, live: bool) -> str | None:
    asked = command.condition or command.negated or command.fallback
    if not asked and (command.errexit or command.failure is not Failure.HANDLED):
        return None  # nobody asks, or the script has ended before anybody does
    if is_test(command):
        return "test"
    if (suffered := suffers(command, source)) is not None:
        return suffered
    if publishes(command) or sends_release(command, source.script):
        return "deploy"
    return "probe" if live and (probe_url(command) or _looks_for(command, source)) else None


_STATES = frozenset(("docker", "docker-compose", "podman", "pm2", "systemctl", "ps", "curl"))


def _looks_for(command: Command, source: Source) -> bool:
    """`docker ps | grep shop`: whether what was started is there."""
    before = source.commands[command.order - 1] if command.name == "grep" and command.order else None
    return before is not None and before.name in _STATES and "grep" in before.feeds

"""`aws cloudwatch put-metric-alarm` in scripts."""

from collections.abc import Iterator

from holdfast.model.facts import Alarm, Fact, MetricSource
from holdfast.model.regex import regex
from holdfast.readers.repository.monitoring.alarm_actions import only_acts
from holdfast.readers.repository.monitoring.alarm_sense import Dimension, can_ring, is_kept_alone, is_kept_under
from holdfast.readers.repository.monitoring.metrics import is_measured, watched_by
from holdfast.readers.repository.shell.cloud.arguments import named
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.command import Command

_DIMENSION = regex(r"\bName=([\w-]{1,60})")
_NUMBER = regex(r"\d{1,15}(?:\.\d{1,9})?")


def put_alarm(command: Command, source: Source) -> Iterator[Fact]:
    """The alarm; what only starts a scaling policy calls nobody, and no more than measures."""
    metric = named(command, source, "--metric-name") or ""
    name = named(command, source, "--alarm-name")
    namespace = command.option("--namespace") or ""
    watches = watched_by(metric or name or "", namespace)
    actions = command.many("--alarm-actions")
    if actions and all(only_acts(source.script.expand(action)) for action in actions):
        at = source.snippet.at(command.line_of("--alarm-actions"))
        yield MetricSource(**source.common(command, name or ""), watches=watches, places={"alarms": at})
        return
    dimensions = [Dimension(word) for part in command.many("--dimensions") for word in _DIMENSION.findall(part)]
    kept = not metric or command.has("--cli-input-json") or is_kept_under(namespace, metric, dimensions)
    if metric and _tells_all(command) and not command.has("--dimensions"):
        kept = is_kept_alone(namespace, metric)
    threshold = source.script.by_default(command.option("--threshold") or "")
    yield Alarm(
        **source.common(command, name or ""),
        places={"threshold": source.snippet.at(command.line_of("--threshold"))},
        watches=watches,
        measured=kept and is_measured(metric, namespace),
        rings=can_ring(
            metric,
            namespace,
            command.option("--statistic") or "",
            command.option("--comparison-operator") or "",
            float(threshold) if _NUMBER.fullmatch(threshold) else None,
        ),
        name=name,
        notifies=bool(actions) and not command.has("--no-actions-enabled"),
    )


def _tells_all(command: Command) -> bool:
    """Nothing else hands it options: no file, and no list that a variable holds."""
    before = ("", *command.args)
    listed = any("$" in arg and not one.startswith("--") for one, arg in zip(before, command.args, strict=False))
    return not listed and not command.has("--cli-input-json", "--cli-input-yaml")

"""Jobs that the clock starts to look how the product is, and that only write down what they saw."""

from collections.abc import Iterable, Iterator

from holdfast.model.evidence import MAX_LINES
from holdfast.model.facts import MetricSource, Watched
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.monitoring.messengers import MESSENGERS
from holdfast.readers.repository.shell.certificates.expiry import CALLS
from holdfast.readers.repository.shell.syntax.command import TESTS, Command
from holdfast.readers.repository.shell.syntax.parse import parse
from holdfast.readers.repository.workflows.shape import Job, Step

_NAMED = regex(
    r"(?i)monitor|watch|health|uptime|status|\bcheck|감시|모니터링|상태|점검|監視|モニタリング|状態|点検|確認"
)
_DESCRIBES = regex(
    r"^(?:\w{1,60}=[\"']?\$\()?aws(?: --?[\w-]+ \S+){0,3} (?P<asks>"
    r"(?:rds|ecs|ec2|elbv2|elb|elasticache|autoscaling|lightsail|elasticbeanstalk) (?:describe|get-\w+)-[\w-]+"
    r"|cloudwatch (?:get-metric-\w+|describe-alarms))\b"
)
_DECIDES = frozenset(("exit", "false", "return", *TESTS))
_ACTS = regex(
    r"^aws(?: --?[\w-]+ \S+){0,3} [\w-]+ "
    r"(?:create|update|put|start|stop|reboot|delete|modify|run|send|publish|copy|set|terminate)\b"
    r"|^(?:terraform|docker|kubectl|ssh|scp|rsync|git|gh|cdk)\b"
)
"""It does more than to look, or somebody hears of what it saw."""


def looked_at(job: Job, snippet: Snippet) -> Iterator[MetricSource]:
    """One for the job, from its first step that has AWS describe something to the last one near it."""
    named = any(map(_NAMED.search, (job.name, snippet.name, *(step.name for step in job.steps))))
    if not job.schedule or not named:
        return
    told = [(step, list(_commands(step))) for step in job.steps]
    if any(step.uses and _CALLING.search(step.uses) for step, _ in told) or any(map(_acts, _all(told))):
        return
    asked = [(step, asks) for step, commands in told if (asks := _asked(commands))]
    if asked:
        first, system = asked[0]
        begins = first.lines[0]
        near = [step.lines[1] for step, _ in asked if step.lines[1] - begins < MAX_LINES]
        at = snippet.at(begins, near[-1] if near else begins)
        yield MetricSource(
            kind=snippet.kind,
            at=at,
            environment=job.environment,
            old=snippet.old,
            places={"alarms": at},
            watches=Watched.PROCESS,
            system=system,
            by_hand=True,
        )


_CALLING = regex(rf"(?i){MESSENGERS}|teams|mail|notif|issue|github-script")


def _commands(step: Step) -> Iterator[Command]:
    for shell in step.shells:
        yield from parse(shell.text).commands


def _all(told: Iterable[tuple[Step, list[Command]]]) -> Iterator[Command]:
    return (command for _, commands in told for command in commands)


def _acts(command: Command) -> bool:
    text = command.text[:2_000]
    fails = command.name in _DECIDES and command.args != ("0",) and not command.condition
    return fails or _ACTS.match(text) is not None or CALLS.search(text) is not None


def _asked(commands: Iterable[Command]) -> str:
    matches = (_DESCRIBES.match(command.text[:2_000]) for command in commands)
    return next((f"aws {match['asks']}" for match in matches if match is not None), "")

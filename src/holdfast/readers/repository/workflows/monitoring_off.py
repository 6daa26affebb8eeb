"""Steps of a pipeline that were to set monitoring up, and do not: their condition says no, or they only say so."""

from collections.abc import Iterator

from holdfast.model.facts import MetricSource, Watched
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell.syntax.command import Command
from holdfast.readers.repository.shell.syntax.parse import parse
from holdfast.readers.repository.workflows.shape import Job, Step

_WATCHES = regex(
    r"(?i)monitoring|observability|prometheus|grafana|alert-?manager|\bloki\b|datadog|cloud ?watch|\balarms?\b"
    r"|모니터링|알람|관측|監視|モニタリング|アラーム"
)
_SETS_UP = regex(
    r"(?i)deploy|install|set ?up|start|\brun\b|\bup\b|enable|create|apply|configure|배포|설치|설정|실행|구성|시작"
    r"|デプロイ|設定|起動|導入|構築"
)
_NEVER = regex(r"\s*(?:\$\{\{\s*)?false(?:\s*\}\})?\s*")
_SPEAKS = frozenset(("echo", "printf", ":", "true", "exit"))
_HEARD = regex(r"&?[12]$|/dev/|[\"']?\$\{?GITHUB_STEP_SUMMARY\b")
"""Where what somebody says goes to whoever reads along."""
_PASSES_OVER = regex(
    r"(?i)skip|disabled|turned off|not (?:deployed|enabled|started)|\blater\b|건너|비활성|생략|보류|중단|추후"
    r"|スキップ|無効|省略|後で"
)


def monitoring_off(job: Job, snippet: Snippet) -> Iterator[MetricSource]:
    """Each such step, by its name."""
    silent = {step.node.line for step in job.steps if _only_speaks(step)}
    for node in job.node.items("steps"):
        name = node.text("name") or ""
        never = _NEVER.fullmatch(node.text("if") or "") is not None
        if _WATCHES.search(name) and _SETS_UP.search(name) and (never or node.line in silent):
            yield MetricSource(
                kind=snippet.kind,
                at=snippet.at(node.line, max(node.line, node.end)),
                environment=job.environment,
                old=snippet.old,
                watches=Watched.CPU,
                system=name,
                off=True,
            )


def _only_speaks(step: Step) -> bool:
    """Its commands do nothing but say something, and that is that it does nothing."""
    if step.uses or not any(_PASSES_OVER.search(row[:500]) for shell in step.shells for row in shell.text.splitlines()):
        return False
    return only_says(step)


def only_says(step: Step, besides: frozenset[str] = frozenset()) -> bool:
    """Nothing that its commands say goes farther than to whoever reads the job's log; `besides`: other programs."""
    scripts = [parse(shell.text) for shell in step.shells]
    return not any(one.broken for one in scripts) and all(
        told.name in besides or _speaks(told) for one in scripts for told in one.commands
    )


def _speaks(command: Command) -> bool:
    return command.name in _SPEAKS and all(_HEARD.match(one.target) for one in command.redirects)

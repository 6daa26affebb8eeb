"""When the clock starts a pipeline or one of its jobs, as each dialect says it."""

from collections.abc import Iterator

from holdfast.model.regex import regex
from holdfast.readers.repository.text.nodes import Node

SET_ELSEWHERE = "scheduled"
"""The clock starts it; how often is set on a page of the forge, and stands in no file."""

_BY_CLOCK = regex(r"\$CI_PIPELINE_SOURCE\s{0,4}={2,3}\s{0,4}[\"']schedule[\"']")
_NOT_BY_CLOCK = regex(r"\bne\([^()]{0,80}'Schedule'\s{0,4}\)")


def of_gitlab(node: Node, root: Node) -> str | None:
    """Of a job whose rules let schedules start it, or that has none in a pipeline which only they start."""
    only = (*node.texts("only"), *node.child("only").texts("refs"))
    rules = node.items("rules")
    whole = [rule for rule in root.items("workflow", "rules") if rule.text("when") != "never"]
    by_rules = any(map(_is_by_clock, rules)) if rules else bool(whole) and all(map(_is_by_clock, whole))
    return SET_ELSEWHERE if "schedules" in only or by_rules else None


def _is_by_clock(rule: Node) -> bool:
    return rule.text("when") != "never" and _BY_CLOCK.search(rule.text("if") or "") is not None


def of_circleci(root: Node) -> dict[str, str]:
    """Of the jobs that workflows on the clock start, by the jobs' keys."""
    found: dict[str, str] = {}
    for workflow in root.child("workflows").entries().values():
        clock = next(_clocks(workflow), None)
        for item in workflow.items("jobs") if clock else ():
            names = [item.value] if isinstance(item.value, str) else list(item.entries())
            found.update(dict.fromkeys(names, clock or ""))
    return found


def _clocks(workflow: Node) -> Iterator[str]:
    for trigger in workflow.items("triggers"):
        yield from filter(None, (trigger.text("schedule", "cron"),))
    if _asks_for_clock(workflow.child("when")):
        yield SET_ELSEWHERE


def _asks_for_clock(when: Node) -> bool:
    asked = (when, *when.items("and"))
    return any("scheduled_pipeline" in one.texts("equal") for one in asked)


def of_azure(root: Node, job: Node) -> str | None:
    """Of a pipeline with schedules, but for a job that those do not start."""
    kept_out = _NOT_BY_CLOCK.search(job.text("condition") or "") is not None
    return None if kept_out else next((item.text("cron") for item in root.items("schedules")), None)


_TRIGGERS = regex(
    r"\b(?:triggers\s{0,8}\{[^{}]{0,400}?|pipelineTriggers\(\s{0,8}\[[^\[\]]{0,400}?)"
    r"\b(?:parameterizedC|c)ron\(?\s{0,8}(?:'''|\"\"\"|['\"])\s{0,20}(?P<cron>[\w*@/,() \t-]{3,80})"
)


def of_jenkins(text: str) -> str | None:
    """Of a pipeline with a timer of its own; one that only looks for new commits has none."""
    match = _TRIGGERS.search(text)
    return match["cron"].strip() if match else None

"""Other people's actions among the steps of a job, and the secrets within their reach."""

import re
from collections.abc import Iterator

from holdfast.model.evidence import Location
from holdfast.model.facts import ThirdPartyAction
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.workflows.shape import Job, Step

_OWN = ("actions/", "github/", "aws-actions/", "./", "../", "docker://")
_COMMIT = regex(r"[0-9a-f]{40}\Z")
_TAKES_ROLE = "aws-actions/configure-aws-credentials"
_OF_ROLE = ("AWS_SESSION_TOKEN",)
_WORKS_ON_AWS = regex(
    r"(?i)^(?!(?:hashicorp|opentofu|pulumi|docker|aws-actions)/)"
    r"(?![^\n]*(?:setup|install|login|lint|scan|check|docs|comment|cache|notif))"
    r"[^\n]*?(?:aws|cdk|\becs\b|\bs3\b|lambda|cloudfront|cloudformation|terraform|terragrunt|serverless|\bsam\b"
    r"|beanstalk|codedeploy)"
)
"""What somebody else made to change things in an account; the makers of the tools themselves apart."""
_BRANCH = regex(r"@(?:master|main|dev(?:elop)?|trunk|head)$", re.IGNORECASE)
_TOOL_MAKERS = regex(
    r"(?i)^(?:hashicorp|opentofu|pulumi|docker|gradle|pnpm|ruby|astral-sh|oven-sh|denoland|azure|google-github-actions)/"
)
_SECRET = regex(r"\bsecrets\.(\w{1,80})")


def others_actions(job: Job, snippet: Snippet) -> Iterator[ThirdPartyAction]:
    """One fact for each of them, and for a whole workflow of somebody else's that inherits the secrets."""
    if job.uses and _is_foreign(job.uses) and job.hands_secrets:
        yield _third_party(job.uses, snippet.at(job.node.child("uses").line), job, snippet, ("inherited",))
    lent = _lent(job)
    for step in filter(lambda one: _is_foreign(one.uses), job.steps):
        at = snippet.at(step.node.child("uses").line)
        around = _in_force(job, step) or _within_reach(job, step)
        handed = step.secrets() or (_OF_ROLE if step.node.line in lent else around)
        yield _third_party(step.uses, at, job, snippet, handed)


def _lent(job: Job) -> frozenset[int]:
    """The lines of actions that find the keys of a role, which the step that takes it up leaves to the others.

    Those that work on AWS use them; those that are run from a branch may do so with the next commit.
    """
    taken = False
    found = set[int]()
    for step in job.steps:
        if step.action.startswith(_TAKES_ROLE):
            taken = step.input("role-to-assume") is not None
        elif taken and (_WORKS_ON_AWS.search(step.action) or _BRANCH.search(step.uses)):
            found.add(step.node.line)
    return frozenset(found)


def _within_reach(job: Job, step: Step) -> tuple[str, ...]:
    """The secrets of a job that runs an action from its branch: what it leaves on the runner handles them next."""
    if not _BRANCH.search(step.uses):
        return ()
    after = (one for one in job.steps if one.node.line > step.node.line)
    return tuple(dict.fromkeys(name for one in after for name in one.secrets()))


def _in_force(job: Job, step: Step) -> tuple[str, ...]:
    """The secrets that every step of the job has in its environment; the makers of a tool see what it is run with."""
    if _TOOL_MAKERS.match(step.uses):
        return ()
    return tuple(dict.fromkeys(name for value in job.settings.values() for name in _SECRET.findall(value)))


def _third_party(uses: str, at: Location, job: Job, snippet: Snippet, secrets: tuple[str, ...]) -> ThirdPartyAction:
    name, _, ref = uses.partition("@")
    return ThirdPartyAction(
        kind=snippet.kind,
        at=at,
        environment=job.environment,
        old=snippet.old,
        name=name,
        ref=ref,
        pinned=bool(_COMMIT.match(ref)),
        secrets=secrets,
    )


def _is_foreign(uses: str) -> bool:
    return bool(uses) and not uses.lower().startswith(_OWN) and "/" in uses

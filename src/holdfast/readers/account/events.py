"""EventBridge: rules that call somebody as soon as the root user signs in or does something."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from holdfast.model.facts import RootUse
from holdfast.model.regex import regex
from holdfast.readers.account.base import Account, AccountReader, Call, Reach, Reading, Record, Refused, each, seen
from holdfast.readers.account.cloudtrail import STATUS, TRAILS, trails_that_log
from holdfast.readers.account.values import child, name_of, text

RULES = Call("events", "list_rules", "events:ListRules", page=100)
TARGETS = Call(
    "events",
    "list_targets_by_rule",
    "events:ListTargetsByRule",
    resource="arn:aws:events:*:*:rule/*",
    page=100,
    absent=frozenset(["ResourceNotFoundException"]),
)

_CALLS = regex(r":(?:sns|lambda|states|events|ssm-incidents|chatbot):")
"""Targets from which somebody can hear of it: a topic, code, another bus, an incident; not a queue, not a log."""
_BY_WAY_OF_TRAILS = frozenset(["AWS Console Sign In via CloudTrail", "AWS API Call via CloudTrail"])
_ROOT = "root"
_SIGN_IN = "ConsoleLogin"


def _rules(account: Account, region: str) -> Iterator[Reading]:
    telling = [rule for rule in each(account, RULES, region, "Rules") if _is_on(rule) and _tells_of_root(rule)]
    if not telling or not _fed(account, region):
        return
    for rule in telling:
        name = text(rule, "Name") or ""
        targets = [text(one, "Arn") or "" for one in each(account, TARGETS, region, "Targets", Rule=name)]
        called = [arn for arn in targets if _CALLS.search(arn)]
        if called:
            arn = text(rule, "Arn") or f"arn:{account.partition}:events:{region}:{account.id}:rule/{name}"
            yield RootUse(**seen(arn, f"EventPattern on Root, to {', '.join(map(name_of, called))}"), act="alarm")


def _fed(account: Account, region: str) -> bool:
    """CloudTrail hands events on only while a trail logs, be it one of the organization."""
    try:
        return any(True for _ in trails_that_log(account, region))
    except Refused:
        return False  # the trails' own reader leaves the gap


def _is_on(rule: Record) -> bool:
    return (text(rule, "State") or "").startswith("ENABLED")


def _tells_of_root(rule: Record) -> bool:
    """Its pattern takes the root user's sign-ins or every call of his, and not some single call alone."""
    try:
        pattern = json.loads(text(rule, "EventPattern") or "{}")
    except (ValueError, RecursionError):
        return False
    detail = child(pattern, "detail") if isinstance(pattern, Mapping) else {}
    if not any(map(_is_root, _choices(child(detail, "userIdentity"), "type"))):
        return False
    kinds = _choices(pattern, "detail-type")
    names = _choices(detail, "eventName")
    return (not kinds or not _BY_WAY_OF_TRAILS.isdisjoint(filter(_is_text, kinds))) and (
        not names or _SIGN_IN in filter(_is_text, names)
    )


def _choices(record: Record, key: str) -> list[Any]:
    found = record.get(key)
    return found if isinstance(found, list) else []


def _is_text(choice: Any) -> bool:
    return isinstance(choice, str)


def _is_root(choice: Any) -> bool:
    """`Root` as CloudTrail writes it, or one of the pattern's own ways to take it."""
    if isinstance(choice, Mapping):
        ignoring = str(choice.get("equals-ignore-case") or "").lower() == _ROOT
        return ignoring or "Root".startswith(text(choice, "prefix") or "-")
    return isinstance(choice, str) and choice == "Root"


READER = AccountReader(
    name="events",
    serves=frozenset(["access"]),
    calls=(RULES, TARGETS, TRAILS, STATUS),
    questions=(_rules,),
    reach=Reach.GLOBAL,  # where the root user's sign-ins are recorded, whatever region is opened
    shows=(RootUse,),
)

"""SNS: the topics that alarms go to, and who has confirmed to be told."""

from collections import defaultdict
from collections.abc import Iterator

from holdfast.model.environments import UNASSIGNED
from holdfast.model.evidence import Location
from holdfast.model.facts import Topic
from holdfast.model.regex import regex
from holdfast.readers.account.base import Account, AccountReader, Call, Reading, Refused, each, seen
from holdfast.readers.account.cloudwatch import ALARMS, topics_called
from holdfast.readers.account.tagging import RESOURCES, tags_in
from holdfast.readers.account.values import name_of, text
from holdfast.readers.repository.templates.operations import subscriber_of

TOPICS = Call("sns", "list_topics", "sns:ListTopics")
SUBSCRIPTIONS = Call("sns", "list_subscriptions", "sns:ListSubscriptions")

_NOBODY = frozenset(["PendingConfirmation", "Deleted"])
"""What stands in the place of a subscription's ARN until somebody confirms it, or after it has ended."""

_CALLS_SOMEBODY = regex(r"(?i)sns|alarm|alert|notif|monitor|warn|on-?call|budget")


def _topics(account: Account, region: str) -> Iterator[Reading]:
    arns = [(text(topic, "TopicArn") or "") for topic in each(account, TOPICS, region, "Topics")]
    if not arns:
        return
    subscribers, waiting = _subscriptions(account, region)
    called = _called(account, region)
    tags = tags_in(account, region)
    for arn in arns:
        name = name_of(arn)
        if arn not in called and not _CALLS_SOMEBODY.search(name):
            continue  # a topic of the application's own, not one that alarms go to
        kinds = tuple(dict.fromkeys(subscribers[arn]))
        confirmed = f"confirmed: {', '.join(kinds) or 'nobody'}; waiting for confirmation: {waiting[arn]}"
        environment: str | None = account.environment(tags.get(arn, {}), name)
        if environment == UNASSIGNED:
            environment = _of_alarms(called.get(arn, set()))
        yield Topic(
            **seen(arn, f"TopicArn: {arn}", environment),
            name=name,
            subscribers=kinds,
            for_alarms=arn in called,
            places={"subscribers": Location(arn=arn, quote=confirmed)},
        )


def _subscriptions(account: Account, region: str) -> tuple[dict[str, list[str]], dict[str, int]]:
    """Kinds of confirmed subscribers, and how many have not confirmed, by topic."""
    subscribers: dict[str, list[str]] = defaultdict(list)
    waiting: dict[str, int] = defaultdict(int)
    for subscription in each(account, SUBSCRIPTIONS, region, "Subscriptions"):
        topic = text(subscription, "TopicArn") or ""
        if text(subscription, "SubscriptionArn") in (None, *_NOBODY):
            waiting[topic] += 1
            continue
        endpoint = text(subscription, "Endpoint")
        # AWS Chatbot carries messages on to Slack from an address of its own.
        kind = "slack" if "chatbot" in (endpoint or "") else subscriber_of(text(subscription, "Protocol"), endpoint)
        subscribers[topic].append(kind)
    return subscribers, waiting


def _of_alarms(environments: set[str]) -> str | None:
    """The environment of a topic whose own name tells none: that of the alarms that call it, None for several."""
    if len(environments) > 1:
        return None
    return next(iter(environments), UNASSIGNED)


def _called(account: Account, region: str) -> dict[str, set[str]]:
    try:
        return topics_called(account, region)
    except Refused:
        return {}  # the alarms' own reader leaves the gap


READER = AccountReader(
    name="sns",
    serves=frozenset(["monitoring", "certificates", "cost", "access"]),
    calls=(TOPICS, SUBSCRIPTIONS, ALARMS, RESOURCES),
    questions=(_topics,),
    shows=(Topic,),
)

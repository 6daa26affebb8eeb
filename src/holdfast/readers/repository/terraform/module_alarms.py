"""Alarms that a module which is not at hand makes of thresholds, and of whom it is told to call."""

from collections.abc import Iterator

from holdfast.model.facts import Alarm, Watched
from holdfast.model.regex import regex
from holdfast.readers.repository.monitoring.metrics import watched_by
from holdfast.readers.repository.terraform.resource import Resource

_CALLS = regex(
    r"(?i)^(?:\w{1,40}_)?(?:alarm|alert|notification)s?_(?:actions?|(?:sns_)?topics?(?:_arns?)?|sns_arns?|arns?)$"
    r"|^(?:actions_alarm|alarm_actions_\w{1,40})$"
    r"|^(?:\w{1,20}_)?sns_topics?(?:_arns?)?$"
)
_THRESHOLD = regex(r"(?i)(?:^|_)thresholds?(?:_(?:percent|bytes|seconds|count|mb|gb|ms))?$")
_OF_DATABASE = (
    (regex(r"(?i)connection"), Watched.DATABASE_CONNECTIONS),
    (regex(r"(?i)queue|iops|latency|throughput"), Watched.DATABASE_IO),
    (regex(r"(?i)disk|storage|space"), Watched.DATABASE_STORAGE),
)


def module_alarms(resource: Resource, *, database: bool) -> Iterator[Alarm]:
    """An alarm for each threshold, where the call says who is told; `database`: the module makes one."""
    given = resource.block.attributes
    calls = next((argument for argument in given if _CALLS.search(argument)), "")
    if not calls:
        return
    actions = resource.get(calls)
    empty = actions is not None and isinstance(actions.data, (list, str)) and not actions.data
    limits = [argument for argument in given if _THRESHOLD.search(argument)]
    told = {argument: _watched(argument, database=database) for argument in limits}
    if len(limits) == 1 and told[limits[0]] is Watched.OTHER:
        told[limits[0]] = _watched(resource.name or "", database=database)
    for argument, watches in told.items():
        if watches is not Watched.OTHER:
            said = resource.base(resource.at(argument), {"notifies": resource.at(calls)})
            yield Alarm(**said, watches=watches, name=argument, notifies=not empty)


def _watched(argument: str, *, database: bool) -> Watched:
    if not database:
        return watched_by(argument)
    own = next((watched for pattern, watched in _OF_DATABASE if pattern.search(argument)), None)
    return own or watched_by(argument, "rds")

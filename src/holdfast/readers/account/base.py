"""What every account reader is given and gives back.

A reader covers one AWS service. It names the calls that it makes, each with the IAM action that allows it, and its
questions: functions from the account and a region to facts and gaps. A question that is refused becomes a gap and
leaves the others as they are, so one failing service, or one missing permission, never hides the rest.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from holdfast.model.evidence import EvidenceKind, Gap, GapReason, Location
from holdfast.model.facts import Fact

Reading = Fact | Gap
"""What a reader yields: a fact, or something that it could not read."""

Record = Mapping[str, Any]
"""One answer of an API, or a part of it, as botocore parses it."""

GLOBAL_REGION = "us-east-1"
"""Where AWS keeps what has no region: IAM, CloudFront and its certificates, Route 53, Budgets, Cost Explorer."""


class Reach(StrEnum):
    """In which regions a reader asks."""

    GLOBAL = "global"  # once, in the global region
    EVERY = "every"  # in each region that is read
    HOME = "home"  # once, in the product's own region


@dataclass(frozen=True, slots=True)
class Call:
    """One API operation that only reads.

    Args:
        service: as botocore names it, such as `ec2`.
        operation: as botocore's clients name it, such as `describe_instances`.
        action: the IAM action that allows it, such as `ec2:DescribeInstances`.
        resource: the ARN pattern to allow it on; `*` where AWS takes nothing narrower, or for all of a kind.
        page: entries of the largest page that the service gives; None where it takes no number.
        absent: error codes that mean "there is none", not "it failed".
        until: of an operation that works on behind its answer: the key of its state, and the word there that says
            it is done; it is asked again until then, for half a minute at most.
    """

    service: str
    operation: str
    action: str
    resource: str = "*"
    page: int | None = None
    absent: frozenset[str] = frozenset()
    until: tuple[str, str] | None = None

    @property
    def space(self) -> str:
        """The service's name in actions and ARNs, such as `elasticloadbalancing` for `elbv2`."""
        return self.action.partition(":")[0]


class Refused(Exception):  # noqa: N818 - told from errors of ours: the account said no
    """AWS did not answer a call: it is told as a gap.

    Args:
        call: the operation.
        reason: denied, throttled, unreachable or malformed.
        detail: the error's code, and for a denial the action and resource to allow; never the service's own text,
            which may hold anything.
        region: where it was asked.
    """

    def __init__(self, call: Call, reason: GapReason, detail: str, region: str) -> None:
        super().__init__(detail)
        self.call = call
        self.reason = reason
        self.detail = detail
        self.region = region


class Account(Protocol):
    """An account as readers see it: each question is put to AWS once, however many readers have it."""

    @property
    def id(self) -> str:
        """Twelve digits."""
        ...

    @property
    def partition(self) -> str:
        """`aws`, `aws-cn` or `aws-us-gov`."""
        ...

    @property
    def home(self) -> str:
        """The product's own region."""
        ...

    @property
    def regions(self) -> tuple[str, ...]:
        """The regions that are read, the product's own first."""
        ...

    @property
    def caller(self) -> str:
        """The ARN of who asks."""
        ...

    @property
    def now(self) -> datetime:
        """The time of the assessment, with a time zone; ages are told against it."""
        ...

    def pages(self, call: Call, region: str, /, **parameters: Any) -> tuple[Record, ...]:
        """Every page of a list; a single answer for an operation without pages; empty for one that is absent.

        Raises:
            Refused: AWS did not answer.
        """
        ...

    def environment(self, tags: Mapping[str, str], *names: str | None) -> str:
        """The environment of a resource, by the spec, then its tags, then its names; `UNASSIGNED` for none.

        `WHOLE_PRODUCT` for what serves every environment of the product.
        """
        ...

    def sharing(self, *names: str | None) -> tuple[str, ...]:
        """The spec's environments that share what goes by these names; empty for none."""
        ...


Question = Callable[[Account, str], Iterable[Reading]]
"""From an account and a region to what was read there; raises `Refused`."""


@dataclass(frozen=True)
class AccountReader:
    """One AWS service.

    Args:
        name: the module's own.
        serves: slugs of the controls whose evidence may stand there; a gap leaves them open.
        calls: every call that its questions make; the read-only policy is generated from them.
        questions: what it asks, each guarded on its own.
        reach: in which regions.
        billed: its calls cost money, so they are made only when asked for.
        shows: sorts of facts of which it gives all that the account has; where it was read whole, one that it did
            not give is not there.
        longest: it asks of every resource by itself, so it is begun before the others.
    """

    name: str
    serves: frozenset[str]
    calls: tuple[Call, ...]
    questions: tuple[Question, ...]
    reach: Reach = Reach.EVERY
    billed: bool = False
    shows: tuple[type[Fact], ...] = ()
    longest: bool = False


def each(account: Account, call: Call, region: str, key: str, /, **parameters: Any) -> Iterator[Record]:
    """The entries under `key` of every page; an answer without the key has none.

    Raises:
        Refused: AWS did not answer, or the key holds something else than a list of records.
    """
    for page in account.pages(call, region, **parameters):
        entries = page.get(key) or []
        if not isinstance(entries, list) or not all(isinstance(entry, Mapping) for entry in entries):
            raise Refused(call, GapReason.MALFORMED, f"{key} is not a list", region)
        yield from entries


def one(account: Account, call: Call, region: str, /, **parameters: Any) -> Record | None:
    """The single answer of an operation without pages; None when the account has none.

    Raises:
        Refused: AWS did not answer.
    """
    return next(iter(account.pages(call, region, **parameters)), None)


def tags_of(record: Record, key: str = "Tags") -> dict[str, str]:
    """The tags of a record, whichever of AWS's forms they have; empty when it has none."""
    tags = record.get(key)
    if isinstance(tags, Mapping):
        return {str(name): str(value) for name, value in tags.items()}
    found = [tag for tag in tags if isinstance(tag, Mapping)] if isinstance(tags, (list, tuple)) else []
    return {str(tag.get("Key", tag.get("key", ""))): str(tag.get("Value", tag.get("value", ""))) for tag in found}


def seen(arn: str, quote: str = "", environment: str | None = None) -> dict[str, Any]:
    """What every fact of an account begins with; `quote` is the setting that shows it, such as `MultiAZ: false`."""
    return {
        "kind": EvidenceKind.OBSERVED,
        "at": Location(arn=arn, quote=quote),
        "environment": environment,
    }


def quoted(arn: str, record: Record, **keys: str) -> dict[str, Location]:
    """The places of single attributes: `minimum="MinSize"` gives that attribute the quote `MinSize: 2`."""
    return {attribute: Location(arn=arn, quote=f"{key}: {_word(record.get(key))}") for attribute, key in keys.items()}


def _word(value: object) -> str:
    """A value as AWS's own documents write it."""
    return "none" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def gap_of(refused: Refused, serves: frozenset[str], account: Account) -> Gap:
    """A refused call as the gap that it leaves, placed at the resources that it would have read."""
    resource = f"arn:{account.partition}:{refused.call.space}:{refused.region}:{account.id}:*"
    return Gap(at=Location(arn=resource), reason=refused.reason, detail=refused.detail, serves=serves)

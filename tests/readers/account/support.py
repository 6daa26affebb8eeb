"""A small account of our own for readers' tests, and short forms of what they say."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from datetime import UTC, datetime
from typing import Any

from holdfast.model.environments import UNASSIGNED, environment_of
from holdfast.model.evidence import Gap
from holdfast.model.facts import Fact
from holdfast.model.product import Product
from holdfast.readers.account.base import GLOBAL_REGION, Account, AccountReader, Call, Record, Refused, gap_of
from holdfast.readers.account.client import Client, configuration
from holdfast.readers.account.environments import Environments
from holdfast.readers.account.live import LiveAccount
from holdfast.rig.aws import ACCOUNT, EmbeddedAws

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
HOME = "ap-northeast-1"
_EVERY = ("kind", "at", "environment", "places", "old")


@dataclass
class FakeAccount:
    """Answers from a mapping of operation names to one page or several; a `Refused` there is raised."""

    answers: Mapping[str, Any]
    id: str = "123456789012"
    partition: str = "aws"
    caller: str = "arn:aws:iam::123456789012:user/somebody"
    home: str = HOME
    regions: tuple[str, ...] = (HOME,)
    now: datetime = NOW
    product: Product = field(default_factory=Product)
    asked: list[str] = field(default_factory=list)

    def pages(self, call: Call, region: str, /, **parameters: Any) -> tuple[Record, ...]:
        self.asked.append(call.operation)
        answer = self.answers.get(call.operation, {})
        if isinstance(answer, Callable):  # type: ignore[arg-type]
            answer = answer(call, region, parameters)
        if isinstance(answer, Refused):
            raise answer
        return tuple(answer) if isinstance(answer, (list, tuple)) else (answer,)

    def environment(self, tags: Mapping[str, str], *names: str | None) -> str:
        told = (environment_of(name) for name in (*tags.values(), *names) if name)
        return next((name for name in told if name), UNASSIGNED)

    def sharing(self, *names: str | None) -> tuple[str, ...]:
        return Environments.of(self.product).sharing(*names)


def live(
    aws: EmbeddedAws, product: Product | None = None, *, now: datetime = NOW, asked: Counter[str] | None = None
) -> LiveAccount:
    """The embedded account, read through the real client; `asked` counts the operations that went to it."""
    count = Counter[str]() if asked is None else asked
    client = Client(aws.session(), configuration(4), aws.url, told=lambda call, _region: count.update([call.operation]))
    names = Environments.of(product or Product.model_validate({}))
    return LiveAccount(
        client, ACCOUNT, "aws", f"arn:aws:iam::{ACCOUNT}:user/somebody", HOME, names, now, (HOME, GLOBAL_REGION)
    )


def read(reader: AccountReader, account: Account, region: str = HOME) -> list[Fact | Gap]:
    """Everything a reader says of one region; a refused question becomes its gap, as in a check."""
    found: list[Fact | Gap] = []
    for question in reader.questions:
        try:
            found += question(account, region)
        except Refused as refused:
            found.append(gap_of(refused, reader.serves, account))
    return found


def told(readings: Iterable[Fact | Gap], *kinds: type) -> list[str]:
    """Facts of these types (all, without any) as `Type resource [environment] attribute=value …`, without defaults."""
    return [_short(one) for one in readings if not kinds or isinstance(one, kinds)]


def unplaced(lines: Iterable[str]) -> list[str]:
    """The short forms without their resources, whose numbers are made up anew each time."""
    return [f"{line.split(' ', 1)[0]} [{line.split(' [', 1)[1]}" for line in lines]


def _short(fact: Fact | Gap) -> str:
    resource = fact.at.arn.split(":", 5)[-1]
    if isinstance(fact, Gap):
        return f"Gap {fact.at.arn.split(':')[2]} {fact.reason}: {fact.detail}"
    shown = []
    for item in fields(fact):
        value = getattr(fact, item.name)
        if item.name not in _EVERY and (item.default is MISSING or value != item.default):
            text = "(" + ", ".join(map(str, value)) + ")" if isinstance(value, tuple) else str(value)
            shown.append(f"{item.name}={text}")
    where = f" [{fact.environment}]" if fact.environment else ""
    return f"{type(fact).__name__} {resource}{where} {' '.join(shown)}".rstrip()

"""Reads an AWS account into an estate: every reader in every region, several at once, each fault a gap of its own."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from holdfast.actions.guard import guarded
from holdfast.actions.read import Progress, silent
from holdfast.model.environments import WHOLE_PRODUCT
from holdfast.model.estate import Estate, Owner
from holdfast.model.evidence import Gap, Location
from holdfast.model.facts import Fact
from holdfast.model.product import Product
from holdfast.model.record import record, replace
from holdfast.readers.account import readers
from holdfast.readers.account.base import (
    GLOBAL_REGION,
    Account,
    AccountReader,
    Question,
    Reach,
    Reading,
    Refused,
    gap_of,
)

if TYPE_CHECKING:
    from holdfast.readers.account.client import Client

WORKERS = 12
"""Questions under way at once: more only meets AWS's own limits on calls per second."""


@record(frozen=True, slots=True)
class AccountOptions:
    """How an account is read.

    Args:
        profile: of the ordinary credential chain; None for what the environment says.
        regions: to be read besides the product's home, `us-east-1` and the region of backup copies.
        cost: ask the services that bill each call, too.
    """

    profile: str | None = None
    regions: tuple[str, ...] = ()
    cost: bool = False


@record(frozen=True, slots=True)
class _Unit:
    """One question in one region."""

    reader: AccountReader
    question: Question
    region: str


AccountReading = Callable[[Product, Progress], Estate]
"""Reads the account of a product, and tells its progress."""


def reading(options: AccountOptions, now: datetime) -> AccountReading:
    """What reads the account behind the ordinary credentials, when it is called.

    It raises IncompleteError when there are no valid credentials, or AWS cannot be reached at all.

    Args:
        options: which account, and how.
        now: ages are told against it.
    """

    def read(product: Product, progress: Progress) -> Estate:
        from holdfast.readers.account.client import Client, configuration
        from holdfast.readers.account.live import open_session

        client = Client(open_session(options.profile), configuration(WORKERS))
        return read_through(client, product, options, now, progress)

    return read


def read_through(
    client: "Client", product: Product, options: AccountOptions, now: datetime, progress: Progress = silent
) -> Estate:
    """Read the account that a client is for.

    Args:
        client: puts the calls to AWS.
        product: its home and copy regions are read, and its names tell environments apart.
        options: how.
        now: ages are told against it.
        progress: told how many questions are answered.

    Raises:
        IncompleteError: the credentials are not valid, or AWS cannot be reached at all.
        UsageError: AWS has no region by the name of one in `options`.
    """
    from holdfast.readers.account.environments import Environments
    from holdfast.readers.account.live import open_account, usable_regions

    home = home_of(product, client.session.region_name)
    account = open_account(client, home, Environments.of(product), now)
    copies = (environment.backup.copy_region for environment in product.environments.values())
    wanted = (home, *(region for region in copies if region), *options.regions)
    regions, off = usable_regions(account, wanted, asked=options.regions)
    account = replace(account, regions=regions)
    used = tuple(reader for reader in readers() if options.cost or not reader.billed)
    units = [unit for reader in used for unit in _units(reader, regions, home)]
    readings = tuple(_answers(account, units, progress))
    gaps = tuple(dict.fromkeys(reading for reading in readings if isinstance(reading, Gap)))
    whole = _read_whole(used, gaps)
    broken = {sort for reader in used if reader not in whole for sort in reader.shows}
    return Estate(
        facts=tuple(dict.fromkeys(_for_each(reading) for reading in readings if isinstance(reading, Fact))),
        gaps=gaps,
        skipped={f"region-off {name}": 1 for name in off},
        # A sort that several readers show is there in whole only when all of them could read.
        shown=frozenset(sort for reader in whole for sort in reader.shows) - broken,
        owner=Owner(account.id, home, account.partition),
    )


def _for_each(fact: Fact) -> Fact:
    """What serves the whole product names no environment, and so speaks for each."""
    return replace(fact, environment=None) if fact.environment == WHOLE_PRODUCT else fact


def home_of(product: Product, session_region: str | None) -> str:
    """The product's region: the spec's where it names one, else that of the credentials, else the default."""
    named = "region" in product.named
    return product.region if named or not session_region else session_region


def _units(reader: AccountReader, regions: tuple[str, ...], home: str) -> Iterator[_Unit]:
    where = {Reach.GLOBAL: (GLOBAL_REGION,), Reach.HOME: (home,), Reach.EVERY: regions}[reader.reach]
    for region in where:
        for question in reader.questions:
            yield _Unit(reader, question, region)


def _answers(account: Account, units: list[_Unit], progress: Progress) -> Iterator[Reading]:
    """What all units say, in their own order."""
    with ThreadPoolExecutor(max_workers=WORKERS, thread_name_prefix="account") as pool:
        order = sorted(range(len(units)), key=lambda place: not units[place].reader.longest)
        waiting = {place: pool.submit(_answer, account, units[place]) for place in order}
        for place in range(len(units)):
            progress(place, len(units))
            yield from waiting[place].result()
    progress(len(units), len(units))


def _answer(account: Account, unit: _Unit) -> tuple[Reading, ...]:
    """What one question says; what it said before it was refused stays."""
    at = Location(arn=f"arn:{account.partition}:{unit.reader.name}:{unit.region}:{account.id}:*")
    return tuple(guarded(unit.reader.name, at, unit.reader.serves, partial(_asked, account, unit)))


def _asked(account: Account, unit: _Unit) -> Iterator[Reading]:
    try:
        yield from unit.question(account, unit.region)
    except Refused as refused:
        yield gap_of(refused, unit.reader.serves, account)


def _read_whole(used: tuple[AccountReader, ...], gaps: tuple[Gap, ...]) -> tuple[AccountReader, ...]:
    """The readers that left no gap in any region."""
    broken = {gap.at.arn.split(":")[2] for gap in gaps}
    return tuple(reader for reader in used if reader.name not in broken and not _spaces(reader) & broken)


def _spaces(reader: AccountReader) -> set[str]:
    return {call.space for call in reader.calls}

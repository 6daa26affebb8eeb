"""`check --accounts`: one assessment for each of many accounts, through a role in each, and a summary of all.

The unit of work, from `Order` to `AccountEntry`, travels to wherever the executor runs it. No credentials travel: a
worker takes its own from its own chain, and assumes the role with them.
"""

import gc
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError, Executor, Future, as_completed
from dataclasses import field
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from holdfast.actions.account import WORKERS, AccountOptions, read_through
from holdfast.actions.check import references
from holdfast.actions.executors import cluster_of, executor_of
from holdfast.actions.judge import judge
from holdfast.actions.read import Progress, Read, read_repository, silent
from holdfast.model.errors import HoldfastError, IncompleteError, UsageError
from holdfast.model.estate import Estate
from holdfast.model.product import Product
from holdfast.model.record import record, replace
from holdfast.readers.spec import Spec, read_spec
from holdfast.reports.accounts import AccountEntry, Summary, assessed, summarised, unreadable
from holdfast.reports.catalogue import Catalogue, Locale
from holdfast.reports.document import Document, to_document

if TYPE_CHECKING:
    from holdfast.readers.account.client import Client
    from holdfast.readers.account.organization import Listing, Target

ORGANIZATION = "organization"
"""In place of a file of accounts: the active accounts of the organization."""


@record(frozen=True, slots=True)
class Request:
    """Which accounts to judge, and how.

    Args:
        source: a file of account numbers, or `organization`.
        role: the name of the role to assume in each.
        executor: `threads`, or `dask://HOST:PORT`.
        options: whose credentials assume the role, and how each account is read.
        root: a repository to judge together with each account; None to judge the accounts alone.
        environment: judge this one only; every known one when None.
        locale: of the texts.
        whole: keep each account's assessment, not only what the summary needs.
    """

    source: str
    role: str
    executor: str = "threads"
    options: AccountOptions = field(default_factory=AccountOptions)
    root: Path | None = None
    environment: str | None = None
    locale: Locale = "en"
    whole: bool = False


@record(frozen=True, slots=True)
class Order:
    """One account's work, with all that a worker elsewhere needs for it; holds nothing secret."""

    target: "Target"
    request: Request
    spec: Spec
    read: Read
    now: datetime


def check_accounts(
    request: Request,
    *,
    now: datetime,
    progress: Progress = silent,
    told: Callable[[AccountEntry], AccountEntry] = lambda entry: entry,
) -> Summary:
    """Judge every account, several at once; one that cannot be read is an entry that says why.

    Args:
        request: which accounts, and how.
        now: the time of the assessment, with a time zone.
        progress: told how many accounts are done.
        told: called with each entry as soon as it is there, in this thread; the summary gets what it returns.

    Raises:
        UsageError: the list of accounts, the role's name, the executor or the repository is not as it must be.
        SpecError: `holdfast.toml` is invalid.
        IncompleteError: there are no credentials, the organization cannot be listed, or the cluster cannot be used.
    """
    from holdfast.readers.account.organization import role_name

    cluster_of(request.executor)
    role_name(request.role)
    spec, read = _repository(request)
    listing = _listing(request, spec.product, now)
    orders = [Order(target, request, spec, read, now) for target in listing.targets]
    with executor_of(request.executor) as executor:
        entries = [told(entry) for entry in assess_all(orders, executor, progress=progress)]
    return summarised(
        entries,
        generated_at=now.isoformat(timespec="seconds"),
        role=request.role,
        passed_over=listing.passed_over,
        locale=request.locale,
    )


def _repository(request: Request) -> tuple[Spec, Read]:
    """The repository, read once for all accounts; without one, every account is a product of which nothing is said."""
    if request.root is None:
        return Spec(_unsaid(request.options.regions), given=False), Read(Estate(), ())
    read = read_repository(request.root)
    return read_spec(request.root), read


def _unsaid(regions: tuple[str, ...]) -> Product:
    """A product of which nothing is said but its home, the first region that was asked for."""
    from pydantic import ValidationError

    try:
        return Product.model_validate({"region": regions[0]} if regions else {})
    except ValidationError as error:
        raise UsageError(
            "is not the name of a region", where="--region", next_step="write it as AWS does, such as ap-northeast-2"
        ) from error


def _listing(request: Request, product: Product, now: datetime) -> "Listing":
    from holdfast.readers.account.organization import listed_by_organization, listed_in_file

    if request.source != ORGANIZATION:
        listing = listed_in_file(Path(request.source))
        if cluster_of(request.executor) is None:
            _own_account(request.options, product, now)
        return listing
    return listed_by_organization(_own_account(request.options, product, now))


def _own_account(options: AccountOptions, product: Product, now: datetime) -> "Client":
    """The caller's own account, asked who it is: bad credentials are told once, not by every account."""
    if not find_spec("boto3"):
        raise IncompleteError("is not here", where="boto3", next_step="install `holdfast[account]`")
    from holdfast.readers.account.client import Client, configuration
    from holdfast.readers.account.environments import Environments
    from holdfast.readers.account.live import open_account, open_session

    client = Client(open_session(options.profile), configuration(1))
    open_account(client, product.region, Environments.of(product), now)
    return client


def assess_all(
    orders: Sequence[Order],
    executor: Executor,
    unit: Callable[[Order], AccountEntry] | None = None,
    progress: Progress = silent,
) -> Iterator[AccountEntry]:
    """An entry for each order, exactly one, in the order in which they are done.

    A worker that is lost takes nothing along: what it had is done anew elsewhere, and where that fails again and again,
    the account is an entry that says so.

    Args:
        orders: one for each account.
        executor: runs them.
        unit: does one of them; `assess` when None.
        progress: told how many are done.
    """
    waiting: dict[Future[AccountEntry], Order] = {executor.submit(unit or assess, order): order for order in orders}
    progress(0, len(orders))
    try:
        for done, future in enumerate(as_completed(tuple(waiting)), start=1):
            entry = _entry(future, waiting.pop(future).target)
            progress(done, len(orders))
            yield entry
    finally:
        for future in waiting:
            future.cancel()


def _entry(future: "Future[AccountEntry]", target: "Target") -> AccountEntry:
    try:
        error = future.exception()
    except CancelledError:
        return unreadable(target.id, target.name, "lost", "cancelled")
    if error is None:
        return future.result()
    of_cluster = type(error).__module__.partition(".")[0] == "distributed"
    return unreadable(target.id, target.name, "lost" if of_cluster else "internal", type(error).__name__)


def assess(order: Order) -> AccountEntry:
    """Read and judge one account; a refusal is its entry."""
    from holdfast.readers.account.base import Refused

    target = order.target
    try:
        document = _document(order)
    except Refused as refused:
        return unreadable(target.id, target.name, refused.reason.value, refused.detail)
    except HoldfastError as error:
        detail = ": ".join(word for word in (error.where, error.happened) if word)
        return unreadable(target.id, target.name, "incomplete", detail)
    finally:
        # A session and its clients refer to each other, and stay for long among many accounts unless collected.
        gc.collect()
    return assessed(target.id, target.name, document, whole=order.request.whole)


def _document(order: Order) -> Document:
    from holdfast.readers.account.client import Client, configuration
    from holdfast.readers.account.live import open_session
    from holdfast.readers.account.organization import enter

    request, product = order.request, order.spec.product
    options = request.options
    session = enter(open_session(options.profile), order.target, request.role, product.region, profile=options.profile)
    account = read_through(Client(session, configuration(WORKERS)), product, options, order.now)
    estate = order.read.estate.joined(account, tuple(product.environments))
    assessment = judge(order.spec, replace(order.read, estate=estate), now=order.now, environment=request.environment)
    if request.root is None:
        assessment = replace(assessment, product=order.target.name or order.target.id)
    return to_document(assessment, Catalogue(request.locale), references())

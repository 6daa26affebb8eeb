"""Keeps the orders in PostgreSQL."""

from collections.abc import Sequence

from pydantic import SecretStr
from sqlalchemy import Engine, Select, create_engine, func, make_url, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from sweetorder.orders import STEPS, NewOrder, Page, Role, Step
from sweetorder.tables import Order
from sweetorder.tokens import Caller

# No request waits for longer than this on a database that does not answer.
_CONNECT_SECONDS, _STATEMENT_MILLISECONDS, _POOL_SECONDS = 3, 5000, 3


def open_engine(url: SecretStr) -> Engine:
    """The pool of connections; nothing is opened before the first query."""
    return create_engine(
        make_url(url.get_secret_value()).set(drivername="postgresql+psycopg"),
        pool_size=10,
        max_overflow=5,
        pool_timeout=_POOL_SECONDS,
        pool_pre_ping=True,
        pool_recycle=1800,
        # What customers write does not belong into a log of errors.
        hide_parameters=True,
        connect_args={
            "connect_timeout": _CONNECT_SECONDS,
            "options": f"-c statement_timeout={_STATEMENT_MILLISECONDS}",
            # A host that vanished acknowledges nothing: the kernel gives its connection up.
            "tcp_user_timeout": _STATEMENT_MILLISECONDS,
        },
    )


class Store:
    """The orders; each method is one transaction.

    Every method may raise sqlalchemy's `OperationalError` or `TimeoutError` when the database cannot be reached.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def place(self, customer: str, wanted: NewOrder, request_key: str | None) -> tuple[Order, bool]:
        """Keep an order, once: the same `request_key` of the same customer gives the order that it made first.

        Returns:
            The order, and whether it is new.
        """
        values = {**wanted.model_dump(), "customer": customer, "request_key": request_key}
        placing = insert(Order).values(values).on_conflict_do_nothing(constraint="orders_request").returning(Order)
        with Session(self._engine, expire_on_commit=False) as session, session.begin():
            placed = session.scalars(placing).one_or_none()
            if placed is not None:
                return placed, True
            before = select(Order).where(Order.customer == customer, Order.request_key == request_key)
            return session.scalars(before).one(), False

    def find(self, number: int, caller: Caller) -> Order | None:
        """An order that the caller may see; None when there is none."""
        with Session(self._engine, expire_on_commit=False) as session:
            return session.scalars(_seen_by(caller).where(Order.id == number)).one_or_none()

    def page(self, caller: Caller, wanted: Page) -> Sequence[Order]:
        """The orders that the caller may see, newest first."""
        chosen = _seen_by(caller).order_by(Order.id.desc()).limit(wanted.limit)
        if wanted.state is not None:
            chosen = chosen.where(Order.state == wanted.state)
        if wanted.before is not None:
            chosen = chosen.where(Order.id < wanted.before)
        with Session(self._engine, expire_on_commit=False) as session:
            return session.scalars(chosen).all()

    def take(self, step: Step, number: int, caller: Caller) -> Order | None:
        """Take a step, if the order is the caller's and stands where the step starts; None when it is not.

        Of two hosts that take the same step at once, one gets None.
        """
        role, before, after = STEPS[step]
        owner = Order.shop if role is Role.SELLER else Order.customer
        taking = (
            update(Order)
            .where(Order.id == number, owner == caller.name, Order.state == before)
            .values(state=after, changed_at=func.now())
            .returning(Order)
        )
        with Session(self._engine, expire_on_commit=False) as session, session.begin():
            return session.scalars(taking).one_or_none()


def _seen_by(caller: Caller) -> Select[Order]:
    match caller.role:
        case Role.CUSTOMER:
            return select(Order).where(Order.customer == caller.name)
        case Role.SELLER:
            return select(Order).where(Order.shop == caller.name)
        case Role.ADMINISTRATOR:
            return select(Order)

"""The tables, as the migrations leave them."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, DateTime, Identity, Index, String, UniqueConstraint, func
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from sweetorder.orders import State

STATES = ", ".join(f"'{state}'" for state in State)


class Base(DeclarativeBase):
    """The base of all tables."""


class Order(Base):
    """One order of one cake."""

    __tablename__ = "orders"
    __table_args__ = (
        CheckConstraint(f"state IN ({STATES})", name="orders_state"),
        UniqueConstraint("customer", "request_key", name="orders_request"),
        Index("orders_by_shop", "shop", "id"),
        Index("orders_by_customer", "customer", "id"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    shop: Mapped[str] = mapped_column(String(40))
    customer: Mapped[str] = mapped_column(String(64))
    cake: Mapped[str] = mapped_column(String(80))
    letters: Mapped[str | None] = mapped_column(String(40))
    photo: Mapped[str | None] = mapped_column(String(200))
    pickup_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    state: Mapped[str] = mapped_column(String(10), server_default=State.PLACED)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    request_key: Mapped[str | None] = mapped_column(String(64))

"""What an order is, who may do what to it, and in which order things happen."""

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field


class Role(StrEnum):
    """Who somebody is to the service."""

    CUSTOMER = "customer"
    SELLER = "seller"
    ADMINISTRATOR = "administrator"


class State(StrEnum):
    """How far an order is."""

    PLACED = "placed"
    ACCEPTED = "accepted"
    FINISHED = "finished"
    CANCELLED = "cancelled"


class Step(StrEnum):
    """What can be done to an order, as the last part of its path says it."""

    ACCEPT = "accept"
    FINISH = "finish"
    CANCEL = "cancel"


STEPS = {
    Step.ACCEPT: (Role.SELLER, State.PLACED, State.ACCEPTED),
    Step.FINISH: (Role.SELLER, State.ACCEPTED, State.FINISHED),
    Step.CANCEL: (Role.CUSTOMER, State.PLACED, State.CANCELLED),
}
"""Who takes a step, the state it starts from, and the one it leads to."""

FURTHEST = timedelta(days=365)


def _to_come(moment: datetime) -> datetime:
    now = datetime.now(UTC)
    if not now < moment < now + FURTHEST:
        raise ValueError("must lie ahead, within a year")
    return moment


def _printable(text: str) -> str:
    if not text.isprintable() or not text.strip():
        raise ValueError("must be one line of visible text")
    return text.strip()


Text = Annotated[str, AfterValidator(_printable)]
Shop = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
PhotoKey = Annotated[str, Field(max_length=200, pattern=r"^photos/[a-z0-9-]+/[0-9a-f]{32}\.(jpg|png|webp)$")]


class _Request(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class NewOrder(_Request):
    """What a customer sends to order a cake."""

    shop: Shop
    cake: Text = Field(max_length=80)
    pickup_at: Annotated[AwareDatetime, AfterValidator(_to_come)]
    letters: Text | None = Field(None, max_length=40)
    photo: PhotoKey | None = None


class NewUpload(_Request):
    """What a customer or seller sends before a photo."""

    content_type: Annotated[str, Field(pattern=r"^image/(jpeg|png|webp)$")]
    bytes: int = Field(ge=1, le=5 * 1024 * 1024)


class Page(_Request):
    """Which orders somebody wants to see: the newest first, `before` the last one of the page before."""

    state: State | None = None
    before: int | None = Field(None, ge=1, le=2**63 - 1)
    limit: int = Field(50, ge=1, le=100)

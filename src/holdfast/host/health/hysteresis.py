"""Counts answers in a row, so that one lost packet changes nothing."""

from dataclasses import dataclass

from holdfast.host.health.probe import State
from holdfast.model.record import replace


@dataclass(frozen=True, slots=True)
class Hysteresis:
    """The state of one probe, and how many answers in a row speak against it; pure data."""

    fail_after: int
    recover_after: int
    state: State = State.UNKNOWN
    against: int = 0
    """Answers in a row that contradict the state; failures, while it is unknown."""

    def after(self, *, ok: bool) -> "Hysteresis":
        """The state after one more answer.

        Nothing is held against a start: the first success passes, and `fail_after` failures in a row fail.
        """
        if self.state is State.UNKNOWN and ok:
            return replace(self, state=State.PASSING, against=0)
        if self.state is (State.PASSING if ok else State.FAILING):
            return self if not self.against else replace(self, against=0)
        needed = self.recover_after if ok else self.fail_after
        if self.against + 1 < needed:
            return replace(self, against=self.against + 1)
        return replace(self, state=State.PASSING if ok else State.FAILING, against=0)

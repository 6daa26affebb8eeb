"""A job that delivers, with what stands around it, and what every fact of it shares."""

from typing import Any

from holdfast.model.record import record
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.workflows.acts import Act, TextOf
from holdfast.readers.repository.workflows.expressions import Definitions
from holdfast.readers.repository.workflows.shape import Job, Step


@record(frozen=True)
class Delivery:
    """A job that delivers, and what stands around it.

    Args:
        job: the job.
        acts: its steps.
        needed: the steps of the jobs before it.
        after: the steps of the jobs behind it.
        known: what the pipeline's variables hold.
        text_of: opens files of the repository.
        lonely: no job of its pipeline puts anything live, or calls another pipeline that might.
    """

    job: Job
    acts: tuple[Act, ...]
    needed: tuple[Act, ...]
    after: tuple[Act, ...]
    known: Definitions
    text_of: TextOf
    lonely: bool = False


@record(frozen=True)
class Common:
    """What every fact of one job shares."""

    snippet: Snippet
    job: Job

    def at_step(self, step: Step, *, line: int = 0, end: int = 0) -> dict[str, Any]:
        """The fields of a fact at a step, or at lines of it."""
        first, last = (line, end or line) if line else step.lines
        return {
            "kind": self.snippet.kind,
            "at": self.snippet.at(first, last),
            "environment": self.job.environment,
            "old": self.snippet.old,
        }

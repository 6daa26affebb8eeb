"""Sees that what a spec asks for can be built, before anything is made or asked for it; every problem with its line."""

from collections.abc import Iterator
from pathlib import Path

from holdfast.actions.render import with_lines
from holdfast.host.backup.schedule import Schedule
from holdfast.model.errors import SpecError, SpecProblem
from holdfast.model.product import SPEC_FILE, Product
from holdfast.readers.spec import FILE_NAME
from holdfast.stacks.refusing import problems_of


def see_buildable(root: Path, product: Product, environments: tuple[str, ...] | None) -> None:
    """Refuse what cannot be built, all at once.

    Args:
        root: the folder with the spec.
        product: what it says.
        environments: that are wanted; all when None.

    Raises:
        SpecError: something cannot.
    """
    wanted = tuple(product.environments) if environments is None else environments
    problems = [*problems_of(product, wanted), *_schedules(product, wanted)]
    if problems:
        raise with_lines(SpecError(SPEC_FILE, tuple(problems)), root / FILE_NAME)


def _schedules(product: Product, environments: tuple[str, ...]) -> Iterator[SpecProblem]:
    """Cron lines that are none: Auto Scaling takes five fields of crontab(5), as hosts do."""
    for name in environments:
        off_peak = product.environment(name).compute.off_peak
        if off_peak is None:
            continue
        for key, line in (("scale_down", off_peak.scale_down), ("scale_up", off_peak.scale_up)):
            try:
                Schedule.parse(line, f"environments.{name}.compute.off_peak.{key}")
            except SpecError as error:
                yield from error.problems

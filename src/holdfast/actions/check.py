"""`check`: read the evidence, and judge it."""

from collections.abc import Callable
from datetime import datetime
from importlib import import_module
from pathlib import Path

from holdfast.actions.patterns import kept_patterns
from holdfast.actions.read import Progress, read_repository, silent
from holdfast.actions.readings import Memory
from holdfast.model.assessment import Assessment
from holdfast.model.estate import Estate
from holdfast.model.findings import CheckReferences
from holdfast.model.product import Product
from holdfast.model.record import replace
from holdfast.readers.spec import Spec, read_spec


def idle(_product: Product) -> None:
    """Nothing to make ready while a second process still reads."""


def check(
    root: Path,
    *,
    now: datetime,
    environment: str | None = None,
    account: Callable[[Product, Progress], Estate] | None = None,
    progress: Progress = silent,
    meanwhile: Callable[[Product], None] = idle,
) -> Assessment:
    """Judge the repository at `root`, offline unless `account` is given.

    Args:
        root: an existing folder.
        now: the time of the assessment, with a time zone.
        environment: judge this one only; every known one when None.
        account: reads the account of a product; its evidence joins the repository's.
        progress: told how many files are done, then how many questions to the account.
        meanwhile: what to make ready for a report on the product while a second process perhaps still reads.

    Raises:
        UsageError: no such folder, or no such environment.
        SpecError: `holdfast.toml` is invalid.
        IncompleteError: `account` could not begin.
    """
    spec = read_spec(root) if root.is_dir() else Spec(Product(), given=False)

    def make_ready() -> None:
        import_module("holdfast.actions.judge")
        meanwhile(spec.product)

    with kept_patterns():
        read = read_repository(root, progress, make_ready, Memory.opened())
        # Imported here, as above: a second process begins to read before the twelve controls are loaded.
        from holdfast.actions.judge import judge

        if account is not None:
            known = tuple(spec.product.environments)
            read = replace(read, estate=read.estate.joined(account(spec.product, progress), known))
        return judge(spec, read, now=now, environment=environment)


def references() -> CheckReferences:
    """The ids that other tools give to the ground of each check, by check id."""
    from holdfast.controls.registry import CONTROLS

    return {check.id: check.references for control in CONTROLS for check in control.checks}

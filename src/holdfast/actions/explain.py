"""`explain`: the texts of one check, of one control, or the list of all."""

from difflib import get_close_matches

from holdfast.controls import joining
from holdfast.controls.registry import CONTROLS
from holdfast.model.errors import UsageError
from holdfast.model.findings import Check, Control
from holdfast.reports.catalogue import Catalogue, Locale
from holdfast.reports.explanation import check_text, control_text, list_text


def every_id() -> tuple[str, ...]:
    """The slugs of the controls, each followed by the ids of its checks."""
    return tuple(name for control in CONTROLS for name in (control.slug, *(check.id for check in _checks(control))))


def _checks(control: Control) -> tuple[Check, ...]:
    return (*control.checks, *joining.checks(control.slug))


def explain(name: str | None, locale: Locale) -> str:
    """The explanation of a check's id, a control's slug or number, or the list of all when None.

    Raises:
        UsageError: there is no such check; names the nearest.
    """
    catalogue = Catalogue(locale)
    if name is None:
        return list_text(CONTROLS, catalogue)
    control = next((one for one in CONTROLS if name in (one.slug, str(one.number))), None)
    if control is not None:
        return control_text(control, catalogue)
    return check_text(*_find(name), catalogue)


def _find(name: str) -> tuple[Control, Check]:
    for control in CONTROLS:
        for check in _checks(control):
            if check.id == name:
                return control, check
    near = get_close_matches(name, every_id(), n=1)
    step = f"did you mean {near[0]}?" if near else "`holdfast explain` lists them all"
    raise UsageError(f"no such check: {name}", next_step=step)

"""Secrets whose values stand in files, each told once however many readers have seen it."""

from collections.abc import Callable

from holdfast.controls.common import solid
from holdfast.model.estate import View
from holdfast.model.facts import ExposedSecret


def secrets(view: View, where: Callable[[ExposedSecret], bool]) -> tuple[ExposedSecret, ...]:
    """Those that `where` takes; what only its shape gives away, under no name, gives way to what names it."""
    found = solid(view, ExposedSecret, where)
    named = {(fact.at.path, fact.at.start_line) for fact in found if not _is_nameless(fact)}
    return tuple(fact for fact in found if not (_is_nameless(fact) and (fact.at.path, fact.at.start_line) in named))


def _is_nameless(fact: ExposedSecret) -> bool:
    return fact.name == fact.form

"""The conditions of a CDK program, as texts: what they ask, and whether they ask for its contrary."""

import re
from collections.abc import Mapping

from holdfast.model.regex import regex
from holdfast.readers.repository.cdk.syntax import Expr

_NEGATED = regex(r"!==|!=|\bnot\b|^\(?\s*!")
_NAME = regex(r"!?\s*(?:this\.|self\.)?(\w+)")
_PATH = regex(r"[\w.]{1,80}")
_HELD = regex(r"^(?:this|self)\.")


def is_negated(condition: str) -> bool:
    """It holds where what it compares is not alike."""
    return _NEGATED.search(condition) is not None


def behind(condition: str, *named: Mapping[str, Expr]) -> str:
    """The condition that a name stands for, by the first that gives it one; empty for all else."""
    name = _NAME.fullmatch(condition.removeprefix("not ").strip())
    value = next((names[name[1]] for names in named if name[1] in names), None) if name else None
    return str(value.value) if value is not None and value.sort == "condition" and value.value != condition else ""


def plain(condition: str) -> tuple[str, bool]:
    """The dotted name that a condition asks, and whether for its contrary; an empty name for any other condition."""
    negated = condition.startswith(("!", "not "))
    name = re.sub(r"^(?:!|not )", "", condition).strip()
    return (_HELD.sub("", name) if _PATH.fullmatch(name) else ""), negated

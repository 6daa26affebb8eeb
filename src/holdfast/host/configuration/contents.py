"""Turns what a secret or a parameter holds into variables, and says what cannot become one."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from holdfast.model.secret import Secret
from holdfast.model.startup import Place, Problem, ProblemKind

LONGEST_BYTES = 131_071
"""Longest `NAME=value` that Linux passes to a program (MAX_ARG_STRLEN, 32 pages of 4 KiB, with its final NUL)."""

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_SHOWABLE = re.compile(r"[\w.\- ]{1,60}", re.ASCII)
_ENV_LINE = re.compile(r"\s*(?:export\s+)?[A-Za-z_][A-Za-z0-9_]*=.*")


@dataclass(frozen=True, slots=True)
class Contents:
    """The variables of one source, their values wrapped so that no `repr` shows them, and its problems."""

    variables: Mapping[str, Secret] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def of_secret(text: str, name: str, place: Place) -> Contents:
    """The variables of a secret: those of its JSON object, or one that bears the secret's own name.

    Args:
        text: what `SecretString` holds. Text that begins with `{` is a JSON object: text, numbers and truth values
            become variables as they are written, `null` counts as not there. Any other text is one value.
        name: the secret's name, without the ARN around it.
        place: where it lies, for the problems.
    """
    if text.lstrip("\ufeff \t\r\n").startswith("{"):
        return _of_object(text.lstrip("\ufeff"), place)
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    if len(lines) > 1 and all(_ENV_LINE.fullmatch(line) for line in lines):
        return Contents(problems=(Problem(ProblemKind.ENV_LINES, place.name, (place,)),))
    return of_values({variable_name(name.rsplit("/", 1)[-1]): text}, place)


def of_values(values: Mapping[str, str], place: Place) -> Contents:
    """The variables of plain names and texts."""
    kept: dict[str, Secret] = {}
    problems: list[Problem] = []
    for position, (key, value) in enumerate(values.items(), start=1):
        kind = _unfit(key, value)
        if kind is None:
            kept[key] = Secret(value)
        else:
            problems.append(Problem(kind, _shown(key, position), (place,), {"position": str(position)}))
    return Contents(kept, tuple(problems))


def variable_name(part: str) -> str:
    """The variable that a secret's or parameter's name stands for: `db/jwt-secret` is `DB_JWT_SECRET`."""
    return re.sub(r"[^A-Za-z0-9_]", "_", part).upper()


def unfit_value(name: str, value: str) -> ProblemKind | None:
    """Why no program can be given this value in its environment; None when it can."""
    if "\0" in value:
        return ProblemKind.HAS_NUL
    try:
        size = len(value.encode())
    except UnicodeEncodeError:
        return ProblemKind.NOT_UTF8
    return ProblemKind.TOO_LONG if len(name) + 1 + size > LONGEST_BYTES else None


def _of_object(text: str, place: Place) -> Contents:
    try:
        # Numbers stay as they are written: 1e400 or 0.10 must not come out as something else.
        document = json.loads(text, parse_int=str, parse_float=str, parse_constant=str)
    except (ValueError, RecursionError):
        return Contents(problems=(Problem(ProblemKind.NOT_JSON, place.name, (place,)),))
    texts = {key: _text(value) for key, value in document.items() if value is not None}
    read = of_values({key: value for key, value in texts.items() if value is not None}, place)
    nested = tuple(
        Problem(ProblemKind.NESTED, _shown(key, position), (place,), {"position": str(position)})
        for position, key in enumerate(document, start=1)
        if key in texts and texts[key] is None
    )
    return Contents(read.variables, read.problems + nested)


def _text(value: object) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else None


def _unfit(key: str, value: str) -> ProblemKind | None:
    return unfit_value(key, value) if _NAME.fullmatch(key) else ProblemKind.BAD_NAME


def _shown(key: str, position: int) -> str:
    """The key, unless somebody may have written a value where a key belongs."""
    return key if _SHOWABLE.fullmatch(key) else f"#{position}"

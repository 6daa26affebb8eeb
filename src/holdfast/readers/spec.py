"""Reads `holdfast.toml`: every problem at once, each with its line, its key's path and what was expected."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

from holdfast.model.errors import IncompleteError, SpecError, SpecProblem
from holdfast.model.product import SPEC_FILE, Product
from holdfast.model.record import record

FILE_NAME = SPEC_FILE


@record(frozen=True)
class Spec:
    """A product's spec, and whether a file said it; without one every value is a default. `rows`: the file's lines."""

    product: Product
    given: bool
    rows: tuple[str, ...] = ()


def read_spec(folder: Path) -> Spec:
    """Read the spec that lies in `folder`; the defaults, named after the folder, when there is none.

    Raises:
        SpecError: the file is not TOML, or says something that is not valid; with every problem.
        IncompleteError: the file is there and cannot be read.
    """
    path = folder / FILE_NAME
    if path.is_symlink():
        raise IncompleteError("is a link, and links are not followed", where=FILE_NAME, next_step="put the file itself")
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return Spec(product=Product(name=name_of(folder)), given=False)
    except OSError as error:
        raise IncompleteError(
            "cannot be read", where=FILE_NAME, next_step=f"check what it is and its permissions ({error.strerror})"
        ) from error
    product = parse_spec(data)
    return Spec(product=product, given=True, rows=tuple(data.decode("utf-8-sig").splitlines()))


def parse_spec(data: bytes, where: str = FILE_NAME) -> Product:
    """Turn the bytes of a spec into a `Product`; raises `SpecError` with every problem."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise SpecError(where, (SpecProblem(line, "(file)", "expected UTF-8 text"),)) from error
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SpecError(where, (_syntax_problem(str(error), text),)) from error
    try:
        return Product.model_validate(values)
    except ValueError as error:
        raise SpecError(where, _problems(error, text)) from error


def key_lines(text: str) -> dict[tuple[str | int, ...], int]:
    """The line (from 1) of every table and key of well-formed TOML, by path; array tables count from 0.

    Inline tables and arrays stand on the line of the key that holds them.
    """
    lines: dict[tuple[str | int, ...], int] = {}
    counts: dict[tuple[str | int, ...], int] = {}
    table: tuple[str | int, ...] = ()
    quoted = ""
    for number, row in enumerate(text.splitlines(), start=1):
        if quoted:
            quoted = "" if quoted in row else quoted
            continue
        header = re.match(r"\s*(\[\[?)\s*(.+?)\s*\]\]?\s*(?:#.*)?$", row)
        if header and "=" not in header[2]:
            table = _table_path(_split_key(header[2]), counts, grows=header[1] == "[[")
            lines.setdefault(table, number)
            continue
        key = re.match(r"""\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=(.*)""", row)
        if key:
            lines.setdefault((*table, *_split_key(key[1])), number)
            quoted = next((mark for mark in ('"""', "'''") if key[2].count(mark) == 1), "")
    return lines


def _table_path(
    key: tuple[str, ...], counts: dict[tuple[str | int, ...], int], *, grows: bool
) -> tuple[str | int, ...]:
    path: tuple[str | int, ...] = ()
    for part in key[:-1]:
        path = (*path, part)
        path = (*path, counts[path] - 1) if path in counts else path
    path = (*path, key[-1])
    if not grows:
        return path
    counts[path] = counts.get(path, 0) + 1
    return (*path, counts[path] - 1)


def _split_key(key: str) -> tuple[str, ...]:
    return tuple(part.strip("\"' ") for part in re.findall(r""""[^"]*"|'[^']*'|[^.\s]+""", key))


def _syntax_problem(message: str, text: str) -> SpecProblem:
    place = re.search(r"\(at line (\d+), column \d+\)", message)
    line = int(place[1]) if place else max(1, len(text.splitlines()))
    expected = re.sub(r"\s*\(at .*\)$", "", message)
    return SpecProblem(line, "(syntax)", f"expected valid TOML: {expected}")


def _problems(refusal: ValueError, text: str) -> tuple[SpecProblem, ...]:
    """Everything that pydantic refused, by line; what it is loaded for, and not before."""
    from pydantic import ValidationError

    if not isinstance(refusal, ValidationError):
        raise refusal
    lines = key_lines(text)
    problems = [_problem(dict(detail), lines) for detail in refusal.errors(include_url=False)]
    return tuple(sorted(problems, key=lambda problem: problem.line))


def _problem(detail: Mapping[str, object], lines: Mapping[tuple[str | int, ...], int]) -> SpecProblem:
    location = detail.get("loc")
    path = tuple(location) if isinstance(location, tuple) else ()
    known = (path[:length] for length in range(len(path), 0, -1))
    line = next((lines[part] for part in known if part in lines), 1)
    return SpecProblem(line, _dotted(path) or "(file)", _expected(detail))


def _dotted(path: tuple[str | int, ...]) -> str:
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}"
    return text.lstrip(".").replace(".[key]", "")


def _expected(detail: Mapping[str, object]) -> str:
    """What pydantic found, in words that tell what to write; the value itself is never repeated."""
    context = detail.get("ctx")
    context = context if isinstance(context, dict) else {}
    match detail.get("type"):
        case "unexpected_keyword_argument":
            return "unknown key; `holdfast schema` lists the known ones"
        case "dataclass_type":
            return "expected a table"
        case "missing":
            return "required and not given"
        case "literal_error":
            return f"expected {context.get('expected', 'one of the listed words')}"
        case "string_pattern_mismatch":
            return f"expected text that matches {context.get('pattern', 'the pattern')}"
        case "value_error":
            return str(detail.get("msg", "")).removeprefix("Value error, ")
        case _:
            message = str(detail.get("msg", "not valid"))
            return f"expected: {message[0].lower()}{message[1:]}"


def name_of(folder: Path) -> str:
    """The folder's name in the form that the spec allows; `product` when nothing of it is left."""
    name = re.sub(r"[^a-z0-9-]+", "-", folder.resolve().name.lower()).strip("-")[:40]
    return name if re.match(r"[a-z]", name) else "product"

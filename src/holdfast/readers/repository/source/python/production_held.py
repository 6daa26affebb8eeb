"""What the variables and members of a program in Python hold of its settings, and what stands in for them."""

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping

from holdfast.model.regex import regex
from holdfast.readers.repository.source.code import Source
from holdfast.readers.repository.source.configuration.production_guards import Held, Known
from holdfast.readers.repository.source.python.look_ups import BOUND, held_names, soft

_TEXT = regex(r"[rf]?([\"'])(?P<value>[^\"'\n]*)\1\s*(?:#.*)?$")
_FIELD = regex(r"(?:Field\(\s*(?:default\s*=\s*)?|SecretStr\(\s*)*[rf]?([\"'])(?P<value>[^\"'\n]*)\1")
_INSTEAD = regex(
    r"\s*(?:default\s*=\s*|\)\s*or\s+)?(?:[rf]?([\"'])(?P<text>[^\"'\n]*)\1|(?P<name>[A-Za-z_]\w*)\b(?![.(]))"
)
_PART = regex(r"(?m)^[ \t]+(?:self\.)?(\w{1,60})[ \t]*(?::[ \t]*|=[ \t]*)([A-Z]\w{1,60})\b(?=[ \t]*[=(\n])")
"""A member of a class that holds another class of settings."""
_CLASS = regex(r"(?m)^class[ \t]{1,4}(?P<name>\w{1,80})")
_TRUTH = regex(r"\bbool\(|\band\b|\ball\(|[=!]=")


def held(sources: Iterable[Source], read: Collection[str]) -> Known:
    """Everything that the files of one program hold; `read`: the settings that it is known to read."""
    holds: dict[str, Held] = {}
    constants: dict[str, str] = {}
    truths: dict[str, str] = {}
    classes: dict[str, dict[str, Held]] = {}
    parts: list[tuple[str, str]] = []
    for source in sources:
        typed = "BaseSettings" in source.text
        heads = [(head.start(), head["name"]) for head in _CLASS.finditer(source.code)]
        bound = list(BOUND.finditer(source.code))
        own = {one["variable"]: text["value"] for one in bound if (text := _TEXT.match(one["value"]))}
        constants |= own
        for one in bound:
            variable = one["variable"].rpartition(".")[2]
            asked = next(iter(soft(one["value"], held_names(source))), None)
            found = None
            if asked is not None:
                name, match = asked
                found = Held(name, _instead(one["value"][match.end() :], own, given=bool(match["comma"])), one["value"])
            elif typed and variable.upper() in read:
                field = _FIELD.match(one["value"])
                empty = one["value"].startswith("None")
                found = Held(variable.upper(), field["value"] if field else "" if empty else None, one["value"])
            elif _TRUTH.search(one["value"]):
                truths[variable] = one["value"]
            if found is not None:
                holds[variable] = holds[f"*.{variable}"] = found
                classes.setdefault(_class_around(heads, one), {})[variable] = found
        parts += _PART.findall(source.code)
    for part, held_in in parts:
        # Of several classes with a member of the same name, the one tells whose part of the settings is asked.
        holds |= {f"{part}.{variable}": found for variable, found in classes.get(held_in, {}).items()}
    return Known(held=holds, constants=constants, truths=truths)


def _class_around(heads: list[tuple[int, str]], bound: re.Match[str]) -> str:
    index = bisect_right(heads, bound.start(), key=lambda head: head[0])
    return heads[index - 1][1] if index and bound[0][:1] in " \t" else ""


def _instead(rest: str, constants: Mapping[str, str], *, given: bool) -> str | None:
    """The built-in value behind a look-up."""
    instead = _INSTEAD.match(rest)
    if instead is None:
        return "" if not given and " or " not in rest else None
    if instead["text"] is not None:
        return instead["text"]
    return "" if instead["name"] == "None" else constants.get(instead["name"])

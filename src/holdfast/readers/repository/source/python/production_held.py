"""What the variables and members of a program in Python hold of its settings, and what stands in for them."""

from collections.abc import Collection, Iterable, Mapping

from holdfast.model.regex import regex
from holdfast.readers.repository.source.code import Source
from holdfast.readers.repository.source.production_guards import Held, Known
from holdfast.readers.repository.source.python.look_ups import BOUND, held_names, soft

_TEXT = regex(r"[rf]?([\"'])(?P<value>[^\"'\n]*)\1\s*(?:#.*)?$")
_FIELD = regex(r"(?:Field\(\s*(?:default\s*=\s*)?|SecretStr\(\s*)*[rf]?([\"'])(?P<value>[^\"'\n]*)\1")
_INSTEAD = regex(
    r"\s*(?:default\s*=\s*|\)\s*or\s+)?(?:[rf]?([\"'])(?P<text>[^\"'\n]*)\1|(?P<name>[A-Za-z_]\w*)\b(?![.(]))"
)
_TRUTH = regex(r"\bbool\(|\band\b|\ball\(|[=!]=")


def held(sources: Iterable[Source], read: Collection[str]) -> Known:
    """Everything that the files of one program hold; `read`: the settings that it is known to read."""
    holds: dict[str, Held] = {}
    constants: dict[str, str] = {}
    truths: dict[str, str] = {}
    for source in sources:
        typed = "BaseSettings" in source.text
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
    return Known(held=holds, constants=constants, truths=truths)


def _instead(rest: str, constants: Mapping[str, str], *, given: bool) -> str | None:
    """The built-in value behind a look-up."""
    instead = _INSTEAD.match(rest)
    if instead is None:
        return "" if not given and " or " not in rest else None
    if instead["text"] is not None:
        return instead["text"]
    return "" if instead["name"] == "None" else constants.get(instead["name"])

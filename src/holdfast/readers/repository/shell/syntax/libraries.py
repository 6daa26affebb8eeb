"""Scripts that others take in by `source`, and the options of the shell that they set there for whoever does."""

from collections.abc import Iterable, Mapping

from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet

_TAKES_IN = regex(r"(?m)^[ \t]*(?:source|\.)[ \t]+(?P<file>[^\n;|&#]{1,300})")
_SETS = regex(r"(?m)^set[ \t]+(?P<options>[-+][\w \t+-]{1,60}?)[ \t]*(?:#.*)?$")


def options_of(scripts: Iterable[Snippet]) -> Mapping[str, tuple[str, ...]]:
    """What `set` is told at the top of each script that another one takes in, by its file's name."""
    known = tuple(scripts)
    files = (match["file"] for one in known if _takes(one.text) for match in _TAKES_IN.finditer(one.text))
    taken = {file.strip(" \t\"'").rpartition("/")[2] for file in files}
    told = {one.name: _options(one.text) for one in known if one.name in taken}
    return {name: options for name, options in told.items() if options}


def _takes(text: str) -> bool:
    return "source " in text or ". " in text


def _options(text: str) -> tuple[str, ...]:
    return tuple(word for match in _SETS.finditer(text) for word in match["options"].split())

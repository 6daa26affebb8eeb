"""Listeners of Go through which only developers look into a program: `net/http/pprof` at an address of its own."""

import re

from holdfast.model.own_machine import OWN_MACHINE
from holdfast.model.regex import regex
from holdfast.readers.repository.source.code import Source

_PACKAGE = '"net/http/pprof"'
_GIVEN = regex(
    rf"\s{{0,20}}(?:[\w.]{{0,60}}(?:[dD]ebug|DEBUG|[pP]prof|PPROF|[pP]rofil)\w{{0,40}}(?:\(\))?|\"(?:{OWN_MACHINE}|:60[56]\d)[^\"\n]{{0,40}}\")"
    r"\s{0,20},\s{0,20}nil\s{0,20}\)"
)
"""An address for that alone, and the handlers that the package has registered by itself."""


def is_profiler(source: Source, listens: re.Match[str]) -> bool:
    """Whether a call that listens does so for the profiler that its file takes in."""
    return source.language == "go" and _PACKAGE in source.text and _GIVEN.match(source.code, listens.end()) is not None

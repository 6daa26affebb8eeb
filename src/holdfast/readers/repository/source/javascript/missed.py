"""Questions of a program for settings that are not there, and what it says of those."""

from typing import TYPE_CHECKING

from holdfast.model.regex import regex
from holdfast.model.vital_names import is_vital, opens_sessions
from holdfast.readers.repository.configuration.names import is_secret
from holdfast.readers.repository.source.code import Source, extent
from holdfast.readers.repository.source.configuration.only_warned import OF_MISSING

if TYPE_CHECKING:
    from ast_grep_py import SgNode

ABSENT = regex(r"!(?!=)|[=!]==?\s*([\"'`])(?:undefined)?\1|\.length|\bundefined\b|\bnull\b|isEmpty|isNil")
"""It asks whether something is there at all, and not which of several values it has."""
_LOOKED_INTO = regex(r"!\s?[\w.?\[\]\"']{1,80}\.(?:includes|startsWith|endsWith|match|test)\(")
"""It asks what a value looks like that is there."""
_ALOUD = regex(r"(?i)\b(?:warn|error|fatal)\w{0,8}\(")
_MURMURS = regex(r"(?i)console\.(?:log|info|debug)\(|\blog\w{0,20}\.(?:info|debug|verbose|log)\(")
_NOTES = regex(r"\b\w{0,30}[wW]arn(?:ing)?s?\s?\.\s?push\(")
"""A list of warnings ends nothing, whoever reads it out later."""


def notes(body: str, names: tuple[str, ...]) -> bool:
    """Among its warnings stands that what signs or locks is missing."""
    return _NOTES.search(body) is not None and any(map(opens_sessions, names))


def is_missed(source: Source, node: "SgNode", consequence: "SgNode", names: tuple[str, ...]) -> bool:
    """It asks for what is not there, and does not only tell how things are where the program goes without it."""
    condition = node.field("condition")
    asked = source.code[slice(*extent(condition))][:600] if condition is not None else ""
    if not ABSENT.search(_LOOKED_INTO.sub(" ", asked)):
        return False
    said = source.code[slice(*extent(consequence))][:600]
    told = OF_MISSING.search(said) is not None or any(name in said for name in names)
    matters = any(is_vital(name) or is_secret(name) for name in names)
    return told or matters or not _MURMURS.search(said) or _ALOUD.search(said) is not None

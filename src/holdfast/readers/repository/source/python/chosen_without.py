"""What in a program of Python only looks like a setting that is missed: another value's question, or a choice."""

import re
from typing import TYPE_CHECKING

from holdfast.model.regex import regex
from holdfast.readers.repository.source.code import Source, extent, kin

if TYPE_CHECKING:
    from ast_grep_py import SgNode

PRESENT = regex(r"[\w.]+(?:\([\"']\w+[\"']\))?(?:\s+(?:and|or)\s+[\w.]+(?:\([\"']\w+[\"']\))?)*")
"""A condition that only asks whether settings are there."""
ON_DISK = regex(r"(?:Path\([^()]{0,200}\)\.|[\w.]{0,80}\b)(?:exists|isfile|isdir|is_file|is_dir)\([^()]{0,200}\)")
"""Asks whether a file is there, wherever a setting says that it lies."""
BUILT_IN = regex(r"(?:^(?:\w{1,30}\(\s*){0,2}|\bdefault\s*=\s*(?:\w{1,30}\(\s*)?)(?P<value>[\"'].*)")
"""What a field of a class of settings has by itself."""
_OR = regex(r"\)\s*(?:\\\s*)?or\b\s*(?:\\\s*)?(?P<instead>[^\n]*)")
_KEPT_ELSEWHERE = regex(
    r"\s*(?:self\.|\w{1,30}\.){0,2}(?:config|settings|conf|cfg|opt(?:ion)?s|args)\b\s{0,4}(?:[.\[(])"
)
_ENVIRONMENT = regex(r"(?i)environ|getenv|get_secret|secret_value|\benv\b|env_vars?|dotenv|settings")
_FAR = 3_000
_VALUES = regex(r"\b(?:not\s+)?in\s{0,4}[\[({][^\[\](){}]{0,300}[\])}]|[!=]=\s{0,4}[rf]?[\"'][^\"'\n]{1,80}[\"']")
"""What asks which value a setting has."""
_ABSENT = regex(r"\bnot\b|is None|==\s*[\"']{2}|not in")
_SPEAKS = regex(r"(?i)\bprint\(|\blog(?:ger|ging)?\w*\.(?P<level>\w+)\(|warnings\.warn\(")


def or_else(match: re.Match[str]) -> str:
    """What stands behind the `or` after a look-up, which may begin a new row; empty where none does."""
    start = match.start("default")
    found = _OR.match(match.string, start, start + 400)
    return found["instead"] if found else ""


def is_kept_elsewhere(written: str) -> bool:
    """Instead of a variable its program takes what a file, or whoever starts it, says."""
    return _KEPT_ELSEWHERE.match(written) is not None


def is_of_environment(source: Source, node: "SgNode") -> bool:
    """The function around a question for something missing, or what stands above it, deals with settings."""
    around = next(kin(node, "function_definition"), None)
    start, end = extent(node)
    first = extent(around)[0] if around is not None else start
    return _ENVIRONMENT.search(source.code, max(first, start - _FAR), end) is not None


def is_choice(condition: str, body: str) -> bool:
    """It is asked which value a setting has, or all that is said where it is missing is for who looks for faults."""
    if _ABSENT.search(_VALUES.sub("", condition)) is None:
        return True
    return all(match["level"] == "debug" for match in _SPEAKS.finditer(body))


_CAUGHT = regex(r"\bexcept\b[^\n]{1,200}?\bas\s+(?P<name>\w{1,40})\s*:")
_ONLY_TOLD = regex(
    r"(?i)^(?:str|repr|type|format\w*|isinstance|\w*(?:log|report|notify|capture|send|alert|track|record)\w*)$"
)


def hands_on(handler: str) -> bool:
    """What is caught goes to another function, which may end the program; not to one that only puts it into words."""
    caught = _CAUGHT.search(handler)
    if caught is None:
        return False
    given = re.finditer(rf"\b(?P<to>\w{{1,60}})\(\s*(?:[^()\n]{{0,80}},\s*)?{caught['name']}\s*[,)]", handler)
    return any(not _ONLY_TOLD.match(match["to"]) for match in given)


def is_of_store(source: Source, call: str) -> bool:
    """A store of AWS is asked; `get_secret_value()` is a word of pydantic's, too, and of many a program's own."""
    if "secret" not in call:
        return "ssm" in source.text
    of_aws = ("boto", "secretsmanager", "secrets_manager", "secretid")
    return not call.startswith(".get_secret_value") or source.mentions(*of_aws)

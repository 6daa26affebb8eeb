"""Python functions that are asked for variables: what those ask that raise, and what others take instead."""

import re
from collections.abc import Collection, Iterator, Mapping
from itertools import chain

from holdfast.model.regex import regex
from holdfast.readers.repository.source.apps import App
from holdfast.readers.repository.source.code import Source
from holdfast.readers.repository.source.imports import Imports

_CALL = regex(
    r"(?<![\w.])(?:self\.|cls\.)?(?P<function>[a-z_]\w{2,40})\(\s*[\"'](?P<name>[A-Z][A-Z0-9_]{1,80})[\"']\s*(?P<end>[,)])"
)
_WITH_DEFAULT = regex(
    r"(?<![\w.])(?:self\.|cls\.)?(?P<function>[a-z_]\w{2,40})\(\s*[\"'](?P<name>[A-Z][A-Z0-9_]{1,80})[\"']\s*,\s*"
    r"(?:\w{1,20}\s*=\s*)?(?P<default>[^\s)][^\n]{0,200})"
)
_ASKED = regex(r"\(\s*[\"'][A-Z][A-Z0-9_]{1,80}[\"']\s*[,)]")
_FUNCTION = regex(
    r"(?m)^(?P<indent>[ \t]{0,8})def[ ](?P<function>\w{3,41})\([ ]*(?:(?:self|cls),[ ]*)?(?P<asked>\w{1,40})"
    r"(?P<more>[^()\n]{0,60})\)[^\n]{0,40}:[ ]*\n(?P<body>(?:(?:(?P=indent)[ \t]{1,40}[^\n]{0,300})?\n){1,40})"
)
_ASKS = regex(
    r"environ\[\s{0,80}[a-z_]\w{0,80}\s{0,80}\]"
    r"|(?:getenv|environ\.get)\(\s{0,80}[a-z_]\w{0,80}\s{0,80}[,)]|except KeyError"
)
"""A variable by a name that is handed in; whatever has none of it needs no look at its tree."""

_LOOK_UP = regex(r"environ|getenv")
"""Each pattern that is made for one name costs as much as reading many a function."""

_ENDS = regex(r"\braise\b|\bsys\.exit\(|(?<!\w)exit\(")


def demands(source: Source) -> list[tuple[str, int]]:
    """The variables that the functions of a file are asked for by name, each with where it stands."""
    return asked_of(source, raising(source))


def defaults(source: Source) -> Iterator[re.Match[str]]:
    """What the functions of a file take instead of a variable that is missing: the `name`, the `default` as written."""
    if not _may_ask(source):
        return
    taking = frozenset(_taking_default(source))
    calls = _WITH_DEFAULT.finditer(source.code) if _calls(source, taking) else ()
    yield from (call for call in calls if call["function"] in taking)


def _calls(source: Source, functions: Collection[str]) -> bool:
    """Whether a file may call one of them: that takes a tenth of what it takes to look for every call."""
    return any(f"{name}(" in source.text for name in functions)


def asked_elsewhere(app: App, sources: list[Source]) -> Iterator[tuple[Source, str, int]]:
    """What such functions are asked for in the files that import them: the file, the variable, and where."""
    raises = {source.path: raising(source) for source in sources}
    imports = Imports(app.sources, app.root)
    known = frozenset(chain(*raises.values()))
    for source in app.serving if known else ():
        # What a file imports costs a look at its tree: first whether it asks anything of that name for a variable.
        if source.language != "python" or not _calls(source, known) or _ASKED.search(source.text) is None:
            continue
        if not any(call["function"] in known for call in _CALL.finditer(source.text)):
            continue
        imported = imports.names(source)
        functions = {
            name: raises[file.path][name] for name, file in imported.items() if name in raises.get(file.path, ())
        }
        yield from ((source, name, start) for name, start in asked_of(source, functions))


def asked_of(source: Source, functions: Mapping[str, bool]) -> list[tuple[str, int]]:
    """What a file asks these functions for, as `raising` gives them."""
    if not _calls(source, functions):
        return []
    return [
        (match["name"], match.start())
        for match in _CALL.finditer(source.code)
        if match["function"] in functions and (match["end"] == ")" or functions[match["function"]])
    ]


def raising(source: Source) -> dict[str, bool]:
    """The functions of a file that raise when a variable is missing, and whether they do so whatever else they get."""
    if not _may_ask(source):
        return {}
    taking = frozenset(_taking_default(source))
    return {name: name not in taking for name in _raising(source)}


def _may_ask(source: Source) -> bool:
    return source.mentions("environ", "getenv", "keyerror") and _ASKS.search(source.text) is not None


def held_against(source: Source, name: str) -> bool:
    """Whether a model is made of the environment."""
    if not source.mentions("os.environ"):
        return False
    made = rf"\b{re.escape(name)}(?:\.model_validate|\.parse_obj)?\([^()\n]{{0,20}}(?:dict\()?os\.environ\b"
    return re.search(made, source.code) is not None


def _raising(source: Source) -> Iterator[str]:
    for match in _FUNCTION.finditer(source.code):
        asked, body = re.escape(match["asked"]), match["body"]
        if _LOOK_UP.search(body) is None and "except KeyError" not in body:
            continue
        strict = re.search(rf"environ\[\s*{asked}\s*\]", body) is not None
        # What was read from a file before is asked like the environment.
        strict = strict or (re.search(rf"\w\[\s*{asked}\s*\]", body) is not None and "except KeyError" in body)
        strict = strict and ("except" not in body or _ENDS.search(body) is not None)
        if strict or (_looks_up(asked, body) and _ENDS.search(body)):
            yield match["function"]


_INSTEAD = r"(?:=|\breturn|\bor|\belse|(?:getenv|environ\.get)\([^()\n]{0,60},)\s+"
"""Behind this a function gives what it was handed, and does not only speak of it."""


def _taking_default(source: Source) -> Iterator[str]:
    for match in _FUNCTION.finditer(source.code):
        if _LOOK_UP.search(match["body"]) is None:
            continue
        second = re.search(r",\s*(\w+)", match["more"])
        taken = second is not None and re.search(rf"{_INSTEAD}{second[1]}\b(?!\s*\()", match["body"]) is not None
        if taken and _looks_up(re.escape(match["asked"]), match["body"]):
            yield match["function"]


def _looks_up(asked: str, body: str) -> bool:
    return re.search(rf"(?:getenv|environ\.get)\(\s*{asked}\s*[,)]", body) is not None

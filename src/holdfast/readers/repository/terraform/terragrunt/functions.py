"""Functions that Terragrunt's files call to work with paths, and what the environment gives where nobody sets it."""

import posixpath
from collections.abc import Callable

from holdfast.readers.repository.terraform.values import NOTHING, Value

_LONGEST = 2_000


def _path(change: Callable[[str], str]) -> Callable[[list[Value]], Value]:
    def changed(arguments: list[Value]) -> Value:
        text = arguments[0].text() if arguments and arguments[0].known else None
        return Value(change(text), arguments[0].place) if text is not None else NOTHING

    return changed


def _environment(arguments: list[Value]) -> Value:
    return arguments[1] if len(arguments) > 1 else NOTHING


def _replaced(arguments: list[Value]) -> Value:
    texts = [value.text() for value in arguments[:3] if value.known]
    text, old, new = texts if len(texts) == 3 else (None, None, None)
    if text is None or old is None or new is None or not old.strip("/") or text.count(old) * len(new) > _LONGEST:
        return NOTHING
    # Between slashes stands a pattern.
    return NOTHING if len(old) > 1 and old.startswith("/") and old.endswith("/") else Value(text.replace(old, new))


PLAIN: dict[str, Callable[[list[Value]], Value]] = {
    "dirname": _path(posixpath.dirname),
    "basename": _path(posixpath.basename),
    "abspath": _path(str),
    "replace": _replaced,
    "get_env": _environment,
}
"""Those that give the same in every file."""

"""The options of an Ansible module, in the ways in which people write them, and commands that are made of them."""

import shlex
from collections.abc import Callable, Iterable, Iterator

from holdfast.model.regex import regex
from holdfast.readers.repository.text.nodes import Node

Module = Callable[[Node, Node], str]
"""What makes a command of a module's options and of the task around them; "" for none."""

_HOLES = regex(r"\{\{[^{}\n]{0,200}\}\}")


def words(given: Node, *names: str) -> str:
    """The first of these options that is said, a list as words."""
    for name in names:
        found = [text for item in given.items(name) if (text := item.text())]
        if found:
            return " ".join(found)
    return ""


def short(given: Node) -> dict[str, str]:
    """The old way of writing options, `name=web state=restarted`."""
    text = given.text() or ""
    if "=" not in text:
        return {}
    try:
        parts = shlex.split(_HOLES.sub(lambda hole: hole[0].replace(" ", ""), text))
    except ValueError:
        parts = text.split()
    return dict(part.split("=", 1) for part in parts if "=" in part)


def value_of(given: Node, *names: str) -> str:
    """The first of these options that is said, in either way; "" for none."""
    written = short(given)
    return next((value for name in names if (value := given.text(name) or written.get(name))), "")


def spread(first: int, words: Iterable[tuple[int, str]]) -> str:
    """One command over the lines of its module, each option on the line where it is said."""
    rows: dict[int, list[str]] = {first: []}
    for line, word in words:
        rows.setdefault(max(line, first), []).append(word)
    return " \\\n".join(" ".join(rows.get(number, ())) for number in range(first, max(rows) + 1))


def said(given: Node, option: str, *names: str) -> Iterator[tuple[int, str]]:
    """An option of a command with its value, and the line on which the module says it."""
    name = next((name for name in names if given.has(name)), names[0])
    value = value_of(given, *names)
    if value:
        yield given.child(name).key_line, f"{option} {value}"


def on_line(given: Node, option: str, command: str) -> str:
    """The command on the line where the module says this option."""
    return "\n" * max(given.child(option).key_line - given.key_line, 0) + command

"""Lists of shell lines, as most pipelines write them, as shell on its own lines of the file."""

from collections.abc import Iterable, Iterator

from holdfast.model.record import replace
from holdfast.readers.repository.text.nodes import Node
from holdfast.readers.repository.workflows.shape import Shell, shell_of


def shells(nodes: Iterable[Node], rows: list[str], *, remote: bool = False) -> tuple[Shell, ...]:
    """The scripts in `nodes`, each a text or a list of texts (also nested, as anchors make them).

    Items that follow one another in the file are one script: variables and `set -e` last. An item that
    stands elsewhere, through an anchor, begins a new one.
    """
    found: list[Shell] = []
    for text, line in _items(nodes, rows):
        last = found[-1] if found else None
        end = last.line + last.text.count("\n") if last else 0
        if last and line > end:
            found[-1] = replace(last, text=last.text + "\n" * (line - end) + text)
        else:
            found.append(Shell(text, line, remote=remote))
    return tuple(found)


def _items(nodes: Iterable[Node], rows: list[str]) -> Iterator[tuple[str, int]]:
    waiting = list(nodes)[::-1]
    left = 10_000  # an alias may multiply lists
    while waiting and left:
        left -= 1
        node = waiting.pop()
        if isinstance(node.value, list):
            waiting += node.value[::-1]
        elif isinstance(node.value, str):
            text, line = shell_of(node, node.value, rows)
            yield text.rstrip("\n"), line

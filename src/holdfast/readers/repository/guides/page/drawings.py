"""What a drawing puts into what: boxes of characters, trees with branches, and subgraphs of Mermaid."""

from collections.abc import Iterator, Sequence
from unicodedata import east_asian_width

from holdfast.model.record import record
from holdfast.model.regex import regex

_LONGEST = 300  # rows; a longer one nobody draws by hand
DRAWINGS = frozenset(("", "text", "txt", "plaintext", "ascii", "mermaid", "diagram"))
"""What the language of a block is called that may be a drawing."""


@record(frozen=True)
class Enclosure:
    """Something with a name in a drawing, and what stands inside it.

    Args:
        title: what it is called.
        inside: number and text of each row, or of each node, that lies in it.
    """

    title: str
    inside: tuple[tuple[int, str], ...]


def enclosures(rows: Sequence[str], language: str) -> Iterator[Enclosure]:
    """Each of a drawing, an outer one before those in it; rows are counted from 1."""
    rows = rows[:_LONGEST]
    if language == "mermaid":
        yield from _subgraphs(rows)
    else:
        yield from _boxes(rows)
        yield from _branches(rows)


# --- Mermaid -----------------------------------------------------------------------------------------------------

_OPENS = regex(r"^\s*subgraph\s+(?P<title>\S[^\n]*)")
_CLOSES = regex(r"^\s*end\s*$")
_NODE = regex(r"\b(?P<id>\w[\w-]{0,60})\s?(?:[\[({>]{1,2}|\[[/\\])\"?(?P<label>[^\]\[(){}\n\"]{1,160})")
_BARE = regex(r"^\s*(?P<id>\w[\w-]{0,60})\s*$")


def _subgraphs(rows: Sequence[str]) -> Iterator[Enclosure]:
    labels = {node["id"]: node["label"] for row in rows if not _OPENS.match(row) for node in _NODE.finditer(row)}
    open_: list[tuple[str, list[tuple[int, str]]]] = []
    done: list[Enclosure] = []
    for number, row in enumerate(rows, start=1):
        if opens := _OPENS.match(row):
            open_.append((opens["title"], []))
        elif _CLOSES.match(row) and open_:
            title, inside = open_.pop()
            done.append(Enclosure(title, tuple(inside)))
        else:
            bare = _BARE.match(row)
            nodes = [labels.get(bare["id"], bare["id"])] if bare else [one["label"] for one in _NODE.finditer(row)]
            for _, inside in open_:
                inside.extend((number, node) for node in nodes)
    yield from reversed(done)


# --- boxes -------------------------------------------------------------------------------------------------------

_CORNERS = {"┌": ("┐┬", "└"), "╔": ("╗╦", "╚"), "╭": ("╮", "╰"), "┏": ("┓", "┗"), "+": ("+", "+")}
_SIDES = "│║┃|├╠┣└╚╰┗+"
_FRAME = regex(r"[─━═│┃║┌┐└┘├┤┬┴┼╔╗╚╝╠╣╭╮╰╯┏┓┗┛]|[-+|=]{2,200}|^\s*\||\|\s*$")
_WORD = regex(r"[^\W_]")


def _boxes(rows: Sequence[str]) -> Iterator[Enclosure]:
    grid = [_wide(row) for row in rows]
    for top, row in enumerate(grid):
        for left, corner in enumerate(row):
            if corner not in _CORNERS or (corner == "+" and row[left + 1 : left + 2] not in ("-", "=")):
                continue
            box = _box(grid, top, left)
            if box is not None:
                yield box


def _box(grid: list[str], top: int, left: int) -> Enclosure | None:
    ends, foot = _CORNERS[grid[top][left]]
    right = next((at for at in range(left + 2, len(grid[top])) if grid[top][at] in ends[0]), None)
    bottom = next((at for at in range(top + 1, len(grid)) if grid[at][left : left + 1] == foot), None)
    if right is None or bottom is None:
        return None
    if any(row[left : left + 1] not in _SIDES for row in grid[top + 1 : bottom]):
        return None
    rows = [(at + 1, grid[at][left + 1 : right]) for at in range(top + 1, bottom)]
    inside = [(number, text) for number, row in rows if _WORD.search(text := _plain(row))]
    border = _plain(grid[top][left : right + 1])
    if _WORD.search(border):
        return Enclosure(border, tuple(inside))
    # Without a name in its border, the first row names it, unless that is one of the boxes in it.
    if not inside or any(corner in row for number, row in rows if number <= inside[0][0] for corner in "┌╔╭┏├└"):
        return None
    return Enclosure(inside[0][1], tuple(inside[1:]))


def _plain(text: str) -> str:
    return _FRAME.sub(" ", text.replace("\0", "")).strip()


def _wide(row: str) -> str:
    """The row with one character for each column: some take two of them."""
    return "".join(char + "\0" if east_asian_width(char) in "WF" else char for char in row)


# --- trees -------------------------------------------------------------------------------------------------------

_BRANCH = regex(r"^[\s│┃|]*(?:[├└╰┣┗]|[+`\\|]--|[-*•]\s)")
_ARROW = regex(r"→|⇒|[-=]>|➜|▶")
_DOWN = regex(r"[↓▼⬇]")


def _branches(rows: Sequence[str]) -> Iterator[Enclosure]:
    wide = [_wide(row) for row in rows]
    depths = [word.start() if (word := _WORD.search(row)) else None for row in wide]
    for at, depth in enumerate(depths):
        below = () if depth is None else tuple(_below(rows, depths, at, depth))
        if below:
            # Of a row of arrows, the last one has the branches.
            title = _ARROW.split(_plain(wide[at]))[-1].strip()
            yield Enclosure(title, tuple((number + 1, _plain(rows[number])) for number in below))


def _below(rows: Sequence[str], depths: Sequence[int | None], at: int, depth: int) -> Iterator[int]:
    """The rows that hang on the one at `at`, until a gap, an arrow downwards, or one that stands no deeper."""
    for number in range(at + 1, len(rows)):
        deeper = depths[number]
        if deeper is None and rows[number].strip() and not _DOWN.search(rows[number]):
            continue
        if deeper is None or deeper <= depth or not _BRANCH.match(rows[number]):
            return
        yield number

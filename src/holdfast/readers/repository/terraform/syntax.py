"""The syntax of Terraform files as blocks and attributes that know their lines; expressions stay unread."""

from collections.abc import Iterator
from dataclasses import field
from typing import TYPE_CHECKING

from holdfast.model.record import record
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.terraform.values import Place, Value
from holdfast.readers.repository.text.json_nodes import parse_json
from holdfast.readers.repository.text.nodes import Node, NodeError

if TYPE_CHECKING:
    from ast_grep_py import SgNode

_MAX_DEPTH = 30

_MAX_BRACKETS = 400
_MOST_FAULTS = 20

_BLANKS = regex(r"(?<!\s)\s{1000}")
_BRACKET = regex(r"[()\[\]{}]")
_CLOSING = frozenset(["}", "]", ")", "quoted_template_end", "heredoc_identifier"])

_LABELS = {"resource": 2, "data": 2, "module": 1, "variable": 1, "output": 1, "provider": 1}


@record(frozen=True, slots=True)
class Expression:
    """An expression that was not evaluated yet: a node of HCL or of JSON, and the text it stands in.

    A value in a node's place was told where names mean something else than here, as Terragrunt's inputs are.
    """

    node: "SgNode | Node | Value"
    snippet: Snippet

    def text(self) -> str:
        """As it is written; of JSON, the text alone."""
        if isinstance(self.node, Value):
            return self.node.text() or ""
        return str(self.node.value) if isinstance(self.node, Node) else self.node.text()

    def place(self) -> Place:
        """Where it stands."""
        if isinstance(self.node, Value):
            return self.node.place or Place(self.snippet, 1, 1)
        if isinstance(self.node, Node):
            return Place(self.snippet, self.node.key_line, max(self.node.key_line, self.node.end))
        span = self.node.range()
        return Place(self.snippet, span.start.line + 1, span.end.line + 1)


@record(frozen=False, slots=True)
class Block:
    """A block such as `resource "type" "name" { … }`; of the whole file when `type` is empty."""

    type: str
    labels: tuple[str, ...]
    snippet: Snippet
    line: int
    end: int
    attributes: dict[str, Expression] = field(default_factory=dict)
    blocks: "list[Block]" = field(default_factory=list)

    @property
    def place(self) -> Place:
        """Its first line, which names it."""
        return Place(self.snippet, self.line, self.line)

    def all(self, kind: str) -> "Iterator[Block]":
        """The blocks of one kind directly in it."""
        return (block for block in self.blocks if block.type == kind)


@record(frozen=True, slots=True)
class Fault:
    """Lines that could not be parsed; `mended`: what they mean could be told all the same."""

    line: int
    end: int
    detail: str
    mended: bool = False


_UNQUOTED = regex(r"(?m)^([^\S\n]*[\w-]{1,80}[^\S\n]*=[^\S\n]*)(https?://[^\s\"#]{1,300})[^\S\n]*$")
"""An address that stands without its quotes."""
_ONE_LINE = regex(
    r"(?m)^[^\S\n]*[a-z][\w-]{0,60}(?:[^\S\n]+\"[^\"\n]{0,200}\"){0,2}[^\S\n]*\{(?P<body>[^\n]{1,4000})\}[^\S\n]*$"
)
_MARKS = regex(r"\"(?:[^\"\\\n$]|\\.|\$(?!\{)|\$\{[^}\n]*\})*\"|[,()\[\]{}]")


def parse(snippet: Snippet) -> tuple[Block, list[Fault]]:
    """The top level of a file, without the blocks that contain faults, and the faults."""
    if snippet.path.endswith(".json"):
        return _parse_json(snippet)
    deep, blank = _too_deep(snippet.text), _too_blank(snippet.text)
    if deep or blank:
        told = "nested too deeply" if deep else "blanks without end"
        return Block("", (), snippet, 1, 1), [Fault(deep or blank, deep or blank, told)]
    from ast_grep_py import SgRoot

    root = SgRoot(snippet.text, "hcl").root()
    faults = _faults(root)
    text, mended = snippet.text, list[Fault]()
    for mend in (_in_one_line, _quoted) if faults else ():
        again, rows = mend(text, faults)
        tried = SgRoot(again, "hcl").root() if rows else root
        if rows and len(left := _faults(tried)) < len(faults):
            root, text, faults = tried, again, left
            # Terraform refuses it, and whoever wrote it meant nothing else: the release is what it stops.
            mended = [Fault(row, row, "not valid HCL", mended=True) for row in rows if mend is _quoted]
    top = Block("", (), snippet, 1, max(len(snippet.rows), 1))
    for child in root.children():
        if child.kind() == "body":
            _fill(top, child, 0)
    if faults:
        top.blocks = [block for block in top.blocks if not any(_overlap(block, fault) for fault in faults)]
    return top, [*faults, *mended]


def _in_one_line(text: str, faults: list[Fault]) -> tuple[str, list[int]]:
    """The text without commas between the arguments of blocks on one line, as an object has them; and which lines."""
    rows, found = text.split("\n"), list[int]()
    for number in _lines_of(faults):
        row = rows[number - 1]
        if one := _ONE_LINE.match(row):
            rows[number - 1] = f"{row[: one.start('body')]}{_without_commas(one['body'])}{row[one.end('body') :]}"
            found += [number] if rows[number - 1] != row else []
    return "\n".join(rows), found


def _quoted(text: str, faults: list[Fault]) -> tuple[str, list[int]]:
    """The text with quotes about the addresses that want them, and which lines; a script in a text wants none."""
    rows, found = text.split("\n"), list[int]()
    for number in _lines_of(faults):
        rows[number - 1], times = _UNQUOTED.subn(r'\g<1>"\g<2>"', rows[number - 1])
        found += [number] * times
    return "\n".join(rows), found


def _lines_of(faults: list[Fault]) -> Iterator[int]:
    """Each line of the faults once; they stand in order, some within others."""
    done = 0
    for fault in faults:
        yield from range(max(fault.line, done + 1), fault.end + 1)
        done = max(done, fault.end)


def _without_commas(body: str) -> str:
    depth = 0
    letters = list(body)
    for match in _MARKS.finditer(body):
        if match[0] == "," and not depth:
            letters[match.start()] = " "
        depth += (match[0] in "([{") - (match[0] in ")]}")
    return "".join(letters)


def _too_deep(text: str) -> int:
    """The line at which brackets nest deeper than anybody writes; 0 when they never do."""
    # The native parser walks up its tree by recursion: nesting without end would overflow its stack.
    if sum(map(text.count, "([{")) <= _MAX_BRACKETS:
        return 0
    depth = 0
    for match in _BRACKET.finditer(text):
        depth = depth + 1 if match[0] in "([{" else max(depth - 1, 0)
        if depth > _MAX_BRACKETS:
            return text.count("\n", 0, match.start()) + 1
    return 0


def _too_blank(text: str) -> int:
    """The line at which more blanks follow one another than anybody leaves; 0 where none do."""
    # Behind a name and in a list the grammar looks through them anew from each: 8,000 take a second, 100,000 minutes.
    run = _BLANKS.search(text)
    return text.count("\n", 0, run.start()) + 1 if run else 0


def _overlap(block: Block, fault: Fault) -> bool:
    return block.line <= fault.end and fault.line <= block.end


def _faults(root: "SgNode") -> list[Fault]:
    found = []
    for node in root.find_all(kind="ERROR"):
        span = node.range()
        # An error node may swallow everything up to the next thing that fits; its first line is what is wrong.
        found.append(Fault(span.start.line + 1, span.end.line + 1, "not valid HCL"))
    missing = [node for node in root.find_all(regex="^$") if node.kind() in _CLOSING]
    for node in missing[:_MOST_FAULTS]:
        parent = node.parent()
        if parent is None:
            continue
        owner = parent.parent() if parent.kind().endswith("_end") else parent
        span = (owner or parent).range()
        found.append(Fault(span.start.line + 1, span.end.line + 1, "opened and never closed"))
    return sorted(found, key=lambda fault: fault.line)


def _fill(block: Block, body: "SgNode", depth: int) -> None:
    for child in body.children():
        kind = child.kind()
        if kind == "attribute":
            name, value = child.child(0), child.child(2)
            if name is not None and value is not None:
                block.attributes[name.text()] = Expression(value, block.snippet)
        elif kind == "block" and depth < _MAX_DEPTH:
            block.blocks.append(_block(child, block.snippet, depth))


def _block(node: "SgNode", snippet: Snippet, depth: int) -> Block:
    span = node.range()
    words: list[str] = []
    block = Block("", (), snippet, span.start.line + 1, span.end.line + 1)
    for child in node.children():
        kind = child.kind()
        if kind in ("identifier", "string_lit"):
            words.append(child.text().strip('"'))
        elif kind == "body":
            _fill(block, child, depth + 1)
    block.type, block.labels = words[0] if words else "", tuple(words[1:])
    return block


def _parse_json(snippet: Snippet) -> tuple[Block, list[Fault]]:
    top = Block("", (), snippet, 1, max(len(snippet.rows), 1))
    try:
        root = parse_json(snippet.text)
    except NodeError as error:
        line = error.line or 1
        return top, [Fault(line, line, error.detail)]
    for kind, node in root.entries().items():
        if kind not in ("locals", *_LABELS) or snippet.name.endswith(".tfvars.json"):
            top.attributes[kind] = Expression(node, snippet)
            continue
        for item in node.items():
            top.blocks.extend(_json_blocks(kind, (), item, snippet))
    return top, []


def _json_blocks(kind: str, labels: tuple[str, ...], node: Node, snippet: Snippet) -> Iterator[Block]:
    if len(labels) < _LABELS.get(kind, 0):
        for label, inner in node.entries().items():
            for item in inner.items():
                yield from _json_blocks(kind, (*labels, label), item, snippet)
        return
    attributes = {key: Expression(value, snippet) for key, value in node.entries().items()}
    yield Block(kind, labels, snippet, node.key_line, node.end, attributes)

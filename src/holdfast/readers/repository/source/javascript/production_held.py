"""What the variables and members of a program in JavaScript hold of its settings, and what stands in for them."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from holdfast.model.regex import regex
from holdfast.readers.repository.source.code import Source, extent, kin, short
from holdfast.readers.repository.source.configuration.production_guards import Held, Known
from holdfast.readers.repository.source.javascript.reads import helped, reads_in

if TYPE_CHECKING:
    from ast_grep_py import SgNode

_CONSTANT = regex(
    r"\b(?:const|let|var)\s+(?P<name>\w{1,60})\s*(?::[^=\n]{1,40})?=\s*([\"'`])(?P<value>[^\"'`\n]{0,300})\2"
)
_INSTEAD = regex(r"[)\s]*(?:\|\||\?\?)\s*(?:([\"'`])(?P<text>[^\"'`\n]*)\1|(?P<name>[A-Za-z_$][\w$]*)(?![\w$.(]))")
_TRUTH = regex(r"Boolean\(|!!|&&|[=!]==")
_MAY_READ = regex(r"(?i)env|config|get")
_LONGEST = 400


def held(sources: Iterable[Source]) -> Known:
    """Everything that the files of one program hold."""
    holds: dict[str, Held] = {}
    constants: dict[str, str] = {}
    truths: dict[str, str] = {}
    for source in sources:
        own = {match["name"]: match["value"] for match in _CONSTANT.finditer(source.code)}
        constants |= own
        field = "field_definition" if source.language == "javascript" else "public_field_definition"
        for node in source.nodes("pair", "variable_declarator", field):
            value = node.field("value")
            if value is None or extent(value)[1] - extent(value)[0] > _LONGEST:
                continue
            if value.kind() in {"object", "arrow_function", "function_expression"}:
                continue
            written = source.code[slice(*extent(value))]
            one = _held(written, own) if _MAY_READ.search(written) else None
            if one is not None:
                holds |= dict.fromkeys(_keys(node), one)
            elif node.kind() == "variable_declarator" and _TRUTH.search(written):
                truths[short(node.field("name"))] = written
    return Known(held=holds, constants=constants, truths=truths)


def _held(written: str, constants: dict[str, str]) -> Held | None:
    asked = next(helped(written), None)
    if asked is not None:
        return Held(asked["name"], asked["value"], written)
    reads = reads_in(written)
    if len(reads) != 1 or "===" in written:
        return None
    rest = written[reads[0].end :]
    instead = _INSTEAD.match(rest)
    if instead is None:
        return Held(reads[0].name, None if "??" in rest or "||" in rest or "," in rest else "", written)
    text = instead["text"] if instead["text"] is not None else constants.get(instead["name"])
    return Held(reads[0].name, text, written)


def _keys(node: "SgNode") -> Iterator[str]:
    """The last two words of the path to a member, and a path from whatever the object is called elsewhere."""
    if node.kind() != "pair":
        name = short(node.field("name")) or short(node.field("property"))
        yield from (name, f"*.{name}")
        return
    key = short(node.field("key")).strip("\"'")
    above = next(kin(node, "pair", "variable_declarator", "return_statement"), None)
    if above is not None and above.kind() == "pair":
        yield f"{short(above.field('key'))}.{key}"
        return
    if above is not None and above.kind() == "variable_declarator":
        yield f"{short(above.field('name'))}.{key}"
    yield f"*.{key}"

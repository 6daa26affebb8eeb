"""Classes of settings whose fields carry validators of class-validator, and what they let through."""

from typing import TYPE_CHECKING

from holdfast.model.record import record
from holdfast.model.regex import regex
from holdfast.model.vital_names import is_vital
from holdfast.readers.repository.source.code import Source, named, short
from holdfast.readers.repository.source.configuration.reaction import Reaction
from holdfast.readers.repository.source.configuration.settings_use import SettingsUse
from holdfast.readers.repository.source.javascript.held import is_held_beside
from holdfast.readers.repository.source.javascript.reads import reads_in

if TYPE_CHECKING:
    from ast_grep_py import SgNode

_UPPER = regex(r"[A-Z][A-Z0-9_]{1,80}$")
_GIVEN = regex(r"[^=]=\s{0,40}(?P<quote>[\"'`])(?P<value>[^\"'`\n]{1,300})(?P=quote);?\s*$")
_SKIPS = regex(r"\bskip(?:Missing|Undefined)Properties\s*:\s*true\b")
_MADE = regex(r"plainTo(?:Instance|Class)$")
_MADE_HERE = regex(r"\bplainTo(?:Instance|Class)\(")
_ENDS = regex(r"\bthrow\b|process\.exit\(\s*(?!0\s*\))|\breject\(")


@record(frozen=True)
class _Field:
    """One field of a class: the setting it holds, whether nothing may stand there, and what stands in for it."""

    name: str
    node: "SgNode"
    checked: bool
    optional: bool
    given: str


def in_classes(source: Source, use: SettingsUse) -> None:
    """Note what the classes of a file ask for, and the secrets that they are content without."""
    if "class-validator" not in source.text or source.language == "javascript":
        return
    skips = _SKIPS.search(source.bare)
    for declared in source.nodes("class_declaration"):
        fields = list(_fields(source, declared))
        required = tuple(one.name for one in fields if one.checked and not one.optional)
        if required and skips:
            at = source.at(*skips.span())
            use.reactions.append(Reaction("silent", required, at, whole=True))
        elif required:
            use.require(required, source.at_node(declared), "class-validator")
        for one in fields if any(field.checked for field in fields) else ():
            _let_through(source, one, use)


def in_checked_objects(source: Source, use: SettingsUse) -> None:
    """Note what a file reads into an object of settings that another file's class has validated here, or it throws."""
    if not source.mentions("validatesync(") or not _MADE_HERE.search(source.bare) or source.nodes("class_declaration"):
        return
    if _ENDS.search(source.bare) and not _SKIPS.search(source.bare):
        for read in reads_in(source.code):
            use.reactions.append(Reaction("fails", (read.name,), source.at(read.start, read.end), at_start=True))


def _let_through(source: Source, field: _Field, use: SettingsUse) -> None:
    at = source.at_node(field.node)
    if field.given:
        use.stands_in_for_secret(field.name, field.given, at)
    elif is_vital(field.name) and (field.optional or not field.checked):
        missing = "fails" if is_held_beside(source, field.name) else "silent"
        use.reactions.append(Reaction(missing, (field.name,), at))


def _fields(source: Source, declared: "SgNode") -> "list[_Field]":
    read = _read_into(source, short(declared.field("name")))
    found = []
    for member in named(declared.field("body")):
        text = short(member, 1_200)
        if member.kind() != "public_field_definition" or not text:
            continue
        written = short(member.field("name"))
        # A field of another name holds the one variable that it is read from.
        asked = [] if _UPPER.match(written) or "@" not in text else [one.name for one in reads_in(text)]
        name = written if _UPPER.match(written) else asked[0] if len(asked) == 1 else read.get(written, "")
        given = _GIVEN.search(text)
        optional = "IsOptional" in text or "?:" in text or "=" in text.rpartition(")")[2]
        if name:
            found.append(_Field(name, member, "@" in text, optional, given["value"] if given else ""))
    return found


def _read_into(source: Source, name: str) -> dict[str, str]:
    """The variables that the fields of a class are filled from where an object is turned into one, in this file."""
    if not name or not source.mentions("plaintoinstance(", "plaintoclass(") or not _ENDS.search(source.bare):
        return {}
    found: dict[str, str] = {}
    for call in source.nodes("call_expression"):
        arguments = named(call.field("arguments"))
        if not _MADE.search(short(call.field("function"))) or len(arguments) < 2 or short(arguments[0]) != name:
            continue
        for pair in (part for part in named(arguments[1]) if part.kind() == "pair"):
            asked = reads_in(short(pair.field("value")))
            if len(asked) == 1:
                found[short(pair.field("key"))] = asked[0].name
    return found

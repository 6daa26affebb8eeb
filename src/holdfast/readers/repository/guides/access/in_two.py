"""Names of secrets and their values, where a guide writes them side by side or one below the other."""

from collections.abc import Iterator

from holdfast.model.regex import regex
from holdfast.readers.repository.guides.guide import Guide, Passage

_VARIABLE = regex(r"[A-Z][A-Z0-9_]{3,60}")
_NAME = regex(r"(?i)^\W*(?:(?:secret|variable|시크릿|변수) ?)?(?:name|key|이름|키|名前)\W*$")
_VALUE = regex(r"(?i)^\W*(?:(?:secret|시크릿) ?)?(?:value|secret|값|値)\W*$")


def named_values(guide: Guide, passage: Passage) -> Iterator[tuple[str, str]]:
    """Each variable in capitals with what stands beside it: in a row, in a field, or below "Name:" after "Value:"."""
    cells = passage.said.cells
    if cells:
        name = cells[0].strip(" `*")
        yield from ((name, cell.strip(" `*")) for cell in cells[1:] if _VARIABLE.fullmatch(name))
        return
    key, value = next(iter(passage.said.pairs), ("", ""))
    if _VARIABLE.fullmatch(key.strip(" `*")):
        yield key.strip(" `*"), value.strip(" `*")
    elif _VALUE.match(key) and passage.index:
        above = guide.passages[passage.index - 1].said
        label, name = next(iter(above.pairs), ("", ""))
        if _NAME.match(label) and _VARIABLE.fullmatch(name.strip(" `*")):
            yield name.strip(" `*"), value.strip(" `*")

"""The shell in which somebody types a guide's commands one block after the other: what is set holds further down."""

from collections.abc import Iterable

from holdfast.model.facts import Instance
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Given
from holdfast.readers.repository.guides.guide import Code
from holdfast.readers.repository.guides.page.listed import COMMAND_FENCES

_SETS = regex(
    r"^\s*(?:\$\s+)?(?:export\s+)?(?P<name>[A-Za-z_]\w{0,80})=(?P<quote>[\"']?)(?P<value>[^\"'`()<>\n]{1,300})(?P=quote)\s*$"
)
_ATTACHES_ROLE = "associate-iam-instance-profile"


def with_given(codes: Iterable[Code]) -> tuple[Code, ...]:
    """The blocks in the order of the guide, each with the variables that blocks above it set to something known."""
    given: dict[str, Given] = {}
    found = []
    for code in sorted(codes, key=lambda one: one.snippet.first_line):
        found.append(replace(code, snippet=replace(code.snippet, given=tuple(given.values()))))
        if code.fence.language not in COMMAND_FENCES:
            continue
        for number, row in enumerate(code.snippet.rows, start=1):
            if (sets := _SETS.match(row[:500])) is not None:
                given[sets["name"]] = Given(sets["name"], sets["value"].strip(), code.snippet.at(number))
    return tuple(found)


def with_roles(codes: tuple[Code, ...]) -> tuple[Code, ...]:
    """Instances that one block launches have the role that another one attaches."""
    if not any(_ATTACHES_ROLE in code.snippet.text for code in codes):
        return codes
    return tuple(
        replace(
            code,
            readings=tuple(
                replace(one, role=True) if isinstance(one, Instance) and one.role is False else one
                for one in code.readings
            ),
        )
        for code in codes
    )

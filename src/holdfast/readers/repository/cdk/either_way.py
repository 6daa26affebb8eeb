"""Branches of a program of which one takes over what the other makes, as `fromTableName` and `new Table`."""

from holdfast.model.regex import regex

_TAKES_OVER = regex(r"\b(?P<sort>[A-Z]\w{1,60})\.from_?[A-Za-z]\w{1,60}\(")
_MAKES = regex(
    r"(?:\bnew\s+(?:\w{1,60}\.){0,2}|\b[a-z]\w{0,60}\.)(?P<sort>[A-Z]\w{1,60})\(\s*(?:this|self|scope|stack)\b"
)


_TWO = 2


def depending(branches: list[str]) -> tuple[bool, bool]:
    """Whether what the first of two branches makes depends on their condition, and whether that of the second does.

    What a branch only takes over was made as the other one describes it, whichever of them runs today.
    """
    if len(branches) != _TWO:
        return True, True
    first, second = branches
    return not _makes_what_is_taken_over(first, second), not _makes_what_is_taken_over(second, first)


def _makes_what_is_taken_over(body: str, other: str) -> bool:
    made = {match["sort"] for match in _MAKES.finditer(body)} if ".from" in other else set()
    taken = {match["sort"] for match in _TAKES_OVER.finditer(other)} if made else set()
    return bool(made) and made <= taken

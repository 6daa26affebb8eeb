"""Levels of headings: a guide whose title stands as deep as another's chapters has its chapters one level deeper."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it.token import Token


def levelled(tokens: "list[Token]") -> "list[Token]":
    """The same tokens, their headings raised until the title is of the first level.

    A title is the first heading, where no other stands as high; what begins with several of a level has none.
    """
    opened = [token for token in tokens if token.type == "heading_open"]
    levels = [int(token.tag[1:]) for token in opened]
    if len(levels) < 2 or levels[0] == 1 or any(level <= levels[0] for level in levels[1:]):
        return tokens
    for token, level in zip(opened, levels, strict=True):
        token.tag = f"h{level - levels[0] + 1}"
    return tokens

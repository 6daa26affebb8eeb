"""What happens when settings are missing, told once for each place."""

from dataclasses import replace
from typing import TYPE_CHECKING

from holdfast.model.vital_names import is_vital
from holdfast.readers.repository.source.names import may_be_left_out

if TYPE_CHECKING:
    from holdfast.readers.repository.source.settings_use import Reaction


def once(reactions: "list[Reaction]", *, repeated: bool = False) -> "list[Reaction]":
    """One reaction for each place, and one for each set of names; the first stays.

    `repeated`: names may come again at another place, where what stands there wants mending as well.
    """
    kept: dict[tuple[str, int], Reaction] = {}
    seen: set[tuple[str, ...]] = set()
    for reaction in reactions:
        place = (reaction.at.path, reaction.at.start_line)
        if place in kept:
            names = tuple(dict.fromkeys([*kept[place].names, *reaction.names]))
            kept[place] = replace(kept[place], names=names)
        elif repeated or not reaction.names or reaction.names not in seen:
            kept[place] = reaction
            seen.add(reaction.names)
    return list(kept.values())


def matters(name: str) -> bool:
    """A setting opens something or leads somewhere: going without it is no choice of anybody's."""
    return is_vital(name) or not may_be_left_out(name)

"""What happens when settings are missing, told once for each place."""

from collections.abc import Iterable

from holdfast.model.record import replace
from holdfast.model.vital_names import is_vital
from holdfast.readers.repository.configuration.names import may_be_left_out
from holdfast.readers.repository.source.configuration.reaction import Reaction


def once(reactions: Iterable[Reaction]) -> list[Reaction]:
    """One reaction for each place, with all names that are told there; the first stays."""
    kept: dict[tuple[str, int], Reaction] = {}
    for reaction in reactions:
        place = (reaction.at.path, reaction.at.start_line)
        if place in kept:
            names = tuple(dict.fromkeys([*kept[place].names, *reaction.names]))
            kept[place] = replace(kept[place], names=names)
        else:
            kept[place] = reaction
    return list(kept.values())


def once_for_names(reactions: Iterable[Reaction]) -> list[Reaction]:
    """The same, and one for each set of names: what stands at further places wants no mending of its own."""
    places: set[tuple[str, int]] = set()
    seen: set[tuple[str, ...]] = set()
    kept: list[Reaction] = []
    for reaction in reactions:
        place = (reaction.at.path, reaction.at.start_line)
        if place not in places and reaction.names and reaction.names in seen:
            continue
        if place not in places:
            places.add(place)
            seen.add(reaction.names)
        kept.append(reaction)
    return once(kept)


def matters(name: str) -> bool:
    """A setting opens something or leads somewhere: going without it is no choice of anybody's."""
    return is_vital(name) or not may_be_left_out(name)

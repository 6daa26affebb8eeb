"""Where people write the values of settings by hand, beside what lets one through that is missing."""

from collections.abc import Iterator

from holdfast.controls.common import places, solid
from holdfast.model.estate import View
from holdfast.model.facts import RequiredSettings, SettingsByHand
from holdfast.model.findings import Evident, Finding
from holdfast.model.record import replace


def beside_hand(view: View, found: tuple[Finding, ...]) -> Iterator[Finding]:
    """The findings; the first that is open shows those, too: what is forgotten there is what is missing.

    A list of secrets that the application asks for itself is left out: nothing in it can be forgotten.
    """
    required = {name for fact in solid(view, RequiredSettings) for name in fact.names}
    written = solid(view, SettingsByHand, lambda fact: not fact.names or not required.issuperset(fact.names))
    shown = {fact.at.path: fact for fact in written if fact.names}
    # What the file holds tells more than the commands that open it: of these one is enough, where nothing else is told.
    by_hand = places(shown.values(), most=2) or places({fact.at.path: fact for fact in written}.values(), most=1)
    first = next((finding for finding in found if finding.opens), None)
    if first is not None and first.check == _STOOD_IN_FOR:
        # The row on which somebody opens the file holds no value that could stand in for another.
        by_hand = tuple(place for place in by_hand if place.at.end_line > place.at.start_line or shown)
    for finding in found:
        more = [place for place in by_hand if finding is first and place not in finding.evidence]
        # The file as a whole stands for the command that begins to write it.
        kept = (one for one in finding.evidence if not any(_begins(one, place) for place in more))
        yield replace(finding, evidence=(*kept, *more))


_STOOD_IN_FOR = "configuration.secret-default"


def _begins(one: Evident, place: Evident) -> bool:
    """They start at the same line, and the first ends sooner."""
    same = (one.at.path, one.at.start_line) == (place.at.path, place.at.start_line) and bool(one.at.path)
    return same and one.at.end_line < place.at.end_line

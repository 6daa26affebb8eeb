"""Facts of the cross-origin rules that an application answers by itself."""

from holdfast.model.facts.base import Fact
from holdfast.model.record import record


@record(frozen=True, slots=True, kw_only=True)
class ApplicationCors(Fact):
    """Which websites the application lets browsers call it from, as its source says.

    Args:
        origins: written out, such as `https://www.example.com`; `*` for any, also where the request's own origin
            is given back. Origins that come from a setting are not among them.
        credentials: the browser may send cookies and the like along.
        complete: `origins` are all there are; false when some come from a setting.
        settled: they stand in settings that production takes as they are, not in source that runs everywhere.
        unless: the switch that takes the rule away where it is off, such as a debug mode.
        setting: the rule holds only where nobody gives the program the setting of this name.
        for_developers: the rule is there under a developer's profile alone, which stands at the place "profile".
    """

    origins: tuple[str, ...] = ()
    credentials: bool = False
    complete: bool = True
    settled: bool = False
    unless: str | None = None
    setting: str | None = None
    for_developers: bool = False

"""Files of settings that a release takes in without a look at what they hold."""

from collections.abc import Iterator

from holdfast.controls.common import listed, places, solid
from holdfast.model.estate import View
from holdfast.model.evidence import Location
from holdfast.model.facts import ConfigurationLoader
from holdfast.model.findings import Check, Finding


def unlooked(view: View, check: Check, found: tuple[Finding, ...]) -> Iterator[Finding]:
    """Each of them, unless what was `found` shows that the application itself misses what they lack."""
    shown = [one.at for finding in found if finding.check == check.id for one in finding.evidence]
    taken = solid(view, ConfigurationLoader, lambda loader: is_unlooked(loader) and not _is_among(loader.at, shown))
    if taken and any(finding.opens for finding in found):
        where, source = listed(loader.at.path for loader in taken), listed(loader.source for loader in taken)
        yield check.failed(*places(taken), where=where, names="", source=source)


def is_unlooked(loader: ConfigurationLoader) -> bool:
    """It tells of such a file, which is judged by itself."""
    return loader.missing == "unlooked"


def _is_among(at: Location, shown: list[Location]) -> bool:
    """What is said of its lines stands there already."""
    return any(map(at.overlaps, shown))

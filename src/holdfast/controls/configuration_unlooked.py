"""Files of settings that a release takes in without a look at what they hold."""

from collections.abc import Iterator

from holdfast.controls.common import listed, places, solid
from holdfast.model.estate import View
from holdfast.model.facts import ConfigurationLoader
from holdfast.model.findings import Check, Finding


def unlooked(view: View, check: Check, found: tuple[Finding, ...]) -> Iterator[Finding]:
    """Each of them, unless what was `found` shows that the application itself misses what they lack."""
    taken = solid(view, ConfigurationLoader, is_unlooked)
    if taken and any(finding.opens for finding in found):
        where, source = listed(loader.at.path for loader in taken), listed(loader.source for loader in taken)
        yield check.failed(*places(taken), where=where, names="", source=source)


def is_unlooked(loader: ConfigurationLoader) -> bool:
    """It tells of such a file, which is judged by itself."""
    return loader.missing == "unlooked"

"""The address by which a guide has somebody enter the host that its releases are put out on."""

from collections.abc import Iterator

from holdfast.model.facts import Deployment
from holdfast.model.own_machine import OWN_MACHINE
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Reading, Snippet

_ENTERS = regex(
    r"\bssh\s(?:[^\n`@]{0,160}\s)?[\w.-]{1,40}@(?P<host>[A-Za-z0-9-]{1,60}(?:\.[A-Za-z0-9-]{1,60}){1,6})(?![\w.])"
)
_MADE_UP = regex(rf"(?i){OWN_MACHINE}$|example|your|github\.com$|gitlab\.com$|\b[xX]{{1,3}}(?:[.-][xX]{{1,3}}){{2}}")
_ON_HOST = frozenset(("ssh", "pm2", "compose", "docker", "systemd"))


def with_way_in(readings: Iterator[Reading], snippet: Snippet) -> Iterator[Reading]:
    """The readings; a release by hand with the row above it that enters the one host by its address."""
    rows = [number for number, row in enumerate(snippet.rows, start=1) if "ssh" in row and _is_written_out(row)]
    for reading in readings:
        yield _led(reading, rows, snippet) if isinstance(reading, Deployment) and rows else reading


def _is_written_out(row: str) -> bool:
    match = _ENTERS.search(row[:500])
    return match is not None and _MADE_UP.search(match["host"]) is None


def _led(release: Deployment, rows: list[int], snippet: Snippet) -> Deployment:
    above = [number for number in rows if number < release.at.start_line]
    if not above or not release.manual or release.method not in _ON_HOST or "host" in release.places:
        return release
    own = snippet.rows[release.at.start_line - 1 : release.at.end_line]
    if any("@" in row for row in own):
        return release  # what it sends and where to already tells
    return replace(release, places={**release.places, "host": snippet.at(above[-1])})

"""Openings that containers make: stores and consoles on a port of their host, and who commands it."""

from collections.abc import Iterator

from holdfast.controls.common import listed, places, solid
from holdfast.controls.composing import idle_files, is_all_there_is, is_idle
from holdfast.model.estate import View
from holdfast.model.facts import Container
from holdfast.model.findings import Check, Confidence, Finding, Severity
from holdfast.model.regex import regex

NO_PASSWORD = Check("access.database-without-password", Severity.WARNING, Confidence.MEDIUM)
DATABASE_PUBLISHED = Check("access.database-port-published", Severity.NOTICE, Confidence.MEDIUM)
CONSOLE_PUBLISHED = Check("access.console-published", Severity.NOTICE, Confidence.MEDIUM)
SOCKET_REACHED = Check("access.docker-socket-reached", Severity.WARNING, Confidence.MEDIUM)


def judge_published(view: View) -> Iterator[Finding]:
    """Databases, caches and consoles on a port of their host: Docker opens it past the host's own firewall.

    A network that lets no such port in is then the only door left; and who commands Docker commands the host.
    """
    serving = _serving(view)
    reached = _reached(serving)
    for check, door, found in (
        (NO_PASSWORD, "passwordless", tuple(fact for fact in serving if "passwordless" in fact.places)),
        (DATABASE_PUBLISHED, "everybody", tuple(filter(_keeps_data, reached))),
        (CONSOLE_PUBLISHED, "console", tuple(fact for fact in reached if "console" in fact.places)),
    ):
        if found:
            where = listed(fact.file or fact.at.path for fact in found)
            written = [fact for fact in found if door == "everybody" and "password" in fact.places]
            shown = (*places(_first_of_each_image(found), door), *places(written, "password"))
            yield check.failed(*shown, names=listed(fact.name for fact in found), where=where)
    yield from _commanding(serving, reached)


def _reached(containers: tuple[Container, ...]) -> tuple[Container, ...]:
    return tuple(fact for fact in containers if "everybody" in fact.places)


def published_stores(view: View) -> tuple[Container, ...]:
    """Databases and caches on a port of every address of their host; of each image the first."""
    return _first_of_each_image(tuple(filter(_keeps_data, _reached(_serving(view)))))


def _first_of_each_image(containers: tuple[Container, ...]) -> tuple[Container, ...]:
    """The nodes of a cluster are one door many times over; what only counts is a lesser one beside a console."""
    seen = {(one.file or one.at.path, one.image or one.name): one for one in reversed(containers)}
    first = tuple(reversed(seen.values()))
    return tuple(one for one in first if not _COUNTS.search(one.image or "")) or first


_COUNTS = regex(r"[-_]exporter(?::|@|$)")


def _commanding(serving: tuple[Container, ...], reached: tuple[Container, ...]) -> Iterator[Finding]:
    """Containers that command their host: whoever reaches the application, by whatever way, reaches its container."""
    own = (fact for fact in serving if fact.role == "application" and "privileged" in fact.places)
    opened = (fact for fact in reached if {"socket", "privileged"} & set(fact.places))
    found = {fact.at: fact for fact in (*opened, *own)}.values()
    told = [places((one for one in found if door in one.places), door) for door in ("socket", "privileged")]
    # A proxy that is told there what to pass on is set up as its makers say, and runs nothing of the product's.
    learns = all(one.role == "proxy" and not {"privileged", "console"} & set(one.places) for one in found)
    if found:
        where = listed(fact.file or fact.at.path for fact in found)
        shown, named = (place for door in told for place in door), listed(fact.name for fact in found)
        yield SOCKET_REACHED.failed(*shown, severity=Severity.NOTICE if learns else None, names=named, where=where)


def _keeps_data(container: Container) -> bool:
    return container.role in ("database", "cache") or "store" in container.places


def _serving(view: View) -> tuple[Container, ...]:
    """Those that run for others than developers: of a file that is named for it, or that something starts."""
    idle = set() if is_all_there_is(view) else idle_files(view)
    return solid(view, Container, lambda one: not is_idle(one.environment, one.file, idle))

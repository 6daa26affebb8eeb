"""What runs beside the application in whatever version is newest on the day when somebody starts it."""

from collections.abc import Iterator

from holdfast.controls.common import files, listed, names, places, solid
from holdfast.controls.composing import composes
from holdfast.controls.databases import databases
from holdfast.model.estate import View
from holdfast.model.evidence import Found
from holdfast.model.facts import Container, Deployment, Placement, Workload
from holdfast.model.findings import Check, Confidence, Finding, Severity

NEWEST_DATABASE = Check("releases.database-version-left-open", Severity.WARNING)
NEWEST_IMAGE = Check("releases.image-version-left-open", Severity.NOTICE, Confidence.MEDIUM)


def newest_database(view: View) -> Iterator[Finding]:
    """Containers of databases whose image leaves the version open: the next one may not read what lies there."""
    looked = databases(view)
    found = looked.facts if isinstance(looked, Found) else ()
    newest = tuple(one for one in found if one.placement is Placement.CONTAINER and "version" in one.places)
    if newest:
        engines = listed(one.name or one.engine for one in newest)
        yield NEWEST_DATABASE.failed(*places(newest, "version"), where=files(newest), names=engines)


def newest_image(view: View) -> Iterator[Finding]:
    """What others make and the product runs beside its own: it changes with the day on which somebody pulls it."""
    newest = solid(view, Container, lambda one: one.role != "database" and "version" in one.places)
    if not composes(view) and any(solid(view, sort) for sort in (Deployment, Workload)):
        # What only developers start beside their editors may be as new as it likes.
        newest = tuple(one for one in newest if not one.file or one.file.endswith(".sh"))
    if newest:
        yield NEWEST_IMAGE.failed(*places(newest, "version"), where=files(newest), names=names(newest))

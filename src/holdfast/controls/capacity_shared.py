"""Databases that compete with the application for one host."""

from collections.abc import Iterator

from holdfast.controls.capacity_unsaid import asked_for
from holdfast.controls.common import listed, names, places, solid
from holdfast.controls.databases import MANAGED, OWN, databases, once_a_file, said_in_words, said_on_host
from holdfast.controls.hosting import Form, Hosting
from holdfast.model.evidence import Found
from holdfast.model.facts import (
    Database,
    Deployment,
    Instance,
    Placement,
)
from holdfast.model.findings import Check, Finding, Scope, Severity

SHARED_HOST = Check("capacity.shared-host", Severity.WARNING)


def shared_host(scope: Scope, home: Hosting | None) -> Iterator[Finding]:
    """Databases that somebody installs, starts or keeps in a file on the application's own host."""
    looked = databases(scope.view)
    found = looked.facts if isinstance(looked, Found) else ()
    own = (one for one in found if one.placement in OWN or one.engine == "sqlite")
    sharing = once_a_file(database for database in own if _shares(scope, database, home))
    if sharing:
        # Beside the database itself, the size that the two have to share, where it is told.
        words = places(said_in_words(scope.view, sharing), most=1) or asked_for(scope)
        shown = dict.fromkeys((*places(once_a_file(sharing)), *words, *places(sharing, "with_application")))
        yield SHARED_HOST.failed(*shown, name=listed(database.engine for database in sharing))
        return
    hosts = solid(scope.view, Instance, lambda instance: bool(instance.hosts_database))
    elsewhere = _apart(scope) or any(database.placement in MANAGED for database in found)
    if hosts and not elsewhere:
        yield SHARED_HOST.failed(*places(hosts, "hosts_database"), name=names(hosts))


def said_to_share(scope: Scope, home: Hosting | None) -> Iterator[Finding]:
    """A text says in passing that the database runs on the host, and nothing says that it does not."""
    looked = databases(scope.view)
    found = looked.facts if isinstance(looked, Found) else ()
    said = said_on_host(scope.view)
    if said and home is not None and home.on_hosts and all(one.placement is Placement.UNKNOWN for one in found):
        yield SHARED_HOST.unproven(*places(said, most=1), name=listed(one.engine for one in said))


def _apart(scope: Scope) -> bool:
    """A host of their own is told for databases: whatever a text says of the product's hosts, they live there."""
    return bool(solid(scope.view, Instance, lambda instance: instance.purpose == "database"))


def _shares(scope: Scope, database: Database, home: Hosting | None) -> bool:
    """The database competes with the application for one host: a file takes the application's own processor."""
    if database.with_application is not None:
        return database.with_application
    if home is None or _apart(scope):
        return False
    # Who looks for it on the own machine shares that machine with it, whatever it may be.
    somewhere = home.form is Form.UNTOLD and all(
        isinstance(fact, Deployment) and fact.method == "other" for fact in home.facts
    )
    return (somewhere and database.placement is Placement.HOST) or (home.on_hosts and home.form is not Form.WORKLOAD)

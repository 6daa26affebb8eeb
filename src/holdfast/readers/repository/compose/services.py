"""Reads compose files: the containers of one host, their health checks, databases and settings."""

import posixpath
import re
from collections.abc import Iterator
from typing import Any

from holdfast.model.environments import DEVELOPMENT, PRODUCTION, TEST, environment_of
from holdfast.model.facts import (
    ConfigurationLoader,
    Container,
    Database,
    ExposedSecret,
    Fact,
    HealthProbe,
    Placement,
    ReleaseIdentity,
    StandIn,
    StandingName,
)
from holdfast.model.own_machine import OWN_MACHINE
from holdfast.model.record import record
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Reading, Snippet
from holdfast.readers.repository.compose.at_home import is_at_home
from holdfast.readers.repository.compose.backups import backup_facts
from holdfast.readers.repository.compose.called import HOME, SERVES
from holdfast.readers.repository.compose.certificates import asks_for_certificates, certificate_facts
from holdfast.readers.repository.compose.commands import only_asks, passwords_told, start_faults, works_off
from holdfast.readers.repository.compose.connected import connected
from holdfast.readers.repository.compose.doors import built_there, left_out, rows_of
from holdfast.readers.repository.compose.first_logins import first_logins
from holdfast.readers.repository.compose.headed import above, headed
from holdfast.readers.repository.compose.kept import kept_facts
from holdfast.readers.repository.compose.laid_over import Upper, beneath
from holdfast.readers.repository.compose.let_in import by_labels, by_setting
from holdfast.readers.repository.compose.listed import services_of
from holdfast.readers.repository.compose.modes import mode_facts
from holdfast.readers.repository.compose.rollouts import rollout_facts
from holdfast.readers.repository.compose.settings import demanded, optional_files, passed_on, properties, settings_of
from holdfast.readers.repository.compose.stores import built_engine, keeps_data, row_of_data
from holdfast.readers.repository.configuration.exposed import covered, form_of, is_exposed
from holdfast.readers.repository.configuration.lasting_keys import is_half_of_key, is_of_aws, lasting_keys
from holdfast.readers.repository.configuration.names import is_secret
from holdfast.readers.repository.configuration.stand_ins import is_own_page
from holdfast.readers.repository.containers.checks import passes_anyway
from holdfast.readers.repository.images.own_images import stands_here
from holdfast.readers.repository.images.roles import role_of
from holdfast.readers.repository.images.tags import is_whatever_is_newest, standing_tag, updates_by_itself
from holdfast.readers.repository.shell.availability.databases import engine_of_image, version_of_image
from holdfast.readers.repository.shell.steps.purposes import split_url
from holdfast.readers.repository.text.left_out import read_beside
from holdfast.readers.repository.text.nodes import Node, NodeError, parse_yaml
from holdfast.readers.repository.text.stencils import is_stencil

_BACKUP_IMAGE = regex(r"backup|pgbackups|wal-g")
_LOCAL_FILE = regex(r"local|override|(?:^|[.\-_])ci(?:[.\-_]|$)|e2e")
_STORES_FILE = regex(r"infra-?only|(?:^|[.\-_])(?:db|database)(?:[.\-_]|$)")
"""Stores alone, as a developer starts them beside the sources, unless a server is seen to start them."""
_LOCAL_PATH = regex(r"(?:^|/)(?:examples?|samples?|tests?|e2e|\.devcontainer|docs?|local|dev)/", re.IGNORECASE)
_ON_A_SERVER = regex(
    r"(?:^|[.\-_])(?:server|ec2|host|vps|lightsail|aws|remote|cloud|deploy(?:ment)?|release)(?:[.\-_]|$)"
)
_PROBES = regex(r"curl|wget|https?://|/health|/ready|/live|fetch\(|nc -z|node |python")
_URL = regex(rf"(?:https?://)?(?:{OWN_MACHINE}|" + r"\$\{?\w+\}?)(?::[\d${}\w-]{1,20})?(?:/[\w./${}-]*)?")
_IDENTITY = regex(r"^(?:GIT_|APP_|COMMIT_|IMAGE_)?(?:SHA|COMMIT|COMMIT_SHA|RELEASE|REVISION|GIT_HASH|APP_VERSION)$")


@record(frozen=True)
class _Service:
    """One service of a compose file, with what its image tells."""

    name: str
    node: Node
    image: str
    role: str
    engine: str | None

    @property
    def line(self) -> int:
        return self.node.key_line


def compose_facts(snippet: Snippet, *, started: bool = False, upper: Upper | None = None) -> Iterator[Reading]:
    """Facts of one compose file; a file that only serves development says so in its facts' environment.

    `started`: a server starts it, however much what it starts looks like a developer's; `upper`: what lies over it.
    """
    root, gaps = read_beside(snippet, SERVES)
    if not snippet.heading and "services:" in snippet.text:
        yield from gaps
    told = beneath(services_of(root), upper.services) if upper else services_of(root)
    services = [_service(name, node) for name, node in told.items() if node.entries()]
    if not services:
        return
    serves = any(service.role == "application" for service in services)
    environment = _environment(snippet, services, serves=serves, started=started)
    environment = upper.environment if upper and environment in (None, DEVELOPMENT) else environment
    said = {"kind": snippet.kind, "environment": environment, "old": snippet.old}
    others = _of_others(services)
    tried = _tried(services, snippet) if environment is None else frozenset()
    for service in services:
        own = {**said, "environment": DEVELOPMENT} if service.name in tried else said
        yield from _facts(service, snippet, own, serves=serves, others=service.name in others)
    if environment not in (DEVELOPMENT, TEST):
        yield from _standing(services, snippet, said)
        yield from headed(snippet, said) if serves else ()
        applications = [one.node for one in services if one.role == "application"]
        if not is_stencil(snippet.path):  # what fills it in stops at a name that nothing sets
            every = [one.node for one in services]
            yield from demanded(applications, every, snippet, said)
            yield from passed_on(applications, every, snippet, said)
            yield from optional_files(applications, snippet, said)
        yield from kept_facts(applications, snippet, said)
        yield from start_faults(applications, snippet, said)
        yield from mode_facts(((one.name, one.node) for one in services if one.role == "application"), snippet, said)
        run = [(one.image, one.node) for one in services]
        yield from certificate_facts(run, snippet, said)
        yield from backup_facts(run, snippet, said)
        yield from rollout_facts((one.node for one in services), snippet, said)


def holds_application(snippet: Snippet) -> bool:
    """One of its services is the product's own; what cannot be read is taken for one."""
    try:
        services = services_of(parse_yaml(snippet.text))
    except NodeError:
        return True
    return any(_service(name, node).role == "application" for name, node in services.items() if node.entries())


_FALLBACK = regex(r"^\$\{\w{1,80}:?-([^{}$]{1,200})\}")
"""The image that runs where nobody names another one."""


def _service(name: str, node: Node) -> _Service:
    image = node.text("image") or ""
    runs = _FALLBACK.sub(r"\1", image)
    engine = engine_of_image(runs.partition("${")[0] or runs)
    copies = _BACKUP_IMAGE.search(image) or (_BACKUP_IMAGE.search(name) and not node.has("build"))
    if copies or (engine and only_asks(node)):
        return _Service(name, node, image, "other", None)
    # Without an image of others it is built, or goes on with a service of the file that it is laid over.
    engine = engine or (built_engine(name, node) if not image or node.has("build") else None)
    if engine:
        return _Service(name, node, runs, "database", engine)
    role = role_of(runs or name)
    if role == "application" and not image and not node.has("build"):
        role = "other"  # an extension of a service that stands in another file
    return _Service(name, node, image, role, None)


def _environment(snippet: Snippet, services: list[_Service], *, serves: bool, started: bool) -> str | None:
    name = snippet.name.lower()
    named = snippet.environment or environment_of(snippet.name)
    if named:
        return named
    if re.search(r"e2e|(?:^|[.\-_])ci(?:[.\-_]|$)", name):
        return TEST
    stores = _STORES_FILE.search(name) and not started
    if stores or _LOCAL_FILE.search(name) or _LOCAL_PATH.search(snippet.path):
        return DEVELOPMENT
    if (name.endswith((".yml", ".yaml")) and _ON_A_SERVER.search(name)) or (serves and HOME.search(snippet.text)):
        return PRODUCTION  # where it is started, its name tells, or the folders that it has there
    # Nobody keeps copies of what a developer tries out, or asks an authority for its certificate.
    kept = any(_BACKUP_IMAGE.search(service.image) or asks_for_certificates(service.image) for service in services)
    if not started and not kept and (not serves or _developer(services)):
        return DEVELOPMENT
    return None


def _developer(services: list[_Service]) -> bool:
    """Every application in it runs its sources from the developer's folder."""
    applications = [service for service in services if service.role == "application"]
    return all(is_at_home(service.node) for service in applications)


def _tried(services: list[_Service], snippet: Snippet) -> frozenset[str]:
    """Those for whoever tries things out, by an application's name or the comment above, beside one that serves."""
    called = {one.name: (one.name if one.role == "application" else "", above(snippet, one.line)) for one in services}
    tried = frozenset(name for name, told in called.items() if environment_of(" ".join(told)) in (DEVELOPMENT, TEST))
    return tried if any(one.role == "application" and one.name not in tried for one in services) else frozenset()


def _of_others(services: list[_Service]) -> frozenset[str]:
    """The services whose image somebody else makes: tools, and what stands beside an application that is built here."""
    built = {_owner(service.image) for service in services if service.node.has("build")}
    return frozenset(
        service.name
        for service in services
        if not service.node.has("build")
        and (service.role != "application" or (built and "/" in service.image and _owner(service.image) not in built))
    )


def _facts(service: _Service, snippet: Snippet, said: dict[str, Any], *, serves: bool, others: bool) -> Iterator[Fact]:
    node = service.node
    line = node.child("image").key_line if node.has("image") else service.line
    at = snippet.at(service.line, min(max(line, service.line), service.line + 3))
    check = node.get("healthcheck")
    checked = check is not None and check.flag("disable") is not True
    built = node.has("build")  # the version is what it is built from
    newest = {"version": snippet.at(line)} if is_whatever_is_newest(service.image) and not built else {}
    rows = {name: snippet.at(*rows) for name, rows in rows_of(node, service.image).items()}
    for told, found in (("remarked", left_out(node, snippet.rows)), ("built", built_there(node, service.image))):
        rows |= {told: snippet.at(*found)} if found else {}
    yield Container(
        **said,
        at=at,
        places={**rows, **newest} if others else rows,
        name=service.name,
        file=snippet.path,
        image=service.image or None,
        role=service.role,
        health_check=checked,
        volume=keeps_data(node, database=service.role == "database"),
        works_off=service.role == "application" and works_off(service.name, node),
    )
    if service.engine:
        kept = row_of_data(node)
        yield Database(
            **said,
            at=at,
            engine=service.engine,
            placement=Placement.CONTAINER,
            name=service.name,
            version=version_of_image(service.image),
            with_application=True if serves else None,
            places={**newest, **({"data": snippet.at(kept)} if kept else {})},
        )
    if check is not None and checked and service.role == "application":
        yield from _probe(check, snippet, said, _folder(node, snippet))
    if said["environment"] not in (DEVELOPMENT, TEST):
        yield from _exposed(service, snippet, said)
        yield from connected(service.node, snippet, said) if service.role == "application" else ()
    for name, (value, row) in settings_of(node):
        if _IDENTITY.match(name) and value and service.role == "application":
            yield ReleaseIdentity(**said, at=snippet.at(row), shown_in="environment")


def _standing(services: list[_Service], snippet: Snippet, said: dict[str, Any]) -> Iterator[StandingName]:
    """Images of the product's own that are whatever was pushed last.

    Where services have several owners, only those are its own of whose owner it builds an image, or that stand
    in a private registry or behind a variable: another may be somebody's tool.
    """
    applications = [service for service in services if service.role == "application"]
    owners = {_owner(service.image) for service in applications if "/" in service.image or _is_named_after(service)}
    built = {_owner(service.image) for service in applications if service.node.has("build")}
    for service in applications:
        own = _PRIVATE.search(service.image) is not None or _owner(service.image) in built or _is_named_after(service)
        branches = [one for one in applications if _OF_BRANCH.search(one.image)]
        several = len(branches) > 1 and service in branches  # a product in parts, where a tool would be one
        identity = "none" if several and len(owners) == 1 else _unnamed(service)
        if identity and (own or (len(owners) == 1 and built <= owners)):
            at = snippet.at(service.node.child("image").key_line)
            written = "$" not in service.image or service.image.endswith(":latest")
            yield StandingName(**said, at=at, name=service.name, identity=identity, written=written)
    for service in services:
        if updates_by_itself(service.image, "\n".join(snippet.rows[service.node.line - 1 : service.node.end])):
            at = snippet.at(service.node.child("image").key_line)
            yield StandingName(**said, at=at, name=service.name, identity="none")


_PRIVATE = regex(r"\.dkr\.ecr\.|^\$|azurecr\.io/|\bpkg\.dev/|^localhost[:/]")


def _is_named_after(service: _Service) -> bool:
    return stands_here(service.image, service.name, service.node.text("container_name") or "")


def _owner(image: str) -> str:
    """Where an image comes from, without its own name."""
    return image.rpartition("/")[0]


_UNLESS_TOLD = regex(r"(?P<before>^|:)\$\{\w+:?-(?P<told>[^${}]*)\}$")


_BARE = regex(r"^(?:docker\.io/)?[\w.-]+/[\w.-]+$|^ghcr\.io/[^\s:@$]+$")
_HOST_OF_ITS_OWN = regex(r"^[\w-]{1,60}(?:\.[\w-]{1,60}){1,5}(?::\d+)?/[^\s$]")
"""A registry told by its host: `ghcr.io/…`, `registry.gitlab.com/…`."""
_VENDORS_WORD = regex(r":(?:stable|release|current|edge|nightly|live|main|master)$")
"""A tag under which makers of tools hand out whatever they have."""
_OF_BRANCH = regex(r"/[^:]{1,200}:(?:main|master)$")


def _unnamed(service: _Service) -> str | None:
    """How its image names no release, also where Compose is told no tag: as in `StandingName`; None where it may.

    One that Compose can build, too, is pulled where its registry is told: nobody names that for what only stands here,
    unless it comes back by itself there under a word that each build takes for itself.
    """
    image = _UNLESS_TOLD.sub(r"\g<before>\g<told>", service.image)
    named = "/" in service.image or _is_named_after(service)
    if service.node.has("build"):
        # Swarm builds nothing: whoever says how many copies it shall start pushes the image first.
        told = _PRIVATE.search(image) or _HOST_OF_ITS_OWN.match(image)
        here = _stays(service) and ":" in service.image and "/" not in service.image
        named = told is not None or here or (named and service.node.has("deploy", "replicas"))
    if not named or (_VENDORS_WORD.search(image) and not _PRIVATE.search(image)):
        return None
    return "latest" if _BARE.match(image) else standing_tag(image)


_TO_FILL_IN = regex(r"(?i)example|sample|template|\bdist\b")


def _stays(service: _Service) -> bool:
    """An application that comes back by itself: a developer starts what they need, and ends it."""
    return service.role == "application" and service.node.text("restart") in ("always", "unless-stopped")


_WORD = regex(r"[A-Za-z0-9!@#_.-]{3,120}")
_LETS_IN = regex(
    r"(?i)(?:(?:MYSQL|MARIADB)_)?ALLOW_EMPTY_(?:ROOT_)?PASSWORD=(?:1|true|yes|on)|POSTGRES_HOST_AUTH_METHOD=trust"
)


def _needs_none(name: str, value: str) -> bool:
    """A database is told to let in who knows no password."""
    return _LETS_IN.fullmatch(f"{name}={value}") is not None


def _opens(default: re.Match[str] | None, service: _Service, value: str, snippet: Snippet) -> bool:
    """What stands in is a word that opens something; an address without one only says where a store is."""
    word = default["value"].strip() if default else ""
    return bool(word) and ("://" not in word or "@" in word) if default else _is_guessed(service, value, snippet)


_STANDS_IN_ADDRESS = regex(r"://(?:\$\{[^{}]{1,100}\}|[^\s:/@]{1,100}):\$\{(?P<name>\w+):?-(?P<value>[^${}]+)\}@")
"""What stands in for the password that an address holds."""
_STANDS_IN = regex(r"(?:\$\{\w+:?-){1,3}(?P<value>[^${}]+)\}{1,3}")


def _folder(node: Node, snippet: Snippet) -> str | None:
    """The folder that a service's image is built from, below the repository; None where none is, or it is elsewhere."""
    build = node.get("build")
    context = (build.text() or build.text("context")) if build is not None else None
    if not context or "$" in context or "://" in context or context.startswith(("/", "~")):
        return None
    folder = posixpath.normpath(posixpath.join(posixpath.dirname(snippet.path), context))
    return None if folder.startswith("..") else folder.removeprefix(".")


def _probe(check: Node, snippet: Snippet, said: dict[str, Any], within: str | None) -> Iterator[HealthProbe]:
    words = check.texts("test")
    test = " ".join(words)
    passes = passes_anyway(test)
    if not (passes or _PROBES.search(test)) or words[:1] == ("NONE",):
        return
    url = _URL.search(test)
    path, port = split_url(url[0]) if url else (None, None)
    if url is None:
        found = re.search(r"['\"\s](/[\w./-]+)", test)
        path = found[1] if found and re.search(r"health|ready|live|status|ping", found[1]) else None
    node = check.child("test")
    at = snippet.at(min(node.key_line, node.line), node.end)
    # An unhealthy container is shown as such; plain Docker neither restarts nor stops routing to it.
    yield HealthProbe(**said, at=at, asker="container", path=path, port=port, decides=not passes, within=within)


def _is_guessed(service: _Service, value: str, snippet: Snippet) -> bool:
    """What holds data, or lets in whoever reaches the host, is handed a word that all guess; not to be filled in."""
    if service.role not in ("application", "database") or _TO_FILL_IN.search(snippet.name):
        return False
    return _WORD.fullmatch(value) is not None


_UNSET = regex(r"\$\{\w{1,80}:?-\}$")


def _is_no_address(name: str, value: str) -> bool:
    """It is empty unless somebody fills it in, or AWS's own: the address of another storage is then none."""
    return (_UNSET.match(value) is not None or is_of_aws(value)) and not is_half_of_key(name)


def _exposed(service: _Service, snippet: Snippet, said: dict[str, Any]) -> Iterator[Fact]:
    """Secrets written out; one behind `${NAME:-…}` is what stands in when nobody sets the real one."""
    if service.role == "application" or _BACKUP_IMAGE.search(f"{service.image} {service.name}"):
        handed = settings_of(service.node)
        given = ((n, snippet.at(row)) for n, (value, row) in handed if value and not _is_no_address(n, value))
        yield from lasting_keys(said, given)
    yield from properties(service.node, snippet, said)
    yield from passwords_told(service.node, snippet, said)
    yield from first_logins(service.node, snippet, said)
    yield from by_labels(said, service.node, snippet, service.name)
    for name, (value, row) in settings_of(service.node):
        default = _STANDS_IN.fullmatch(value[:500]) or _STANDS_IN_ADDRESS.search(value[:500])
        if not default and is_exposed(name, value):
            yield ExposedSecret(**said, at=covered(snippet.at(row), value), name=name, form=form_of(name, value))
        elif _needs_none(name, value) or (is_secret(name) and _opens(default, service, value, snippet)):
            names = (default.groupdict().get("name", name) if default else name,)
            yield ConfigurationLoader(**said, at=snippet.at(row), source="compose", missing="default", names=names)
        elif default and _stays(service) and is_own_page(name, default["value"].strip()):
            yield StandIn(**said, at=snippet.at(row), to=service.name, name=name)
        if service.role != "database":
            yield from by_setting(said, name, (value, row), default["value"] if default else None, snippet)

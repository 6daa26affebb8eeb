"""Openings: which ports of servers and databases the world may reach."""

from collections.abc import Iterable, Iterator

from holdfast.controls.common import claimed, listed, outweighed, places, solid, weighed
from holdfast.controls.openings_containers import (
    CONSOLE_PUBLISHED,
    DATABASE_PUBLISHED,
    NO_PASSWORD,
    SOCKET_REACHED,
    judge_published,
    published_stores,
)
from holdfast.controls.openings_network import HOSTS_OWN, network_of_hosts
from holdfast.model.estate import View
from holdfast.model.evidence import EvidenceKind, Location
from holdfast.model.facts import ConsoleForAnyone, Container, Database, Ingress, Instance, ManagedNode, ProxyRoute
from holdfast.model.findings import Check, Confidence, Evident, Finding, Severity
from holdfast.model.own_machine import OWN_MACHINE
from holdfast.model.record import replace
from holdfast.model.regex import regex

SSH_OPEN = Check(
    "access.ssh-open-to-world",
    Severity.CRITICAL,
    references=(
        "prowler:ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_22",
        "checkov:CKV_AWS_24",
        "config:INCOMING_SSH_DISABLED",
    ),
)
DATABASE_OPEN = Check(
    "access.database-open-to-world",
    Severity.CRITICAL,
    references=("prowler:ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_postgres_5432",),
)
CONSOLE_OPEN = Check(
    "access.console-open-to-world",
    Severity.WARNING,
    references=(
        "prowler:ec2_securitygroup_allow_ingress_from_internet_to_high_risk_tcp_ports",
        "prowler:ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_3389",
        "checkov:CKV_AWS_25",
    ),
)
SSH_SOURCE_UNSAID = Check(
    "access.ssh-source-unsaid",
    Severity.WARNING,
    Confidence.MEDIUM,
    references=("prowler:ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_22",),
)

HOST_FIREWALL = Check("access.host-firewall-open", Severity.NOTICE)
INNER_UNSAID = Check("access.inner-port-source-unsaid", Severity.WARNING, Confidence.MEDIUM)
PAST_PROXY = Check("access.application-port-open", Severity.WARNING, Confidence.MEDIUM)

OPENINGS = (
    SSH_OPEN,
    SSH_SOURCE_UNSAID,
    HOST_FIREWALL,
    INNER_UNSAID,
    DATABASE_OPEN,
    DATABASE_PUBLISHED,
    NO_PASSWORD,
    CONSOLE_OPEN,
    CONSOLE_PUBLISHED,
    SOCKET_REACHED,
    PAST_PROXY,
)
"""The checks of this module, in the order in which they are told."""

SSH = 22
_NARROW = 10
DATABASE_PORTS = (
    *(5432, 3306, 27017, 6379, 26379, 1433, 1521, 9042, 8086, 9200, 9300, 11211),
    *(2049, 5672, 9092, 2181, 2379),
)
"""Those of databases and caches; of file shares, queues and what keeps clusters together."""
_MOVED = (5433, 3307, 6380, 27018)
"""Where a second database listens on a host, or one that is published beside its own port."""

CONSOLES = {
    21: "FTP",
    23: "Telnet",
    81: "Nginx Proxy Manager",
    2375: "Docker",
    2376: "Docker",
    3389: "RDP",
    5601: "Kibana",
    5900: "VNC",
    8161: "ActiveMQ",
    9093: "Alertmanager",
    9100: "node exporter",
    15672: "RabbitMQ",
    19999: "Netdata",
}
"""Ports at which people administer something, and that applications seldom take for themselves."""

_PERHAPS = {5050: "pgAdmin", 9000: "Portainer", 9090: "Prometheus", 9443: "Portainer"}
"""Ports that an application may well take: a console's only where it is told to be there."""

_BY_NAME = (
    (3000, "Grafana"),
    (5000, "MLflow"),
    (5555, "Flower"),
    (8080, "Adminer"),
    (8080, "Jenkins"),
    (8080, "phpMyAdmin"),
    (8081, "phpMyAdmin"),
    (8081, "mongo-express"),
    (8888, "Jupyter"),
    (9000, "SonarQube"),
)
"""Ports that applications take as a rule: a console's where the opening itself names it."""

_PORT = regex(r"^(?:https?://)?(?P<host>[\w.-]{1,200}|\[::1?\]):(?P<port>\d{2,5})\b")
_SAME_HOST = regex(OWN_MACHINE + r"|host\.docker\.internal")
WORLD = frozenset({"0.0.0.0/0", "::/0"})


def judge_openings(view: View) -> Iterator[Finding]:
    """What lets the world knock at SSH or at a database, and what leaves open who may knock at SSH."""
    ssh = solid(view, Ingress, lambda fact: _covers(fact, SSH) and _from_world(fact))
    if ssh:
        shown = (*_opened(ssh), *_second_door(view, (SSH,)))
        yield SSH_OPEN.failed(*shown, **weighed(ssh, view), target=_targets(ssh), sources=_world_of(ssh))
    else:
        yield from _unsaid(view)
    # An opening that covers SSH too was accused above: closing it closes the database's port with it.
    told = {fact.at for fact in ssh}
    opened = solid(
        view, Ingress, lambda fact: bool(_database_ports(fact)) and _from_world(fact) and not _covers(fact, SSH)
    )
    public: tuple[Database | ManagedNode, ...] = solid(view, Database, lambda fact: fact.public is True)
    public = (*(public or _said_public(view)), *solid(view, ManagedNode, lambda fact: fact.public is True))
    if opened:
        numbers = [port for fact in opened for port in _database_ports(fact)]
        ports = listed(map(str, numbers))
        # A database with an address of its own on the internet, or a port of its host, is the other half of the door.
        yield DATABASE_OPEN.failed(
            *_opened(opened),
            *places(public, "public", most=2),
            *places(published_stores(view), "everybody", most=_DOORS),
            *_second_door(view, numbers),
            **weighed(opened, view),
            target=_targets(opened),
            ports=ports,
            sources=_world_of(opened),
        )
    elif public:
        names = listed(fact.name or (fact.engine if isinstance(fact, Database) else fact.service) for fact in public)
        yield DATABASE_OPEN.failed(
            *places(public, "public"), severity=Severity.WARNING, target=names, ports=names, sources="0.0.0.0/0"
        )
    else:
        yield from _let_past(view)
    yield from _inner_unsaid(view)
    yield from _consoles(view, told | {fact.at for fact in opened})
    yield from _passed_on(view)
    yield from judge_published(view)
    yield from _past_proxy(view, {*told, *(fact.at for fact in opened)})


def _said_public(view: View) -> tuple[Database, ...]:
    """Those that only somebody says to be reached from anywhere: an admission, unless a file denies it."""
    if solid(view, Database, lambda fact: fact.public is False):
        return ()
    return claimed(view, Database, lambda fact: fact.public is True)


def _second_door(view: View, ports: Iterable[int]) -> tuple[Evident, ...]:
    """The host's own firewall on the same way, which stands open for everybody, too."""
    return places(_on_the_host(view, ports), most=_DOORS)


_DOORS = 3


def _on_the_host(view: View, ports: Iterable[int]) -> list[Ingress]:
    own = solid(view, Ingress, lambda fact: fact.target in HOSTS_OWN and not fact.sources)
    return [fact for fact in own if any(_covers(fact, port) for port in ports)]


def _let_past(view: View) -> Iterator[Finding]:
    """A database's port that the host's own firewall opens to everybody, unless what stands before it is told."""
    told = solid(view, Ingress)
    own = tuple(fact for fact in told if fact.target in HOSTS_OWN and _database_ports(fact) and not fact.sources)
    if own and all(fact.target in HOSTS_OWN for fact in told):
        ports = listed(str(port) for fact in own for port in _database_ports(fact))
        yield DATABASE_OPEN.failed(
            *places(own), severity=Severity.WARNING, target=_targets(own), ports=ports, sources="0.0.0.0/0"
        )


def _past_proxy(view: View, accused: set[Location]) -> Iterator[Finding]:
    """The port to which a proxy on the same host passes requests on, open to the world beside the proxy's own."""
    beside = {container.name for container in solid(view, Container)}
    upstreams = (match for route in solid(view, ProxyRoute) for one in route.upstreams if (match := _PORT.match(one)))
    ports = {int(one["port"]) for one in upstreams if _SAME_HOST.fullmatch(one["host"]) or one["host"] in beside}
    ports -= {80, 443, *CONSOLES}
    past = solid(
        view,
        Ingress,
        lambda fact: _from_world(fact) and fact.at not in accused and any(_covers(fact, port) for port in ports),
    )
    own = _on_the_host(view, ports)
    if past:
        yield PAST_PROXY.failed(
            *dict.fromkeys((*_opened(past), *places(own, most=1))),
            severity=outweighed(past, view),
            ports=listed(str(port) for port in sorted(ports) if any(_covers(fact, port) for fact in past)),
            target=_targets(past),
            sources=_world_of(past),
        )
    elif own and all(fact.target in HOSTS_OWN for fact in solid(view, Ingress)):
        told = listed(str(fact.from_port) for fact in own)  # nothing tells what the network lets through
        yield PAST_PROXY.failed(*places(own, most=2), ports=told, target=_targets(own), sources="0.0.0.0/0")


def _consoles(view: View, told: set[Location]) -> Iterator[Finding]:
    """Pages by which a server is administered, open to all; `told`: openings that were accused for more than that."""
    images = " ".join(container.image or "" for container in solid(view, Container)).lower()
    reached = solid(view, Ingress, lambda one: _from_world(one) and one.at not in told)
    opened = {fact: names for fact in reached if (names := tuple(_console_names(fact, images)))}
    if opened:
        yield CONSOLE_OPEN.failed(
            *_opened(opened),
            severity=outweighed(tuple(opened), view),
            target=_targets(opened),
            ports=listed([name for names in opened.values() for name in names][:3]),
            sources=_world_of(opened),
        )


def _passed_on(view: View) -> Iterator[Finding]:
    """Consoles to which a proxy lets everybody through who comes."""
    passed = solid(view, ConsoleForAnyone)
    if passed:
        names, ports = listed(one.name for one in passed), listed(one.port for one in passed)
        yield CONSOLE_OPEN.failed(*places(passed), target=names, ports=ports, sources="0.0.0.0/0")


def _opened(openings: Iterable[Ingress]) -> tuple[Evident, ...]:
    """Each opening, and beside it the value elsewhere that names its source, as a variable's default does."""
    openings = tuple(openings)
    return places((*openings, *(_elsewhere(fact) for fact in openings if "sources taken" in fact.places)))


def _elsewhere(opening: Ingress) -> Ingress:
    return replace(opening, at=opening.where("sources"))


def _unsaid(view: View) -> Iterator[Finding]:
    """A guide, or a host's own firewall, that opens SSH for nobody in particular.

    The console's launch page then proposes any address: the security group that it makes by itself lets SSH in from
    0.0.0.0/0, with a warning (as walk-throughs of the console show it, looked at on 2026-11-26). A source that is said
    anywhere for the port speaks for all of it; a network that is described and leaves the port closed does so, too.
    Machines of a pipeline's host come from wherever they run: whoever opens the port for them opens it for everybody.
    """
    openings = solid(view, Ingress, lambda fact: _covers(fact, SSH))
    network = network_of_hosts(view)
    told = [fact for fact in openings if fact.kind is EvidenceKind.INSTRUCTED]
    if not network:
        told += [fact for fact in openings if fact.target in HOSTS_OWN and fact not in told]
    machines = [fact for fact in told if "pipeline" in fact.places]
    if machines or (told and not any(fact.sources for fact in openings)):
        # The host's own firewall is the second door: the one before it is to name who comes.
        shown = machines or sorted(told, key=lambda fact: fact.target in HOSTS_OWN)
        yield SSH_SOURCE_UNSAID.failed(*places(shown, most=2), target=_targets(shown))
        return
    # The network names who may come, or keeps the port closed: the host's own door is the second one, and stands open.
    if own := _on_the_host(view, (SSH,)):
        yield HOST_FIREWALL.failed(*places(own, most=_DOORS), target=_targets(own))


def _inner_unsaid(view: View) -> Iterator[Finding]:
    """A guide that opens what only administrators or the host itself should reach, among the ports for everybody."""
    openings = solid(view, Ingress, lambda fact: fact.kind is EvidenceKind.INSTRUCTED and fact.target not in HOSTS_OWN)
    doors = [fact.at for fact in openings if any(_covers(fact, port) for port in _FOR_VISITORS)]
    # An application's own port is one for everybody where a row opens it for nobody in particular.
    own = {fact.at for fact in openings if not fact.sources and fact.from_port in _OF_APPLICATIONS}
    told = [
        fact
        for fact in openings
        if not fact.sources and _is_inner(fact) and (fact.at in own or any(_near(fact.at, at) for at in doors))
    ]
    said = [fact for fact in openings if fact.sources]
    unsaid = [fact for fact in told if not any(_covers(one, fact.from_port) for one in said)]
    if unsaid:
        ports = listed(dict.fromkeys(str(fact.from_port) for fact in unsaid))
        yield INNER_UNSAID.failed(*places(unsaid, most=3), ports=ports, target=_targets(unsaid))


_FOR_VISITORS = (80, 443)
_OF_APPLICATIONS = frozenset((3000, 5000, 8000, 8080))
_NEAR = 5  # lines: the ports of one list


def _is_inner(opening: Ingress) -> bool:
    return opening.from_port == opening.to_port and bool(_database_ports(opening) or tuple(_console_names(opening, "")))


def _near(one: Location, other: Location) -> bool:
    return one.path == other.path and abs(one.start_line - other.start_line) <= _NEAR


def _covers(opening: Ingress, port: int) -> bool:
    return opening.from_port <= port <= opening.to_port


def _database_ports(opening: Ingress) -> tuple[int, ...]:
    narrow = opening.to_port - opening.from_port < _NARROW
    return tuple(port for port in (*DATABASE_PORTS, *(_MOVED if narrow else ())) if _covers(opening, port))


def _console_names(opening: Ingress, images: str) -> Iterator[str]:
    """The consoles behind it; a range that is wide enough for an application's own ports is none for a console."""
    if opening.to_port - opening.from_port >= _NARROW:
        return
    own = f"{opening.at.quote} {opening.target or ''}".lower()
    said = f"{images} {own}"
    known = {**CONSOLES, **{port: name for port, name in _PERHAPS.items() if name.lower() in said}}
    known |= {port: name for port, name in _BY_NAME if name.lower() in own}
    yield from (f"{port}, {name}" for port, name in known.items() if _covers(opening, port))


def _from_world(opening: Ingress) -> bool:
    return any(source in WORLD for source in opening.sources)


def _world_of(openings: Iterable[Ingress]) -> str:
    return listed(source for fact in openings for source in fact.sources if source in WORLD)


def _targets(openings: Iterable[Ingress]) -> str:
    return listed(fact.target or fact.at.path or str(fact.at) for fact in openings)


_WEB = (80, 443, 8080, 8443)


def has_host_in_reach(view: View) -> bool:
    """A host of the application stands there, and the network lets everybody in on a port of the web's."""
    if not solid(view, Instance, lambda one: one.purpose == "application"):
        return False
    opened = solid(view, Ingress, lambda one: bool(WORLD & set(one.sources)))
    return any(one.from_port <= port <= one.to_port for one in opened for port in _WEB)

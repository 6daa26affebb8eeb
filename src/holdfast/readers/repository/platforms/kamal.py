"""Kamal's `config/deploy.yml`: the hosts of the application, the databases beside it, and how a release reaches them.

Images are named after the commit, old containers are kept for `kamal rollback`, and the proxy turns to a new one once
it answers well (kamal-deploy.org, "Configuration" and "Proxy", read 2026-11).
"""

from collections.abc import Iterable, Iterator
from typing import Any

from holdfast.model.evidence import EvidenceKind, GapReason, Location
from holdfast.model.facts import (
    Certificate,
    CertificateRenewal,
    Container,
    Database,
    Deployment,
    Fact,
    HealthProbe,
    Instance,
    Login,
    Placement,
)
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Reader, Reading, Snippet, Tree
from holdfast.readers.repository.compose.kept import kept_facts
from holdfast.readers.repository.configuration.platform_settings import given_by_name
from holdfast.readers.repository.images.roles import is_console, is_on_every_address, role_of
from holdfast.readers.repository.images.tags import is_whatever_is_newest
from holdfast.readers.repository.shell.availability.databases import engine_of_image, version_of_image
from holdfast.readers.repository.text.nodes import Node, NodeError, parse_yaml

_SERVES = frozenset(
    (
        "access",
        "availability",
        "backup",
        "capacity",
        "certificates",
        "cors",
        "health",
        "releases",
        "scaling",
        "configuration",
    )
)
_PATH = regex(r"(?:^|/)config/deploy(?:\.[\w-]{1,60})?\.ya?ml$")
_PROGRAM = regex(r"(?m)^[^\S\n]*<%(?!=)[^\n]{0,300}%>[^\S\n]*$")
"""A line of Ruby between those of YAML."""
_TO_FILL_IN = regex(r"(?i)^192\.168\.0\.\d{1,3}$|^<(?!%)|example\.(?:com|org|net)$|your|^(?:xx?x?\.|1\.2\.3\.4$|x{2,})")
"""What `kamal init` writes, or what somebody is to put an address in place of."""
_MOST_HOSTS = 50


def _wants(path: str) -> bool:
    return _PATH.search(path) is not None


def _read(snippet: Snippet) -> Iterable[Reading]:
    return _told(snippet, Node(None))


def _read_together(tree: Tree, snippets: tuple[Snippet, ...]) -> Iterator[Reading]:
    """A destination's file is laid over the one for all, which mostly tells the images."""
    del tree
    for snippet in snippets:
        folder, _, name = snippet.path.rpartition("/")
        below = (one for one in snippets if one is not snippet and one.path in _shared(folder))
        yield from _told(snippet, _parsed(next(below, None)) if name not in _SHARED else Node(None))


_SHARED = ("deploy.yml", "deploy.yaml")


def _shared(folder: str) -> tuple[str, ...]:
    return tuple(f"{folder}/{name}" for name in _SHARED)


def _parsed(snippet: Snippet | None) -> Node:
    try:
        return parse_yaml(_PROGRAM.sub("#", snippet.text)) if snippet is not None else Node(None)
    except NodeError:
        return Node(None)


def _told(snippet: Snippet, below: Node) -> Iterable[Reading]:
    try:
        root = parse_yaml(_PROGRAM.sub("#", snippet.text))
    except NodeError as error:
        return (snippet.gap(GapReason.MALFORMED, _SERVES, error.line, error.detail),)
    if not root.has("servers") and not root.has("accessories"):
        return ()
    return _facts(root, snippet, below)


def _facts(root: Node, snippet: Snippet, below: Node) -> Iterator[Fact]:
    said: dict[str, Any] = {"kind": EvidenceKind.CODED, "environment": snippet.environment, "old": snippet.old}
    hosts = list(_hosts(root))[:_MOST_HOSTS]
    names = {host.text() or "" for host in hosts}
    if names and all(_TO_FILL_IN.search(name) for name in names):
        return
    own = list(_accessories(root, snippet, said, names))
    beside = [*own, *_placed(root, below, snippet, said, names)]
    kept = any(isinstance(fact, Database) and fact.with_application for fact in beside)
    if hosts:
        yield from _application(root, hosts, snippet, said, kept=kept)
    yield from beside
    for given in (root.child("env"), root.child("env", "clear")):
        yield from given_by_name(snippet, given.entries(), snippet.environment)


def _hosts(root: Node) -> Iterator[Node]:
    """The hosts that answer visitors: of the role `web`, or of the first one; each once."""
    servers = root.child("servers")
    roles = servers.entries()
    web = servers if not roles else roles.get("web") or next(iter(roles.values()))
    seen: set[str] = set()
    for item in web.items("hosts") if web.has("hosts") else web.items():
        # A host that has tags is the key of their list.
        entries = item.entries()
        host = Node(next(iter(entries)), item.line, item.end, item.key_line) if entries else item
        if (name := host.text()) and name not in seen:
            seen.add(name)
            yield host


def _application(
    root: Node, hosts: list[Node], snippet: Snippet, said: dict[str, Any], *, kept: bool
) -> Iterator[Fact]:
    for host in hosts:
        name, at = host.text() or "", snippet.at(host.line)
        told = None if name.startswith("<%") else name
        yield Instance(**said, at=at, name=told, purpose="application", hosts_database=kept or None)
    user = root.get("ssh", "user")
    # Without a word Kamal logs in as root; who wrote nothing is shown the hosts.
    entered = snippet.at(user.key_line, user.end) if user is not None else snippet.at(hosts[0].line)
    yield Login(**said, at=entered, method="ssh", user=user.text() if user is not None else None, actor="script")
    yield _deployment(root, hosts, snippet, said)
    yield from _proxy(root, snippet, said)
    yield from kept_facts((root,), snippet, said)


def _deployment(root: Node, hosts: list[Node], snippet: Snippet, said: dict[str, Any]) -> Deployment:
    servers = root.child("servers")
    last = max(host.line for host in hosts)
    return Deployment(
        **said,
        at=snippet.at(servers.key_line, min(last, servers.key_line + 9)),
        method="ssh",
        name="kamal deploy",
        identity="commit",
        carries_identity=True,
        asks_health=root.flag("proxy", default=True) is not False,
        rollback="procedure",
        starts="docker",
    )


def _proxy(root: Node, snippet: Snippet, said: dict[str, Any]) -> Iterator[Fact]:
    """What its proxy asks a new container for, and the certificate that it obtains and renews by itself."""
    check = root.get("proxy", "healthcheck", "path")
    if check is not None and check.text():
        at = snippet.at(check.key_line, check.end)
        yield HealthProbe(**said, at=at, asker="deploy", path=check.text(), decides=True)
    secured = root.get("proxy", "ssl")
    if secured is None or secured.flag() is not True:
        return
    at = snippet.at(secured.key_line, secured.end)
    domain = root.text("proxy", "host") or next(iter(root.texts("proxy", "hosts")), None)
    yield Certificate(
        **said, at=at, issuer="letsencrypt", domain=domain, used_by="host", in_code=True, renews=True, in_use=True
    )
    yield CertificateRenewal(**said, at=at, tool="kamal-proxy", schedule="automatic", reloads=True)


def _accessories(root: Node, snippet: Snippet, said: dict[str, Any], names: set[str]) -> Iterator[Fact]:
    for name, node in root.child("accessories").entries().items():
        image = node.text("image") or ""
        if not image:
            continue
        engine = engine_of_image(image)
        row = node.child("image").key_line
        places = _doors(node, image, snippet)
        if is_whatever_is_newest(image):
            places["version"] = snippet.at(row)
        role = "database" if engine else role_of(image)
        yield Container(
            **said,
            at=snippet.at(row),
            places=places,
            name=name,
            file="",
            image=image,
            role="other" if role == "application" else role,
            volume=node.has("volumes") or node.has("directories"),
        )
        if engine:
            yield Database(
                **said,
                at=_head(node, row, snippet),
                engine=engine,
                placement=Placement.CONTAINER,
                name=name,
                version=version_of_image(image),
                with_application=_shares_host(node, names),
                places={"version": places["version"]} if "version" in places else {},
            )


def _head(node: Node, row: int, snippet: Snippet) -> Location:
    """From its name over its image to its host, where these are neighbours: else passwords may stand between them."""
    host = node.get("host")
    last = row + 1 if host is not None and host.key_line == row + 1 else row
    return snippet.at(node.key_line if row - node.key_line < _NEIGHBOURS else row, last)


_NEIGHBOURS = 3


def _placed(root: Node, below: Node, snippet: Snippet, said: dict[str, Any], names: set[str]) -> Iterator[Database]:
    """The databases whose image the file for all tells, and whose host this one."""
    for name, node in root.child("accessories").entries().items():
        image = below.text("accessories", name, "image") or ""
        engine = engine_of_image(image)
        host = node.get("host")
        if engine and host is not None and not node.has("image"):
            yield Database(
                **said,
                at=snippet.at(host.key_line),
                engine=engine,
                placement=Placement.CONTAINER,
                name=name,
                version=version_of_image(image),
                with_application=_shares_host(node, names),
            )


def _shares_host(node: Node, names: set[str]) -> bool | None:
    """It stands where visitors are answered: by the same address, or by a role of those hosts; None when not said."""
    stands = {*node.texts("host"), *node.texts("hosts")}
    if not stands and not any(map(node.has, ("role", "roles"))):
        return None
    return bool(stands & names) or not stands


def _doors(node: Node, image: str, snippet: Snippet) -> dict[str, Location]:
    """Where the port of a container is published on every address of its host."""
    port = node.get("port")
    told = port.text() if port is not None else None
    if port is None or not told:
        return {}
    # A number alone is published under itself.
    written = f"{told}:{told}" if told.isdecimal() else told
    if not is_on_every_address(written):
        return {}
    at = snippet.at(port.key_line, port.end)
    return {"everybody": at, **({"console": at} if is_console(image, written) else {})}


READER = Reader(name="Kamal", serves=_SERVES, wants=_wants, read=_read, read_together=_read_together)

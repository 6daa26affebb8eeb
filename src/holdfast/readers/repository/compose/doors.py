"""Ways into a container of a compose file, as its rows show them: ports of the host, its settings, Docker itself."""

import re
from collections.abc import Iterator, Sequence

from holdfast.model.evidence import MAX_LINES
from holdfast.model.regex import regex
from holdfast.readers.repository.compose.settings import settings_of
from holdfast.readers.repository.images.roles import (
    is_console,
    is_dashboard,
    is_dockers_socket,
    is_every_right,
    is_on_every_address,
    is_store,
    role_of,
    shows_itself,
    shows_tasks,
)
from holdfast.readers.repository.text.nodes import Node

_PUBLISHED = regex(r"(?:0\.0\.0\.0:)?\d{2,5}(?::\d|$)")
_LOOPBACK = regex(r"127\.0\.0\.1|localhost|::1")
_WITHOUT_PASSWORD = regex(
    r"(?P<empty>(?:MYSQL_|MARIADB_|POSTGRESQL_|REDIS_|VALKEY_|MONGODB_)?ALLOW_EMPTY_(?:ROOT_)?PASSWORD)"
    r"|(?P<trust>POSTGRES_HOST_AUTH_METHOD)"
)
_PASSWORD = regex(r"(?:POSTGRES(?:QL)?|MYSQL(?:_ROOT)?|MARIADB(?:_ROOT)?|MONGO_INITDB_ROOT|REDIS|MSSQL_SA)_PASSWORD")
_LITERAL = regex(r"(?!\{\{|<)[^\s$]")
_NO = regex(r"(?:no|false|0)?", re.IGNORECASE)
_WEB = regex(r"(?:0\.0\.0\.0:)?(?:80|443)(?::|$)")


def rows_of(node: Node, image: str) -> dict[str, tuple[int, int]]:
    """The lines of a service that let browsers in, by the web's own ports and by any; its settings; Docker's socket."""
    found = {}
    ports = [(port.text() or port.text("published") or "", port.line) for port in node.items("ports")]
    for name, form in (("web", _WEB), ("port", _PUBLISHED)):
        line = next((line for text, line in ports if form.match(text)), None)
        if line is not None:
            found[name] = (line, line)
    opened = list(_on_every_address(node))
    if opened:
        found["everybody"] = opened[0][1]
        if is_store(image):
            found["store"] = opened[0][1]
        if (row := _written_password(node)) is not None:
            found["password"] = (row, row)
    elif (shared := _on_the_hosts_network(node, image)) is not None:
        found["everybody"] = shared
    command = _command(node)
    asked = (rows for port, rows in opened if is_console(image, port) or shows_tasks(command, port))
    console = next(asked, None) or _dashboard(node, image, opened)
    if console is not None and not _keeps_login(node):
        found["console"] = console
    if (socket := _socket(node)) is not None:
        found["socket"] = socket
    if (right := _every_right(node)) is not None:
        found["privileged"] = (right, right)
    if (row := _without_password(node)) is not None:
        found["passwordless"] = (row, row)
    return found | _lasting(node)


def _keeps_login(node: Node) -> bool:
    """It only shows, and asks for a password of the team's own before that."""
    given = {name.upper(): value for name, (value, _) in settings_of(node)}
    anybody = given.get("GF_AUTH_ANONYMOUS_ENABLED", "").strip("\"'").lower() == "true"
    return not anybody and any(_OWN_LOGIN.fullmatch(f"{name}={value}"[:300]) for name, value in given.items())


_OWN_LOGIN = regex(r"GF_SECURITY_ADMIN_PASSWORD(?:__FILE=.{1,200}|=\$(?:\w{1,80}|\{\w{1,80}(?::?\?[^{}]{0,100})?\}))")


def left_out(node: Node, rows: Sequence[str]) -> tuple[int, int] | None:
    """The lines of ports of which the one for HTTP is published, and the one for HTTPS waits as a remark."""
    ports = [(port.text() or port.text("published") or "", port.line) for port in node.items("ports")]
    plain = next((line for text, line in ports if _PLAIN.match(text)), None)
    if plain is None or any(_ENCRYPTED.match(text) for text, _ in ports):
        return None
    first, last = node.child("ports").key_line, max(line for _, line in ports)
    beside = range(first, min(last + _NEAR, len(rows)))
    waits = next((number for number in beside if _REMARKED.match(rows[number][:200])), None)
    return (min(plain, waits + 1), max(plain, waits + 1)) if waits is not None else None


_PLAIN = regex(r"(?:0\.0\.0\.0:)?80(?::|$)")
_ENCRYPTED = regex(r"(?:[\d.]{7,15}:)?443(?::|$)")
_REMARKED = regex(r"\s{0,40}#\s{0,4}-\s{0,4}[\"']?(?:[\d.]{7,15}:)?443:\d{2,5}\b")
_NEAR = 2


def built_there(node: Node, image: str) -> tuple[int, int] | None:
    """The lines by which an image is built where it runs, and is given the name that every other build gets, too."""
    build = node.get("build")
    if build is None or not image.endswith(":latest"):
        return None
    rows = (build.key_line, build.end, node.child("image").key_line)
    return min(rows), min(max(rows), min(rows) + _MOST_OF_BUILD)


_MOST_OF_BUILD = 8


def _lasting(node: Node) -> dict[str, tuple[int, int]]:
    """The lines by which it comes back whenever its host does, and those of its settings."""
    found = {}
    again = node.get("restart")
    if again is not None and again.text() in ("always", "unless-stopped"):
        found["restart"] = (again.key_line, again.key_line)
    given = _settings(node)
    if given is not None:
        found["environment"] = (given.key_line, min(given.end, given.key_line + MAX_LINES - 1))
    return found


def _settings(node: Node) -> Node | None:
    """What tells the application its settings: variables that it needs, a file of them, or one that is mounted.

    A mode, a zone or a port alone are no settings that anybody could forget.
    """
    variables = node.get("environment")
    names = [*node.child("environment").entries(), *(one.partition("=")[0] for one in node.texts("environment"))]
    if variables is not None and not (names and all(map(_MODE.fullmatch, names))):
        return variables
    mounted = (one for one in node.items("volumes") if _SETTINGS_FILE.search(one.text() or one.text("target") or ""))
    return node.get("env_file") or next(mounted, None)


_MODE = regex(
    r"(?:(?:NODE|APP|RAILS|RACK|FLASK|DJANGO|GO|MIX|ASPNETCORE)_ENV(?:IRONMENT)?|ENV(?:IRONMENT)?|STAGE|TZ|LANG|LC_ALL"
    r"|PORT|HOST|HOSTNAME|LOG_LEVEL|NODE_OPTIONS|JAVA_OPTS|JAVA_TOOL_OPTIONS|PYTHONUNBUFFERED|PYTHONDONTWRITEBYTECODE)"
)
_SETTINGS_FILE = regex(
    r"(?i):?/[\w./-]{0,120}(?:(?:^|[/._-])(?:config|settings|secrets|application|appsettings|local)(?:[._-]\w{1,20}){0,2}"
    r"\.(?:json5?|ya?ml|toml|ini|properties|php|py|[cm]?js)|/\.env(?:\.\w{1,20})?)(?::\w{1,10}(?:,\w{1,10})?)?$"
)


def _command(node: Node) -> str:
    command = node.get("command")
    return " ".join(node.texts("command")) or (command.text() or "" if command is not None else "")


def _every_right(node: Node) -> int | None:
    """The line by which the container's root is the host's: no wall is left between them."""
    for key, is_it in (("privileged", node.flag("privileged") is True), ("pid", node.text("pid") == "host")):
        if is_it:
            return node.child(key).key_line
    return next((one.line for one in node.items("cap_add") if is_every_right(one.text() or "")), None)


def _without_password(node: Node) -> int | None:
    """The line that has a database let everybody in who reaches it."""
    for name, (value, line) in settings_of(node):
        match = _WITHOUT_PASSWORD.fullmatch(name)
        if match and (value == "trust" if match["trust"] else not _NO.fullmatch(value) and "$" not in value):
            return line
    return None


def _written_password(node: Node) -> int | None:
    """The line with the password of what is reached, written out for whoever reads the file."""
    rows = (line for name, (value, line) in settings_of(node) if _PASSWORD.fullmatch(name) and _LITERAL.match(value))
    return next(rows, None)


def _dashboard(node: Node, image: str, opened: list[tuple[str, tuple[int, int]]]) -> tuple[int, int] | None:
    """The lines that have Traefik show its dashboard to whoever asks, where its port is published."""
    published = next((rows for port, rows in opened if is_dashboard(image, port)), None)
    command = node.get("command")
    if published is None or command is None:
        return published  # settings in a file of its own: nothing but the dashboard is behind that port
    words = node.items("command") or [command]
    return next(((word.line, max(word.line, word.end)) for word in words if shows_itself(word.text() or "")), None)


def _on_every_address(node: Node) -> Iterator[tuple[str, tuple[int, int]]]:
    """The ports that are published so, each with its lines."""
    for port in node.items("ports"):
        short, host = port.text(), port.text("host_ip") or "0.0.0.0"  # noqa: S104 - what Docker takes by itself
        if is_on_every_address(short) if short else port.has("published") and host in ("0.0.0.0", "::"):  # noqa: S104
            yield short or port.text("target") or "", (port.line, min(port.end, port.line + 3))


def _on_the_hosts_network(node: Node, image: str) -> tuple[int, int] | None:
    """The line by which a store listens on the host itself, unless it is told to listen for that host alone."""
    mode = node.get("network_mode")
    if mode is None or mode.text() != "host" or role_of(image) not in ("database", "cache"):
        return None
    return None if _LOOPBACK.search(_command(node)) else (mode.key_line, mode.key_line)


def _socket(node: Node) -> tuple[int, int] | None:
    """The lines that hand the container Docker's own socket; that it is read-only keeps nobody from asking it."""
    for volume in node.items("volumes"):
        source = (volume.text() or "").partition(":")[0] or volume.text("source") or ""
        if is_dockers_socket(source):
            return volume.line, max(volume.line, volume.end)
    return None

"""Databases that a script installs on its host, or starts there in a container."""

from collections.abc import Iterator
from itertools import pairwise

from holdfast.model.facts import (
    Database,
    Placement,
)
from holdfast.model.regex import regex
from holdfast.readers.repository.configuration.variables import database_in, file_in
from holdfast.readers.repository.images.tags import is_whatever_is_newest
from holdfast.readers.repository.shell.steps.purposes import activation
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.command import Command
from holdfast.readers.repository.shell.syntax.unwrap import image_at

_INSTALLERS = frozenset(("apt", "apt-get", "yum", "dnf", "apk", "amazon-linux-extras", "aptitude", "zypper", "snap"))
_PACKAGES = (
    (regex(r"^postgresql(?:-?(?P<version>\d+(?:\.\d+)?))?(?:-server)?(?:=.*)?$"), "postgresql"),
    (regex(r"^(?:default-)?mysql(?:-community)?-server(?:-(?P<version>[\d.]+))?$"), "mysql"),
    (regex(r"^mariadb(?P<version>[\d.]+)?-server(?:-[\d.]+)?$"), "mariadb"),
    (regex(r"^mongodb(?:-org)?(?:-server)?(?:=(?P<version>[\d.]+).*)?$"), "mongodb"),
)
IMAGES = (
    (regex(r"(?:^|/)(?:postgres(?:ql)?|postgis|timescaledb(?:-ha)?|pgvector)(?::|@|$)"), "postgresql"),
    (regex(r"(?:^|/)(?:mysql|mysql-server|percona)(?::|@|$)"), "mysql"),
    (regex(r"(?:^|/)mariadb(?::|@|$)"), "mariadb"),
    (regex(r"(?:^|/)(?:mongo|mongodb|mongodb-community-server)(?::|@|$)"), "mongodb"),
)
"""Images of databases that keep a product's data, and their engines."""

_CLIENT_ONLY = regex(r"^(?:postgresql-client|mysql-client|mariadb-client|postgresql\d*-?(?:devel|libs|contrib)|libpq)")
_VERSION = regex(r":(?:v)?(\d+(?:\.\d+)?)")


def engine_of_image(image: str) -> str | None:
    """The database engine that an image runs; None for any other image, caches included."""
    return next((engine for pattern, engine in IMAGES if pattern.search(image)), None)


def version_of_image(image: str) -> str | None:
    """The version in an image's tag, such as `16` of `postgres:16-alpine`."""
    match = _VERSION.search(image)
    return match[1] if match else None


def databases(command: Command, source: Source) -> Iterator[Database]:
    """What one command installs, starts in a container, or tells a container to connect to."""
    if command.name in _INSTALLERS and {"install", "add", "enable"} & set(command.args):
        yield from _installed(command, source)
    elif command.name in ("docker", "podman") and command.args[:1] == ("run",) and not command.has("--rm"):
        yield from _connected(command, source)
        for before, arg in pairwise(command.args):
            if before in _TAKES_NAME:
                continue
            engine = engine_of_image(arg) if not arg.startswith("-") and "/var/" not in arg and "=" not in arg else None
            if engine:
                yield Database(
                    **source.common(command),
                    engine=engine,
                    placement=Placement.CONTAINER,
                    name=command.option("--name"),
                    version=version_of_image(arg),
                    places={"version": source.place(command)} if is_whatever_is_newest(arg) else {},
                    with_application=runs_application(source) or None,
                )
                return


def image_of(command: Command) -> str | None:
    """The image that `docker run` starts: its first word that is neither an option nor the value of one."""
    at = image_at(list(command.args))
    return command.args[at] if at < len(command.args) else None


def is_run(command: Command) -> bool:
    """It starts a container that stays."""
    return command.name in ("docker", "podman") and command.args[:1] == ("run",) and not command.has("--rm")


_TAKES_NAME = frozenset(
    ("--link", "--name", "--network", "--net", "--network-alias", "--hostname", "-h", "--volumes-from")
)
"""Options whose value may be called like an image."""


def _connected(command: Command, source: Source) -> Iterator[Database]:
    """The database that a container is told to connect to when it starts: somebody else's, or a file of its host."""
    pairs = [value.partition("=")[::2] for value in command.options("-e", "--env")]
    told = next((found for name, value in pairs if (found := database_in(value) or file_in(name, value))), None)
    if told:
        yield Database(**source.common(command), engine=told[0], placement=told[1])


def is_client_package(installer: str, package: str) -> bool:
    """It only brings programs that talk to a server: a bare name does so in Red Hat's world, and not in Debian's."""
    return bool(_CLIENT_ONLY.match(package) or (installer in _BARE_IS_CLIENT and _BARE.match(package)))


_BARE_IS_CLIENT = frozenset(("yum", "dnf", "microdnf", "zypper", "amazon-linux-extras"))
_BARE = regex(r"^(?:postgresql|mariadb|mysql)-?[\d.]*(?:\.\w+)?$")


def _installed(command: Command, source: Source) -> Iterator[Database]:
    for arg in command.args:
        if is_client_package(command.name, arg):
            continue
        for pattern, engine in _PACKAGES:
            match = pattern.match(arg)
            if match:
                yield Database(
                    **source.common(command),
                    engine=engine,
                    placement=Placement.HOST,
                    version=match["version"],
                    with_application=runs_application(source) or _installs_application(source) or None,
                )


_SERVES = regex(
    r"^(?:nginx|apache2|httpd|nodejs|supervisor|gunicorn\d?|uwsgi|tomcat\d*|caddy|php[\d.]*-fpm|(?:openjdk|java)-?\d+\S*)"
    r"(?:[=@:]\S+)?$"
)
"""Packages that an application is served with, and that no host for a database alone is given."""


def _installs_application(source: Source) -> bool:
    """The same script makes that host one for the application."""
    installing = (command for command in source.commands if command.name in _INSTALLERS and "install" in command.args)
    return any(map(_SERVES.match, (arg for command in installing for arg in command.args)))


def runs_application(source: Source) -> bool:
    """The same script also starts the application on that host."""
    return any(
        activation(command) in ("pm2", "systemd", "compose", "docker", "other")
        and not any(engine_of_image(arg) for arg in command.args)
        for command in source.commands
    )

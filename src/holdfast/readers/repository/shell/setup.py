"""What scripts set up on a host: databases, certificates and their renewal, metric sources."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from holdfast.model.facts import (
    Certificate,
    CertificateRenewal,
    ComposedAtBirth,
    Database,
    Fact,
    MetricSource,
    Placement,
    SelfSigned,
    Watched,
)
from holdfast.model.regex import regex
from holdfast.readers.repository.configuration.variables import database_in, file_in
from holdfast.readers.repository.images.tags import is_whatever_is_newest
from holdfast.readers.repository.proxies.acme_images import answers_with_tls, by_itself, issuer_of_mounted
from holdfast.readers.repository.shell.availability.as_server import asked_there
from holdfast.readers.repository.shell.certificates.renewals import answered, renewal_fact
from holdfast.readers.repository.shell.certificates.timers import timer_fact
from holdfast.readers.repository.shell.source import Source
from holdfast.readers.repository.shell.steps.purposes import activation
from holdfast.readers.repository.shell.syntax.arguments import spelled_out
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
_SERVERS = regex(r"^/(?:etc|opt|srv|usr/local)/|(?:^|/)(?:nginx|ssl|certs?|tls)/|self[-_]?signed", re.IGNORECASE)
_NO_SERVERS = regex(
    r"localhost|(?:^|[/._-])(?:dev|local|tests?|ca|root|jwt|saml|sign(?:ing)?|db|postgres\w*|mysql)(?=[/._-])"
    r"|/etc/postgresql|rootca",
    re.IGNORECASE,
)


def setup_facts(source: Source) -> Iterator[Fact]:
    """Facts of what the script installs on the host that it runs on."""
    seen: set[tuple[str, str | None]] = set()
    composed = [command for command in source.commands if activation(command) == "compose" and not command.branch]
    if composed and source.sets_up_host:
        yield ComposedAtBirth(**source.common(composed[0]))
    for command in source.commands:
        for database in _databases(command, source):
            if (database.engine, database.name) not in seen:
                seen.add((database.engine, database.name))
                yield database
        yield from _metrics(command, source)
    if not seen and not source.instructed:
        yield from asked_there(source)
    yield from _certificates(source)


def engine_of_image(image: str) -> str | None:
    """The database engine that an image runs; None for any other image, caches included."""
    return next((engine for pattern, engine in IMAGES if pattern.search(image)), None)


def version_of_image(image: str) -> str | None:
    """The version in an image's tag, such as `16` of `postgres:16-alpine`."""
    match = _VERSION.search(image)
    return match[1] if match else None


def _databases(command: Command, source: Source) -> Iterator[Database]:
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


_SENT = regex(r"^(?:\S*perl\s+(?:-\S+\s+)*)?\S*mon-put-instance-data\.pl\b(?!.*--verify)")
"""The scripts that sent a host's memory and disk to CloudWatch before there was an agent."""


def _metrics(command: Command, source: Source) -> Iterator[Fact]:
    text = command.text
    agent = "amazon-cloudwatch-agent-ctl" in text and ("fetch-config" in text or "-a start" in text)
    if agent or _SENT.match(text):
        yield MetricSource(**source.common(command), watches=Watched.MEMORY)
    elif re.match(r"^pm2 install pm2-(?:server-monit|metrics|prometheus)", text):
        yield MetricSource(**source.common(command), watches=Watched.PROCESS, system="pm2")


def _certificates(source: Source) -> Iterator[Fact]:
    for command in source.commands:
        certbot = _as_certbot(command, source)
        if certbot and "renew" in certbot.args:
            yield from _renewal(certbot, source, "certbot")
        elif certbot and ("run" in certbot.args[:1] or certbot.has(*_OBTAINS)):
            yield from _obtained(certbot, source, "certbot")
        elif command.name == "acme.sh" and command.has("--issue"):
            yield from _obtained(command, source, "acme.sh")
        elif command.name == "acme.sh" and command.has("--install-cert", "--installcert", "--cron"):
            yield from _renewal(command, source, "acme.sh")
        elif command.name == "systemctl" and (timed := timer_fact(command, source)):
            yield timed
        elif command.name in ("docker", "podman") and command.args[:1] == ("run",):
            yield from _cared_for(command, source)
        elif (command.name == "openssl" and _signs_itself(command, source)) or _makes_keystore(command):
            yield SelfSigned(**source.common(command))
        elif command.name == "bncert-tool" or (command.name == "dehydrated" and command.has("-c", "--cron")):
            yield from _kept_new(command, source)
        elif command.name == "lego" and command.has("run", "renew"):
            yield from (_renewal if command.has("renew") else _obtained)(command, source, "lego")


def _kept_new(command: Command, source: Source) -> Iterator[Fact]:
    """Bitnami's tool, which has its own clock renew what it obtains; one that does both as often as it is started."""
    alone = command.name == "bncert-tool"
    yield Certificate(**source.common(command), issuer="letsencrypt", used_by="host", in_code=True)
    schedule = "daily" if alone else source.schedule
    yield CertificateRenewal(**source.common(command), tool=command.name, schedule=schedule, reloads=alone)


def _cared_for(command: Command, source: Source) -> Iterator[Fact]:
    """A container that obtains certificates and renews them for whoever stands beside it."""
    ports = command.options("-p", "--publish")
    image = next((arg for arg in command.args if not arg.startswith("-") and by_itself(arg, command.args, ports)), None)
    if image is not None:
        yield Certificate(**source.common(command), issuer="letsencrypt", used_by="host", renews=True)
        tool = image.rpartition("/")[2].partition(":")[0]
        yield CertificateRenewal(**source.common(command), tool=tool, schedule="automatic", reloads=True)
    elif answers_with_tls(ports):
        yield from _mounted(command, source)


def _mounted(command: Command, source: Source) -> Iterator[Certificate]:
    """What a container that answers with TLS is handed by its host: how it came there stands elsewhere.

    A setting that names the file tells whose certificate it is.
    """
    given = command.options("-v", "--volume")
    volumes = {volume: issuer_of_mounted(source.script.expand(volume)) for volume in given}
    volumes |= {told: issuer_of_mounted(_short(source.script.expand(told))) for told in command.options("--mount")}
    issuer = next(filter(None, volumes.values()), None)
    if issuer is None:
        return
    settings = (*command.options("-e", "--env"), *volumes)
    named = {given: LIVE.search(source.script.expand(given)) for given in settings}
    domain = next((match["domain"] for match in named.values() if match), None)
    words = tuple(word for word, told in (*volumes.items(), *named.items()) if told)
    shown = zip(command.args, command.arg_lines, strict=False)
    lines = [line for arg, line in shown if arg.endswith(words)]
    at = source.snippet.at(min(lines, default=command.line), max(lines, default=command.line))
    places = {} if domain else {"mounted": at}
    yield Certificate(**source.common(at), issuer=issuer, domain=domain, used_by="host", places=places)


LIVE = regex(r"/letsencrypt/(?:live|archive)/(?P<domain>[\w.-]{1,100})(?=[/:,]|$)")
_SOURCE = regex(r"(?:^|,)(?:source|src)=(?P<path>[^,]{1,300})")
_TARGET = regex(r"(?:^|,)(?:target|destination|dst)=(?P<path>[^,]{1,300})")


def _short(mount: str) -> str:
    """The value of `--mount` as that of `-v` would be written; nothing where it tells no folder of the host."""
    found, target = _SOURCE.search(mount), _TARGET.search(mount)
    return f"{found['path']}:{target['path']}" if found and target else ""


def _signs_itself(command: Command, source: Source) -> bool:
    """It makes a certificate for a server without an authority; one for a developer, or an authority's own, is none."""
    entered = [one for one in source.commands[: command.order] if one.name == "cd" and one.args]
    there = f"{source.script.expand(entered[-1].args[0])}/" if entered else ""
    made = [source.script.expand(path) for path in command.options("-out")]
    made = [path if path.startswith(("/", "~")) else f"{there}{path}" for path in made]
    alone = command.has("-x509") if command.has("req") else command.has("x509") and command.has("-signkey", "-key")
    return alone and any(_SERVERS.search(path) and not _NO_SERVERS.search(path) for path in made)


def _makes_keystore(command: Command) -> bool:
    """`keytool` makes a key with a certificate of its own, for a server of Java's; one that signs programs is none."""
    if command.name != "keytool" or not command.has("-genkey", "-genkeypair"):
        return False
    kept = command.option("-keystore") or ""
    serves = (command.option("-storetype") or "").upper() == "PKCS12" or kept.endswith((".p12", ".pfx"))
    return serves and not _NO_SERVERS.search(f"{kept} {command.option('-alias') or ''}".replace(" ", "/"))


_OBTAINS = ("certonly", "--nginx", "--apache", "--standalone", "--webroot")


def _as_certbot(command: Command, source: Source) -> Command | None:
    """The command with certbot's own words alone, also where a container runs it; None when it is something else."""
    if command.name in ("certbot", "certbot-auto", "letsencrypt"):
        return command
    if command.name not in ("docker", "docker-compose"):
        return None
    where = next((n for n, arg in enumerate(command.args) if _CERTBOT.search(spelled_out(arg, source))), None)
    entry = command.option("--entrypoint")
    if entry and " " in entry.strip():
        program, *words = entry.replace("\\", " ").split()
        return replace(command, args=tuple(words)) if program == "certbot" else None
    if where is None or (entry and "certbot" not in entry):
        return None
    return replace(command, args=command.args[where + 1 :])


_CERTBOT = regex(r"^(?:[\w./-]*/)?(?:certbot|dns-[\w-]+)(?::[\w.-]+)?$")


def _obtained(command: Command, source: Source, tool: str) -> Iterator[Fact]:
    if command.has("--dry-run", "--test-cert", "--staging") and not source.embedded:
        return
    domains = command.options("-d", "--domain", "--domains")
    # `--nginx` and `--apache` install the certificate, and the package's own timer renews and reloads.
    packaged = command.name == "certbot" and command.has("--nginx", "--apache") and not command.has("certonly")
    yield Certificate(
        **source.common(command, " ".join(domains)),
        places=answered(command, source) if tool == "certbot" else {},
        issuer="letsencrypt",
        domain=domains[0] if domains else None,
        used_by="host",
        validation="dns" if re.search(r"--dns-|dns-01|--dns", command.text) else None,
        in_code=not source.instructed,
        in_use=packaged or None,  # it writes itself into the server's files
    )
    if tool == "acme.sh":
        yield CertificateRenewal(
            **source.common(command), tool=tool, schedule="daily", reloads=command.has("--reloadcmd") or None
        )
    elif packaged and command.has("--deploy-hook", "--post-hook"):
        yield from _renewal(command, source, tool)
    elif packaged:
        yield CertificateRenewal(**source.common(command), tool=tool, schedule="packaged timer", reloads=True)


def _renewal(command: Command, source: Source, tool: str) -> Iterator[Fact]:
    yield renewal_fact(command, source, source.place(command), source.schedule, tool)

"""Certificates that a script obtains, signs itself or hands over, and what keeps them new."""

import re
from collections.abc import Iterator

from holdfast.model.facts import (
    Certificate,
    CertificateRenewal,
    Fact,
    SelfSigned,
)
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.proxies.acme_images import answers_with_tls, by_itself, issuer_of_mounted
from holdfast.readers.repository.shell.certificates.renewals import answered, renewal_fact
from holdfast.readers.repository.shell.certificates.timers import timer_fact
from holdfast.readers.repository.shell.cloud.arguments import spelled_out
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.command import Command

_SERVERS = regex(r"^/(?:etc|opt|srv|usr/local)/|(?:^|/)(?:nginx|ssl|certs?|tls)/|self[-_]?signed", re.IGNORECASE)
_NO_SERVERS = regex(
    r"localhost|(?:^|[/._-])(?:dev|local|tests?|ca|root|jwt|saml|sign(?:ing)?|db|postgres\w*|mysql)(?=[/._-])"
    r"|/etc/postgresql|rootca",
    re.IGNORECASE,
)


def certificate_facts(source: Source) -> Iterator[Fact]:
    """Certificates and their renewal, by whichever tool; the server's own ones too."""
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
    there = f"{source.folder_of(command)}/" if source.folder_of(command) else ""
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

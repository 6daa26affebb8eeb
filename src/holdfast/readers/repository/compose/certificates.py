"""What containers of a compose file do about certificates: obtain them, renew them, and load the new ones."""

from collections.abc import Iterable, Iterator
from typing import Any

from holdfast.model.facts import Certificate, CertificateRenewal, Fact
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.compose.commands import Started, started
from holdfast.readers.repository.compose.settings import labels_of, settings_of
from holdfast.readers.repository.proxies.acme_images import (
    answers_with_tls,
    asks_for_itself,
    by_itself,
    issuer_of_mounted,
)
from holdfast.readers.repository.proxies.caddy import passed_on
from holdfast.readers.repository.text.nodes import Node

_CERTBOT_IMAGE = regex(r"(?:^|/)(?:certbot|dns-[\w-]+)(?::|@|$)")
_DOMAINS = frozenset(("LETSENCRYPT_HOST", "DOMAINS", "URL"))
_RELOADS = regex(
    r"^nginx\b.*-s reload|^(?:apachectl|httpd|haproxy)\b.*(?:graceful|reload)|^(?:kill|pkill|killall)\b.*\bHUP\b.*nginx"
    r"|^docker (?:exec|kill|restart|compose)\b.*(?:reload|HUP|restart)|^caddy reload"
)
_RESOLVED = regex(r"(?i)^traefik\.http\.routers\.[\w@-]{1,80}\.tls\.certresolver\s?=\s?\S")
_HOOKS = ("--deploy-hook", "--post-hook", "--renew-hook")


def asks_for_certificates(image: str) -> bool:
    """The image's program gets certificates from an authority, which hands them out for public names only."""
    return _CERTBOT_IMAGE.search(image) is not None


def certificate_facts(services: Iterable[tuple[str, Node]], snippet: Snippet, said: dict[str, Any]) -> Iterator[Fact]:
    """Facts of the certificates that containers care for; `services` are images and the services that run them."""
    known = tuple(services)
    told = tuple(_told(known, snippet, said))
    yield from told
    if not any(isinstance(fact, Certificate) for fact in told):
        yield from _mounted(known, snippet, said)
        yield from _by_neighbour(known, snippet, said)


def _told(known: tuple[tuple[str, Node], ...], snippet: Snippet, said: dict[str, Any]) -> Iterator[Fact]:
    """What containers are started to do about certificates."""
    reloaded = any(_RELOADS.search(command.text) for _, node in known for command in started(node).commands)
    for image, node in known:
        cared = by_itself(image, (*node.texts("command"), *node.texts("labels")), node.texts("ports"))
        if cared:
            yield from _by_itself(known if cared == "beside" else (), node, image, snippet, said)
        else:
            start = started(node, "certbot " if _CERTBOT_IMAGE.search(image) else "")
            yield from _asked(start, snippet, said, reloaded=reloaded)


def _mounted(known: tuple[tuple[str, Node], ...], snippet: Snippet, said: dict[str, Any]) -> Iterator[Certificate]:
    """What a container that answers with TLS is handed by its host: how it came there stands elsewhere.

    Certbot beside it that is told nothing, or to renew once as it starts, is where its renewal would stand.
    """
    idle = next((node for image, node in known if _CERTBOT_IMAGE.search(image) and _is_idle(node)), None)
    filled = {text.partition(":")[0] for _, text in _volumes(idle) if "/etc/letsencrypt" in text} if idle else set()
    for _, node in known:
        if not answers_with_tls(node.texts("ports")):
            continue
        for item, text in _volumes(node):
            issuer = issuer_of_mounted(text)
            issuer = "letsencrypt" if issuer and text.partition(":")[0] in filled else issuer
            if issuer is not None:
                at = snippet.at(item.line, max(item.line, item.end))
                told = {"idle": snippet.at(idle.key_line, idle.end)} if idle and issuer == "letsencrypt" else {}
                places = {"mounted": at, **told}
                yield Certificate(**said, at=told.get("idle", at), issuer=issuer, used_by="host", places=places)
                break


def _by_neighbour(known: tuple[tuple[str, Node], ...], snippet: Snippet, said: dict[str, Any]) -> Iterator[Certificate]:
    """What a container asks of a proxy that its host runs for several products: it obtains and renews by itself."""
    for _, node in known:
        asked = ((row, value) for name, (value, row) in settings_of(node) if name == "LETSENCRYPT_HOST" and value)
        row, value = next(asked, (0, ""))
        row = row or next((line for text, line in labels_of(node) if _RESOLVED.match(text[:1_000])), 0)
        if row:
            first = value.partition(",")[0].strip()
            domain = first if first and "$" not in first else None
            at = snippet.at(row)
            yield Certificate(**said, at=at, issuer="letsencrypt", domain=domain, used_by="host", renews=True)


def _volumes(node: Node) -> Iterator[tuple[Node, str]]:
    """What is mounted, each in the short form."""
    for item in node.items("volumes"):
        yield item, item.text() or f"{item.text('source')}:{item.text('target')}"


def _is_idle(node: Node) -> bool:
    """Nothing that it is started for comes again by itself."""
    return all(
        command.name == "certbot" and command.has("renew") and not command.loop
        for command in started(node, "certbot ").commands
    )


def _asked(start: Started, snippet: Snippet, said: dict[str, Any], *, reloaded: bool) -> Iterator[Fact]:
    for command in start.commands:
        at = snippet.at(start.first, start.last)
        if command.name == "caddy":
            yield from passed_on(command.args, {**said, "at": at})
        if command.name != "certbot":
            continue
        if command.has("renew") and command.loop:
            hooked = any(_RELOADS.search(hook) or "reload" in hook for hook in command.options(*_HOOKS))
            after = any(_RELOADS.search(other.text) for other in start.commands[command.order + 1 :])
            told = reloaded or hooked or after
            yield CertificateRenewal(**said, at=at, tool="certbot", schedule="loop", reloads=told)
        elif command.has("certonly", "run") and not command.has("--dry-run", "--staging", "--test-cert"):
            domains = command.options("-d", "--domain", "--domains")
            domain = domains[0] if domains else None
            yield Certificate(**said, at=at, issuer="letsencrypt", domain=domain, used_by="host", in_code=True)


def _by_itself(
    beside: Iterable[tuple[str, Node]], node: Node, image: str, snippet: Snippet, said: dict[str, Any]
) -> Iterator[Fact]:
    """A helper, or a proxy with a resolver of its own, that needs nobody to renew or to reload."""
    tool = image.rpartition("/")[2].partition(":")[0]
    words = [(item.text() or "", item.line) for key in ("command", "labels") for item in node.items(key)]
    asks = (line for word, line in words if asks_for_itself(word))
    # Where it is told whom to ask says more than what it is.
    at = snippet.at(next(asks, node.child("image").key_line))
    domains = dict.fromkeys(domain for _, service in beside for domain in _domains(service))
    for domain in domains or (None,):
        yield Certificate(**said, at=at, issuer="letsencrypt", domain=domain, used_by="host", in_code=True, renews=True)
    yield CertificateRenewal(**said, at=at, tool=tool, schedule="automatic", reloads=True)


def _domains(node: Node) -> Iterator[str]:
    environment = node.child("environment")
    pairs = [(key, value.text() or "") for key, value in environment.entries().items()]
    pairs += [(key, value) for text in environment.texts() for key, _, value in (text.partition("="),)]
    yield from (value.partition(",")[0].strip() for key, value in pairs if key in _DOMAINS and value)

"""Certificates that a script only tells whoever runs it to get: `echo "Next: sudo certbot --nginx -d shop.kr"`."""

from collections.abc import Iterator

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Certificate, CertificateRenewal
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.promises import PROMISE
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.command import that_says

_GETS = regex(
    r"(?:^|[\s:>$`'\"])(?:certbot(?=[^\n]{0,200}?\s(?:--nginx|--apache|--standalone|--webroot|certonly|run)\b)"
    r"|(?:\S{0,60}/)?acme\.sh(?=[^\n]{0,200}?\s--issue\b)|lego(?=[^\n]{0,200}?\srun\b))"
)
_NAMED = regex(r"\s(?:-d|--domains?)[ =](?P<name>[^\s,;`'\"]{1,200})")
_RUNS = frozenset(("certbot", "certbot-auto", "letsencrypt", "acme.sh", "lego"))
_TRIED = regex(r"--dry-run|--test-cert|--staging")


def said_to_get(source: Source) -> Iterator[Certificate]:
    """The first such line of a script that gets none itself."""
    if source.instructed or source.actor == "workflow" or not _GETS.search(source.snippet.text):
        return
    if any(command.name.rpartition("/")[2] in _RUNS for command in source.commands):
        return
    for line, text in spoken(source):
        if _GETS.search(text) and not _TRIED.search(text):
            named = _NAMED.search(text)
            told = Certificate(
                **source.common(source.snippet.at(line)),
                issuer="letsencrypt",
                domain=named["name"] if named else None,
                used_by="host",
            )
            yield replace(told, kind=EvidenceKind.INSTRUCTED)
            return


def said_to_renew(source: Source) -> Iterator[CertificateRenewal]:
    """The first line by which a script promises whoever runs it that the certificate renews itself."""
    if source.instructed or source.actor == "workflow" or not PROMISE.search(source.snippet.text):
        return
    for line, text in spoken(source):
        if PROMISE.search(text) and _OF_CERTIFICATE.search(text) and not _ANOTHERS.search(text):
            told = CertificateRenewal(**source.common(source.snippet.at(line)))
            yield replace(told, kind=EvidenceKind.CLAIMED)
            return


_OF_CERTIFICATE = regex(r"(?i)certbot|let'?s ?encrypt|\bcerts?\b|certificate|\b(?:ssl|tls)\b|인증서|証明書")
_ANOTHERS = regex(r"(?i)\bacm\b|cloudflare|caddy|traefik|\bfail|\bnot\b|실패|失敗|[?？]\s*$")


def spoken(source: Source) -> Iterator[tuple[int, str]]:
    """What it says to whoever reads along, by line; what goes into a file or another program is said to nobody."""
    says = that_says(source.commands)
    for command in source.commands:
        if command.redirects or command.feeds or command.remote:
            continue
        if command.name in says:
            yield from zip(command.arg_lines, (arg[:400] for arg in command.args), strict=False)
        elif command.name == "cat" and command.document is not None and not command.args:
            rows = command.document.text.splitlines()
            yield from enumerate((row[:400] for row in rows), start=command.document.line)

"""Receivers of alerts that lead nowhere: to one's own machine where nothing listens, or to an address never filled in.

Prometheus' own documentation sends alerts to port 5001 of the machine itself, and many a configuration still does.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache, partial

from holdfast.model.own_machine import OWN_MACHINE
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Tree
from holdfast.readers.repository.monitoring.addresses import reaches_nobody
from holdfast.readers.repository.text.command_files import says_commands
from holdfast.readers.repository.text.nodes import Node

Spoken = Callable[[str], bool]
"""Whether another text of the repository, which starts or does something, speaks of a port or of a word."""

_ADDRESSES = frozenset(
    (
        *("url", "api_url", "webhook_url", "to", "addresses", "routing_key", "service_key", "api_key", "bot_token"),
        *("token", "integrationKey", "bottoken", "apiKey", "webhookUrl", "user_key"),
    )
)
"""Where a receiver says whom or what it calls: Alertmanager's words, then Grafana's."""
_OWN_PORT = regex(rf"^https?://(?:[^@/\s]{{1,80}}@)?{OWN_MACHINE}:(?P<port>\d{{2,5}})(?:/|$)", re.IGNORECASE)
_FILLED = regex(r"[$%]|\{\{")
_UNFILLED = regex(
    r"(?i:(?<![a-z])(?:your|change[-_]?me|replace[-_]?me|placeholder|todo|fixme)(?![a-z])[\w-]{0,40}"
    r"|(?:your|my)[-_](?:slack|webhook|discord|teams|company|domain)[\w-]{0,40}|<[^<>\n]{1,60}>)"
    r"|(?<![A-Za-z0-9])[xX]{3,}(?![A-Za-z0-9])|X{6,}|T0{6,}|/\.{3}$|://(?:[\w-]{1,40}\.){0,3}example\.(?:com|org|net)(?=[/:]|$)"
)
_BETWEEN = regex(r"[,;\s]+")

_PROGRAMS = regex(
    r"\.(?:py|[cm]?[jt]sx?|go|rb|php|java|kt|cs|rs|ex|exs|tf|service|conf|toml|properties|ya?ml)$"
    r"|(?:^|/)(?:Dockerfile[\w.-]*|\.env[\w.-]*|Procfile|package\.json|Makefile)$"
)
_KEPT = regex(r"(?:^|/)(?:pnpm-lock\.yaml|[\w.-]*\.lock)$|\.min\.js$")


def leads_nowhere(entry: Node, spoken: Spoken, otherwise: str | None = None) -> bool:
    """Every address that an entry of a receiver gives reaches nobody; one that gives none is the server's to refuse.

    Args:
        entry: one item of `webhook_configs` and its like, or the settings of a contact point.
        spoken: whether something of the repository listens at a port, or fills in a word.
        otherwise: the address that holds where it gives none of its own.
    """
    given = [text for key, node in entry.entries().items() if key in _ADDRESSES and (text := node.text())]
    given = given or [text for text in (otherwise,) if text]
    return bool(given) and all(_is_nowhere(address, spoken) for text in given for address in _parts(text))


def _parts(text: str) -> Iterator[str]:
    """The addresses of one text: several people may be written to."""
    yield from filter(None, _BETWEEN.split(text.strip())) if "@" in text and "://" not in text else (text.strip(),)


def _is_nowhere(address: str, spoken: Spoken) -> bool:
    if own := _OWN_PORT.match(address):
        return not spoken(own["port"])
    if _FILLED.search(address):
        return False
    bare = address.strip("<>") if "@" in address else address
    unfilled = _UNFILLED.search(bare)
    return reaches_nobody(bare) or (unfilled is not None and not spoken(unfilled[0]))


def everything_speaks(word: str) -> bool:
    """For a text by itself: what else there is, nobody knows."""
    del word
    return True


def spoken_in(tree: Tree) -> Callable[[str], Spoken]:
    """By the path of the file that says a word: whether another one that does something speaks of it."""

    @cache
    def texts() -> list[tuple[str, str]]:
        opened = ((path, tree.open_text(path)) for path in tree.paths if _does(path))
        return [(path, text) for path, text in opened if isinstance(text, str) and "webhook_configs" not in text]

    @cache
    def speaks(own: str, word: str) -> bool:
        pattern = re.compile(rf"(?<![\w.]){re.escape(word)}(?![\w.])")
        return any(pattern.search(text) for path, text in texts() if path != own and word in text)

    return lambda own: partial(speaks, own)


def _does(path: str) -> bool:
    return (says_commands(path) or _PROGRAMS.search(path) is not None) and not _KEPT.search(path)

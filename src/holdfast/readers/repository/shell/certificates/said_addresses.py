"""Addresses without TLS at which a script says that what it has put live is opened: `echo "http://$IP:3000"`."""

import re
from collections.abc import Iterator

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import PlainAddress
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.configuration.public_addresses import is_own_address
from holdfast.readers.repository.shell.certificates.said_to_get import spoken
from holdfast.readers.repository.shell.steps.source import Source

_ADDRESS = regex(
    r"\bhttp://(?:\$\{?(?!\w{0,40}(?:private|internal|local))\w{0,30}(?:ip|host|dns|ec2|server|alb|elb|addr)\w{0,20}\}?"
    r"|\$\((?:curl|wget)\b[^()\n]{0,120}\)|(?P<bare>(?:\d{1,3}\.){3}\d{1,3})"
    r"|[\w.-]{1,100}\.(?:compute(?:-1)?\.amazonaws|elb\.amazonaws|elasticbeanstalk)\.com)(?![\w.])",
    re.IGNORECASE,
)
_LOOKS = regex(r"(?i)(?<!\()\bcurl |health|swagger|jenkins|grafana|prometheus|phpmyadmin|portainer|\bconsole\b")
"""What is said to look at it, or to reach another program by."""


def said_addresses(source: Source) -> Iterator[PlainAddress]:
    """The first such line of a script that puts something live on a host, and speaks of no address with TLS."""
    text = source.snippet.text
    if source.instructed or source.actor == "workflow" or "http://" not in text or "https://$" in text:
        return
    if not (source.activations or source.sets_up_host):
        return
    for line, said in spoken(source):
        found = _ADDRESS.search(said)
        if found is None or _LOOKS.search(said) or (found["bare"] and not is_own_address(found["bare"])):
            continue
        yield replace(PlainAddress(**source.common(source.snippet.at(line))), kind=EvidenceKind.INSTRUCTED)
        return

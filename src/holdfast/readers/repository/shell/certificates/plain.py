"""A host's port 80 that goes straight into the application: nobody speaks TLS in front of it."""

from collections.abc import Iterator

from holdfast.model.facts import PlainTaken
from holdfast.model.regex import regex
from holdfast.readers.repository.shell.steps.source import Source

_INTO_APPLICATION = regex(
    r"^iptables\b(?=.* --dports? 80\b)(?=.* -j (?:REDIRECT|DNAT)\b).* --to-(?:ports?|destination) \S*?\d{4,5}\b"
    r"|^firewall-cmd\b.*--add-forward-port=\S*\bport=80:\S*\btoport=\d{4,5}\b"
    r"|^nft\b.* tcp dport 80 redirect to :?\d{4,5}\b"
    r"|^setcap\b.*\bcap_net_bind_service\b.*\b(?:node|nodejs|java|python[\d.]*)\b"
    r"|^socat\b.* TCP4?-LISTEN:80\b"
)
_TLS_TOO = regex(r"(?:--dports? |dport |\bport=|-LISTEN:)443\b")


def plain_facts(source: Source) -> Iterator[PlainTaken]:
    """The first command that hands it over; none where port 443 goes the same way."""
    if "80" not in source.snippet.text and "setcap" not in source.snippet.text:
        return
    handed = next((one for one in source.commands if _INTO_APPLICATION.search(one.text)), None)
    if handed is not None and not any(_TLS_TOO.search(one.text) for one in source.commands):
        yield PlainTaken(**source.common(handed), on_purpose=True)

"""What a front end's host passes on for it, over the internet and without TLS: rewrites to an `http://` address."""

from collections.abc import Iterator

from holdfast.model.facts import PlainAddress
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Reader, Reading, Snippet
from holdfast.readers.repository.public_addresses import is_own_address
from holdfast.readers.repository.stand_ins import leads_nowhere

_NAMES = regex(r"(?:^|/)(?:vercel\.json|now\.json|netlify\.toml|_redirects|(?:next|nuxt)\.config\.[cm]?[jt]s)$")
_ADDRESS = regex(r"http://(?P<host>[A-Za-z0-9](?:[\w-]{0,62}\.){1,8}[A-Za-z0-9-]{1,30})(?![\w.-]*[.\w])(?::\d{1,5})?")
_LEADS = {
    "json": regex(r"[\"'](?:dest|destination)[\"']\s*:\s*[\"']http://"),
    "toml": regex(r"^\s*to\s*=\s*[\"']http://"),
    "_redirects": regex(r"^\s*/\S*\s+(?:\S+=\S+\s+)*http://"),
}
_REWRITES = regex(r"\brewrites\b|\brouteRules\b|\bproxy\b")
_DESTINATION = regex(r"\b(?:destination|proxy|to)\s*:\s*")
_HELD = regex(r"^\s*(?:export\s+)?(?:const|let|var)\s+(?P<name>\w{1,60})\s*(?::\s*\w+\s*)?=[^=>]")
_REMARK = regex(r"^\s*(?://|#|\*)")
_NOT_OPEN = regex(
    r"(?i)(?:^|\.)(?:local|localhost|internal|intranet|lan|home|svc|test|example|invalid)$"
    r"|\.s3-website[.-]|\.svc\.cluster\.|^internal-"
)
"""Names that nobody on the internet looks up; a website of S3 speaks nothing but HTTP."""
_MACHINE = regex(r"^ec2-[\d-]{7,15}\.[\w.-]{1,60}\.amazonaws\.com$")


def is_open_host(host: str) -> bool:
    """A host that is reached over the internet: an address that some machine has, or a name that people look up."""
    if host.replace(".", "").isdigit():
        return is_own_address(host)
    last = host.rpartition(".")[2]
    return last.isalpha() and not _NOT_OPEN.search(host) and not leads_nowhere(f"http://{host}")


def is_machine(host: str) -> bool:
    """The public address of one machine, which nothing nearer stands for."""
    return bool(_MACHINE.match(host)) or (host.replace(".", "").isdigit() and is_own_address(host))


def _read(snippet: Snippet) -> Iterator[Reading]:
    if "http://" not in snippet.text:
        return
    for number, row in enumerate(snippet.rows, start=1):
        text = row[:1_000]
        found = _ADDRESS.search(text) if "http://" in text and not _REMARK.match(text) else None
        if found is not None and is_open_host(found["host"]) and _is_led_there(snippet, text):
            yield PlainAddress(
                kind=snippet.kind,
                at=snippet.at(number),
                environment=snippet.environment,
                old=snippet.old,
                passed_on=True,
            )


def _is_led_there(snippet: Snippet, row: str) -> bool:
    sort = snippet.name if snippet.name == "_redirects" else snippet.name.rpartition(".")[2]
    if sort in _LEADS:
        return _LEADS[sort].search(row) is not None
    if not _REWRITES.search(snippet.text):
        return False
    held = _HELD.match(row)
    if held is None:
        return _DESTINATION.search(row) is not None
    uses = regex(rf"\b(?:destination|proxy|to)\s*:\s*[^\n]{{0,40}}\b{held['name']}\b")
    return uses.search(snippet.text) is not None


READER = Reader(
    name="rewrites",
    serves=frozenset(("certificates",)),
    wants=lambda path: _NAMES.search(path) is not None,
    read=_read,
)
"""One fact for each rule that leads to such an address."""

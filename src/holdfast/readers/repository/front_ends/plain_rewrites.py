"""What a front end's host passes on for it, over the internet and without TLS: rewrites to an `http://` address."""

from collections.abc import Iterator
from itertools import islice

from holdfast.model.facts import PlainAddress
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Reader, Reading, Snippet
from holdfast.readers.repository.configuration.public_addresses import is_own_address
from holdfast.readers.repository.configuration.stand_ins import leads_nowhere

_NAMES = regex(r"(?:^|/)(?:vercel\.json|now\.json|netlify\.toml|_redirects|(?:next|nuxt)\.config\.[cm]?[jt]s)$")
_ADDRESS = regex(r"http://(?P<host>[A-Za-z0-9](?:[\w-]{0,62}\.){1,8}[A-Za-z0-9-]{1,30})(?![\w.-]*[.\w])(?::\d{1,5})?")
_TO = regex(r"^\s*to\s*=\s*[\"']http://")
_PASSED = regex(r"^\s*status\s*=\s*200\b")
_RULE = regex(r"^\s*/\S*\s+(?:\S+=\S+\s+)*http://\S+\s+200!?\s*(?:#.*)?$")
_SECTION = regex(r"\b(?:rewrites|redirects|routes|routeRules|headers|proxy)\b(?=[\"']?\s*[:(=])")
_PASSING = ("rewrites", "routes", "routeRules", "proxy")
_USED = regex(
    r"\b(?:destination|proxy|to)\s*:\s*[^\n]{0,10}?\$\{(\w{1,60})\}|\b(?:destination|proxy|to)\s*:\s*(\w{1,60})\b"
)
_LONGEST = 100_000
_MOST = 20
_DESTINATION = regex(r"\b(?:dest|destination|proxy|to)[\"']?\s*:\s*")
_HELD = regex(r"^\s*(?:export\s+)?(?:const|let|var)\s+(?P<name>\w{1,60})\s*(?::\s*\w+\s*)?=[^=>]")
_FOR_DEVELOPERS = regex(
    r"""(?ix)(?:
        (?:\b(?:is_?)?(?:dev|local)\w{0,12}["'`]?\)? | !==?\s?["'`]prod(?:uction)?["'`]\)?)\s{0,20}\?(?![.?])
            (?:(?![ ]:[ ])[^;\n]){0,300}
        | \bif\s?\((?=[^\n)]{0,80}(?:\bdev|isdev|!==?\s?["'`]prod))[^\n)]{0,80}\)[^};\n]{0,300}
        | (?:\bis_?prod\w{0,12} | ={2,3}\s?["'`]prod(?:uction)?["'`]\)?)\s{0,20}\?(?![.?])
            [^;\n]{0,300}https://[^;\n]{0,200}[ ]:[ ][^;\n]{0,200}
    )$"""
)
"""What stands before an address that only a developer's machine leads to."""
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
    ways = {"_redirects": _in_rules, "toml": _in_tables}
    kind = snippet.name if snippet.name in ways else snippet.name.rpartition(".")[2]
    for number in islice(ways.get(kind, _in_objects)(snippet), _MOST):
        said = {"kind": snippet.kind, "environment": snippet.environment, "old": snippet.old}
        yield PlainAddress(**said, at=snippet.at(number), passed_on=True)  # type: ignore[arg-type]


def _leads_outside(row: str) -> bool:
    found = _ADDRESS.search(row[:1_000]) if "http://" in row and not _REMARK.match(row[:100]) else None
    return found is not None and is_open_host(found["host"])


def _before(row: str) -> str:
    """What a row says before the first address that leads outside."""
    found = (match for match in _ADDRESS.finditer(row[:1_000]) if is_open_host(match["host"]))
    return row[: next((match.start() for match in found), 0)]


def _in_rules(snippet: Snippet) -> Iterator[int]:
    """Netlify's short form: with 200 the visitor stays, and is answered from there."""
    for number, row in enumerate(snippet.rows, start=1):
        if _RULE.match(row[:1_000]) and _leads_outside(row):
            yield number


def _in_tables(snippet: Snippet) -> Iterator[int]:
    """Netlify's long form: a table for each rule, whose status tells the same."""
    leads, passed = 0, False
    for number, row in enumerate((*snippet.rows, "[["), start=1):
        if row.lstrip().startswith("[["):
            yield from (leads,) if leads and passed else ()
            leads, passed = 0, False
        leads = number if _TO.match(row[:1_000]) and _leads_outside(row) else leads
        passed = passed or _PASSED.match(row[:100]) is not None


def _in_objects(snippet: Snippet) -> Iterator[int]:
    """Vercel's, Next.js's and Nuxt's: a destination among the rewrites, or what a name holds that one is made of."""
    section, used = "", {name for match in _USED.findall(snippet.text[:_LONGEST]) for name in match}
    for number, row in enumerate(snippet.rows, start=1):
        section = next(reversed(_SECTION.findall(row[:1_000])), section)
        if not _leads_outside(row):
            continue
        above = " ".join(one.strip()[:300] for one in snippet.rows[max(number - 4, 0) : number - 1])
        if _FOR_DEVELOPERS.search(f"{above} {_before(row)}"):
            continue
        held = _HELD.match(row[:200])
        led = held["name"] in used if held else section in _PASSING and _DESTINATION.search(row[:1_000])
        if led:
            yield number


READER = Reader(
    name="rewrites",
    serves=frozenset(("certificates",)),
    wants=lambda path: _NAMES.search(path) is not None,
    read=_read,
)
"""One fact for each rule that leads to such an address."""

"""Links for browsers that lead to a developer's machine, written out in the source or settings of a server."""

from collections.abc import Iterable, Iterator

from holdfast.model.evidence import EvidenceKind, Location
from holdfast.model.facts import StandIn
from holdfast.model.own_machine import OWN_MACHINE
from holdfast.model.regex import regex
from holdfast.readers.repository.source.apps import App
from holdfast.readers.repository.source.branches import is_developers, only_for_developers
from holdfast.readers.repository.source.code import Source
from holdfast.readers.repository.source.spring_files import SpringFiles

_HERE = "https?://" + OWN_MACHINE
# Each begins with what is seldom met and looks back from there: most of a program is passed over fast.
_WRITTEN = regex(rf"(?P<quote>[\"'`]){_HERE}(?P<path>[^\"'`\n]{{0,200}})")
_NAMED = regex(
    r"(?i)(?<![\w.-])(?:this\.|self\.)?(?P<name>[\w-]*(?:link|redirect\w*|callback\w*"
    r"|(?:success|cancel|return|fail(?:ure)?|front(?:_?end)?|client|web(?:site)?|site|verif\w+|confirm\w*|reset\w*|invit\w+"
    r"|log(?:in|out))_?(?:base_?)?(?:ur[il]|href)))"
    r"[\"']?\s{0,9}(?::\s{0,9}[A-Za-z]\w{0,20}\s{0,9}=|:?=|:)\s{0,40}[frbFRB]{0,2}\Z"
)
_PUT = regex(
    r"(?<![\w.])(?P<name>[\w.-]{1,60})[\"']?\s{0,9}(?::\s{0,9}[A-Za-z]\w{0,20}\s{0,9}=|:?=|:|\()\s{0,40}[frbFRB]{0,2}\Z"
)
_PROMPT = regex(r"\bmessage\s{0,9}:[^{}]{1,110}\bdefault\s{0,9}:\s{0,9}\Z")
"""What a person in front of a terminal is shown beside a question, and writes over."""
_SENDS = regex(
    r"(?:\b(?:redirect|sendRedirect|Redirect|RedirectView|redirectTo|redirect_to|RedirectResponse|HttpResponseRedirect"
    r"|NextResponse\.redirect)\(\s{0,40}(?:\d{3}\s{0,9},\s{0,9}|\w{1,20}\s{0,9},\s{0,9}\w{1,20}\s{0,9},\s{0,9})?"
    r"(?:url\s{0,9}=\s{0,9}|new URL\()?[frFR]?)\Z"
)
_IN_PAGE = regex(rf"href=\\?[\"']?{_HERE}|\bredirect:{_HERE}")
_FOLLOWED = regex(
    r"(?i)/[\w/{}$.-]{0,80}(?:reset|verif|confirm|activat|invit|unsubscri|callback|redirect|success|cancel)|[?&](?:token|code)="
)
"""Where such a link leads: to pages that people come to from a letter, a payment or another site."""
_SAID = regex(
    r"(?i)(?:\blog(?:ger|ging)?\.|console\.|\bprint|@(?:Api|Server|Operation)|\bfetch\(|\b(?:axios|requests|http|client)\b)"
)
_KEY = regex(
    r"(?:^|[.\-_])(?:redirect[-_]?ur[il]|callback(?:[-_]?ur[il])?|(?:front(?:[-_]?end)?|client|web|site)[-_.]?(?:base[-_]?)?ur[il]"
    r"|(?:success|fail(?:ure)?|cancel|return)[-_]?ur[il])$"
)
_LEADS_HERE = regex(rf"{_HERE}\S*$")
_MOST = 6
"""Places of one file."""


def local_links(apps: Iterable[App]) -> Iterator[StandIn]:
    """One fact for each link that is written out, and not a stand-in for a setting."""
    for app in apps:
        if app.family == "jvm":
            yield from _in_settings(app)
        for source in app.serving:
            if ("//localhost" in source.text or "//127.0.0.1" in source.text) and not is_developers(source.path):
                yield from list(_in_source(source))[:_MOST]


def _in_source(source: Source) -> Iterator[StandIn]:
    told: set[int] = set()
    for match in _WRITTEN.finditer(source.code):
        before = source.code[max(match.start() - 120, 0) : match.start()]
        named = _NAMED.search(before)
        if not named and _FOLLOWED.search(match["path"]) and not _SAID.search(before.rpartition("\n")[2]):
            named = _PUT.search(before)
        if named and _PROMPT.search(before):
            continue
        if (named or _SENDS.search(before)) and not only_for_developers(source, match.start()):
            told.add(source.line(match.start()))
            name = named["name"] if named else "redirect"
            yield _fact(source.snippet.kind, source.at(match.start(), match.end()), name)
    for match in _IN_PAGE.finditer(source.code):
        if source.line(match.start()) not in told and not only_for_developers(source, match.start()):
            yield _fact(source.snippet.kind, source.at(match.start(), match.end()), match[0].partition(":")[0][:8])


def _in_settings(app: App) -> Iterator[StandIn]:
    files = SpringFiles(app)
    for snippet, entry in files.entries:
        value = entry.value.strip("\"'")
        if _LEADS_HERE.match(value) and _KEY.search(entry.key) and not files.is_elsewhere(snippet, entry):
            yield _fact(snippet.kind, snippet.at(entry.line), entry.key)


def _fact(kind: EvidenceKind, at: Location, name: str) -> StandIn:
    return StandIn(kind=kind, at=at, to=at.path, name=name)

"""Secrets that a bundler hands to every browser because of the names by which the source reads them."""

from collections.abc import Iterable, Iterator

from holdfast.model.evidence import MAX_LINES
from holdfast.model.facts import BuiltInSecret, Credential, CredentialForm
from holdfast.model.regex import regex
from holdfast.readers.repository.configuration.names import is_secret
from holdfast.readers.repository.source import paths
from holdfast.readers.repository.source.apps import App
from holdfast.readers.repository.source.code import Source

PREFIX = r"(?:REACT_APP|NEXT_PUBLIC|VITE|EXPO_PUBLIC|NUXT_PUBLIC|GATSBY|VUE_APP|STORYBOOK)_"
_TAKEN_OUT = r"\w{1,100}(?:\s{0,9}[:=][^{},]{0,80})?(?:,[^{}]{0,600})?\}\s{0,9}=\s{0,9}(?:process|import\.meta)\.env\b"
_READ = regex(
    rf"(?:\benv\??(?:\.|\[\s?[\"'])|[{{,]\s{{0,40}}(?={PREFIX})(?={_TAKEN_OUT}))(?P<name>{PREFIX}(?P<rest>[A-Z0-9_]{{1,80}}))"
)
"""Prefixes by which Create React App, Next, Vite, Expo, Nuxt, Gatsby and Vue choose what goes into a bundle."""

_NOBODYS = regex(r"SECRET|PRIVATE_?KEY|PASSWORD|PASSWD|(?:^|_)(?:PASS|PWD)$|SERVICE_?ROLE|CREDENTIAL")
"""What no page may have; keys that are meant for browsers, as those of maps, are called otherwise."""

_ABOUT = ("secret", "pass", "pwd", "private", "service", "credential")
_SHOWN = regex(r"DEMO|SAMPLE|EXAMPLE|TEST|PLACEHOLDER|LABEL|MIN|MAX|LENGTH")
_NODES_OWN = regex(r"""(?:require\(\s*|from\s+)["'](?:node:)?(?:fs|path|child_process)(?:/promises)?["']""")
"""What only Node has: such a file gets into no page."""

_OF_AWS = regex(r"SECRET_?ACCESS_?KEY|AWS\w{0,40}SECRET|S3\w{0,40}SECRET")


def bundled(apps: Iterable[App]) -> Iterator[BuiltInSecret | Credential]:
    """One fact for each file that reads such secrets, and one for its key of AWS."""
    sources = (source for app in apps if app.family == "javascript" for source in app.sources)
    for source in sources:
        if source.language in paths.JAVASCRIPT and source.by_hand and source.mentions(*_ABOUT):
            yield from _of(source)


def _of(source: Source) -> Iterator[BuiltInSecret | Credential]:
    found = [match for match in _READ.finditer(source.code) if is_nobodys(match["rest"])]
    if not found:
        return
    first = source.line(found[0].start())
    near = [match for match in found if source.line(match.start()) < first + MAX_LINES]
    kind, environment = source.snippet.kind, source.snippet.environment
    names = tuple(dict.fromkeys(match["name"] for match in found))
    if not _NODES_OWN.search(source.code):
        yield BuiltInSecret(
            kind=kind, environment=environment, at=source.at(near[0].start(), near[-1].end()), names=names
        )
    key = next((match for match in found if _OF_AWS.search(match["name"])), None)
    if key is not None:
        at = source.at(key.start(), key.end())
        form = CredentialForm.STATIC_KEY
        yield Credential(kind=kind, environment=environment, at=at, form=form, holder="application")


def is_nobodys(name: str) -> bool:
    """No page may have what is called so; keys that are meant for browsers are called otherwise."""
    return bool(_NOBODYS.search(name)) and is_secret(name) and not _SHOWN.search(name)

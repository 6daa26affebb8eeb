"""Members of an application's settings that it finds missing as it starts, says so, and goes on without."""

import re
from collections.abc import Iterable, Iterator

from holdfast.model.facts import ConfigurationLoader
from holdfast.model.regex import regex
from holdfast.model.vital_names import is_vital
from holdfast.readers.repository.configuration.names import is_secret
from holdfast.readers.repository.source.apps import App
from holdfast.readers.repository.source.branches import is_developers, only_for_developers
from holdfast.readers.repository.source.code import Source

_HOLDERS = r"(?:self\.|this\.|app\.)?(?:settings|[cC]onfig|conf|cfg|env|Settings|ENV|environment|secrets)"
_PYTHON = regex(
    rf"(?m)^(?P<indent>[ \t]*)if not {_HOLDERS}\.(?P<name>\w{{3,60}})[ ]?:[ ]*\n"
    r"(?P<body>(?:(?P=indent)[ \t][^\n]{1,300}\n?){1,6})"
)
_JAVASCRIPT = regex(
    rf"if(?<=\bif)\s?\(\s?!\s?{_HOLDERS}\.(?P<name>(?:\w{{1,40}}\.){{0,2}}\w{{3,60}})\s?\)\s?(?:\{{(?P<body>[^{{}}]{{1,400}})\}}|(?P<row>[^\n{{]{{1,300}}))"
)
_NO_ASSIGNMENT = regex(r"[\"'`][^\"'`\n]*[\"'`]|[!=<>]=")
_OF_A_SERVICE = regex(
    r"^(?!.*(?:PUBLI|SITE|MAPS?_|CLIENT|ANALYTICS|TRACKING|TELEMETRY|SENTRY|CACHE|SORT|PRIMARY|FOREIGN|PARTITION|FLAG))"
    r"[A-Z]\w{1,40}_KEY$"
)
"""The key of somebody else's service, by which it knows the product: that has a group of settings of its own."""
_HUMP = regex(r"(?<=[a-z0-9])(?=[A-Z])")
SAYS = regex(r"\b(?:log(?:ger|ging)?\w*|console|print|warnings?)\b\.?\w{0,12}\(")
GOES_ON_NO_MORE = regex(r"\braise\b|\bthrow\b|exit\(|\babort\(|\bfatal\(|\breturn\b|\bprocess\.kill\b")
OF_MISSING = regex(
    r"(?i)\bnot (?:set|configured|found|provided|defined|given|available)\b|\bmissing\b|\bdisabled\b|\bempty\b"
    r"|\bno \w{0,20}(?:key|url|secret)"
    r"|없|설정되지|누락|未設定|設定されて|見つかり"
)


def only_warned(apps: Iterable[App]) -> Iterator[ConfigurationLoader]:
    """One fact for each question whose answer is no more than a line in a log."""
    for source in (source for app in apps for source in app.serving):
        if not source.mentions("if not ", "if (!", "if(!") or is_developers(source.path):
            continue
        for match in (_PYTHON if source.language == "python" else _JAVASCRIPT).finditer(source.code):
            if _is_let_pass(source, match):
                at = source.at(match.start("name"), _last(match))
                yield ConfigurationLoader(
                    kind=source.snippet.kind,
                    at=at,
                    source="environment",
                    missing="warns",
                    names=(_variable(match["name"]),),
                )


def _is_let_pass(source: Source, match: re.Match[str]) -> bool:
    body = match["body"] or match["row"]
    name = _variable(match["name"])
    matters = is_secret(name) or is_vital(name) or ("." in match["name"] and _OF_A_SERVICE.match(name))
    if not matters or only_for_developers(source, match.start()):
        return False
    if GOES_ON_NO_MORE.search(body) or "=" in _NO_ASSIGNMENT.sub("", body):
        return False
    return SAYS.search(body) is not None and OF_MISSING.search(body) is not None


def _last(match: re.Match[str]) -> int:
    body = match["body"] or ""
    return match.end() - (len(body) - len(body.rstrip()))


def _variable(name: str) -> str:
    """A member as the variable that fills it is called; one whose own name says little with its group's."""
    own, whole = (_HUMP.sub("_", one).replace(".", "_").upper() for one in (name.rpartition(".")[2], name))
    return own if is_secret(own) or is_vital(own) else whole

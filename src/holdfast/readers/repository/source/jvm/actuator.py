"""Spring's Actuator as Java and Kotlin source uses it, beside the endpoint that it brings by itself."""

import re
from collections.abc import Iterable, Iterator

from holdfast.model.evidence import Location
from holdfast.model.facts import MetricSource, Watched
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.source.code import Source
from holdfast.readers.repository.source.health import health
from holdfast.readers.repository.source.spring_files import SpringFiles, is_for_developers

_IMPORTED = regex(r"^[^\S\n]*import org\.springframework\.boot\.actuate\.health\b", re.MULTILINE)
_ASKED = regex(r"[hH]ealthEndpoint\w{0,60}\.health\(|\.healthForPath\(")
_GOOD = r"(?:200|(?:HttpStatus\.)?OK)"
_MAPS_STATUS = regex(
    rf"[sS]tatus\((?!\s*{_GOOD}\s*\))|\bHttpStatus(?:Code)?\b(?!\.OK\b)|getStatus|\.badRequest\(|\bthrow\b"
)


def imported(sources: Iterable[Source]) -> tuple[Snippet, int] | None:
    """Where source takes it in: a list of packages may name it in a way of the team's own."""
    for source in sources:
        if "boot.actuate" in source.text and (match := _IMPORTED.search(source.code)):
            return source.snippet, source.line(match.start())
    return None


_STARTER = regex(r"spring-boot-starter-actuator")
_REMARKED = regex(r"^\s*(?://|#)")


def left_out(manifests: Iterable[Snippet]) -> Location | None:
    """Where a build file has Actuator in a remark: somebody meant to have it, and it is not there."""
    found = [(manifest, match.start()) for manifest in manifests for match in _STARTER.finditer(manifest.text)]
    if not found or not all(_is_remark(manifest.text, at) for manifest, at in found):
        return None
    manifest, at = found[0]
    return manifest.at(manifest.text.count("\n", 0, at) + 1)


def _is_remark(text: str, at: int) -> bool:
    inside = text.rfind("<!--", 0, at)
    above = text[text.rfind("\n", 0, at) + 1 : at]
    return bool(_REMARKED.match(above)) or (inside >= 0 and "-->" not in text[inside:at])


def of_group(included: str) -> tuple[str, ...]:
    """What a group looks at that includes these."""
    words = {"db": "database", "mongo": "database", "redis": "cache", "diskspace": "disk", "rabbit": "queue"}
    return ("process", *dict.fromkeys(name for word, name in words.items() if word in included.lower()))


def asked_for(code: str, everything: tuple[str, ...], readiness: tuple[str, ...]) -> tuple[str, ...]:
    """What Actuator looks at for the group that a handler names, if it names one."""
    if '"liveness"' in code:
        return ("process",)
    return readiness if '"readiness"' in code and len(readiness) > 1 else everything


def handed_on(traits: health.Traits, code: str, checks: tuple[str, ...]) -> health.Traits:
    """`traits` of a handler; one that hands on what Actuator found answers 200 unless it maps that.

    Args:
        traits: what its own code tells.
        code: of the handler and what it calls, without texts and comments.
        checks: what Actuator looks at in this application.
    """
    if not _ASKED.search(code):
        return traits
    return replace(traits, constant=False, checks=checks or ("process",), fails=bool(_MAPS_STATUS.search(code)))


_OFF = regex(r"management\.health\.(?:db|mongo|defaults)\.enabled$")


def told_of(files: SpringFiles) -> dict[str, Location]:
    """Where settings tell of the endpoint: its "details", and where they have it leave out the database ("unasked")."""
    details = next((s.at(e.line) for s, e in files.entries if e.key.startswith("management.endpoint")), None)
    off = ((s, e) for s, e in files.entries if _OFF.match(e.key) and e.value == "false" and not is_for_developers(s, e))
    unasked = next((snippet.at(entry.line) for snippet, entry in off), None)
    return {name: at for name, at in (("details", details), ("unasked", unasked)) if at is not None}


_INCLUDED = "management.endpoints.web.exposure.include"
_MEASURES = regex(r"\*|\bprometheus\b")
"""What a collector asks for; `metrics` alone names one number at a time to whoever looks at it."""


def measured(files: SpringFiles) -> Iterator[MetricSource]:
    """Where settings let metrics be asked for over HTTP; the first place only."""
    for snippet, entry in files.entries:
        shown = entry.key.startswith(_INCLUDED) and _MEASURES.search(entry.value)
        if shown and not is_for_developers(snippet, entry):
            at = snippet.at(entry.line)
            yield MetricSource(kind=snippet.kind, at=at, watches=Watched.REQUESTS, system="actuator")
            return

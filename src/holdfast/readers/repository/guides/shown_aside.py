"""What code shows that nobody is told to type: how it is now, or is kept, among troubles; what a text only advises."""

from collections.abc import Iterator

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Alarm, ApplicationCors, BackupJob, Credential, Login
from holdfast.model.own_machine import OWN_MACHINE
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Reading
from holdfast.readers.repository.configuration.variables import read_settings
from holdfast.readers.repository.embedded import read_embedded
from holdfast.readers.repository.guides.guide import Code, Guide
from holdfast.readers.repository.guides.wording.lexicon import (
    NEGATION,
    TROUBLE_HEADING,
    WISH_HEADING,
    any_of,
)

_LOCAL = regex(rf"^https?://{OWN_MACHINE}(?=[:/]|$)")
_MADE_UP = regex(
    r"(?i)example\.|your|domain\.|my-?(?:app|site|shop)\b|x{3}|<|\$|\{|\[|//(?-i:[A-Z\d]+_[A-Z_\d]+)"
    r"|//(?:10|192\.168|172\.(?:1[6-9]|2\d|3[01]))\."
)
"""Nobody's own: a name to be replaced, or an address in somebody's office."""


def shown_aside(guide: Guide) -> Iterator[Reading]:
    """Alarms that would call nobody, and origins that are there already, a developer's among the product's own.

    And of a whole workflow that is shown for an example what lets somebody in, as soon as one reader takes it over.
    """
    for code in guide.asides:
        if _keeps_copies(code) or _remarks_copies(code):
            yield from _copies(code)
        elif _plans_copies(code):
            yield from (replace(fact, kind=EvidenceKind.CLAIMED) for fact in _copies(code))
        elif "put-metric-alarm" in code.snippet.text:
            yield from _silent_alarms(code)
        elif "localhost" in code.snippet.text and TROUBLE_HEADING.search(code.snippet.heading):
            yield from _mixed_origins(code)
        elif _is_whole_workflow(code.snippet.text) and not TROUBLE_HEADING.search(code.snippet.heading):
            yield from (
                fact
                for fact in read_embedded(code.fence.language, code.snippet)
                if isinstance(fact, Credential | Login)
            )


def _is_whole_workflow(text: str) -> bool:
    """It goes from what starts it to what runs, so that nobody has to write the rest."""
    return all(pattern.search(text) for pattern in _OF_WORKFLOW)


_OF_WORKFLOW = (regex(r"(?m)^['\"]?on['\"]?\s*:"), regex(r"(?m)^jobs\s*:"), regex(r"(?m)^[^\S\n]+runs-on\s*:"))


def _keeps_copies(code: Code) -> bool:
    """A chapter on copies, or a label, among the troubles: it is no mending of any, and nobody finds it elsewhere."""
    titles = [heading.text for heading in code.fence.trail.headings]
    label = code.fence.trail.lead.rstrip(" :：")
    chapters = [(titles[-1], titles[:-1])] if titles else []
    labelled = [(label, titles)] if len(label) <= _LABEL else []
    return any(_is_on_copies(own) and any(map(TROUBLE_HEADING.search, above)) for own, above in chapters + labelled)


def _remarks_copies(code: Code) -> bool:
    """Of commands that come in useful, told behind the troubles, a remark calls some a copy."""
    titles = [heading.text for heading in code.fence.trail.headings]
    apart = bool(titles) and not TROUBLE_HEADING.search(titles[-1]) and any(map(TROUBLE_HEADING.search, titles[:-1]))
    remarks = (row.strip() for row in code.fence.text.splitlines() if row.lstrip().startswith("#"))
    return apart and any(_is_on_copies(row) for row in remarks if len(row) <= _LABEL)


def _plans_copies(code: Code) -> bool:
    """A chapter on copies stands in one on what is to come: they are counted on, and nobody makes them yet."""
    titles = [heading.text for heading in code.fence.trail.headings]
    on_copies = next((at for at, title in enumerate(titles) if _is_on_copies(title)), 0)
    return any(map(WISH_HEADING.search, titles[:on_copies]))


def _copies(code: Code) -> Iterator[BackupJob]:
    return (fact for fact in read_embedded(code.fence.language, code.snippet) if isinstance(fact, BackupJob))


def _is_on_copies(title: str) -> bool:
    return _COPIES.search(title) is not None and not (TROUBLE_HEADING.search(title) or NEGATION.search(title))


_LABEL = 40
_COPIES = any_of(r"백업(?! ?코드)|\bback-?ups?\b(?! codes?)|バックアップ(?!コード)")


def _silent_alarms(code: Code) -> Iterator[Alarm]:
    for fact in read_embedded(code.fence.language, code.snippet):
        if isinstance(fact, Alarm) and fact.notifies is False:
            yield replace(fact, kind=EvidenceKind.CLAIMED)


def _mixed_origins(code: Code) -> Iterator[ApplicationCors]:
    """Of a list with both, somebody reads the product's: a page of an example has neither an address nor a name."""
    for fact in read_settings(code.snippet):
        if isinstance(fact, ApplicationCors) and _is_mixed(fact.origins):
            yield fact


def _is_mixed(origins: tuple[str, ...]) -> bool:
    own = [origin for origin in origins if not _LOCAL.match(origin) and not _MADE_UP.search(origin)]
    return bool(own) and any(map(_LOCAL.match, origins))

"""Settings of what runs on a server that a guide gives with their values: in items, rows of two cells, sentences."""

from collections.abc import Iterator

from holdfast.model.environments import DEVELOPMENT, TEST
from holdfast.model.facts import ApplicationCors, DeveloperMode, SwitchedOff
from holdfast.model.own_machine import OWN_WEBSITE
from holdfast.model.regex import regex
from holdfast.readers.repository.configuration.api_cors import setting_cors
from holdfast.readers.repository.configuration.modes import is_for_developers, is_switched_off
from holdfast.readers.repository.guides.configuration.settings import is_servers
from holdfast.readers.repository.guides.guide import Guide, Passage
from holdfast.readers.repository.guides.page.blocks import Form
from holdfast.readers.repository.guides.wording.lexicon import any_of

_VARIABLE = regex(r"(?:export\s+)?(?P<name>[A-Z][A-Z0-9]*_[A-Z0-9_]{1,60})\s*[=:：]\s*(?P<value>\S{1,200})$")
_INSIDE = regex(r"(?<![\w$-])(?P<name>[A-Z][A-Z0-9]*_[A-Z0-9_]{1,60})=[`'\"]?(?P<value>[!#-&(-_a-~]{1,200})")
_SHOWN = any_of(r"예시?$|예제|example|sample|기본|default|例|デフォルト|설명|description|説明|가능|possible|options?")
"""Columns whose cells hold no value that is given, but what one might give."""
_AT_HOME = any_of(
    r"로컬|\blocal(?!host)|ローカル|개발 ?(?:환경|서버|용|할)|(?<!=)\bdevelop(?:ment|er|ing)|開発"
    r"|\btest(?:s|ing)?\b|테스트"
)


def given_values(guide: Guide) -> Iterator[ApplicationCors | DeveloperMode | SwitchedOff]:
    """Those that let other websites in, or have the application run as on a developer's machine."""
    for passage in guide.passages:
        given = _given(passage) if passage.affirmed and passage.environment not in (DEVELOPMENT, TEST) else []
        if given and is_servers(guide, passage.said.trail) and not _is_at_home(passage):
            yield from _facts(guide, passage, given)


def _is_at_home(passage: Passage) -> bool:
    """It is for a developer's machine by what stands above it, or around the setting."""
    around = _INSIDE.sub("", passage.text) if passage.said.form is Form.LINE else ""
    return any(map(_AT_HOME.search, (around, *passage.said.trail.upwards())))


def _facts(
    guide: Guide, passage: Passage, given: list[tuple[str, str]]
) -> Iterator[ApplicationCors | DeveloperMode | SwitchedOff]:
    for name, value in given:
        if is_for_developers(name, value):
            yield DeveloperMode(**guide.common(passage), to=guide.snippet.path, name=name)
        elif is_switched_off(name, value):
            yield SwitchedOff(**guide.common(passage), to=guide.snippet.path, name=name)
        # A table is read for origins where its bucket's are.
        found = setting_cors(guide.common(passage), name, value) if passage.said.form is not Form.ROW else None
        if found and not all(map(OWN_WEBSITE.match, found.origins)):
            yield found


def _given(passage: Passage) -> list[tuple[str, str]]:
    """Names and values; of sentences only what a step tells to write, and no command."""
    said = passage.said
    if said.form is Form.HEADING:
        return []
    if said.form is Form.ROW:
        shown = len(said.cells) != 2 or any(map(_SHOWN.search, said.columns))
        return [] if shown else _whole("=".join(cell.strip("` ") for cell in said.cells))
    whole = _whole(said.text.strip(" `"))
    if whole or said.typed or not passage.told:
        return whole
    given: dict[str, str] = {}
    for match in _INSIDE.finditer(said.text[:_LONGEST]):  # a second value is the one to leave, or for another place
        given.setdefault(match["name"], match["value"].rstrip(".,;:)"))
    return list(given.items())


def _whole(text: str) -> list[tuple[str, str]]:
    match = _VARIABLE.match(text)
    return [(match["name"], match["value"].strip("`'\""))] if match else []


_LONGEST = 600

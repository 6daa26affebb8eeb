"""Samples of settings: the database that they lead to; of production's also keys filled in and websites let in."""

import re
from collections.abc import Iterable, Iterator
from itertools import accumulate, islice
from typing import Any

from holdfast.model.environments import DEVELOPMENT, TEST, environment_of
from holdfast.model.evidence import EvidenceKind, Location
from holdfast.model.facts import ApplicationCors, ConfigurationLoader, Credential, Database, SwitchedOff
from holdfast.model.own_machine import OWN_WEBSITE
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Reader, Reading, Snippet
from holdfast.readers.repository.configuration.api_cors import setting_cors
from holdfast.readers.repository.configuration.exposed import covered
from holdfast.readers.repository.configuration.lasting_keys import is_half_of_key, is_of_aws, lasting_keys
from holdfast.readers.repository.configuration.modes import is_switched_off
from holdfast.readers.repository.configuration.names import is_secret
from holdfast.readers.repository.configuration.tool_defaults import stands_in
from holdfast.readers.repository.configuration.variables import chapter_of, connection_in, meant, told_by_name

_PATH = regex(
    r"(?:^|/)(?:[\w-]{1,40})?\.?env(?P<kind>(?:[\w.-]{0,60})?)[.-](?:example|sample|template|c?tmpl|tf?tpl|dist|j2|erb|epp"
    r"|plantilla|ejemplo|beispiel|vorlage|exemple|mod[eè]le|esempio|exemplo|voorbeeld)$"
    r"|(?:^|/)(?:\.env[.-])?(?:example|sample)\.?(?:env)?\.(?P<stage>prod(?:uction)?)(?:\.env)?$",
    re.IGNORECASE,
)
_OF_PRODUCTION = regex(r"(?i)(?<![a-z])prod(?:uction)?(?![a-z])")
_SAYS_PRODUCTION = regex(
    r"(?im)^[^\S\n]*(?:export )?(?:\w{0,30}ENV(?:IRONMENT)?|STAGE|\w{0,30}PROFILES?(?:_ACTIVE)?|DJANGO_SETTINGS_MODULE)"
    r"=[\"']?(?:[\w.]{1,60}\.)?prod(?:uction)?[\"']?[^\S\n]*(?:#[^\n]*)?$"
)
_OF_A_HOST = regex(r"\A(?:#!?[^\n]{0,200}\n){0,3}#[^\n]{0,80}(?<![\w./~-])/(?:etc|opt|srv|var/lib)/[\w@./-]{1,100}")
"""Whose first words say where it lies on a server: nobody's own machine has it there."""
_FILLED = regex(r"\{\{[^{}\n]{1,200}\}\}|<%=?[^%\n]{1,200}%>|\$\{[^{}\n]{1,200}\}")
"""What a tool puts in as it sets a host up."""
_BY_TOOL = regex(r"\.(?:j2|erb|epp|ctmpl|tftpl)$")
"""Templates that Ansible, Chef, Puppet, Consul or Terraform fill in, and no developer copies."""
_SETTING = regex(r"^\s*(?:export\s+)?(?P<name>[A-Z][A-Z0-9_]{2,80})\s*=\s*(?P<value>[^\s#\"']\S*|\"[^\"]+\"|'[^']+')")


def _wants(path: str) -> bool:
    return bool(_PATH.search(path))


def _read(snippet: Snippet) -> Iterable[Reading]:
    yield from islice(_databases(snippet), 1)
    named = _PATH.search(snippet.path)
    for_production = named is not None and _OF_PRODUCTION.search(snippet.name) is not None
    beside = environment_of(snippet.path) not in (DEVELOPMENT, TEST)
    for_production = for_production or (beside and _OF_A_HOST.match(snippet.text) is not None)
    for_production = for_production or (beside and _heads_production(snippet))
    by_tool = _BY_TOOL.search(snippet.path) is not None and snippet.environment not in (DEVELOPMENT, TEST)
    if by_tool and beside:
        yield from _stand_ins(snippet)
    if by_tool and not for_production:
        yield from _keys_filled_in(snippet)
    if not for_production and not _SAYS_PRODUCTION.search(snippet.text):
        return
    said: dict[str, Any] = {"kind": snippet.kind, "environment": snippet.environment, "old": snippet.old}
    rows = ((number, _SETTING.match(row[:400])) for number, row in enumerate(snippet.rows, start=1))
    settings = [(match["name"], match["value"], number) for number, match in rows if match]
    chapters = [*accumulate(snippet.rows, lambda before, row: chapter_of(row, before), initial="")]
    if for_production:
        asked = [(name, snippet.at(number)) for name, value, number in settings if not is_of_aws(value)]
        yield from lasting_keys(said, [*asked, *_left_blank(snippet)])
    for name, value, number in settings:
        there, name_ = {**said, "at": snippet.at(number)}, meant(name, chapters[number])
        yield from _let_in(there, name_, value.strip("\"'"), alone=for_production)
        if is_switched_off(name_, value.strip("\"'")):
            yield SwitchedOff(**there, to=snippet.path, name=name_)


def _heads_production(snippet: Snippet) -> bool:
    """It says at its head that it is production's, or lies with the deployment, and runs the program so."""
    meant = _HEADED.match(snippet.text) or _WITH_DEPLOYMENT.search(snippet.path)
    return meant is not None and _SAYS_PRODUCTION.search(snippet.text) is not None


_HEADED = regex(
    r"(?i)\A(?:#[^\w\n]{0,120}\n){0,3}#(?![^\n]{0,80}\b(?:not|never|don't)\b)[^\n]{0,60}(?<![a-z])prod(?:uction)?(?![a-z])"
)
_WITH_DEPLOYMENT = regex(r"(?i)(?:^|/)(?:deploy(?:ment)?s?|ec2|aws|infra(?:structure)?)/")


def _left_blank(snippet: Snippet) -> Iterator[tuple[str, Location]]:
    """Both halves of access keys without a value, where the file asks so for its other secrets, too.

    Beside others that have an example, what has none may be left out: the program takes its host's role then.
    """
    rows = [(number, _BLANK.match(row[:400])) for number, row in enumerate(snippet.rows, start=1)]
    blank = [(match["name"], number) for number, match in rows if match]
    keys = [(name, number) for name, number in blank if is_half_of_key(name)]
    others = any(is_secret(name) and not is_half_of_key(name) for name, _ in blank)
    around = (row for _, number in keys for row in snippet.rows[max(number - _ABOVE, 0) : number])
    if others and len(keys) > 1 and not any(map(_MAY_BE_LEFT.search, around)):
        yield from ((name, snippet.at(number)) for name, number in keys)


_BLANK = regex(r"^\s*(?:export\s+)?(?P<name>[A-Z][A-Z0-9_]{2,80})\s*=\s*(?:\"\"|'')?\s*(?:#.*)?$")
_ABOVE = 4
_MAY_BE_LEFT = regex(
    r"(?i)\brole\b|optional|leave (?:it |them |this )?(?:empty|blank|out)|\blocal|minio"
    r"|역할|비워|선택|로컬|ロール|空|任意|ローカル"
)
"""Words above such a row, or behind it, by which a server needs no key."""


def _keys_filled_in(snippet: Snippet) -> Iterator[Credential]:
    """The access keys that whatever sets a host up writes into the application's settings there."""
    said: dict[str, Any] = {"kind": snippet.kind, "environment": snippet.environment, "old": snippet.old}
    rows = ((number, _NAMED.match(row[:400])) for number, row in enumerate(snippet.rows, start=1))
    named = [(match["name"], number) for number, match in rows if match and _FILLED.search(match["value"])]
    yield from lasting_keys(said, [(name, snippet.at(number)) for name, number in named])


def _stand_ins(snippet: Snippet) -> Iterator[ConfigurationLoader]:
    """The secrets that whatever sets a host up takes from the template itself, where nobody hands it others."""
    said: dict[str, Any] = {"kind": snippet.kind, "environment": snippet.environment, "old": snippet.old}
    for number, row in enumerate(snippet.rows, start=1):
        match = _ROW.match(row[:800])
        if match and is_secret(match["name"]) and stands_in(match["value"]):
            yield ConfigurationLoader(
                **said, at=snippet.at(number), source="file", missing="default", names=(match["name"],)
            )


_ROW = regex(r"^\s*(?:export\s+)?(?P<name>[A-Z][A-Z0-9_]{2,80})\s*=\s*(?P<value>[^\n]{0,600})")


def _databases(snippet: Snippet) -> Iterator[Database]:
    """One that the application is to be led to: a sample names it, and does not tell where production's is kept."""
    if snippet.environment in (DEVELOPMENT, TEST):
        return
    said: dict[str, Any] = {"kind": EvidenceKind.CLAIMED, "environment": snippet.environment, "old": snippet.old}
    for number, row in enumerate(snippet.rows, start=1):
        match = _NAMED.match(row[:400])
        found = told_by_name(match["name"]) if match and not _IN_FILE.match(match["value"]) else None
        if match and found:
            engine, placement = connection_in(match["value"]) or found
            yield Database(**said, at=covered(snippet.at(number), match["value"]), engine=engine, placement=placement)


_NAMED = regex(r"^\s*(?:export\s+)?(?P<name>[A-Z][A-Z0-9_]{1,80})\s*=\s*[\"']?(?P<value>[^\"'#]{0,300})")
_IN_FILE = regex(r"(?i)(?:sqlite|file:|\./)")


def _let_in(said: dict[str, Any], name: str, value: str, *, alone: bool) -> Iterator[ApplicationCors]:
    """The websites of a setting; those of developers alone count only in a file that is production's by its name."""
    found = setting_cors(said, name, value)
    if found and (alone or not all(map(OWN_WEBSITE.match, found.origins))):
        yield replace(found, settled=True)


READER = Reader(
    name="env samples", serves=frozenset({"access", "backup", "configuration", "cors"}), wants=_wants, read=_read
)
"""What the one who sets production up copies and fills in."""

"""How programs of .NET read secrets, and what takes the place of one that is missing."""

import re

from holdfast.model.regex import regex
from holdfast.readers.repository.configuration.exposed import covered
from holdfast.readers.repository.configuration.names import is_needed, is_secret
from holdfast.readers.repository.source.code import Source
from holdfast.readers.repository.source.configuration.reaction import Reaction
from holdfast.readers.repository.source.configuration.settings_use import SettingsUse

_READ = regex(
    r"(?:\bvar\s+(?P<bound>\w{1,60})\s*=\s*(?:\w+\.)?)?"
    r"(?:\bGetEnvironmentVariable\(\s*\"(?P<variable>\w{2,80})\"\s*\)"
    r"|(?:[\w.]{0,80}\.)?GetSection\(\s*\"(?P<section>[\w:]{2,60})\"\s*\)\s*"
    r"(?:\[\s*\"(?P<inner>[\w:]{2,80})\"\s*\]|\.GetValue(?:<string>)?\(\s*\"(?P<taken>[\w:]{2,80})\"\s*\)|\.Value\b|\.Get<string>\(\))"
    r"|\b(?P<of>\w{1,60})!?(?:\[\s*\"(?P<key>[\w:]{2,80})\"\s*\]"
    r"|\.GetValue(?:<string\??>)?\(\s*\"(?P<value>[\w:]{2,80})\"\s*(?:,\s*\"(?P<given>[^\"\n]*)\"\s*)?\))"
    r"|\b(?:\w{1,60}\.)?GetConnectionString\(\s*\"(?P<connection>\w{2,80})\"\s*\))"
    r"\s*(?:\?\?\s*(?:(?P<ends>throw\b)|@?\"(?P<default>[^\"\n]*)\"|(?P<other>[\w.]*(?:[cC]onfig(?:uration)?\b|GetConnectionString|Get\w*Variable))))?"
)
_HELD = regex(r"\b(?P<name>\w{1,60})\s*=\s*[\w.]{0,80}\bGetSection\(\s*\"(?P<section>[\w:]{2,60})\"\s*\)\s*;")
"""A section of the settings in a variable."""
_SETTINGS = regex(
    r"\bI?Configuration(?:Root|Manager)?\??\s+(?P<typed>\w{1,60})\b"
    r"|\b(?P<taken>\w{1,60})\s*=\s*(?:[\w.]{0,80}\.Configuration\s*;|new\s+ConfigurationBuilder\b)"
)
"""What the settings are called in a program: a parameter, a member, or what the builder's are put into."""
_CALLED = regex(r"_?(?:[cC]onfiguration|config)")
_LOGIN = regex(r"(?i)(?::|^)(?:user_?pool_?id|authority)$")
"""Settings without which nobody's token is checked against the right issuer."""
_MISSING = regex(
    r"\b(?:if\s*\(\s*(?:string\.IsNullOr\w{5,12}\(\s*(?P<empty>\w{1,60})\s*\)|(?P<null>\w{1,60})\s*(?:==|is)\s*null)\s*\)"
    r"\s*\{?[^{};]{0,200}\bthrow\b|\w{1,40}Exception\.ThrowIfNull\w{0,12}\(\s*(?P<asked>\w{1,60}))"
)
_PROPERTY = regex(
    r"\bpublic\s+(?:required\s+)?string\??\s+(?P<name>\w{2,60})\s*\{\s*get;\s*(?:(?:private\s+)?(?:set|init);\s*)?\}"
    r"\s*=\s*\"(?P<value>[^\"\n]+)\""
)
_CLASS = regex(r"\bclass\s+(?P<name>\w{0,60}?)(?:Settings?|Options|Config(?:uration)?)\b")
_CHECKED_AT_START = regex(r"\.ValidateOnStart\(\)|\.AddOptionsWithValidateOnStart<")
_TELLING = (
    r"(?P<section>[\w:]{0,40}(?:jwt|auth(?!or)|cognito|token|s3|smtp|mail|database|mongo|redis|rabbit|stripe|payment"
    r"|secret)[\w:]{0,40})"
)
_UNASKED = regex(
    rf"(?i)(?:\b\w{{1,60}}\s+(?P<bound>\w{{1,60}})\s*=\s*)?[\w.]{{0,80}}\bGetSection\(\s*(?:\"|nameof\(){_TELLING}(?:\"|\s*\))\s*\)"
    r"\s*(?:\.Bind\(|\.Get<\w{1,60}>\(\)(?!\s*\?\?)|\)\s*;)"
    rf"|\.BindConfiguration\(\s*(?:\"|nameof\(){_TELLING.replace('section', 'options')}"
)
"""A section of settings that is put into an object as it is: what it lacks stays null."""
_LOOKED_THROUGH = regex(r"\bValidat\w{2,20}\b")
_SECTION = regex(r"(?:\bGetSection\([^()\n]{1,80}\)|\b\w{0,30}[sS]ection)\s*\.Get<\w{1,60}>\(\)\s*\?\?\s*throw\b")


def about(source: Source) -> bool:
    """A cheap test: whether a file may say how settings are read."""
    return source.language == "csharp" and source.mentions(
        "getenvironmentvariable", "config", "connectionstring", "getsection(", '; } = "'
    )


def collect(source: Source, use: SettingsUse) -> None:
    """Note variables and secrets that are looked up, and what is done where one of them is missing."""
    refused = {match["empty"] or match["null"] or match["asked"] for match in _MISSING.finditer(source.code)}
    held = {match["name"]: match["section"] for match in _HELD.finditer(source.code)}
    whole = {match["typed"] or match["taken"] for match in _SETTINGS.finditer(source.code)}
    for match in _READ.finditer(source.code):
        name = _name(match, held, whole)
        if name:
            _read(source, match, name, use, refused=match["bound"] is not None and match["bound"] in refused)
    use.looked_up = len(use.reads)
    _properties(source, use)
    _sections(source, use, refused)
    for match in _SECTION.finditer(source.code):
        use.require((), source.at(match.start(), match.end()), "options")
    checked = _CHECKED_AT_START.search(source.code)
    if checked is not None:
        use.require((), source.at(checked.start(), checked.end()), "options")


def _sections(source: Source, use: SettingsUse, refused: set[str]) -> None:
    """Sections by which somebody gets in or connects, of which nothing is asked before the program serves."""
    if _LOOKED_THROUGH.search(source.code):
        return
    for match in _UNASKED.finditer(source.code):
        if match["bound"] is None or match["bound"] not in refused:
            name = match["section"] or match["options"]
            use.reactions.append(Reaction("silent", (name,), source.at(match.start(), match.end())))


def _properties(source: Source, use: SettingsUse) -> None:
    """What a class of settings has where no file says anything else."""
    for match in _PROPERTY.finditer(source.code):
        classes = list(_CLASS.finditer(source.code, 0, match.start()))
        name = f"{classes[-1]['name']}_{match['name']}" if classes else ""
        if is_secret(name) and "localhost" not in match["value"].lower():
            at = source.at(match.start(), match.end())
            use.reactions.append(Reaction("default", (match["name"],), at))


def _name(match: re.Match[str], held: dict[str, str], whole: set[str]) -> str:
    """What is looked up; empty where it is no setting."""
    if match["of"]:
        key = str(match["key"] or match["value"])
        if match["of"] in whole or _CALLED.fullmatch(match["of"]):
            return key
        section = held.get(match["of"])
        return f"{section}:{key}" if section else ""
    if match["section"]:
        inner = match["inner"] or match["taken"]
        return f"{match['section']}:{inner}" if inner else str(match["section"])
    return str(match["variable"] or match["connection"])


def _read(source: Source, match: re.Match[str], name: str, use: SettingsUse, *, refused: bool) -> None:
    at = source.at(match.start(), match.end())
    secret = is_secret(name.replace(":", "_")) or match["connection"] is not None
    # What is no secret stands in the files that are read with the program.
    if not (secret or _LOGIN.search(name) or (match["variable"] and is_needed(name))):
        return
    default = match["default"] or match["given"]
    if match["other"]:
        return  # what is asked next tells what is done without either
    if match["ends"] or refused:
        use.read(name, at)
        use.reactions.append(Reaction("fails", (name,), at))
    elif default and secret and "localhost" not in default.lower():
        at = covered(at, f'"{default}"')
        use.read(name, at)
        use.reactions.append(Reaction("default", (name,), at))
    elif match["connection"] is None:
        use.read(name, at)
        if default is not None:
            use.falls_back(name)
            use.stands_in(name, default, at)

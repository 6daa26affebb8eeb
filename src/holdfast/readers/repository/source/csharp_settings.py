"""How programs of .NET read secrets, and what takes the place of one that is missing."""

from holdfast.model.regex import regex
from holdfast.readers.repository.source.code import Source
from holdfast.readers.repository.source.names import is_needed, is_secret
from holdfast.readers.repository.source.settings_use import Reaction, SettingsUse

_READ = regex(
    r"(?:\bGetEnvironmentVariable\(\s*\"(?P<variable>\w{2,80})\"\s*\)"
    r"|\b[cC]onfiguration(?:\.GetValue<string>\(\s*\"(?P<value>[\w:]{2,80})\"\s*\)|\[\s*\"(?P<key>[\w:]{2,80})\"\s*\])"
    r"|\bGetConnectionString\(\s*\"(?P<connection>\w{2,80})\"\s*\))"
    r"\s*(?:\?\?\s*(?:(?P<ends>throw\b)|@?\"(?P<default>[^\"\n]*)\"))?"
)


def about(source: Source) -> bool:
    """A cheap test: whether a file may say how settings are read."""
    return source.language == "csharp" and source.mentions(
        "getenvironmentvariable", "configuration", "getconnectionstring"
    )


def collect(source: Source, use: SettingsUse) -> None:
    """Note variables that are looked up, and settings whose absence is answered where they are read.

    Settings by themselves stand in files mostly: whoever reads them without an answer asks for what is there.
    """
    for match in _READ.finditer(source.code):
        name = match["variable"] or match["value"] or match["key"] or match["connection"]
        at = source.at(match.start(), match.end())
        if match["ends"]:
            use.read(name, at)
            use.reactions.append(Reaction("fails", (name,), at))
            continue
        default, secret = match["default"], is_secret(name.replace(":", "_")) or match["connection"] is not None
        if default and secret and "localhost" not in default.lower():
            use.reactions.append(Reaction("default", (name,), at))
        if match["variable"] and (is_needed(name) or secret):
            use.read(name, at)
            if default is not None:
                use.falls_back(name)
                use.stands_in(name, default, at)
    use.looked_up = len(use.reads)

"""What the settings files of .NET give a program: secrets that it need not miss, and words that stand in for them."""

from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.configuration.names import is_placeholder, is_secret, signs
from holdfast.readers.repository.source.apps import App
from holdfast.readers.repository.source.configuration.reaction import Reaction
from holdfast.readers.repository.source.configuration.settings_use import SettingsUse
from holdfast.readers.repository.source.settings_files.flat import json_entries

_WORD = regex(r"[\w!@#.-]{1,120}")
_SIGNS = regex(r"(?i)(?:jwt|token|auth)\w*_(?:secret|security|signing)_?key$|^app_?settings_(?:token|secret)$")
_FILLED_IN = regex(r"^(?:<.*>|\[.*\]|#\{.*\}#?|__\w+__|\$[({].*|\{\{.*|%\w+%)$")
"""What a pipeline puts the real value in the place of."""


def told(app: App, use: SettingsUse) -> None:
    """Note what production's own files say, and where they have it, not those for all environments."""
    files = {one.name.lower(): one for one in app.settings}
    values: dict[str, tuple[Snippet, int, str]] = {}
    for snippet in filter(None, map(files.get, ("appsettings.json", "appsettings.production.json"))):
        for entry in json_entries(snippet):
            values[entry.key.replace(".", ":")] = (snippet, entry.line, entry.value)
    for key, (snippet, line, value) in values.items():
        if not value or _FILLED_IN.match(value):
            continue
        if key in use.reads:
            use.tuned.add(key)
        name = key.replace(":", "_")
        if (
            is_secret(name)
            and (signs(name) or _SIGNS.search(name))
            and _WORD.fullmatch(value)
            and is_placeholder(value)
        ):
            use.read(key, snippet.at(line))
            use.reactions.append(Reaction("default", (key,), snippet.at(line), source="file"))

"""Settings by which whoever starts an application has it pass over the check of its own settings."""

from collections.abc import Mapping
from typing import Any

from holdfast.model.facts import ConfigurationLoader
from holdfast.model.regex import regex

_NAME = regex(
    r"(?i)^(?:SKIP|DISABLE|BYPASS|IGNORE|NO)_(?:\w+_)?(?:ENV(?:IRONMENT)?|CONFIG(?:URATION)?|SETTINGS)(?:_VARS?)?"
    r"_(?:VALIDATIONS?|VALIDATE|CHECKS?)$"
)
_YES = frozenset(("1", "true", "yes", "on"))


def skipped_check(said: Mapping[str, Any], name: str, value: str) -> ConfigurationLoader | None:
    """The setting as a loader that says nothing; None when it is no such setting, or is off.

    Args:
        said: what the fact has in common with others of its resource, where the setting stands.
        name: of the setting.
        value: as far as it is known.
    """
    if not _NAME.match(name) or value.strip("\"' ").lower() not in _YES:
        return None
    return ConfigurationLoader(**said, source="environment", missing="silent", names=(name,))

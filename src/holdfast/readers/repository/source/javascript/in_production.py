"""Conditions that ask where the program runs besides what they ask of a setting."""

from holdfast.model.regex import regex

_STAGE = regex(r"NODE_ENV|APP_ENV|STAGE\b")
_PRODUCTION = regex(
    r"(?:NODE_ENV|APP_ENV|STAGE)\b[\"'\]]{0,2}\s?"
    r"(?:===?\s?[\"'`]prod(?:uction)?[\"'`]|!==?\s?[\"'`](?:dev\w{0,9}|test|local)[\"'`])"
)


def asks_elsewhere(condition: str) -> bool:
    """It holds in places other than production: with both at once asked of production, the setting decides there."""
    in_production = "||" not in condition and _PRODUCTION.search(condition) is not None
    return _STAGE.search(condition) is not None and not in_production

"""How a machine names itself in an address."""

from holdfast.model.regex import regex

OWN_MACHINE = r"(?:localhost(?![\w-]|\.(?!local)[a-z])|127(?:\.\d{1,3}){3}|0\.0\.0\.0|\[::1?\])"
"""The piece of a pattern that finds it: loopback's names, and the address that stands for all of a machine's own."""

OWN_WEBSITE = regex(rf"(?i)https?://{OWN_MACHINE}(?::\d+)?/?$")
"""The address of a page that such a machine serves itself."""

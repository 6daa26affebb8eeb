"""Passwords that a program holds against whoever enters, written out where they are compared."""

from collections.abc import Callable, Iterator

from holdfast.model.facts import ExposedSecret
from holdfast.model.regex import regex
from holdfast.readers.repository.configuration.exposed import covered
from holdfast.readers.repository.configuration.names import is_placeholder
from holdfast.readers.repository.source.access.accounts import asks_settings
from holdfast.readers.repository.source.branches import only_for_developers
from holdfast.readers.repository.source.code import Source

_COMPARED = (
    # The first letter by itself: a matcher looks for one of a few letters ten times as fast as for words of any case.
    regex(
        r"""(?x)[pPaA](?:(?<!\w[pPaA])(?i:ass(?:word|wd)?|dmin_?(?:key|secret|password))|(?<![a-zA-Z][pP])(?i:wd))
        ["']?\]?\)?\s{0,9}={2,3}\s{0,9}["'`]
        (?P<value>(?!(?i:string|number|object|boolean|undefined|function)["'`])[^"'`$\s]{6,80})["'`]"""
    ),
    regex(
        r"""(?ix)\bcompare_digest\([^()\n]{0,80}\bpassword[^()\n]{0,40}(?:\([^()\n]{0,20}\))?\s*,\s*b?
        ["'](?P<digest>[^"'\n]{4,80})["']"""
    ),
    regex(
        r"""(?ix)(?<![\w.])(?:express_?)?basicAuth\(\s*\{[^{}]{0,200}\busers\s*:\s*\{\s*\[?["'`]?\w{1,40}["'`]?\]?\s*:\s*
        ["'`](?P<user>[^"'`$\n]{3,80})["'`]"""
    ),
)
_WORDS = ("pass", "pwd", "admin", "basicauth(")


def held_against(source: Source, is_value: Callable[[str, str], bool]) -> Iterator[ExposedSecret]:
    """One fact for each; `is_value` tells by its name and text what is compared from a mere word."""
    for match in (
        (one for pattern in _COMPARED for one in pattern.finditer(source.code)) if source.mentions(*_WORDS) else ()
    ):
        value = match[match.lastgroup or 0]
        alone = match.lastgroup == "value"
        real = not alone or (is_value("password", value) and not asks_settings(source, match))
        if real and not is_placeholder(value) and not only_for_developers(source, match.start()):
            at = covered(source.at(match.start(), match.end()), value)
            yield ExposedSecret(kind=source.snippet.kind, at=at, name="password", form="password")

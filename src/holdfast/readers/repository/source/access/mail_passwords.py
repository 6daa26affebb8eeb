"""Passwords of a mail account, as a mail service makes them for programs, written out in source."""

from collections.abc import Iterator

from holdfast.model.facts import ExposedSecret
from holdfast.model.regex import regex
from holdfast.readers.repository.configuration.exposed import covered
from holdfast.readers.repository.source.branches import only_for_developers
from holdfast.readers.repository.source.code import Source

_MAIL_PASSWORD = regex(
    r"""(?ix)(?:(?<![a-z])pass(?:word|wd)?["']?\]?\s{0,40}(?::|=>|=|,)|\bsetPassword\(|\blogin\([^()\n]{1,80},)\s{0,40}
    ["'`](?P<value>(?-i:[a-z]{4}(?P<gap>[ ]?)[a-z]{4}(?P=gap)[a-z]{4}(?P=gap)[a-z]{4}))["'`]"""
)
"""As Google makes them for programs: sixteen small letters, often in groups of four."""
_PHRASE = regex(r"pass|word|secret|your|here|mail|test|pswd|sample|google|xxxx|abcd|aaaa")


def of_mail(source: Source) -> Iterator[ExposedSecret]:
    """Passwords of a mail account that look like one word, so that nothing else gives them away."""
    for match in _MAIL_PASSWORD.finditer(source.text):
        if not _PHRASE.search(match["value"]) and not only_for_developers(source, match.start()):
            at = covered(source.at(match.start(), match.end()), match["value"])
            yield ExposedSecret(kind=source.snippet.kind, at=at, name="mail password", form="password")

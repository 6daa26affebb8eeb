"""Passwords of accounts that the program itself makes, or that a seed of its database fills in, written out."""

import re
from collections.abc import Iterable, Iterator

from holdfast.model.facts import ADMINISTRATORS, DefaultLogin, ExposedSecret
from holdfast.model.regex import regex
from holdfast.readers.repository.configuration.exposed import SUPERUSER, covered
from holdfast.readers.repository.source.apps import App
from holdfast.readers.repository.source.branches import is_developers, only_for_developers
from holdfast.readers.repository.source.code import Source

_WORDS = (
    "hash",
    "encode(",
    "bcrypt",
    "createasync(",
    "{noop}",
    "pass",
    "basicauth(",
)
_HASHED = regex(
    r"""(?x)(?:\b(?:bcrypt(?:js)?|argon2|BCrypt(?:\.Net\.BCrypt)?)\.(?:hash(?:Sync)?|hashpw|HashPassword)\(\s{0,20}b?
        |\b(?:generate_password_hash|get_password_hash|hash_password|make_password|hashPassword|pwd_context\.hash)\(\s{0,20}
        |\.set_password\(\s{0,20}|[eE]ncoder(?:\(\))?\.encode\(\s{0,20}|\bHash::make\(\s{0,20}|(?<![\w.>])bcrypt\(\s{0,20}
        |\bGenerateFromPassword\(\s{0,20}\[\]byte\(|\b_?\w{0,30}[uU]ser(?:s|Manager|Mgr)\.CreateAsync\(\s{0,20}\w{1,40}\s{0,9},\s{0,9})
        ["'`](?P<value>(?!dummy)[^"'`$\s{}]{3,80})["'`]"""
)
_IN_MEMORY = regex(
    r"""(?x)\.(?:withUser|withUsername|username)\(\s{0,20}"[^"\n]{1,80}"\s{0,20}\)\s{0,80}
        \.password\(\s{0,20}"(?:\{noop\})?(?P<value>[^"$\s{}]{3,80})"\s{0,20}\)"""
)
"""A user whom Spring keeps in memory; what is hashed already begins with the name of its hash in braces."""
_RECORD = regex(
    r"""(?x)\b(?:\w{0,40}(?:User|Admin|Account|Member|Customer|Staff))\.(?:create|new|find_or_create_by|create_with)!?
        \s{0,9}[({]?[^;()]{0,400}?\bpassword:\s{0,9}["'](?P<value>[^"'#\s{}]{3,80})["']"""
)
"""A record of Rails, whose model hashes the password that it is given."""
_COMPARED = regex(
    r"""(?xi)\b(?:get)?(?:user_?(?:name)?|login|e?mail|uname|usr|admin)(?:\(\))?["'\])]{0,3}\s{0,3}
        (?:===?\s{0,3}|\.equals\(\s{0,3})["'][^"'\n]{1,80}["']\)?\s{0,9}(?:&&|\band\b)
        [^\n;{}"'=]{0,60}["']?\b(?:get)?pass(?:word|wd)?(?:\(\))?["'\])]{0,3}\s{0,3}
        (?:===?\s{0,3}|\.equals\(\s{0,3})["'](?P<value>(?!(?:string|number|object|boolean|undefined|function)["'])[^"'$\s{}]{3,80})["']"""
)
_COMPARED_FIRST = regex(
    r"""(?xi)["'][^"'\n]{1,80}["']\.equals\([\w.()]{0,40}(?:user|login|mail)[\w()]{0,20}\s{0,9}&&\s{0,20}
        "(?P<value>[^"$\s{}]{3,80})"\.equals\([\w.()]{0,40}pass"""
)
"""A sign-in that asks for one name and one password, both of them written in it."""
_BASIC = regex(
    r"""(?x)(?:\bhttp_basic_authenticate_with[ (][^\n;]{0,120}\bpassword:\s{0,9}
        |\bbasicAuth\(\s{0,20}\{[^()]{0,80}?\busers:\s{0,9}\{\s{0,40}["']?[\w.@-]{1,60}["']?:\s{0,9}
        |\bgin\.BasicAuth\(\s{0,20}gin\.Accounts\{\s{0,40}"[\w.@-]{1,60}":\s{0,20}
        |\bcompare_digest\(\s{0,20}[\w.]{0,40}pass(?:word)?\b[^,"'\n]{0,30},\s{0,9}b?)
        ["'](?P<value>[^"'#$\s{}]{3,80})["']"""
)
"""What asks whoever comes for a name and a password before it lets them through."""
_ADMINISTRATOR = regex(r"(?i)admin(?!ister)|super_?user|is_staff|관리자|어드민|管理者")
_BUT_FOR = regex(r"[^\n]{0,200}\b(?:if Rails\.env\.(?:development|test|local)|unless Rails\.env\.production)\b")
_NEAR = 4
_SETTINGS = regex(r"(?i)(?<![\w.])(?:config|conf|settings|(?:process\.)?env)\.[\w.]{0,40}\Z")
_FIELDS = regex(r"(?i)(?:pass(?:word|wd)?|pwd)\Z")
_LISTED = regex(r"[\[,]\s{0,40}\Z")
"""A step among others, that is told which field of a record it is to hash."""


def accounts(source: Source) -> Iterator[ExposedSecret]:
    """Each such password; those of administrators under a name that tells so."""
    if not source.mentions(*_WORDS):
        return
    texts = [
        _HASHED,
        _IN_MEMORY,
        _COMPARED,
        _COMPARED_FIRST,
        _BASIC,
        *((_RECORD,) if source.language == "ruby" else ()),
    ]
    for pattern in (one for one in texts if one.search(source.text)):
        for match in _in_production(source, pattern):
            if not _BUT_FOR.match(source.code, match.end()) and not _is_of_settings(source, match):
                at = covered(source.at(match.start("value"), match.end("value")), match["value"])
                name = ADMINISTRATORS if _is_administrators(source, match) else "password"
                yield ExposedSecret(kind=source.snippet.kind, at=at, name=name, form="password")


def _is_of_settings(source: Source, match: re.Match[str]) -> bool:
    """It asks whether the settings still say what everybody tries first, or names a field to hash."""
    if asks_settings(source, match):
        return True
    before = source.code[max(0, match.start() - 60) : match.start()]
    return _FIELDS.match(match["value"]) is not None and _LISTED.search(before) is not None


def asks_settings(source: Source, match: re.Match[str]) -> bool:
    """What is compared is one of the program's own settings, which nobody who enters gives."""
    return _SETTINGS.search(source.code, max(0, match.start() - 60), match.start()) is not None


def first_accounts(apps: Iterable[App]) -> Iterator[DefaultLogin]:
    """Django's administrators that a program makes by itself, with a password that everybody can read."""
    for source in (source for app in apps for source in app.serving):
        if source.mentions("create_superuser") and not is_developers(source.path):
            for match in _in_production(source, SUPERUSER):
                at = covered(source.at(match.start("value"), match.end("value")), match["value"])
                yield DefaultLogin(kind=source.snippet.kind, at=at)


def _in_production(source: Source, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
    return (match for match in pattern.finditer(source.code) if not only_for_developers(source, match.start()))


def _is_administrators(source: Source, match: re.Match[str]) -> bool:
    """The rows around say whose account it is: its name, its role, or what it is asked for by."""
    text, begins, ends = source.code, match.start(), match.end()
    for _ in range(_NEAR):
        begins = max(text.rfind("\n", 0, begins), 0)
        ends = text.find("\n", ends) + 1 or len(text)
    return _ADMINISTRATOR.search(text[begins:ends]) is not None

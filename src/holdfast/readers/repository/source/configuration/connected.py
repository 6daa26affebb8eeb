"""Passwords and own machines that stand where a program connects to its database: it starts with them everywhere."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from holdfast.model.facts import ConfigurationLoader
from holdfast.model.regex import regex
from holdfast.readers.repository.configuration.exposed import covered
from holdfast.readers.repository.source.apps import App
from holdfast.readers.repository.source.branches import is_developers, only_for_developers
from holdfast.readers.repository.source.code import Source

_CONNECTS = (
    regex(
        r"""(?x)
        \b(?:createConnection|createPool|new\s(?:pg\.)?(?:Pool|Client|DataSource|\w{0,20}SQLStore|\w{0,20}PgStore)|TypeOrmModule\.forRoot|URL\.create
            |(?:mysql(?:\.connector)?|MySQLdb|psycopg2?|pymysql|aiomysql|asyncpg)\.(?:connect|create_pool))
            \(\s*(?:\{[^{}]|[^{}()]){0,400}?\bpass(?:word|wd)\s*[:=]\s*["'`](?P<given>[^"'`$\n]{1,200})["'`]"""
    ),
    regex(
        r"""(?x)
        \bnew\sSequelize\(\s*["'][^"'\n]{1,80}["']\s*,\s*["'][^"'\n]{1,80}["']\s*,\s*["'](?P<third>[^"'\n]{1,200})["']"""
    ),
    regex(
        r"""(?x)
        (?:\bcreate_(?:async_)?engine\(|(?:DATABASE|DB)_UR[IL]["'\]]{0,2}\s*[:=]|\bconnect\(|\bMongoClient\()
            \s*["'`][a-z][\w+]{2,40}://[^\s:/@"'`]{1,100}:(?P<url>[^\s"'`/${}%]{1,200})@"""
    ),
    regex(
        r"""(?x)
        ["']PASSWORD["']\s*:\s*["'](?P<django>[^"'\n]{1,200})["']"""
    ),
    regex(
        r"""(?x)
        "\w{1,60}:(?P<dsn>[^"\s%{}$:]{1,100})@tcp\("""
    ),
    regex(
        r"""(?x)
        \bnew\s+\\?PDO\(\s*(?:["'][^"'\n]{1,200}["']|\$\w{1,40})\s*,\s*["'][^"'\n]{0,80}["']\s*,\s*["'](?P<pdo>[^"'$\n]{0,200})["']"""
    ),
    regex(
        r"""(?x)
        \b(?:new\s+\\?mysqli|mysqli?_connect)\(\s*["'][^"'\n]{1,120}["']\s*,\s*["'][^"'\n]{0,80}["']\s*,
            \s*["'](?P<mysqli>[^"'$\n]{0,200})["']"""
    ),
    regex(
        r"""(?x)
        \bdefine\(\s*["'](?:DB|DATABASE|MYSQL|MARIADB)_?(?:PASS|PASSWORD|PASSWD|PWD|PW)["']\s*,\s*["'](?P<constant>[^"'$\n]{0,200})["']\s*\)"""
    ),
    regex(
        r"""(?x)
        (?<=[\[\s,(])["'](?:hostname|host|dsn|driver|dbdriver)["']\s*=>[^;]{0,500}?["']password["']\s*=>\s*["']
            (?!required|nullable|string|hashed|sometimes|confirmed|bail|min:|max:)(?P<array>[^"'$\n]{1,200})["']"""
    ),
    regex(
        r"""(?x)
        \$db\[["']\w{1,40}["']\]\[["']password["']\]\s*=\s*["'](?P<element>[^"'$\n]{1,200})["']"""
    ),
    regex(
        r"""(?x)
        \bDriverManager\.getConnection\(\s*(?:"[^"\n]{1,200}"|\w{1,40})\s*,\s*"[^"\n]{0,80}"\s*,\s*"(?P<jdbc>[^"$\n]{0,200})["]"""
    ),
    regex(
        r"""(?x)
        \bpassword=(?P<pairs>[^\s"'%${},()]{1,100})\s+(?:dbname|host|user|port|sslmode)="""
    ),
)
"""One by one, since a file seldom holds what any of them needs."""
_ABOUT = (
    "passw",
    "db_pass",
    "db_pw",
    "_engine(",
    "sequelize(",
    "@tcp(",
    "database_ur",
    "db_ur",
    "connect(",
    "mongoclient(",
)
_IN_ORDER = ("pdo(", "mysqli", "drivermanager")
_CONSTANT = regex(r"[A-Z]{2,20}(?:_[A-Z]{2,20}){1,4}")
"""The name of what holds the password."""
_BLANK = regex(
    r"(?i)^(?:your|my)[-_ ]|<|^\[[\w -]{1,60}\]$|\*{2}|x{4}|change|replace|insert|enter|here$|%s|여기|입력|ここ"
)
_MOST = 4
"""Places of one file; the fifth teaches nobody anything new."""


def connected(apps: Iterable[App]) -> Iterator[ConfigurationLoader]:
    """One fact for each place where a connection is made with a password, or to this machine, that is written out."""
    for source in (source for app in apps for source in app.serving):
        if is_developers(source.path):
            continue
        told = list(_in_source(source)) if source.mentions(*_ABOUT, *_IN_ORDER) else []
        yield from told
        if not told and "://" in source.text and ("localhost" in source.text or "127.0.0.1" in source.text):
            yield from _here(source)


_HERE = regex(
    r"""(?x)(?P<before>[=(:\[])\s{0,40}[rf]?["'`](?:mongodb|postgres(?:ql)?|mysql|mariadb|jdbc:\w{3,20})(?:\+\w{2,20})?
    ://(?:[^@/"'`\s]{0,100}@)?(?:localhost|127\.0\.0\.1)[:/"'`]"""
)
_CHOSEN = regex(r"\?[^;\n]{0,160}$|\bdefault\w*\s*[=:(]\s*$|[dD]efault\w{0,20}\s*:?=\s*$|\bnv\w{0,20}\(\s*$")
"""Before what only stands in for something else, which whoever reads settings tells."""


def _here(source: Source) -> Iterator[ConfigurationLoader]:
    """An address on the machine where the program runs, that no setting ever replaces."""
    for match in _HERE.finditer(source.code):
        row = source.code[source.code.rfind("\n", 0, match.start()) + 1 : match.end("before")]
        if not _CHOSEN.search(row) and not only_for_developers(source, match.start()):
            at = source.at(match.start(), match.end())
            yield ConfigurationLoader(
                kind=source.snippet.kind, at=at, source="file", missing="silent", names=("database",)
            )
            return


_BY_NAME = regex(
    r"""(?:\bnew\s+\\?(?:PDO|mysqli)|\bmysqli?_connect)\((?P<given>(?:"[^"\n]{0,300}"|'[^'\n]{0,300}'|[^;"']){1,300});"""
)
_PASSWORD = regex(
    r"(?i)\$(?:this->)?(?P<variable>\w{0,30}(?:pass(?:w\w{0,6})?|pwd?))\b|(?<![\w$>'\"])(?P<constant>\w{0,30}(?:PASS(?:WORD|WD)?|PWD))\b"
)


def _named(source: Source) -> Iterator[re.Match[str]]:
    """Where the variable or constant gets its text that PHP hands over as the password."""
    calls = islice(_BY_NAME.finditer(source.code), _MOST) if source.mentions("pdo(", "mysqli") else ()
    words = {word[word.lastgroup or ""] for call in calls for word in _PASSWORD.finditer(call["given"])}
    for word in sorted(words):
        given = rf"(?:\${word}\s*=|\bconst\s+{word}\s*=|\bdefine\(\s*[\"']{word}[\"']\s*,)\s*[\"']"
        if found := re.search(rf"{given}(?P<named>[^\"'$\n]{{0,200}})[\"']", source.code):
            yield found


def _in_source(source: Source) -> Iterator[ConfigurationLoader]:
    found = 0
    told = (match for pattern in _CONNECTS for match in pattern.finditer(source.code))
    matches = (*told, *_named(source))
    for match in {one.start(one.lastgroup or ""): one for one in matches}.values():
        name = match.lastgroup or ""
        if (
            _BLANK.search(match[name])
            or _CONSTANT.fullmatch(match[name])
            or only_for_developers(source, match.start(name))
        ):
            continue
        if name == "django" and "ENGINE" not in source.text:
            continue
        at = covered(source.at(match.start(name), match.end(name)), match[name] or None)
        yield ConfigurationLoader(
            kind=source.snippet.kind, at=at, source="file", missing="default", names=("password",)
        )
        found += 1
        if found >= _MOST:
            return

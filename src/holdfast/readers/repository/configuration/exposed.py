"""Tells a secret's literal value from a placeholder or a mere reference, wherever `NAME=value` is written."""

import re
from collections.abc import Iterator

from holdfast.model.evidence import Location
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.model.secret_shapes import AWS_KEY, HOOK, is_example
from holdfast.readers.repository.configuration.names import is_placeholder, is_secret, signs
from holdfast.readers.repository.configuration.public_addresses import is_own_address

# A password may well hold `$`, `%` or `*`; a reference starts with them, or puts a name behind them.
_REFERENCE = regex(
    r"[{}<>\s]|^`|`$|`[^`]*`|^[$%]|^\*(?:$|[./])|\$[\w(]|%[\w(]+[%)]|%[sd]\b|/\*|\*{3}"
    r"|^(?:env|file|ref|vault|ssm|arn|op|projects|/)[:/]?|process\.env|getenv"
)
_ADDRESS = regex(r"(?:url|uri|dsn|host)$", re.IGNORECASE)
_ONLY_WHERE = regex(r"[\w.-]{1,200}(?::\d{1,5})?(?:/[\w./-]{0,200})?(?:\?[\w=&.-]{0,200})?$")
_USERINFO = regex(
    r"\b[a-z][a-z0-9+.-]{1,30}://[^\s:/@\"']{0,100}:(?P<password>[^\s\"'/]{1,200})@"
    r"(?P<host>[\w.-]{1,200}|\$\{?\w{1,80}|<[^<>\s@]{1,80}>|\[[^\[\]\s@]{1,80}\]|\{{1,2}[^{}\s]{1,80}\})"
)
"""An address with a password; where its host is left to a variable or to whoever fills it in, the password is not."""
IN_QUERY = regex(
    r"(?i)\bjdbc:[a-z0-9]{2,20}:(?:\w{1,20}:)?//(?P<host>[\w.-]{1,200})[^\s\"']{0,300}?"
    r"[?&;](?:password|pwd)=(?P<value>[^\s&;\"']{1,200})"
)
"""An address of Java's whose password is one of its parameters."""
_HERE = regex(r"localhost|127\.|0\.0\.0\.0|host$|example|host\.docker|^[^.]*(?:db|postgres|mysql|mongo|redis)[^.]*$")
"""Names without a dot lead to a container beside; one with dots is somewhere, whatever words are in it."""

GUESSED = regex(
    r"(?i)^(?:pass(?:word|wd)|passw0rd|secret|admin|root|postgres|mysql|qwer[a-z]{0,40}|12345?6?7?8?|test|user)\d{0,4}$"
)
"""Words that elsewhere keep a place: a template, or a script on a server, hands them to what runs."""
_EXAMPLE_WORD = regex(r"pass|pw|secret|admin|user|your|test|sample|1234|qwer|abcd", re.IGNORECASE)
_NUMBER_OR_NAME = regex(r"[\d.]{1,6}[smhd]?|[A-Z][A-Z_]+")


def is_exposed(name: str, value: str, *, verbatim: bool = False) -> bool:
    """`name` = `value` shows the value of a secret: no reference, no placeholder, no default of a local set-up.

    `verbatim`: nothing in it stands for anything else, as between a shell's single quotes.
    """
    value = value.strip().strip("\"'")[:4_000]
    if lets_post(value):
        return True
    if AWS_KEY.search(value):
        return not value.endswith("EXAMPLE")
    found = _USERINFO.search(value)
    if found:
        left_open = found["host"][0] in "$<[{"
        return is_literal(found["password"]) and (left_open or not _HERE.search(found["host"]))
    asked = IN_QUERY.search(value) if "jdbc:" in value else None
    if asked:
        return is_literal(asked["value"]) and not _HERE.search(asked["host"])
    secret = is_secret(name) or name.upper().endswith("ACCESS_KEY_ID")
    if _is_app_password(value):
        return secret
    if _ADDRESS.search(name) and _ONLY_WHERE.match(value):
        return False  # it leads somewhere, and lets nobody in there
    return secret and "://" not in value and is_literal(value.replace("$", "s") if verbatim else value)


_PROPERTY = regex(
    r"(?:^|[\s\"'=])(?:-D|--(?=[\w-]{1,60}\.))(?P<name>[A-Za-z][\w.-]{1,80})=[\"']?(?P<value>[^\s\"',\]]{3,300})"
)
_OF_JSON = regex(r"\"(?P<name>[\w.-]{1,80})\"\s{0,4}:\s{0,4}\"(?P<value>[^\"\n]{3,300})\"")


def properties_in(text: str) -> Iterator[tuple[str, str]]:
    """Name and value of each secret among the properties of a program of the JVM: `-D`, `--a.b=`, or its JSON."""
    ways = ([_PROPERTY] if "-D" in text or "--" in text else []) + ([_OF_JSON] if text.lstrip().startswith("{") else [])
    for found in (match for way in ways for match in way.finditer(text[:4_000])):
        if is_exposed(found["name"].rpartition(".")[2], found["value"]):
            yield found["name"], found["value"]


def lets_post(text: str) -> bool:
    """An address of that sort stands in `text`, and none that documentation makes up."""
    found = HOOK.search(text) if "https://" in text else None
    return found is not None and not is_example(found[0])


def is_literal(value: str) -> bool:
    """`value` is written out, and is neither a reference (`$NAME`), a placeholder (`changeme`) nor a number."""
    value = value.removeprefix("base64:")  # as Laravel writes its keys
    if _REFERENCE.search(value) or is_placeholder(value) or value.upper().endswith("EXAMPLEKEY"):
        return False
    return not _NUMBER_OR_NAME.fullmatch(value)


_OF_A_HOST = regex(r"SSH_?PASS|^(?:VPS|SERVER|EC2|SUDO|ANSIBLE(?:_BECOME|_SUDO)?)_?PASS")
_NAMES = regex(r"(?i)(?:user|user_?name|login|account|e?-?mail|host|port|region|arn|url|domain|_id|[a-z]Id|name)$")


def only_names(name: str) -> bool:
    """A parameter that people hide beside the password and that tells who or where, such as a user's name."""
    return bool(_NAMES.search(name)) and not is_secret(name)


_NOT_BUILT_IN = regex(
    r"PUBLIC|^(?:VITE|REACT_APP|VUE_APP|GATSBY|EXPO)_|^(?:NPM|NODE_AUTH|GITHUB|GH|GITLAB|CI|TURBO|SENTRY|CODECOV|SONAR)_"
    r"|CACHE|SITE_?KEY|_ID$",
    re.IGNORECASE,
)


def is_built_in(name: str) -> bool:
    """A build argument or variable of an image by whose value somebody gets in where nobody should."""
    return is_secret(name) and not _NOT_BUILT_IN.search(name)


_BLANK = regex(r"^(?:[x*.]{3,}|<.*|\[.*)$", re.IGNORECASE)


def is_set(password: str) -> bool:
    """A template gives a database this password: AWS takes it as it stands, however much it looks like an example."""
    return len(password) >= 8 and not _REFERENCE.search(password) and not _BLANK.search(password)


_EVERYBODYS = regex(
    r"(?i)(?:(?:test|dev(?:elop(?:ment)?)?|local|my|super|top|very|demo|default|prod(?:uction)?|app|jwt|session|auth|the)"
    r"[-_ ]?){0,4}"
    r"(?:secret|key|token|signing|jwt|pass(?:word)?)(?:[-_ ]?(?:key|token|secret|jwt|\d{1,4}|!)){0,4}"
)
"""A key as tutorials write it."""
_PASSWORD = regex(r"(?i)(?:password|passwd|_pass|_pw)$")


def is_handed_over(name: str, value: str) -> bool:
    """A template sets what runs up with this secret: with a word that everybody would guess, too, it signs or opens."""
    if is_exposed(name, value):
        return True
    if signs(name):
        return len(value) >= _SHORTEST_KEY and _EVERYBODYS.fullmatch(value[:80]) is not None
    return _PASSWORD.search(name) is not None and GUESSED.match(value) is not None


_SHORTEST_KEY = 6
_GIVEN = regex(r"^(?P<key>[ \t]*[\w\"'.-]{1,100}[ \t]*[:=][ \t]*)\S.*$", re.MULTILINE)


def covered(at: Location, value: str | None = None) -> Location:
    """The place of a secret, quoted without its value: its own line need not sound secret (`default = "…"`).

    With its `value`, also where more stands on that line before it.
    """
    quote = _GIVEN.sub(r"\g<key>[hidden]", at.quote)
    return replace(at, quote=quote.replace(value, "[hidden]") if value else quote)


def form_of(name: str, value: str = "") -> str:
    """What sort of secret `name` is: "aws-key", "private-key", "host-password", "token" or "password"."""
    upper = name.upper()
    if AWS_KEY.search(value) or re.search(r"AWS.*ACCESS_?KEY", upper):
        return "aws-key"
    if "PRIVATE" in upper:
        return "private-key"
    if _OF_A_HOST.search(upper):
        return "host-password"
    return "token" if re.search(r"TOKEN|API_?KEY|SECRET|WEBHOOK", upper) else "password"


_DIGEST = regex(r"(?=\D{0,40}\d)(?=\d{0,40}[a-fA-F])(?:[0-9a-f]{32,200}|[0-9A-F]{32,200})")
"""Bytes of a generator, as `openssl rand -hex` prints them."""

_APP_PASSWORD = regex(r"[a-z]{4}(?: [a-z]{4}){3}")
_COUNTED = regex(r"(?i)0123|1234|abcd|efgh|deadbeef|(.)\1{3}")
_EXAMPLE_GROUP = regex(r"\b(?:your|pass|word|here|code|goog|mail|test|some|fake|this|that|with|from)\b")


def _is_app_password(value: str) -> bool:
    """Four groups of four letters, as Google gives them out for programs that send mail."""
    return _APP_PASSWORD.fullmatch(value) is not None and not (_EXAMPLE_GROUP.search(value) or _COUNTED.search(value))


def looks_random(value: str) -> bool:
    """A guide's `mypassword` is an example; a value like this one has been copied from somewhere.

    Of a connection the password tells, or the host: where there is one, its password opens it.
    """
    found = _USERINFO.search(value[:4_000])
    value = found["password"] if found else value.strip("\"'")
    if found and is_own_address(found["host"]) and GUESSED.match(value) is None:
        return True
    if _is_app_password(value):
        return True
    kinds = _kinds_in(value)
    if len(value) >= 16:
        if _EXAMPLE_WORD.search(value) is not None:
            return kinds >= 3 and _PHRASE.fullmatch(value) is None
        return kinds >= 3 or _DIGEST.fullmatch(value) is not None
    # A short password is somebody's own when nothing in it is a word that people take for examples.
    return len(value) >= 10 and kinds == 4 and _EXAMPLE_WORD.search(value) is None


def _kinds_in(value: str) -> int:
    """How many kinds of characters it has: small and capital letters, digits, signs."""
    return sum(bool(re.search(pattern, value)) for pattern in (r"[a-z]", r"[A-Z]", r"\d", r"[^\w]"))


_PHRASE = regex(r"(?:[A-Za-z][a-z]{2,14}[_.-]){1,6}[A-Za-z]{0,15}\d{0,6}[!?.#$]{0,3}")
"""Words in a row, as in `secure_root_pass_123!`: with one among them that people take for examples it is made up."""


def is_own(value: str) -> bool:
    """A password that a guide types, of at least three kinds of characters and without a word of examples."""
    kinds = _kinds_in(value)
    return len(value) >= 8 and kinds >= 3 and _EXAMPLE_WORD.search(value) is None


def opens_data_here(value: str) -> bool:
    """An address on the own host, with a password that somebody made up for it: a developer's is a word."""
    found = _USERINFO.search(value)
    return found is not None and _HERE.search(found["host"]) is not None and is_own(found["password"])


AT_RDS = r"[a-z][a-z0-9-]{0,62}\.(?=[a-z]*\d)[a-z0-9]{12}\.[a-z]{2}(?:-[a-z]{2,10}){1,2}-\d\.rds\.amazonaws\.com\b"
"""The twelve characters before the region belong to one account there: nobody makes them up for an example."""
_OF_AN_ACCOUNT = regex(AT_RDS)


def is_typed(value: str, command: str) -> bool:
    """A password that a guide has somebody type: one of its own, or whichever opens a database that exists."""
    if is_own(value) or looks_random(value):
        return True
    if ".rds." in command and _OF_AN_ACCOUNT.search(command[:4_000]) is not None:
        return not _BLANK.match(value)
    return is_own_address(command) and not (_BLANK.match(value) or GUESSED.match(value))


SUPERUSER = regex(
    r"create_superuser\((?P<given>[^()\n]{0,200}?)\\?[\"']"
    r"(?P<value>(?![\w.+-]{1,60}@[\w-]{1,60}\.)[^\"'$\s{}\\]{3,80})\\?[\"'],?\s*\)"
)
"""Django's first account, whose password is written out as the last thing that is said of it."""

HASHED = regex(
    r"\bHash::make\(\\?[\"'](?P<php>[^\"'$\s{}\\]{3,80})\\?[\"']\)"
    r"|(?<![\w.>])bcrypt\(\\?[\"'](?P<laravel>[^\"'$\s{}\\]{3,80})\\?[\"']\)"
    r"|\.set_password\(\\?[\"'](?P<django>[^\"'$\s{}\\]{3,80})\\?[\"']\)"
    r"|\b\w{0,30}(?:User|Admin|Account)\.(?:create|new)!?\(.{0,300}?\bpassword:\s{0,4}\\?[\"'](?P<rails>[^\"'#$\s{}\\]{3,80})\\?[\"']"
)
"""An account's password, written out where a script or somebody at a console makes the account."""

USER_MADE = regex(
    r"\b(?:(?:CREATE|ALTER)\s+(?:ROLE|USER)|GRANT|SET\s+PASSWORD)\b[^;\n]{0,200}?"
    r"(?:\b(?:PASSWORD|BY)\s+|\bPASSWORD\(\s?|(?<=[\w'])\s?=\s?)'(?P<value>[^'\n]{1,100})'",
    re.IGNORECASE,
)
"""A database's user, made or let in with the password that stands in quotes."""

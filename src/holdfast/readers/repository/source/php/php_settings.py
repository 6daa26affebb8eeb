"""How PHP programs read their environment, and what happens when a variable is missing."""

import re

from holdfast.model.regex import regex
from holdfast.readers.repository.configuration.names import is_needed, is_secret
from holdfast.readers.repository.source.code import Source
from holdfast.readers.repository.source.configuration.reaction import Reaction
from holdfast.readers.repository.source.configuration.settings_use import SettingsUse
from holdfast.readers.repository.source.php.php_validated import validated

_ASKS = r"(?:(?:\bget|\$)?\benv|\bgetenv)"
_READ = regex(
    rf"(?:{_ASKS}\(\s*['\"](?P<asked>[A-Z][A-Z0-9_]{{1,80}})['\"]\s*(?:,\s*(?P<second>[^()\n]{{0,200}}?)\s*)?\)"
    r"|\$_(?:ENV|SERVER)\[\s*['\"](?P<global>[A-Z][A-Z0-9_]{1,80})['\"]\s*\])"
    r"(?:\s*\?[:?]\s*(?P<other>[^;,\n)\]]{1,200}))?"
)
_OF_REQUEST = regex(
    r"(?:REDIRECT_)?(?:HTTP_(?!PROXY)|PHP_AUTH_|REMOTE_(?:ADDR|HOST|PORT|USER|IDENT)|AUTH_(?:TYPE|USER|PASSWORD|DIGEST)"
    r"|SSL_(?:CLIENT|SERVER|SESSION|PROTOCOL|CIPHER)|REQUEST_|QUERY_STRING|SERVER_|SCRIPT_|PATH_INFO|ORIG_PATH|DOCUMENT_ROOT"
    r"|CONTENT_(?:TYPE|LENGTH)|PHP_SELF|HTTPS$)"
)
"""Headers, and what the server tells of whoever asks."""
_TEXT = regex(r"^['\"](?P<text>[^'\"\n]*)['\"]")
_FAILS = regex(r"^(?:throw|die|exit)\b|^\w+\((?:[^()]*\bthrow\b)")
_DEMANDED = regex(r"->required\(\s*(?P<names>\[[^\[\]]{1,2000}\]|['\"]\w{1,80}['\"])\s*\)")
_NAME = regex(r"['\"](?P<name>[A-Z]\w{1,80})['\"]")
_BOUND = regex(
    r"\$(?P<variable>\w{1,60})\s*=\s*(?:\(string\)\s*)?(?:getenv\(|\$_ENV\["
    r"|\$?env\()\s*['\"](?P<name>[A-Z]\w{1,80})['\"]"
)
_IF = regex(r"\bif\s*\((?P<asked>[^{};]{1,300})\)\s*(?:\{(?P<body>[^{}]{0,800})\}|(?P<statement>[^{};]{1,300});)")
_MISSING = regex(r"!|\bempty\(|=== ?(?:false|null|'')|== ?''|is_null\(")
_PRESENT = regex(
    r"(?:(?:false|null|''|\"\") !==? )?"
    r"\(?(?:getenv\([^()]{1,100}\)|env\([^()]{1,100}\)|\$_ENV\[[^\[\]]{1,100}\]|\$\w{1,60})\)?"
    r"(?: !==? (?:false|null|''|\"\"))?|!\s?empty\(.{1,120}\)|isset\(.{1,120}\)"
)
"""A condition for no more than that there is one."""
_ENDS = regex(r"\bthrow\b|\bdie\b|\bexit\b")
_SAYS = regex(r"\berror_log\(|\btrigger_error\(|\blog\w*\(|->(?:warning|error|warn)\(")
_LIST = regex(
    r"(?:\bconst\s+(?:array\s+)?(?P<constant>\w{1,60})|\$(?P<variable>\w{1,60})|(?P<loop>\bforeach)\s*\()\s*=?\s*"
    r"\[(?P<names>[^\[\]]{3,3000})\]"
)
_KEY = regex(r"(?<![=>] )['\"](?P<name>[A-Za-z][\w.-]{1,100})['\"](?=\s*(?:,|$))")
_MAPPED = regex(r"['\"](?P<name>[A-Z][A-Z0-9_]{1,80})['\"]\s*=>")
"""A name with what is asked of it."""
_LOOKS_UP = regex(rf"\bconfig\(\s*\$|(?:{_ASKS}\(|\$_(?:ENV|SERVER)\[)\s*\$")
_NEAR = 1_500
"""Characters behind a list within which the program goes over it."""
_OF_FRAMEWORK = regex(
    r"(?:^|/)config/(?:app|auth|broadcasting|cache|cors|database|filesystems|hashing|horizon|jetstream|logging"
    r"|mail|octane"
    r"|queue|sanctum|scout|services|session|telescope|view|fortify|l5-swagger|debugbar|permission)\.php$"
)
"""Files that Laravel brings along, each look-up of which it can do without, or that nobody wrote."""


def collect(source: Source, use: SettingsUse) -> None:
    """Note what one file looks up, what stands in, and what ends the program."""
    for match in _DEMANDED.finditer(source.code) if "otenv" in source.text else ():
        names = tuple(one["name"] for one in _NAME.finditer(match["names"]))
        for name in names:
            use.read(name, source.at(match.start()))
        use.require(names, source.at(match.start(), match.end()), "phpdotenv")
    brought = _OF_FRAMEWORK.search(source.path) is not None and "return [" in source.text
    for match in _READ.finditer(source.code):
        _read(source, match, use, brought=brought)
    for names, at in validated(source):
        use.require(names, at, "validator")
    use.looked_up = len(use.reads)
    _conditions(source, use)
    _lists(source, use)


def _lists(source: Source, use: SettingsUse) -> None:
    """Lists of variables, or of keys of a framework's settings, that a program goes over and ends without."""
    for match in _LIST.finditer(source.code) if _LOOKS_UP.search(source.code) else ():
        behind = source.code[match.end() : match.end() + _NEAR]
        called = match["constant"] or (f"${match['variable']}" if match["variable"] else "")
        told = [*_MAPPED.finditer(match["names"])] or _KEY.finditer(match["names"])
        names = tuple(one["name"] for one in told)
        gone_over = called in behind if called else True
        if names and gone_over and _LOOKS_UP.search(behind) and _ENDS.search(behind):
            use.require(names, source.at(match.start(), match.end()), "list")


def _read(source: Source, match: "re.Match[str]", use: SettingsUse, *, brought: bool) -> None:
    name = match["asked"] or match["global"]
    if _OF_REQUEST.match(name) or ("_SERVER" in match[0] and not is_secret(name)):
        return  # mostly what the request says
    at = source.at(match.start(), match.end())
    told = (match["second"] or match["other"] or "").strip()
    if not brought:
        use.read(name, at)
    if _FAILS.match(told):
        use.read(name, at)
        use.reactions.append(Reaction("fails", (name,), at))
        return
    text = _TEXT.match(told)
    if told and text is None and told not in ("null", "false", "''"):
        use.falls_back(name)
    if text is None:
        return
    if text["text"]:
        use.falls_back(name)
        if is_secret(name) and "localhost" not in text["text"] and "127.0.0.1" not in text["text"]:
            use.reactions.append(Reaction("default", (name,), at))
    elif not brought:
        use.stands_in(name, "", at)


def _conditions(source: Source, use: SettingsUse) -> None:
    """What is done about a variable that is not there."""
    bound = {match["variable"]: match["name"] for match in _BOUND.finditer(source.code)}
    for match in _IF.finditer(source.code):
        asked = match["asked"]
        names = [bound[word] for word in re.findall(r"\$(\w+)", asked) if word in bound]
        told = [one["asked"] or one["global"] for one in _READ.finditer(asked)]
        names += [name for name in told if not _OF_REQUEST.match(name)]
        use.leave_out(_PRESENT, asked.strip(), tuple(names))
        needed = tuple(dict.fromkeys(name for name in names if is_needed(name)))
        if not needed or not _MISSING.search(asked):
            continue
        body = match["body"] or match["statement"] or ""
        at = source.at(match.start(), match.end())
        if _ENDS.search(body):
            use.reactions.append(Reaction("fails", needed, at))
        elif _SAYS.search(body):
            use.reactions.append(Reaction("warns", needed, at))

"""Keys for sessions and tokens that a program makes up anew each time it starts."""

import re
from collections.abc import Iterator

from holdfast.model.regex import regex
from holdfast.readers.repository.configuration.names import signs
from holdfast.readers.repository.source.branches import only_for_developers
from holdfast.readers.repository.source.code import Source

_RANDOM = regex(
    r"\b(?:secrets\.token_\w{2,8}|os\.urandom|uuid\.uuid4|get_random_secret_key|Fernet\.generate_key|random\.choices?"
    r"|randomBytes|randomUUID|nanoid)\("
)
_NAME = regex(
    r"(?:\b(?P<name>[A-Z][A-Z0-9_]{2,60})\b[^\n;]{0,160}?|\bapp\.(?P<flask>secret_key)\s*=\s*|"
    r"^\s{0,8}(?P<field>secret_key)\s*:\s*\w{1,20}\s*=\s*[^\n;]{0,60}?)\Z",
    re.MULTILINE,
)


_INTO = (
    # `if (!process.env.KEY) { … process.env.KEY = made; … }`
    regex(
        r"if(?<=\bif)\s?\(\s?!\s?process\.env\.(?P<js>[A-Z][A-Z0-9_]{2,60})\s?\)\s?\{[^{}]{0,600}?"
        r"process\.env\.(?P=js)\s?=(?!=)\s?(?P<js_value>[^;\n]{1,200})[^{}]{0,300}\}"
    ),
    # `process.env.KEY ||= made`, `process.env.KEY = process.env.KEY || made`
    regex(
        r"process\.env\.(?P<or>[A-Z][A-Z0-9_]{2,60})\s?(?:(?:\|\||\?\?)=|=\s?process\.env\.(?P=or)\s?(?:\|\||\?\?))"
        r"\s?(?P<or_value>[^;\n]{1,200})"
    ),
    # `if not os.environ.get("KEY"): os.environ["KEY"] = made`, `os.environ.setdefault("KEY", made)`
    regex(
        r"(?m)^[ \t]*if [^\n]{0,60}[\"'](?P<py>[A-Z][A-Z0-9_]{2,60})[\"'][^\n]{0,40}:[ \t]*\n(?:[^\n]{0,200}\n){0,3}?"
        r"[ \t]+os\.environ\[[\"'](?P=py)[\"']\][ ]?=[ ]?(?P<py_value>[^\n]{1,200})"
    ),
    regex(r"environ\.setdefault\([\"'](?P<set>[A-Z][A-Z0-9_]{2,60})[\"'], ?(?P<set_value>[^\n]{1,200})"),
)
_MADE = regex(r"[A-Za-z_][\w.]{1,60}")
_LITERAL = regex(r"[bru]?[\"'`]")


def filled_in(source: Source) -> Iterator[tuple[str, int, int]]:
    """The same where the program puts the key among its variables: whoever asks for it later finds one there."""
    if not source.mentions("process.env.", "os.environ") or not _RANDOM.search(source.code):
        return
    for pattern in _INTO:
        for match in pattern.finditer(source.code):
            name = match[(match.lastgroup or "").removesuffix("_value")]
            value = match[match.lastgroup or 0]
            random = _RANDOM.search(value) or (_MADE.match(value) and not _LITERAL.match(value))
            if signs(name) and random and not only_for_developers(source, match.start()):
                yield name, match.start(), match.end()


def made_up(source: Source) -> Iterator[tuple[str, int, int]]:
    """The names of such keys, each with the characters that make it."""
    if not source.mentions("token_", "urandom", "uuid4", "random", "generate_key", "nanoid"):
        return
    for match in _RANDOM.finditer(source.code):
        begins = source.code.rfind("\n", 0, match.start()) + 1
        told = _NAME.search(source.code[begins : match.start()])
        name = (told["name"] or told["flask"] or told["field"]).upper() if told else ""
        if signs(name) and not only_for_developers(source, match.start()):
            yield name, begins + (told.start() if told else 0), match.end()

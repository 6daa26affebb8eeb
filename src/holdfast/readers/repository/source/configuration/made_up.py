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

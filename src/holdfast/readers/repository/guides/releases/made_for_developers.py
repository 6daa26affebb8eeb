"""Development servers that a guide has somebody start on a server, for good."""

from collections.abc import Iterator

from holdfast.model.facts import ScriptFault
from holdfast.model.redaction import redact
from holdfast.model.regex import regex
from holdfast.readers.repository.configuration.development_servers import is_development_server, serves_visitors_too
from holdfast.readers.repository.guides.guide import Guide
from holdfast.readers.repository.guides.on_server import on_server
from holdfast.readers.repository.text.prompts import PROMPT

_WORDS = ("runserver", "flask", "artisan", "php", "dev", "reload", "serve", "vite", "nodemon", "watch", "react-scripts")
_TYPED = regex(rf"^\s*(?:{PROMPT}\s*)?(?:ExecStart\s*=\s*)?")
_FOR_GOOD = regex(
    r"\bnohup\b|\bpm2 start\b|\bscreen -\w*d\w*m|\btmux new\b.* -d\b|\bforever start\b|^\s*ExecStart\s*=|[^&]&\s*$"
)
_TO_THE_WORLD = regex(r"\b0\.0\.0\.0\b|\brunserver 0:\d|--host(?=\s|$)")


def read_development_servers(guide: Guide) -> Iterator[ScriptFault]:
    """The first that goes on by itself, or that is opened to everybody where no other server is told."""
    text = guide.all_text
    if not any(word in text for word in _WORDS):
        return
    others = serves_visitors_too(text)
    for code in guide.codes:
        for number, row in enumerate(code.snippet.rows, start=1):
            command = _TYPED.sub("", row[:400]).strip()
            if not command or not is_development_server(command):
                continue
            stays = _FOR_GOOD.search(row[:400]) or (not others and _TO_THE_WORLD.search(command))
            if stays and on_server(guide, code):
                told = redact(command)[:160]
                yield ScriptFault(**code.common(number), activity="start", form="development-server", command=told)
                return

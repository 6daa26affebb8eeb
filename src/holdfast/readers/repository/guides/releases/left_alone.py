"""Programs that a guide has somebody start on a server and leave to themselves."""

import re
from collections.abc import Iterator

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import ScriptFault
from holdfast.model.redaction import redact
from holdfast.model.regex import regex
from holdfast.readers.repository.guides.guide import Guide
from holdfast.readers.repository.guides.on_server import on_server
from holdfast.readers.repository.guides.page.blocks import Form
from holdfast.readers.repository.guides.wording.at_home import TRIED_OUT
from holdfast.readers.repository.guides.wording.lexicon import SERVER, any_of, first_match
from holdfast.readers.repository.text.prompts import PROMPT

_PROGRAM = (
    r"(?:java|node|npm|yarn|pnpm|npx|python3?|gunicorn|uvicorn|flask|streamlit|rails|php|go|\./\S+|dotnet"
    r"|daphne|celery|bun|deno)\b"
)
_ALONE = regex(
    rf"^\s*(?:{PROMPT}\s*)?(?:sudo\s+)?(?:nohup\s+(?:\S+/)?{_PROGRAM}|(?:\S+/)?{_PROGRAM}[^\n]*[^&>]&\s*$"
    r"|python3?\s+manage\.py\s+runserver\s+(?:0|0\.0\.0\.0):\d"
    r"|flask\s+run\s[^\n]{0,60}(?:--host|-h)[ =]0\.0\.0\.0)"
)
_WATCHED = any_of(
    r"\bpm2\b|\bforever\b|supervisor|systemctl\s+(?:enable|start|restart)\s+(?!nginx|apache|httpd|docker|postgres|mysql|maria"
    r"|mongo|redis|cron|ssh|amazon|jenkins)\S|\[unit\]|\.service\b|\bmonit\b|kubernetes|beanstalk"
)
"""What starts a program again, wherever the guide has it."""

_CONTAINED = any_of(
    r"docker\s+(?:image\s+)?(?:build|push|tag)\b|docker[- ]compose|dockerfile|도커 ?(?:파일|컴포즈|이미지 ?빌드)"
)
"""It makes an image of its own; a container of Jenkins or of a database starts nothing but that."""


def read_left_alone(guide: Guide) -> Iterator[ScriptFault]:
    """The first such command of each chapter, in a guide that has nothing start it again."""
    if _WATCHED.search(guide.all_text) or _CONTAINED.search(guide.all_text):
        return
    known = any(isinstance(fact, ScriptFault) and fact.form == "unsupervised" for fact in guide.readings)
    told: set[object] = set()
    for code in () if known else guide.codes:
        chapter = code.fence.trail.headings[:2]
        number = next((at for at, row in enumerate(code.snippet.rows, start=1) if _ALONE.match(row[:400])), 0)
        command = code.snippet.rows[number - 1].strip() if number else ""
        if not number or code.typed or {chapter, command} & told or not on_server(guide, code):
            continue
        told |= {chapter, command}
        yield ScriptFault(**code.common(number), activity="start", form="unsupervised", command=redact(command)[:160])
    if not known and not told:
        yield from _in_words(guide)


def _in_words(guide: Guide) -> Iterator[ScriptFault]:
    """The first sentence that has the program started so; where nobody works on it, and not at home."""
    for passage in guide.passages:
        text = passage.text
        match = _SPOKEN.search(text) if passage.affirmed and passage.said.form is not Form.HEADING else None
        if match is None or TRIED_OUT.search(passage.surroundings) or TRIED_OUT.search(text):
            continue
        there = (guide.manner.infra and not guide.manner.readme) or first_match(SERVER, [*passage.around()])
        if there:
            common = guide.common(passage, EvidenceKind.INSTRUCTED)
            yield ScriptFault(**common, activity="start", form="unsupervised", command=redact(match[0])[:160])
            return


_KEEPS_GOING = (
    r"(?:nohup\b|(?<![\w-])tmux\b|(?<![\w-])screen`?\s?(?:-[a-zA-Z]|sessions?\b|세션|으로|로|에서|내|で|内|を使|セッション)"
    r"|\b(?:in|inside|using|with|under|via)\s(?:an?\s)?`?screen\b`?(?![-\s]?(?:shots?|sizes?|readers?)))"
)
"""As a program in whose window another one goes on; what people see on theirs is called so, too."""
_TYPED = (
    rf"(?<![\w./-]){_PROGRAM}\s+(?:-\S+\s+|run\s+|-m\s+){{0,3}}(?:[\w./-]{{0,60}}[.:/=][\w./:-]{{1,60}}|start\b|prod\b)"
)
_SPOKEN = regex(
    rf"\bnohup\s+(?:\S+/)?{_TYPED}|{_KEEPS_GOING}[^。\n]{{0,60}}?{_TYPED}|{_TYPED}[^。\n]{{0,120}}?{_KEEPS_GOING}",
    re.IGNORECASE,
)

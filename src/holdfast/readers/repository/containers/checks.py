"""Health checks that call every answer a good one: commands of containers, codes that a load balancer takes."""

from collections.abc import Sequence

from holdfast.model.regex import regex

_PASSES = regex(
    r"(?:\|\||;)\s*(?:true|:|exit\s+0|/bin/true|echo\b[^|;&]*)\s*[\"']?\s*\)?\s*$"
    r"|^\s*(?:exit\s+0|true|:|/bin/true|echo\b[^|;&]*|ls\b[^|;&]*|sleep\s+\d+)\s*$"
)
_CURL = regex(r"\bcurl\s")
_ASKS_STATUS = regex(r"\bcurl\b[^|;&]*\s(?:-\w*f\w*|--fail\S*)(?=\s|$)|http_code|\bgrep\b|\bjq\b|\btest\b|\[\s|=")


_RUNTIME = regex(
    r"(?:\S{0,100}/)?(?:(?:php|node|python3?|ruby|java|deno|bun|dotnet|npm|go)\s+(?:-v|-V|--?version|version)"
    r"|(?:php-fpm[\w.]*|nginx|httpd|apachectl)\s+(?:-\w*t\w*|configtest)"
    r"|php\s+artisan\s+(?:-V|--version|list|about|env|inspire)|(?:python3?\s+)?manage\.py\s+(?:version|--version))"
    r"(?:\s+-\S{1,40}){0,4}"
)
"""The program is there, or its settings can be read; whether the application answers nobody asks."""
_PROCESS = regex(
    r"(?:\S{0,100}/)?(?:pgrep|pidof|kill\s+-0|pm2\s+(?:list|ls|status|pid|ping)|supervisorctl\s+status)\b[^|;&]{0,300}(?:>\s?/dev/null(?:\s2>&1)?)?"
    r"|ps\s[^|;&]{0,60}\|\s*grep\s[^;&]{0,200}"
)
"""A process of the name is there; one that hangs, or has lost its database, has the same name."""
_WITHOUT_A_PORT = regex(
    r"(?i)work|celery|sidekiq|beat|queue|cron|bot|consum|schedul|horizon|resque|job|nginx|postgres|mysql|redis"
)
"""What answers no request can be asked for nothing else."""
_CODE = regex(
    r"(?:\S{0,100}/)?(?:php\s+-r|node\s+(?:-e|--eval)|python3?\s+-c|ruby\s+-e|(?:bin/)?rails\s+(?:runner|r)"
    r"|(?:python3?\s+)?manage\.py\s+shell\s+-c|php\s+artisan\s+tinker\s+--execute)(?:\s+|=)(?P<code>\S.{0,1500})"
)
_SPEECH = regex(
    r"(?:import\s+\w{1,40}|print\s*\([^()]{0,200}\)|console\.\w{1,20}\s*\([^()]{0,200}\)|(?:echo|puts|print)\b[^()]{0,200}"
    r"|(?:process\.|sys\.|os\._)?exit\s*\(?\s*0?\s*\)?|pass|true|1|)"
)
_ASKS_BY_LIBRARY = regex(r"\b(?:requests|httpx)\.(?:get|head)\s*\(|\bfetch\s*\(|\bhttps?['\"]?\)?\.get\s*\(")
_LOOKS = regex(r"status|\.ok\b|raise_for|assert|\?|\bif\b")
"""Programs that ask, and the words by which they look at what was answered."""


def _asks_nothing(text: str) -> bool:
    text = _ELSE_FAILS.sub("", text)
    if _RUNTIME.fullmatch(text) or (_PROCESS.fullmatch(text) and not _WITHOUT_A_PORT.search(text)):
        return True
    code = _CODE.fullmatch(text)
    if code is None:
        return False
    if _ASKS_BY_LIBRARY.search(code["code"]):
        return _LOOKS.search(code["code"]) is None
    return all(_SPEECH.fullmatch(part.strip()) for part in code["code"].strip("\"' ").split(";"))


_ELSE_FAILS = regex(r"\s*\|\|\s*(?:exit|false)\b[\s\d]*$")


def passes_anyway(words: Sequence[str] | str) -> bool:
    """The command ends well whatever it is told: it swallows that, asks nothing, or takes an error for an answer.

    `curl` by itself ends badly only where nobody answers at all; a server that answers 500 is well for it.
    """
    text = words if isinstance(words, str) else " ".join(words)
    text = _FORM.sub("", text.strip()[:2_000])
    if _PASSES.search(text) or _asks_nothing(text.strip()):
        return True
    return _CURL.search(text) is not None and not _ASKS_STATUS.search(text)


_CODES = regex(r"(?P<low>\d{3})(?:\s*-\s*(?P<high>\d{3}))?")
_NOT_FOUND, _FAILED = 404, range(500, 600)


def takes_errors(codes: str | None) -> bool:
    """Among the codes that count as well is that of a page which is not there, or of a server that failed."""
    for match in _CODES.finditer((codes or "")[:200]):
        low, high = int(match["low"]), int(match["high"] or match["low"])
        if low <= _NOT_FOUND <= high or (high in _FAILED and low <= high):
            return True
    return False


_REDIRECTS = range(300, 400)


def takes_redirects(codes: str | None) -> bool:
    """Among the codes that count as well is one that only sends the asker elsewhere; none is that of an error."""
    ranges = [(int(m["low"]), int(m["high"] or m["low"])) for m in _CODES.finditer((codes or "")[:200])]
    return not takes_errors(codes) and any(low < _REDIRECTS.stop and high >= _REDIRECTS.start for low, high in ranges)


_FORM = regex(r"^(?:CMD(?:-SHELL)?\s+)")

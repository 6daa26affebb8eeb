"""PowerShell and batch scripts of a team on Windows: the programs that they run, read as the same commands in shell.

Only what a shell would run alike is taken over, each line in its place: programs with their words, texts in
variables, and here-strings that are handed to `ssh` or sent into files. PowerShell's own commands and blocks say
nothing here.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from holdfast.model.evidence import GapReason
from holdfast.model.facts import Credential, Deployment, Fact, HealthProbe, Login, ScriptFault, UncheckedHost
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Reader, Reading, Snippet
from holdfast.readers.repository.powershell.files import files_written
from holdfast.readers.repository.powershell.functions import called, functions
from holdfast.readers.repository.shell import facts_of
from holdfast.readers.repository.shell.reader import SERVES

_PROGRAM = regex(
    r"\s*(?:\$\w+\s*=\s*)?\(?(?:&\s*)?(?P<command>(?:ssh|scp|sftp|rsync|plink|pscp|aws|docker|docker-compose|git|npm|npx|yarn|"
    r"pnpm|pm2|terraform|cdk|eb|sam|serverless|sls|kubectl|helm|curl\.exe|dotnet|gradlew|mvn|pg_dump|mysqldump|mongodump|"
    r"psql|mysql)(?:\.exe)?\b.*)$"
)
_TEXT = regex(r"\s*(?:\[string\]\s*)?\$(?P<name>[A-Za-z_]\w*)\s*=\s*(?P<value>\"[^\"]*\"|'[^']*')\s*,?\s*\)?\s*$")
_PARAMETER = regex(r"\s*\[string\]|[^#]*,\s*$")
_OPENS = regex(r"\s*(?:\[string\]\s*)?\$(?P<name>[A-Za-z_]\w*)\s*=\s*@(?P<quote>[\"'])\s*$")
_OPENS_LIST = regex(r"\s*\$(?P<name>[A-Za-z_]\w*)\s*=\s*@\(\s*$")
_OPENS_TABLE = regex(r"\s*\$(?P<name>[A-Za-z_]\w*)\s*=\s*(?:\[\w+\]\s*)?@\{\s*$")
_ENTRY = regex(r"\s*(?P<name>[A-Za-z_]\w*)\s*=\s*(?P<value>\"[^\"]*\"|'[^']*')\s*;?\s*(?:#.*)?$")
_CLOSES_LIST = regex(r"\s*\)(?:\s*-join\b.*)?\s*$")
_ITEM = regex(r"\s*(?P<quote>[\"'])(?P<text>.*)(?P=quote)\s*,?\s*$")
"""A command of a list that is joined and handed to `ssh`."""
_SSH = regex(r"\s*(?:\$\w+\s*=\s*)?(?:&\s*)?(?P<command>ssh(?:\.exe)?\s.*?)\s+[\"']?\$(?P<script>\w+)[\"']?\s*$")
_PIPED = regex(
    r"\s*\$(?P<script>\w+)\s*\|\s*(?:&\s*)?(?P<command>ssh(?:\.exe)?\s.*?)"
    r"(?:\s+[\"']?(?:ba)?sh(?: -\w+)*(?: -)?[\"']?)?\s*$"
)
_INLINE = regex(r"\s*(?:\$\w+\s*=\s*)?(?:&\s*)?(?P<command>ssh(?:\.exe)?\s.*?)\s+@(?P<quote>[\"'])\s*$")
"""A here-string that begins behind the call itself."""
_VARIABLE = regex(r"\$(?:\{(?P<braced>\w+)\}|(?:env:)?(?P<plain>[A-Za-z_]\w*))")
_FOREIGN = regex(
    r"(?:^|/)(?:node_modules/|test/|tests/|\.venv/|venv/|ios/|android/)|(?:^|/)activate\.ps1$", re.IGNORECASE
)
_MOST_CHARACTERS = 200_000
_BATCH = (".bat", ".cmd")
_SET = regex(r"(?i)\s*@?set\s+\"?(?P<name>[A-Za-z_]\w*)=(?P<value>[^\"]*)\"?\s*$")
_CALLED = regex(r"(?i)^\s*@?(?:call\s+)?")
_BATCH_VARIABLE = regex(r"%(?P<name>[A-Za-z_]\w*)%|!(?P<late>[A-Za-z_]\w*)!")
_SEEN_ANYHOW = frozenset(("unsupervised", "stopped-before-start", "previous-release-deleted", "volumes-deleted"))
"""Faults that are there however the script goes on."""


def _wants(path: str) -> bool:
    return path.lower().endswith((".ps1", *_BATCH)) and not _FOREIGN.search(path)


def _read(snippet: Snippet) -> Iterable[Reading]:
    if len(snippet.text) > _MOST_CHARACTERS:
        yield snippet.gap(GapReason.TOO_LARGE, SERVES)
        return
    rows = snippet.rows
    batch = snippet.path.lower().endswith(_BATCH)
    handed = {} if batch else _handed_over(rows)
    shell = "\n".join(_of_batch(rows) if batch else _as_shell(rows, handed))
    if not shell.strip():
        return
    told = list(facts_of(replace(snippet, text=shell)))
    heeded = {id(fact) for fact in told if isinstance(fact, HealthProbe) and _is_heeded(fact, snippet)}
    for reading in told:
        if isinstance(reading, HealthProbe) and id(reading) in heeded:
            reading = replace(reading, decides=True, places={})  # noqa: PLW2901 - the same question, told better
        elif isinstance(reading, Deployment) and heeded:
            reading = replace(reading, asks_health=True)  # noqa: PLW2901 - the same release, told better
        # Whether PowerShell goes on after a program that failed depends on its version and on `$LASTEXITCODE`.
        if isinstance(reading, Fact) and (not isinstance(reading, ScriptFault) or reading.form in _SEEN_ANYHOW):
            yield _placed(reading, snippet, handed)


def _is_heeded(probe: HealthProbe, snippet: Snippet) -> bool:
    """Close behind the question the script may end, which its blocks decide."""
    asked = probe.at.start_line - snippet.first_line + 1
    row = snippet.rows[asked - 1]
    if _ASKS.match(row[:2_000]) and _STOPS.search(snippet.text) and not _SAYS_NOTHING.search(row):
        return not _is_tried(snippet.rows, asked) or _ends_soon(snippet.rows, asked)
    return _ends_soon(snippet.rows, asked)


_STOPS = regex(r"(?i)\$ErrorActionPreference\s*=\s*[\"']?Stop")
_TRY = regex(r"(?i)\s*try\b")


def _is_tried(rows: list[str], number: int) -> bool:
    """It stands in a block whose errors are caught: told by the rows above that are indented less."""
    depth = len(rows[number - 1]) - len(rows[number - 1].lstrip())
    for row in reversed(rows[max(number - _NEAR, 0) : number - 1]):
        indent = len(row) - len(row.lstrip())
        if row.strip() and indent < depth:
            if _TRY.match(row):
                return True
            depth = indent
    return False


def _ends_soon(rows: list[str], asked: int) -> bool:
    return any(_ENDS.match(row[:500]) for row in rows[asked : asked + _NEAR])


_ENDS = regex(r"(?i)\s*(?:\}\s*else\s*\{\s*)?(?:throw\b|exit\s+[1-9]|\[?environment\]?::exit\([1-9])")
_NEAR = 25


def _placed(fact: Fact, snippet: Snippet, handed: Mapping[int, tuple[int, str]]) -> Fact:
    """The fact with the lines of the script itself; who logs in stands where `ssh` is called."""
    called = handed.get(fact.at.start_line - snippet.first_line + 1)
    if called is not None and isinstance(fact, Login | Credential | UncheckedHost):
        return replace(fact, at=snippet.at(called[0]))
    first, last = (line - snippet.first_line + 1 for line in (fact.at.start_line, fact.at.end_line))
    return replace(fact, at=snippet.at(first, last))


def _handed_over(rows: list[str]) -> dict[int, tuple[int, str]]:
    """The lines on which here-strings open that `ssh` is given later: each with the line of the call and its words."""
    own, _ = functions(rows)
    opened: dict[str, int] = {}
    handed: dict[int, tuple[int, str]] = {}
    for number, row in enumerate(rows, start=1):
        opening = _OPENS.match(row[:2_000]) or _OPENS_LIST.match(row[:2_000])
        if opening is not None:
            opened[opening["name"]] = number
        run = called(row, own) or row
        call = _SSH.match(run[:2_000]) or _PIPED.match(row[:2_000])
        if call is not None and call["script"] in opened:
            handed.setdefault(opened[call["script"]], (number, _words(call["command"])))
    return handed


def _as_shell(rows: list[str], handed: Mapping[int, tuple[int, str]]) -> Iterator[str]:
    """Each row as shell, or empty; what a here-string holds stays on its own lines, inside the call it is for."""
    calls = {line for line, _ in handed.values()}
    rows, tables = _told_by_tables(rows)
    own, theirs = functions(rows)
    held = ""
    comment = False
    continued = False
    files = files_written(rows)
    in_file = False
    for number, row in enumerate(rows, start=1):
        if in_file:
            in_file = not row.startswith(('"@', "'@"))
            yield row if in_file else _END
            continue
        if held:
            closes = _CLOSES_LIST.match(row) is not None if held == _LIST else row.startswith(f"{held}@")
            yield '"' if closes else (_item(row) if held == _LIST else row.replace('"', ""))
            held = "" if closes else held
            continue
        comment = comment or row.lstrip().startswith("<#")
        if comment:
            comment = "#>" not in row
            yield ""
            continue
        if number in files and number not in handed:
            in_file = True
            yield f"cat > \"{_VARIABLE.sub(_in_braces, files[number])}\" << '{_END}'"
            continue
        inline = _INLINE.match(row[:2_000])
        if inline is not None:
            held = inline["quote"]
            yield f'{_words(inline["command"])} "'
            continue
        opened = _OPENS.match(row[:2_000])
        if opened is not None:
            held = opened["quote"]
            yield f'{handed[number][1]} "' if number in handed else f'{opened["name"]}="'
            continue
        listed = _OPENS_LIST.match(row[:2_000]) if number in handed else None
        if listed is not None:
            held = _LIST
            yield f'{handed[number][1]} "'
            continue
        run = called(row, own) or row
        spoken = number in calls or (number in theirs and not continued)
        shell = "" if spoken else _words(run) if continued else tables.get(number) or _row(run)
        continued = bool(shell) and run.rstrip().endswith("`")
        yield shell


def _told_by_tables(rows: list[str]) -> tuple[list[str], dict[int, str]]:
    """The rows with entries of tables by their own names (`$config.Region` is `${Region}`), and what gives those."""
    entries: dict[int, str] = {}
    names: list[str] = []
    inside = False
    for number, row in enumerate(rows, start=1):
        opening = None if inside else _OPENS_TABLE.match(row[:2_000])
        if opening is not None:
            names.append(opening["name"])
        inside = opening is not None or (inside and not row.strip().startswith("}"))
        if inside and (entry := _ENTRY.match(row[:2_000])):
            entries[number] = f"{entry['name']}={entry['value']}"
    if not names:
        return rows, entries
    known = "|".join(map(re.escape, names[:_MOST_TABLES]))
    asked = re.compile(rf"\$\(\$(?:{known})\.(?P<inner>\w+)\)|\$(?:{known})\.(?P<key>\w+)(?![\w(.])")
    return [asked.sub(lambda found: f"${{{found['inner'] or found['key']}}}", row) for row in rows], entries


_MOST_TABLES = 20
_END = "END_OF_FILE"
_LIST = "("
"""Held open where the texts of a list are gone through."""


def _item(row: str) -> str:
    item = _ITEM.match(row[:2_000])
    return item["text"].replace('"', "") if item is not None else ""


def _of_batch(rows: list[str]) -> Iterator[str]:
    """Each row of a batch file as shell: its variables in braces, a caret at the end as a backslash."""
    goes_on = False
    for row in rows:
        held = _SET.match(row[:2_000])
        if held is not None:
            yield f'{held["name"]}="{_BATCH_VARIABLE.sub(_braced, held["value"])}"'
            continue
        program = _PROGRAM.match(_CALLED.sub("", row[:2_000]))
        bare = row.rstrip() if goes_on else program["command"].rstrip() if program is not None else ""
        goes_on = bare.endswith("^")
        bare = _BATCH_VARIABLE.sub(_braced, bare.removesuffix("^").replace(".exe ", " ", 1))
        yield f"{bare}\\" if goes_on else bare


def _braced(match: re.Match[str]) -> str:
    return f"${{{match['name'] or match['late']}}}"


_ASKS = regex(
    r"(?i)\s*(?:(?:\$\w+\s*=|if\s*\()\s*)?\(*\s*(?:Invoke-(?:WebRequest|RestMethod)|iwr|irm)\b(?P<words>[^|;]{1,800})"
)
_ASKED = regex(r"(?:^|\s)-Uri\s+(?P<named>\S{1,300})|(?:^|\s)(?P<bare>[\"']?(?:https?://|\$)\S{1,300})", re.IGNORECASE)
_SAYS_NOTHING = regex(r"(?i)-(?:ErrorAction|EA)[\s:]+\W?(?:SilentlyContinue|Ignore|Continue)|-SkipHttpErrorCheck")


def _asks(row: str) -> str:
    """PowerShell's own question for an address, which an answer other than a good one makes an error."""
    match = _ASKS.match(row[:2_000])
    asked = _ASKED.search(match["words"]) if match is not None else None
    if match is None or asked is None or re.search(r"(?i)-(?:OutFile|Method\s+(?!get|head))", match["words"]):
        return ""
    address = (asked["named"] or asked["bare"]).strip("\"')")
    return f'curl {"" if _SAYS_NOTHING.search(row) else "-f "}"{_words(address)}"'


def _row(row: str) -> str:
    text = _TEXT.match(row[:2_000])
    if text is not None:
        # What a parameter is when nobody hands one over; the others of a script mostly are what is written there.
        moves = _PARAMETER.match(row) is not None and text["value"].strip("\"'") == "latest"
        return f'{text["name"]}="${{1:-latest}}"' if moves else f"{text['name']}={text['value']}"
    program = _PROGRAM.match(row[:2_000])
    return _words(program["command"]) if program is not None else _asks(row)


_JOINED = regex(
    r"(?i)\(\s?Join-Path\s{1,4}(?:-Path\s{1,4})?([^\s()]{1,200})\s{1,4}(?:-ChildPath\s{1,4})?([^\s()]{1,200})\s?\)"
)
"""A path that is put together where a program is handed it."""


def _words(row: str) -> str:
    """The words of a program as shell writes them: variables in braces, a backtick at the end as a backslash."""
    bare = _JOINED.sub(lambda match: "/".join(word.strip("\"'") for word in match.groups()), row.rstrip())
    if bare.count(")") > bare.count("("):
        bare = bare.rpartition(")")[0]  # of a call whose answer is kept: `$id = (aws …)`
    goes_on = bare.endswith("`")
    bare = bare.removesuffix("`").replace(".exe ", " ", 1).replace('`"', '\\"').replace("`", "")
    bare = f"{bare}\\" if goes_on else bare
    return _VARIABLE.sub(_in_braces, bare)


def _in_braces(match: re.Match[str]) -> str:
    return f"${{{match['braced'] or match['plain']}}}"


READER = Reader(name="PowerShell", serves=SERVES, wants=_wants, read=_read)

"""Settings that a guide has somebody write on a server by hand, and connections that it shows with their password."""

import re
from collections.abc import Iterable, Iterator

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import (
    Credential,
    CredentialForm,
    Database,
    DeveloperMode,
    ExposedSecret,
    KeptFiles,
    Placement,
    SettingsByHand,
    SwitchedOff,
)
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.configuration.exposed import AT_RDS, is_literal
from holdfast.readers.repository.configuration.modes import is_for_developers, is_switched_off
from holdfast.readers.repository.configuration.public_addresses import is_own_address
from holdfast.readers.repository.configuration.variables import connection_in, is_settings
from holdfast.readers.repository.guides.configuration.kept_settings import KEPT
from holdfast.readers.repository.guides.configuration.pasted_below import content_below
from holdfast.readers.repository.guides.configuration.tools_settings import is_for_tools, is_servers_secret
from holdfast.readers.repository.guides.guide import Code, Guide, Passage, Section
from holdfast.readers.repository.guides.lacks.owned_up import is_answer
from holdfast.readers.repository.guides.page.blocks import Form
from holdfast.readers.repository.guides.page.listed import COMMAND_FENCES
from holdfast.readers.repository.guides.page.trail import Trail
from holdfast.readers.repository.guides.releases.logged_in_to import logged_in_to
from holdfast.readers.repository.guides.wording.by_machine import BY_MACHINE
from holdfast.readers.repository.guides.wording.lexicon import SERVER, any_of, first_match
from holdfast.readers.repository.led_here import beside, kept_in_file, led_here

_FILES = frozenset({"", "env", "dotenv", "properties", "text", "txt", "ini"}) | COMMAND_FENCES
_RUN = (
    r"(?:(?:pn|n)pm|npx|yarn|bunx?|node|python3?|uv|poetry|alembic|flask|bundle|bin/\w+|rails|rake|php|go|psql|make)\s"
)
_NAMED = regex(
    # What a command is given for this once stands before it, and in no file.
    rf"^\s*(?:export\s+)?(?P<name>[A-Z][A-Z0-9_]{{2,60}})=(?!\S{{1,300}}\s+(?:[A-Z][A-Z0-9_]{{1,60}}=\S{{1,300}}\s+)?{_RUN})",
    0,
)
_HEREDOC = regex(r"(?:cat|tee)\b[^\n]{0,80}\.env[\w.]{0,30}[^\n]{0,40}<<|<<[^\n]{0,40}>\s*\S{0,80}\.env\b")
_FILE_OF_SETTINGS = (
    r"(?:[\w-]{0,40}\.env(?!\.(?:example|sample|local|dev|test))[\w.]{0,30}"
    r"|application(?:[-_](?!local|dev|test)\w{1,20})?\.(?:properties|ya?ml)|appsettings(?:\.Production)?\.json|wp-config\.php"
    r"|(?:local_)?settings(?:_prod\w*)?\.py|secrets\.(?:json|ya?ml|toml)|master\.key|database\.yml"
    r"|(?:config|configuration|settings)[._-]prod(?:uction)?\.(?:json5?|ya?ml|toml|ini|[cm]?[jt]s|php|py)"
    r"|prod(?:uction)?(?:[._-](?:config|configuration|settings))?\.(?:json5?|ya?ml|toml|ini))"
)
"""Files that a framework takes its settings from: an environment's, and those of Spring, .NET, WordPress and Django.

Those that a program of the team's own reads call themselves production's.
"""
_OPENS = r"(?:sudo )?(?:nano|vim?|emacs|vi)\s+(?:-\S+\s+)*[\"']?(?:\S{0,80}/)?"
_EDITOR = regex(rf"^\s*(?:\$ )?{_OPENS}{_FILE_OF_SETTINGS}[\"']?\s*(?:#.*)?$")
_FROM_AFAR = regex(rf"^\s*(?:\$ )?ssh\s(?:[^\n#]{{0,200}}?[\s\"']){_OPENS}{_FILE_OF_SETTINGS}[\"']{{0,2}}\s*(?:#.*)?$")
"""The same, opened on the server by whoever logs in for that alone."""

_COPIED = regex(
    r"^\s*(?:\$ )?(?:sudo )?cp\s+(?:-\S+\s+)*(?:\S{0,80}[./])?env\S{0,20}(?:example|sample|template)\S{0,20}\s+"
    r"\S{0,80}\.env(?!\.(?:example|sample|local|dev|test))[\w.]{0,30}\s*(?:#.*)?$"
)
_SENT = regex(
    r"^\s*(?:\$ )?(?:scp|rsync)\s[^\n#]{0,200}?\s[\"']?(?:\S{0,80}/)?\.env(?!\.(?:example|sample|local|dev|test))"
    r"[\w.]{0,30}[\"']?\s+[\"']?[^\s:]{1,120}:"
)
"""The own machine's file, sent to the server."""

_WRITTEN = any_of(
    r"\b(?:creat|updat|edit|fill|writ|put|add|set|past)\w*\b.{0,40}\.env\b(?![\w-]|\.(?:example|sample|local|dev|test))",
    r"\b(?:copy|rename|duplicate)\b.{0,60}\.env\b(?![\w-]|\.(?:example|sample|local|dev|test)).{0,40}?"
    r"\b(?:chang|edit|fill|adjust|updat|set|replac|enter)\w*",
    r"\.env(?:\.prod\w*)?(?![\w.-]).{0,24}?(?:작성|생성|수정|만들|입력|추가|편집|붙여|채워|作成|編集|記述|記入|貼り付け)",
    r"\.env(?:\.prod\w*)?(?![\w.-]).{0,80}?(?:업로드|전송|복사|올[려리린립]|アップロード|転送|配置|コピー|送)",
    r"\b(?:upload|transfer|copy|send)\b.{0,60}\.env\b(?![\w-]|\.(?:example|sample|local|dev|test)).{0,20}\bto\b.{0,12}"
    r"(?:server|ec2|instance|host\b|vps|[/~])",
    r"\b(?:env|environment)(?:s| ?var\w*)?\b.{0,40}(?:\.bashrc|\.bash_profile|\.profile|/etc/environment)\b",
    r"(?:환경 ?변수|環境変数).{0,40}(?:\.bashrc|\.bash_profile|\.profile|/etc/environment)",
    r"(?:\.bashrc|\.bash_profile|\.profile|/etc/environment)\b.{0,12}(?:환경 ?변수|環境変数)",
)
_CHAIN = regex(r"\s*(?:&&|;)\s*")
_LOCAL = regex(r"(?i)로컬|local|ローカル|개발 ?환경|development|開発環境|github|secrets and variables")
_CONNECTED = regex(rf"\b[a-z][a-z0-9+]{{1,20}}://[^\s:/@\"']{{1,60}}:(?P<password>[^\s@\"'/]{{6,100}})@{AT_RDS}")
_ENDPOINT = regex(rf"^\s*(?:export\s+)?[\w.-]{{1,60}}\s*[=:]\s*[\"']?(?:jdbc:\w+://)?{AT_RDS}")
_ITS_PASSWORD = regex(
    r"(?i)^\s*(?:export\s+)?[\w.-]{0,40}pass(?:word|wd)?\s*[=:]\s*[\"']?(?P<password>[!-~]{6,100}?)[\"']?\s*$"
)
_OWN_HOST = regex(r"(?i)^\s*(?:db[_ ]?)?(?:host(?:name)?|server|ip|addr\w*|호스트|서버|주소)\s*[:=]")
_BESIDE = 5
"""Rows around a database's address among which its password stands."""


def connected(guide: Guide) -> Iterator[ExposedSecret]:
    """Connections with their password to a database that exists, wherever they are shown."""
    for code in (*guide.codes, *guide.asides, *guide.options):
        known = {fact.at.start_line for fact in code.readings if isinstance(fact, ExposedSecret)}
        for number, row in enumerate(code.snippet.rows, start=1):
            match = _CONNECTED.search(row[:2_000]) or _beside_its_host(code.snippet.rows, number)
            at = code.snippet.at(number)
            if match and is_literal(match["password"]) and at.start_line not in known:
                yield ExposedSecret(
                    kind=EvidenceKind.INSTRUCTED,
                    at=replace(at, quote=at.quote.replace(match["password"], "[hidden]")),
                    environment=code.snippet.environment,
                    old=code.snippet.old,
                    name="DATABASE_URL",
                    form="password",
                )


def _beside_its_host(rows: list[str], number: int) -> re.Match[str] | None:
    match = _ITS_PASSWORD.match(rows[number - 1][:2_000])
    near = rows[max(number - 1 - _BESIDE, 0) : number + _BESIDE]
    return match if match and any(map(_is_address, near)) else None


def _is_address(row: str) -> bool:
    """The row names the host of a database that exists, or a machine's own address."""
    known = _OWN_HOST.match(row[:200]) is not None and is_own_address(row[:200])
    return known or (".rds." in row and _ENDPOINT.match(row[:2_000]) is not None)


def written_by_hand(guide: Guide) -> Iterator[SettingsByHand]:
    """The first block that is the content of an environment file on the server, with a secret in it."""
    for code in guide.codes:
        found = _secrets(code) or _for_platform(code)
        if found:
            rows, names = found
            yield SettingsByHand(
                kind=code.snippet.kind,
                at=code.snippet.at(rows[0], min(rows[-1], rows[0] + _MOST_ROWS - 1)),
                environment=code.snippet.environment,
                old=code.snippet.old,
                names=names,
            )
            return
    told = tuple(_in_tables(guide))
    yield from told or _opened(guide)


def modes_by_hand(guide: Guide) -> Iterator[DeveloperMode | SwitchedOff]:
    """Lines of an environment file on a server that switch a debug mode or the like on, or off.

    The file is a server's where a chapter says so, or where it calls itself production's.
    """
    for code in guide.codes:
        if not _is_settings_file(code):
            continue
        if not _is_productions(guide, code):
            continue
        for number, row in enumerate(code.snippet.rows, start=1):
            name, _, value = row[:200].strip().removeprefix("export ").partition("=")
            name, value = name.strip(), value.partition(" #")[0].strip().strip("\"'")
            if is_for_developers(name, value):
                yield DeveloperMode(**code.common(number), to=guide.snippet.path, name=name)
            elif is_switched_off(name, value):
                yield SwitchedOff(**code.common(number), to=guide.snippet.path, name=name)


def _is_productions(guide: Guide, code: Code) -> bool:
    return _PRODUCTIONS.search(code.snippet.text) is not None or is_servers(guide, code.fence.trail)


_PRODUCTIONS = regex(r"(?m)^[^\S\n]*(?:export\s+)?(?:NODE|APP|RAILS|RACK|FLASK|DJANGO)_ENV(?:IRONMENT)?=[\"']?prod")


def _opened(guide: Guide) -> Iterator[SettingsByHand]:
    """The first command or step by which somebody writes such a file on a server, of which the guide shows no more."""
    typed = [code for code in guide.codes if code.fence.language in ("", *COMMAND_FENCES)]
    on_server = [code for code in typed if is_servers(guide, code.fence.trail)]
    told = next(_row_of(_EDITOR, typed), None) or next(_row_of(_FROM_AFAR, typed), None)
    told = told or next(_row_of(_COPIED, on_server), None)
    told = told or next(_row_of(_SENT, typed), None) or next(_row_of(_EDITOR, on_server, chained=True), None)
    if told is not None:
        yield content_below(guide, told)
        return
    for passage in guide.passages:
        written = passage.told and passage.said.form is not Form.HEADING and _WRITTEN.search(passage.text)
        by_hand = written and _BY_SCRIPT.search(passage.text) is None and not is_for_tools(passage.text)
        if by_hand and is_servers(guide, passage.said.trail) and not _LOCAL.search(passage.surroundings):
            yield SettingsByHand(**guide.common(passage))
            return
    spoken = (p for p in guide.passages if p.affirmed or is_answer(p))
    kept = (p for p in spoken if p.said.form is not Form.HEADING and KEPT.search(p.text))
    for passage in kept:
        if not _LOCAL.search(passage.surroundings) and not _is_put_there(passage.text):
            yield SettingsByHand(**guide.common(passage, EvidenceKind.INSTRUCTED))
            return


def _is_put_there(text: str) -> bool:
    return any(words.search(text) for words in (BY_MACHINE, _FROM_STORE, _BY_SCRIPT))


_BY_SCRIPT = any_of(
    r"\b(?:this|it|script|command|playbook|tool|helper|installer|wizard)\b[`'\"]? (?:\w+ ){0,2}?"
    r"(?:writes|generates|creates|produces|fills)\b[^.\n]{0,30}\.env\b",
    r"(?:스크립트(?:가|는|로|에서)?|명령어?[가는이은]) ?[^.\n]{0,40}\.env[^\n]{0,30}"
    r"(?:생성|작성|만들어)(?:합니다|됩니다|줍니다|한다|된다|해 ?줍)",
    r"^\W*(?:creates|writes|generates|produces)\b[^\n]{0,40}\.env\b",
    r"\.env\b[^\n]{0,24}\bfrom (?:the )?(?:github |ci )?secrets\b",
    r"(?:スクリプト[がはで]|コマンド[がは])[^。\n]{0,30}\.env[^。\n]{0,12}(?:生成|作成)(?:します|され|する)",
)
"""The file comes out of it; with a command of the shell, it is the person who makes the file."""
_FROM_STORE = any_of(
    r"\b(?:ssm|vault|doppler|automatic(?:ally)?)\b|parameter store|secrets? manager|github secrets|자동|自動",
    r"파라미터 ?스토어|시크릿 ?매니저|パラメータ ?ストア|シークレット",
)


def _row_of(pattern: re.Pattern[str], codes: Iterable[Code], *, chained: bool = False) -> Iterator[SettingsByHand]:
    """Each row that is such a command; with `chained`, also one among several."""
    for code in codes:
        if _LOCAL.search(code.snippet.heading):
            continue
        for number, row in enumerate(code.snippet.rows, start=1):
            parts = _CHAIN.split(row[:400]) if chained else (row[:400],)
            if any(map(pattern.match, parts)) and not is_for_tools(row):
                yield SettingsByHand(**code.common(number))


def is_servers(guide: Guide, trail: Trail) -> bool:
    """What stands there is done on a server: a chapter above says so, or the whole guide is about one."""
    above = [heading.text for heading in trail.headings if not guide.manner.names_project(heading)]
    if first_match(SERVER, [*above, *trail.parents, trail.lead]):
        return True
    return guide.manner.infra and not guide.manner.readme


def _in_tables(guide: Guide) -> Iterator[SettingsByHand]:
    """The first table or list of the variables of a server, where no block shows its environment file."""
    for section in guide.sections:
        named = _variables(section)
        secrets = tuple(filter(is_servers_secret, named))
        # What every tool of AWS is given is no list of a program's own.
        if len(named) > 1 and secrets and not all(name.startswith("AWS_") for name in named):
            passages = list(named.values())
            near = passages[-1].said.end - passages[0].said.line < _MOST_ROWS
            common = guide.common(passages[0], EvidenceKind.INSTRUCTED)
            common["at"] = guide.at(passages[0], passages[-1] if near else None)
            yield SettingsByHand(**common, names=secrets)
            return


def keys_in_tables(guide: Guide) -> Iterator[Credential]:
    """The first row of such a table that hands the application an access key of AWS."""
    for section in guide.sections:
        passage = _variables(section).get("AWS_ACCESS_KEY_ID")
        if passage is not None:
            common = guide.common(passage, EvidenceKind.INSTRUCTED)
            yield Credential(**common, form=CredentialForm.STATIC_KEY, holder="application")
            return


def _variables(section: Section) -> dict[str, Passage]:
    """Names of variables with the rows or items that explain them, in a chapter about a server's settings."""
    titles = " / ".join(section.titles())
    if not _ENVIRONMENT.search(titles) or _LOCAL.search(titles):
        return {}
    found = (
        (_VARIABLE.match(p.text), p) for p in section.passages if p.affirmed and p.said.form in (Form.ROW, Form.ITEM)
    )
    return {match["name"]: passage for match, passage in found if match}


_ENVIRONMENT = regex(r"(?i)환경 ?변수|\.env\b|\benv(?:ironment)?[ -]?(?:variables?|vars?|file)\b|環境変数")
_VARIABLE = regex(r"(?P<name>[A-Z][A-Z0-9]*_[A-Z0-9_]{1,60})(?![\w-])")


_PLATFORM = regex(
    r"\beb\s+setenv\b|\beb\s+create\b[^\n]*--envvars\b"
    r"|\baws\s+(?:lambda\s+(?:update-function-configuration|create-function)\b[^\n]*--environment\b"
    r"|amplify\s+(?:create|update)-(?:app|branch)\b[^\n]*--environment-variables\b)"
)
"""Commands that write settings, and the values of secrets with them, into what a platform runs."""

_ASSIGNED = regex(r"(?<![\w$])(?P<name>[A-Z][A-Z0-9_]{2,60})=(?!\$\()")


def _for_platform(code: Code) -> tuple[list[int], tuple[str, ...]] | None:
    rows = code.snippet.rows
    found = next(
        ((first, last) for first, last in _commands(rows) if _PLATFORM.search(_joined(rows, first, last))), None
    )
    if found is None or _LOCAL.search(code.snippet.heading):
        return None
    first, last = found
    named = [match["name"] for row in rows[first : last + 1] for match in _ASSIGNED.finditer(row[:2_000])]
    secrets = tuple(filter(is_servers_secret, named))
    return ([first + 1, last + 1], secrets) if secrets else None


def _commands(rows: list[str]) -> Iterator[tuple[int, int]]:
    """The first and last row of each command that goes on behind a backslash, or stands in one row."""
    first = 0
    for at, row in enumerate(rows):
        if not row.rstrip().endswith("\\") or at == len(rows) - 1:
            yield first, at
            first = at + 1


def _joined(rows: list[str], first: int, last: int) -> str:
    return " ".join(row[:500] for row in rows[first : min(last, first + 20) + 1])


_FOLDER = regex(
    r"^\s*(?:export\s+)?(?!(?:PG|POSTGRES|MYSQL|MARIADB|MONGO|REDIS|KAFKA|ELASTIC|MINIO))(?:[A-Z0-9]{1,20}_){0,3}"
    r"(?:DATA|UPLOADS?|STORAGE|MEDIA|FILES?|ATTACHMENTS?|IMAGES?)_(?:DIR|DIRECTORY|PATH|FOLDER|ROOT)\s*=\s*[\"']?"
    r"(?:\.{0,2}/(?!tmp\b|mnt/|efs|shared/efs)[\w./-]{1,200}|(?:data|uploads?|storage|media|files)(?:/[\w./-]{0,200})?)[\"']?\s*(?:#.*)?$",
    re.ASCII,
)


_OF_A_KEY = regex(
    r"^[^=]{0,120}(?:KEY|CERT|CREDENTIAL|SECRET|TOKEN|CONFIG|LOG)[^=]{0,80}="
    r"|^[^\n#]{0,300}\.(?:json|pem|key|p8|p12|pfx|crt|cer|jks|ya?ml|toml|ini|conf|env|log)[\"']?\s*(?:#|$)"
)
"""The path of one file that the product only reads, such as the key of a service account."""


def kept_on_host(guide: Guide) -> Iterator[KeptFiles]:
    """The first folder of its own disk in which a server's settings have the application keep what it is handed."""
    for code in guide.codes:
        rows = enumerate(code.snippet.rows, start=1) if _is_settings_file(code) else ()
        number = next((n for n, row in rows if _FOLDER.match(row[:400]) and not _OF_A_KEY.match(row[:400])), None)
        if number is not None:
            yield KeptFiles(**code.common(number))
            return


def _is_settings_file(code: Code) -> bool:
    """The content of an environment file, and not one of a developer's."""
    text = code.snippet.text
    whole = code.fence.language in _FILES and is_settings(text)
    return (whole or _HEREDOC.search(text) is not None or _opens_first(code)) and not _LOCAL.search(
        code.snippet.heading
    )


def _opens_first(code: Code) -> bool:
    """Commands, one of which opens the file, and below it the rows that are to stand there."""
    rows = code.snippet.rows
    opened = next((at for at, row in enumerate(rows) if _EDITOR.match(row[:400])), len(rows))
    return sum(1 for row in rows[opened + 1 :] if _NAMED.match(row[:200])) > 1


def _secrets(code: Code) -> tuple[list[int], tuple[str, ...]] | None:
    if not _is_settings_file(code):
        return None
    named = [
        (number, match["name"])
        for number, row in enumerate(code.snippet.rows, start=1)
        if (match := _NAMED.match(row[:200]))
    ]
    secrets = tuple(name for _, name in named if is_servers_secret(name))
    return ([number for number, _ in named], secrets) if secrets else None


def connections(guide: Guide) -> Iterator[Database]:
    """Databases to which the environment file of a server leads, where the guide says no more of them.

    One on the server itself is told by whoever has the file written; of others an address alone only claims.
    """
    seen: set[tuple[str, str | None]] = set()
    own = logged_in_to(guide)
    for code in guide.codes:
        for fact in _led_to(guide, code, own) if _is_settings_file(code) else ():
            if (fact.engine, fact.environment) not in seen:
                seen.add((fact.engine, fact.environment))
                yield fact


def _led_to(guide: Guide, code: Code, own: re.Pattern[str] | None) -> Iterator[Database]:
    rows = [own.sub("127.0.0.1", row) if own else row for row in code.snippet.rows[:_MOST_LINES]]
    here = dict(led_here(rows)) if _is_productions(guide, code) else {}
    files = dict(kept_in_file(rows)) if _is_productions(guide, code) else {}
    for number, row in enumerate(code.snippet.rows, start=1):
        led = connection_in(row) if _NAMED.match(row[:200]) else None
        if number in here:
            yield beside(code.snippet, number, here[number], code.snippet.environment)
        elif number in files:
            # The program says better where it keeps its file, if it says so at all.
            yield Database(**code.common(number), engine=files[number], placement=Placement.EMBEDDED)
        elif led is not None:
            common = code.common(number)
            common["kind"] = EvidenceKind.CLAIMED
            yield Database(**common, engine=led[0], placement=led[1])


_MOST_LINES = 400


_MOST_ROWS = 40

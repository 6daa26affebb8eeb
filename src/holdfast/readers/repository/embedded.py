"""Code that stands inside another text: handed to the reader of its language, named by its fence or by its looks."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib import import_module

from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Reader, Reading, Snippet
from holdfast.readers.repository.between import files_between
from holdfast.readers.repository.configuration.variables import is_nested, is_settings
from holdfast.readers.repository.text.prompts import PROMPT

_SHELL = frozenset({"bash", "sh", "shell", "zsh", "console", "shell-session", "shellsession", "terminal", "cmd", "bat"})
_YAML = frozenset({"yaml", "yml"})
_JSON = frozenset({"json", "jsonc", "json5", "xml"})
_BY_LANGUAGE = {
    "nginx": "nginx",
    "powershell": "powershell.reader",
    "pwsh": "powershell.reader",
    "ps1": "powershell.reader",
    "nginxconf": "nginx",
    "caddyfile": "proxies.caddy",
    "caddy": "proxies.caddy",
    "haproxy": "proxies.haproxy",
    "apache": "proxies.apache",
    "apacheconf": "proxies.apache",
    "httpd": "proxies.apache",
    "hcl": "terraform",
    "terraform": "terraform",
    "tf": "terraform",
    "dockerfile": "containers.reader",
    "docker": "containers.reader",
    "docker-compose": "containers.reader",
    "cron": "schedules.reader",
    "crontab": "schedules.reader",
    "systemd": "schedules.reader",
    "service": "schedules.reader",
    "toml": "",
    "sql": "",
    "python": "",
    "py": "",
    "java": "",
    "kotlin": "",
    "ruby": "",
    "go": "",
    "tsx": "",
    "jsx": "",
    "html": "",
    "css": "",
    "diff": "",
    "env": "configuration.variables",
    "dotenv": "configuration.variables",
    "properties": "configuration.variables",
    "mermaid": "",
    "http": "",
    "graphql": "",
}
"""The reader for each fence; an empty name where the code is the application's own, or says nothing."""

_SCRIPTS = frozenset({"javascript", "js", "typescript", "ts", "cjs", "mjs"})

_PROMPT = regex(rf"^\s*{PROMPT}\s+(?P<command>\S.*)$")
_CRON_LINE = regex(
    r"^[^\S\n]*(?:@(?:daily|weekly|hourly|reboot)|(?:[\d*/,-]+\s+){4}[\d*/,A-Za-z-]+)\s+\S", re.MULTILINE
)
_VIRTUAL_HOST = regex(r"^[^\S\n]*<VirtualHost\s", re.MULTILINE)
_NGINX = regex(
    r"^[^\S\n]*(?:server|upstream\s+\S+|location\s+[^{\n]{1,200}|http|events)\s*\{|^[^\S\n]*proxy_pass\s", re.MULTILINE
)
_CADDY = (
    regex(
        r"^(?:https?://)?(?:[\w*.-]{1,200}\.[a-z]{2,20}|:\d{2,5}|\{\$\w{1,60}\}|<[^<>\n]{1,40}>)[^\n{}]{0,99}\{[ \t]*$",
        re.MULTILINE,
    ),
    regex(r"^[ \t]+(?:reverse_proxy|file_server|php_fastcgi)\b", re.MULTILINE),
)
"""A site by its name, and what is done with its requests."""
_UNIT = regex(r"^[^\S\n]*\[(?:Unit|Service|Timer)\]\s*$", re.MULTILINE)
_TERRAFORM = regex(r"^[^\S\n]*(?:resource|module|provider|data)\s+\"[^\"\n]+\"", re.MULTILINE)
_DOCKERFILE = regex(r"^FROM\s+\S+", re.MULTILINE)
_PM2 = regex(r"\bapps\s*:\s*\[")
_TEMPLATE = regex(
    r"^[^\S\n]*[\"']?(?:AWSTemplateFormatVersion|Resources)[\"']?\s*:|Type[\"']?\s*:\s*[\"']?AWS::", re.MULTILINE
)
_OPTIONS = regex(
    r"\s*(?:#[^\n]*\n\s*){0,9}(?:(?:option_settings|container_commands)\s*:\s*\n"
    r"|packages\s*:\s*\n\s+(?:yum|rpm)\s*:[\s\S]{0,2000}?\n(?:option_settings|(?:container_)?commands)\s*:)"
)
_SERVERLESS = regex(r"service:[^\n]*\n[\s\S]{0,2000}?^provider:", re.MULTILINE)
_WORKFLOW = regex(r"^[ \t]*(?:jobs|runs-on|uses|workflow_dispatch)\s*:|^[ \t]*-[ \t]+(?:uses|run)\s*:", re.MULTILINE)
_KUBERNETES = regex(r"^apiVersion\s*:", re.MULTILINE)
_RULES = regex(r"^[ \t]*-?[ \t]*alert[ \t]*:\s*\S[^\n]*\n\s*expr\s*:", re.MULTILINE)
_JENKINS = (
    regex(r"^[ \t]*(?:pipeline|node(?:[ \t]*\([^()\n]{0,80}\))?)[ \t]*\{", re.MULTILINE),
    regex(r"^[ \t]*stage[ \t]*\(", re.MULTILINE),
)
_OTHER_PIPELINES = (
    (regex(r"^stages:", re.MULTILINE), regex(r"^[ \t]+(?:- )?script:", re.MULTILINE)),
    (regex(r"^phases:", re.MULTILINE), regex(r"^[ \t]+commands:", re.MULTILINE)),
    (regex(r"^pipelines:", re.MULTILINE), regex(r"^[ \t]+(?:- )?step:", re.MULTILINE)),
)
_COMPOSE = regex(r"^[^\S\n]*(?:services|image|container_name|depends_on)\s*:", re.MULTILINE)
_CORS = regex(r"[\"']AllowedOrigins[\"']\s*:\s*\[|<AllowedOrigin>")
_COMMAND = regex(
    rf"^[^\S\n]*(?:{PROMPT}\s+)?"
    r"(?:sudo|ssh|scp|rsync|cd|git|npm|npx|yarn|pnpm|pm2|docker|docker-compose|aws|apt|"
    r"apt-get|yum|dnf|systemctl|curl"
    r"|wget|export|source|certbot|pg_dump|psql|mysql|mysqldump|crontab|chmod|chown|mkdir|java|eb|cdk|"
    r"terraform|kubectl|sls|ansible-playbook|php artisan|composer (?:install|update)|bundle (?:install|exec)"
    r"|python3? (?:-m|\S+\.py)|pip3? install|gunicorn|uvicorn|mvn|\./(?:gradlew|mvnw)|nohup|ufw|supervisorctl"
    r"|sam (?:build|deploy)|copilot (?:app|env|svc)|fallocate|mkswap|swapon|dd if\b|mongodump|mongorestore|pg_restore"
    r"|pg_dumpall|gunzip|zcat|restic|rclone|s3cmd|sed -i|tar -?[cx]\w*|ln -sf?n?|service \w+ (?:re)?(?:start|load)"
    r"|helm|kamal|cap \w+ deploy|fab|snap install|make (?:deploy|release|rollback|backup)|#!/)\b",
    re.MULTILINE,
)
_EXPORTS = regex(r"^[^\S\n]*export\s+\w+=", re.MULTILINE)
_POWERSHELL = regex(r"^[^\S\n]*\$\w+\s*=\s*\S|^[^`\n]{1,200}\s`[ \t]*$", re.MULTILINE)
_ENTRY = regex(r"(?:[^\S\n]*(?:#[^\n]*)?\n)*[^\S\n]*(?:- )?[\w.\"'-]{1,80}:(?:\s|$)")
"""A text whose first line is one of a YAML file."""
_PLAIN = frozenset({"", "text", "txt", "plaintext", "plain"})


def read_embedded(language: str, snippet: Snippet) -> Iterable[Reading]:
    """Facts and gaps of a code block.

    Args:
        language: as its fence says, lower case; empty when it says nothing, then the text is looked at.
        snippet: the block's content, with the strength, environment and age of the text around it.
    """
    if "stage" in snippet.text and _has(snippet.text, _JENKINS):
        return _reader("pipelines").read(snippet)
    if language in _SHELL:
        return _read_shell(snippet)
    name = _BY_LANGUAGE.get(language)
    if name is None:
        name = _by_looks(language, snippet.text)
    if name == "shell":
        return _read_shell(snippet)
    return _read_as(name, snippet) if name else ()


def _read_as(name: str, snippet: Snippet) -> Iterator[Reading]:
    """A text by its reader; a unit of systemd says when it runs, and what its program is given."""
    yield from _reader(name).read(snippet)
    if name == "schedules.reader" and _UNIT.search(snippet.text):
        yield from _reader("schedules.processes").read(snippet)


@lru_cache(maxsize=32)
def is_workflow(text: str) -> bool:
    """The text is a pipeline's file, or a part of one."""
    return _WORKFLOW.search(text) is not None or _is_other_pipeline(text) or _has(text, _JENKINS)


def _is_other_pipeline(text: str) -> bool:
    return any(_has(text, both) for both in _OTHER_PIPELINES)


def _has(text: str, patterns: Iterable[re.Pattern[str]]) -> bool:
    return all(pattern.search(text) for pattern in patterns)


def _by_looks(language: str, text: str) -> str:
    if _CORS.search(text) and not _COMMAND.match(text.lstrip()):
        return "policies.reader"
    first = text.lstrip().partition("\n")[0]
    document = first[:1] in ("{", "[") and not any(one.match(first) for one in (_PROMPT, _UNIT, _CADDY[0]))
    if language in _JSON or (not language and document):
        return "templates.document" if _TEMPLATE.search(text) else "policies.reader"
    if language in _YAML:
        return _yaml(text)
    if language in _SCRIPTS:
        return "schedules.processes" if _PM2.search(text) else ""
    if language in ("ini", "conf", "config", "apache", "apacheconf"):
        return _configuration(text) or ("configuration.variables" if is_settings(text) else "")
    return _unnamed(text) if language in _PLAIN else ""


_REMARKS = regex(r"(?:[^\S\n]*(?:#(?!!)[^\n]*)?\n){0,60}[^\S\n]*(?:#(?!!)[^\n]*)?\n?")


def is_yaml(fence: str, text: str) -> bool:
    """It is a file for some tool, as its fence or its first entry says: what stands in it, nobody types."""
    return fence in _YAML or (fence in _PLAIN and _ENTRY.match(text) is not None and bool(_yaml(text)))


def language_of(fence: str, text: str) -> str:
    """What a code block is written in: as its fence says, or a shell's language that its text cannot hide."""
    if fence not in _PLAIN:
        return fence
    if "#" in text and _REMARKS.fullmatch(text):
        return "bash"  # nothing is typed there, and whatever is said is said as among commands
    return {"shell": "bash", "powershell.reader": "powershell"}.get(_by_looks(fence, text), fence)


def _yaml(text: str) -> str:
    if _TEMPLATE.search(text) or _OPTIONS.match(text) or _SERVERLESS.match(text):
        return "templates.document"
    if _KUBERNETES.search(text):
        return "kubernetes.reader"
    if _is_other_pipeline(text):
        return "pipelines"
    if _WORKFLOW.search(text):
        return "workflows"
    if _RULES.search(text):
        return "monitoring.reader"
    if _COMPOSE.search(text):
        return "containers.reader"
    return "configuration.variables" if is_nested(text) else ""


def _configuration(text: str) -> str:
    if _VIRTUAL_HOST.search(text):
        return "proxies.apache"
    if _UNIT.search(text):
        return "schedules.reader"
    if _NGINX.search(text):
        return "nginx"
    if _has(text, _CADDY):
        return "proxies.caddy"
    return "schedules.reader" if _CRON_LINE.search(text) else ""


def _unnamed(text: str) -> str:
    """Without a language only what cannot be mistaken is read."""
    found = _configuration(text) or (
        "configuration.variables" if is_settings(text) and not _EXPORTS.search(text) else ""
    )
    if found or (_ENTRY.match(text) and (found := _yaml(text))):
        return found
    if _TERRAFORM.search(text):
        return "terraform"
    if _DOCKERFILE.search(text):
        return "containers.reader"
    if _PM2.search(text) and "module.exports" in text:
        return "schedules.processes"
    if _COMMAND.search(text):
        return "powershell.reader" if _POWERSHELL.search(text) else "shell"
    return _yaml(text)


def _read_shell(snippet: Snippet) -> Iterator[Reading]:
    """Commands, and among them lines that are meant for `crontab -e`, documents for a console, files for an editor."""
    if "<<" not in snippet.text:  # a document that a command writes is read with that command
        for first, last in _documents(snippet.rows):
            text = "\n".join(snippet.rows[first : last + 1])
            yield from _reader("policies.reader").read(snippet.part(text, first + 1))
        for name, first, last in files_between(snippet.rows):
            rows = snippet.rows
            yield from _read_as(name, snippet.part("\n".join(rows[first : last + 1]), first + 1))
            snippet = replace(snippet, text=_kept(snippet, [not first <= at <= last for at in range(len(rows))]))
    if "crontab -e" in snippet.text:
        snippet = replace(snippet, text="\n".join(_entered(snippet.rows)))
    timed = [_CRON_LINE.match(row) is not None for row in snippet.rows]
    if any(timed):
        yield from _reader("schedules.reader").read(replace(snippet, text=_kept(snippet, timed)))
        snippet = replace(snippet, text=_kept(snippet, [not clock for clock in timed]))
    yield from _reader("shell").read(replace(snippet, text=_without_prompts(snippet)))


def _entered(rows: list[str]) -> Iterator[str]:
    """The lines of a block, those without their mark that stand as comments below the command that opens the table."""
    opened = False
    for row in rows:
        opened = opened or _OPENS_TABLE.match(row) is not None
        meant = _MEANT_FOR_CLOCK.match(row[:1_000]) if opened else None
        yield meant["line"] if meant else row


_OPENS_TABLE = regex(r"^\s*(?:\$\s*)?(?:sudo\s+)?crontab\s+(?:-u\s+\S+\s+)?-e\b")
_MEANT_FOR_CLOCK = regex(
    r"^\s*#+\s*(?:[^:：#\n]{1,40}[:：]\s*)?"
    r"(?P<line>(?:@(?:daily|weekly|hourly|reboot)|(?:[\d*/,-]{1,20}\s+){4}[\d*/,A-Za-z-]{1,20})\s+[/\w.~].*)$"
)


def _documents(rows: list[str]) -> Iterator[tuple[int, int]]:
    """First and last rows of the JSON documents that stand between commands, each from its column to its end."""
    first = -1
    for number, row in enumerate(rows):
        if first < 0 and row.rstrip() in ("{", "["):
            first = number
        elif first >= 0 and row.rstrip() in ("}", "]"):
            yield first, number
            first = -1


def _kept(snippet: Snippet, wanted: list[bool]) -> str:
    """The wanted lines, in their places; the others are empty."""
    return "\n".join(row if keep else "" for row, keep in zip(snippet.rows, wanted, strict=True))


def _without_prompts(snippet: Snippet) -> str:
    """The commands of a recorded terminal, every line in its place; what it printed becomes empty."""
    prompts = [_PROMPT.match(row) for row in snippet.rows]
    if not any(prompts):
        return snippet.text
    kept: list[str] = []
    goes_on = False
    for row, prompt in zip(snippet.rows, prompts, strict=True):
        text = prompt["command"] if prompt else row.lstrip("> ") if goes_on else ""
        goes_on = bool(text) and text.rstrip().endswith("\\")
        kept.append(text)
    return "\n".join(kept)


def _reader(name: str) -> Reader:
    # By name and late: a guide must not load the parsers of languages that nothing in it is written in.
    reader = import_module(f"{__package__}.{name}").READER
    assert isinstance(reader, Reader)  # noqa: S101 - tells the type checker; the names above are our own
    return reader

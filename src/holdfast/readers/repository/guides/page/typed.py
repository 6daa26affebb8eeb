"""Commands that stand in a sentence or in an item of a list, where no block of code holds them."""

import re

from holdfast.model.regex import regex

GIT = r"git\s+(?:-C\s+\S+\s+)?"
"""Git, in the folder where it is called or in one that is named."""

BY_TOOL = (
    r"(?:(?:npx|bunx|yarn|pnpm(?:\s+(?:exec|dlx))?)\s+)?"
    r"(?P<tool>cdk|eb|sam|serverless|sls|sst|copilot|chalice|zappa)(?:\s+svc)?\s+deploy\b(?![^\n]{0,200}\blocal)"
)
"""What puts a release onto a platform, wherever it is typed."""

_TOOLS = (
    r"(?:sudo\s+(?:-\w+\s+)*)?"
    r"(?:aws\s+[a-z0-9-]+\s+[a-z0-9-]+|docker(?:-compose|\s+compose)?\s+[a-z-]+"
    rf"|{GIT}(?:pull|clone|fetch|checkout|reset|switch)"
    r"|pm2\s+(?:start|restart|reload|deploy)|systemctl\s+(?:\w+\s+)?(?:re)?(?:start|load)|service\s+[\w@-]+|certbot|ufw|iptables|firewall-cmd"
    r"|supervisorctl|python3?\s+manage\.py|gunicorn|uvicorn"
    r"|pg_dump(?:all)?|mysqldump|mongodump|pg_restore|rsync|scp|kubectl|nohup|java|cdk|eb|sam|(?:serverless|sls|sst|copilot|zappa|chalice)(?=\s+(?:\w+\s+)?deploy)|cp|tar|crontab"
    r"|(?:apt(?:-get)?|yum|dnf)\s+(?:-\w+\s+)*install|npm|yarn|pnpm|npx|nano|vim?|\./gradlew|\./mvnw|bundle|pip3?|cd)\b"
)
_SPAN = regex(r"(?<!`)(?P<marks>`{1,3})(?P<command>[^`\n]{5,400})(?P=marks)(?!`)")
_QUOTED = regex(r"[「『“‘](?P<command>[ -~]{5,200})[」』”’]")
"""Where nothing marks a command as one, quotes often do."""
_COMMAND = regex(rf"\s*(?:\$\s+)?(?:{_TOOLS}(?:\s+\S|[/.])|(?:sudo\s+)?git pull\s*\Z)", re.ASCII)
_TIMED = regex(
    r"\s*(?:@(?:daily|weekly|monthly|hourly)|(?:[\d*/,-]+[ \t]+){4}[\d*/,A-Za-z-]+)[ \t]+[\w./~$\\]\S*", re.ASCII
)
_WORDS = regex(
    r"\s(?:the|an?|your|our|and|or|for|with|from|into|is|are|it|via|using)\s|[.!?,]\s*$", re.IGNORECASE | re.ASCII
)
_LONGEST = 400
_EXPLAINED = regex(r"(?P<command>[!-~][ -~]{3,200}?)\s+(?:[:：→#]|[-=]>|[-–—](?![-\w])|//)\s+\S")
"""A command in a list, and behind a sign what it is for."""
_ARGUMENTS = regex(
    r"\s-{1,2}\w|[/=:&|<>]|\s(?:origin|main|master|all|up|start|restart|reload|build|install)\b", re.ASCII
)


ON_SERVERS = regex(
    r"\s*(?:\$\s+)?sudo\s+(?:certbot|letsencrypt|ufw|systemctl|service\s+nginx|(?:nano|vim?|cp|ln)\s[^\n]{0,200}/etc/nginx)"
    r"|\s*(?:\$\s+)?(?:pm2\s+(?:startup|save)|certbot)\b"
    r"|\s*(?:\$\s+)?(?:bundle exec )?(?:eb (?:create|deploy)|cap (?:prod|stag)\w* deploy)\b"
    r"|\s*(?:\$\s+)?cd\s+/(?:home/(?:ec2-user|ubuntu|centos|admin|debian|bitnami|rocky)|var/www)(?:/|\s*$)",
    re.ASCII,
)
"""Commands that nobody types on the own machine: wherever they stand, they are for a server."""


def commands_in(raw: str, *, listed: bool) -> tuple[str, ...]:
    """The commands that a line of Markdown has somebody type.

    Args:
        raw: the line, with its marks.
        listed: it is an item of a list, which may be a command without marks around it.
    """
    spans = [span["command"] for span in _SPAN.finditer(raw[:2_000])]
    spans = spans or [quoted["command"] for quoted in _QUOTED.finditer(raw[:2_000])]
    found = tuple(span.strip() for span in spans if is_command(span))
    bare = raw.strip()
    bare = unexplained(bare) if listed else bare
    if found or len(bare) > _LONGEST or not bare.isascii() or "`" in bare:
        return found
    return (bare,) if (listed and _TIMED.match(bare)) or begins_command(bare) else ()


def unexplained(text: str) -> str:
    """The command that an item begins with, where a sign and what it is for stand behind it; else all of it."""
    match = _EXPLAINED.match(text[:_LONGEST])
    return match["command"] if match and begins_command(match["command"]) else text


def begins_command(text: str) -> bool:
    """The line can hardly be anything but a command, whatever stands around it."""
    if _WHOLE.fullmatch(text):
        return True
    if not is_command(text):
        return False
    return (_UNMARKED if _WORDS.search(text) else _ARGUMENTS).search(text) is not None


_UNMARKED = regex(r"\A\s*(?:\$\s+|sudo\s|(?:apt|apt-get|yum|dnf)\s+(?:-\w+\s+)*(?:install|update|upgrade)\s)", re.ASCII)
_WHOLE = regex(
    r"\s*(?:\$\s+)?(?:sudo\s+)?(?:git pull|npm (?:start|ci|install)|yarn(?: install| build| start)?"
    r"|pm2 (?:save|startup)|aws configure(?: --profile [\w.-]{1,60})?|(?:cd|nano|vim?) [\w./~<>-]{2,80}"
    r"|(?:npx )?(?:eb (?:init|create|deploy)|(?:cdk|sam|sls|serverless|copilot|zappa) deploy|terraform apply)"
    r"|docker(?:-| )compose (?:pull|up|down|build|restart)"
    r"|(?:npm run|yarn|pnpm(?: run)?) deploy|(?:bundle exec )?cap \w{1,40} deploy)\s*"
)
"""Commands that are whole without any argument."""


def is_command(text: str) -> bool:
    """It begins with a tool that sets something up, or with the clock of a crontab; a chain, also with Git."""
    if _COMMAND.match(text) is not None or _TIMED.match(text) is not None:
        return True
    if _BY_GIT.match(text) is None:
        return False
    return any(map(_COMMAND.match, text[:_LONGEST].split("&&")[1:]))


_BY_GIT = regex(rf"\s*(?:\$\s+)?{GIT}(?:add|commit|push|merge|tag)\s[^\n]{{0,300}}&&")


_REST = r"(?:[^\n\\]|\\\n|\\[^\n])"
"""What a command goes on with, on the next rows too where a backslash joins them."""
COPIES_THERE = regex(
    rf"^[^\S\n]*(?:\$\s+)?(?:(?:scp|rsync)\s{_REST}{{0,300}}\s[\"']?"
    r"(?:[^\s@\"']{1,40}@[^\s:\"']{1,100}|[\w.-]{2,40}):[~/.\w<$]"
    r"|ssh\s(?:-i\s[^\n]{1,100}\s)?(?:ubuntu|ec2-user|admin|bitnami|debian|centos|root)@(?!localhost|127\.)\S"
    rf"|aws\s+s3\s+(?:sync|cp)\s{_REST}{{1,200}}\ss3://|{BY_TOOL}"
    r"|(?:sudo\s+)?docker\s+(?:image\s+)?push\s+(?!localhost|127\.)\S"
    r"|(?:sudo\s+)?docker(?:\s+|-)compose\s(?:[^\n#]{1,200}\s)?push\b|(?:sudo\s+)?docker\s+(?:buildx\s+)?build\s[^\n]{0,300}--push\b)",
    re.MULTILINE | re.ASCII,
)
"""What is typed on the own machine all the same reaches the server by it, or the registry that the server asks."""

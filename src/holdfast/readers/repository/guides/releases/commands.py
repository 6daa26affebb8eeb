"""What the commands of a block do to a release: bring it, build it, start it, or give its pages out."""

import re
from functools import lru_cache

from holdfast.model.record import record
from holdfast.model.regex import regex
from holdfast.readers.repository.guides.page.typed import GIT
from holdfast.readers.repository.guides.releases.raised import GIVEN
from holdfast.readers.repository.text.prompts import PROMPT

_BEGINS = rf"(?:^[^\S\n]*(?:{PROMPT}\s*)?|&&\s*|;[^\S\n]*|\bssh\s[^\n]{{0,200}}?[\"'])"
_BEGINS += rf"(?:sudo\s+)?{GIVEN}"
# Data and secrets that are carried there are no release.
_OPTIONS = r"\s*(?:-[iPFo]\s+\S+\s+|-(?![iPFo]\s)[\w-]+\s+){0,8}"
_CARRIES = (
    # Nor is what the services of a machine keep.
    rf"\b(?:pscp|scp|rsync)\s(?!{_OPTIONS}[\"']?(?:[^\s\"':]{{1,100}}:)?/(?:var/(?:lib|log|backups?)|etc)/)"
    rf"(?!{_OPTIONS}"
    r"(?:\S{0,200}(?:\.(?:sql|dump|bak)(?:\.gz)?|\.env(?:\.\w+)?|\.(?:key|pem|crt))"
    # A script that makes a server of a machine carries no release.
    r"|[\"']?(?:[^\s\"']{0,200}[/_-])?(?:set[-_]?up|bootstrap|provision|init|install)(?:[-_]\w{1,30}){0,3}\.(?:sh|bash))"
    r"[\"']?\s+\S{1,200}:)"
)
_FETCH = regex(
    rf"{_BEGINS}{GIT}(?:pull|clone|fetch|checkout|reset)\b|{_CARRIES}|{_BEGINS}docker\s+pull\s"
    rf"|{_BEGINS}docker(?:\s+|-)compose\s+(?:[^\n#]{{1,200}}\s)?pull\b"
    rf"|{_BEGINS}(?:gh\s+repo\s+(?:clone|sync)|svn\s+(?:co|checkout|up|update|export))\b"
    r"|\bsftp\s[^\n]{1,200}(?:\n[^\n]{0,200}){0,6}?\n\s*(?:sftp>\s*)?m?put\s"
    r"|\baws\s+s3\s+(?:cp|sync)\s+[\"']?s3://[^\s\"']{1,200}\.(?:zip|tgz|tar\.gz|jar|war)\b"
    r"|\b(?:curl|wget)\s[^\n]{0,200}(?:raw\.githubusercontent\.com/(?:[^/\s]{1,80}/){2}(?:refs/heads/)?(?:main|master)/"
    r"|/archive/(?:refs/heads/)?(?:main|master)\.(?:zip|tar\.gz))",
    re.MULTILINE,
)
_SENT = regex(_CARRIES)
_BUILD = regex(
    r"\b(?:npm|yarn|pnpm)\s+(?:run\s+)?(?:build|ci|install)\b(?![^\n]{0,80}\s(?:-g|--global)\b)|\./?gradlew?\s+\S*(?:build|bootJar)|"
    r"\bmvnw?\s[^\n]{0,80}?\b(?:package|install)\b|docker(?:\s+|-)?compose\s+build|docker\s+build|pip3?\s+install\s+-r|"
    r"bundle\s+install|composer\s+install",
)
OF_THE_MACHINE = (
    r"(?:nginx|postgres|mysql|maria|mongo|docker|redis|cron|ssh|apache|httpd|certbot|containerd|memcached|rabbitmq|elastic"
    r"|systemd-|rsyslog|fail2ban|ufw\b|firewalld|network|chrony|ntp|snapd|haproxy|caddy|amazon-|codedeploy-agent)"
)
"""Services that a machine has beside the application, as their names begin: whoever restarts one releases nothing."""
_OWN_WORD = r"(?:re-?)?(?:start|deploy|load|launch)|rebuild|up|update|release|upgrade"
_ASIDE = r"(?:dev|develop|development|local|test|tests|db|database|docs|infra|monitoring|nginx)"
_OF_SERVICE = (
    r"(?:aws|ecs|ecr|eb|beanstalk|lambda|fargate|cdk|sam|serverless|s3|cloudfront|amplify|apprunner|terraform)"
)
RESTART = regex(
    r"\bpm2\s+(?:restart|reload|start\b(?!up))|"
    rf"systemctl\s+(?:restart|reload|start|enable\s+--now)\s+(?!{OF_THE_MACHINE})\S|"
    r"docker(?:\s+|-)compose\s+(?:[^\n]{0,200}\s)?(?:up\b|restart\b(?!\s+(?:nginx|db|database|postgres|mysql|maria|mongo|redis|proxy)))|"
    r"\bforever\s+(?:start|restart)\b|\bsupervisorctl\s+(?:restart|reload|start|update)\b|"
    r"\bunicorn(?:_rails)?\s[^\n]{0,200}-D\b|\b(?:puma|rails\s+s(?:erver)?)\s[^\n]{0,200}-d\b|"
    r"\bgunicorn\s[^\n]{0,200}(?:-D\b|--daemon)|passenger-config\s+restart-app|"
    r"\bpumactl\s+(?:[^\n]{1,80}\s)?(?:(?:phased-)?restart|start)\b|\b(?:rake|rails)\s+(?:unicorn|puma|thin):(?:re)?start\b|"
    r"\btouch\s+\S{0,80}tmp/restart\.txt\b|\bkill\s+-(?:USR2|HUP)\b|"
    r"\bstart:prod(?:uction)?\b|\b(?:npm|yarn|pnpm)\s+(?:run\s+)?(?:pm2:\w{0,20}(?:start|restart|reload)|restart|reload)\b|\bnest\s+start\b[^\n]{0,40}--prod|\bNODE_ENV=prod\w*\s[^\n]{0,60}\bstart\b|"
    rf"\bnohup\s+\S|java\s+-jar\b|service\s+(?!(?!nginx|apache|httpd){OF_THE_MACHINE})\S+\s+restart|docker\s+run\s+-d|"
    # What was carried into a container goes live with it.
    r"docker\s+cp\s[\s\S]{0,400}?\bdocker\s+(?:container\s+)?restart\b|"
    r"\bscreen\s+-\w*S\b|\btmux\s+new\b|\b(?:gunicorn|uvicorn|daphne|hypercorn)\s[^\n]{0,200}(?:0\.0\.0\.0|--bind|\s-b\s)|"
    # It listens to everybody unless it is told otherwise.
    r"\bwaitress-serve\s+-|"
    r"\brunserver\s+0(?:\.0\.0\.0)?:|\bflask\s+run\s[^\n]{0,80}(?:--host|-h)\b|\bstreamlit\s+run\b|"
    r"\bcomposer\s+install\b[\s\S]{0,400}?\b(?:systemctl|service)\s+(?:re(?:start|load)\s+)?(?:httpd|apache2|php[\w.-]*fpm)\b|"
    r"\bartisan\s+(?:migrate|optimize|config:cache|octane:start|up)\b|service\s+php\S*\s+re(?:start|load)|"
    # A script of the team's own, by what it is called; one for a service of AWS runs where its command line is.
    rf"{_BEGINS}(?:(?:ba|z)?sh\s+)?(?:\.{{0,2}}/)?(?:[\w.-]+/){{0,4}}(?!(?:[^\W_]+[-_])*{_OF_SERVICE}[-_.])(?:\w+[-_])?"
    r"(?:re)?(?:deploy|start|release|update)(?:[-_][^\W_]+)*\.sh\b|"
    # One that is told by a word what to do, and a recipe by its name.
    rf"{_BEGINS}(?:(?:ba|z)?sh\s+)?(?:\.{{0,2}}/)?(?:[\w.-]+/){{0,4}}(?!(?:[^\W_]+[-_])*{_OF_SERVICE}[-_.])"
    rf"[\w-]+\.sh\s+(?:{_OWN_WORD})\b(?![-_])|"
    rf"{_BEGINS}(?:\./|(?:\./)?(?:bin|scripts?)/)(?!(?:gradlew|mvnw|configure|pip|npm|yarn)\b)"
    rf"(?:[\w-]{{1,40}}\s+(?:{_OWN_WORD})\b(?![-_.])|(?:[^\W_]+[-_]){{0,2}}(?:{_OWN_WORD})(?=\s|$))|"
    r"docker\s+stack\s+deploy\b|docker\s+service\s+update\b|podman(?:\s+|-)compose\s+(?:[^\n]{0,200}\s)?(?:up|restart)\b|"
    rf"{_BEGINS}(?:make|just|task)\s+(?!(?:\w+[-_:])*{_ASIDE}(?![^\W_]))(?:[^\W_]+[-_:]){{0,2}}(?:{_OWN_WORD})(?![^\W_])",
    re.MULTILINE,
)
_GIVEN_OUT = regex(
    # The files that the web server gives out are built anew where it takes them, or replaced.
    r"\b(?:npm|yarn|pnpm)\s+(?:run\s+)?build\b[\s\S]{0,300}?\b(?:systemctl\s+re(?:start|load)\s+nginx|service\s+nginx\s+re)|"
    r"\b(?:cp|mv|rsync|scp)\s[^\n]{0,200}[\s:]/(?:var/www|usr/share/nginx|srv/www|opt/bitnami/\S{0,40}htdocs)(?:/|\s|$)",
    re.MULTILINE,
)
_PLAIN_START = regex(
    rf"{_BEGINS}(?:npm\s+(?:run\s+)?(?:start|dev)\b|yarn\s+(?:start|dev)\b|node\s+[\w./-]+\.[cm]?js\b"
    r"|python3?\s+[\w./-]*(?:app|main|server|run|wsgi|bot)\.py\b|go\s+run\s"
    # The script that what was fetched brings along, for all that is left to do.
    r"|(?:(?:ba|z)?sh\s+|\./)(?:[\w-]+/){0,2}(?:run|up|launch|install|setup|init)"
    r"(?:[-_](?!docker|nginx|node|swap|ssl|https?\b|certbot|ec2|lightsail|aws|server|host|vps|ubuntu|firewall|ufw|db|database"
    r"|postgres|mysql|mongo|redis|cron|backup|monitoring|env\b)[^\W_]+)*\.sh\b"
    # A program that was built elsewhere, and neither a script nor a tool that builds.
    r"|\./(?!gradlew|mvnw|configure|install|setup|build)[\w-]{1,60}(?=\s*(?:&|$)|\s+--?\w))",
    re.MULTILINE,
)
"""Starts of a program as at home; on a server, of what somebody has just fetched."""


_DRAWN = regex(r"[\u2500-\u257f\u25b2-\u25c5]")
"""Lines and arrows of a picture: what is written between them goes from one place to another, and nobody types it."""
_UNTYPED = regex(
    r"\s*(?:#|Exec(?:Start|Stop|Reload|Condition)\w*\s?=|(?:CMD|ENTRYPOINT)\s|(?:command|entrypoint)\s?[=:]|COPY\s|web:\s)"
)
"""A remark, or a row of a unit, an image or a process manager: it says what such a file has started some day."""
_PUSHED = regex(rf"(?m){_BEGINS}{GIT}push\b")
_AT_DESK = regex(rf"\s*(?:{PROMPT}\s*)?{GIT}checkout\b")
"""Whoever pushes chooses a branch on the own machine."""
_GOES_ON = regex(r"[ \t]\\\n[ \t]{0,40}")


@record(frozen=True)
class Commands:
    """What is done.

    `given`: pages are put where a web server takes them. `sent`: it goes to a machine that is named.
    """

    fetch: bool
    build: bool
    started: bool
    given: bool
    plain: bool
    sent: bool

    @property
    def restart(self) -> bool:
        """Something goes live."""
        return self.started or self.given


def unwrapped(text: str) -> str:
    """Each command in a row of its own, also one that goes on in the next rows."""
    return _GOES_ON.sub(" ", text)


@lru_cache(maxsize=128)
def commands_of(text: str) -> Commands:
    """What the commands in `text` do, but for those that are commented out, or part of a picture."""
    rows = unwrapped(text).splitlines()
    aside = _AT_DESK if _PUSHED.search(text) else _UNTYPED
    kept = "\n".join(row for row in rows if not (_UNTYPED.match(row) or aside.match(row) or _DRAWN.search(row)))
    patterns = (_FETCH, _BUILD, RESTART, _GIVEN_OUT, _PLAIN_START, _SENT)
    return Commands(*(pattern.search(kept) is not None for pattern in patterns))

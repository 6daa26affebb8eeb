"""The lines of crontabs, in files of their own and inside other texts."""

import re
from collections.abc import Iterator

from holdfast.model.record import record
from holdfast.model.regex import regex

CRON = regex(
    r"^[ \t]*(?P<schedule>(?:[\d*][\d*/,-]*[ \t]+[\d*?][\d*/,-]*[ \t]+[\d*?L][\d*/,-]*[ \t]+[\w*?][\w*/,-]*[ \t]+"
    r"[\w*?][\w*/,#-]*)"
    r"|@(?:daily|weekly|monthly|hourly|midnight|reboot|yearly))[ \t]+(?P<command>\S.*)$"
)
_PROGRAM = regex(
    r"(?:cd|(?:ba|z|da)?sh|docker|docker-compose|python[\d.]*|node|npx|npm|php|ruby|java|pg_dump|mysqldump|mongodump|aws"
    r"|certbot|curl|wget|find|flock|env|nice|sudo|tar|rsync|systemctl|test)\s|[./~$\"'\[({]|\w+="
)


@record(frozen=True, slots=True)
class CronLine:
    """A line of a crontab: `line` counts from 1 in the text it was found in.

    `starts`: false where cron takes the command's first word for a user that there is not, and never runs it.
    """

    line: int
    schedule: str
    command: str
    starts: bool = True


def cron_lines(text: str, *, system: bool = False) -> Iterator[CronLine]:
    """The lines of a crontab that start something.

    Args:
        text: of the crontab.
        system: the sixth word is a user, as in `/etc/crontab` and `/etc/cron.d`.
    """
    for number, row in enumerate(text.splitlines(), start=1):
        match = CRON.match(row[:2_000])
        if match is None:
            continue
        command = match["command"]
        lacks_user = system and lacks_a_user(command)
        if system and not lacks_user and re.match(r"[a-z_][\w-]*\s+\S", command):
            command = command.split(None, 1)[1]
        yield CronLine(number, " ".join(match["schedule"].split()), command, starts=not lacks_user)


def lacks_a_user(command: str) -> bool:
    """Where a line of `/etc/cron.d` must name its user, a program or a path stands."""
    return _PROGRAM.match(command) is not None

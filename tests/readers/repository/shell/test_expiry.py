"""What the clock starts beside backups: who looks how long a certificate is good for, and what deploys."""

from holdfast.model.facts import Alarm, Deployment, Watched
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.schedules import READER as SCHEDULES
from holdfast.readers.repository.shell import facts_of

_SCRIPT = """\
#!/bin/sh
ends=$(openssl x509 -enddate -noout -in /etc/ssl/shop.pem | cut -d= -f2)
left=$(( ($(date -d "$ends" +%s) - $(date +%s)) / 86400 ))
if [ "$left" -lt 21 ]; then
  {call}
fi
"""


def alarms(call: str, schedule: str | None) -> list[Alarm]:
    said = facts_of(Snippet("ops/look.sh", _SCRIPT.format(call=call)), schedule=schedule)
    return [fact for fact in said if isinstance(fact, Alarm)]


def test_a_script_of_the_clock_that_calls_a_channel_is_an_alarm() -> None:
    [alarm] = alarms('curl -fsS -d "{\\"text\\":\\"$left\\"}" "$SLACK_WEBHOOK"', "0 9 * * *")

    assert (alarm.watches, alarm.notifies, alarm.at.start_line) == (Watched.CERTIFICATE, True, 2)


def test_one_that_only_prints_calls_nobody() -> None:
    [alarm] = alarms('echo "$left days"', "0 9 * * *")

    assert alarm.notifies is False


def test_one_that_nobody_starts_is_none() -> None:
    assert alarms("mail -s cert ops@example.com < /dev/null", None) == []


def test_a_renewal_that_calls_somebody_when_it_fails_is_an_alarm() -> None:
    line = '15 4 * * * root certbot renew -q --deploy-hook "nginx -s reload" || /usr/local/bin/notify "renew failed"\n'
    facts = list(SCHEDULES.read(Snippet("deploy/cron.d/certbot", line)))

    assert [fact.watches for fact in facts if isinstance(fact, Alarm)] == [Watched.CERTIFICATE]


def test_a_clock_that_takes_what_is_newest_and_starts_it_is_a_deployment() -> None:
    line = "*/5 * * * * cd /srv/shop && {} && docker compose up -d --build\n"
    found = [
        [
            one.identity
            for one in SCHEDULES.read(Snippet("ops/crontab", line.format(first)))
            if isinstance(one, Deployment)
        ]
        for first in ("git pull -q", "sleep 3")
    ]
    assert found == [["none"], []]

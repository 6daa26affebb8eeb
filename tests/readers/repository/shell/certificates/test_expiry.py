"""What the clock starts beside backups: who looks how long a certificate is good for, and what deploys."""

import pytest

from holdfast.model.facts import Alarm, Deployment, Watched
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.schedules.reader import READER as SCHEDULES
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


@pytest.mark.parametrize(
    ("command", "looks"),
    [
        ('./deploy/scripts/check-tls-expiry.sh --from-host "$host"', True),
        ("bash ops/ssl_cert_monitor.sh", True),
        ("python3 tools/certificate_days_left.py shop.example.org", True),
        ("npx ssl-checker shop.example.org", True),
        ("node ops/checkCertExpiry.js", True),
        ("/opt/shop/cert-expiry-alert", True),
        ("npm run check:certs", True),
        ("make check-tls-expiry", True),
        ("npm run check:types", False),
        ("make check", False),
        ("curl -I https://shop.example.org | grep -i location", False),
        ("./ops/renew-cert-if-expiring.sh", False),
        ("./ops/check-links.sh", False),
        ("./ops/concert-check.sh", False),
        ("./ops/install-ssl-checker.sh", False),
        ("chmod +x deploy/scripts/check-tls-expiry.sh", False),
        ("echo check-tls-expiry.sh", False),
        ("./ops/certificate_validation_record.sh", False),
    ],
)
def test_a_program_that_lies_elsewhere_looks_at_the_end_as_its_name_says(command: str, *, looks: bool) -> None:
    told = [
        fact for fact in facts_of(Snippet("ops/daily.sh", command), schedule="0 9 * * *") if isinstance(fact, Alarm)
    ]
    assert [(one.watches, one.notifies) for one in told] == ([(Watched.CERTIFICATE, None)] if looks else [])


def test_a_script_of_the_repository_tells_by_itself_whom_it_calls() -> None:
    known = frozenset(("check-tls-expiry.sh",))
    text = "/srv/shop/ops/check-tls-expiry.sh\n"
    told = facts_of(Snippet("ops/daily.sh", text), schedule="0 9 * * *", known_scripts=known)
    assert [fact for fact in told if isinstance(fact, Alarm)] == []


def test_who_wrote_the_pipeline_that_runs_a_script_hears_of_its_failure() -> None:
    said = facts_of(Snippet("ops/look.sh", _SCRIPT.format(call="exit 1")), schedule="0 9 * * *", piped=True)
    assert [fact.notifies for fact in said if isinstance(fact, Alarm)] == [True]


def test_what_curl_shows_of_a_certificates_end_is_a_look_at_it() -> None:
    text = "left=$(curl -vI https://shop.example.org 2>&1 | grep -i 'expire date')\necho $left\n"
    told = [fact for fact in facts_of(Snippet("ops/daily.sh", text), schedule="0 9 * * *") if isinstance(fact, Alarm)]
    assert [(one.watches, one.notifies, one.at.start_line) for one in told] == [(Watched.CERTIFICATE, False, 1)]

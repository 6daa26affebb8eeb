"""Scripts that measure a host, and whether anybody hears of it."""

import pytest

from holdfast.model.facts import MetricSource
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of

_MEASURED = """used=$(df -P / | awk 'NR==2 {print $5}')
if [ "$used" -ge 85 ]; then
  echo "disk $used" | tee -a "$LOG"
fi
free -m
"""


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (_MEASURED, [(2, 6, "df, free")]),
        ("top -bn1 | head\n" + "\n" * 50 + "df -h\n", [(2, 2, "top, df")]),
        (_MEASURED + "curl -fsS $URL/health\n", [(2, 6, "df, free")]),
        (_MEASURED + "curl -f $URL/health\n", [(2, 6, "df, free")]),
        (_MEASURED + "curl -X POST -d disk $SLACK_URL\n", []),
        (_MEASURED + "mail -s disk ops@shop.example < $LOG\n", []),
        (_MEASURED + "aws sns publish --topic-arn $TOPIC --message disk\n", []),
        (_MEASURED + "python3 send_alert.py disk\n", []),
        (_MEASURED + "bash -e scripts/notify.sh disk\n", []),
        (_MEASURED + "wget --post-data=disk https://hooks.slack.com/services/T0AB/B0AB/x\n", []),
        (_MEASURED + "wget -q $URL/health\n", [(2, 6, "df, free")]),
        (_MEASURED + "python3 tidy.py alerts\n", [(2, 6, "df, free")]),
        ("docker system df\n", []),
        ('HOOK=""\nsay() {\n  curl -d "$1" "$HOOK"\n}\ndf -h\n', [(4, 4, "curl")]),
        ('ALERTS=false\ndf -h\nif [ "$ALERTS" = true ]; then\n  mail -s x "$TO"\nfi\n', [(5, 5, "mail")]),
        ("BAD=0\ndf -h || BAD=1\nif [ $BAD -gt 0 ]; then\n  curl -d x $SLACK_URL\nfi\n", []),
        (". ./env\nHOOK=\ndf -h\ncurl -d x $HOOK\n", []),
        ('HOOK=""\ncurl -d x $HOOK\nmail -s x ops@shop.example\n', []),
        ("while true; do\n  if ! curl -f localhost/health; then\n    pm2 restart shop\n  fi\ndone\n", [(3, 4, "curl")]),
        ("while true; do\n  pgrep node || systemctl restart shop\n  curl -d x $SLACK_URL\ndone\n", []),
        ("if ! curl -f localhost/health; then\n  pm2 restart shop\nfi\n", []),
        ("df -h\ngit pull\npm2 reload shop\n", []),
        ("fallocate -l 1G /swapfile\nmkswap /swapfile\nswapon /swapfile\nfree -h\n", []),
        ("growpart /dev/xvda 1\nresize2fs /dev/xvda1\ndf -h\n", []),
    ],
)
def test_what_a_script_measures_and_nobody_hears_of(text: str, told: list[tuple[int, int, str]]) -> None:
    facts = [one for one in facts_of(Snippet("ops/look.sh", f"#!/bin/bash\n{text}")) if isinstance(one, MetricSource)]
    assert [(one.at.start_line, one.at.end_line, one.system) for one in facts] == told
    assert all(one.by_hand for one in facts)


_WARNED = """CPU=$(top -bn1 | awk '/Cpu/ {print $2}')
{between}
if [ "$CPU" -gt 80 ]; then
  echo "WARNING: CPU is at $CPU" >> $LOG
fi
if (( $(echo "$LOAD > 4" | bc -l) )); then
  echo "WARNING: load is at $LOAD" >> $LOG
fi
if [ "$CPU" -le 80 ]; then
  echo "CPU is fine"
fi
"""


@pytest.mark.parametrize(
    ("between", "seen", "told"),
    [("", (2, 8), (2, 8)), ("\n" * 50, (2, 2), (54, 58))],
)
def test_where_a_script_warns_whoever_reads_along_somebody_would_have_to_be_called(
    between: str, seen: tuple[int, int], told: tuple[int, int]
) -> None:
    text = f"#!/bin/bash\n{_WARNED.replace('{between}', between)}"
    (fact,) = (one for one in facts_of(Snippet("ops/look.sh", text)) if isinstance(one, MetricSource))
    place = fact.places["alarms"]
    assert ((fact.at.start_line, fact.at.end_line), (place.start_line, place.end_line)) == (seen, told)


def test_a_function_called_alert_that_only_says_calls_nobody() -> None:
    says = 'send_alert() {\n  echo "ALERT $1" >> $LOG\n  # curl -d "$1" $SLACK_WEBHOOK\n}\n'
    calls = says.replace("# curl", "curl")
    for text, found in ((says, 1), (calls, 0)):
        facts = facts_of(Snippet("ops/look.sh", f"{text}df -h\nsend_alert disk\n"))
        assert len([one for one in facts if isinstance(one, MetricSource)]) == found


@pytest.mark.parametrize(
    ("name", "schedule", "found"),
    [("health-check.sh", "*/5 * * * *", [(2, 4)]), ("health-check.sh", None, []), ("nightly.sh", "*/5 * * * *", [])],
)
def test_what_the_clock_asks_and_only_says_is_looked_at_by_hand(
    name: str, schedule: str | None, found: list[tuple[int, int]]
) -> None:
    text = "#!/bin/bash\nsystemctl is-active shop || echo down\n\npg_isready || echo 'no database'\n"
    facts = [one for one in facts_of(Snippet(f"ops/{name}", text), schedule=schedule) if isinstance(one, MetricSource)]
    assert [(one.at.start_line, one.at.end_line) for one in facts] == found


_HEARD = """
URL="${HEALTH_URL:-https://shop.example/health}"
if curl -sSf --max-time 10 "$URL" > /dev/null; then
  echo "$(date) OK"
else
  echo "$(date) FAIL"
fi
"""


@pytest.mark.parametrize(
    ("path", "head", "told"),
    [
        ("deploy/health-check.sh", "# Add to crontab: */5 * * * * /srv/shop/health-check.sh >> health.log", [(4, 7)]),
        ("deploy/check.sh", "# run from cron every five minutes", [(4, 7)]),
        ("deploy/health-check.sh", "# Asks the product once after a release.", []),
        ("deploy/smoke.sh", "# cron: */5 * * * *", []),
    ],
)
def test_a_script_that_says_itself_that_the_clock_starts_it_and_only_says_what_it_heard(
    path: str, head: str, told: list[tuple[int, int]]
) -> None:
    facts = facts_of(Snippet(path, f"#!/bin/bash\n{head}{_HEARD}"))
    found = [one for one in facts if isinstance(one, MetricSource)]
    assert [(one.at.start_line, one.at.end_line) for one in found] == told


def test_one_that_calls_somebody_is_no_mere_look() -> None:
    text = f"#!/bin/bash\n# cron: */5 * * * *{_HEARD}curl -X POST -d down $SLACK_URL\n"
    facts = facts_of(Snippet("deploy/health-check.sh", text))
    assert not any(isinstance(one, MetricSource) for one in facts)


@pytest.mark.parametrize(
    ("path", "log", "found"),
    [
        ("ops/healthcheck.sh.j2", 'echo "$1" | tee -a "$LOG_FILE"', 1),
        ("ops/health-check.sh", 'echo "$(date) $1" >> /var/log/shop/health.log', 1),
        ("ops/health-check.sh", 'echo "$1"', 0),
        ("ops/health-check.sh", 'echo "$1" > health.log', 0),
        ("ops/smoke.sh", 'echo "$1" >> smoke.log', 0),
        ("ops/healthcheck.sh", 'echo "$1" >> h.log; curl -X POST -d "$1" $SLACK_URL', 0),
    ],
)
def test_a_script_that_adds_what_it_heard_to_a_log_is_read_by_nobody(path: str, log: str, found: int) -> None:
    text = f"#!/bin/bash\nlog() {{\n  {log}\n}}\nif curl -fs http://localhost:80/health; then\n  log up\nfi\nexit 0\n"
    facts = facts_of(Snippet(path, text))
    assert len([one for one in facts if isinstance(one, MetricSource)]) == found

"""Lines by which the clock has a host looked at, and whether anybody is called."""

import pytest

from holdfast.model.facts import Alarm, MetricSource
from holdfast.readers.repository import shell
from holdfast.readers.repository.base import Reader
from holdfast.readers.repository.schedules import reader as schedules

from ...many import read_files

_EVERY = "*/5 * * * * "
_LOOKS = "#!/bin/bash\nif ! docker ps | grep -q shop; then\n  echo 'shop is down'\n  exit 1\nfi\n"


def told(files: dict[str, str], reader: Reader = schedules.READER) -> list[tuple[str, int, str]]:
    found = [one for one in read_files(reader, **files) if isinstance(one, MetricSource)]
    assert all(one.by_hand for one in found)
    lines = [one for one in found if one.places.get("alarms") == one.at and one.at.start_line == one.at.end_line]
    return [(one.at.path, one.at.start_line, one.system) for one in lines]


def by_line(command: str, **beside: str) -> list[str]:
    return [system for _, _, system in told({"ops/crontab": f"{_EVERY}{command}\n", **beside})]


@pytest.mark.parametrize(
    ("command", "found"),
    [
        ("/opt/shop/health-check.sh >> /var/log/health.log", ["health-check.sh"]),
        ("cd /srv/shop && ./scripts/system-monitor.sh >> system-health.log 2>&1", ["system-monitor.sh"]),
        ("/usr/bin/python3 /opt/shop/check_disk.py >> disk.log", ["check_disk.py"]),
        ("df -h >> /var/log/disk.log", ["df"]),
        ("docker stats --no-stream >> stats.log", ["docker"]),
        ("curl -fsS http://localhost:3000/health >> health.log 2>&1", ["curl"]),
        ("curl -fsS http://localhost:3000/health || echo down >> health.log", ["curl"]),
        # What an unseen script does by itself, nobody knows.
        ("/opt/shop/health-check.sh", []),
        ("/opt/shop/health-check.sh > /dev/null 2>&1", []),
        ("/opt/shop/backup.sh >> backup.log 2>&1", []),
        ("/opt/shop/monitor-backup.sh >> backup.log", []),
        ("certbot renew >> certbot.log", []),
        ("/opt/shop/check-ssl-status.sh >> ssl.log", []),
        ("/opt/shop/price-update.py >> prices.log", []),
        ("curl -s https://shop.example/api/cron/digest >> digest.log", []),
        ("curl -fsS https://hc-ping.com/0000 >> ping.log", []),
        ("curl -fsS http://localhost/health >> h.log || curl -d down $SLACK_WEBHOOK", []),
        ("df -h | mail -s disk ops@shop.example", []),
        ("curl -f http://localhost/health > /dev/null || systemctl restart shop", ["curl"]),
    ],
)
def test_a_line_that_only_writes_down_what_it_saw(command: str, found: list[str]) -> None:
    assert by_line(command) == found


def test_people_named_in_the_crontab_are_mailed_what_is_said() -> None:
    line = f"{_EVERY}/opt/shop/health-check.sh >> health.log\n"
    assert told({"ops/crontab": f"MAILTO=ops@shop.example\n{line}"}) == []
    assert told({"ops/crontab": f'MAILTO=""\n{line}'}) == [("ops/crontab", 2, "health-check.sh")]


@pytest.mark.parametrize(
    ("script", "found"),
    [
        (_LOOKS, ["health-check.sh"]),
        ("#!/bin/bash\ndf -h\nfree -m\n", ["health-check.sh"]),
        ('#!/bin/bash\nalert() {\n  echo "ALERT $1" >> $LOG\n}\ndf -h || alert disk\n', ["health-check.sh"]),
        (_LOOKS + "curl -X POST -d down $SLACK_WEBHOOK\n", []),
        (_LOOKS + "aws sns publish --topic-arn $TOPIC --message down\n", []),
        (_LOOKS + "mail -s down ops@shop.example < $LOG\n", []),
        (_LOOKS + "aws cloudwatch put-metric-data --namespace Shop --metric-name Up --value 0\n", []),
        (_LOOKS + "curl -s https://api.telegram.org/bot$TOKEN/sendMessage -d text=down\n", []),
        # What starts again what is down mends it, and nobody learns of it.
        (_LOOKS + "systemctl restart shop\n", ["health-check.sh"]),
        ("#!/bin/bash\necho fine\n", []),
    ],
)
def test_a_script_at_hand_says_whether_it_calls_somebody(script: str, found: list[str]) -> None:
    assert by_line("/opt/shop/health-check.sh", **{"ops/health-check.sh": script}) == found


@pytest.mark.parametrize(
    ("program", "found"),
    [
        ("import psutil\nprint(psutil.cpu_percent())\n", ["monitor.py"]),
        ("import psutil, smtplib\nsmtplib.SMTP('mail').sendmail(a, b, str(psutil.cpu_percent()))\n", []),
        ("import psutil, requests\nrequests.post(HOOK, json={'text': psutil.cpu_percent()})\n", []),
        ("print('no host here')\n", []),
    ],
)
def test_so_does_a_program(program: str, found: list[str]) -> None:
    assert by_line("python3 /opt/shop/monitor.py >> m.log", **{"ops/monitor.py": program}) == found


def test_a_timer_of_systemd_is_a_clock_too() -> None:
    files = {
        "ops/health.timer": "[Timer]\nOnCalendar=*:0/5\n",
        "ops/health.service": "[Service]\nExecStart=/opt/shop/health-check.sh\n",
        "ops/health-check.sh": _LOOKS,
    }
    assert told(files) == [("ops/health.service", 2, "health-check.sh")]


_SET_UP = """
    #!/bin/bash
    cat > /opt/shop/health-check.sh << 'EOF'
    #!/bin/bash
    if ! docker ps | grep -q shop; then
      echo "shop is down"
    fi
    {more}
    EOF
    (crontab -l 2>/dev/null; echo "*/5 * * * * /opt/shop/health-check.sh") | crontab -
    """


def test_a_script_that_a_set_up_writes_and_starts_by_the_clock_is_told_with_its_line() -> None:
    files = {"ops/setup.sh": _SET_UP.format(more="")}
    found = [one for one in read_files(shell.READER, **files) if isinstance(one, MetricSource)]
    assert [(one.at.start_line, one.at.end_line, one.system) for one in found] == [
        (9, 9, "health-check.sh"),
        (4, 5, "docker"),
    ]
    calls = _SET_UP.format(more="curl -d down https://hooks.slack.com/services/x")
    assert told({"ops/setup.sh": calls}, shell.READER) == []


def test_a_script_that_calls_somebody_is_an_alarm_and_none_of_these() -> None:
    files = {
        "ops/monitor.sh": "#!/bin/bash\ndf -h\nmail -s disk ops@shop.example\n",
        "ops/crontab": f"{_EVERY}ops/monitor.sh\n",
    }
    assert told(files, shell.READER) == []
    assert any(isinstance(one, Alarm) for one in read_files(shell.READER, **files))


def test_a_line_and_a_script_in_variables_are_read_as_what_they_hold() -> None:
    text = """
        #!/bin/bash
        SCRIPT="$DIR/health-check-simple.sh"
        JOB="*/5 * * * * $SCRIPT >> /tmp/health.log 2>&1"
        (crontab -l 2>/dev/null; echo "$JOB") | crontab -
        """
    assert told({"ops/setup.sh": text}, shell.READER) == [("ops/setup.sh", 4, "health-check-simple.sh")]


def test_a_long_script_that_many_lines_start_is_read_once() -> None:
    script = "#!/bin/bash\n" + "curl localhost/health\n" * 500
    crontab = "# MAILTO\n" + f"{_EVERY}/opt/shop/health-check.sh >> health.log\n" * 500
    found = told({"ops/crontab": crontab, "ops/health-check.sh": script})
    assert len(found) == 500


def test_a_script_that_writes_many_others_reads_each_of_them_once() -> None:
    one = "cat > /opt/health{0}.sh <<'EOF'\n#!/bin/bash\npg_isready\nEOF\n"
    one += "echo '{1}root /opt/health{0}.sh' > /etc/cron.d/h{0}\n"
    text = "#!/bin/bash\n" + "".join(one.format(f"-{at:03}", _EVERY) for at in range(150))
    found = [one for one in read_files(shell.READER, **{"setup.sh": text}) if isinstance(one, MetricSource)]
    assert len({one.at for one in found}) == 300  # the line of each, and what it asks

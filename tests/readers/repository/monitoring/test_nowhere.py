"""Receivers of alerts, and whether what they call reaches anybody."""

import pytest

from holdfast.model.facts import Alarm, Topic
from holdfast.readers.repository.base import Snippet, Tree
from holdfast.readers.repository.monitoring.reader import READER
from tests.readers.repository.terraform.support import readings

_ROUTED = "route:\n  receiver: web.hook\nreceivers:\n  - name: web.hook\n"
_SAMPLE = _ROUTED + "    webhook_configs:\n      - url: '{url}'\n        send_resolved: true\n"


def topics(files: dict[str, str]) -> list[tuple[tuple[str, ...], bool | None, int, int]]:
    found = [one for one in readings(files, reader=READER) if isinstance(one, Topic)]
    return [(one.subscribers, one.for_alarms, one.at.start_line, one.at.end_line) for one in found]


def called(text: str, **beside: str) -> list[tuple[tuple[str, ...], bool | None, int, int]]:
    return topics({"monitoring/alertmanager.yml": text, **beside})


_NOBODY = [((), True, 4, 7)]
_SOMEBODY = [(("webhook",), None, 4, 4)]


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:5001/",
        "http://localhost:5001/alerts",
        "http://[::1]:5001",
        "http://webhook.example.com/alerts",
        "https://hooks.slack.com/services/YOUR/SLACK/WEBHOOK",
        "https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX",
        "https://discord.com/api/webhooks/<id>/<token>",
    ],
)
def test_an_address_that_nobody_is_at_is_told_at_the_whole_receiver(url: str) -> None:
    assert called(_SAMPLE.format(url=url)) == _NOBODY


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://alerts-to-chat:5001/",
        "https://hooks.slack.com/services/T0AB1CD2E/B0AB1CD2E/aZxXy81kQm2nP0sT",
        "https://alerts.shop.co.jp/xxl/hook",
        "${ALERT_WEBHOOK}",
        "{{ alert_webhook }}",
    ],
)
def test_another_host_and_what_is_filled_in_elsewhere_may_reach_somebody(url: str) -> None:
    assert called(_SAMPLE.format(url=url)) == _SOMEBODY


@pytest.mark.parametrize(
    ("path", "text", "listens"),
    [
        ("docker-compose.yml", 'services:\n  chat:\n    ports:\n      - "5001:5001"\n', True),
        ("hooks/server.py", "app.run(host='0.0.0.0', port=5001)\n", True),
        ("hooks/Dockerfile", "FROM python:3.12\nEXPOSE 5001\n", True),
        ("ops/start.sh", "alert-to-chat --listen :5001 &\n", True),
        ("docker-compose.yml", 'services:\n  chat:\n    ports:\n      - "15001:8080"\n', False),
        ("README.md", "Alerts go to port 5001.\n", False),
        ("ops/alertmanager-old.yml", _SAMPLE.format(url="http://127.0.0.1:5001/"), False),
    ],
)
def test_something_of_the_repository_may_listen_at_the_port(path: str, text: str, *, listens: bool) -> None:
    files = {"monitoring/alertmanager.yml": _SAMPLE.format(url="http://127.0.0.1:5001/"), path: text}
    assert topics(files)[0][0] == (("webhook",) if listens else ())


def test_a_script_may_fill_in_the_address() -> None:
    text = _SAMPLE.format(url="https://hooks.slack.com/services/YOUR_WEBHOOK")
    assert called(text) == _NOBODY
    assert called(text, **{"ops/up.sh": 'sed -i "s|YOUR_WEBHOOK|$HOOK|" alertmanager.yml\n'}) == _SOMEBODY


def test_one_receiver_that_reaches_somebody_is_enough() -> None:
    text = (
        _SAMPLE.format(url="http://127.0.0.1:5001/") + "  - name: team\n    slack_configs:\n      - channel: '#ops'\n"
    )
    assert [(kinds, meant) for kinds, meant, *_ in called(text)] == [((), None), (("slack",), None)]


def test_an_address_for_all_of_slack_may_be_nobodys() -> None:
    text = "global:\n  slack_api_url: {url}\n" + _ROUTED + "    slack_configs:\n      - channel: '#ops'\n"
    assert called(text.format(url="https://hooks.slack.com/services/YOUR/SLACK/WEBHOOK"))[0][0] == ()
    assert called(text.format(url="https://hooks.slack.com/services/T0AB1CD2E/B0AB1CD2E/aZxXy81"))[0][0] == ("slack",)


def test_an_address_that_is_nobodys_for_all_is_shown_once_where_it_stands() -> None:
    address = "https://hooks.slack.com/services/YOUR/SLACK/WEBHOOK"
    slack = "    slack_configs:\n      - channel: '#ops'\n"
    common = f"global:\n  slack_api_url: {address}\n"

    def lines(text: str) -> list[int | None]:
        found = readings({"monitoring/alertmanager.yml": text}, reader=READER)
        facts = [one for one in found if isinstance(one, Topic)]
        return [at.start_line if (at := one.places.get("subscribers")) else None for one in facts]

    assert lines(f"{common}{_ROUTED}{slack}  - name: other\n{slack}") == [2, 2]
    assert lines(f"{common}{_ROUTED}{slack}        api_url: {address}\n") == [None]


@pytest.mark.parametrize(
    ("to", "heard"),
    [
        ("oncall@shop.co.jp", True),
        ("ops@example.com", False),
        ("ops@example.com, oncall@shop.co.jp", True),
        ("<your-email>", False),
    ],
)
def test_mail_reaches_whoever_is_at_one_of_its_addresses(to: str, *, heard: bool) -> None:
    text = _ROUTED + f"    email_configs:\n      - to: '{to}'\n"
    assert called(text)[0][0] == (("email",) if heard else ())


@pytest.mark.parametrize(
    ("receiver", "kinds"),
    [
        ("type: email\n        settings:\n          addresses: <example@example.com>", ()),
        ("type: slack\n        settings:\n          url: https://hooks.slack.com/services/YOUR_SLACK_WEBHOOK_URL", ()),
        ("type: webhook\n        settings:\n          url: http://localhost:9999/hook", ()),
        ("type: email\n        settings:\n          addresses: oncall@shop.co.jp", ("email",)),
        ("type: slack\n        settings:\n          recipient: ops\n          token: $SLACK_TOKEN", ("slack",)),
    ],
)
def test_a_contact_point_of_grafana_reaches_somebody_or_nobody(receiver: str, kinds: tuple[str, ...]) -> None:
    text = f"apiVersion: 1\ncontactPoints:\n  - name: team\n    receivers:\n      - {receiver}\n"
    ((found, meant, first, last),) = topics({"grafana/provisioning/alerting/points.yml": text})
    assert found == kinds
    assert (meant, first, last) == ((None, 3, 3) if kinds else (True, 3, 7))


def test_the_alerts_still_count_as_meant_for_somebody() -> None:
    rules = "groups:\n  - name: host\n    rules:\n      - alert: HighCPU\n        expr: cpu > 80\n"
    files = {"monitoring/rules.yml": rules, "monitoring/alertmanager.yml": _SAMPLE.format(url="http://127.0.0.1:5001/")}
    assert [one.notifies for one in readings(files, reader=READER) if isinstance(one, Alarm)] == [True]


def test_the_files_are_opened_once_however_many_receivers_lead_to_the_own_machine() -> None:
    receiver = "  - name: r{0}\n    webhook_configs:\n      - url: http://localhost:{0}/\n"
    texts = {
        "alertmanager.yml": _ROUTED + "".join(map(receiver.format, range(5000, 5050))),
        "chat.py": "listen(5049)\n",
    }
    opened: list[str] = []

    def open_text(path: str) -> str:
        opened.append(path)
        return texts[path]

    tree = Tree(paths=tuple(texts), open_text=open_text)
    assert READER.read_together is not None
    found = list(READER.read_together(tree, (Snippet("alertmanager.yml", texts["alertmanager.yml"]),)))
    assert [one.name for one in found if isinstance(one, Topic) and one.subscribers] == ["r5049"]
    assert opened.count("chat.py") == 1

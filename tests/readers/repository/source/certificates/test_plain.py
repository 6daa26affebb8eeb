"""Places at which an application takes visitors in without TLS."""

import pytest

from holdfast.model.facts import PlainTaken

from ..support import told

_RAILS = {"Gemfile": "gem 'rails'\n", "app/models/a.rb": "class A\nend\n"}


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Rails.application.configure do\n  # config.force_ssl = true\nend\n", ["2"]),
        ("Rails.application.configure do\n  config.force_ssl = false\nend\n", ["2 on_purpose=True"]),
        ("Rails.application.configure do\n  config.force_ssl = true\n  # config.force_ssl = false\nend\n", []),
        ("Rails.application.configure do\n  config.force_ssl = ENV['TLS']\nend\n", []),
        (
            (
                "Rails.application.configure do\n  config.force_ssl = true\n"
                "  config.action_mailer.default_url_options = { host: 'http://203.0.113.7' }\nend\n"
            ),
            ["3 on_purpose=True"],
        ),
    ],
)
def test_rails_without_tls_is_shown_where_it_would_be_switched_on(text: str, places: list[str]) -> None:
    found = told({**_RAILS, "config/environments/production.rb": text}, PlainTaken)
    assert [line.partition("production.rb:")[2].strip() for line in found] == places


_OFF = "SECRET = 1\nSECURE_SSL_REDIRECT = False\nSECURE_HSTS_SECONDS = 0\nSESSION_COOKIE_SECURE = False\n"


@pytest.mark.parametrize(
    ("path", "text", "places"),
    [
        ("shop/settings/live.py", _OFF, ["shop/settings/live.py:2-4 on_purpose=True"]),
        ("shop/settings/dev.py", _OFF, []),
        ("shop/settings.py", "if DEBUG:\n    SECURE_SSL_REDIRECT = False\n", []),
        (
            "shop/settings.py",
            "SECURE_SSL_REDIRECT = CSRF_COOKIE_SECURE = False\n",
            ["shop/settings.py:1 on_purpose=True"],
        ),
        ("shop/settings.py", "SECURE_SSL_REDIRECT = CSRF_COOKIE_SECURE = True\n", []),
        ("shop/settings.py", "SECURE_SSL_REDIRECT = True\n", []),
    ],
)
def test_settings_of_django_that_switch_tls_off_are_shown_together(path: str, text: str, places: list[str]) -> None:
    files = {"manage.py": "import django\n", "shop/urls.py": "from django.urls import path\n", path: text}
    assert told(files, PlainTaken) == places


def test_a_program_in_go_that_listens_without_tls() -> None:
    text = 'package main\n\nimport "net/http"\n\nfunc main() {\n\thttp.ListenAndServe%s(":8080", nil)\n}\n'
    assert told({"go.mod": "module shop\n", "main.go": text % ""}, PlainTaken) == ["main.go:6 "]
    assert told({"go.mod": "module shop\n", "main.go": text % "TLS"}, PlainTaken) == []
    served = text.replace(
        'http.ListenAndServe%s(":8080", nil)', 's := &http.Server{Addr: ":80"}\n\ts.ListenAndServe%s()'
    )
    assert told({"go.mod": "module shop\n", "main.go": served % ""}, PlainTaken) == ["main.go:7 "]
    assert told({"go.mod": "module shop\n", "main.go": served % "TLS"}, PlainTaken) == []


@pytest.mark.parametrize(("called", "places"), [("metricsServer", 0), ("debugSrv", 0), ("server", 1)])
def test_a_server_that_only_operators_ask_takes_no_visitors(called: str, places: int) -> None:
    text = f'package main\n\nimport "net/http"\n\nfunc main() {{\n\t{called} := &http.Server{{}}\n\t{called}.ListenAndServe()\n}}\n'
    assert len(told({"go.mod": "module shop\n", "main.go": text}, PlainTaken)) == places

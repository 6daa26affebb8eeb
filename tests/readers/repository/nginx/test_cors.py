"""Cross-origin headers that a proxy adds to an application's answers."""

from textwrap import indent

import pytest

from holdfast.model.facts import ApplicationCors, ProxyRoute
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.nginx import READER

_EVERYBODY = "add_header Access-Control-Allow-Origin * always;"


def read(body: str, *, path: str = "/api/", server: str = "", above: str = "") -> list[ApplicationCors]:
    text = (
        f"{above}\nserver {{\n    listen 443 ssl;\n    {server}\n    location {path} {{\n"
        f"{indent(body, ' ' * 8)}\n        proxy_pass http://orders:8080;\n    }}\n}}\n"
    )
    return [fact for fact in READER.read(Snippet("nginx/site.conf", text)) if isinstance(fact, ApplicationCors)]


@pytest.mark.parametrize(
    "header",
    [
        _EVERYBODY,
        "add_header 'Access-Control-Allow-Origin' '*';",
        'add_header Access-Control-Allow-Origin "$http_origin" always;',
        'more_set_headers "Access-Control-Allow-Origin: *";',
        "if ($request_method = OPTIONS) {\n    add_header Access-Control-Allow-Origin *;\n    return 204;\n}",
        "set $who $http_origin;\nadd_header Access-Control-Allow-Origin $who;",
    ],
)
def test_a_header_that_lets_every_website_read_an_applications_answers_is_a_rule(header: str) -> None:
    [rule] = read(header)
    assert (rule.origins, rule.credentials) == (("*",), False)


def test_the_rule_stands_at_its_header_and_tells_whether_cookies_come_along() -> None:
    [rule] = read(f"proxy_read_timeout 30s;\n{_EVERYBODY}\nadd_header Access-Control-Allow-Credentials true always;")
    assert (rule.at.start_line, rule.at.end_line, rule.credentials) == (7, 7, True)


@pytest.mark.parametrize(
    "header",
    [
        "if ($http_origin ~ '\\.example\\.com$') {\n    add_header Access-Control-Allow-Origin $http_origin;\n}",
        "if ($http_origin ~ shop) {\n    set $it $http_origin;\n}\nadd_header Access-Control-Allow-Origin $it;",
        "if ($known = yes) {\n    add_header Access-Control-Allow-Origin $http_origin;\n}",
        "add_header Access-Control-Allow-Origin $listed;",
        "add_header X-Frame-Options DENY;",
    ],
)
def test_a_header_that_depends_on_who_asks_lets_not_everybody_in(header: str) -> None:
    above = "map $http_origin $listed {\n    default '';\n    '~\\.example\\.com$' $http_origin;\n}"
    assert read(header, above=above) == []


def test_a_map_that_by_default_gives_the_origin_back_lets_everybody_in() -> None:
    above = "map $http_origin $listed {\n    default $http_origin;\n    '~evil' '';\n}"
    [rule] = read("add_header Access-Control-Allow-Origin $listed;", above=above)
    assert rule.origins == ("*",)


def test_the_websites_that_a_map_writes_out_are_told_where_they_stand() -> None:
    rows = '    default "";\n    "https://shop.example" $http_origin;\n    "http://localhost:3000" "$http_origin";'
    [rule] = read("add_header Access-Control-Allow-Origin $listed;", above=f"map $http_origin $listed {{\n{rows}\n}}")

    assert rule.origins == ("https://shop.example", "http://localhost:3000")
    assert (rule.at.start_line, rule.at.end_line) == (3, 4)


@pytest.mark.parametrize(
    ("inside", "told"),
    [
        ("include /etc/nginx/conf.d/current.conf;", True),
        ("if ($request_method = OPTIONS) { return 204; }\ninclude /etc/nginx/upstream-switch.inc;", True),
        ("include /etc/nginx/mime.types;", False),
        ("include /etc/nginx/acme.conf;", False),
        ("stub_status;\ninclude /etc/nginx/only-us.conf;", False),
        ("include /etc/nginx/conf.d/current.conf;\ntry_files $uri =404;", False),
    ],
)
def test_a_location_may_be_passed_on_by_a_file_that_a_release_switches(inside: str, *, told: bool) -> None:
    text = f"server {{\n listen 443 ssl;\n location / {{\n{_EVERYBODY}\n{inside}\n}}\n}}\n"
    found = list(READER.read(Snippet("nginx/site.conf", text)))

    assert any(isinstance(fact, ApplicationCors) for fact in found) is told
    assert any(isinstance(fact, ProxyRoute) and fact.tls for fact in found) is told


def test_one_website_is_told_by_its_name() -> None:
    [rule] = read("add_header Access-Control-Allow-Origin http://localhost:3000;")
    assert rule.origins == ("http://localhost:3000",)


def test_a_servers_header_holds_where_a_location_adds_none_and_is_told_once() -> None:
    [rule] = read("proxy_buffering off;", server=_EVERYBODY)
    assert rule.at.start_line == 4
    assert read("add_header X-Frame-Options DENY;", server=_EVERYBODY) == []


@pytest.mark.parametrize("path", ["~* \\.(?:woff2|ttf)$", "/static/", "/assets/fonts/"])
def test_files_that_everybody_may_have_are_no_application(path: str) -> None:
    assert read(_EVERYBODY, path=path) == []


def test_a_servers_own_headers_stand_before_those_around_it() -> None:
    for own, found in (("", [3]), ("add_header X-Frame-Options DENY;", [])):
        text = f"http {{\n\n{_EVERYBODY}\nserver {{\n{own}\nlocation / {{\nproxy_pass http://orders:8080;\n}}\n}}\n}}\n"
        told = [fact for fact in READER.read(Snippet("nginx.conf", text)) if isinstance(fact, ApplicationCors)]
        assert [fact.at.start_line for fact in told] == found


@pytest.mark.parametrize(
    ("path", "text", "line"),
    [
        ("shop/.platform/nginx/conf.d/cors.conf", f"{_EVERYBODY}\n", 1),
        (".platform/nginx/conf.d/elasticbeanstalk/cors.conf", f"{_EVERYBODY}\n", 1),
        (
            ".platform/nginx/nginx.conf",
            f"http {{\n{_EVERYBODY}\nserver {{\nlisten 80;\ninclude conf.d/elasticbeanstalk/*.conf;\n}}\n}}\n",
            2,
        ),
        ("nginx/conf.d/cors.conf", f"{_EVERYBODY}\n", None),
        (".platform/nginx/conf.d/frames.conf", "add_header X-Frame-Options DENY;\n", None),
    ],
)
def test_a_header_around_the_location_that_beanstalk_adds_holds_for_the_application(
    path: str, text: str, line: int | None
) -> None:
    told = [fact for fact in READER.read(Snippet(path, text)) if isinstance(fact, ApplicationCors)]
    assert [fact.at.start_line for fact in told] == ([line] if line else [])


def test_a_row_of_a_map_for_all_pages_of_a_service_lets_anybody_in() -> None:
    rows = "    default '';\n    '~*^https://.*\\.vercel\\.app$' $http_origin;\n    '~://shop\\.example$' $http_origin;"
    [rule] = read("add_header Access-Control-Allow-Origin $listed;", above=f"map $http_origin $listed {{\n{rows}\n}}")
    assert (rule.origins, rule.at.start_line) == (("https://*.vercel.app",), 3)


@pytest.mark.parametrize(
    ("pattern", "passing"),
    [
        ("cakes\\.example", "*cakes.example*"),
        ('"^https?://.*cakes\\.example$"', "https://*cakes.example"),
        ("(cakes\\.example|localhost)", "*cakes.example*"),
        ("'^https://(www\\.)?cakes\\.example$'", None),
        ("'\\.cakes\\.example$'", None),
    ],
)
def test_a_condition_that_asks_for_a_part_of_the_origin_lets_look_alikes_in(pattern: str, passing: str | None) -> None:
    header = f"if ($http_origin ~* {pattern}) {{\n    add_header Access-Control-Allow-Origin $http_origin;\n}}"
    assert [rule.origins for rule in read(header)] == ([(passing,)] if passing else [])


def test_a_row_of_a_map_that_is_held_at_no_end_lets_look_alikes_in() -> None:
    rows = "    default '';\n    '~*cakes\\.example' $http_origin;"
    [rule] = read("add_header Access-Control-Allow-Origin $listed;", above=f"map $http_origin $listed {{\n{rows}\n}}")
    assert rule.origins == ("*cakes.example*",)


def test_a_condition_that_answers_nothing_lets_nobody_in() -> None:
    assert read("if ($http_origin ~* cakes\\.example) {\n    return 403;\n}") == []

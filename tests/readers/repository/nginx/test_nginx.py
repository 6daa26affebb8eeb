"""What Nginx configuration says about routes, certificates and front ends."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.model.evidence import EvidenceKind, Gap, Location
from holdfast.model.facts import Certificate, ConsoleForAnyone, HealthProbe, Origin, ProxyRoute, SelfSigned
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.nginx import READER

from ..many import read_files
from ..templates.support import places, read, told

PATH = "nginx/app.conf"


def test_a_site_gives_its_routes_and_certificate() -> None:
    text = """
        upstream backend {
            server 127.0.0.1:3000;
        }
        server {
            listen 80;
            server_name api.shop.kr;
            location / { return 301 https://$host$request_uri; }
        }
        server {
            listen 443 ssl http2;
            server_name api.shop.kr;
            ssl_certificate /etc/letsencrypt/live/api.shop.kr/fullchain.pem; # managed by Certbot
            ssl_certificate_key /etc/letsencrypt/live/api.shop.kr/privkey.pem;
            location / {
                # proxy_pass http://127.0.0.1:9999;
                proxy_set_header Host $host;
                proxy_pass http://backend;
            }
            location = /health {
                access_log off;
                return 200 'OK';
            }
            location ~ /\\.ht { deny all; }
        }
        """
    readings = read(READER, text, PATH)
    assert told(readings) == [
        "ProxyRoute 14-17 path=/ server_names=(api.shop.kr) upstreams=(127.0.0.1:3000) tls=True strips_prefix=False",
        "ProxyRoute 19-21 path== /health server_names=(api.shop.kr) answers=200 tls=True",
        "Certificate 12-13 issuer=letsencrypt domain=api.shop.kr used_by=host",
    ]
    assert places(readings[0]) == {"upstreams": "1-3", "path": "14", "proxy_pass": "17", "listen": "10"}
    assert places(readings[1]) == {"answers": "21", "listen": "10"}


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        ("/ { proxy_pass http://127.0.0.1:3000; }", False),
        ("/api/ { proxy_pass http://127.0.0.1:3000; }", False),
        ("/api/ { proxy_pass http://127.0.0.1:3000/; }", True),
        ("/api/ { proxy_pass http://127.0.0.1:3000/api/; }", False),
        ("/api { rewrite ^/api/(.*)$ /$1 break; proxy_pass http://127.0.0.1:3000; }", True),
        ("/ { proxy_pass http://unix:/run/app.sock; }", False),
        ("/ { proxy_pass $target; }", None),
        ("~ \\.php$ { fastcgi_pass unix:/run/php.sock; }", None),
    ],
)
def test_a_uri_in_proxy_pass_takes_the_prefix_away(location: str, expected: bool | None) -> None:
    [route] = read(READER, f"server {{ location {location} }}", PATH)
    assert isinstance(route, ProxyRoute)
    assert route.strips_prefix is expected


@pytest.mark.parametrize(
    ("servers", "directive", "expected"),
    [
        ("server a:1;", "", False),
        ("server a:1; server b:1;", "", True),
        ("server a:1; server b:1 backup;", "proxy_next_upstream error http_503;", True),
        ("server a:1; server b:1;", "proxy_next_upstream off;", False),
        ("server a:1; server b:1 down;", "", False),
    ],
)
def test_only_several_servers_can_be_tried_one_after_the_other(servers: str, directive: str, expected: bool) -> None:
    text = f"upstream app {{ {servers} }}\nserver {{ location / {{ {directive} proxy_pass http://app; }} }}"
    [route] = read(READER, text, PATH)
    assert isinstance(route, ProxyRoute)
    assert (route.retries, route.gated) == (expected, False)


@pytest.mark.parametrize(
    "text",
    [
        "server { location / { if (!-f /run/app.ready) { return 503; } proxy_pass http://a:1; } }",
        "server { if (!-e /run/app.ready) { return 503; }\n location / { proxy_pass http://a:1; } }",
        "upstream a { server b:1; check interval=3000 rise=2 fall=3; } server { location / { proxy_pass http://a; } }",
        "server { location / { auth_request /internal/ready; proxy_pass http://a:1; } }",
    ],
)
def test_a_route_that_asks_before_it_sends_is_gated(text: str) -> None:
    assert [r.gated for r in read(READER, text, PATH) if isinstance(r, ProxyRoute)] == [True]


def test_a_maintenance_page_is_no_gate() -> None:
    text = "server { if (-f /var/www/maintenance.html) { return 503; } location / { proxy_pass http://a:1; } }"
    assert [r.gated for r in read(READER, text, PATH) if isinstance(r, ProxyRoute)] == [False]


def test_a_switch_between_two_releases_is_no_gate() -> None:
    nginx = """
        server {
            listen 80;
            include /etc/nginx/conf.d/service-url.inc;
            location / {
                proxy_pass $service_url;
            }
        }
        """
    script = """
        echo "set \\$service_url http://127.0.0.1:8082;" | sudo tee /etc/nginx/conf.d/service-url.inc
        sudo systemctl reload nginx
        """
    readings = read_files(READER, **{"nginx/default.conf": nginx, "scripts/switch.sh": script})
    assert told(readings) == ["ProxyRoute 4-5 path=/ upstreams=($service_url)"]


def test_upstreams_and_locations_of_included_files_are_seen_together() -> None:
    readings = read_files(
        READER,
        **{
            "nginx/conf.d/upstream.conf": "upstream api { server 10.0.0.4:8080; server 10.0.0.5:8080; }\n",
            "nginx/snippets/proxy.conf": "location /api/ {\n  proxy_pass http://api;\n}\n",
            "nginx/sites-available/shop": """
                server {
                    listen 443 ssl;
                    server_name shop.jp;
                    include snippets/proxy.conf;
                }
                """,
        },
    )
    assert told(readings) == [
        (
            "ProxyRoute 1-2 path=/api/ server_names=(shop.jp) upstreams=(10.0.0.4:8080, 10.0.0.5:8080)"
            " retries=True tls=True strips_prefix=False"
        )
    ]
    assert [r.at.path for r in readings] == ["nginx/snippets/proxy.conf"]


@pytest.mark.parametrize(
    ("include", "told"),
    [
        ("/etc/nginx/common.conf.d/ssl.conf", [("ssl.conf", 2)]),
        ("/etc/nginx/common.conf.d/*.conf", [("ssl.conf", 2)]),
        ("mime.types", []),
    ],
)
def test_a_piece_in_a_folder_of_any_name_is_read_where_a_server_includes_it(
    include: str, told: list[tuple[str, int]]
) -> None:
    held = "/etc/letsencrypt/live/shop.jp"
    readings = read_files(
        READER,
        **{
            "web/common.conf.d/ssl.conf": (
                f"listen 443 ssl;\nssl_certificate {held}/fullchain.pem;\nssl_certificate_key {held}/privkey.pem;\n"
            ),
            "web/conf.d/shop.conf": f"server {{\n  server_name shop.jp;\n  include {include};\n}}\n",
        },
    )
    certificates = [one.at for one in readings if isinstance(one, Certificate)]
    assert [(at.path.rpartition("/")[2], at.start_line) for at in certificates] == told


def test_a_named_location_answers_for_the_one_that_falls_back_to_it() -> None:
    text = """
        upstream puma { server unix:///srv/app/puma.sock; }
        server {
          root /srv/app/public;
          try_files $uri/index.html $uri @puma;
          location @puma {
            proxy_pass http://puma;
          }
        }
        """
    [route, *_] = [r for r in read(READER, text, PATH) if isinstance(r, ProxyRoute)]
    assert (route.path, route.upstreams) == ("/", ("unix:///srv/app/puma.sock",))


def test_templates_of_every_kind_keep_their_lines() -> None:
    text = """
        {% if tls %}
        server {
            listen {{ port }} ssl;
            server_name ${DOMAIN};
            {{- if .Extra }}
            location /x { proxy_pass http://{{ backend.host }}:<%= port %>; }
            {{- end }}
            location / {
                proxy_pass http://${API_HOST}:3000;
            }
        }
        {% endif %}
        """
    assert told(read(READER, text, "deploy/nginx.conf.template")) == [
        "ProxyRoute 6 path=/x server_names=($DOMAIN) upstreams=($backend_host:$port) tls=True",
        "ProxyRoute 8-9 path=/ server_names=($DOMAIN) upstreams=($API_HOST:3000) tls=True",
    ]


def test_a_guide_may_leave_out_and_forget() -> None:
    text = """
        server {
          listen 80
          server_name www.shop.kr;
          ...
          location / {
            proxy_pass http://localhost:3000;
        """
    snippet = Snippet(
        path="docs/배포.md", text=text, first_line=41, kind=EvidenceKind.INSTRUCTED, environment="staging"
    )
    readings = list(READER.read(snippet))
    assert told(readings) == [
        "ProxyRoute 46-47 [staging] path=/ server_names=(www.shop.kr) upstreams=(localhost:3000) strips_prefix=False"
    ]
    assert isinstance(readings[0], ProxyRoute)
    assert readings[0].kind is EvidenceKind.INSTRUCTED


def test_a_front_end_gives_its_origins_and_an_api_does_not() -> None:
    text = """
        server {
            server_name www.shop.kr staging.shop.kr your-domain.com localhost 10.0.0.1 *.shop.kr;
            root /usr/share/nginx/html;
            location / { try_files $uri $uri/ /index.html; }
        }
        server { server_name api.shop.kr; location / { proxy_pass http://127.0.0.1:8080; } }
        server { server_name admin.shop.kr; location / { proxy_pass http://admin-web:3000; } }
        """
    origins = [reading for reading in read(READER, text, PATH) if isinstance(reading, Origin)]
    assert told(origins) == [
        "Origin 2 origin=https://www.shop.kr",
        "Origin 2 [staging] origin=https://staging.shop.kr",
        "Origin 7 origin=https://admin.shop.kr",
    ]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/etc/letsencrypt/live/a.kr/fullchain.pem", [("letsencrypt", "a.kr")]),
        ("/etc/letsencrypt/live/${DOMAIN}/fullchain.pem", [("letsencrypt", "shop.kr")]),
        ("/etc/nginx/ssl/shop.crt", [("imported", "shop.kr")]),
        ("/etc/ssl/certs/ssl-cert-snakeoil.pem", []),
    ],
)
def test_the_path_of_a_certificate_tells_who_issued_it(path: str, expected: list[tuple[str, str]]) -> None:
    readings = read(READER, f"server {{ listen 443 ssl; server_name shop.kr; ssl_certificate {path}; }}", PATH)
    assert [(r.issuer, r.domain) for r in readings if isinstance(r, Certificate)] == expected


@pytest.mark.parametrize(
    ("path", "name", "told"),
    [
        ("/etc/ssl/certs/ssl-cert-snakeoil.pem", "shop.kr", True),
        ("/etc/nginx/ssl/self-signed.crt", "_", True),
        ("/etc/nginx/ssl/self-signed.crt", "localhost", False),
        ("/etc/nginx/ssl/localhost.crt", "_", False),
        ("/etc/nginx/ssl/shop.crt", "shop.kr", False),
    ],
)
def test_a_certificate_that_signed_itself_is_told_by_its_name(path: str, name: str, told: bool) -> None:
    readings = read(READER, f"server {{ listen 443 ssl; server_name {name}; ssl_certificate {path}; }}", PATH)
    assert any(isinstance(reading, SelfSigned) for reading in readings) is told


def test_the_environment_comes_from_the_path_or_the_names() -> None:
    text = "server { server_name api.staging.shop.kr; location / { proxy_pass http://a:1; } }"
    [route] = read(READER, text, PATH)
    assert isinstance(route, ProxyRoute)
    assert route.environment == "staging"
    [other] = read_files(READER, **{"nginx/prod/app.conf": text.replace("staging.", "")})
    assert isinstance(other, ProxyRoute)
    assert other.environment == "production"


def test_files_inside_an_ebextension_keep_their_lines() -> None:
    text = """
        files:
          "/etc/nginx/conf.d/proxy.conf":
            mode: "000644"
            content: |
              upstream nodejs { server 127.0.0.1:8081; }
              server {
                location / {
                  proxy_pass http://nodejs;
                }
              }
        """
    readings = read(READER, text, ".ebextensions/nginx.config")
    assert told(readings) == ["ProxyRoute 7-8 path=/ upstreams=(127.0.0.1:8081) strips_prefix=False"]


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("nginx.conf", True),
        ("nginx/default.conf", True),
        ("docker/nginx/templates/default.conf.template", True),
        ("ops/sites-available/myapp", True),
        (".platform/nginx/conf.d/elasticbeanstalk/00_app.conf", True),
        ("nginx/service-url.inc", True),
        ("deploy/nginx.conf.prod", True),
        ("deploy/default", True),
        ("shop.vhost", True),
        ("nginx/Dockerfile", False),
        ("nginx/README.md", False),
        ("redis/redis.conf", False),
        ("backend.conf", True),
        ("deploy/000-default.conf", False),
        ("src/nginx.ts", False),
    ],
)
def test_files_are_chosen_by_their_paths(path: str, wanted: bool) -> None:
    assert READER.wants(path) is wanted


def test_braces_that_do_not_fit_are_a_gap_beside_what_was_read() -> None:
    text = "server {\n  location / {\n    proxy_pass http://a:1;\n  }\n"
    readings = read(READER, text, PATH)
    assert told(readings) == ["Gap 1 malformed", "ProxyRoute 2-3 path=/ upstreams=(a:1) strips_prefix=False"]


def test_a_huge_file_is_a_gap() -> None:
    [gap] = read(READER, "location / { proxy_pass http://a; }\n" * 20_000, PATH)
    assert isinstance(gap, Gap)
    assert (gap.at, gap.reason.value) == (Location(path=PATH), "too-large")


@pytest.mark.parametrize("text", ["{" * 140_000, "{{" * 140_000, "{%" * 140_000, "." * 290_000 + ";", "'" * 290_001])
def test_hostile_text_costs_no_more_than_its_length(text: str) -> None:
    list(READER.read(Snippet(path=PATH, text="server_name location " + text)))


@given(st.text(alphabet="{};'\"\\$#%<>=\n server location/proxy_pass http:a8", max_size=300))
def test_no_text_makes_the_reader_raise(text: str) -> None:
    list(READER.read(Snippet(path=PATH, text="server_name location " + text)))


def test_another_file_is_nginxs_when_a_server_stands_in_it() -> None:
    server = "server {\n  listen 80;\n  location / { proxy_pass http://app:8080; }\n}\n"
    other = "upstream_dns = 1.1.1.1\nlocation { name = eu }\nset timeout 5\n"
    assert told(read_files(READER, **{"backend.conf": server, "vpn.conf": other})) == [
        "ProxyRoute 3 path=/ upstreams=(app:8080) strips_prefix=False"
    ]


@pytest.mark.parametrize(
    "path",
    [
        "ops/nginx_routes.txt",
        "nginx/shop.example.com",
        "deploy/nginx-shop",
        "shop.conf.example",
        "nginx",
        "a.nginx.v2",
    ],
)
def test_a_file_of_an_odd_name_is_nginxs_when_a_server_stands_in_it(path: str) -> None:
    server = "# shop\nserver {\n  listen 80;\n  location / { proxy_pass http://app:8080; }\n}\n"
    assert told(read_files(READER, **{path: server})) == [
        "ProxyRoute 4 path=/ upstreams=(app:8080) strips_prefix=False"
    ]
    assert told(read_files(READER, **{path: f"Put this there:\n{server}"})) == []


@pytest.mark.parametrize(("rule", "answers"), [("deny all;", "403"), ("return 404;", "404")])
def test_what_keeps_everybody_from_the_inside_is_an_answer(rule: str, answers: str) -> None:
    text = f"server {{ listen 443 ssl; location /actuator {{ {rule} }} location /files {{ {rule} }} }}"
    assert told(read(READER, text, PATH)) == [f"ProxyRoute 1 path=/actuator answers={answers} tls=True"]


@pytest.mark.parametrize(
    ("server", "location", "for_anyone"),
    [
        ("", "", True),
        ("listen 443 ssl;", "", True),
        ("", "auth_basic 'staff'; auth_basic_user_file /etc/nginx/.htpasswd;", False),
        ("auth_basic staff;", "", False),
        ("auth_basic off;", "", True),
        ("", "allow 10.0.0.0/8; deny all;", False),
        ("auth_request /oauth2/auth;", "", False),
        ("include /etc/nginx/snippets/basic-auth.conf;", "", False),
        ("listen 127.0.0.1:8080;", "", False),
        ("ssl_verify_client on;", "", False),
    ],
)
def test_a_route_is_for_anyone_where_nobody_is_asked_who_they_are(server: str, location: str, for_anyone: bool) -> None:
    text = f"server {{ {server} location / {{ {location} proxy_pass http://prometheus:9090; }} }}"
    found = [(one.name, one.port) for one in read(READER, text, PATH) if isinstance(one, ConsoleForAnyone)]
    assert found == ([("prometheus", "9090")] if for_anyone else [])


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("monitoring-alertmanager:9093", "alertmanager"),
        ("127.0.0.1:9090", "Prometheus"),
        ("kafka-ui:8080", "kafka-ui"),
        ("127.0.0.1:3000", None),
        ("prometheus.shop.example.com:443", None),
        ("web:9090", None),
    ],
)
def test_a_console_is_told_by_its_name_or_on_the_same_host_by_its_port(address: str, name: str | None) -> None:
    text = f"server {{ location / {{ proxy_pass http://{address}; }} }}"
    found = [one.name for one in read(READER, text, PATH) if isinstance(one, ConsoleForAnyone)]
    assert found == ([name] if name else [])


def test_a_check_of_an_upstream_asks_the_path_that_it_sends() -> None:
    text = """
        upstream a {
            server b:1; server c:1;
            check interval=3000 type=http;
            check_http_send "GET /actuator/health HTTP/1.0\\r\\n\\r\\n";
        }
        server { location / { proxy_pass http://a; } location /b { proxy_pass http://a; } }
        """
    probes = [one for one in read(READER, text, PATH) if isinstance(one, HealthProbe)]
    assert {(one.asker, one.path, one.at.start_line) for one in probes} == {("proxy", "/actuator/health", 4)}

"""Containers that a script starts on a host and that care for its certificates."""

import pytest

from holdfast.model.facts import Certificate, CertificateRenewal, ComposedAtBirth, Database
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of


@pytest.mark.parametrize(
    ("options", "image"),
    [
        ("-p 80:80 -p 443:443 -p 81:81 -v /srv/proxy:/data", "jc21/nginx-proxy-manager:2.12.1"),
        ("-p 80:80 -p 443:443", "traefik:v3.1 --certificatesresolvers.le.acme.email=ops@example.kr"),
        ("--volumes-from web", "nginxproxy/acme-companion"),
    ],
)
def test_a_container_that_obtains_certificates_renews_them_too(options: str, image: str) -> None:
    facts = list(facts_of(Snippet("host.sh", f"docker run -d --name front {options} \\\n  {image}\n")))
    [certificate] = [fact for fact in facts if isinstance(fact, Certificate)]
    [renewal] = [fact for fact in facts if isinstance(fact, CertificateRenewal)]

    assert (certificate.used_by, certificate.renews, certificate.at.end_line) == ("host", True, 2)
    assert (renewal.schedule, renewal.reloads) == ("automatic", True)


@pytest.mark.parametrize("started", ["-p 80:80 jc21/nginx-proxy-manager", "-p 443:443 traefik:v3.1", "-p 443:443 web"])
def test_a_proxy_that_asks_nobody_for_certificates_obtains_none(started: str) -> None:
    assert not any(isinstance(fact, Certificate) for fact in facts_of(Snippet("host.sh", f"docker run -d {started}\n")))


@pytest.mark.parametrize(
    ("command", "kept"),
    [
        ("dnf install -y postgresql15", False),
        ("yum -y install mariadb105 nginx", False),
        ("dnf install -y postgresql15 postgresql15-server", True),
        ("apt-get install -y postgresql", True),
        ("apk add postgresql16", True),
    ],
)
def test_a_bare_name_is_a_client_on_amazon_linux_and_a_server_on_debian_and_alpine(command: str, kept: bool) -> None:
    facts = facts_of(Snippet("host.sh", f"sudo {command}\n"))

    assert any(isinstance(fact, Database) for fact in facts) is kept


@pytest.mark.parametrize(
    ("image", "open_"),
    [
        ("postgres", True),
        ("mysql:latest", True),
        ("mysql:8.4", False),
        ("postgres:$TAG", False),
        ("mongo@sha256:0a", False),
    ],
)
def test_a_database_without_a_version_takes_whatever_is_newest(image: str, *, open_: bool) -> None:
    found = [one for one in facts_of(Snippet("user-data.sh", f"docker run -d {image}\n")) if isinstance(one, Database)]
    assert [("version" in one.places) for one in found] == [open_]


_ALONE = (
    "sudo systemctl stop nginx\nsudo certbot certonly --standalone {} -d shop.example\nsudo systemctl start nginx\n"
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (_ALONE.format(""), ["alone", "proxy"]),
        (_ALONE.format("--pre-hook 'systemctl stop nginx' --post-hook 'systemctl start nginx'"), []),
        ("certbot certonly --standalone -d shop.example\n", ["alone"]),
        ("certbot certonly --manual --preferred-challenges dns -d shop.example\n", ["by person"]),
        ("certbot certonly --manual --manual-auth-hook /opt/txt.sh -d shop.example\n", []),
        ("certbot certonly --webroot -w /var/www/html -d shop.example\nsystemctl reload nginx\n", []),
    ],
)
def test_a_certificate_that_is_answered_for_without_the_server_needs_its_port_again(
    text: str, found: list[str]
) -> None:
    [certificate] = [fact for fact in facts_of(Snippet("ssl.sh", text)) if isinstance(fact, Certificate)]
    assert sorted(certificate.places) == found


@pytest.mark.parametrize(
    ("command", "frees"),
    [
        ("certbot renew --quiet", False),
        ("systemctl stop nginx && certbot renew && systemctl start nginx", True),
        ("certbot renew --pre-hook 'service nginx stop' --post-hook 'service nginx start'", True),
        ("certbot renew --webroot -w /var/www/html", True),
        ("docker compose stop web; certbot renew; docker compose start web", True),
    ],
)
def test_a_renewal_that_stops_the_server_or_needs_no_port_frees_it(command: str, *, frees: bool) -> None:
    line = f'(crontab -l; echo "0 3 * * * {command}") | crontab -\n'
    [renewal] = [fact for fact in facts_of(Snippet("ssl.sh", line)) if isinstance(fact, CertificateRenewal)]
    assert ("frees" in renewal.places) is frees


@pytest.mark.parametrize(
    ("command", "by_hand"),
    [
        ("docker run --rm -v tls:/etc/letsencrypt certbot/certbot renew --quiet", True),
        ("docker compose run --rm certbot renew", True),
        ("docker run --rm certbot/certbot renew --dry-run", False),
        (
            "IMAGE=${IMAGE:-certbot/certbot:v3}\nssh web bash -s -- a $IMAGE <<'END'\nimage=$2\ndocker run $image renew\nEND",
            True,
        ),
        ("certbot renew --quiet", False),
    ],
)
def test_only_a_package_brings_a_timer_of_its_own(command: str, *, by_hand: bool) -> None:
    [renewal] = [fact for fact in facts_of(Snippet("tls.sh", f"{command}\n")) if isinstance(fact, CertificateRenewal)]
    assert ("by hand" in renewal.places) is by_hand
    clocked = facts_of(Snippet("tls.sh", f"{command}\n"), schedule="0 3 * * *")
    assert not any("by hand" in fact.places for fact in clocked if isinstance(fact, CertificateRenewal))


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (
            "-p 443:8443 \\\n  -v /etc/letsencrypt:/etc/letsencrypt:ro \\\n  -e CERT=/etc/letsencrypt/live/api.shop.example/cert.pem",
            [("letsencrypt", "api.shop.example", False, 3, 4)],
        ),
        ("-p 443:443 -v /etc/letsencrypt:/etc/letsencrypt", [("letsencrypt", None, True, 2, 2)]),
        (
            "-p 443:443 --mount type=bind,source=/etc/letsencrypt,target=/etc/letsencrypt,readonly",
            [("letsencrypt", None, True, 2, 2)],
        ),
        (
            "-p 443:443 \\\n  --volume=/etc/letsencrypt/live/shop.example:/tls:ro",
            [("letsencrypt", "shop.example", False, 3, 3)],
        ),
        ("-p 443:443 --mount type=volume,source=tiles,target=/tiles", []),
        ("-p 443:443 --mount type=tmpfs,target=/certs", []),
        ("-p 443:443 -v /srv/certs:/certs", [("imported", None, True, 2, 2)]),
        ("-p 80:80 -v /etc/letsencrypt:/etc/letsencrypt", []),
        ("-p 443:443 -v /srv/data:/data", []),
    ],
)
def test_a_container_that_answers_with_tls_is_handed_its_hosts_certificates(
    options: str, told: list[tuple[str, str | None, bool, int, int]]
) -> None:
    facts = facts_of(Snippet("deploy.sh", f"docker rm -f api\ndocker run -d {options} shop/api\n"))
    found = [fact for fact in facts if isinstance(fact, Certificate)]
    assert [(f.issuer, f.domain, "mounted" in f.places, f.at.start_line, f.at.end_line) for f in found] == told


@pytest.mark.parametrize(
    ("path", "text", "counts"),
    [
        ("setup.sh", "sudo usermod -aG docker ec2-user\ndocker-compose up -d\n", True),
        ("user-data.sh", "#!/bin/bash\ncd /srv/shop\ndocker compose up -d\n", True),
        ("scripts/provision-server.sh", "docker compose up -d\n", True),
        ("setup.sh", "docker compose up -d\nnpm ci\n", False),
        ("setup-dev.sh", "docker compose up -d\n", False),
        ("user-data.sh", "#!/bin/bash\ndocker run -d shop/api:3\n", False),
    ],
)
def test_what_makes_a_machine_a_server_may_start_the_containers_of_a_file(
    path: str, text: str, *, counts: bool
) -> None:
    facts = facts_of(Snippet(path, text))
    assert any(isinstance(fact, ComposedAtBirth) for fact in facts) is counts


@pytest.mark.parametrize(
    ("packages", "together"),
    [("nginx", True), ("nodejs", True), ("openjdk-17-jre", True), ("php8.2-fpm", True), ("git jq", None)],
)
def test_a_database_installed_beside_what_serves_the_application_shares_its_host(
    packages: str, together: bool | None
) -> None:
    text = f"sudo apt-get install -y {packages}\nsudo apt-get install -y postgresql\n"
    databases = [fact for fact in facts_of(Snippet("scripts/packages.sh", text)) if isinstance(fact, Database)]
    assert [one.with_application for one in databases] == [together]


@pytest.mark.parametrize(
    ("text", "renewal"),
    [
        ("sudo /opt/bitnami/bncert-tool\n", ("bncert-tool", "daily", True)),
        ("dehydrated --cron --out /etc/ssl/kept\n", ("dehydrated", None, False)),
    ],
)
def test_tools_that_obtain_and_renew_in_one_are_known(text: str, renewal: tuple[str, str | None, bool]) -> None:
    facts = list(facts_of(Snippet("host.sh", text)))
    assert [fact.issuer for fact in facts if isinstance(fact, Certificate)] == ["letsencrypt"]
    told = [(one.tool, one.schedule, one.reloads) for one in facts if isinstance(one, CertificateRenewal)]
    assert told == [renewal]


@pytest.mark.parametrize(
    ("text", "looked"),
    [
        ("systemctl status certbot.timer\n", [True]),
        ("sudo systemctl list-timers | grep certbot\n", [True]),
        ("systemctl is-active --quiet snap.certbot.renew.timer || exit 1\n", [True]),
        ("sudo systemctl enable --now certbot-renew.timer\n", [False]),
        ("systemctl list-timers\n", []),
        ("systemctl status nginx  # before certbot\n", []),
    ],
)
def test_who_looks_at_the_timer_of_certbot_does_not_start_it(text: str, looked: list[bool]) -> None:
    facts = [fact for fact in facts_of(Snippet("host.sh", text)) if isinstance(fact, CertificateRenewal)]
    assert [one.checked and "looked" in one.places for one in facts] == looked

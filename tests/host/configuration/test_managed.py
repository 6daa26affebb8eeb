"""The connection URL of RDS: made of the secret that RDS keeps, with any password that it may make."""

from urllib.parse import unquote, urlsplit

import pytest

from holdfast.host.configuration.contents import Contents, of_secret
from holdfast.host.configuration.managed import DATABASE_VARIABLE, SECRET_VARIABLE, managed_secret, with_url
from holdfast.host.configuration.references import Reference
from holdfast.model.secret import Secret
from holdfast.model.startup import Place, PlaceKind

ARN = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:rds!db-0f-AbCdEf"
ENVIRON = {SECRET_VARIABLE: ARN, DATABASE_VARIABLE: "db.example:5432/shop?sslmode=verify-full"}
SECRET = Reference(PlaceKind.SECRET, ARN, "eu-west-1")


def sources(text: str, environ: dict[str, str] = ENVIRON) -> dict[str, Secret]:
    read = [(SECRET.place, of_secret(text, "rds!db-0f", SECRET.place))]
    ((_, contents),) = with_url(read, managed_secret(environ), environ, "DATABASE_URL")
    return dict(contents.variables)


def test_a_host_that_deploy_made_knows_where_the_password_is() -> None:
    assert managed_secret(ENVIRON) == SECRET


@pytest.mark.parametrize(
    "environ",
    [
        {},
        {SECRET_VARIABLE: ARN},
        {DATABASE_VARIABLE: "db:5432/shop"},
        {SECRET_VARIABLE: "shop", DATABASE_VARIABLE: "x"},
    ],
)
def test_elsewhere_nothing_is_asked_for(environ: dict[str, str]) -> None:
    assert managed_secret(environ) is None


@pytest.mark.parametrize("password", ["plain", "p@ss/w:rd?#%", "[$]{}|~ ü"])
def test_the_url_holds_the_very_password_and_the_words_of_the_connection(password: str) -> None:
    import json

    found = sources(json.dumps({"username": "holdfast", "password": password}))
    url = urlsplit(found["DATABASE_URL"].get_secret_value())
    assert (url.scheme, url.username, url.hostname, url.port) == ("postgresql", "holdfast", "db.example", 5432)
    assert unquote(url.password or "") == password
    assert (url.path, url.query) == ("/shop", "sslmode=verify-full")


def test_user_and_password_alone_never_reach_the_application() -> None:
    assert set(sources('{"username": "holdfast", "password": "x"}')) == {"DATABASE_URL"}
    assert "x" not in repr(sources('{"username": "holdfast", "password": "x"}'))


def test_a_secret_without_a_password_gives_no_url() -> None:
    assert sources('{"username": "holdfast"}') == {}


def test_other_sources_stay_as_they_are() -> None:
    other = Place(PlaceKind.SECRET, "shop/api", "eu-west-1")
    contents = Contents({"username": Secret("kim"), "password": Secret("y")})
    assert list(with_url([(other, contents)], SECRET, ENVIRON, "DATABASE_URL")) == [(other, contents)]
    assert list(with_url([(other, contents)], None, {}, "DATABASE_URL")) == [(other, contents)]

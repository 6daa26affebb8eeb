"""Files that a tool fills in before a host gets them."""

import pytest

from holdfast.model.environments import DEVELOPMENT
from holdfast.model.facts import ConfigurationLoader, Container, Database, ExposedSecret, Fact, StandingName
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.containers.reader import READER
from holdfast.readers.repository.text.stencils import is_stencil, own_name, plain

from ..many import read_files


@pytest.mark.parametrize(
    ("row", "filled"),
    [
        ("image: {{ image }}:{{ app.tag }}", "image: ${image}:${app_tag}"),
        ("PASSWORD: {{ password | default('shop') }}", "PASSWORD: ${password:-shop}"),
        ("URL: {{ 'http://' + host }}", "URL: {{ 'http://' + host }}"),
        ("  {% if tls %}", "#"),
        ("port: {% if tls %}443{% else %}80{% endif %}", "port: 44380"),
        ("host: <%= host %>", "host: ${host}"),
        ("{{" * 400, "{{" * 400),
    ],
)
def test_holes_are_variables_and_every_row_stays_where_it_is(row: str, filled: str) -> None:
    text = plain(Snippet("templates/app.yml.j2", f"a: 1\n{row}\nb: 2\n")).text

    assert text == f"a: 1\n{filled}\nb: 2\n"


def test_what_nothing_fills_in_stays_as_it_is() -> None:
    assert plain(Snippet("values.yml", "a: {{ b }}\n")).text == "a: {{ b }}\n"
    assert [own_name(path) for path in ("shop.service.j2", "a.conf.erb.example", "a.yml")] == [
        "shop.service",
        "a.conf",
        "a.yml",
    ]
    assert not is_stencil("a.json")


COMPOSE = """
    services:
    {% for one in copies %}
      app-{{ one }}:
        image: team/shop:latest
        environment:
          DB_PASSWORD: "{{ db_password }}"
    {% endfor %}
      db:
        image: mysql:8
        ports: ["3306:3306"]
        environment:
          MYSQL_ROOT_PASSWORD: kd83Kd92ksLq01
    """


def test_a_compose_file_that_is_filled_in_runs_on_the_host_that_gets_it() -> None:
    found = [
        one
        for one in read_files(READER, **{"roles/shop/templates/docker-compose.yml.j2": COMPOSE})
        if isinstance(one, Fact)
    ]

    assert {type(one) for one in found} >= {Container, Database, ExposedSecret, StandingName}
    assert DEVELOPMENT not in {one.environment for one in found}
    assert [one.at.start_line for one in found if isinstance(one, (ExposedSecret, StandingName))] == [12, 4]
    # A name that nothing sets is an error for what fills the file in.
    assert not [one for one in found if isinstance(one, ConfigurationLoader) and "DB_PASSWORD" in one.names]


def test_a_sample_speaks_where_the_file_itself_is_not_kept() -> None:
    text = "services:\n  api:\n    image: r.example/shop:latest\n"
    sample = {"docker-compose.prod.yml.example": text}

    for files, names in ((sample, 1), ({**sample, "docker-compose.prod.yml": text.replace("latest", "1.2")}, 0)):
        assert len([one for one in read_files(READER, **files) if isinstance(one, StandingName)]) == names

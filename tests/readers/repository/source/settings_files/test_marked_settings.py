"""Settings between tags, in sections and in programs' own languages."""

import pytest

from holdfast.model.facts import Database, ExposedSecret
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.source.settings_files.marked_settings import is_marked, marked_entries

from ..support import told

ADDRESS = "shop.abc.ap-northeast-2.rds.amazonaws.com"


@pytest.mark.parametrize(
    ("path", "text", "entries"),
    [
        ("a/root-context.xml", '<property name="password" value="x1"/>', [("password", "x1", 1)]),
        ("a/hibernate.cfg.xml", '<property name="h.password">x1</property>', [("h.password", "x1", 1)]),
        ("a/context.xml", '<Resource name="a"\n password="x1"/>', [("name", "a", 1), ("password", "x1", 2)]),
        ("a/server.xml", '<!-- <a password="x1"/>\n b="c" -->\n<d e="f"/>', [("e", "f", 3)]),
        ("Web.config", '<add key="Secret" value="x1" />', [("Secret", "x1", 1)]),
        ("config.ini", "[db]\n; a = b\npassword = x1\n", [("db.password", "x1", 3)]),
        ("settings.toml", '[[a.b]]\nkey = "x1"\n', [("a.b.key", "x1", 2)]),
        ("config/prod.exs", '  password: "x1",\n  # key: "b"\n', [("password", "x1", 1)]),
        ("web/401.jsp", '&lt;user name="a" password="x1"/&gt;\n', []),
        ("web/conn.jsp", 'String pw = "x1";\n// pw = "x2"\n', [("pw", "x1", 1)]),
    ],
)
def test_each_format_is_a_list_of_keys_on_their_lines(
    path: str, text: str, entries: list[tuple[str, str, int]]
) -> None:
    assert is_marked(path)
    assert [(one.key, one.value, one.line) for one in marked_entries(Snippet(path, text))] == entries


@pytest.mark.parametrize(
    "path", ["pom.xml", "setup.cfg", "tox.ini", "pyproject.toml", "mapper/UserMapper.xml", "log.conf"]
)
def test_what_builds_or_tests_or_maps_holds_no_settings(path: str) -> None:
    assert not is_marked(path)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (
            "src/main/webapp/WEB-INF/spring/root-context.xml",
            f'<p name="url" value="jdbc:mysql://{ADDRESS}/shop"/>\n<p name="password" value="Gr8-Orchid_91x"/>\n',
        ),
        ("alembic.ini", f"sqlalchemy.url = mysql+pymysql://shop@{ADDRESS}/shop\npassword = Gr8-Orchid_91x\n"),
    ],
)
def test_a_database_and_its_password_are_seen_in_them(path: str, text: str) -> None:
    assert told({path: text}, ExposedSecret) == [f"{path}:2 name=password form=password"]
    assert told({path: text}, Database) == [f"{path}:1 engine=mysql placement=rds"]

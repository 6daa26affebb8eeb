"""Secrets that a Dockerfile makes a part of its image."""

import pytest

from holdfast.model.facts import BuiltInSecret, ConfigurationLoader, ExposedSecret, StandingName
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.containers.reader import READER

from .templates.support import read, told


def built_in(text: str, path: str = "Dockerfile") -> list[str]:
    """The secrets of a Dockerfile."""
    return [fact for fact in told(read(READER, text, path)) if fact.startswith(BuiltInSecret.__name__)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FROM a\nARG DB_PASSWORD\nENV DB_PASSWORD=$DB_PASSWORD\n", ["BuiltInSecret 3 names=(DB_PASSWORD)"]),
        ("FROM a\nARG KEY\nENV RAILS_MASTER_KEY ${KEY}\n", ["BuiltInSecret 3 names=(RAILS_MASTER_KEY)"]),
        (
            'FROM a\nARG JWT_SECRET\nARG DB_PASSWORD=x\nENV JWT_SECRET="${JWT_SECRET}"\n\nENV A=1 DB_PASSWORD=$DB_PASSWORD\n',
            ["BuiltInSecret 4-6 names=(JWT_SECRET, DB_PASSWORD)"],
        ),
        ("FROM a AS build\nARG DB_PASSWORD\nENV DB_PASSWORD=$DB_PASSWORD\nFROM b\nCOPY --from=build /x /x\n", []),
        ("FROM a\nARG DB_PASSWORD\nRUN ./migrate\n", []),
        ("FROM a\nENV DB_PASSWORD=$DB_PASSWORD\n", []),
        ("FROM a\nARG NEXT_PUBLIC_API_KEY\nENV NEXT_PUBLIC_API_KEY=$NEXT_PUBLIC_API_KEY\n", []),
        ("FROM a\nARG NPM_TOKEN\nENV NPM_TOKEN=$NPM_TOKEN\n", []),
        ("FROM a\nARG PORT\nENV PORT=$PORT\n", []),
    ],
)
def test_a_secret_that_the_last_stage_keeps_is_built_in(text: str, expected: list[str]) -> None:
    assert built_in(text) == expected
    assert built_in(text, "Dockerfile.dev") == []


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("FROM node:22\nWORKDIR /app\nCOPY .env ./\nCMD node server.js\n", ["3"]),
        ("FROM a AS build\nCOPY api/.env api/.env\nFROM b\nCOPY --from=build /app/api/.env .env\n", ["4"]),
        ('FROM python:3.13\nADD [".env.production", "/srv/.env"]\n', ["2"]),
        ("FROM a AS build\nCOPY . .\nFROM b\nCOPY --from=build /env.production /env.production\n", ["4"]),
        ("FROM a\nCOPY config/prod.env /srv/.env\n", ["2"]),
        ("FROM a\nCOPY config/local.env environment.production.js ./\n", []),
        ("FROM a AS build\nCOPY .env .\nRUN npm run build\nFROM b\nCOPY --from=build /app/dist /app\n", []),
        ("FROM a\nCOPY .env.example .env\n", []),
        ("FROM ruby:3.4\nCOPY config/master.key config/\n", ["2"]),
        ("FROM ruby:3.4\nCOPY config/master.key.example config/\n", []),
        ("FROM a AS build\nFROM nginx:1.27\nCOPY .env /usr/share/nginx/html/\n", []),
        ("FROM a\nCOPY . .\n", []),
    ],
)
def test_a_file_of_settings_in_the_last_stage_is_built_in(text: str, lines: list[str]) -> None:
    assert built_in(text) == [f"BuiltInSecret {line}" for line in lines]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ('ENTRYPOINT ["java", "-Dspring.datasource.password=orange7tree", "-jar", "/app.jar"]\n', [2]),
        ("CMD java -jar /app.jar \\\n  --spring.datasource.password=orange7tree\n", [3]),
        ('ENV JAVA_TOOL_OPTIONS="-Dspring.datasource.password=orange7tree"\n', [2]),
        ('ENTRYPOINT ["java", "-Dspring.datasource.password=${DB_PASSWORD}", "-jar", "/app.jar"]\n', []),
        ("RUN ./gradlew test -Dspring.datasource.password=orange7tree\n", []),
        ("ENV DB_PASSWORD orange7tree\n", [2]),
        ("ARG DB_PASSWORD orange7tree\n", []),
    ],
)
def test_secrets_among_what_an_image_starts_its_program_with_are_shown(text: str, rows: list[int]) -> None:
    readings = READER.read(Snippet("Dockerfile", f"FROM eclipse-temurin:21\n{text}"))
    found = [fact for fact in readings if isinstance(fact, ExposedSecret)]
    assert [fact.at.start_line for fact in found] == rows
    assert "orange7tree" not in repr(found)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("FROM a\nENV JWT_SECRET=change-me\nCMD node server.js\n", "2"),
        ("FROM a\nENV DB_PASSWORD password123\n", "2"),
        ('FROM a AS build\nRUN make\nFROM b\nENV PORT=80 \\\n    SESSION_SECRET="your-secret-key"\n', "4-5"),
        ("FROM a\nENV MYSQL_ROOT_PASSWORD=root\n", "2"),
        ("FROM a\nENV DB_PASSWORD=undefined\n", "2"),
        ('FROM a\nENV TOKEN_SECRET=""\n', None),
        ("FROM a AS build\nENV JWT_SECRET=change-me\nFROM b\nCMD b\n", None),
        ("FROM a\nENV SECRET_KEY_BASE=dummy\nRUN rails assets:precompile\n", None),
        ("FROM a\nENV SECRET_KEY_BASE=placeholder-for-build\n", None),
        ("FROM a\nENV JWT_SECRET=$JWT_SECRET\n", None),
        ("FROM a\nENV GREETING=change-me\n", None),
    ],
)
def test_a_word_that_an_image_holds_in_a_secrets_place_is_taken_where_nobody_gives_another(
    text: str, line: str | None
) -> None:
    found = [one for one in told(read(READER, text, "Dockerfile")) if one.startswith(ConfigurationLoader.__name__)]
    assert [one.split()[1] for one in found] == ([line] if line else [])
    assert all("missing=default" in one for one in found)


@pytest.mark.parametrize(
    ("run", "shown"),
    [
        ("git clone --depth 1 --branch develop https://github.com/hanok/shop.git repo", True),
        ("apt-get install -y git && git clone git@github.com:hanok/front.git front", True),
        ("git clone --branch v1.4.2 https://github.com/hanok/shop.git repo", False),
        ("git clone https://github.com/hanok/shop.git repo && cd repo && git checkout 1a2b3c4", False),
        ("git clone https://github.com/ledger/libpay && cd libpay && make install", False),
        ("git clone https://github.com/rbenv/rbenv.git /opt/rbenv", False),
    ],
)
def test_what_an_image_takes_from_a_branch_while_it_is_built_has_no_name(run: str, shown: bool) -> None:
    found = told(read(READER, f"FROM a\nRUN {run}\nCMD x\n", "Dockerfile"))
    names = [line for line in found if line.startswith(StandingName.__name__)]
    assert names == (["StandingName 2 name=Dockerfile identity=none alone=True"] if shown else [])


@pytest.mark.parametrize(
    ("row", "kept"),
    [
        ("ENV DATABASE_URL=file:/app/data/shop.db", ["Database 2 engine=sqlite placement=embedded"]),
        ("ENV DB_PATH /data/shop.sqlite", ["Database 2 engine=sqlite placement=embedded"]),
        ("ENV DATABASE_URL=sqlite://:memory:", []),
        ("ENV CACHE_FILE=/tmp/cache.db", []),
    ],
)
def test_a_file_that_an_image_keeps_its_data_in_is_a_database(row: str, kept: list[str]) -> None:
    found = told(read(READER, f"FROM a\n{row}\n", "Dockerfile"))
    assert [fact for fact in found if fact.startswith("Database")] == kept

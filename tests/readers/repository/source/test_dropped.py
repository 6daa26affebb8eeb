"""Programs that drop their tables, or change their schema by themselves, whenever they start."""

import pytest

from holdfast.model.facts import ScriptFault

from .support import NEST, told

_GRADLE = "dependencies { implementation 'org.springframework.boot:spring-boot-starter-data-jpa' }\n"
_FOLDER = "src/main/resources/"


def _yaml(value: str) -> str:
    return f"spring:\n  jpa:\n    hibernate:\n      ddl-auto: {value}\n"


@pytest.mark.parametrize(
    ("files", "where"),
    [
        ({"application.yml": _yaml("create-drop")}, "application.yml:4"),
        ({"application-prod.yml": _yaml("create")}, "application-prod.yml:4 [production]"),
        ({"application.properties": "spring.jpa.hibernate.ddl-auto=create\n"}, "application.properties:1"),
        ({"application.yml": _yaml("create"), "application-dev.yml": _yaml("update")}, "application.yml:4"),
        ({"application.yml": _yaml("create"), "application-prod.yml": _yaml("validate")}, None),
        ({"application-local.yml": _yaml("create")}, None),
        ({"application.yml": _yaml("update")}, None),
        ({"application.yml": _yaml("${DDL:validate}")}, None),
    ],
)
def test_hibernate_makes_the_schema_anew_where_production_does_not_say_otherwise(
    files: dict[str, str], where: str | None
) -> None:
    found = told({"build.gradle": _GRADLE, **{_FOLDER + name: text for name, text in files.items()}}, ScriptFault)
    dropped = [line for line in found if "form=tables-dropped" in line]

    assert [line.partition(" activity")[0] for line in dropped] == ([_FOLDER + where] if where else [])


@pytest.mark.parametrize(
    ("files", "where"),
    [
        ({"application.yml": _yaml("update")}, "application.yml:4"),
        ({"application-prod.yml": _yaml("update")}, "application-prod.yml:4 [production]"),
        ({"application.yml": _yaml("update"), "application-prod.yml": _yaml("validate")}, None),
        ({"application.yml": _yaml("${JPA_DDL_AUTO:update}")}, "application.yml:4"),
        ({"application.yml": _yaml("${JPA_DDL_AUTO}")}, None),
        ({"application-local.yml": _yaml("update")}, None),
        ({"application.yml": _yaml("none")}, None),
    ],
)
def test_hibernate_changes_the_schema_where_production_does_not_say_otherwise(
    files: dict[str, str], where: str | None
) -> None:
    found = told({"build.gradle": _GRADLE, **{_FOLDER + name: text for name, text in files.items()}}, ScriptFault)
    changed = [line for line in found if "form=schema-changed" in line]

    assert [line.partition(" activity")[0] for line in changed] == ([_FOLDER + where] if where else [])


_TYPEORM = "import { DataSource } from 'typeorm';\n"


@pytest.mark.parametrize(
    ("code", "lines"),
    [
        (f"{_TYPEORM}const source = new DataSource({{\n  synchronize: true,\n}});\n", ["3"]),
        (f"{_TYPEORM}const all = {{\n  SYNC: true,\n}};\nnew DataSource({{ synchronize: all.SYNC }});\n", ["3"]),
        (f"{_TYPEORM}const all = {{\n  SYNC: false,\n}};\nnew DataSource({{ synchronize: all.SYNC }});\n", []),
        (f"{_TYPEORM}new DataSource({{ synchronize: process.env.NODE_ENV !== 'production' }});\n", []),
        (f"{_TYPEORM}new DataSource({{\n  synchronize: process.env.NODE_ENV !== 'test',\n}});\n", ["3"]),
        (f"{_TYPEORM}new DataSource({{\n  synchronize: config.get<boolean>('DB_SYNC', true),\n}});\n", ["3"]),
        (f"{_TYPEORM}new DataSource({{ synchronize: config.get('DB_SYNC', false) }});\n", []),
        (f"{_TYPEORM}new DataSource({{ synchronize: process.env.DB_SYNC === 'true' }});\n", []),
        (f"{_TYPEORM}new DataSource({{ ...(process.env.DEV && {{ synchronize: true }}) }});\n", []),
        (
            f"{_TYPEORM}const of = {{ development: {{ synchronize: true }}, production: {{ synchronize: false }} }};\n",
            [],
        ),
        ("const clock = { synchronize: true };\n", []),
        (
            "export default registerAs('shop', () => ({\n  host: 'db',\n  database: 'shop',\n  synchronize: true,\n}));\n",
            ["4"],
        ),
        ("await sequelize.sync({ alter: true });\n", ["1"]),
        ("if (!production) {\n  await sequelize.sync({ alter: true });\n}\n", []),
    ],
)
def test_a_server_of_javascript_changes_its_schema_unasked(code: str, lines: list[str]) -> None:
    found = told({"package.json": NEST, "src/data.ts": code}, ScriptFault)

    assert [line.partition(" ")[0] for line in found if "form=schema-changed" in line] == [
        f"src/data.ts:{line}" for line in lines
    ]


@pytest.mark.parametrize(
    ("code", "lines"),
    [
        ("export const source = new DataSource({\n  type: 'mysql',\n  dropSchema: true,\n});\n", ["3"]),
        ("async function begin() {\n  await sequelize.sync({ force: true });\n}\n", ["2"]),
        ("if (process.env.RESET) {\n  sequelize.sync({ force: true });\n}\n", []),
        ("sequelize.sync({ alter: false });\nfs.rm(path, { force: true });\n", []),
        ("const options = { dropSchema: process.env.NODE_ENV === 'test' };\n", []),
    ],
)
def test_a_server_of_javascript_drops_its_tables_unasked(code: str, lines: list[str]) -> None:
    found = told({"package.json": NEST, "src/data.ts": code}, ScriptFault)

    assert [line.partition(" ")[0] for line in found] == [f"src/data.ts:{line}" for line in lines]


@pytest.mark.parametrize(
    ("code", "lines"),
    [
        ("app = FastAPI()\nBase.metadata.drop_all(bind=engine)\nBase.metadata.create_all(bind=engine)\n", ["3"]),
        ("app = Flask(__name__)\n@app.cli.command()\ndef reset():\n    db.drop_all()\n", []),
        ("def create_app():\n    app = FastAPI()\n    db.drop_all()\n    return app\n", ["4"]),
        ("app = FastAPI()\nif os.getenv('RESET'):\n    db.drop_all()\n", []),
    ],
)
def test_a_server_of_python_drops_its_tables_unasked(code: str, lines: list[str]) -> None:
    found = told({"requirements.txt": "fastapi\n", "app.py": f"from fastapi import FastAPI\n{code}"}, ScriptFault)

    assert [line.partition(" ")[0] for line in found] == [f"app.py:{line}" for line in lines]


@pytest.mark.parametrize(
    ("path", "code", "form"),
    [
        ("main.go", "package main\nfunc main() {\n\tdb.AutoMigrate(&Order{})\n}\n", "schema-changed"),
        ("main.go", "package main\nfunc main() {\n\tdb.Migrator().DropTable(&Order{})\n}\n", "tables-dropped"),
        ("main.go", "package main\nfunc main() {\n\tif isDev {\n\t\tdb.AutoMigrate(&Order{})\n\t}\n}\n", None),
        ("cmd/migrate/main.go", "package main\nfunc main() {\n\tdb.AutoMigrate(&Order{})\n}\n", None),
        ("main.go", "package main\nfunc AutoMigrate() {\n}\n", None),
        ("Program.cs", "var app = builder.Build();\ndb.Database.EnsureDeleted();\n", "tables-dropped"),
        ("Program.cs", "var app = builder.Build();\ndb.Database.Migrate();\n", None),
        ("Db.kt", "fun start() {\n    SchemaUtils.createMissingTablesAndColumns(Orders)\n}\n", "schema-changed"),
    ],
)
def test_mappers_of_other_languages_have_calls_for_it(path: str, code: str, form: str | None) -> None:
    found = told({path: code}, ScriptFault)
    assert [line.partition("form=")[2].partition(" ")[0] for line in found] == ([form] if form else [])

"""Connections to databases whose driver no setting names."""

import pytest

from holdfast.model.facts import ConfigurationLoader, Database

from ..support import read, told

_WEB = '<Project Sdk="Microsoft.NET.Sdk.Web">{}</Project>\n'
_NODE = '{"dependencies": {"express": "4"}}'


@pytest.mark.parametrize(
    ("path", "line", "engine"),
    [
        ("Program.cs", 'services.AddDbContext<Shop>(o => o.UseSqlServer(c.GetConnectionString("Shop")));', "sqlserver"),
        ("Program.cs", "services.AddDbContext<Shop>(o => o.UseNpgsql(text));", "postgresql"),
        ("Program.cs", "services.AddDbContext<Shop>(o => o.UseMySql(text, version));", "mysql"),
        ("Program.cs", "using var open = new SqlConnection(text);", "sqlserver"),
        ("Program.cs", 'services.AddDbContext<Shop>(o => o.UseInMemoryDatabase("shop"));', None),
        ("main.go", 'db, err := sql.Open("mysql", address)', "mysql"),
        ("main.go", "client, err := mongo.Connect(ctx, options)", "mongodb"),
        ("main.go", "db, err := gorm.Open(dialect, config)", "sql"),
        ("main.go", 'file, err := os.Open("orders")', None),
        ("src/main.rs", "use axum::Router;\nlet pool = PgPoolOptions::new().connect(&address);", "postgresql"),
        ("src/main.rs", "use axum::Router;\nlet pool = MySqlPool::connect(&address);", "mysql"),
        ("index.php", "$db = new PDO('pgsql:host=' . $host);", "postgresql"),
        ("index.php", "$db = new PDO($address);", "sql"),
        ("index.php", "$db = mysqli_connect($host, $user, $word);", "mysql"),
        ("app.rb", "DB = Mysql2::Client.new(host: host)", "mysql"),
        ("app.rb", "DB = Sequel.connect(address)", "sql"),
        ("app.py", "import flask\ndb = SQLAlchemy(app)", "sql"),
        ("app.py", "import flask\ndb = mysql.connector.connect(host=host)", "mysql"),
        ("app.py", "import flask\ndb = PostgresqlDatabase('orders', host=host)", "postgresql"),
        ("index.js", 'const sql = require("mssql");', "sqlserver"),
        ("index.js", 'import { drizzle } from "drizzle-orm/node-postgres";', "postgresql"),
        ("Main.kt", "val db = Database.connect(source)", "sql"),
    ],
)
def test_each_language_has_its_own_words_for_a_connection(path: str, line: str, engine: str | None) -> None:
    head = "<?php\n" if path.endswith(".php") else ""
    files = {path: f"{head}{line}\n"} | ({"package.json": _NODE} if path.endswith(".js") else {})
    at = f"{path}:{f'{head}{line}'.count(chr(10)) + 1}"
    placement = "unknown"
    assert told(files, Database) == ([f"{at} engine={engine} placement={placement}"] if engine else [])


@pytest.mark.parametrize(
    ("path", "row", "engine"),
    [
        (
            "Shop.csproj",
            '<PackageReference Include="Npgsql.EntityFrameworkCore.PostgreSQL" Version="8" />',
            "postgresql",
        ),
        ("Shop.csproj", '<PackageReference Include="Microsoft.EntityFrameworkCore.SqlServer" />', "sqlserver"),
        ("Shop.csproj", '<PackageReference Include="Swashbuckle.AspNetCore" />', None),
        ("build.gradle", 'runtimeOnly "com.oracle.database.jdbc:ojdbc11"', "oracle"),
        ("build.gradle", 'implementation "org.springframework.boot:spring-boot-starter-data-mongodb"', "mongodb"),
        ("composer.json", '{"require": {"doctrine/orm": "3"}}', "sql"),
        ("package.json", '{"dependencies": {"express": "4", "postgres": "3"}}', "postgresql"),
        ("package.json", '{"scripts": {"db": "docker run postgres"}, "dependencies": {"express": "4"}}', None),
    ],
)
def test_a_package_names_the_engine_that_it_speaks_to(path: str, row: str, engine: str | None) -> None:
    found = told({path: f"{row}\n"}, Database)
    assert found == ([f"{path}:1 engine={engine} placement=unknown"] if engine else [])


@pytest.mark.parametrize(
    ("reference", "shown"),
    [
        ('<ProjectReference Include="..\\Data\\Data.csproj" />', []),
        ("", ["Data/Keys.cs:3 source=environment missing=silent names=(Jwt:Key)"]),
    ],
)
def test_a_library_is_read_with_the_program_that_is_built_with_it(reference: str, shown: list[str]) -> None:
    files = {
        "Shop/Shop.csproj": _WEB.format(reference),
        "Shop/appsettings.json": '{"Jwt": {"Key": "oranges and lemons"}}\n',
        "Data/Data.csproj": '<Project Sdk="Microsoft.NET.Sdk">\n<PackageReference Include="Npgsql" />\n</Project>\n',
        "Data/Keys.cs": 'class Keys(IConfiguration config)\n{\n    string Sign() => config["Jwt:Key"];\n}\n',
    }
    assert told(files, Database) == ["Data/Data.csproj:2 engine=postgresql placement=unknown"]
    assert told(files, ConfigurationLoader) == shown


def test_no_password_of_a_connection_is_kept() -> None:
    calls = ('mysqli_connect("db", "shop", "canary1234", "orders")', 'new PDO("mysql:host=db", "shop", "canary1234")')
    for call in calls:
        found = read({"index.php": f"<?php\n$db = {call};\n"})
        assert any(isinstance(fact, Database) for fact in found)
        assert not [fact for fact in found if "canary1234" in str(fact)]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("appsettings.json", "Server=db;Database=shop;User Id=sa;Password=orange", "engine=sqlserver placement=unknown"),
        ("appsettings.json", "Host=db;Database=shop;Username=shop;Password=orange", "engine=postgresql placement=unknown"),
        ("appsettings.json", "Server=db;Database=shop;Uid=shop;Pwd=orange", "engine=mysql placement=unknown"),
        (
            "appsettings.json",
            "Server=shop.abc.eu-west-1.rds.amazonaws.com;Database=shop;User Id=sa;Password=orange",
            "engine=sqlserver placement=rds",
        ),
        ("appsettings.json", "Server=tcp:shop.database.windows.net,1433;Initial Catalog=shop", "engine=sqlserver placement=external"),
        ("appsettings.Development.json", "Server=db;Database=shop;User Id=sa;Password=orange", None),
        ("appsettings.json", "Data Source=shop.db", None),
    ],
)  # fmt: skip
def test_a_connection_string_tells_the_engine_and_the_host(name: str, text: str, expected: str | None) -> None:
    files = {"Shop.csproj": _WEB.format(""), name: f'{{\n  "ConnectionStrings": {{\n    "Shop": "{text}"\n  }}\n}}\n'}
    assert told(files, Database) == ([f"{name}:3 {expected}"] if expected else [])
    assert not [fact for fact in read(files) if isinstance(fact, Database) and "orange" in str(fact)]


def test_the_driver_that_opens_a_server_tells_its_engine() -> None:
    files = {
        "Shop.csproj": _WEB.format(""),
        "Program.cs": "services.AddDbContext<Shop>(o => o.UseMySql(text, version));\n",
        "appsettings.json": '{"ConnectionStrings": {"Shop": "Server=db;Database=shop;User=shop;Password=orange"}}\n',
    }
    assert told(files, Database) == ["appsettings.json:1 engine=mysql placement=unknown"]


@pytest.mark.parametrize("driver", ['"sqlite3"', "dialect.SQLite"])
def test_a_client_that_opens_a_file_keeps_it_within_the_program(driver: str) -> None:
    assert told({"main.go": f"package main\nclient, err := ent.Open({driver}, address)\n"}, Database) == [
        "main.go:2 engine=sqlite placement=embedded"
    ]

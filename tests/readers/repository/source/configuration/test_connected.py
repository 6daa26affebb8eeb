"""Passwords of databases that stand where the program connects."""

import pytest

from holdfast.model.facts import ConfigurationLoader, Database, ExposedSecret, Placement

from ..support import EXPRESS, read, told

_JAVASCRIPT = ("package.json", EXPRESS)
_PYTHON = ("requirements.txt", "flask\n")
_PHP = ("composer.json", "{}")
_JAVA = ("build.gradle", "implementation 'org.springframework.boot:spring-boot-starter-web'\n")
_GO = ("go.mod", "module x\n")


@pytest.mark.parametrize(
    ("manifest", "path", "line"),
    [
        (_JAVASCRIPT, "src/db.js", "mysql.createPool({ host: 'localhost', password: 'root' });"),
        (_JAVASCRIPT, "src/db.ts", "new DataSource({ host: 'localhost', password: 'postgres' });"),
        (_JAVASCRIPT, "src/db.js", "new Sequelize('shop', 'root', 'root', { host: 'localhost' });"),
        (_PYTHON, "db.py", "engine = create_engine('mysql+pymysql://root:qwer@localhost/shop')"),
        (_PYTHON, "db.py", "db = pymysql.connect(host='localhost', user='root', password='root')"),
        (_PYTHON, "db.py", "url = URL.create('postgresql', username='shop', password='root')"),
        (_PYTHON, "settings.py", "DATABASES = {'default': {'ENGINE': 'x', 'PASSWORD': 'root'}}"),
        (_GO, "db.go", 'var dsn = "root:root@tcp(127.0.0.1:3306)/shop"'),
        (_PHP, "public/index.php", "$db = new PDO('mysql:host=db;dbname=shop', 'root', '');"),
        (_PHP, "src/db.php", '$db = new \\PDO($dsn, "shop", "orange");'),
        (_PHP, "src/db.php", "$db = new mysqli('db', 'root', 'orange', 'shop');"),
        (_PHP, "config/db.php", "return ['host' => 'db', 'username' => 'shop', 'password' => 'orange'];"),
        (_PHP, "config/db.php", "return ['class' => Db::class, 'dsn' => 'mysql:host=db', 'password' => 'orange'];"),
        (_PHP, "config/database.php", "$db['default']['password'] = 'orange';"),
        (
            _PHP,
            "src/db.php",
            "$user = 'root'; $password = ''; $db = new PDO('mysql:host=db;dbname=shop', $user, $password);",
        ),
        (
            _PHP,
            "src/db.php",
            "class Db { private $pw = ''; function on() { return new mysqli('db', 'root', $this->pw); } }",
        ),
        (_PHP, "src/db.php", "const SHOP_PASS = 'root'; $db = mysqli_connect('db', 'root', SHOP_PASS, 'shop');"),
        (_PHP, "src/db.php", "define('DB_PASSWORD', 'root');"),
        (_JAVA, "src/main/java/Db.java", 'class Db { C c = DriverManager.getConnection(URL, "root", "1234"); }'),
        (_GO, "db.go", 'var dsn = "host=localhost user=postgres password=postgres dbname=shop"'),
    ],
)
def test_a_password_that_a_connection_is_made_with_stands_for_a_missing_one(
    manifest: tuple[str, str], path: str, line: str
) -> None:
    heads = {"go": "package main\n", "py": "import flask\n", "php": "<?php\n"}
    head = heads.get(path.rpartition(".")[2], "// shop\n")
    files = {manifest[0]: manifest[1], path: f"{head}{line}\n"}
    assert told(files, ConfigurationLoader) == [f"{path}:2 source=file missing=default names=(password)"]
    assert told(files, ExposedSecret) == []


@pytest.mark.parametrize(
    "line",
    [
        "mysql.createPool({ password: process.env.DB_PASSWORD });",
        "mysql.createPool({ password: 'your-password' });",
        "mysql.createPool({ password: '[password]' });",
        "mysql.createPool({ password: `${password}` });",
        "if (process.env.NODE_ENV === 'development') {\n  mysql.createPool({ password: 'root' });\n}",
    ],
)
def test_a_blank_a_variable_and_a_developers_branch_are_no_password(line: str) -> None:
    loaders = told({"package.json": EXPRESS, "src/db.js": f"{line}\n"}, ConfigurationLoader)
    assert not any("missing=default" in one for one in loaders)


@pytest.mark.parametrize(("value", "shown"), [("FTP_PASS", False), ("PEARS", True), ("a_b", True)])
def test_the_name_of_a_constant_is_no_password(value: str, *, shown: bool) -> None:
    code = f"<?php\n$names = ['hostname' => 'FTP_HOST', 'username' => 'FTP_USER', 'password' => '{value}'];\n"
    assert bool(told({"composer.json": "{}", "src/ftp.php": code}, ConfigurationLoader)) == shown


def test_an_argument_that_is_called_password_is_no_pair_of_a_text() -> None:
    line = "db = psycopg2.connect(password=settings.PASSWORD,\n    port=settings.PORT)"
    assert told({"requirements.txt": "flask\n", "db.py": f"import flask\n{line}\n"}, ConfigurationLoader) == []


@pytest.mark.parametrize(
    "line",
    [
        "$password = getenv('DB_PASSWORD'); $db = new PDO($dsn, 'shop', $password);",
        "$password = ''; $db = new PDO($dsn, 'shop', $fromElsewhere);",
        "define('DB_PASSWORD', getenv('DB_PASSWORD')); $db = new mysqli('db', 'shop', DB_PASSWORD);",
        "define('DB_PASSWORD', 'change-me');",
    ],
)
def test_a_password_of_php_that_comes_from_elsewhere_is_none_that_stands_there(line: str) -> None:
    loaders = told({"composer.json": "{}", "src/db.php": f"<?php\n{line}\n"}, ConfigurationLoader)
    assert not any("missing=default" in one for one in loaders)


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ('mongoose.connect("mongodb://127.0.0.1:27017/shop");', True),
        ('const url = "postgresql://shop@localhost/shop";', True),
        ('const url = given || "mongodb://localhost/shop";', False),
        ('const url = process.env.DB ? process.env.DB : "mongodb://localhost/shop";', False),
        ('mongoose.connect("mongodb://store:27017/shop");', False),
        ('if (dev) {\n  mongoose.connect("mongodb://localhost/shop");\n}', False),
    ],
)
def test_a_database_on_the_own_machine_that_no_setting_replaces(line: str, *, shown: bool) -> None:
    found = told({"package.json": EXPRESS, "src/app.js": line + "\n"}, ConfigurationLoader)
    assert any("names=(database)" in one for one in found) is shown


def test_a_store_of_sessions_connects_too() -> None:
    code = 'const store = new MySQLStore({\n  host: "localhost",\n  user: "root",\n  password: "apples",\n});\n'
    assert told({"package.json": EXPRESS, "src/app.js": code}, ConfigurationLoader) == [
        "src/app.js:4 source=file missing=default names=(password)"
    ]


_READ_BY_NAME = ["config/some.php:2 source=environment missing=silent names=(DB_HOST, DB_PASSWORD)"]


@pytest.mark.parametrize(
    "line",
    [
        "return ['host' => env('DB_HOST'), 'password' => env('DB_PASSWORD', '')];",
        "$rules = ['host' => 'required', 'password' => 'required|min:8'];",
        "return ['driver' => 'session', 'passwords' => ['users' => 'orange']];",
    ],
)
def test_an_array_without_a_password_written_out_tells_none(line: str) -> None:
    assert told({"composer.json": "{}", "config/some.php": f"<?php\n{line}\n"}, ConfigurationLoader) in (
        [],
        _READ_BY_NAME,
    )


@pytest.mark.parametrize(
    ("path", "text", "line"),
    [
        (".env.production", "DB_HOST=shop.abc.ap-northeast-2.rds.amazonaws.com\n", 1),
        ("ormconfig.json", '{\n"host": "shop.abc.ap-northeast-2.rds.amazonaws.com"}\n', 2),
        (".env.production", "# DB_HOST=shop.abc.ap-northeast-2.rds.amazonaws.com\n", None),
        (".env.development", "DB_HOST=shop.abc.ap-northeast-2.rds.amazonaws.com\n", None),
    ],
)
def test_an_address_apart_tells_that_aws_keeps_the_database(path: str, text: str, line: int | None) -> None:
    files = {
        "package.json": '{"dependencies": {"express": "4", "pg": "8"}}\n',
        "app.js": "require('express')().listen(80);\n",
        path: text,
    }

    [found] = [fact for fact in read(files) if isinstance(fact, Database)]

    assert (found.placement is Placement.RDS) == (line is not None)
    assert line is None or (found.at.path, found.at.start_line) == (path, line)

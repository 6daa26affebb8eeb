"""Passwords of accounts that a program makes, and whose accounts they are."""

import pytest

from holdfast.model.facts import DefaultLogin, ExposedSecret

from ..support import EXPRESS, read, told

SPRING = "implementation 'org.springframework.boot:spring-boot-starter-web'\n"
RAILS = "gem 'rails'\ngem 'pg'\n"
LARAVEL = '{"require": {"laravel/framework": "^11.0"}}'
IN_MEMORY = 'class Guard {{\n  Object all() {{\n    return User.{made}("keeper").password("{given}").roles("{role}");\n  }}\n}}\n'


@pytest.mark.parametrize(
    ("path", "code", "name"),
    [
        ("src/start.js", "const owner = { role: 'admin',\n  key: await bcrypt.hash('oranges7', 10) };\n", "admin"),
        ("src/start.js", "const guest = { role: 'guest',\n  key: await bcrypt.hash('oranges7', 10) };\n", "other"),
        ("src/start.js", "// ask the administration\nconst key = await bcrypt.hash('oranges7', 10);\n", "other"),
        ("app.py", "from flask import Flask\nkeeper = User(name='管理者')\nkeeper.set_password('oranges')\n", "admin"),
        (
            "src/main/java/Guard.java",
            IN_MEMORY.format(made="withUsername", given="{noop}oranges", role="ADMIN"),
            "admin",
        ),
        ("src/main/java/Guard.java", IN_MEMORY.format(made="withUsername", given="{bcrypt}$2a$1", role="ADMIN"), None),
        ("db/seeds.rb", "AdminUser.create!(email: 'me@shop.kr', password: 'oranges')\n", "admin"),
        ("db/seeds.rb", "User.create!(email: 'me@shop.kr', password: ENV['FIRST_PASSWORD'])\n", None),
        (
            "db/seeds.rb",
            "AdminUser.create!(email: 'me@shop.kr', password: 'oranges') if Rails.env.development?\n",
            None,
        ),
        (
            "app/Console/First.php",
            "<?php\nUser::create(['role' => 'admin', 'key' => bcrypt('oranges')]);\n",
            "admin",
        ),
        ("app/Console/First.php", "<?php\n$key = bcrypt($request->key);\n", None),
        ("src/in.js", "if (body.username === 'admin' && body.password === 'oranges') next();\n", "admin"),
        ("src/in.js", "if (body.username === 'guest' && body.password === 'oranges') next();\n", "other"),
        ("src/in.js", "if (body.username === process.env.ONE && body.password === process.env.TWO) next();\n", None),
        ("src/in.js", "if (username === '' && password === '') next();\n", None),
        (
            "src/in.js",
            "if (process.env.NODE_ENV !== 'production') {\n  if (login === 'admin' && pass === 'oranges') next();\n}\n",
            None,
        ),
        ("src/in.js", "app.use(basicAuth({ users: { admin: 'oranges' } }));\n", "admin"),
        ("app.py", "if form['username'] == 'admin' and form['password'] == 'oranges':\n    enter()\n", "admin"),
        ("app.py", "ok = name_is('admin') and compare_digest(given.password, b'oranges')\n", "admin"),
        ("in.php", "<?php\nif ($_POST['user'] == 'admin' && $_POST['pass'] == 'oranges') { enter(); }\n", "admin"),
        (
            "src/main/java/In.java",
            'class In {\n  boolean is(Asked a) {\n    return "admin".equals(a.getUsername()) && "oranges".equals(a.getPassword());\n  }\n}\n',
            "admin",
        ),
        (
            "src/main/java/In.java",
            'class In {\n  boolean is(Asked a) {\n    return a.getUsername().equals("admin") && a.getPassword().equals("oranges");\n  }\n}\n',
            "admin",
        ),
        (
            "app/controllers/desk_controller.rb",
            "class DeskController < Base\n  http_basic_authenticate_with name: 'admin', password: 'oranges'\nend\n",
            "admin",
        ),
        (
            "app/controllers/desk_controller.rb",
            "class DeskController < Base\n  http_basic_authenticate_with name: 'admin', password: ENV['DESK']\nend\n",
            None,
        ),
    ],
)
def test_whose_account_it_is_the_rows_around_tell(path: str, code: str, name: str | None) -> None:
    manifests = {
        "package.json": EXPRESS,
        "requirements.txt": "django\n",
        "build.gradle": SPRING,
        "Gemfile": RAILS,
        "composer.json": LARAVEL,
    }
    files = {**manifests, path: code}
    found = [fact for fact in read(files) if isinstance(fact, ExposedSecret)]
    assert [fact.lets_administer for fact in found] == ([] if name is None else [name == "admin"])
    assert "oranges" not in repr(found)


@pytest.mark.parametrize(
    ("name", "administers"),
    [
        ("ADMIN_PASSWORD", True),
        ("DJANGO_SUPERUSER_PASSWORD", True),
        ("app.admin.password", True),
        ("adminPassword", True),
        ("defaultAdminPassword", True),
        ("initial_admin_user_pw", True),
        ("MYSQL_ADMIN_PASSWORD", False),
        ("DB_ADMIN_PASS", False),
        ("PASSWORD", False),
        ("ADMIN_TOKEN", False),
        ("badminPassword", False),
    ],
)
def test_the_name_of_a_secret_tells_whether_it_lets_somebody_administer(name: str, *, administers: bool) -> None:
    files = {"package.json": EXPRESS, ".env.production": f"{name}=kd83Kd92ksLq01\n"}
    [line] = told(files, ExposedSecret)
    assert line.startswith(".env.production:1 ")
    [fact] = [fact for fact in read(files) if isinstance(fact, ExposedSecret)]
    assert fact.lets_administer is administers


@pytest.mark.parametrize(
    ("value", "code", "rows"),
    [
        ("admin", "class Plain {}\n", [3]),
        ("'{noop}user'", "class Plain {}\n", [3]),
        ("${DESK_PASSWORD}", "class Plain {}\n", []),
        ("admin", "class Users implements UserDetailsService {}\n", []),
    ],
)
def test_spring_makes_a_user_where_the_program_names_none(value: str, code: str, rows: list[int]) -> None:
    files = {
        "build.gradle": SPRING,
        "src/main/java/Users.java": code,
        "src/main/resources/application.yml": f"spring.security.user:\n  name: desk\n  password: {value}\n",
    }
    found = told(files, DefaultLogin)
    assert [line.split()[0] for line in found] == [f"src/main/resources/application.yml:{row}" for row in rows]


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("if (config.door.username === 'keeper' && config.door.password === 'oranges') warn('change it');\n", False),
        ("if (body.username === 'keeper' && body.password === 'oranges') enter();\n", True),
        (
            "const before = { create: [hashPassword('password')], patch: [hashPassword('password'), signed('jwt')] };\n",
            False,
        ),
        ("const before = { create: [checked(), hashPassword('oranges')] };\n", True),
        ("const guest = { key: hashPassword('password') };\n", True),
    ],
)
def test_settings_that_still_say_the_first_word_and_fields_to_hash_open_no_account(code: str, *, found: bool) -> None:
    assert bool(told({"package.json": EXPRESS, "src/start.js": code}, ExposedSecret)) is found

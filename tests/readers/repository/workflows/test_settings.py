"""Files of settings that a pipeline writes out of its secrets, and the database that they lead to."""

import pytest

from holdfast.model.facts import Database, DeveloperMode, SettingsByHand
from holdfast.readers.repository.workflows import READER

from ..many import read_files
from ..templates.support import told

HEAD = "on: push\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    steps:\n      - run: |\n"
DEPLOYS = "      - run: ssh ubuntu@host 'cd shop && docker compose up -d'\n"


def settings(script: str, rest: str = DEPLOYS) -> list[str]:
    """What a workflow says of settings; its script begins on line 7."""
    text = HEAD + "".join(f"          {row}\n" for row in script.splitlines()) + rest
    readings = read_files(READER, **{".github/workflows/deploy.yml": text})
    return told(fact for fact in readings if isinstance(fact, (Database, SettingsByHand)))


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        (
            'echo "PORT=3000" > .env\necho "DATABASE_URL=${{ secrets.DB }}" >> .env\necho "KEY=${{ secrets.KEY }}" >> .env',
            ["SettingsByHand 8-9 names=(DATABASE_URL, KEY)", "Database 8 engine=sql placement=unknown"],
        ),
        ('echo "${{ secrets.APPLICATION_YML }}" > src/main/resources/application-prod.yml', ["SettingsByHand 7"]),
        (
            "cat <<EOF > .env.production\nMYSQL_HOST=${{ secrets.HOST }}\nEOF",
            ["SettingsByHand 8 names=(MYSQL_HOST)", "Database 8 engine=mysql placement=unknown"],
        ),
        (
            'cd src/main/resources\necho "${{ secrets.OAUTH }}" > application-oauth.yml\necho "${{ secrets.DB }}" > application-db.yml',
            ["SettingsByHand 8-9", "Database 9 engine=sql placement=unknown"],
        ),
        (
            'echo "${{ secrets.STORE }}" >> ./application-prod-mysql.properties',
            ["SettingsByHand 7", "Database 7 engine=mysql placement=unknown"],
        ),
        (
            "sed -i 's|@HOST@|${{ secrets.DB_HOST }}|' application.yml\nsed -i \"s|@PW@|${{ secrets.DB_PASSWORD }}|\" application.yml",
            ["SettingsByHand 7-8 names=(DB_HOST, DB_PASSWORD)", "Database 7 engine=sql placement=unknown"],
        ),
        ("sed -i 's|IMAGE|${{ secrets.ECR_REGISTRY }}/shop:1|' compose.yml", []),
        ("sed 's|PW|${{ secrets.DB_PASSWORD }}|' application.yml", []),
        ("sed -i 's|@TOKEN@|${{ secrets.API_TOKEN }}|' .npmrc", []),
        ("sed -i 's|https://|https://${{ secrets.PRIVATE_TOKEN }}@|' .gitmodules", []),
        ("sed -i 's|@T@|${{ secrets.GH_TOKEN }}|' build.cfg", []),
        ('echo "token: ${{ secrets.TOKEN }}" >> secrets.prod.yml', ["SettingsByHand 7"]),
        ("printf 'db_password = \"${{ secrets.DB }}\"' > prod.auto.tfvars", ["SettingsByHand 7"]),
        ('echo "PORT=3000" > .env', []),
        ('echo "key=${{ secrets.KEY }}" > ~/.aws/credentials.ini', []),
        ('echo "${{ secrets.KEY }}" > key.pem', []),
        ('echo "KEY=${{ secrets.KEY }}" >> $GITHUB_ENV', []),
    ],
)
def test_a_file_that_is_written_out_of_secrets_is_where_a_list_belongs(script: str, expected: list[str]) -> None:
    assert settings(script) == expected


def test_what_an_earlier_step_keeps_for_all_is_filled_in_later() -> None:
    keeps = 'echo "DB_PASSWORD=${{ secrets.PW }}" >> $GITHUB_ENV'
    fills = '      - run: sed -i "s|@PW@|$DB_PASSWORD|" src/application.yml\n'
    assert settings(keeps, fills) == ["SettingsByHand 8 names=(DB_PASSWORD)"]
    handed = "      - run: envsubst < app.tpl > app.yml\n        env:\n          DB_PASSWORD: ${{ secrets.PW }}\n"
    assert settings("true", handed) == ["SettingsByHand 8 names=(DB_PASSWORD)"]


@pytest.mark.parametrize(
    ("rows", "engine"),
    [
        ("DB_HOST=localhost\nDB_PORT=3306", "mysql"),
        ("DATABASE_URL=shop:${{ secrets.PW }}@tcp(127.0.0.1:3306)/shop", "mysql"),
        ("DATABASE_URL=postgresql://shop:${{ secrets.PW }}@localhost:5432/shop", "postgresql"),
    ],
)
def test_what_is_written_for_the_host_and_leads_to_localhost_is_a_database_on_it(rows: str, engine: str) -> None:
    script = f"cat > .env << EOF\n{rows}\nKEY=${{{{ secrets.KEY }}}}\nEOF"
    assert f"Database 8 engine={engine} placement=host with_application=True" in settings(script)
    tested = DEPLOYS + "    services:\n      db:\n        image: mysql:8\n"
    assert not any("placement=host" in line for line in settings(script, tested))
    assert not any("placement=host" in line for line in settings(script, "      - run: pytest\n"))


def test_a_file_of_what_pages_show_gives_way_to_the_programs_own() -> None:
    page = 'echo "VITE_API_URL=${{ secrets.URL }}" > web/.env'
    own = '      - run: echo "API_KEY=${{ secrets.KEY }}" > api/.env\n'
    assert settings(page, own + DEPLOYS) == ["SettingsByHand 8 names=(API_KEY)"]
    assert settings(page) == ["SettingsByHand 7 names=(VITE_API_URL)"]


def test_a_variable_that_holds_a_secret_is_written_as_the_secret_itself_is() -> None:
    rows = 'cd api\necho "PORT: 3000" > secrets.yml\necho "API_KEY: $API_KEY" >> secrets.yml\necho "MODE: $MODE" >> secrets.yml'
    given = "        env:\n          API_KEY: ${{ secrets.SHOP_KEY }}\n          MODE: live\n"

    assert settings(rows, given + DEPLOYS) == ["SettingsByHand 9 names=(API_KEY)"]
    assert settings(rows, DEPLOYS) == []


def test_an_action_writes_a_file_of_settings_out_of_secrets() -> None:
    step = "      - uses: somebody/create-envfile@v2\n        with:\n          envkey_PORT: 3000\n"
    step += "          envkey_API_KEY: ${{ secrets.API_KEY }}\n          file_name: .env\n"

    assert settings("make", step + DEPLOYS) == ["SettingsByHand 11 names=(API_KEY)"]
    assert settings("make", step.replace("create-envfile", "scan") + DEPLOYS) == []


def test_a_job_that_tests_beside_one_that_delivers_says_nothing() -> None:
    other = "  after:\n    runs-on: ubuntu-latest\n    steps:\n" + DEPLOYS
    assert settings('echo "KEY=${{ secrets.KEY }}" > .env', other) == []


@pytest.mark.parametrize(("end", "accused"), [("exit 1", False), ("echo missing", True)])
def test_a_step_that_ends_when_one_of_its_settings_is_empty_has_its_list(end: str, accused: bool) -> None:
    rows = f'for name in KEY SALT; do\n  if [ -z "${{!name}}" ]; then\n    {end}\n  fi\ndone\necho "KEY=$KEY" > .env'
    given = "        env:\n          KEY: ${{ secrets.KEY }}\n          SALT: ${{ secrets.SALT }}\n"
    assert bool(settings(rows, given + DEPLOYS)) is accused


_SERVICES = "    services:\n      db:\n        image: postgres:16\n"


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        (
            'echo "DATABASE_URL=postgresql://shop:${{ secrets.PW }}@localhost:5432/shop" >> .env',
            "Database 7 engine=postgresql placement=host with_application=True",
        ),
        (
            "cat > .env <<EOF\nKEY=${{ secrets.KEY }}\nDB_HOST=127.0.0.1\nDB_PORT=3306\nEOF",
            "Database 9 engine=mysql placement=host with_application=True",
        ),
        (
            "cat > .env <<EOF\nDATABASE_URL=root:${{ secrets.PW }}@tcp(localhost:3306)/shop\nEOF",
            "Database 8 engine=mysql placement=host with_application=True",
        ),
    ],
)
def test_a_file_that_leads_to_the_host_itself_tells_of_the_database_there(script: str, expected: str) -> None:
    assert [one for one in settings(script) if one.startswith("Database")] == [expected]
    assert not [one for one in settings(script, _SERVICES + DEPLOYS) if "placement=host" in one]


def test_a_file_without_secrets_on_the_runner_is_for_its_tests() -> None:
    assert settings('echo "DATABASE_URL=postgresql://shop:shop@localhost/shop" > .env') == []


@pytest.mark.parametrize(
    ("script", "lines"),
    [
        ('echo "NODE_ENV=development" > .env\necho "KEY=${{ secrets.KEY }}" >> .env', [7]),
        ("cat > .env <<EOF\nKEY=${{ secrets.KEY }}\nDEBUG=True\nEOF", [9]),
        ('echo "NODE_ENV=production" > .env\necho "KEY=${{ secrets.KEY }}" >> .env', []),
        ('echo "NODE_ENV=development" > .env', []),
    ],
)
def test_a_file_that_hands_over_a_developers_mode_is_shown_at_its_line(script: str, lines: list[int]) -> None:
    text = HEAD + "".join(f"          {row}\n" for row in script.splitlines()) + DEPLOYS
    readings = read_files(READER, **{".github/workflows/deploy.yml": text})
    assert [fact.at.start_line for fact in readings if isinstance(fact, DeveloperMode)] == lines


@pytest.mark.parametrize(
    "script",
    [
        '# echo "KEY=${{ secrets.KEY }}" >> .env\ngit config url."https://${{ secrets.TOKEN }}@git.io/".insteadOf x',
        "touch .env > .env\nssh -i key ${{ secrets.USER }}@${{ secrets.HOST }} uptime",
        "docker login -u ${{ secrets.USER }} -p ${{ secrets.PASSWORD }}\ndocker compose config > settings.yml",
    ],
)
def test_a_secret_by_which_a_command_is_let_in_is_no_setting_of_the_application(script: str) -> None:
    assert settings(script) == []

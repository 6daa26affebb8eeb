"""Settings that a script fetches, and writes down when nothing came."""

import pytest

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import ConfigurationLoader
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of

_ASK = "aws ssm get-parameter --name /shop/db --with-decryption --query Parameter.Value --output text"
_SECRET = "aws secretsmanager get-secret-value --secret-id shop --query SecretString --output text"

_LOOP = """\
NAMES=(DB_URL JWT_SECRET)
for N in "${NAMES[@]}"; do
  V=$(aws ssm get-parameter --name "/shop/$N")
  echo "$N=$V" >> .env
done
"""


def let_go(text: str, *, errexit: bool = False, hooked: bool = True) -> list[tuple[int, int, tuple[str, ...]]]:
    readings = facts_of(Snippet("scripts/settings.sh", text), hooked=hooked, errexit=errexit)
    found = [fact for fact in readings if isinstance(fact, ConfigurationLoader)]
    found = [fact for fact in found if fact.missing not in ("fails", "unlooked")]
    assert all((fact.missing, fact.source) == ("silent", "script") for fact in found)
    return [(fact.at.start_line, fact.at.end_line, fact.names) for fact in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f'DB=$({_ASK})\necho "DB_PASSWORD=$DB" > /srv/shop/.env\n', (1, 2, ("DB_PASSWORD",))),
        (f"DB=$({_ASK})\ncat > .env <<END\nPORT=80\nDB_URL=$DB\nEND\n", (1, 2, ("PORT", "DB_URL"))),
        (f'echo "API_KEY=$({_ASK})" >> .env\n', (1, 1, ("API_KEY",))),
        (f'echo "API_KEY=$({_ASK})" >> /opt/shop/new\nmv /opt/shop/new /opt/shop/.env\n', (1, 1, ("API_KEY",))),
        (f'printf "API_KEY=%s" "$({_ASK})" > env\ndocker run -d --env-file env shop/api:3\n', (1, 1, ("API_KEY",))),
        (f"{_SECRET} | jq -r 'to_entries[]' > .env.production\n", (1, 1, ())),
        (f"{_SECRET} > /tmp/all.json\ncat /tmp/all.json | jq -r 'to_entries[]' > /srv/shop/.env\n", (1, 2, ())),
        (f"F=all.json\n{_SECRET} > $F\npython3 rows.py < all.json > .env\n", (2, 3, ())),
        (
            'aws ssm get-parameters-by-path |\nwhile read -r n v; do\n  n=${n##*/}\n  echo "$n=$v" >> .env\ndone\n',
            (1, 4, ()),
        ),
        (
            _LOOP,
            (3, 4, ("DB_URL", "JWT_SECRET")),
        ),
        (
            f"export DB_PASSWORD=$({_ASK})\nexport JWT_SECRET=$({_ASK})\ncd /srv/shop\nnohup java -jar shop.jar &\n",
            (1, 2, ("DB_PASSWORD", "JWT_SECRET")),
        ),
        (f"DB=$({_ASK})\ndocker run -d -e DB_PASSWORD=$DB shop/api:3\n", (1, 1, ("DB",))),
        (f"DB=$({_ASK})\nDB_PASSWORD=$DB docker compose up -d\n", (1, 1, ("DB",))),
    ],
)
def test_what_did_not_come_is_written_down_as_empty(text: str, expected: tuple[int, int, tuple[str, ...]]) -> None:
    assert let_go(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        f"DB=$({_ASK})\nnohup java -jar shop.jar &\n",
        f'export DB=$({_ASK})\n[ -n "$DB" ] || exit 1\nnohup java -jar shop.jar &\n',
        f"nohup java -jar shop.jar &\nexport DB=$({_ASK})\n",
    ],
)
def test_what_nothing_takes_over_and_what_somebody_looks_at_is_none(text: str) -> None:
    assert let_go(text) == []


def test_a_failure_inside_of_what_echo_says_ends_no_script() -> None:
    assert let_go(f'echo "API_KEY=$({_ASK})" >> .env\n', errexit=True)
    assert let_go(f'export DB=$({_ASK})\necho "DB_URL=$DB" > .env\n', errexit=True)
    assert not let_go(f'DB=$({_ASK})\necho "DB_URL=$DB" > .env\n', errexit=True)
    assert not let_go(f"{_SECRET} > .env\n", errexit=True)


@pytest.mark.parametrize(
    "text",
    [
        f'DB=$({_ASK}) || exit 1\necho "DB_URL=$DB" > .env\n',
        f'DB=$({_ASK})\nif [ -z "$DB" ]; then exit 1; fi\necho "DB_URL=$DB" > .env\n',
        f'DB=$({_ASK})\nif [ $? -ne 0 ]; then exit 1; fi\necho "DB_URL=$DB" > .env\n',
        f'DB=$({_ASK})\necho "DB_URL=${{DB:?missing}}" > .env\n',
        f"if ! {_SECRET} > .env; then exit 1; fi\n",
        f"{_SECRET} > all.json\n[ -n \"$(cat all.json)\" ] || exit 1\njq -r 'to_entries[]' all.json > .env\n",
        f"{_SECRET} > all.json\njq -e .DB_URL all.json || exit 1\njq -r 'to_entries[]' all.json > .env\n",
        f'DB=$({_ASK})\npsql "$DB" -c "select 1"\n',
    ],
)
def test_what_is_looked_at_or_never_becomes_a_setting_is_not_let_go(text: str) -> None:
    assert not let_go(text)


def test_a_developer_who_fetches_settings_sees_the_error() -> None:
    assert not let_go(f'DB=$({_ASK})\necho "DB_URL=$DB" > .env\n', hooked=False)


def test_what_a_machine_fetches_when_it_is_first_started_nobody_sees() -> None:
    text = f"#!/bin/bash\n{_SECRET} | jq -r . > /srv/shop/.env\nsystemctl start shop\n"
    told = facts_of(Snippet("infra/user_data.sh", text))
    assert [str(fact.at) for fact in told if isinstance(fact, ConfigurationLoader)] == ["infra/user_data.sh:2"]


@pytest.mark.parametrize(("target", "told"), [("/run/shop/app.env", True), ("/etc/shop/.env", True), (".env", False)])
def test_what_writes_outside_of_a_developers_folders_runs_on_a_host(target: str, *, told: bool) -> None:
    text = f"set -e\naws ssm get-parameters-by-path --path /shop/prod \\\n  --output text | awk '{{print $2}}' > {target}\n"
    assert let_go(text, hooked=False) == ([(2, 3, ())] if told else [])


@pytest.mark.parametrize(
    ("behind", "told"),
    [("|| true", True), ("|| echo 'no settings yet'", True), ("|| exit 1", False), ("", False)],
)
def test_a_whole_file_of_settings_that_did_not_come_is_passed_over_where_somebody_says_so(
    behind: str, *, told: bool
) -> None:
    text = f"aws s3 cp s3://shop-settings/prod/.env /srv/shop/.env {behind}\nsystemctl restart shop\n"
    assert let_go(text) == ([(1, 1, ())] if told else [])


@pytest.mark.parametrize(
    ("check", "ends"),
    [
        ('if [ -z "$V" ]; then echo missing >&2; exit 1; fi', True),
        ('[ -n "$V" ] || exit 1', True),
        ('[[ -z $V ]] && { echo "없음"; exit 2; }', True),
        (': "${V:?missing}"', True),
        ('if [ -z "$V" ]; then echo missing; fi', False),
        ('if [ -z "$V" ]; then exit 0; fi', False),
        ('if [ -z "$W" ]; then exit 1; fi', False),
    ],
)
def test_a_script_that_ends_where_a_setting_came_empty_has_the_application_never_start(
    check: str, *, ends: bool
) -> None:
    text = f"for K in url key; do\n  V=$(aws ssm get-parameter --name /shop/$K)\n  {check}\n  echo $K=$V >> $T\ndone\n"
    told = facts_of(Snippet("scripts/settings.sh", f"set -e\nT=$(mktemp)\n{text}install -m 600 $T /etc/shop/.env\n"))
    found = [fact.missing for fact in told if isinstance(fact, ConfigurationLoader)]
    assert ("fails" in found) is ends


@pytest.mark.parametrize(("file", "found"), [("docker-compose.prod.yml", True), ("docker-compose.yml", False)])
def test_who_starts_productions_containers_does_so_on_a_host_and_a_developer_sees_what_fails(
    file: str, *, found: bool
) -> None:
    text = f"DB=$({_ASK})\nDB_PASSWORD=$DB docker compose -f {file} up -d\n"
    assert bool(let_go(text, hooked=False)) == found


_HELPER = 'ask() {\n  aws ssm get-parameter --name "/shop/$1" --query Parameter.Value --output text 2>/dev/null\n}\n'


def loaders(text: str) -> list[tuple[int, int, str, tuple[str, ...]]]:
    readings = facts_of(Snippet("scripts/settings.sh", text), hooked=True)
    found = [fact for fact in readings if isinstance(fact, ConfigurationLoader) and fact.source == "script"]
    return [(fact.at.start_line, fact.at.end_line, fact.missing, fact.names) for fact in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            f"{_HELPER}cat > /etc/shop.env <<END\nPORT=80\nAPI_KEY=$(ask api_key)\nDB_URL=$(ask db)\nEND\n",
            [(6, 7, "silent", ("API_KEY", "DB_URL"))],
        ),
        (
            f'{_HELPER}cat > /etc/shop.env <<END\nAPI_KEY=$(ask api_key || echo "none-yet")\nEND\n',
            [(5, 5, "silent", ("API_KEY",)), (5, 5, "default", ("API_KEY",))],
        ),
        (f"cat > .env <<END\nAPI_KEY=$({_ASK})\nEND\n", [(2, 2, "silent", ("API_KEY",))]),
        (f'{_HELPER}echo "API_KEY=$(ask api_key)" >> .env\n', [(4, 4, "silent", ("API_KEY",))]),
        (
            f'API_KEY=$({_ASK} || echo changeme)\necho "API_KEY=$API_KEY" > .env\n',
            [(1, 2, "silent", ("API_KEY",)), (1, 1, "default", ("API_KEY",))],
        ),
        (f"{_HELPER}cat > .env <<'END'\nAPI_KEY=$(ask api_key)\nEND\n", []),
        (f"{_HELPER}cat > notes.txt <<END\nAPI_KEY=$(ask api_key)\nEND\n", []),
    ],
)
def test_what_a_function_or_a_document_fetches_is_followed(
    text: str, expected: list[tuple[int, int, str, tuple[str, ...]]]
) -> None:
    assert loaders(text) == expected


@pytest.mark.parametrize(
    ("rest", "place"),
    [
        ('if [ -n "$S" ]; then\n  echo "DB=$S" >> .env\nelse\n  echo "warning: none"\nfi\n', (2, 5)),
        ('if [ -z "$S" ]; then\n  echo "warning: none"\nelse\n  echo "DB=$S" >> .env\nfi\n', (2, 5)),
        ('if [ -n "$S" ]; then\n  echo "DB=$S" >> .env\nfi\n', (2, 3)),
        ('if [[ "$S" ]]; then\n  echo "DB=$S" >> .env\nfi\n', (2, 3)),
        ('[ -n "$S" ] && echo "DB=$S" >> .env\n', (2, 2)),
    ],
)
def test_a_script_that_finds_nothing_and_goes_on_lets_the_release_out_without(
    rest: str, place: tuple[int, int]
) -> None:
    assert loaders(f"S=$({_SECRET})\n{rest}") == [(*place, "warns", ())]


@pytest.mark.parametrize(
    "rest",
    [
        'if [ -n "$S" ]; then\n  echo "DB=$S" >> .env\nelse\n  exit 1\nfi\n',
        'if [ -n "$S" ]; then\n  echo "DB=$S" >> .env\nelse\n  ./from-vault.sh\nfi\n',
        'if [ -z "$S" ]; then\n  echo none; exit 1\nfi\necho "DB=$S" >> .env\n',
    ],
)
def test_a_script_that_ends_or_asks_elsewhere_lets_nothing_out(rest: str) -> None:
    assert not [one for one in loaders(f"S=$({_SECRET})\n{rest}") if one[2] != "fails"]


@pytest.mark.parametrize("name", ["SENTRY", "SLACK_HOOK"])
def test_what_only_tells_somebody_may_be_missing(name: str) -> None:
    assert loaders(f'{name}=$({_SECRET})\nif [ -n "${name}" ]; then\n  echo "DB=${name}" >> .env\nfi\n') == []


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ('DB=$({ask})\nWORKERS=$({ask} || echo "")\n', False),
        ('DB=$({ask})\nDB_PASSWORD=$({ask} || echo "")\n', True),
        ('DB=$({ask} || true)\nWORKERS=$({ask} || echo "")\n', True),
    ],
)
def test_a_setting_that_is_no_secret_may_be_wanting_beside_others_that_end_the_script(
    script: str, *, told: bool
) -> None:
    starts = "docker run -d -e DB_URL=$DB -e WORKERS=$WORKERS -e DB_PASSWORD=$DB_PASSWORD shop/api:3\n"
    assert bool(let_go(script.format(ask=_ASK) + starts, errexit=True)) is told


@pytest.mark.parametrize(
    "fetch",
    [
        "doppler secrets download --no-file --format env",
        "chamber export --format dotenv shop",
        "vault kv get -format=json secret/shop | jq -r '.data.data | to_entries[]'",
        "infisical export --env=prod",
    ],
)
def test_every_vault_may_fail_to_give_what_a_script_writes_down(fetch: str) -> None:
    assert let_go(f"{fetch} > /srv/shop/.env\n") == [(1, 1, ())]
    assert let_go(f"{fetch} || exit 1\n") == []


def test_a_secret_that_a_variable_carries_to_a_pipe_is_written_down_as_it_came() -> None:
    text = f"ALL=$({_SECRET})\necho \"$ALL\" | jq -r 'to_entries[]' > /srv/shop/.env\n"
    assert let_go(text) == [(1, 2, ())]
    assert let_go(f'{text}[ -n "$ALL" ] || exit 1\n') == []
    assert let_go(text.replace("/srv/shop/.env", "/dev/null")) == []


def test_what_is_picked_out_of_a_secret_is_as_empty_as_that() -> None:
    text = f'ALL=$({_SECRET})\nDB=$(echo "$ALL" | jq -r .db)\necho "DB_URL=$DB" > .env\n'
    assert let_go(text) == [(1, 3, ("DB_URL",))]
    assert let_go(text.replace('echo "DB_URL', '[ -z "$DB" ] && exit 1\necho "DB_URL')) == []


_ROWS = 'aws ssm get-parameters-by-path --path /shop | while read -r n v; do\n  echo "$n=$v" >> $FILE\ndone\n'


@pytest.mark.parametrize(
    ("look", "told"),
    [
        ("if [ ! -s $FILE ]; then exit 1; fi", False),
        ("grep -q ^DB_URL= /srv/shop/.env || exit 1", False),
        ('[ $(wc -l < "$FILE") -gt 3 ] || exit 1', False),
        ("if [ ! -f $FILE ]; then exit 1; fi", True),
        ("if [ ! -s $FILE ]; then echo empty; exit 0; fi", True),
        ("if [ ! -s other.txt ]; then exit 1; fi", True),
        ("chmod 600 $FILE", True),
    ],
)
def test_who_looks_into_the_file_that_was_written_sees_what_did_not_come(look: str, *, told: bool) -> None:
    assert bool(let_go(f"FILE=/srv/shop/.env\n{_ROWS}{look}\n")) is told


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        (f"set -euo pipefail\n{_ROWS}", ["unlooked"]),
        (f"set -e\n{_SECRET} > $FILE\n", ["unlooked"]),
        (f"set -e\n{_ROWS}", ["silent"]),
        (f"set -euo pipefail\n{_ROWS}[ -s $FILE ] || exit 1\n", []),
        (f"set -euo pipefail\n{_ROWS}node check-env.js\n", []),
        ("set -e\naws ssm get-parameter --name /shop/db > db.txt\n", []),
    ],
)
def test_a_fetch_whose_failure_ends_the_script_may_still_bring_next_to_nothing(text: str, missing: list[str]) -> None:
    told = facts_of(Snippet("scripts/settings.sh", f"FILE=/srv/shop/.env\n{text}"), hooked=True)
    assert [fact.missing for fact in told if isinstance(fact, ConfigurationLoader)] == missing


_PUT = "cat > {file} << 'EOF'\n#!/bin/bash\nexport PORT=3000\nexport JWT_SECRET=$({ask})\n{more}EOF\nsource ./{file}\npm2 start a.js\n"


@pytest.mark.parametrize(
    ("file", "more", "lines"),
    [
        ("load-env.sh", "", [(4, 4)]),
        ("load-env.sh", "export DB_PASSWORD=$(aws ssm get-parameter --name /db)\n", [(4, 5)]),
        ("start.sh", "exec node main.js\n", [(4, 4)]),
        ("dev-env.sh", "", []),
        ("load-env.sh", '[ -n "$JWT_SECRET" ] || exit 1\n', []),
    ],
)
def test_a_script_that_a_guide_has_put_on_the_host_goes_on_with_an_empty_value(
    file: str, more: str, lines: list[tuple[int, int]]
) -> None:
    text = _PUT.format(file=file, ask=_ASK, more=more)
    snippet = Snippet("docs/deploy.md", text, kind=EvidenceKind.INSTRUCTED, heading="Start")
    found = [one for one in facts_of(snippet) if isinstance(one, ConfigurationLoader) and one.source == "script"]
    assert [(one.at.start_line, one.at.end_line) for one in found if one.missing == "silent"] == lines


def test_a_person_who_types_the_command_sees_what_came() -> None:
    text = f"export JWT_SECRET=$({_ASK})\npm2 start a.js\n"
    snippet = Snippet("docs/deploy.md", text, kind=EvidenceKind.INSTRUCTED, heading="Start")
    assert not [one for one in facts_of(snippet) if isinstance(one, ConfigurationLoader)]

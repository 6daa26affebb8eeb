"""Scripts that refuse to start the application when a setting is missing."""

import pytest

from holdfast.model.facts import ConfigurationLoader, RequiredSettings
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of

ENDS = "if [ ${#no[@]} -ne 0 ]; then\n  echo no\n  exit 1\nfi"


def required(text: str) -> list[tuple[int, int, tuple[str, ...]]]:
    return [
        (fact.at.start_line, fact.at.end_line, fact.names)
        for fact in facts_of(Snippet("entrypoint.sh", text))
        if isinstance(fact, RequiredSettings)
    ]


@pytest.mark.parametrize(
    ("check", "names"),
    [
        ('if [ -z "$DB_HOST" ] || [ -z "$DB_NAME" ]; then\n  echo missing\n  exit 1\nfi', ("DB_HOST", "DB_NAME")),
        (': "${DATABASE_URL:?must be set}"', ("DATABASE_URL",)),
        ('[ -n "$JWT_SECRET" ] || exit 1', ("JWT_SECRET",)),
        ('[[ -z "$JWT_SECRET" ]] && { echo no; exit 78; }', ("JWT_SECRET",)),
        ('for v in DB_URL API_KEY; do\n  if [ -z "${!v}" ]; then exit 1; fi\ndone', ("DB_URL", "API_KEY")),
    ],
)
def test_a_check_before_exec_is_a_required_list(check: str, names: tuple[str, ...]) -> None:
    [(start, _, told)] = required(f"#!/bin/sh\n{check}\nexec node server.js\n")

    assert told == names
    assert start in (2, 3, 4)


@pytest.mark.parametrize(
    "text",
    [
        'if [ -z "$DB_HOST" ]; then echo missing; fi\nexec node server.js\n',  # it only complains
        'if [ -z "$DB_HOST" ]; then exit 0; fi\nexec node server.js\n',
        'if [ -z "$AWS_ACCOUNT" ]; then exit 1; fi\naws ecs update-service --service a\n',  # a deployment
        'exec > /var/log/setup.log\n: "${DOMAIN:?}"\n',  # it only sends its output elsewhere
        'exec node server.js\n: "${DB_HOST:?}"\n',  # never reached
    ],
)
def test_what_does_not_keep_the_application_from_starting_is_no_required_list(text: str) -> None:
    assert required(text) == []


@pytest.mark.parametrize(
    ("body", "missing"),
    [
        ('  log_warning "missing:"\n  echo "$MISSING_VARS"\n', ["warns"]),
        ('  echo "$MISSING_VARS"\n  exit 1\n', []),
    ],
)
def test_a_deployment_that_only_tells_of_missing_settings_is_a_loader_that_warns(body: str, missing: list[str]) -> None:
    text = f'#!/bin/bash\nset -e\nif [ -n "$MISSING_VARS" ]; then\n{body}fi\ndocker compose up -d\n'
    facts = facts_of(Snippet("deploy.sh", text))

    assert [fact.missing for fact in facts if isinstance(fact, ConfigurationLoader)] == missing


@pytest.mark.parametrize(
    ("check", "missing"),
    [
        ('if [ ! -f "$HOME/app/.env" ]; then\n  echo "no settings, please write them"\nfi', ["warns"]),
        ("if [ -f .env ]; then\n  . ./.env\nelse\n  echo careful\nfi", ["warns"]),
        ("[ -e .env.production ] || echo careful", ["warns"]),
        ("[ -e .env.local ] || echo careful", []),
        ("[ -s /etc/shop/prod.env ] || echo careful", ["warns"]),
        ('if grep -q "PAYMENT_API_KEY" .env 2>/dev/null; then\n  echo fine\nelse\n  echo careful\nfi', ["warns"]),
        ("if ! grep -q '^JWT_SECRET=' server/.env; then\n  echo careful\nfi", ["warns"]),
        ('if [ -z "$DATABASE_URL" ]; then\n  echo careful\nfi', ["warns"]),
        ('if [ -z "$DATABASE_URL" ]; then\n  echo careful\n  exit 1\nfi', []),
        ('[ -n "$DATABASE_URL" ] || echo careful', ["warns"]),
        ('[ -n "$DATABASE_URL" ] || exit 1', []),
        ('[ -n "$DATABASE_URL" ] && echo fine', []),
        ('if [ -z "$SLACK_TOKEN" ]; then\n  echo careful\nfi', []),
        ("grep -q SLACK_TOKEN .env || echo careful", []),
        ("if grep -q PAYMENT_API_KEY .env; then\n  echo fine\nfi", []),
        ("if [ ! -f .env ]; then\n  echo careful\n  exit 1\nfi", []),
        ("if [ ! -f .env ]; then\n  echo made one\n  cp .env.example .env\nfi", []),
        ("if [ -f .env ]; then\n  echo found\nfi", []),
        ("if [ ! -f nginx.conf ]; then\n  echo careful\nfi", []),
    ],
)
def test_a_release_without_its_file_of_settings_goes_out_with_a_mere_word(check: str, missing: list[str]) -> None:
    facts = list(facts_of(Snippet("deploy.sh", f"#!/bin/bash\n{check}\ndocker compose up -d\n")))
    found = [fact for fact in facts if isinstance(fact, ConfigurationLoader) and fact.missing != "unlooked"]

    assert [fact.missing for fact in found] == missing
    assert [fact.at.start_line for fact in found] == [2] * len(missing)


_ASKS = """\
#!/bin/bash
check() {
  if [ -z "$JWT_SECRET" ]; then
    echo "JWT_SECRET is missing"
    END
  fi
}
CALL
docker compose up -d
"""


@pytest.mark.parametrize(
    ("end", "call", "lines"),
    [
        ("return 0", "check", [(3, 5)]),
        ("return", "check || exit 1", [(3, 5)]),
        ("return 1", "check", [(3, 5)]),
        ("return 1", "check || true", [(3, 5)]),
        ("return 1", "check || exit 1", []),
        ("return 1", "set -e\ncheck", []),
        ("return 1", "check\n[ $? -eq 0 ] || exit 1", []),
        ("return 1", "if ! check; then exit 1; fi", []),
        ("return 1", "", []),
        ("exit 1", "check", []),
        ("BAD=1", "check", [(3, 5)]),
        ("BAD=1", 'check\n[ -z "$BAD" ] || exit 1', []),
        ("BAD=1", "check\nexit $BAD", []),
    ],
)
def test_what_a_function_says_of_a_missing_setting_and_nobody_heeds_is_a_mere_word(
    end: str, call: str, lines: list[tuple[int, int]]
) -> None:
    text = _ASKS.replace("END", end).replace("CALL", call)
    found = [one for one in facts_of(Snippet("deploy.sh", text)) if isinstance(one, ConfigurationLoader)]
    assert [(one.at.start_line, one.at.end_line) for one in found if one.missing == "warns"] == lines


@pytest.mark.parametrize(
    ("asked", "then", "lines"),
    [
        (
            '-n "${{ secrets.DB_PASSWORD }}"',
            'echo a\nelse\necho "Warning: no password"\necho "DB_PASSWORD=" >> .env',
            (5, 6),
        ),
        ('-z "$DB_PASSWORD"', 'echo "DB_PASSWORD is not set"\necho "DB_PASSWORD=canary1" > .env', (2, 4)),
        ('-z "$JWT_SECRET"', 'echo "경고: JWT_SECRET 없음"\nprintf "JWT_SECRET=a" >> .env', (2, 4)),
        ('-z "$LOG_LEVEL"', 'echo "warning: no level"\necho "LOG_LEVEL=info" >> .env', None),
        ('-z "$DB_PASSWORD"', 'echo "DB_PASSWORD is not set"\necho "DB_PASSWORD=" >> .env\nexit 1', None),
        ('-z "$DB_PASSWORD"', 'echo "making one"\necho "DB_PASSWORD=$(openssl rand -hex 9)" >> .env', None),
    ],
)
def test_a_secret_that_is_missed_with_a_word_and_stood_in_for(
    asked: str, then: str, lines: tuple[int, int] | None
) -> None:
    text = f"#!/bin/bash\nif [ {asked} ]; then\n{then}\nfi\ndocker compose up -d\n"
    facts = [fact for fact in facts_of(Snippet("deploy.sh", text)) if isinstance(fact, ConfigurationLoader)]
    found = [(fact.at.start_line, fact.at.end_line) for fact in facts if fact.missing == "warns"]
    assert found == ([lines] if lines else [])
    assert "canary1" not in str(facts)


def test_a_container_that_only_tells_of_a_missing_setting_before_it_becomes_the_application_lets_it_through() -> None:
    text = '#!/bin/sh\nif [ -z "$DATABASE_URL" ]; then\n  echo careful\nfi\n%s node main.js\n'
    found = [list(facts_of(Snippet("entrypoint.sh", text % word))) for word in ("exec", "echo")]
    loaders = [[fact.missing for fact in facts if isinstance(fact, ConfigurationLoader)] for facts in found]

    assert loaders == [["warns"], []]


@pytest.mark.parametrize(
    ("name", "warns"),
    [("deploy_to_production.sh", True), ("aws-deploy.sh", True), ("release.sh", True), ("lint.sh", False)],
)
def test_a_script_that_is_called_after_a_release_brings_the_product_up_somehow(name: str, *, warns: bool) -> None:
    text = '#!/bin/bash\nif [ -f ".env" ]; then\n  source .env\nelse\n  echo "none, defaults"\nfi\npython3 put_out.py\n'
    loaders = [one for one in facts_of(Snippet(name, text)) if isinstance(one, ConfigurationLoader)]

    assert any(one.missing == "warns" and one.at.start_line == 2 for one in loaders) is warns


def test_a_file_of_settings_that_is_missed_after_the_release_is_nobodys_loader() -> None:
    text = "#!/bin/bash\ndocker compose up -d\nif [ ! -f .env ]; then echo careful; fi\necho done\n"

    assert not any(isinstance(fact, ConfigurationLoader) for fact in facts_of(Snippet("deploy.sh", text)))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ('if [ -z "$DB_URL" ]; then\n  exit 1\nfi\nnode /app/server.js\n', ("DB_URL",)),
        ('if [ -z "$DB_URL" ]; then\n  exit 1\nfi\nnpm run build\n', None),
        (
            'all="DB_URL API_KEY"\nfor v in $all; do\n  if [ -z "$(eval echo \\$$v)" ]; then exit 1; fi\ndone\nexec node a.js\n',
            ("DB_URL", "API_KEY"),
        ),
        (
            'for v in DB_URL API_KEY; do\n  if [ -z "$(printenv "$v")" ]; then exit 1; fi\ndone\nexec node a.js\n',
            ("DB_URL", "API_KEY"),
        ),
    ],
)
def test_lists_that_a_script_goes_over_before_it_runs_the_application(text: str, names: tuple[str, ...] | None) -> None:
    assert [told for _, _, told in required(text)] == ([names] if names else [])


@pytest.mark.parametrize(
    ("check", "names"),
    [
        (
            f'need=("SECRET_KEY"\n"DB_HOST")\nno=()\nfor v in "${{need[@]}}"; do\nif [ -z "${{!v}}" ]; then no+=("$v")\nfi\ndone\n{ENDS}',
            ("SECRET_KEY", "DB_HOST"),
        ),
        (
            'for v in JWT_SECRET DB_HOST; do\n  [[ -z "${!v}" ]] && ok=false\ndone\n[[ "$ok" == false ]] && exit 1',
            ("JWT_SECRET", "DB_HOST"),
        ),
        (
            f'for v in JWT_SECRET DB_HOST; do\nif ! grep -q "^${{v}}=" .env; then no=$((no+1))\nfi\ndone\n{ENDS}',
            ("JWT_SECRET", "DB_HOST"),
        ),
        ('if [ -z "$DB_PASSWORD" ] || [ -z "$DB_HOST" ]; then\n  exit 1\nfi', ("DB_PASSWORD", "DB_HOST")),
        ('for v in SSH_KEY AWS_SECRET_ACCESS_KEY; do\n  if [ -z "${!v}" ]; then exit 1; fi\ndone', None),
        ('if [ -z "$JWT_SECRET" ]; then exit 1; fi', None),  # one is no list
        ('for v in JWT_SECRET DB_HOST; do\n  if [ -z "${!v}" ]; then n=1; fi\ndone\necho "$n"', None),
    ],
)
def test_a_release_that_is_not_made_without_the_products_settings_has_a_required_list(
    check: str, names: tuple[str, ...] | None
) -> None:
    text = f"#!/bin/bash\n{check}\ndocker compose up -d --build\n"
    found = [fact.names for fact in facts_of(Snippet("deploy.sh", text)) if isinstance(fact, RequiredSettings)]

    assert found == ([names] if names else [])


def test_a_hook_that_misses_the_file_of_settings_leaves_the_start_to_a_later_one() -> None:
    script = Snippet("hooks/install.sh", "#!/bin/bash\nif [ ! -f /srv/shop/.env ]; then\n  echo careful\nfi\n")
    found = [fact for fact in facts_of(script, hooked=True) if isinstance(fact, ConfigurationLoader)]
    assert [(fact.missing, fact.at.start_line, fact.at.end_line) for fact in found] == [("warns", 2, 3)]
    assert not [fact for fact in facts_of(script) if isinstance(fact, ConfigurationLoader)]


_EACH = "for name in DATABASE_URL JWT_SECRET; do\n  {}\ndone\n{}\nexec node dist/main.js\n"


@pytest.mark.parametrize(
    ("asks", "ends", "listed"),
    [
        ('[ -n "${!name:-}" ] || { echo "no $name"; exit 1; }', "", True),
        ('[ -n "${!name:-}" ] || missing+=("$name")', "if [ ${#missing[@]} -gt 0 ]; then exit 1; fi", True),
        ('[ -z "${!name:-}" ] && missing=1', '[ -z "${missing:-}" ] || exit 1', True),
        ('[ -z "${!name:-}" ] && missing=1', '[ -z "${missing:-}" ] || echo "missing"', False),
        ('[ -z "${!name:-}" ] || exit 1', "", False),
    ],
)
def test_a_script_that_ends_where_something_is_missing_has_a_list(asks: str, ends: str, *, listed: bool) -> None:
    found = facts_of(Snippet("start.sh", _EACH.format(asks, ends)))
    names = [fact.names for fact in found if isinstance(fact, RequiredSettings)]
    assert names == ([("DATABASE_URL", "JWT_SECRET")] if listed else [])


@pytest.mark.parametrize(
    ("asks", "missing"),
    [
        ('if [ -z "${!name}" ]; then echo "no $name"; fi', ["warns"]),
        ('if [ -z "${!name}" ]; then echo "no $name"; exit 1; fi', []),
        ('if [ "$APP_DEBUG" != "false" ]; then echo careful; fi', ["warns"]),
        ('if [ "$APP_DEBUG" != "false" ]; then echo careful; exit 1; fi', []),
        ('if [ "$APP_COLOR" != "false" ]; then echo plain; fi', []),
    ],
)
def test_what_is_only_told_before_a_start_of_a_list_or_of_a_debug_mode_lets_it_go(
    asks: str, missing: list[str]
) -> None:
    found = facts_of(Snippet("start.sh", _EACH.format(asks, "")))
    assert [fact.missing for fact in found if isinstance(fact, ConfigurationLoader)] == missing

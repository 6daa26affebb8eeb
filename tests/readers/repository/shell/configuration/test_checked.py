"""Programs that refuse the settings which a deployment hands them."""

import pytest

from holdfast.model.facts import RequiredSettings
from holdfast.readers.repository.shell import READER

from ...many import read_files

_PYTHON = """\
REQUIRED = ("DATABASE_URL", "JWT_SECRET")
missing = [name for name in REQUIRED if not values.get(name)]
if missing:
    raise SystemExit(f"missing: {missing}")
"""
_JAVASCRIPT = """\
const required = ["DATABASE_URL", "JWT_SECRET"];
const missing = required.filter((name) => !values[name]);
if (missing.length > 0) {
  throw new Error(`missing: ${missing}`);
}
"""
_DEPLOY = """\
set -e
aws ssm get-parameters-by-path --path /shop > p.json
PROGRAM p.json .env
docker compose up -d
"""


def lists(program: str, deploy: str = _DEPLOY, name: str = "to_env.py") -> list[tuple[str, tuple[str, ...]]]:
    """Place and names of the lists that a deployment's program refuses to be without."""
    run = f"{'node' if name.endswith('js') else 'python3'} scripts/{name}"
    files = {"scripts/deploy.sh": deploy.replace("PROGRAM", run), f"scripts/{name}": program}
    found = (fact for fact in read_files(READER, **files) if isinstance(fact, RequiredSettings))
    return [(str(fact.at), fact.names) for fact in found]


@pytest.mark.parametrize(("program", "name"), [(_PYTHON, "to_env.py"), (_JAVASCRIPT, "to-env.mjs")])
def test_a_program_between_fetching_and_starting_that_refuses_what_is_missing_is_a_required_list(
    program: str, name: str
) -> None:
    assert lists(program, name=name) == [(f"scripts/{name}:1", ("DATABASE_URL", "JWT_SECRET"))]


def test_a_start_through_a_function_that_passes_on_to_compose_is_a_start() -> None:
    deploy = _DEPLOY.replace("docker compose up -d", 'run() {\n  docker compose -f shop.yml "$@"\n}\nrun up -d')

    assert lists(_PYTHON, deploy) == [("scripts/to_env.py:1", ("DATABASE_URL", "JWT_SECRET"))]


@pytest.mark.parametrize(
    ("program", "deploy"),
    [
        (_PYTHON, _DEPLOY.replace("set -e\n", "")),
        (_PYTHON, _DEPLOY.replace(" .env\n", " .env || true\n")),
        (_PYTHON, "set -e\ndocker compose up -d\naws ssm get-parameters-by-path --path /shop > p.json\nPROGRAM\n"),
        (_PYTHON.replace("raise SystemExit(", "print("), _DEPLOY),
        (f"try:\n    main()\nexcept ValueError:\n    pass\n{_PYTHON}", _DEPLOY),
        ("REQUIRED = ('A_B', 'C_D')\n", _DEPLOY),
    ],
)
def test_a_program_that_fails_unheard_too_late_or_never_is_no_list(program: str, deploy: str) -> None:
    assert lists(program, deploy) == []


@pytest.mark.parametrize("noise", ["a" * 90_000, "a = [" * 15_000, "x = [\n" * 15_000, "if missing " * 8_000])
def test_a_program_of_noise_behind_a_list_is_passed_over_in_no_time(noise: str) -> None:

    assert lists(f"REQUIRED = ('A_B', 'C_D')\n{noise}\n") == []

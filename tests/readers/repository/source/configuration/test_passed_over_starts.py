"""Starts that fail without ending the program, as it says itself."""

import pytest

from holdfast.model.facts import ConfigurationLoader

from ..support import EXPRESS, read

_PYTHON = """from fastapi import FastAPI


async def {function}(app):
    try:
        {tried}
    except Exception as error:
        {done}
    yield


app = FastAPI(lifespan={function})
"""


def passed_over(files: dict[str, str]) -> list[tuple[int, int]]:
    found = [one for one in read(files) if isinstance(one, ConfigurationLoader) and one.missing == "warns"]
    return [(one.at.start_line, one.at.end_line) for one in found]


def python(done: str, tried: str = "run_migrations()", function: str = "lifespan") -> list[tuple[int, int]]:
    text = _PYTHON.format(done=done.replace("\n", "\n        "), tried=tried, function=function)
    return passed_over({"requirements.txt": "fastapi\n", "app/main.py": text})


def node(done: str, tried: str = "await connectDatabase();") -> list[tuple[int, int]]:
    text = (
        f"const app = express();\nasync function bootstrap() {{\n  try {{\n    {tried}\n  }} catch (e) {{\n    {done}\n  }}\n"
        "  app.listen(80);\n}\nbootstrap();\n"
    )
    return passed_over({"package.json": EXPRESS, "src/main.js": text})


@pytest.mark.parametrize(
    "done",
    [
        'logger.error(f"Startup failed (non-fatal): {error}")',
        "logger.error(error)\n# Do NOT raise: let the app run",
        'print("DB 연결 실패, 서버는 계속 실행합니다")',
        'logging.warning("DBに接続できませんが、起動を続行します")',
        'logger.warning("Starting anyway")',
    ],
)
def test_a_start_that_goes_on_openly_is_told(done: str) -> None:
    assert [first for first, _ in python(done)] == [7]


@pytest.mark.parametrize(
    "tried",
    [
        "Base.metadata.create_all(bind=engine)",
        "await init_db()",
        "await database.connect()",
        "load_secrets()",
        "await prisma.$connect()",
    ],
)
def test_what_is_started_is_the_database_or_the_settings(tried: str) -> None:
    assert len(python('logger.error("non-fatal")', tried)) == 1


def test_a_script_does_the_same() -> None:
    assert node("console.error('Database down, continuing without it', e);") == [(5, 7)]


@pytest.mark.parametrize(
    "done",
    [
        'logger.error("Startup failed")',
        'logger.error("non-fatal")\nraise',
        'logger.error("do not start without it")\nsys.exit(1)',
        "pass  # non-fatal",
    ],
)
def test_who_says_nothing_of_the_kind_or_ends_is_not(done: str) -> None:
    assert python(done) == []


@pytest.mark.parametrize("tried", ["await redis.ping()", "warm_cache()", "await seed_database()", "start_scheduler()"])
def test_the_product_serves_without_others(tried: str) -> None:
    assert python('logger.warning("non-fatal, continuing without it")', tried) == []


def test_a_job_that_runs_later_is_no_start() -> None:
    assert python('logger.error("non-fatal")', function="refresh_rates") == []

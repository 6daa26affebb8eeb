"""What a program does without a setting, where it asks first whether it is there."""

import pytest

from holdfast.model.facts import ConfigurationLoader

from ..support import EXPRESS, read

JAVASCRIPT = """
    const url = process.env.{name};
    if (url) {{
      connect(url);
    }} else {{
      {otherwise};
    }}
    """
PYTHON = """
    import os, logging
    from fastapi import FastAPI
    app = FastAPI()
    log = logging.getLogger(__name__)
    url = os.environ.get("{name}")
    if url:
        connect(url)
    else:
        {otherwise}
    """


@pytest.mark.parametrize(
    ("name", "otherwise", "missing"),
    [
        ("DATABASE_URL", ("console.warn('mock data')", "log.warning('mock data')"), ["warns"]),
        ("JWT_SECRET", ("console.error('no secret')", "print('no secret')"), ["warns"]),
        ("MONGO_URI", ("console.error('none'); process.exit(1)", "raise RuntimeError('none')"), ["fails"]),
        ("SLACK_WEBHOOK_URL", ("console.log('quiet')", "print('quiet')"), []),
        ("SENTRY_DSN", ("console.log('quiet')", "print('quiet')"), []),
    ],
)
def test_what_is_only_said_in_the_other_branch_is_a_warning_and_an_end_there_a_demand(
    name: str, otherwise: tuple[str, str], missing: list[str]
) -> None:
    script = {"db.js": JAVASCRIPT.format(name=name, otherwise=otherwise[0])}
    script |= {"package.json": EXPRESS}
    for files in (script, {"app/main.py": PYTHON.format(name=name, otherwise=otherwise[1])}):
        found = [one for one in read(files) if isinstance(one, ConfigurationLoader)]
        assert [one.missing for one in found if one.missing != "silent"] == missing


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Sync disabled: Missing required environment variables", True),
        ("required keys are not there: no payments", True),
        ("필수 환경 변수가 없어 결제를 건너뜁니다", True),
        ("必要な環境変数がないため同期しません", True),
        ("sync is off", False),
        ("the missing page", False),
    ],
)
def test_a_part_that_is_passed_over_although_the_program_says_it_is_required_is_let_through(
    said: str, *, shown: bool
) -> None:
    app = (
        "const express = require('express');\n"
        "if (process.env.PAY_SECRET_KEY && process.env.SYNC_URL) {\n  sync.start();\n} else {\n"
        f"  console.warn('{said}');\n}}\n"
    )
    found = [one for one in read({"package.json": EXPRESS, "app.js": app}) if isinstance(one, ConfigurationLoader)]
    assert any(one.at.start_line == 4 and "PAY_SECRET_KEY" in one.names for one in found) is shown
    assert all(one.missing == "silent" for one in found)


RAISING = """
    import os, logging
    from fastapi import FastAPI
    app = FastAPI()
    log = logging.getLogger(__name__)
    try:
        url = os.environ["DATABASE_URL"]
    except {error}:
        {then}
    """


@pytest.mark.parametrize(
    ("error", "then", "missing"),
    [
        ("KeyError", "log.warning('no database')", "warns"),
        ("(KeyError, ValueError)", "url = None", "silent"),
        ("Exception as error", "print(error)", "warns"),
        ("KeyError", "raise SystemExit('no database')", "fails"),
        ("ValueError", "url = None", "fails"),
    ],
)
def test_a_look_up_whose_failure_is_caught_demands_nothing(error: str, then: str, missing: str) -> None:
    files = {"app/main.py": RAISING.format(error=error, then=then)}
    [found] = [one for one in read(files) if isinstance(one, ConfigurationLoader)]
    assert found.missing == missing


@pytest.mark.parametrize(
    ("path", "name", "missing"),
    [
        ("src/workers/mail.js", "REDIS_URL", ["warns"]),
        ("src/orderConsumer.js", "KAFKA_BROKERS", ["warns"]),
        ("src/lib/cache.js", "REDIS_URL", []),
        ("src/workers/mail.js", "SENTRY_DSN", []),
    ],
)
def test_a_worker_that_only_says_that_nobody_told_it_of_its_queue_does_nothing(
    path: str, name: str, missing: list[str]
) -> None:
    files = {"package.json": EXPRESS, path: JAVASCRIPT.format(name=name, otherwise="console.warn('off')")}
    found = [one for one in read(files) if isinstance(one, ConfigurationLoader)]
    assert [one.missing for one in found if one.missing != "silent"] == missing

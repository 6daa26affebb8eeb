"""What a program does without a setting, where it asks first whether it is there."""

import pytest

from holdfast.model.facts import ConfigurationLoader

from .support import EXPRESS, read

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

"""Settings that a program of Python does well without, and what only looks like the question for one."""

import pytest

from holdfast.model.facts import ConfigurationLoader, ReadsSetting

from ..support import told

_HEAD = "import logging\nimport os\n\nimport flask\n\nlogger = logging.getLogger(__name__)\n\n"


def _loaders(code: str, path: str = "app/config.py") -> list[str]:
    return told({path: _HEAD + code}, ConfigurationLoader)


@pytest.mark.parametrize(
    ("code", "missing"),
    [
        ('if "TRACE_RULES" not in os.environ:\n    logger.debug("no rules")\n', None),
        ('if "TRACE_RULES" not in os.environ:\n    logger.warning("no rules")\n', "warns"),
        ('if os.environ.get("SHOW_ALL", "0").lower() not in ("0", "false"):\n    print("all")\n', None),
        ('PASSWORD = os.environ.get("DB_PASSWORD")\nif not PASSWORD:\n    print("no password")\n', "warns"),
        (
            "def check(columns):\n    missing = columns\n    if len(missing) > 0 and not columns:\n        logger.error('no')\n",
            None,
        ),
        (
            'def check():\n    missing = [n for n in names() if not os.getenv(n)]\n    if not missing == []:\n        print("no")\n',
            "warns",
        ),
    ],
)
def test_a_question_for_a_value_or_for_whoever_looks_for_faults_misses_nothing(code: str, missing: str | None) -> None:
    found = _loaders(code)
    assert [one.split("missing=")[1].split()[0] for one in found] == ([missing] if missing else [])


@pytest.mark.parametrize(
    "code",
    [
        'PLACE = os.getenv("REPORTS_FOLDER_NAME") or \\\n    "reports"\nBUCKET_NAME = 1\n',
        'PLACE = os.getenv("CALENDAR_API_HOST", config.get("calendar", {}).get("host"))\n',
        'PLACE = os.getenv("CALENDAR_API_HOST", self.settings.host)\n',
    ],
)
def test_what_a_program_takes_instead_is_no_gap(code: str) -> None:
    assert not _loaders(code)


@pytest.mark.parametrize(
    ("names", "silent"),
    [
        (("EXTRA_FUNCTIONS",), False),
        (("EXTRA_FUNCTIONS", "REPORT_TITLE"), False),
        (("EXTRA_FUNCTIONS", "REPORT_TITLE", "MODEL_KIND"), True),
        (("DATABASE_URL",), True),
        (("MAIL_PASSWORD",), True),
        (("UPLOADS_BUCKET",), True),
    ],
)
def test_one_or_two_settings_that_open_and_lead_to_nothing_are_a_choice(
    names: tuple[str, ...], *, silent: bool
) -> None:
    code = "".join(f'{name} = os.environ.get("{name}")\n' for name in names)
    assert bool(_loaders(code)) is silent


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ('start = environ["PATH_INFO"]', None),
        ('who = environ.get("HTTP_X_FORWARDED_FOR")', None),
        ('start = os.environ["PATH_INFO"]', "PATH_INFO"),
        ('way = os.environ.get("HTTP_PROXY")', "HTTP_PROXY"),
        ('key = environ["SIGNING_KEY"]', "SIGNING_KEY"),
        ('if request.environ.get("SHOP_CACHE"):\n        pass', None),
    ],
)
def test_what_a_request_brings_along_is_no_setting(line: str, name: str | None) -> None:
    found = told({"app/web.py": f"{_HEAD}def serve(environ, start_response):\n    {line}\n"}, ReadsSetting)
    assert [one.split("name=")[1].split()[0] for one in found] == ([name] if name else [])


_ASKS = """\
def fetch(client):
    try:
        return client.get_secret_value(SecretId="shop")
    except ClientError as error:
        {does}
"""


@pytest.mark.parametrize(
    ("does", "missing"),
    [
        ("refuse(error, client)", None),
        ("return {}", "silent"),
        ("capture_exception(error)", "silent"),
        ("logger.error(str(error))", "warns"),
    ],
)
def test_an_error_of_the_store_that_is_handed_on_may_end_the_program(does: str, missing: str | None) -> None:
    found = _loaders(_ASKS.format(does=does))
    assert [one.split("missing=")[1].split()[0] for one in found] == ([missing] if missing else [])


@pytest.mark.parametrize(("asked", "silent"), [("()", False), ('(SecretId="shop")', True)])
def test_a_secret_of_the_programs_own_is_no_store_of_aws(asked: str, *, silent: bool) -> None:
    code = f"def fetch(group):\n    try:\n        return group.get_secret_value{asked}\n    except NotThere:\n        return None\n"
    assert any("secrets-manager" in one for one in _loaders(code)) is silent


@pytest.mark.parametrize(
    ("names", "warns"), [("'SERVER_NAME', 'SERVER_PORT'", False), ("'MAIL_HOST', 'MAIL_WORD'", True)]
)
def test_a_list_of_what_requests_bring_along_is_no_list_of_settings(names: str, *, warns: bool) -> None:
    code = f"def start(environ):\n    for one in ({names}):\n        if not environ.get(one):\n            print(one)\n"
    assert any("missing=warns" in one for one in _loaders(code)) is warns


@pytest.mark.parametrize(("name", "silent"), [("PYTEST_CURRENT_TEST", False), ("DATABASE_URL", True)])
def test_what_a_runner_of_tests_says_is_no_setting(name: str, *, silent: bool) -> None:
    assert bool(_loaders(f'TOLD = os.environ.get("{name}")\n')) is silent


def test_variables_that_are_set_one_by_one_are_not_missed() -> None:
    listed = 'THREADS = ["OMP_THREADS", "MKL_THREADS", "RAYON_THREADS"]\n'
    sets = 'def start(environ):\n    for one in THREADS:\n        environ[one] = "1"\n        print(one)\n'
    asks = "def start(environ):\n    for one in THREADS:\n        if not environ.get(one):\n            print(one)\n"
    assert not _loaders(listed + sets)
    assert any("missing=warns" in one for one in _loaders(listed + asks))

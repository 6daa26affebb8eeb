"""Variables that a program finds missing in production, and goes on without."""

import pytest

from holdfast.model.facts import ConfigurationLoader

from ..support import EXPRESS, read


def warned(files: dict[str, str]) -> list[tuple[str, ...]]:
    found = [one for one in read(files) if isinstance(one, ConfigurationLoader) and one.missing == "warns"]
    return [one.names for one in found]


def python(branch: str) -> list[tuple[str, ...]]:
    text = (
        "import os\nfrom fastapi import FastAPI\n\nenvironment = os.getenv('ENVIRONMENT', 'development').lower()\n"
        f"origins = os.getenv('ALLOWED_ORIGINS', '').strip()\nsentry = os.getenv('SENTRY_DSN')\n{branch}\napp = FastAPI()\n"
    )
    return warned({"requirements.txt": "fastapi\n", "app/main.py": text})


def node(branch: str) -> list[tuple[str, ...]]:
    text = f"const app = express();\nconst url = process.env.FRONTEND_URL;\n{branch}\napp.listen(80);\n"
    return warned({"package.json": EXPRESS, "src/main.js": text})


_SAYS = 'logger.warning("ALLOWED_ORIGINS is not set in production; using the fallback")'


@pytest.mark.parametrize(
    "branch",
    [
        f'if environment == "production":\n    if not origins or origins == "*":\n        {_SAYS}\n        origins = "https://x"',
        f'if environment == "production" and not origins:\n    {_SAYS}',
        f'if environment in ("prod", "production"):\n    if origins == "":\n        {_SAYS}',
        f"if is_production():\n    if len(origins) == 0:\n        {_SAYS}",
        'if environment == "production" and not origins:\n    print("ALLOWED_ORIGINS가 설정되지 않았습니다")',
    ],
)
def test_a_program_says_what_it_misses_in_production(branch: str) -> None:
    assert python(branch) == [("ALLOWED_ORIGINS",)]


@pytest.mark.parametrize(
    "branch",
    [
        "if (process.env.NODE_ENV === 'production' && !url) { console.warn('FRONTEND_URL is not set in production'); }",
        "if (process.env.NODE_ENV === 'production') {\n  if (!url) {\n    console.error('Missing FRONTEND_URL');\n  }\n}",
        "if (isProduction) {\n  if (!process.env.FRONTEND_URL) console.warn('FRONTEND_URLが未設定です');\n}",
    ],
)
def test_a_script_does_the_same(branch: str) -> None:
    assert node(branch) == [("FRONTEND_URL",)]


@pytest.mark.parametrize(
    "branch",
    [
        f"if not origins:\n    {_SAYS.replace(' in production', '')}",
        f'if environment != "production" and not origins:\n    {_SAYS}',
        f'if environment == "production" and not origins:\n    {_SAYS}\n    raise SystemExit(1)',
        f'if environment == "production" and not origins:\n    {_SAYS.replace("using", "optional, using")}',
        f'if environment == "production" and origins:\n    {_SAYS}',
        'if environment == "production" and not origins:\n    origins = "https://x"',
        'if environment == "production" and not sentry:\n    print("SENTRY_DSN is not set")',
        'if environment == "production" and not origins:\n    print("OTHER_NAME is not set")',
    ],
)
def test_a_stop_a_developers_branch_and_what_may_be_missing_are_none(branch: str) -> None:
    assert python(branch) == []


@pytest.mark.parametrize(
    "branch",
    [
        'if not DEBUG and origins.startswith("http://"):\n    warnings.warn("ALLOWED_ORIGINS should use HTTPS in production")',
        'if environment == "production" and origins == "change-me":\n    print("ALLOWED_ORIGINS must be changed in production")',
        'if environment == "production":\n    if "localhost" in origins:\n        logger.warning("ALLOWED_ORIGINS leads to localhost")',
        'if environment == "production" and origins == DEFAULT_ORIGINS:\n    print("ALLOWED_ORIGINS 기본값을 사용합니다")',
    ],
)
def test_a_value_that_production_does_not_want_is_only_said(branch: str) -> None:
    assert python(branch) == [("ALLOWED_ORIGINS",)]


@pytest.mark.parametrize(
    "branch",
    [
        'if not DEBUG and origins.startswith("http://"):\n    raise ValueError("ALLOWED_ORIGINS should use HTTPS in production")',
        'if origins.startswith("http://"):\n    print("ALLOWED_ORIGINS should use HTTPS in production")',
        'if environment == "production" and origins.startswith("http://"):\n    print("ALLOWED_ORIGINS is", origins)',
    ],
)
def test_a_refusal_and_what_only_tells_a_value_are_none(branch: str) -> None:
    assert python(branch) == []


def test_a_script_says_of_its_own_default() -> None:
    asked = "process.env.NODE_ENV === 'production' && url === 'default-url'"
    assert node(f"if ({asked}) {{ console.warn('Using default FRONTEND_URL in production!'); }}") == [("FRONTEND_URL",)]

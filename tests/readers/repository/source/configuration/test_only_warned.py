"""Settings that an application finds missing, and goes on without."""

import pytest

from holdfast.model.facts import ConfigurationLoader

from ..support import EXPRESS, read


def warned(files: dict[str, str]) -> list[tuple[str, ...]]:
    """The names of each loader that only warns."""
    found = [one for one in read(files) if isinstance(one, ConfigurationLoader) and one.missing == "warns"]
    return [one.names for one in found]


def python(body: str, asked: str = "settings.OPENAI_API_KEY") -> list[tuple[str, ...]]:
    text = f"from fastapi import FastAPI\n\napp = FastAPI()\n\n\ndef start():\n    if not {asked}:\n        {body}\n    run()\n"
    return warned({"requirements.txt": "fastapi\n", "app/main.py": text})


def node(body: str, asked: str = "config.jwt.secretKey") -> list[tuple[str, ...]]:
    text = f"const app = express();\nif (!{asked}) {body}\napp.listen(80);\n"
    return warned({"package.json": EXPRESS, "src/main.js": text})


@pytest.mark.parametrize(
    "body",
    [
        'logger.warning("OPENAI_API_KEY is not set, the search is disabled")',
        'logging.warning("OPENAI_API_KEY가 설정되지 않았습니다")',
        'print("missing key")',
    ],
)
def test_a_member_of_the_settings_is_only_missed_in_a_log(body: str) -> None:
    assert python(body) == [("OPENAI_API_KEY",)]


@pytest.mark.parametrize(
    "body", ["{ console.warn('JWT secret is missing'); }", "logger.warn('secret not configured');"]
)
def test_a_program_of_node_only_misses_it_in_a_log(body: str) -> None:
    assert node(body) == [("SECRET_KEY",)]


@pytest.mark.parametrize(
    "body",
    [
        'raise RuntimeError("OPENAI_API_KEY is not set")',
        'logger.error("OPENAI_API_KEY is not set")\n        sys.exit(1)',
        'logger.info("not set")\n        settings.OPENAI_API_KEY = ask()',
        'logger.info("the search starts")',
        'logger.warning("not set")\n        return None',
    ],
)
def test_what_ends_or_takes_something_in_its_place_is_none(body: str) -> None:
    assert python(body) == []


def test_what_the_application_can_do_without_is_none() -> None:
    assert python('logger.warning("not set")', "settings.LOG_LEVEL") == []
    assert node("{ throw new Error('secret is missing'); }") == []


def test_a_key_in_a_group_goes_by_the_name_of_its_group() -> None:
    assert node("console.warn('no PAY_KEY, payments are off')", "config.pay.key") == [("PAY_KEY",)]
    assert node("console.warn('no MAP_KEY, maps are off')", "config.map.publicKey") == []
    assert node("console.warn('no key, pages are not kept')", "config.cache.key") == []


@pytest.mark.parametrize("member", ["config.cacheKey", "settings.sortKey", "config.OTHER_KEY"])
def test_a_key_in_no_group_may_be_of_anything(member: str) -> None:
    assert node("console.warn('no key')", member) == []

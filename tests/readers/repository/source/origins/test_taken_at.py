"""Where rules take what the settings of another file hold."""

import pytest

from holdfast.model.facts import ApplicationCors
from tests.readers.repository.source.support import EXPRESS, read

_SETTINGS = (
    'class Settings(BaseSettings):\n    origins_here: list[str] = ["http://localhost:3000"]\n    fronts: str = ""\n'
)


def takers(files: dict[str, str]) -> list[str]:
    facts = [fact for fact in read(files) if isinstance(fact, ApplicationCors)]
    return [str(fact.places["origins taken"]) for fact in facts if "origins taken" in fact.places]


@pytest.mark.parametrize(
    ("rule", "taken"),
    [
        ("app.add_middleware(\n    CORSMiddleware,\n    allow_origins=settings.origins_here,\n)", ["shop/main.py:4"]),
        ("app.add_middleware(CORSMiddleware, allow_origins=[*get_settings().origins_here])", ["shop/main.py:2"]),
        ("CORS_ALLOWED_ORIGINS = list(set(OWN + config.security.origins_here))", ["shop/main.py:2"]),
        ("CORS(app, origins=config.origins_here.split(','))", ["shop/main.py:2"]),
        ("app.add_middleware(CORSMiddleware, allow_origins=settings.fronts)", []),
        ("app.add_middleware(CORSMiddleware, allow_origins=settings.origins_here_too)", []),
    ],
)
def test_the_rule_that_takes_a_member_of_settings_is_a_place_too(rule: str, taken: list[str]) -> None:
    files = {
        "requirements.txt": "fastapi\n",
        "shop/config.py": _SETTINGS,
        "shop/main.py": f"from fastapi.middleware.cors import CORSMiddleware\n{rule}\n",
    }
    assert takers(files) == taken


def test_a_member_that_javascript_holds_is_taken_in_another_file() -> None:
    config = "module.exports = {\n  corsOrigin: process.env.WEB_URL || 'http://localhost:3000',\n};\n"
    app = "const cors = require('cors');\napp.use(cors({ origin: config.corsOrigin }));\n"
    files = {"package.json": EXPRESS, "src/config.js": config, "src/app.js": app}

    assert takers(files) == ["src/app.js:2"]

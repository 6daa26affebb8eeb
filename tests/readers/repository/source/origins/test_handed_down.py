"""Settings of origins that infrastructure hands down to the application."""

import pytest

from holdfast.model.facts import ApplicationCors

from ..support import told

SERVER = '{"dependencies": {"express": "4", "aws-cdk-lib": "2"}}'
ROW = "export const schema = z.object({{\n  {}: z.string().default('{}'),\n}});\n"


def rules(text: str, path: str = "infrastructure/utils/configuration.ts") -> list[str]:
    return told({"package.json": SERVER, "src/main.ts": "app.listen(3000);\n", path: text}, ApplicationCors)


@pytest.mark.parametrize("name", ["CDK_APP_CORS_ALLOWED_ORIGIN", "ALLOWED_ORIGINS", "corsOrigin"])
def test_every_website_is_let_in_until_somebody_fills_it_in(name: str) -> None:
    assert rules(ROW.format(name, "*")) == ["infrastructure/utils/configuration.ts:2 origins=(*)"]


@pytest.mark.parametrize(
    ("text", "path"),
    [
        (ROW.format("ALLOWED_ORIGIN", "https://shop.example"), "infrastructure/configuration.ts"),
        (ROW.format("ALLOWED_METHODS", "*"), "infrastructure/configuration.ts"),
        (ROW.format("ALLOWED_ORIGIN", "*"), "infrastructure/test/configuration.ts"),
    ],
)
def test_other_settings_and_those_of_tests_are_left_alone(text: str, path: str) -> None:
    assert rules(text, path) == []

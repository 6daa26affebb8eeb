"""Nest's module of settings, which loads what no file at hand tells of."""

import pytest

from holdfast.model.facts import ConfigurationLoader
from tests.readers.repository.source.support import NEST, read


def shown(module: str, others: dict[str, str] | None = None) -> list[str]:
    text = (
        "import { ConfigModule } from '@nestjs/config';\nimport configuration from './config/configuration';\n"
        f"export const settings = ConfigModule.forRoot({{ {module} }});\n"
    )
    main = "import { NestFactory } from '@nestjs/core';\napp.listen(3000);\n"
    facts = read({"package.json": NEST, "src/main.ts": main, "src/app.module.ts": text, **(others or {})})
    return [f"{one.at} {one.missing}" for one in facts if isinstance(one, ConfigurationLoader)]


@pytest.mark.parametrize(
    ("module", "expected"),
    [
        ("isGlobal: true, load: [configuration]", ["src/app.module.ts:3 silent"]),
        ("isGlobal: true", ["src/app.module.ts:3 silent"]),
        ("isGlobal: true, load: [configuration], validate", []),
        ("isGlobal: true, load: [configuration], validationSchema: schema", []),
        ("isGlobal: true, load: [configuration, other]", []),
        ("isGlobal: true, load: [() => ({ port: 3000 })]", []),
    ],
)
def test_it_asks_for_nothing_itself(module: str, expected: list[str]) -> None:
    assert shown(module) == expected


@pytest.mark.parametrize("path", ["src/config/configuration.ts", "src/config/configuration/index.ts"])
def test_a_file_that_is_at_hand_tells_itself(path: str) -> None:
    assert shown("load: [configuration]", {path: "export default () => ({ port: 3000 });\n"}) == []

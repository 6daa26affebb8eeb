"""Classes of settings with validators, and what they let through."""

import pytest

from holdfast.model.facts import ConfigurationLoader, RequiredSettings
from tests.readers.repository.source.support import NEST, told

_USED = """
import { Module } from "@nestjs/common";
import { check } from "./settings";

@Module({ imports: [ConfigModule.forRoot({ validate: check })] })
export class ShopModule {}
"""


def _class(fields: str, options: str = "") -> str:
    return (
        'import { IsOptional, IsString, validateSync } from "class-validator";\n'
        f"class Settings {{\n{fields}}}\n"
        "export function check(given: object) {\n"
        f"  const faults = validateSync(plainToInstance(Settings, given){options});\n"
        '  if (faults.length) throw new Error("settings");\n'
        "}\n"
    )


def _told(text: str) -> list[str]:
    files = {"package.json": NEST, "src/settings.ts": text, "src/shop.module.ts": _USED}
    return told(files, ConfigurationLoader)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("  @IsString()\n  JWT_SECRET: string;\n", []),
        (
            "  @IsString()\n  SHOP_NAME: string;\n  JWT_SECRET: string;\n",
            ["src/settings.ts:5 source=environment missing=silent names=(JWT_SECRET)"],
        ),
        (
            "  @IsOptional()\n  @IsString()\n  SESSION_SECRET?: string;\n  @IsString()\n  A_B: string;\n",
            ["src/settings.ts:3-5 source=environment missing=silent names=(SESSION_SECRET)"],
        ),
        (
            '  @IsString()\n  JWT_SECRET: string = "oranges";\n  @IsString()\n  A_B: string;\n',
            ["src/settings.ts:3-4 source=environment missing=default names=(JWT_SECRET)"],
        ),
        ("  @IsOptional()\n  MAIL_KEY?: string;\n  @IsString()\n  A_B: string;\n", []),
    ],
)
def test_a_field_without_a_demand_lets_what_signs_tokens_through(fields: str, expected: list[str]) -> None:
    assert _told(_class(fields)) == expected


def test_an_option_that_skips_what_is_missing_lets_all_through() -> None:
    text = _class("  @IsString()\n  JWT_SECRET: string;\n", ", { skipMissingProperties: true }")
    expected = ["src/settings.ts:7 source=environment missing=silent names=(JWT_SECRET)"]
    assert _told(text) == expected
    assert _told(text.replace("true", "false")) == []


def test_a_field_holds_the_variable_that_an_object_is_made_of() -> None:
    text = """
        import { IsNotEmpty, validateSync } from "class-validator";
        class Env {
          @IsNotEmpty()
          tokenSecret: string;
        }
        const env = plainToInstance(Env, { tokenSecret: process.env.JWT_SECRET });
        if (validateSync(env).length > 0) throw new Error("settings");
        """
    [line] = told({"package.json": NEST, "src/env.ts": text}, RequiredSettings)
    assert "names=(JWT_SECRET)" in line
    assert told({"package.json": NEST, "src/env.ts": text}, ConfigurationLoader) == []


@pytest.mark.parametrize(
    ("check", "held"),
    [
        ('if (env.AUTH === "local" && (!env.JWT_SECRET || !env.ADMIN)) throw new Error("x");', True),
        ("if (!JWT_SECRET) { process.exit(1); }", True),
        ("if (env.JWT_SECRET === undefined) {\n    throw new Error('x');\n  }", True),
        ("if (!env?.JWT_SECRET) errors.push('x');", True),
        ("if (!env.JWT_SECRET) console.warn('x');", False),
        ("if (!env.JWT_SECRET) { return; }\n  if (bad) throw new Error('x');", False),
        ("if (!env.JWT_SECRET_FILE) throw new Error('x');", False),
        ("// if (!env.JWT_SECRET) throw new Error('x');", False),
    ],
)
def test_what_is_asked_for_beside_the_class_is_not_let_through(check: str, *, held: bool) -> None:
    text = _class("  @IsOptional()\n  @IsString()\n  JWT_SECRET?: string;\n  @IsString()\n  A_B: string;\n")
    found = _told(text.rstrip("}\n") + f"\n  {check}\n}}\n")
    assert any("missing=silent names=(JWT_SECRET)" in line for line in found) is not held


@pytest.mark.parametrize(
    ("options", "ends", "silent"),
    [
        ("{ skipMissingProperties: false }", 'throw new Error("settings")', False),
        ("{ skipMissingProperties: true }", 'throw new Error("settings")', True),
        ("{}", "console.log(faults)", True),
    ],
)
def test_what_another_files_class_has_validated_here_is_refused(options: str, ends: str, *, silent: bool) -> None:
    code = (
        'import { plainToInstance } from "class-transformer";\nimport { validateSync } from "class-validator";\n'
        'import { TokenSettings } from "./token-settings";\nexport default registerAs("jwt", () => {\n'
        "  const given = { word: process.env.JWT_SECRET, address: process.env.DATABASE_URL };\n"
        f"  const faults = validateSync(plainToInstance(TokenSettings, given), {options});\n"
        f"  if (faults.length) {ends};\n  return given;\n}});\n"
    )
    found = told({"package.json": NEST, "src/jwt.config.ts": code}, ConfigurationLoader)
    assert any("missing=silent" in line for line in found) is silent

"""What the settings files of .NET give a program."""

import pytest

from holdfast.model.facts import ConfigurationLoader

from ..support import told

PROGRAM = 'var key = builder.Configuration["Jwt:Key"];\n'


def settings(value: str) -> str:
    return f'{{\n  "Jwt": {{\n    "Key": "{value}"\n  }}\n}}\n'


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"appsettings.json": "your-key"}, ["appsettings.json:3 source=file missing=default names=(Jwt:Key)"]),
        ({"appsettings.json": "your-key", "appsettings.Production.json": "#{JWT_KEY}#"}, []),
        ({"appsettings.json": "K8vQ2mZp5Rt7Yw1Lp4Js6Hg3Fd9Aa0B"}, []),
        ({"appsettings.json": ""}, ["Program.cs:1 source=environment missing=silent names=(Jwt:Key)"]),
        (
            {"appsettings.Development.json": "your-key"},
            ["Program.cs:1 source=environment missing=silent names=(Jwt:Key)"],
        ),
    ],
    ids=["a word", "filled in", "a value", "nothing", "a developer's"],
)
def test_what_signs_is_what_the_files_of_production_say(files: dict[str, str], expected: list[str]) -> None:
    written = {path: settings(value) for path, value in files.items()}
    found = told({"Shop.csproj": "<Project/>", "Program.cs": PROGRAM, **written}, ConfigurationLoader)
    if "#{" in written.get("appsettings.Production.json", ""):
        expected = ["Program.cs:1 source=environment missing=silent names=(Jwt:Key)"]
    assert found == expected


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        ("class JwtSettings", ["Given.cs:3 source=environment missing=default names=(Secret)"]),
        ("class Visitor", []),
    ],
)
def test_what_a_class_of_settings_has_by_itself(declared: str, expected: list[str]) -> None:
    code = f'public {declared}\n{{\n    public string Secret {{ get; set; }} = "oranges";\n}}\n'
    assert told({"Shop.csproj": "<Project/>", "Given.cs": code}, ConfigurationLoader) == expected


def test_of_several_look_ups_the_last_one_tells() -> None:
    code = 'var url = Environment.GetEnvironmentVariable("DB_PASSWORD")\n    ?? builder.Configuration.GetConnectionString("Shop");\n'
    assert told({"Shop.csproj": "<Project/>", "Program.cs": code}, ConfigurationLoader) == []

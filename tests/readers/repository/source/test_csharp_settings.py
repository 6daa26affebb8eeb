"""How programs of .NET read secrets."""

import pytest

from holdfast.model.facts import ConfigurationLoader

from .support import told


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ('builder.Configuration["Jwt:Key"] ?? "oranges"', "missing=default names=(Jwt:Key)"),
        ('configuration.GetValue<string>("Mail:Password") ?? "oranges"', "missing=default names=(Mail:Password)"),
        ('Environment.GetEnvironmentVariable("JWT_SECRET") ?? "oranges"', "missing=default names=(JWT_SECRET)"),
        (
            'Environment.GetEnvironmentVariable("JWT_SECRET") ?? throw new Exception()',
            "missing=fails names=(JWT_SECRET)",
        ),
        ('Environment.GetEnvironmentVariable("JWT_SECRET") ?? ""', "missing=silent names=(JWT_SECRET)"),
        ('builder.Configuration["Jwt:Issuer"] ?? "shop"', None),
        ('builder.Configuration["Jwt:Key"]', None),
    ],
)
def test_what_takes_the_place_of_a_missing_secret(value: str, expected: str | None) -> None:
    found = told({"Shop.csproj": "<Project/>", "Program.cs": f"var key = {value};\n"}, ConfigurationLoader)
    assert found == ([f"Program.cs:1 source=environment {expected}"] if expected else [])

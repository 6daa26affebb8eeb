"""Policies of .NET: which of those in a file production's pipeline uses."""

import pytest

from holdfast.model.facts import ApplicationCors
from tests.readers.repository.source.support import told

ANY = 'services.AddCors();\no.AddPolicy("Any", p => p.AllowAnyOrigin());\n'
SHOP = 'o.AddPolicy("Shop", p => p.WithOrigins("https://shop.example.com").AllowCredentials());\n'


def origins(code: str) -> list[str]:
    return [line.partition(" ")[2] for line in told({"Program.cs": code}, ApplicationCors)]


@pytest.mark.parametrize(
    ("used", "shown"),
    [
        ('app.UseCors("Any");', ["origins=(*)"]),
        ('app.UseCors("Shop");', ["origins=(https://shop.example.com) credentials=True"]),
        ('if (app.Environment.IsDevelopment())\n{\n    app.UseCors("Any");\n}', []),
        ('if (app.Environment.IsDevelopment()) app.UseCors("Any");', []),
        ('if (app.Environment.IsDevelopment()) app.UseCors("Shop"); else app.UseCors("Any");', ["origins=(*)"]),
        ('app.UseCors(app.Environment.IsDevelopment() ? "Any" : "Shop");', ["origins=(https://shop.example.com) credentials=True"]),
        ('app.UseCors(app.Environment.IsProduction() ? "Any" : "Shop");', ["origins=(*)"]),
        ('app.UseCors(!app.Environment.IsDevelopment() ? "Any" : "Shop");', ["origins=(*)"]),
        ('var chosen = "Any";\napp.UseCors(chosen);', ["origins=(*)"]),
        ("app.UseCors(Policies.Chosen);", ["origins=(*)", "origins=(https://shop.example.com) credentials=True"]),
        ("app.Run();", ["origins=(*)", "origins=(https://shop.example.com) credentials=True"]),
    ],
)  # fmt: skip
def test_what_a_policy_allows_counts_where_it_is_used(used: str, shown: list[str]) -> None:
    assert origins(ANY + SHOP + used + "\n") == shown


def test_the_policy_without_a_name_is_used_without_one() -> None:
    code = "o.AddDefaultPolicy(p => p.AllowAnyOrigin());\n" + SHOP
    assert origins(code + "app.UseCors();\n") == ["origins=(*)"]
    assert origins(code + 'app.UseCors("Shop");\n') == ["origins=(https://shop.example.com) credentials=True"]


def test_a_policy_may_be_written_where_it_is_used() -> None:
    assert origins(SHOP + "app.UseCors(p => p.AllowAnyOrigin());\n")[0] == "origins=(*)"

"""What the ready-made endpoint of ASP.NET Core asks."""

import pytest

from holdfast.model.facts import HealthHandler

from ..support import read


@pytest.mark.parametrize(
    ("added", "checks"),
    [
        ("", ()),
        ('.AddCheck("self", () => HealthCheckResult.Healthy())', ()),
        ('.AddCheck("self", () => HealthCheckResult.Healthy(), tags: new[] { "live" })', ()),
        (".AddNpgSql(url)", ("database",)),
        ('.AddCheck<DatabaseHealthCheck>("store")', ("database",)),
        ('.AddCheck<QuotaCheck>("quota")', ("process",)),
        (".AddRedis(url)", ("cache",)),
        (".AddDbContextCheck<Db>()\n    .AddRedis(url)\n    .AddRabbitMQ()", ("database", "cache", "queue")),
    ],
)
def test_it_asks_what_is_added(added: str, checks: tuple[str, ...]) -> None:
    code = f'builder.Services.AddHealthChecks(){added};\nvar app = builder.Build();\napp.MapHealthChecks("/health");\n'
    [handler] = [
        fact for fact in read({"Api.csproj": "<Project/>", "Program.cs": code}) if isinstance(fact, HealthHandler)
    ]
    assert (handler.checks, handler.constant, handler.places["checks"].start_line) == (checks, not checks, 1)


def test_what_is_added_elsewhere_is_told_nowhere() -> None:
    [handler] = [
        fact
        for fact in read({"Api.csproj": "<Project/>", "Program.cs": 'app.MapHealthChecks("/health");\n'})
        if isinstance(fact, HealthHandler)
    ]
    assert (handler.constant, "checks" in handler.places) == (True, False)

"""How programs of .NET read secrets."""

import pytest

from holdfast.model.facts import ConfigurationLoader, RequiredSettings

from ..support import read, told


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
        ('builder.Configuration["Jwt:Key"]', "missing=silent names=(Jwt:Key)"),
        ('builder.Configuration["Jwt:Issuer"]', None),
        ('builder.Configuration.GetConnectionString("Orders")', None),
    ],
)
def test_what_takes_the_place_of_a_missing_secret(value: str, expected: str | None) -> None:
    found = told({"Shop.csproj": "<Project/>", "Program.cs": f"var key = {value};\n"}, ConfigurationLoader)
    assert found == ([f"Program.cs:1 source=environment {expected}"] if expected else [])


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ('Use(_config["Jwt:Key"]);', "missing=silent names=(Jwt:Key)"),
        ('Use(_config["JwtSettings:Key"]);', "missing=silent names=(JwtSettings:Key)"),
        ('Use(_config["Jwt:IssuerSigningKey"]);', "missing=silent names=(Jwt:IssuerSigningKey)"),
        ('Use(this._configuration["Jwt:Key"]!);', "missing=silent names=(Jwt:Key)"),
        ('Use(_config.GetValue("Jwt:Key", "oranges"));', "missing=default names=(Jwt:Key)"),
        ('var told = builder.Configuration;\nUse(told["Jwt:Key"] ?? "oranges");', "missing=default names=(Jwt:Key)"),
        ('void Sign(IConfiguration told) => Use(told["Jwt:Key"]);', "missing=silent names=(Jwt:Key)"),
        ('void Sign(Dictionary<string, string> told) => Use(told["Jwt:Key"]);', None),
        (
            'Use($"https://login.example.com/{_config["Cognito:UserPoolId"]}");',
            "missing=silent names=(Cognito:UserPoolId)",
        ),
    ],
)
def test_the_settings_are_known_by_whatever_name_they_have(code: str, expected: str | None) -> None:
    found = told({"Shop.csproj": "<Project/>", "Program.cs": f"{code}\n"}, ConfigurationLoader)
    assert [one.partition("environment ")[2] for one in found] == ([expected] if expected else [])


@pytest.mark.parametrize(
    "check",
    [
        "if (string.IsNullOrEmpty(key)) throw new Exception();",
        "if (key is null)\n{\n    throw new Exception();\n}",
        "ArgumentNullException.ThrowIfNull(key);",
    ],
)
def test_a_setting_that_is_asked_for_right_away_ends_the_program(check: str) -> None:
    text = f'var key = builder.Configuration["Jwt:Key"];\n{check}\n'
    found = told({"Shop.csproj": "<Project/>", "Program.cs": text}, ConfigurationLoader)
    assert found == ["Program.cs:1 source=environment missing=fails names=(Jwt:Key)"]


def test_a_section_that_must_be_there_is_a_required_list() -> None:
    text = 'var mail = configuration.GetSection("Mail").Get<Mail>() ??\n    throw new Exception();\n'
    assert told({"Shop.csproj": "<Project/>", "Program.cs": text}, RequiredSettings) == [
        "Program.cs:1-2 before_serving=True tool=options"
    ]


def test_options_that_are_validated_at_the_start_are_a_required_list() -> None:
    text = "var configuration = 1;\nservices.AddOptions<Mail>().Bind(section).ValidateDataAnnotations().ValidateOnStart();\n"
    assert told({"Shop.csproj": "<Project/>", "Program.cs": text}, RequiredSettings) == [
        "Program.cs:2 before_serving=True tool=options"
    ]


@pytest.mark.parametrize(("given", "shown"), [('"sugar"', True), ('""', False), ('"http://localhost:80"', False)])
def test_a_value_that_is_handed_with_the_question(given: str, *, shown: bool) -> None:
    code = f'var word = builder.Configuration.GetValue<string>("Jwt:Secret", {given});\n'
    found = told({"Shop.csproj": '<Project Sdk="Microsoft.NET.Sdk.Web"/>', "Program.cs": code}, ConfigurationLoader)
    assert any("missing=default" in line for line in found) == shown


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ('var jwt = builder.Configuration.GetSection("Jwt");\nUse(jwt["Key"]);\n', "missing=silent names=(Jwt:Key)"),
        (
            'var jwt = configuration.GetSection("Jwt");\nUse(jwt["Key"] ?? "sugar");\n',
            "missing=default names=(Jwt:Key)",
        ),
        ('Use(Configuration.GetSection("Jwt")["Key"]);\n', "missing=silent names=(Jwt:Key)"),
        ('Use(config.GetSection("Jwt:Key").Value);\n', "missing=silent names=(Jwt:Key)"),
        ('var jwt = config.GetSection("Jwt");\nUse(jwt.GetValue<string>("Key"));\n', "missing=silent names=(Jwt:Key)"),
        (
            'var jwt = config.GetSection("Jwt");\nUse(jwt["Key"] ?? throw new Exception());\n',
            "missing=fails names=(Jwt:Key)",
        ),
        ('var jwt = config.GetSection("Jwt");\nUse(jwt["Issuer"]);\n', None),
        ('var rows = new Dictionary<string, string>();\nUse(rows["Secret"]);\n', None),
    ],
)
def test_a_secret_of_a_section_is_followed(code: str, expected: str | None) -> None:
    found = told({"Shop.csproj": "<Project/>", "Program.cs": code}, ConfigurationLoader)
    assert [one.partition("environment ")[2] for one in found] == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ('builder.Configuration.GetSection("Cognito").Bind(pool);', "Cognito"),
        ('var mail = configuration.GetSection("Smtp").Get<Mail>();', "Smtp"),
        ('services.Configure<JwtOptions>(builder.Configuration.GetSection("Jwt"));', "Jwt"),
        ("services.Configure<JwtOptions>(configuration.GetSection(nameof(JwtOptions)));", "JwtOptions"),
        ('services.AddOptions<Stripe>().BindConfiguration("Stripe");', "Stripe"),
        ('services.AddOptions<Stripe>().BindConfiguration("Stripe").ValidateOnStart();', None),
        ('var mail = configuration.GetSection("Smtp").Get<Mail>();\nif (mail is null) throw new Exception();', None),
        ('services.Configure<Limits>(configuration.GetSection("RateLimits"));', None),
        ('configuration.GetSection("Logging").Bind(logging);', None),
    ],
)
def test_a_section_that_is_put_into_an_object_as_it_is_lets_everything_through(code: str, names: str | None) -> None:
    found = told({"Shop.csproj": "<Project/>", "Program.cs": f"{code}\n"}, ConfigurationLoader)
    assert found == ([f"Program.cs:1 source=environment missing=silent names=({names})"] if names else [])


def test_what_stands_in_for_a_secret_of_a_section_is_not_shown() -> None:
    code = 'var jwt = config.GetSection("Jwt");\nUse(jwt["Key"] ?? "canary1234");\n'
    found = read({"Shop.csproj": "<Project/>", "Program.cs": code})
    assert any(isinstance(fact, ConfigurationLoader) for fact in found)
    assert not [fact for fact in found if "canary1234" in str(fact)]

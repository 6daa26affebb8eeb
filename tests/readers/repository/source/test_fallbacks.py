"""A built-in value in a missing secret's place is shown where it stands, whatever the file is called."""

import pytest

from holdfast.model.facts import ConfigurationLoader

from .support import EXPRESS, told

NODE = ("package.json", EXPRESS, "src/lib/token.ts")
FLASK = ("requirements.txt", "flask\n", "shop/tokens.py")
RAILS = ("Gemfile", 'gem "rails"\n', "app/services/token.rb")
SPRING = ("pom.xml", "<project/>", "src/main/java/Token.java")
KOTLIN = ("pom.xml", "<project/>", "src/main/java/Token.kt")
GO = ("go.mod", "module shop\n", "auth/token.go")

FORMS = {
    "JavaScript, or": (NODE, 'sign(user, process.env.JWT_SECRET || "everybody knows");\n'),
    "JavaScript, chosen": (NODE, 'const key = process.env.JWT_SECRET ? process.env.JWT_SECRET : "everybody knows";\n'),
    "Python": (FLASK, 'import os\nimport flask\nkey = os.environ.get("JWT_SECRET") or "everybody knows"\n'),
    "Ruby, value": (RAILS, 'KEY = ENV.fetch("JWT_SECRET", "everybody knows")\n'),
    "Ruby, block": (RAILS, 'KEY = ENV.fetch("JWT_SECRET") { "everybody knows" }\n'),
    "Java, map": (SPRING, 'class T { String s = System.getenv().getOrDefault("JWT_SECRET", "everybody knows"); }\n'),
    "Java, optional": (SPRING, 'class T { String s = of(System.getenv("JWT_SECRET")).orElse("everybody knows"); }\n'),
    "Kotlin": (KOTLIN, 'class T { val s = System.getenv("JWT_SECRET") ?: "everybody knows" }\n'),
    "Go, helper": (GO, 'package auth\n\nvar key = getEnv("JWT_SECRET", "everybody knows")\n'),
    "Go, if": (
        GO,
        'package auth\nfunc f() {\n\tkey := os.Getenv("JWT_SECRET")\n\tif key == "" {\n\t\tkey = "everybody knows"\n\t}\n}\n',
    ),
}


@pytest.mark.parametrize(("place", "text"), FORMS.values(), ids=FORMS.keys())
def test_a_secret_with_a_built_in_value_is_found(place: tuple[str, str, str], text: str) -> None:
    manifest, content, path = place

    [fact] = told({manifest: content, path: text}, ConfigurationLoader)

    assert fact.startswith(f"{path}:")
    assert fact.endswith("missing=default names=(JWT_SECRET)")


@pytest.mark.parametrize(("place", "text"), FORMS.values(), ids=FORMS.keys())
def test_what_is_no_secret_may_have_one(place: tuple[str, str, str], text: str) -> None:
    manifest, content, path = place

    facts = told({manifest: content, path: text.replace("JWT_SECRET", "PAGE_SIZE")}, ConfigurationLoader)

    assert not [fact for fact in facts if "missing=default" in fact]

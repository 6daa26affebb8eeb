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
    "JavaScript, constant": (NODE, 'const OURS = "everybody knows";\nsign(user, process.env.JWT_SECRET ?? OURS);\n'),
    "JavaScript, helper that may be told to go without": (
        NODE,
        'load(process.env);\nconst key = getEnv("JWT_SECRET", false, `everybody knows`);\n',
    ),
    "JavaScript, helper": (NODE, 'load(process.env);\nconst key = getEnv("JWT_SECRET", "everybody knows");\n'),
    "Python, helper": (
        FLASK,
        'import os\nimport flask\nos.environ\nkey = load_secret("JWT_SECRET", "everybody knows")\n',
    ),
    "Python, two in a row": (
        FLASK,
        'import os\nimport flask\nx = (os.getenv("PAGES", "9"), os.getenv("JWT_SECRET", "everybody knows"))\n',
    ),
    "Python": (FLASK, 'import os\nimport flask\nkey = os.environ.get("JWT_SECRET") or "everybody knows"\n'),
    "Ruby, value": (RAILS, 'KEY = ENV.fetch("JWT_SECRET", "everybody knows")\n'),
    "Ruby, block": (RAILS, 'KEY = ENV.fetch("JWT_SECRET") { "everybody knows" }\n'),
    "Ruby, template": (
        ("Gemfile", 'gem "rails"\n', "config/database.yml"),
        'production:\n  password: <%= ENV.fetch("JWT_SECRET", "everybody knows") %>\n',
    ),
    "Java, map": (SPRING, 'class T { String s = System.getenv().getOrDefault("JWT_SECRET", "everybody knows"); }\n'),
    "Java, optional": (SPRING, 'class T { String s = of(System.getenv("JWT_SECRET")).orElse("everybody knows"); }\n'),
    "Kotlin": (KOTLIN, 'class T { val s = System.getenv("JWT_SECRET") ?: "everybody knows" }\n'),
    "Kotlin, map": (KOTLIN, 'class T { val s = System.getenv()["JWT_SECRET"] ?: "everybody knows" }\n'),
    "Kotlin, dotenv": (KOTLIN, 'class T { val s = dotenv()["JWT_SECRET"] ?: "everybody knows" }\n'),
    "Kotlin, dotenv in a name": (KOTLIN, 'class T { val s = env["JWT_SECRET"] ?: "everybody knows" }\n'),
    "Kotlin, dotenv asked": (KOTLIN, 'class T { val s = dotenv.get("JWT_SECRET") ?: "everybody knows" }\n'),
    "Go, first of several": (
        GO,
        'package auth\n\nvar key = cmp.Or(os.Getenv("JWT_SECRET"), "everybody knows")\n',
    ),
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


def test_a_developers_section_of_settings_may_have_one() -> None:
    text = "development:\n  password: <%= ENV.fetch('DB_PASSWORD', 'everybody knows') %>\n"

    assert told({"Gemfile": 'gem "rails"\n', "config/database.yml": text}, ConfigurationLoader) == []


@pytest.mark.parametrize(
    "line",
    [
        "DB = dj_database_url.config(\n    env='DATABASE_URL',\n    default='sqlite:///db.sqlite3',\n)",
        "DB = os.getenv('DATABASE_URL', 'sqlite:///./shop.db')",
    ],
)
def test_an_empty_file_in_a_missing_databases_place_is_let_through_where_it_stands(line: str) -> None:
    facts = told(
        {"requirements.txt": "flask\n", "shop/settings.py": f"import os\nimport flask\nos.environ\n{line}\n"},
        ConfigurationLoader,
    )

    assert any(":4" in fact and "missing=silent names=(DATABASE_URL)" in fact for fact in facts)


@pytest.mark.parametrize(
    ("manifest", "path", "line", "name"),
    [
        ("django\n", "shop/settings.py", "E = os.getenv('DB_ENGINE', 'django.db.backends.sqlite3')", "DB_ENGINE"),
        (
            "django\n",
            "shop/settings.py",
            "E = os.environ.get('SQL_ENGINE', 'django.db.backends.sqlite3')",
            "SQL_ENGINE",
        ),
        ("django\n", "shop/settings.py", "E = os.getenv('CACHE_ENGINE', 'sqlite')", ""),
        ("django\n", "shop/settings.py", "E = os.getenv('DB_ENGINE', 'django.db.backends.postgresql')", ""),
    ],
)
def test_a_sort_of_database_that_is_a_file_takes_the_place_of_one_unnoticed(
    manifest: str, path: str, line: str, name: str
) -> None:
    text = f"import os\nSECRET_KEY = os.environ['SECRET_KEY']\n{line}\n"
    facts = told({"requirements.txt": manifest, path: text}, ConfigurationLoader)
    assert [fact for fact in facts if f"missing=silent names=({name or 'DB_ENGINE'})" in fact and ":3" in fact] == (
        [fact for fact in facts if name and name in fact]
    )
    assert bool(name) is any("missing=silent" in fact and ":3" in fact for fact in facts)


_OWN = "postgresql://shop:shop@localhost:5432/shop"
OWN_MACHINE = {
    "Python, queue": (
        FLASK,
        'import os\nimport flask\nBROKER = os.getenv("CELERY_BROKER_URL", "amqp://shop:cake@localhost:5672/shop")\n',
        "CELERY_BROKER_URL",
    ),
    "JavaScript, queue": (NODE, 'const url = process.env.RABBIT_URL || "amqp://shop:cake@localhost";\n', "RABBIT_URL"),
    "Python": (FLASK, f'import os\nimport flask\nDB = os.getenv("DATABASE_URL", "{_OWN}")\n', "DATABASE_URL"),
    "pydantic": (
        FLASK,
        (
            "import flask\nfrom pydantic_settings import BaseSettings\n"
            f'class Settings(BaseSettings):\n    jwt_secret: str\n    database_url: str = "{_OWN}"\n'
        ),
        "DATABASE_URL",
    ),
    "JavaScript": (
        NODE,
        f'const url = process.env.MONGO_URI ?? "{_OWN.replace("postgresql", "mongodb")}";\n',
        "MONGO_URI",
    ),
    "Python, host": (FLASK, 'import os\nimport flask\nHOST = os.environ.get("DB_HOST", "127.0.0.1")\n', "DB_HOST"),
    "JavaScript, host": (NODE, 'connect({ host: process.env.MYSQL_HOST || "localhost" });\n', "MYSQL_HOST"),
    "Go, host": (GO, 'package auth\n\nvar host = getEnv("SHOP_DB_HOST", "localhost")\n', "SHOP_DB_HOST"),
    "Go": (GO, f'package auth\n\nvar url = getEnv("DATABASE_URL", "{_OWN}")\n', "DATABASE_URL"),
    "Go, every address of its own": (
        GO,
        f'package auth\n\nvar url = getEnv("DATABASE_URL", "{_OWN.replace("localhost", "127.1.2.3")}")\n',
        "DATABASE_URL",
    ),
    "Java": (
        SPRING,
        f'class T {{ String s = System.getenv().getOrDefault("DATABASE_URL", "{_OWN}"); }}\n',
        "DATABASE_URL",
    ),
    "Spring, placeholder": (
        ("pom.xml", "<project/>", "src/main/resources/application.yml"),
        "spring:\n  datasource:\n    url: ${DB_URL:jdbc:mysql://localhost:3306/shop}\n",
        "DB_URL",
    ),
    "Spring, host": (
        ("pom.xml", "<project/>", "src/main/resources/application.yml"),
        "spring:\n  datasource:\n    url: jdbc:mysql://${DB_HOST:127.0.0.1}:3306/shop\n",
        "DB_HOST",
    ),
    "Spring, written out": (
        ("pom.xml", "<project/>", "src/main/resources/application.properties"),
        "spring.datasource.url=jdbc:postgresql://localhost:5432/shop\n",
        "spring.datasource.url",
    ),
    "Spring, bound": (
        ("pom.xml", "<project/>", "src/main/java/Database.java"),
        (
            '@ConfigurationProperties("shop.db")\nclass Database {\n'
            '  private String address = "jdbc:postgresql://localhost:5432/shop";\n}\n'
        ),
        "address",
    ),
}


@pytest.mark.parametrize(("place", "text", "name"), OWN_MACHINE.values(), ids=OWN_MACHINE.keys())
def test_a_database_on_the_own_machine_in_a_missing_ones_place_is_let_through(
    place: tuple[str, str, str], text: str, name: str
) -> None:
    manifest, content, path = place

    facts = told({manifest: content, path: text}, ConfigurationLoader)

    [fact] = [fact for fact in facts if "missing=silent" in fact]
    assert fact.startswith(f"{path}:")
    assert fact.endswith(f"names=({name})")


def test_where_a_program_says_where_its_database_is_nothing_stands_in_for_it() -> None:
    says = "console.log(`the database is ${process.env.DB_HOST}`);\n"
    files = {"package.json": EXPRESS, "src/a.js": says, "src/b.js": "connect(process.env.DB_HOST || 'localhost');\n"}
    facts = [fact for fact in told(files, ConfigurationLoader) if "missing=silent" in fact]
    assert [fact.partition(" ")[0] for fact in facts] == ["src/b.js:1"]


def test_a_cache_on_the_own_machine_may_stand_in() -> None:
    code = 'import os\nimport flask\nkey, db = os.environ["JWT_SECRET"], os.environ["DATABASE_URL"]\nR = os.getenv("REDIS_URL", "redis://localhost:6379")\n'

    assert not [
        fact for fact in told({"requirements.txt": "flask\n", "c.py": code}, ConfigurationLoader) if "silent" in fact
    ]


@pytest.mark.parametrize("other", ["application-prod.yml", "application-local.yml"])
def test_a_database_written_out_counts_unless_productions_settings_name_another(other: str) -> None:
    folder = "src/main/resources"
    files = {
        "pom.xml": "<project/>",
        f"{folder}/application.yml": "spring:\n  datasource:\n    url: jdbc:mysql://localhost:3306/shop\n",
        f"{folder}/{other}": "spring:\n  datasource:\n    url: ${DB_URL}\n",
    }

    silent = [fact for fact in told(files, ConfigurationLoader) if "missing=silent" in fact]

    assert bool(silent) == ("local" in other)


def test_a_field_that_the_settings_fill_may_have_a_value_of_its_own() -> None:
    files = {
        "pom.xml": "<project/>",
        "src/main/resources/application.yml": "shop:\n  token-secret: ${TOKEN_SECRET}\n",
        "src/main/java/Shop.java": '@ConfigurationProperties("shop")\nclass Shop { String tokenSecret = "known"; }\n',
    }

    assert told(files, ConfigurationLoader) == []


def test_a_secret_that_is_set_to_nothing_is_let_through() -> None:
    settings = """
        token:
          secret:
          public-name:
        aws:
          credentials:
            region: ap-northeast-2
        """
    files = {
        "pom.xml": "<project/>",
        "src/main/resources/application.yml": settings,
        "src/main/java/A.java": "class A {}",
    }

    assert told(files, ConfigurationLoader) == [
        "src/main/resources/application.yml:2 source=file missing=silent names=(token.secret)"
    ]
    assert told({**files, "src/main/resources/application.yml": ""}, ConfigurationLoader) == []


@pytest.mark.parametrize(
    ("files", "lines"),
    [
        (
            {
                "package.json": EXPRESS,
                "src/pay.ts": """
                    export async function user(c) {
                      const key = process.env.PAY_KEY;
                      if (!key) {
                        throw new HTTPException(500, { message: "no key" });
                      }
                    }
                """,
            },
            "src/pay.ts:3-5",
        ),
        (
            {
                "package.json": EXPRESS,
                "src/pay.ts": """
                    app.post("/pay", (req, res) => {
                      const key = process.env.PAY_KEY;
                      if (!key) {
                        return res.status(500).json({ error: "no key" });
                      }
                    });
                """,
            },
            "src/pay.ts:3-5",
        ),
        (
            {
                "requirements.txt": "fastapi\n",
                "pay.py": """
                    import os
                    from fastapi import HTTPException

                    def pay():
                        key = os.getenv("PAY_KEY")
                        if not key:
                            raise HTTPException(status_code=500, detail="no key")
                """,
            },
            "pay.py:6-7",
        ),
        (
            {
                "package.json": EXPRESS,
                "src/pay.ts": """
                    export function payKey(): string | null {
                      const key = process.env.PAY_KEY?.trim();
                      if (key && key.length > 9) return key;
                      return null;
                    }
                """,
            },
            "src/pay.ts:1-5",
        ),
    ],
)
def test_a_secret_that_only_a_request_misses_is_let_through_at_the_start(files: dict[str, str], lines: str) -> None:
    [fact] = told({path: text.replace("PAY_KEY", "PAY_SECRET") for path, text in files.items()}, ConfigurationLoader)

    assert fact == f"{lines} source=environment missing=silent names=(PAY_SECRET)"


def test_a_function_that_does_more_than_hand_a_secret_on_may_do_without() -> None:
    text = """
        export async function send(text: string) {
          const token = process.env.CHAT_TOKEN;
          if (token) return await post(token, text);
          return null;
        }
    """

    facts = told({"package.json": EXPRESS, "src/token.ts": text}, ConfigurationLoader)

    assert not [fact for fact in facts if fact.startswith("src/token.ts:1-5")]

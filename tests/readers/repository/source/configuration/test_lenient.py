"""Places that notice a missing variable and only say so."""

import pytest

from holdfast.model.facts import ConfigurationLoader

from ..support import EXPRESS, told

TYPESCRIPT = """
    export function env(name: string): string {
      const value = process.env[name];
      if (!value) {
        console.warn(`${name} is missing`);
        return "";
      }
      return value;
    }
    export const secret = env("JWT_SECRET");
    """
PYTHON = """
    import os, logging, fastapi
    log = logging.getLogger(__name__)


    def env(name, default=None):
        value = os.getenv(name, default)
        if value is None:
            log.warning("%s is missing", name)
        return value


    SECRET = env("JWT_SECRET")
    """
GO = """
    package config

    func env(name string) string {
        value := os.Getenv(name)
        if value == "" {
            log.Printf("%s is missing", name)
        }
        return value
    }

    var secret = env("JWT_SECRET")
    """
JAVA = """
    class Settings {
        static String env(String name) {
            String value = System.getenv(name);
            if (value == null) {
                log.warn("{} is missing", name);
            }
            return value;
        }
        static final String SECRET = env("JWT_SECRET");
    }
    """


@pytest.mark.parametrize(
    ("path", "text", "lines"),
    [
        ("src/env.ts", TYPESCRIPT, "3-6"),
        ("app/settings.py", PYTHON, "7-8"),
        ("config/env.go", GO, "5-7"),
        ("src/main/java/Settings.java", JAVA, "4-6"),
    ],
)
def test_a_helper_that_only_says_what_is_missing_is_shown(path: str, text: str, lines: str) -> None:
    manifests = {
        "package.json": EXPRESS,
        "requirements.txt": "fastapi\n",
        "go.mod": "module a\n",
        "pom.xml": "<project/>",
    }
    manifest = {"ts": "package.json", "py": "requirements.txt", "go": "go.mod", "java": "pom.xml"}[
        path.rpartition(".")[2]
    ]
    found = told({manifest: manifests[manifest], path: text}, ConfigurationLoader)
    assert [
        line for line in found if "missing=warns names=(JWT_SECRET)" in line and line.startswith(f"{path}:{lines} ")
    ]


def test_so_is_one_that_looks_into_what_another_runtime_holds() -> None:
    text = TYPESCRIPT.replace("process.env[name]", "Bun.env[name]")
    found = told({"package.json": EXPRESS, "src/env.ts": text}, ConfigurationLoader)
    assert [line for line in found if line.startswith("src/env.ts:3-6 ") and "missing=warns" in line]


def test_a_helper_that_ends_the_program_is_not() -> None:
    text = TYPESCRIPT.replace('return "";', "process.exit(1);")
    assert "missing=warns" not in " ".join(told({"package.json": EXPRESS, "src/env.ts": text}, ConfigurationLoader))


@pytest.mark.parametrize(("does", "shown"), [("console.warn(missing);", True), ("process.exit(1);", False)])
def test_a_list_of_what_is_missing_that_is_only_printed_is_shown(does: str, shown: bool) -> None:
    text = f"""
        const missing = Object.keys(wanted).filter((name) => !process.env[name]);
        if (missing.length > 0) {{
          {does}
        }}
        const key = process.env.API_KEY;
        """
    found = told({"package.json": EXPRESS, "src/env.ts": text}, ConfigurationLoader)
    assert ("src/env.ts:2-4 source=environment missing=warns" in found) is shown


@pytest.mark.parametrize(("does", "shown"), [("print(missing)", True), ("print(missing)\n    sys.exit(1)", False)])
def test_a_list_of_what_is_missing_that_python_only_prints_is_shown(does: str, shown: bool) -> None:
    text = (
        "import os, sys, fastapi\nmissing = [name for name in WANTED if not os.getenv(name)]\n"
        f"if missing:\n    {does}\nSECRET = os.environ['API_KEY']\n"
    )
    found = told({"requirements.txt": "fastapi\n", "app/settings.py": text}, ConfigurationLoader)
    assert ("app/settings.py:3-4 source=environment missing=warns" in found) is shown


_ASKS = "import os, logging, fastapi\n\nREGION = os.environ['REGION']\n\n\ndef check({given}):\n{body}    if missing:\n        logging.error(missing)\n"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("    missing = [one for one in columns if one not in rows]\n", False),
        ("    missing = [one for one in names if not os.getenv(one)]\n", True),
        ("    missing = [one for one in REQUIRED_ENV_NAMES if one not in given]\n", True),
        (
            "    missing = []\n    for one in names:\n        if one not in os.environ:\n            missing.append(one)\n",
            True,
        ),
    ],
)
def test_only_what_the_environment_lacks_is_a_setting_that_is_missed(body: str, *, said: bool) -> None:
    found = told(
        {"requirements.txt": "fastapi\n", "app/checks.py": _ASKS.format(given="columns, names", body=body)},
        ConfigurationLoader,
    )
    assert any("missing=warns" in one for one in found) is said

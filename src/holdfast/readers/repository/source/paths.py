"""Which files are application source or its settings, told by their paths alone."""

from functools import lru_cache
from posixpath import splitext

from holdfast.model.regex import regex
from holdfast.readers.repository.source.settings_files.marked_settings import is_marked

LANGUAGES = {
    ".ts": "typescript",
    ".mts": "typescript",
    ".cts": "typescript",
    ".tsx": "tsx",
    ".js": "javascript",
    ".mjs": "javascript",
    ".cjs": "javascript",
    ".jsx": "tsx",
    ".py": "python",
    ".java": "java",
    ".kt": "kotlin",
    ".rb": "ruby",
    ".ru": "ruby",
    ".go": "go",
    ".php": "php",
    ".cs": "csharp",
    ".rs": "rust",
}
"""File endings that are read as source, with the grammar's name."""

JAVASCRIPT = frozenset(["typescript", "tsx", "javascript"])
SCRIPTED = JAVASCRIPT | {"python"}
JVM = frozenset(["java", "kotlin"])

MANIFESTS = frozenset(
    [
        "package.json",
        "pom.xml",
        "build.gradle",
        "build.gradle.kts",
        "requirements.txt",
        "pyproject.toml",
        "Pipfile",
        "setup.py",
        "manage.py",
        "Gemfile",
        "go.mod",
        "composer.json",
        "Cargo.toml",
    ]
)
"""Files that mark the root of an application and name what it depends on."""

_SKIPPED_FOLDERS = frozenset(
    [
        "test",
        "tests",
        "__tests__",
        "_test",
        "_tests",
        "testdata",
        "test-lib",
        "test-utils",
        "test-helpers",
        "test-data",
        "testutils",
        "test_utils",
        "test_helpers",
        "test_data",
        "spec",
        "specs",
        "e2e",
        "cypress",
        "playwright",
        "fixtures",
        "__fixtures__",
        "mocks",
        "mock",
        "__mocks__",
        "stories",
        ".storybook",
        "migrations",
        "migration",
        "generated",
        "__generated__",
        "examples",
        "example",
        "samples",
        "sample",
        "docs",
        "doc",
        "public",
        "assets",
        "locales",
        "locale",
        "lang",
        "langs",
        "i18n",
        "l10n",
        "translations",
        "benchmark",
        "benchmarks",
        "load-test",
        "loadtest",
        "load-tests",
        "k6",
        "artillery",
        "androidtest",
        "integrationtest",
        "testfixtures",
        "storybook-static",
        "static",
        ".github",
        ".vscode",
    ]
)
# Code that builds or seeds, and is no part of the server while it serves.
_TOOLING_FOLDERS = frozenset(
    [
        "scripts",
        "script",
        "tools",
        "seed",
        "seeds",
        "seeders",
        "infra",
        "infrastructure",
        "cdk",
        "iac",
        "terraform",
        "pulumi",
        "cdktf",
        "deploy",
    ]
)
_OF_TESTS = regex(
    r"^(?:testing|test[-_]?(?:utils?|helpers?|support|data|suites?|projects?|apps?|server|resources?|cases?)"
    r"|(?:unit|integration|functional|system|acceptance|api|smoke|regression|end[-_]?to[-_]?end|e2e)[-_]?tests?"
    r"|cassettes|testcontainers|tutorials?|cookbooks?)$"
)
"""Folders of tests, and of what somebody is shown."""
_OF_DEVELOPERS = regex(
    r"(?i)(?:^|/)(?:development|devel|local[-_]?dev(?:elopment)?|dev[-_]?(?:container|env|setup|tools?))/"
)
_LAYERS = frozenset(["infra", "infrastructure"])
_FUNCTION_FOLDER = regex(r"^(?:lambdas?(?:[-_][^\W_]+)*|\w+[-_]lambdas?|functions|handlers)$")
_SOURCE_FOLDERS = frozenset(["src", "internal", "app", "pkg", "lib"])
_FRONT_FOLDERS = frozenset(
    [
        "client",
        "clients",
        "frontend",
        "front-end",
        "front",
        "frontends",
        "webapp",
        "web-app",
        "mobile",
        "ios",
        "android",
        "components",
    ]
)
_SKIPPED_NAME = regex(
    r"(?i)(?:\.(?:spec|test|e2e-spec|stories|story|mock|d|min|bundle|generated|pb)\.[a-z]+$|^test_|_test\.(?:py|go)$"
    r"|\.blade\.php$|_spec\.rb$|_pb2(?:_grpc)?\.py$|^conftest\.py$|^(?:jest|vitest|karma|cypress|playwright|webpack|rollup"
    r"|babel|eslint"
    r"|tailwind|postcss|prettier|commitlint|gulpfile|gruntfile)\b.*\.[cm]?[jt]s$"
    r"|^tests?(?:_?(?:settings|utils?|helpers?|server|runner|cases?|data))?\.(?:py|rb)$"
    r"|(?<!\w)(?:settings|config)_tests?\.py$|^\.)"
)
_SKIPPED_JVM_NAME = regex(r"(?:Tests?|Spec|TestCase|IT)\.(?:java|kt)$")
_ENV_FILE = regex(r"(?i)^(?:[\w-]+)?\.env(?:[._-][\w.-]+)?$|^env\.(?:prod|production|staging|local|txt)$")
_ENV_PATH = regex(r"(?:^|/)(?:\.kamal/secrets[\w.-]{0,60}|\.envs/\.(?!local|test|ci)[\w-]{1,40}/\.[\w-]{1,40})$")
"""Where tools that release look for such a file under other names."""
_SAMPLE = regex(r"(?i)example|sample|template|dist$|schema|default|\.d\.|test")
_KEY_FILE = regex(
    r"(?i)\.(?:pem|ppk)$|^id_(?:rsa|ed25519|ecdsa)$|service[-_]?account.*\.json$|firebase[-_]?adminsdk.*\.json$"
    r"|^(?!.*local).*\.key$"
)
_HOCON = regex(r"(?i)^application(?:[-.](?:prod|production|live|release))?\.conf$")
_SPRING = regex(r"(?i)^(?:application|bootstrap)(?:[-._][\w.-]+)?\.(?:ya?ml|properties)$")
_IMPORTED = regex(
    r"(?i)(?:^|/)src/main/resources/(?:[\w.-]{1,60}/){0,3}?"
    r"(?:(?<=resources/)|(?<=configs/)|(?<=config/)|(?<=props/)|(?<=properties/)|(?<=yml/)|(?<=yaml/))"
    r"(?!\w*(?:message|validation|label|error|log|quartz|ehcache|mybatis|spy|git|build|version|openapi|swagger|schema"
    r"|i18n|lang|locale|banner|rules|docker|compose|mapping|seed|data\.))[\w.-]{1,60}\.(?:properties|ya?ml)$"
)
"""Settings under a name of their own, which Spring takes in by `spring.config.import` or `@PropertySource`."""


_IN_WORDS = regex(r"(?:README|CHANGES|CHANGELOG|NEWS|INSTALL|LICEN[SC]E|COPYING|AUTHORS|TODO)\.\w{2}$")
"""A text for people that ends with the sign of their language."""


def language_of(path: str) -> str | None:
    """The grammar for `path`; None when it is not source of a language that is read."""
    return None if _IN_WORDS.match(path.rpartition("/")[2]) else LANGUAGES.get(splitext(path)[1].lower())


def is_manifest(path: str) -> bool:
    """Whether `path` marks an application's root."""
    name = path.rpartition("/")[2]
    return name in MANIFESTS or name.endswith(".csproj")


def is_env_file(path: str) -> bool:
    """Whether `path` is a dotenv file with real values (not an example or a template)."""
    name = path.rpartition("/")[2]
    return bool(_ENV_FILE.match(name) or _ENV_PATH.search(path)) and not _SAMPLE.search(name)


def is_key_file(path: str) -> bool:
    """Whether `path` may hold a private key: PEM, SSH or a service account's JSON."""
    return bool(_KEY_FILE.search(path.rpartition("/")[2])) and not _in_tests(path)


def is_rails_production(path: str) -> bool:
    """Whether `path` holds what Rails is told in production."""
    return path.endswith("config/environments/production.rb")


def is_spring_settings(path: str) -> bool:
    """Whether `path` holds settings of a Spring application."""
    named = _SPRING.match(path.rpartition("/")[2]) or _IMPORTED.search(path)
    return named is not None and not _in_tests(path)


def is_hocon(path: str) -> bool:
    """Whether `path` holds settings of Ktor, Play or Akka."""
    return bool(_HOCON.match(path.rpartition("/")[2])) and not _in_tests(path)


def is_settings(path: str) -> bool:
    """Whether `path` is a data file with settings: dotenv, Spring, Ktor, Prisma, Rails, Laravel, .NET."""
    name = path.rpartition("/")[2]
    if is_env_file(path) or is_spring_settings(path) or is_hocon(path) or is_key_file(path):
        return True
    if name.endswith(".prisma"):
        return not _in_tests(path)
    rails = name in {"database.yml", "storage.yml", "secrets.yml"} and "config" in path.split("/")
    dotnet = name.startswith("appsettings") and name.endswith(".json")
    return (rails or dotnet or _is_json_config(path) or is_marked(path)) and not _in_tests(path)


_STAGE = r"(?:[._-](?:prod|production|live|dev|development|stage|staging|stg))?"
_LOOSE = regex(
    rf"(?i)^(?:(?:secrets?|env|(?:orm)?config|credentials|nodemon){_STAGE}\.json|(?:env|config|settings){_STAGE}\.ya?ml)$"
)
"""Files with settings that many a program and `serverless.yml` take in by their name."""


def _is_json_config(path: str) -> bool:
    parts = path.split("/")
    if _LOOSE.match(parts[-1]) and not any(part.startswith(".") for part in parts):
        return True
    return len(parts) > 1 and parts[-2] == "config" and parts[-1].endswith((".json", ".yml", ".yaml"))


@lru_cache(maxsize=4096)
def is_source(path: str) -> bool:
    """Whether `path` is the application's own source: no test, no generated file, no build tool's setting."""
    language = language_of(path)
    if language is None:
        return False
    name = path.rpartition("/")[2]
    if language in JVM:
        return not _in_tests(path) and not _SKIPPED_JVM_NAME.search(name)
    return not _SKIPPED_NAME.search(name) and not _in_tests(path)


def _in_tests(path: str) -> bool:
    folders = path.lower().split("/")[:-1]
    if path.endswith((".java", ".kt")):
        # Packages may be called anything: only the build's own folders count.
        joined = "/".join(folders)
        return any(f"src/{word}" in joined for word in ("test", "integrationtest", "androidtest", "testfixtures"))
    # What PHP serves, it serves from there.
    return any(
        (folder in _SKIPPED_FOLDERS and not (folder == "public" and path.endswith(".php"))) or _OF_TESTS.match(folder)
        for folder in folders
    )


def is_tooling(path: str) -> bool:
    """Whether `path` is a script or infrastructure code beside the server.

    Below the source's own folder, infrastructure is the layer of an application that speaks to databases and stores;
    and packages of the JVM may be called anything.
    """
    folders = path.lower().split("/")[:-1]
    if _TOOLING_FOLDERS.isdisjoint(folders):
        return False
    if path.endswith((".java", ".kt")) and "src/main" in path:
        return False
    layered = not _SOURCE_FOLDERS.isdisjoint(folders)
    return any(
        folder in _TOOLING_FOLDERS
        and not (layered and folder in _LAYERS and not _SOURCE_FOLDERS.isdisjoint(folders[:index]))
        for index, folder in enumerate(folders)
    )


def is_at_desk(path: str) -> bool:
    """Whether `path` lies in a folder with what a developer's own machine runs."""
    return not path.endswith((".java", ".kt")) and _OF_DEVELOPERS.search(path) is not None


def is_of_function(path: str) -> bool:
    """Whether `path` lies in a folder of Lambda's functions, as many keep it inside that of their infrastructure."""
    return any(_FUNCTION_FOLDER.match(folder) for folder in path.lower().split("/")[:-1])


def in_front_end(path: str, root: str) -> bool:
    """Whether `path`, inside the application at `root`, is code for the browser or a phone."""
    inner = path[len(root) :].lower().split("/")[:-1]
    return path.endswith((".tsx", ".jsx")) or not _FRONT_FOLDERS.isdisjoint(inner)


def wanted(path: str) -> bool:
    """Whether this reader opens `path` at all."""
    return is_source(path) or is_settings(path) or (is_manifest(path) and not _in_tests(path))


def family_of(language: str) -> str:
    """The family of languages that one belongs to, as applications name theirs."""
    if language in JAVASCRIPT:
        return "javascript"
    return "jvm" if language in JVM else language

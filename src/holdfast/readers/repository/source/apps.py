"""Groups source and settings by application, so that each server is judged as one and front ends are left out."""

import json
import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import field
from functools import cached_property

from holdfast.model.evidence import Gap, GapReason
from holdfast.model.record import record
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.source import file_routes, lambdas, packages, paths
from holdfast.readers.repository.source.code import Source
from holdfast.readers.repository.source.page_scripts import is_of_page
from holdfast.readers.repository.source.settings_files.flat import Entry, hocon_entries, spring_entries

SERVES = frozenset(["health", "configuration", "cors", "access", "releases", "backup"])
"""Controls whose evidence may stand in application source."""
MAY_HIDE = SERVES - {"releases"}
"""Those for which something may be missing where source cannot be read: how releases come and go stands elsewhere."""

_FAMILY = {
    "package.json": "javascript",
    "pom.xml": "jvm",
    "build.gradle": "jvm",
    "build.gradle.kts": "jvm",
    "Gemfile": "ruby",
    "go.mod": "go",
    "composer.json": "php",
    "Cargo.toml": "rust",
}
_JS_SERVER = (
    r"""["'](?:express|fastify|koa|hono|@nestjs/(?:core|common)|@hapi/hapi|apollo-server|@apollo/server|socket\.io|ws"""
    r"""|lambda-api|restify|polka|serverless-http|@middy/core|elysia|koa-router|(?:@(?:hono|fastify|koa)|hono)/[\w-]{1,40})["']"""
)
_JS_SERVER_TEXT = (
    regex(r"from\s*" + _JS_SERVER),
    regex(r"require\(\s*" + _JS_SERVER),
    regex(r"createServer(?<=\bcreateServer)\("),
    regex(r"exports(?<=\bexports)\.(?:(?:\w{1,40}H|h)andler\b|\w{1,60} = (?:async )?(?:function )?\(event\b)"),
    regex(r"export (?:const|(?:default )?(?:async )?function) (?:\w{1,40}H|h)andler\b"),
    regex(r"APIGatewayProxy(?<=\bAPIGatewayProxy)(?:Event|Result|Handler)"),
)
_JS_FUNCTION = regex(r"\b(?:const \w{1,60}\s?=\s?(?:async\s?)?|function \w{1,60})\(\s?_?event\b")
"""A function of Lambda by whatever name; a page's take an event too, but answer with no `statusCode`."""

_JS_FULL_STACK_TEXT = regex(r"""from\s*["']next/(?:server|headers|navigation|link|image)["']""")
_JS_DATA_TEXT = regex(
    r"""(?:from\s*|require\(\s*)["'](?:@prisma/client|pg|mysql2?|mongoose|mongodb|typeorm|sequelize|knex|drizzle-orm)"""
    r"""(?:/[\w/-]{1,60})?["']"""
)
_PY_SERVER_TEXT = regex(
    r"(?m)^[^\S\n]{0,80}(?:from|import)\s{1,80}(?:fastapi|flask|django|starlette|http\.server|aiohttp\.web|aiohttp|sanic|tornado|bottle|litestar"
    r"|falcon|quart|rest_framework|ninja|chalice|robyn|streamlit|gradio|chainlit|nicegui|dash"
    r"|telegram|telebot|aiogram|pyrogram|discord|slack_bolt|celery|dramatiq|apscheduler|pika|aio_pika|grpc)\b"
    r"|def (?:lambda_)?handler\(event"
    r"|^[^\S\n]{0,80}(?:SQLALCHEMY_DATABASE_URI|INSTALLED_APPS|ROOT_URLCONF|WSGI_APPLICATION|ALLOWED_HOSTS)\s{0,80}="
)
_PY_DATA_TEXT = regex(
    r"(?m)^[^\S\n]*(?:from|import)\s+(?:psycopg2?|asyncpg|pymysql|MySQLdb|aiomysql|mysql\.connector|pymongo|motor|sqlalchemy"
    r"|sqlmodel|peewee|tortoise|sqlite3|redis)\b"
)
_PY_SETTINGS_PATH = regex(r"(?:^|/)(?:config|settings|configuration)(?:/\w+)?\.py$")
_BUILDS = regex(
    r"""["'](?:aws-cdk-lib|@aws-cdk/|constructs["']|@pulumi/|cdktf["'])"""
    r"|\b(?:from|import) (?:aws_cdk|pulumi(?:_aws)?|cdktf)\b"
)
_BUILDERS = ("cdk", "pulumi", "constructs")
"""One of these stands in each text that builds infrastructure: most are told apart at a tenth of a search."""
_RUST_SERVER_TEXT = regex(
    r"\b(?:axum|actix_web|rocket|warp|poem|salvo|tide|ntex|hyper|lambda_http|lambda_runtime)::|\bextern crate rocket\b"
)
_PY_SERVER_PACKAGE = regex(
    r"(?im)^[^\S\n]*[\"']?(?:fastapi|flask|django|starlette|sanic|litestar|falcon|quart|djangorestframework|gunicorn|uvicorn"
    r"|streamlit|gradio|python-telegram-bot|pytelegrambotapi|aiogram|discord\.py|slack[-_]bolt|celery|dramatiq)\b"
    r"(?!-)"
)

_SERVED = regex(r"(?i)Sdk=\"Microsoft\.NET\.Sdk\.(?:Web|Worker)\"")
_REFERS = regex(r"<ProjectReference\s+Include=\"(?P<path>[^\"\n]{1,300})\"")


@record(frozen=False)
class App:
    """One application: the files below a manifest that belong together.

    Args:
        root: its folder with a trailing slash; empty for the repository itself.
        family: "javascript", "python", "jvm", "ruby", "go", "php", "csharp" or "rust".
        manifests: package.json, build.gradle, … of this application.
        sources: its source files.
        settings: its data files with settings.
    """

    root: str
    family: str
    manifests: list[Snippet] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    settings: list[Snippet] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)

    @cached_property
    def depends(self) -> frozenset[str]:
        """Names of packages that a package.json lists; for other families the manifests' text is asked."""
        names: set[str] = set()
        for manifest in self.manifests:
            if manifest.name == "package.json":
                names |= self._package_names(manifest)
        return frozenset(names)

    def _package_names(self, manifest: Snippet) -> set[str]:
        try:
            data = json.loads(manifest.text)
        except (ValueError, RecursionError) as error:
            line = getattr(error, "lineno", 0)
            self.gaps.append(manifest.gap(GapReason.MALFORMED, MAY_HIDE, line, "not valid JSON"))
            return set()
        listed = data.get("dependencies") if isinstance(data, dict) else None
        names = set(listed) if isinstance(listed, dict) else set()
        built = data.get("devDependencies") if isinstance(data, dict) else None
        # Their own guides put these frameworks there; what has no route of a server may be a site of files alone.
        serves = isinstance(built, dict) and any(file_routes.is_of_server(source.path) for source in self.sources)
        return names | (packages.BUILT_WITH & set(built or ())) if serves else names

    @cached_property
    def spring_entries(self) -> list[tuple[Snippet, Entry]]:
        """All settings of a Spring application, or of another one of the JVM, with their files."""
        files = [snippet for snippet in self.settings if paths.is_spring_settings(snippet.path)]
        others = [snippet for snippet in self.settings if paths.is_hocon(snippet.path)]
        found = [(snippet, entry) for snippet in files for entry in spring_entries(snippet)]
        return found + [(snippet, entry) for snippet in others for entry in hocon_entries(snippet)]

    @cached_property
    def manifest_text(self) -> str:
        """All manifests' text, to ask for a dependency by name."""
        return "\n".join(manifest.text for manifest in self.manifests)

    @cached_property
    def kind(self) -> str:
        """One of "server", "full-stack" (Next and the like), "front", "infra" and "other"."""
        if self.family == "javascript":
            return self._javascript_kind()
        if self.family == "python":
            if any(lambdas.ASKED in s.memo or _PY_SERVER_TEXT.search(s.text) for s in self.sources):
                return "server"
            named = _PY_SERVER_PACKAGE.search(self.manifest_text) is not None
            return "server" if named or (not self.manifests and any(map(_runs_python, self.sources))) else "other"
        if self.family == "jvm":
            return "other" if "com.android" in self.manifest_text else "server"
        if self.family == "rust":
            return "server" if any(_RUST_SERVER_TEXT.search(source.text) for source in self.sources) else "other"
        return "server"

    def _javascript_kind(self) -> str:
        if self.depends & packages.INFRA and not self.depends & packages.SERVERS:
            return "infra"
        if self.depends & packages.FULL_STACK and not any("@nestjs/core" in name for name in self.depends):
            return "full-stack"
        if self.depends & packages.SERVERS:
            return "server"
        if any(file_routes.is_named_for_routes(s.path) and file_routes.answers(s.text) for s in self.sources):
            return "full-stack"
        if self.depends & packages.FRONT:
            return "front"
        if not self.manifests and any(_JS_FULL_STACK_TEXT.search(s.text) for s in self.sources):
            return "full-stack"
        if any(_is_for_servers(s.text) or _answers(s.text) for s in self.sources):
            return "server"
        # Without a manifest, what opens a database tells that a server is among the sources.
        opens = not self.manifests and any(_JS_DATA_TEXT.search(s.text) for s in self.sources)
        return "server" if opens else "other"

    @cached_property
    def has_data(self) -> bool:
        """Whether it talks to a database itself."""
        return bool(self.depends & packages.DATA)

    @cached_property
    def serving(self) -> list[Source]:
        """The sources that run on the server: no script beside it, no code for the browser."""
        if self.kind in {"front", "other"}:
            return []
        return [
            source
            for source in self.sources
            if self._is_served(source)
            and not (self.family == "javascript" and (self._in_browser(source) or is_of_page(source)))
            and source.by_hand
        ]

    def _is_served(self, source: Source) -> bool:
        """It is no script and builds no infrastructure, unless it is a function that the latter carries along."""
        if any(word in source.text for word in _BUILDERS) and _BUILDS.search(source.text):
            return False
        if paths.is_at_desk(source.path.removeprefix(self.root)):
            return False
        if self.kind != "infra" and not paths.is_tooling(source.path.removeprefix(self.root)):
            return True
        return paths.is_of_function(source.path) or (self.kind == "infra" and lambdas.answers_browsers(source.text))

    def _in_browser(self, source: Source) -> bool:
        if self.kind == "full-stack":
            if "/routes/" in source.path and any(name.startswith("@remix-run/") for name in self.depends):
                return False
            head = source.text[:200]
            return "use client" in head or source.path.endswith((".jsx", ".tsx"))
        return paths.in_front_end(source.path, self.root)


def _runs_python(source: Source) -> bool:
    """It opens a database, or is where a program keeps what its environment tells it: no manifest says for what."""
    reads = "getenv" in source.text or "environ" in source.text
    return (reads and _PY_SETTINGS_PATH.search(source.path) is not None) or bool(_PY_DATA_TEXT.search(source.text))


def _is_for_servers(text: str) -> bool:
    return any(pattern.search(text) for pattern in _JS_SERVER_TEXT)


def _answers(text: str) -> bool:
    return "statusCode" in text and "export" in text and _JS_FUNCTION.search(text) is not None


def group(snippets: Iterable[Snippet]) -> list[App]:
    """The applications of a repository, by folder; a source without a manifest belongs to the repository's root."""
    manifests: list[Snippet] = []
    sources: list[Source] = []
    settings: list[Snippet] = []
    for snippet in snippets:
        language = paths.language_of(snippet.path)
        if paths.is_manifest(snippet.path):
            manifests.append(snippet)
        if language is not None and paths.is_source(snippet.path):
            source = Source(snippet=snippet, language=language)
            sources += [source] if source.by_hand else []
        elif paths.is_settings(snippet.path):
            settings.append(snippet)
    apps = _roots(manifests)
    for source in sources:
        _home(apps, source.path, paths.family_of(source.language)).sources.append(source)
    for snippet in settings:
        _settings_home(apps, snippet.path).settings.append(snippet)
    return sorted({id(app): app for app in apps.values()}.values(), key=lambda app: (app.root, app.family))


def _roots(manifests: list[Snippet]) -> dict[tuple[str, str], App]:
    apps: dict[tuple[str, str], App] = {}
    for manifest in manifests:
        family = _manifest_family(manifest.name)
        root = manifest.path[: -len(manifest.name)]
        root = root.removesuffix("requirements/")
        if family == "jvm":
            root = _topmost(root, manifests)
        app = apps.setdefault((root, family), App(root=root, family=family))
        app.manifests.append(manifest)
    return apps | _libraries(apps)


def _libraries(apps: dict[tuple[str, str], App]) -> dict[tuple[str, str], App]:
    """Libraries of .NET, each with the one program that is built with it: whose settings and source are one."""
    projects = {root: app for (root, family), app in apps.items() if family == "csharp"}
    programs = {root: app for root, app in projects.items() if _SERVED.search(app.manifest_text)}
    built_with: dict[str, list[App]] = {}
    for root, program in programs.items():
        for library in _referenced(root, projects) - programs.keys():
            built_with.setdefault(library, []).append(program)
    homes: dict[tuple[str, str], App] = {}
    for library, users in built_with.items():
        if len(users) == 1:
            users[0].manifests += projects[library].manifests
            homes[library, "csharp"] = users[0]
    return homes


def _referenced(root: str, projects: dict[str, App]) -> set[str]:
    """The folders of all projects that the one in `root` refers to, and those refer to."""
    found: set[str] = set()
    left = [root]
    while left:
        folder = left.pop()
        for match in _REFERS.finditer(projects[folder].manifest_text):
            path = posixpath.normpath(posixpath.join(folder, match["path"].replace("\\", "/")))
            other = path.rpartition("/")[0] + "/"
            if other in projects and other not in found:
                found.add(other)
                left.append(other)
    return found


def _manifest_family(name: str) -> str:
    if name.endswith(".csproj"):
        return "csharp"
    return _FAMILY.get(name, "python")


def _topmost(root: str, manifests: list[Snippet]) -> str:
    """A JVM module belongs to the outermost build that has one: settings stand in any of its modules."""
    builds = [m.path[: -len(m.name)] for m in manifests if _manifest_family(m.name) == "jvm"]
    return min((b for b in builds if root.startswith(b)), key=len, default=root)


def _above(path: str) -> Iterator[str]:
    folder = path.rpartition("/")[0]
    while folder:
        yield folder + "/"
        folder = folder.rpartition("/")[0]
    yield ""


def _home(apps: dict[tuple[str, str], App], path: str, family: str) -> App:
    for folder in _above(path):
        if (folder, family) in apps:
            return apps[folder, family]
    return apps.setdefault(("", family), App(root="", family=family))


def _settings_home(apps: dict[tuple[str, str], App], path: str) -> App:
    if paths.is_spring_settings(path) or paths.is_hocon(path):
        return _home(apps, path, "jvm")
    for folder in _above(path):
        found = [app for (root, _), app in apps.items() if root == folder]
        if found:
            return found[0]
    return apps.setdefault(("", "other"), App(root="", family="other"))

"""Lists of origins that are put together of several."""

import pytest

from holdfast.model.facts import ApplicationCors
from tests.readers.repository.source.support import EXPRESS, told

LOCAL = "http://localhost:3000"
IMPORT = 'const cors = require("cors");\n'


def javascript(text: str) -> list[str]:
    return told({"package.json": EXPRESS, "src/server.js": text}, ApplicationCors)


def python(text: str) -> list[str]:
    return told({"app/main.py": text}, ApplicationCors)


LISTS_IN_JAVASCRIPT = [
    f'const sites = [...OURS, "{LOCAL}"];',
    f'const dev = ["{LOCAL}"];\nconst sites = [...OURS, ...dev];',
    f'const sites = OURS.concat("{LOCAL}");',
    f'const sites = ["https://a.example"].concat([\n  "{LOCAL}",\n]);',
    f'const sites = process.env.OURS.split(",").concat(["{LOCAL}"]);',
    f'const sites = ["https://a.example"];\nsites.push("{LOCAL}");',
    f'let sites = ["https://a.example"];\nsites = [...sites, "{LOCAL}"];',
    f'const sites = [process.env.SITE, "{LOCAL}"].filter(Boolean);',
    f'const sites = Array.from(new Set(["https://a.example", "{LOCAL}"]));',
    f'const ours = () => ["https://a.example", "{LOCAL}"];\nconst sites = ours();',
    f'function ours() {{\n  return [process.env.SITE, "{LOCAL}"];\n}}\nconst sites = ours().filter(Boolean);',
    f'const here = "{LOCAL}";\nconst sites = [process.env.SITE, here];',
    f'const sites = isProd ? ["https://a.example", "{LOCAL}"] : [];',
    f'const sites = process.env.NODE_ENV !== "production" ? [] : ["{LOCAL}"];',
]


@pytest.mark.parametrize("given", LISTS_IN_JAVASCRIPT)
@pytest.mark.parametrize("asks", ["sites", "(o, cb) => cb(null, sites.includes(o))"])
def test_a_list_that_is_put_together_lets_in_what_its_parts_do(given: str, asks: str) -> None:
    (rule,) = javascript(f'{IMPORT}const OURS = ["https://a.example"];\n{given}\napp.use(cors({{ origin: {asks} }}));')

    assert LOCAL in rule


@pytest.mark.parametrize(
    "given",
    [
        f'const sites = ["https://a.example", ...(isDev ? ["{LOCAL}"] : [])];',
        f'const sites = ["https://a.example", isDev && "{LOCAL}"].filter(Boolean);',
        f'const sites = ["https://a.example"].concat(isProd ? [] : ["{LOCAL}"]);',
        f'const sites = ["https://a.example"];\nif (isDev) {{\n  sites.push("{LOCAL}");\n}}',
        f'const sites = ["https://a.example"];\nif (isDev) sites.push("{LOCAL}");',
        f'const sites = ["https://a.example"];\nisDev && sites.push("{LOCAL}");',
        f'const dev = isDev ? ["{LOCAL}"] : [];\nconst sites = ["https://a.example", ...dev];',
        f'const ours = () => {{\n  if (isDev) return ["{LOCAL}"];\n  return OURS;\n}};\nconst sites = ["https://a.example", ...ours()];',
        f'const sites = ["https://a.example", ...(process.env.MORE?.split(",") ?? ["{LOCAL}"])];',
    ],
)
def test_what_is_put_into_a_list_for_developers_alone_is_let_in_nowhere_else(given: str) -> None:
    (rule,) = javascript(f"{IMPORT}{given}\napp.use(cors({{ origin: sites }}));")

    assert LOCAL not in rule


def test_a_list_that_stands_in_itself_is_told_once() -> None:
    text = "sites = [*more, *more]\nmore = [*sites, *sites]\napp.add_middleware(CORSMiddleware, allow_origins=sites)\n"

    assert python(f"from starlette.middleware.cors import CORSMiddleware\n{text}") == []


STARLETTE = "app.add_middleware(CORSMiddleware, allow_origins=sites)"
GIN = 'r.Use(cors.New(cors.Config{AllowOrigins: sites, AllowCredentials: true})) // "gin-contrib/cors"'


@pytest.mark.parametrize(
    ("path", "given", "served"),
    [
        ("app.py", f'sites = OURS + ["{LOCAL}"]\n{STARLETTE}', True),
        ("app.py", f'sites = [*OURS, "{LOCAL}"]\n{STARLETTE}', True),
        ("app.py", f'sites = os.environ["OURS"].split(",")\nsites.extend(["{LOCAL}"])\n{STARLETTE}', True),
        ("app.py", f'sites = ["https://a.example"]\nsites += ["{LOCAL}"]\n{STARLETTE}', True),
        ("app.py", f'sites = (\n    ["{LOCAL}"]\n    if DEBUG\n    else ["https://a.example"]\n)\n{STARLETTE}', False),
        ("app.py", f'sites = ["https://a.example"] + (["{LOCAL}"] if ENV == "dev" else [])\n{STARLETTE}', False),
        ("app.py", f'sites = ["https://a.example"]\nif ENV == "dev":\n    sites.append("{LOCAL}")\n{STARLETTE}', False),
        ("app.py", f'from flask_cors import CORS\nsites = ["{LOCAL}"]\nCORS(app, origins=sites)', True),
        ("app.py", f'from flask_cors import CORS\nsites = ["{LOCAL}"]\nCORS(app, resources={{"/api": {{"origins": sites}}}})', True),
        ("app.py", f'def ours() -> list[str]:\n    base = ["{LOCAL}"]\n    if more:\n        return base + more\n    return base\nsites = ours()\n{STARLETTE}', True),
        ("app.py", f'def ours():\n    if ENV == "production":\n        return OURS\n    return ["{LOCAL}"]\nsites = ours()\n{STARLETTE}', False),
        ("app.py", f'def ours():\n    if not given:\n        return ["{LOCAL}"]\n    return given\nsites = ours()\n{STARLETTE}', False),
        ("settings.py", f'INSTALLED_APPS = ["corsheaders"]\nCORS_ALLOWED_ORIGINS = ["https://a.example"]\nCORS_ALLOWED_ORIGINS += ["{LOCAL}"]', True),
        ("settings.py", f'INSTALLED_APPS = ["corsheaders"]\nCORS_ALLOWED_ORIGINS = env.list("OURS") + ["{LOCAL}"]', True),
        ("main.go", f'sites := []string{{"https://a.example"}}\nsites = append(sites, "{LOCAL}")\n{GIN}', True),
        ("main.go", f'func ours() []string {{\n\treturn []string{{"{LOCAL}"}}\n}}\nsites := ours()\n{GIN}', True),
        ("Cors.java", f'private List<String> ours() {{\n  return List.of("{LOCAL}");\n}}\nvoid c() {{\n  c.setAllowedOrigins(ours());\n}}', True),
        ("main.go", f'c.AllowOrigins = append(strings.Split(os.Getenv("OURS"), ","), "{LOCAL}") // cors', True),
        ("main.go", f'sites := []string{{}}\nif env == "dev" {{\n\tsites = append(sites, "{LOCAL}")\n}}\n{GIN}', False),
        ("Cors.java", f'var sites = new ArrayList<>(given);\nsites.addAll(List.of("{LOCAL}"));\nconfig.setAllowedOrigins(sites);', True),
        ("Cors.java", f'var sites = List.of("{LOCAL}");\nc.setAllowedOrigins(Stream.concat(b.stream(), sites.stream()).toList());', True),
        ("Cors.java", f'var sites = new ArrayList<>(given);\nif (local) {{\n  sites.add("{LOCAL}");\n}}\nc.setAllowedOrigins(sites);', False),
        ("Program.cs", f'var sites = new[] {{ site }};\npolicy.WithOrigins(sites.Concat(new[] {{ "{LOCAL}" }}).ToArray()); // Cors', True),
    ],
)  # fmt: skip
def test_lists_that_other_languages_put_together(path: str, given: str, *, served: bool) -> None:
    files = {"go.mod": "module shop\n", "manage.py": "", "shop.csproj": '<Project Sdk="Microsoft.NET.Sdk.Web" />\n'}
    before = {"app.py": "from starlette.middleware.cors import CORSMiddleware\nOURS = ['https://a.example']\n"}

    assert (LOCAL in str(told({**files, path: before.get(path, "") + given + "\n"}, ApplicationCors))) is served


WANTS_IN_JAVASCRIPT = [
    "function origins(value) {\n  if (!value) return true;\n  return value.split(',');\n}",
    "const origins = (value) => {\n  if (!value || !value.trim()) {\n    return '*';\n  }\n  return value.split(',');\n};",
    "function origins(value) {\n  if (value === undefined) {\n    return ['*'];\n  }\n  return value.split(',');\n}",
]
NEVER_WANTS_IN_JAVASCRIPT = [
    "function origins(value) {\n  if (!value) return false;\n  return value.split(',');\n}",
    "function origins(value) {\n  if (value) return true;\n  return ['https://a.example'];\n}",
    "function origins(value) {\n  if (!isProd) return true;\n  return value.split(',');\n}",
    "function origins(value) {\n  if (isDev) {\n    if (!value) return true;\n  }\n  return value.split(',');\n}",
    "function origins(value) {\n  if (!value && laxly) return true;\n  return value.split(',');\n}",
]


@pytest.mark.parametrize(
    ("function", "served"),
    [*((one, True) for one in WANTS_IN_JAVASCRIPT), *((one, False) for one in NEVER_WANTS_IN_JAVASCRIPT)],
)
@pytest.mark.parametrize("given", ["origins(process.env.SITES)", "sites"])
def test_a_function_that_lets_everybody_in_for_want_of_a_list(function: str, given: str, *, served: bool) -> None:
    sites = "const sites = origins(process.env.SITES);\n" * (given == "sites")
    found = javascript(f"{IMPORT}{function}\n{sites}app.use(cors({{ origin: {given}, credentials: true }}));\n")
    assert [one for one in found if "origins=(*)" in one] == [
        one for one in found if served and "credentials=True" in one
    ]
    assert any("origins=(*)" in one for one in found) == served


@pytest.mark.parametrize(
    ("asks", "served"),
    [
        ("if not raw:", True),
        ("if raw is None or not raw.strip():", True),
        ("if len(raw) == 0:", True),
        ("if raw:", False),
        ("if not settings.PRODUCTION:", False),
    ],
)
def test_such_a_function_in_python(asks: str, *, served: bool) -> None:
    found = python(
        "import os\nfrom fastapi import FastAPI\nfrom fastapi.middleware.cors import CORSMiddleware\n\n"
        f'def sites():\n    raw = os.getenv("SITES", "")\n    {asks}\n        return ["*"]\n    return raw.split(",")\n\n'
        "app = FastAPI()\napp.add_middleware(CORSMiddleware, allow_origins=sites(), allow_credentials=True)\n"
    )
    assert any("origins=(*)" in one and "7-8" in one for one in found) == served


def test_such_a_function_in_a_file_of_its_own() -> None:
    settings = "// who may call\nexport function allowedOrigins(value) {\n  if (!value) return '*';\n  return value.split(',');\n}\n"
    server = (
        f'{IMPORT}const {{ allowedOrigins }} = require("./cors");\n'
        "app.use(cors({ origin: allowedOrigins(process.env.SITES), credentials: true }));\n"
    )
    found = told({"package.json": EXPRESS, "src/cors.js": settings, "src/server.js": server}, ApplicationCors)
    assert [one for one in found if "origins=(*)" in one] == ["src/cors.js:3 origins=(*) credentials=True"]

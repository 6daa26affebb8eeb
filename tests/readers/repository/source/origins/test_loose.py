"""Questions that an origin passes whose name only looks like one of the product's own."""

import pytest

from holdfast.model.facts import ApplicationCors
from tests.readers.repository.source.support import EXPRESS, told


def origins(files: dict[str, str]) -> list[str]:
    """Each fact as `line origins`."""
    found = []
    for fact in told(files, ApplicationCors):
        place, _, rest = fact.partition(" ")
        found.append(f"{place.partition(':')[2]} {rest.partition('origins=(')[2].partition(')')[0]}")
    return found


def express(decision: str, above: str = "") -> list[str]:
    text = f"const cors = require('cors');\n{above}\napp.use(cors({{\n  origin: (origin, cb) => {{\n{decision}\n  }},\n}}));"
    return origins({"package.json": EXPRESS, "server.js": text})


_YES = "return cb(null, true);\n    cb(new Error('no'));"


@pytest.mark.parametrize(
    ("asked", "passing"),
    [
        ("origin.includes('cakes.example')", "*cakes.example*"),
        ("origin.endsWith('cakes.example')", "https://*cakes.example"),
        ("origin.startsWith('https://cakes.example')", "https://cakes.example*"),
        ("origin.indexOf('cakes.example') !== -1", "*cakes.example*"),
        ("origin.indexOf('https://cakes.example') === 0", "https://cakes.example*"),
        ("origin && origin.includes('cakes')", "*cakes*"),
        ("new URL(origin).hostname.endsWith('cakes.example')", "https://*cakes.example"),
        ("origin.startsWith('https://') && origin.endsWith('cakes.example')", "https://*cakes.example"),
        ("OWN.some((one) => origin.endsWith(one))", "https://*cakes.example"),
        ("OWN.some((one) => origin.includes(one.replace('https://', '')))", "*.shop.example*"),
        ("['a.shop.example', 'cakes.example'].some((one) => origin.endsWith(one))", "https://*cakes.example"),
        ("origin.startsWith(process.env.FRONTEND_URL)", "https://FRONTEND_URL*"),
    ],
)
def test_part_of_an_origin_is_asked_for(asked: str, passing: str) -> None:
    assert express(f"    if (!origin || {asked}) {_YES}", "const OWN = ['.shop.example', 'cakes.example'];") == [
        f"5 {passing}"
    ]


@pytest.mark.parametrize(
    "asked",
    [
        "OWN.includes(origin)",
        "OWN.indexOf(origin) !== -1",
        "origin.endsWith('.cakes.example')",
        "origin.endsWith(`.${domain}`)",
        "OWN.some((one) => origin === one || origin.endsWith('.' + one))",
        "origin.startsWith('https://cakes-') && origin.endsWith('cakes.example')",
        "!isProd && origin.includes('cakes.example')",
        "process.env.NODE_ENV === 'test' && origin.includes('cakes.example')",
        "origin.startsWith('chrome-extension://')",
        "OWN.some((one) => one.includes(origin))",
    ],
)
def test_the_whole_of_it_is_or_something_else_as_well(asked: str) -> None:
    assert [one for one in express(f"    if (!origin || {asked}) {_YES}", "const OWN = [x];") if "*" in one] == []


def test_what_is_refused_so_is_no_front_end() -> None:
    assert (
        express("    if (origin.includes('evil.example')) return cb(new Error('no'));\n    cb(null, own.has(origin));")
        == []
    )


def test_whoever_does_not_have_it_is_refused() -> None:
    assert express("    if (!origin.includes('cakes.example')) return cb(new Error('no'));\n    cb(null, true);") == [
        "5 *cakes.example*"
    ]


def test_a_header_that_is_given_back_behind_the_question() -> None:
    text = (
        "app.use((req, res, next) => {\n  const origin = req.get('Origin') || req.get('Referer');\n"
        "  const may = own.some((a) => origin.includes(a));\n  if (may) {\n"
        "    res.setHeader('Access-Control-Allow-Origin', origin);\n  }\n  next();\n});"
    )
    files = {"package.json": EXPRESS, "server.js": text}
    assert origins(files) == ["3 *a*"]
    assert origins(files | {"server.js": text.replace("if (may)", "if (own.has(origin))")}) == []
    fixed = text.replace("-Origin', origin", "-Origin', 'https://cakes.example'")
    assert [one for one in origins(files | {"server.js": fixed}) if "*" in one] == []


def test_what_is_only_counted_lets_nobody_in() -> None:
    text = (
        "app.use(cors({ origin: 'https://cakes.example' }));\napp.use((req, res, next) => {\n"
        "  const origin = req.get('referer');\n  if (origin.includes('cakes.example')) track('own');\n  next();\n});"
    )
    files = {"package.json": EXPRESS, "server.js": f"const cors = require('cors');\n{text}"}
    assert origins(files) == ["2 https://cakes.example"]


@pytest.mark.parametrize(
    ("path", "text", "passing"),
    [
        (
            "app.py",
            (
                "@app.after_request\ndef cors(resp):\n    origin = request.headers.get('Origin', '')\n"
                "    if 'cakes.example' in origin:\n        resp.headers['Access-Control-Allow-Origin'] = origin\n"
            ),
            "4 *cakes.example*",
        ),
        (
            "app.py",
            (
                "@app.after_request\ndef cors(resp):\n    if any(origin.endswith(d) for d in DOMAINS):\n"
                "        resp.headers['Access-Control-Allow-Origin'] = origin\n\nDOMAINS = ['cakes.example']\n"
            ),
            "3 https://*cakes.example",
        ),
        (
            "app.py",
            (
                "@app.after_request\ndef cors(resp):\n    if origin in OWN:\n"
                "        resp.headers['Access-Control-Allow-Origin'] = origin\n"
            ),
            "",
        ),
        (
            "main.go",
            (
                "package main\nfunc CORS() gin.HandlerFunc {\n\treturn func(c *gin.Context) {\n"
                '\t\tif strings.HasPrefix(origin, "https://cakes.example") {\n'
                '\t\t\tc.Header("Access-Control-Allow-Origin", origin)\n\t\t}\n\t}\n}\n'
            ),
            "4 https://cakes.example*",
        ),
        (
            "index.php",
            (
                "<?php\n$origin = $_SERVER['HTTP_ORIGIN'] ?? '';\nif (strpos($origin, 'cakes.example') !== false) {\n"
                "    header('Access-Control-Allow-Origin: ' . $origin);\n}\n"
            ),
            "3 *cakes.example*",
        ),
        (
            "config/initializers/cors.rb",
            (
                "Rails.application.config.middleware.insert_before 0, Rack::Cors do\n  allow do\n"
                "    origins { |source, env| source.end_with?('cakes.example') }\n  end\nend\n"
            ),
            "3 https://*cakes.example",
        ),
        (
            "Cors.java",
            (
                'class Cors extends OncePerRequestFilter {\n  List<String> own = List.of("cakes.example");\n'
                "  void doFilterInternal(HttpServletRequest req, HttpServletResponse res, FilterChain chain) {\n"
                "    boolean may = own.stream().anyMatch(origin::endsWith);\n    if (may) {\n"
                '      res.setHeader("Access-Control-Allow-Origin", origin);\n    }\n  }\n}\n'
            ),
            "4 https://*cakes.example",
        ),
        (
            "src/main.rs",
            (
                "use actix_cors::Cors;\nfn cors() -> Cors {\n    Cors::default()\n"
                '        .allowed_origin_fn(|origin, _| origin.as_bytes().ends_with(b"cakes.example"))\n}\n'
                "#[actix_web::main]\nasync fn main() -> std::io::Result<()> {\n    HttpServer::new(|| App::new().wrap(cors())).bind(addr)?.run().await\n}\n"
            ),
            "4 https://*cakes.example",
        ),
    ],
)
def test_other_languages_ask_alike(path: str, text: str, passing: str) -> None:
    manifests = {
        "py": ("requirements.txt", "flask\n"),
        "go": ("go.mod", "module shop\n"),
        "php": ("composer.json", "{}"),
        "java": ("build.gradle", "plugins { id 'org.springframework.boot' version '3.2.0' }"),
        "rb": ("Gemfile", "gem 'rails'\ngem 'rack-cors'\n"),
        "rs": ("Cargo.toml", '[package]\nname = "shop"\n[dependencies]\nactix-web = "4"\n'),
    }
    manifest, lists = manifests[path.rpartition(".")[2]]
    assert origins({path: text, manifest: lists}) == ([passing] if passing else [])


def test_a_function_whose_answer_lets_an_origin_in() -> None:
    ours = "const isOurs = (origin) => !origin || origin.endsWith('cakes.example');"
    assert express("    cb(null, isOurs(origin));", ours) == ["2 https://*cakes.example"]
    assert express("    if (isOurs(origin)) return cb(null, true);\n    cb(new Error('no'));", ours) == [
        "2 https://*cakes.example"
    ]
    assert express("    cb(null, OWN.has(origin));", f"{ours}\nif (isOurs(link)) count();") == []

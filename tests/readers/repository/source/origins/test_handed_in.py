"""Websites that a variable of any name lets in, where a file gives it."""

import pytest

from holdfast.model.facts import ApplicationCors
from tests.readers.repository.source.support import EXPRESS, read

_MAIN = "const cors = require('cors');\nconst app = express();\napp.use(cors({ origin: %s }));\napp.listen(80);\n"


def let_in(path: str, text: str, taken: str = "process.env.FRONT_URL") -> list[tuple[int, tuple[str, ...]]]:
    """The line and the origins of each rule that stands in the file."""
    found = read({"package.json": EXPRESS, "src/main.js": _MAIN % taken, path: text})
    rules = (one for one in found if isinstance(one, ApplicationCors) and one.at.path == path)
    return [(one.at.start_line, one.origins) for one in rules]


@pytest.mark.parametrize(
    ("path", "row"),
    [
        ("ecosystem.config.js", "FRONT_URL: 'http://localhost:5173',"),
        ("docker-compose.prod.yml", "- FRONT_URL=http://localhost:5173"),
        (".github/workflows/deploy.yml", 'echo "FRONT_URL=http://localhost:5173" >> .env'),
        ("deploy/shop.service", "Environment=FRONT_URL=http://localhost:5173"),
    ],
)
def test_a_developers_page_is_let_in_by_the_file_that_gives_the_variable(path: str, row: str) -> None:
    assert let_in(path, f"x\n{row}\n") == [(2, ("http://localhost:5173",))]


def test_everybody_is_let_in_by_a_star() -> None:
    assert let_in("docker-compose.yml", "x\n  WEB_URL: '*'\n", "config.get('WEB_URL')") == [(2, ("*",))]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("ecosystem.config.js", "FRONT_URL: 'https://shop.example.kr',\n"),
        ("ecosystem.config.js", "FRONT_URL: 'http://localhost:1',\nFRONT_URL: 'https://shop.example.kr',\n"),
        ("docker-compose.dev.yml", "- FRONT_URL=http://localhost:5173\n"),
        ("docker-compose.prod.yml", "# FRONT_URL=http://localhost:5173\n"),
        ("docker-compose.prod.yml", "- OTHER_URL=http://localhost:5173\n"),
    ],
)
def test_what_names_the_website_or_is_for_developers_is_none(path: str, text: str) -> None:
    assert let_in(path, text) == []


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("FRONT_URL: props.frontDomain || '*',", True),
        ("FRONT_URL: '*',", True),
        ("FRONT_URL: isProd ? 'https://shop.kr' : '*',", False),
        ("FRONT_URL: props.frontDomain || 'http://localhost:3000',", False),
        ("FRONT_URL: `https://${site.distributionDomainName}`,", False),
    ],
)
def test_a_program_that_makes_what_runs_gives_every_website(row: str, *, told: bool) -> None:
    assert let_in("cdk/lib/shop-stack.ts", f"x\n{row}\n") == ([(2, ("*",))] if told else [])


_ASKED = "const cors = require('cors');\nconst OPEN_CORS = {{ origin: true, credentials: true }};\nfunction asked(req, back) {{\n  const page = req.get('origin');\n  {0}\n  back(null, {{ origin: false }});\n}}\nmodule.exports = cors(asked);\n"


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        ("if (known(page)) { return back(null, OPEN_CORS); }", False),
        ("if (list.indexOf(page) > -1) return back(null, OPEN_CORS);", False),
        ("if (!page) { return back(null, OPEN_CORS); }", True),
        ("if (known(page)) { log(page); } else { return back(null, OPEN_CORS); }", True),
        ("return back(null, OPEN_CORS);", True),
        ("if (known(page)) { return back(null, OPEN_CORS); }\n  used(OPEN_CORS);", True),
    ],
)
def test_options_that_a_function_answers_only_whom_it_knows_with_let_nobody_else_in(
    answer: str, *, found: bool
) -> None:
    files = {"package.json": EXPRESS, "src/cors.js": _ASKED.format(answer)}
    assert any(isinstance(one, ApplicationCors) for one in read(files)) is found

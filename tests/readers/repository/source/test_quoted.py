"""Handlers in source that a guide quotes."""

import pytest

from holdfast.model.evidence import EvidenceKind
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.source import paths
from holdfast.readers.repository.source.quoted import quoted_handlers, quoted_settings

_ASKS = """\
app.get('/health', (req, res) => {
  pool.query('SELECT 1', (err) => {
    if (err) return res.status(503).json({ ok: false });
    res.json({ ok: true });
  });
});
"""
_NEST = """\
@Controller('health')
export class HealthController {
  @Get()
  check() { return { status: 'ok' }; }
}
"""


@pytest.mark.parametrize(
    ("language", "code", "expected"),
    [
        ("js", _ASKS, ("/health", False, 20)),
        ("typescript", _NEST, ("/health", True, 22)),
        ("javascript", "router.get('/health', (req, res) => res.send('OK'));\n", ("/health", True, 20)),
        ("java", '@GetMapping("/health")\npublic String health() { return "OK"; }\n', ("/health", True, 20)),
        ("py", "@app.get('/health')\ndef health():\n    return {'status': 'ok'}\n", ("/health", True, 20)),
        ("ruby", "get '/health', to: proc { [200, {}, ['ok']] }\n", ("/health", True, 20)),
        ("bash", "curl localhost/health\n", None),
        ("js", "app.get('/orders', list);\n", None),
        ("", _ASKS, None),
    ],
)
def test_an_excerpt_is_read_as_the_file_that_it_is_a_part_of(
    language: str, code: str, expected: tuple[str, bool, int] | None
) -> None:
    snippet = Snippet("docs/deploy.md", code, first_line=20, kind=EvidenceKind.INSTRUCTED)
    found = [(fact.path, fact.constant, fact.at.start_line) for fact in quoted_handlers(language, snippet)]
    assert found == ([expected] if expected else [])
    assert all(fact.at.path == "docs/deploy.md" for fact in quoted_handlers(language, snippet))


@pytest.mark.parametrize("language", sorted({*paths.LANGUAGES.values(), "golang", "c#"}))
def test_every_language_that_is_read_may_be_quoted(language: str) -> None:
    """An excerpt of any language is read, or says nothing; none is unknown to what reads excerpts."""
    snippet = Snippet("docs/deploy.md", "// GET /health answers 200\n", kind=EvidenceKind.INSTRUCTED)
    assert list(quoted_handlers(language, snippet)) == []


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("python", "DEBUG = False\nSECRET_KEY = os.getenv('SECRET_KEY', 'orders')\n", ["ConfigurationLoader 8"]),
        (
            "py",
            "if os.getenv('DB_HOST'):\n    DATABASES = {'default': {'ENGINE': 'mysql'}}\nelse:\n    DATABASES = {'default': {}}\n",
            ["ConfigurationLoader 7"],
        ),
        ("python", "INSTALLED_APPS += ['corsheaders']\nCORS_ALLOW_ALL_ORIGINS = True\n", ["ApplicationCors 8"]),
        ("typescript", "app.enableCors({\n  origin: '*',\n});\n", ["ApplicationCors 8"]),
        ("js", "app.use(cors());\n", ["ApplicationCors 7"]),
        ("java", '@CrossOrigin(origins = "*")\n@RestController\nclass Orders {}\n', ["ApplicationCors 7"]),
        ("python", "SECRET_KEY = os.environ['SECRET_KEY']\n", []),
        ("python", "print(os.getenv('COLOUR', 'red'))\n", []),
        ("javascript", "fetch('https://shop.kr', { mode: 'cors' })\n", []),
    ],
)
def test_settings_and_origins_that_a_guide_quotes_are_told_at_their_lines(
    language: str, text: str, expected: list[str]
) -> None:
    facts = list(quoted_settings(language, Snippet("docs/deploy.md", text, first_line=7)))
    assert sorted({f"{type(fact).__name__} {fact.at.start_line}" for fact in facts}) == expected
    assert {fact.at.path for fact in facts} <= {"docs/deploy.md"}


def test_what_a_guide_quotes_for_the_own_machine_says_nothing() -> None:
    text = "SECRET_KEY = os.getenv('SECRET_KEY', 'orders')\n"
    assert list(quoted_settings("python", Snippet("docs/deploy.md", text, heading="로컬 개발"))) == []

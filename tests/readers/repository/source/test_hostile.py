"""Hostile source: nothing raises, nothing hangs, nothing passes."""

import pytest

from holdfast.model.evidence import Gap, GapReason
from holdfast.model.facts import (
    ApplicationCors,
    BackupJob,
    Bucket,
    ConfigurationLoader,
    Database,
    HealthHandler,
    ReadsSetting,
    Rollback,
)
from holdfast.readers.repository.base import Snippet, Tree
from holdfast.readers.repository.source import READER

from .support import EXPRESS, NEST, read, told

_LANGUAGES = [
    "a.ts",
    "a.js",
    "a.py",
    "A.java",
    "a.kt",
    "a.rb",
    "a.go",
    "a.php",
    "a.cs",
    "application.yml",
    ".env",
    "a.prisma",
]
_TEXTS = {
    "empty": "",
    "open brackets": "app.get('/health', (req, res) => {" * 300,
    "deep nesting": "if (process.env.A) {" * 20_000,
    "deep calls": "a(process.env.X," * 20_000,
    "one long line": "process.env.SECRET || 'x';" * 20_000,
    "open quotes": "'\"`health process.env['" * 5_000,
    "spaces": "const x = process.env.A" + " " * 100_000 + "|| 'b';\n" + "import {" * 10_000,
    "odd characters": "app.get('/health', () => '\u2028\x0c\x85\ud7ff운영');\n\r\r\n" * 50,
    "many keys": "\n".join(f"{' ' * i}k{i}: ${{A{i}}}" for i in range(2_000)),
    "slashes": "/*" * 100_000 + "health from 'express' django flask",
}


@pytest.mark.parametrize("name", _LANGUAGES)
@pytest.mark.parametrize("text", _TEXTS.values(), ids=_TEXTS.keys())
def test_hostile_text_is_read_in_bounded_time(name: str, text: str) -> None:
    read({"package.json": EXPRESS, "requirements.txt": "flask", "pom.xml": "", "x.py": "import flask\n", name: text})


def test_a_package_that_is_not_json_is_a_gap() -> None:
    gaps = [reading for reading in read({"package.json": "{ not json", "a.js": "x"}) if isinstance(reading, Gap)]
    assert [(str(gap.at), gap.reason) for gap in gaps] == [("package.json:1", GapReason.MALFORMED)]


def test_files_that_import_each_other_end() -> None:
    files = {
        "package.json": EXPRESS,
        "a.js": "const b = require('./b');\nb.use('/x', b);\napp.use('/y', b);\nrouter.get('/health', b.check);\n",
        "b.js": "const a = require('./a');\na.use('/x', a);\nexports.check = () => a.check();\n",
    }
    assert len(told(files, HealthHandler)) == 1


def test_source_that_is_broken_for_the_most_part_is_a_gap_with_its_line() -> None:
    broken = 'const app = express();\napp.get("/health", (req, res => { res.send(((200)) ]]] }}} @@ ===> function (((\n'
    files = {"package.json": '{"dependencies": {"express": "5"}}', "src/main.ts": broken}
    tree = Tree(paths=tuple(files), open_text=lambda path: files[path])
    snippets = tuple(Snippet(path=path, text=text) for path, text in files.items())
    assert READER.read_together is not None

    gaps = [reading for reading in READER.read_together(tree, snippets) if isinstance(reading, Gap)]

    assert [(str(gap.at), gap.reason, gap.detail) for gap in gaps] == [
        ("src/main.ts:1", GapReason.MALFORMED, "not typescript")
    ]
    assert all("releases" not in gap.serves for gap in gaps), "how releases come and go stands elsewhere"


HANDLERS = {
    "express": (
        {"package.json": EXPRESS},
        "src/main.ts",
        """
        app.get("/health", async (req, res => {
          await db.query("select 1");
          res.status(200).send("OK");
        });
        app.listen(3000);
        """,
    ),
    "nest": (
        {"package.json": NEST},
        "src/health.controller.ts",
        """
        @Controller("health")
        export class HealthController {
          @Get()
          async check( {
            await this.db.query("select 1");
            return { status: "ok" };
          }
        }
        """,
    ),
    "flask": (
        {"requirements.txt": "flask"},
        "app.py",
        """
        from flask import Flask
        app = Flask(__name__)
        @app.get("/health")
        def health(:
            db.execute("select 1")
            return "ok"
        """,
    ),
    "spring": (
        {"pom.xml": "<artifactId>spring-boot-starter-web</artifactId>"},
        "src/main/java/Health.java",
        """
        @RestController
        public class Health {
          @GetMapping("/health")
          public String health( {
            jdbc.queryForObject("select 1", Integer.class);
            return "OK";
          }
        }
        """,
    ),
}


@pytest.mark.parametrize("name", HANDLERS)
def test_a_handler_with_one_forgotten_bracket_is_a_gap_and_no_fact(name: str) -> None:
    base, path, text = HANDLERS[name]

    readings = read({**base, path: text})

    assert [r for r in readings if isinstance(r, HealthHandler)] == []
    gaps = [gap for gap in readings if isinstance(gap, Gap)]
    assert {(gap.at.path, gap.reason) for gap in gaps} == {(path, GapReason.MALFORMED)}
    assert all(gap.at.start_line for gap in gaps)


def test_a_fault_elsewhere_leaves_the_handler_as_it_is() -> None:
    text = """
        app.get("/price", (req, res => { res.send("1") });
        app.get("/health", async (req, res) => { await db.query("select 1"); res.send("OK"); });
        """
    assert len(told({"package.json": EXPRESS, "src/main.ts": text}, HealthHandler, Gap)) == 1


def test_empty_files_and_empty_functions_are_whole() -> None:
    files = {
        "package.json": EXPRESS,
        "src/empty.ts": "",
        "src/health.ts": "export function secret() {}\nexport const a = ``;\nfor (;;) {}\nlet b = {}, c = [], d = () => {};\n",
    }
    assert told(files, Gap) == []


_MODULE = """
    @Module({ imports: [TypeOrmModule.forRootAsync({nano
      useFactory: (config: ConfigService) => ({ type: "postgres", host: process.env.DB_HOST }),
    })] })
    export class DatabaseModule {}
"""


def hidden(text: str) -> frozenset[type]:
    """What the one gap that such a module leaves may hide."""
    (gap,) = {one for one in read({"package.json": NEST, "src/database.module.ts": text}) if isinstance(one, Gap)}
    return gap.hides


def test_a_torn_statement_hides_what_source_tells_of_and_its_file_has_words_for() -> None:
    assert {Database, ReadsSetting, ConfigurationLoader} <= hidden(_MODULE)
    assert not hidden(_MODULE) & {HealthHandler, ApplicationCors, Bucket, BackupJob, Rollback}


def test_words_for_health_origins_or_files_leave_those_open() -> None:
    words = "const asks = [HealthModule, { origin: cors }, new S3Client({}), dump];"
    assert {HealthHandler, ApplicationCors, Bucket, BackupJob} <= hidden(_MODULE + words)
    assert HealthHandler in hidden(_MODULE + "@Controller() export class Greeting { @Get() greet() { return 1; } }")

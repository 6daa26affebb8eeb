"""Secrets that programs write into their own log."""

import pytest

from holdfast.model.facts import SecretInLog

from ..support import EXPRESS, told

MANIFESTS = {
    "js": {"package.json": EXPRESS},
    "py": {"requirements.txt": "fastapi\n"},
    "java": {"pom.xml": "<project/>"},
    "go": {"go.mod": "module x\n"},
}


def names(path: str, text: str) -> list[str]:
    files = {**MANIFESTS[path.rpartition(".")[2]], path: text}
    return [line.partition("name=")[2] for line in told(files, SecretInLog)]


@pytest.mark.parametrize(
    ("path", "text", "name"),
    [
        ("src/app.js", "console.log('secret', process.env.JWT_SECRET);", "JWT_SECRET"),
        ("src/app.js", "console.log(`to ${process.env.MONGO_URI}`);", "MONGO_URI"),
        ("src/app.js", "console.log(process.env);", "process.env"),
        ("src/app.js", "export const uri = process.env.MONGODB_URI;\nconsole.log('uri', uri);", "MONGODB_URI"),
        ("src/app.js", "const word = process.env['DB_PASSWORD'];\nlogger.info(`word ${word}`);", "DB_PASSWORD"),
        ("src/app.py", "print(os.environ)", "os.environ"),
        ("src/app.py", 'print("url", os.getenv("DATABASE_URL"))', "DATABASE_URL"),
        ("src/app.py", 'SECRET_KEY = os.environ["SECRET_KEY"]\nprint(f"with {SECRET_KEY}")', "SECRET_KEY"),
        ("src/app.py", "logger.debug('key %s', settings.SECRET_KEY)", "SECRET_KEY"),
        (
            "src/main/java/A.java",
            'class A { void a() { System.out.println("db " + System.getenv("DB_PASSWORD")); } }',
            "DB_PASSWORD",
        ),
        ("main.go", 'package main\nfunc main() { fmt.Println("db", os.Getenv("DATABASE_URL")) }', "DATABASE_URL"),
    ],
)
def test_a_program_prints_a_setting_that_is_a_secret_or_all_of_them(path: str, text: str, name: str) -> None:
    assert names(path, text) == [name]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("src/app.js", "console.log('port', process.env.PORT);"),
        ("src/app.js", "console.log('set', !!process.env.JWT_SECRET);"),
        ("src/app.js", "console.log(process.env.JWT_SECRET ? 'set' : 'missing');"),
        ("src/app.js", "const word = process.env.DB_PASSWORD;\nconsole.log('is set', word?'y':'n');"),
        ("src/app.js", "console.log('length', process.env.JWT_SECRET.length);"),
        ("src/app.js", "if (!process.env.JWT_SECRET) console.error('JWT_SECRET is missing');"),
        ("src/app.js", "const uri = process.env.MONGODB_URI;\nconsole.log('no uri given', url);"),
        ("src/app.js", "if (process.env.NODE_ENV !== 'production') {\n  console.log(process.env);\n}"),
        ("src/app.js", "// console.log(process.env.JWT_SECRET);\nrun();"),
        ("scripts/seed.js", "console.log(process.env.JWT_SECRET);"),
        ("src/app.py", 'print("set" if os.getenv("DATABASE_URL") is not None else "missing")'),
    ],
)
def test_what_tells_only_whether_it_is_there_gives_nothing_away(path: str, text: str) -> None:
    assert names(path, text) == []

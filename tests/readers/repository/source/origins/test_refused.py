"""Every website in a setting's place, where the program refuses to start with it."""

import pytest

from holdfast.model.facts import ApplicationCors
from tests.readers.repository.source.support import NEST, read


def everybody(files: dict[str, str]) -> bool:
    return any(isinstance(fact, ApplicationCors) and "*" in fact.origins for fact in read(files))


def node(check: str) -> bool:
    code = f"const origins = (process.env.CORS_ORIGINS ?? '*').split(',');\n{check}\napp.enableCors({{ origin: origins }});\n"
    return everybody({"package.json": NEST, "src/main.ts": code})


@pytest.mark.parametrize(
    "check",
    [
        "if (isProduction && origins.includes('*')) {\n  throw new Error('CORS_ORIGINS');\n}",
        "if (process.env.NODE_ENV === 'production' && origins[0] === '*') process.exit(1);",
        "if (isProduction()) {\n  if (origins.includes('*')) {\n    errors.push('CORS_ORIGINS cannot be a star');\n  }\n}",
        "if (env.production && env.CORS_ORIGINS.includes('*')) {\n  ctx.addIssue({ path: ['CORS_ORIGINS'] });\n}",
    ],
)
def test_a_program_that_ends_over_it_lets_nobody_in(check: str) -> None:
    assert not node(check)


@pytest.mark.parametrize(
    "check",
    [
        "",
        "if (isProduction && origins.includes('*')) {\n  console.warn('CORS_ORIGINS is a star');\n}",
        "if (origins.includes('*') && credentials) {\n  throw new Error('CORS_ORIGINS');\n}",
        "if (process.env.NODE_ENV === 'development' && origins.includes('*')) {\n  throw new Error('CORS_ORIGINS');\n}",
        "if (permissions.includes('*')) {\n  throw new Error('rights');\n}",
        "if (origins.includes('*')) {\n  log(origins);\n}\n\nif (!ready) {\n  throw new Error('ready');\n}",
    ],
)
def test_one_that_only_says_so_or_asks_for_something_else_does(check: str) -> None:
    assert node(check)


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (
            {
                "requirements.txt": "fastapi\n",
                "app/main.py": 'import os\nfrom fastapi import FastAPI\norigins = os.getenv("CORS_ORIGINS", "*").split(",")\n'
                'if IS_PROD and "*" in origins:\n    raise RuntimeError("CORS_ORIGINS")\n',
            },
            False,
        ),
        (
            {
                "go.mod": "module shop\nrequire github.com/gin-gonic/gin v1.10.0\n",
                "main.go": 'package main\nvar origins = getEnv("CORS_ORIGINS", "*")\nfunc check() {\n\tif prod && origins == "*" {\n'
                '\t\tlog.Fatal("CORS_ORIGINS")\n\t}\n}\n',
            },
            False,
        ),
    ],
)
def test_other_languages_refuse_it_too(files: dict[str, str], *, expected: bool) -> None:
    assert everybody(files) is expected

"""Secrets with a built-in word that a schema refuses in production."""

import pytest

from holdfast.model.facts import ConfigurationLoader
from tests.readers.repository.source.support import EXPRESS, told


def guessed(refinement: str) -> bool:
    code = (
        "import { z } from 'zod';\nimport express from 'express';\n"
        "const schema = z.object({ NODE_ENV: z.string(), JWT_SECRET: z.string().default('sugar-and-flour-for-all') })"
        f"{refinement};\nexport const env = schema.parse(process.env);\nexpress().listen(3000);\n"
    )
    found = told({"package.json": EXPRESS, "src/server.ts": code}, ConfigurationLoader)
    return any("missing=default" in line for line in found)


@pytest.mark.parametrize(
    "refinement",
    [
        (
            ".superRefine((v, ctx) => {\n  if (v.NODE_ENV === 'production' && v.JWT_SECRET.startsWith('sugar')) "
            "ctx.addIssue({ code: 'custom' });\n})"
        ),
        (
            ".superRefine((v, ctx) => {\n  if (v.NODE_ENV !== 'production') return;\n  if (v.JWT_SECRET === WORD) {\n"
            "    ctx.addIssue({ code: 'custom' });\n  }\n})"
        ),
        ".refine((v) => v.NODE_ENV !== 'production' || v.JWT_SECRET !== WORD, 'JWT_SECRET')",
    ],
)
def test_the_word_is_for_developers(refinement: str) -> None:
    assert not guessed(refinement)


@pytest.mark.parametrize(
    "refinement",
    [
        "",
        ".superRefine((v, ctx) => {\n  if (v.NODE_ENV === 'production' && v.SITE_URL === WORD) ctx.addIssue({});\n})",
        ".refine((v) => v.JWT_SECRET.length > 8, 'JWT_SECRET')",
    ],
)
def test_another_question_leaves_it_as_it_is(refinement: str) -> None:
    assert guessed(refinement)

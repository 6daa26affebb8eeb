"""Half of the files are read in a second process, and nobody can tell by what is said."""

import pickle
from collections.abc import Callable
from typing import TypeVar

import pytest

from holdfast.model.evidence import Gap
from holdfast.model.facts import Fact
from holdfast.readers.repository.base import Snippet, Tree
from holdfast.readers.repository.source import READER, ahead

from .support import EXPRESS

T = TypeVar("T")

FILES = {
    "node/package.json": EXPRESS,
    "node/src/main.ts": """
        import express from "express";
        const app = express();
        app.get("/health", (req, res) => res.send("ok"));
        app.listen(process.env.PORT || 3000);
    """,
    "node/src/secrets.ts": """
        // process.env.COMMENTED
        if (!process.env.JWT_SECRET) { console.warn("JWT_SECRET is missing"); }
        export const session = process.env.SESSION_SECRET || "not-so-secret-1234";
    """,
    "node/src/env.ts": """
        import { z } from "zod";
        export const env = z.object({ DATABASE_URL: z.string() }).parse(process.env);
    """,
    "node/src/broken.ts": "const a = process.env.DB_PASSWORD; if (!a { throw new Error( }\n",
    "python/requirements.txt": "fastapi\n",
    "python/main.py": """
import os
from fastapi import FastAPI
app = FastAPI()
KEY = os.environ["STRIPE_KEY"]
TOKEN = os.getenv("API_TOKEN", "a-built-in-token")
""",
    "java/pom.xml": "<project/>",
    "java/src/main/java/Shop.java": 'class Shop { @Value("${payment.secret:none}") String secret; } // ${commented}\n',
    "ruby/Gemfile": 'gem "rails"\n',
    "ruby/config/initializers/keys.rb": 'KEY = ENV.fetch("STRIPE_KEY")\nTOKEN = ENV["API_TOKEN"] || "built-in"\n',
    "go/go.mod": "module shop\n",
    "go/main.go": 'package main\nfunc main() {\n\tif os.Getenv("DB_URL") == "" {\n\t\tlog.Fatal("no DB_URL")\n\t}\n}\n',
}


class Elsewhere:
    """Stands for a second process: it works on copies, and what it found travels as bytes."""

    def __init__(self) -> None:
        self.sizes: list[int] = []

    def __call__(self, work: Callable[[], T], /) -> Callable[[], T]:
        answer = pickle.dumps(pickle.loads(pickle.dumps(work))())  # noqa: S301 - what stands right here
        self.sizes.append(len(answer))

        def result() -> T:
            found: T = pickle.loads(answer)  # noqa: S301 - what `work` gave
            return found

        return result


def said(elsewhere: Elsewhere | None = None) -> list[Fact | Gap]:
    tree = Tree(paths=tuple(sorted(FILES)), open_text=FILES.__getitem__)
    if elsewhere is not None:
        tree = Tree(paths=tree.paths, open_text=tree.open_text, apart=elsewhere)
    snippets = tuple(tree.with_text(path, FILES[path], READER.kind) for path in tree.paths)
    assert all(isinstance(snippet, Snippet) for snippet in snippets)
    assert READER.read_together is not None
    return list(READER.read_together(tree, snippets))


@pytest.mark.parametrize("more", [0.0, 1.2, 1e9], ids=["least away", "half away", "all away"])
def test_what_a_second_process_reads_says_the_same(more: float, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = said()
    monkeypatch.setattr(ahead, "_LEAST", 0)
    monkeypatch.setattr(ahead, "_MORE", more)
    elsewhere = Elsewhere()

    shared = said(elsewhere)

    assert list(map(repr, shared)) == list(map(repr, alone))
    assert len(alone) > 15
    assert len(elsewhere.sizes) == 2


def test_a_small_repository_pays_for_no_second_process() -> None:
    elsewhere = Elsewhere()

    said(elsewhere)

    assert elsewhere.sizes == []


def test_no_tree_and_no_text_travels_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead, "_LEAST", 0)
    long = "\n".join(f"export const value{number} = 'a text of this file';" for number in range(5_000))
    monkeypatch.setitem(FILES, "node/src/secrets.ts", f"{long}\nexport const key = process.env.API_KEY;\n")
    elsewhere = Elsewhere()

    said(elsewhere)

    # Two numbers of four bytes for each text; the file itself has 250,000 characters.
    assert elsewhere.sizes[0] < 60_000

"""Local pages that stand in for a setting which nothing gives."""

from collections import Counter

from holdfast.model.facts import ApplicationCors
from holdfast.readers.repository.base import Snippet, Tree
from holdfast.readers.repository.source import READER

from .support import EXPRESS, told


def server(name: str) -> str:
    return (
        "const cors = require('cors');\nconst app = require('express')();\n"
        f"app.use(cors({{ origin: process.env.{name} || 'http://localhost:3000' }}));\napp.listen(80);\n"
    )


def test_a_local_page_in_place_of_a_setting_that_no_file_names_is_let_in() -> None:
    files = {"package.json": EXPRESS, "src/app.js": server("SHOP_ORIGIN")}

    assert told(files, ApplicationCors) == ["src/app.js:3 origins=(http://localhost:3000)"]


def test_a_setting_that_an_example_or_a_guide_names_is_given() -> None:
    files = {"package.json": EXPRESS, "src/app.js": server("SHOP_ORIGIN")}

    assert told({**files, ".env.example": "SHOP_ORIGIN=https://shop.example\n"}, ApplicationCors) == []
    assert told({**files, "docs/deploy.md": "Set `SHOP_ORIGIN` first.\n"}, ApplicationCors) == []
    assert len(told({**files, "docs/deploy.md": "Set `MY_SHOP_ORIGINS` first.\n"}, ApplicationCors)) == 1


def test_files_that_may_give_settings_are_opened_once_for_all_of_them() -> None:
    texts = {f"src/s{number}.js": server(f"ORIGIN_{number}") for number in range(9)}
    texts |= {f"docs/d{number}.md": "Nothing.\n" for number in range(9)}
    opened = Counter[str]()

    def open_text(path: str) -> str:
        opened[path] += 1
        return texts[path]

    tree = Tree(paths=tuple(sorted(texts)), open_text=open_text)
    assert READER.read_together is not None
    snippets = tuple(Snippet(path, text) for path, text in texts.items() if path.endswith(".js"))
    list(READER.read_together(tree, snippets))

    assert max(opened.values()) == 1
    assert opened.keys() >= {"docs/d0.md", "docs/d8.md"}

"""Commands that manifests of other tools than npm keep under names."""

import pytest

from holdfast.model.facts import Login
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.tasks.reader import READER

LOGIN = "ssh root@203.0.113.7 uptime"


@pytest.mark.parametrize(
    ("path", "text", "lines"),
    [
        ("composer.json", '{"scripts": {\n"deploy": [\n"@php artisan config:cache",\n"{0}"]}}', [4]),
        ("deno.json", '{"tasks": {\n"deploy": "{0}"}}', [2]),
        ("pyproject.toml", '[project]\nname = "a"\n[tool.poe.tasks]\ndeploy = "{0}"\n', [4]),
        ("pyproject.toml", '[tool.poe.tasks.deploy]\nshell = """\n{0}\n"""\n', [3]),
        ("pyproject.toml", '[project.scripts]\ndeploy = "{0}"\n', []),
        ("Pipfile", '[scripts]\ndeploy = "{0}"\n', [2]),
        ("Makefile.toml", '[tasks.deploy]\ncommand = "ssh"\nargs = ["root@203.0.113.7", "uptime"]\n', [2]),
        ("Makefile.toml", "[tasks.deploy\n", []),
        ("composer.json", '{"scripts": {', []),
    ],
)
def test_each_is_read_as_the_shell_that_it_is(path: str, text: str, lines: list[int]) -> None:
    assert READER.wants(path)

    found = list(READER.read(Snippet(path, text.replace("{0}", LOGIN))))

    assert [one.at.start_line for one in found if isinstance(one, Login)] == lines

"""What modules compile to is kept where Python itself may keep nothing, and is what Python would have loaded."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).parents[2] / "examples" / "sweetorder" / "before"
_CHECK = """
import json, sys
from holdfast.actions import modules
from holdfast.actions.modules import kept_modules
asked = []
keep = modules.keep_modules
modules.keep_modules = lambda: (asked.append(len(modules._new)), keep())
code = 0
with kept_modules():
    from holdfast.cli.main import main
    try: main(["check", sys.argv[1], "--format", "json", "--output", sys.argv[2]])
    except SystemExit as end: code = end.code
print(json.dumps([code, sum(asked), len(sys.path_hooks)]))
"""
_SHOP = """
import sys
from holdfast.actions.modules import kept_modules
sys.path.insert(0, sys.argv[1])
with kept_modules():
    import shop.cakes
print(shop.cakes.PRICE, shop.cakes.__file__, shop.cakes.__spec__.cached, shop.__path__)
"""


def ran(program: str, cache: Path, *args: object) -> str:
    """What a program says in a process of its own, where Python finds and keeps nothing that it has compiled."""
    nothing = {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONPYCACHEPREFIX": str(cache / "none")}
    environment = {**os.environ, "XDG_CACHE_HOME": str(cache), **nothing}
    command = [sys.executable, "-c", program, *map(str, args)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120, env=environment)
    assert done.stderr == ""
    return done.stdout


def kept_in(cache: Path) -> Path:
    (file,) = (cache / "holdfast").glob("modules-*")
    return file


def judged(output: Path) -> dict[str, object]:
    """An assessment without its time."""
    told: dict[str, object] = json.loads(output.read_text())
    return {key: value for key, value in told.items() if key != "generated_at"}


def test_a_second_check_asks_python_for_no_module_and_judges_alike(tmp_path: Path) -> None:
    first = json.loads(ran(_CHECK, tmp_path, EXAMPLE, tmp_path / "first.json"))
    second = json.loads(ran(_CHECK, tmp_path, EXAMPLE, tmp_path / "second.json"))

    assert first[0] == second[0] == 1
    assert first[1] > 500
    assert second[1] == 0
    assert judged(tmp_path / "first.json") == judged(tmp_path / "second.json")


def test_python_finds_modules_as_before_once_the_program_has_ended(tmp_path: Path) -> None:
    hooks = ran("import sys; print(len(sys.path_hooks))", tmp_path)

    assert json.loads(ran(_CHECK, tmp_path, EXAMPLE, tmp_path / "told.json"))[2] == int(hooks)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A folder with a package of one module."""
    folder = tmp_path / "programs" / "shop"
    folder.mkdir(parents=True)
    (folder / "__init__.py").write_text("")
    (folder / "cakes.py").write_text("PRICE = 9\n")
    return folder


def test_a_kept_module_says_of_itself_what_python_would_say(tmp_path: Path, shop: Path) -> None:
    first, second = (ran(_SHOP, tmp_path, shop.parent) for _ in range(2))

    assert first == second == ran(_SHOP.replace("with kept_modules()", "if True"), tmp_path, shop.parent)


def test_a_module_that_has_changed_is_compiled_anew(tmp_path: Path, shop: Path) -> None:
    ran(_SHOP, tmp_path, shop.parent)
    (shop / "cakes.py").write_text("PRICE = 10\n")

    assert ran(_SHOP, tmp_path, shop.parent).startswith("10 ")


@pytest.mark.parametrize(
    "kept", [b"", b"abc", b"\0" * 5_000, bytes(range(256)) * 100], ids=["empty", "short", "0", "any"]
)
def test_a_damaged_file_is_made_anew(tmp_path: Path, shop: Path, kept: bytes) -> None:
    ran(_SHOP, tmp_path, shop.parent)
    kept_in(tmp_path).write_bytes(kept)

    assert ran(_SHOP, tmp_path, shop.parent).startswith("9 ")
    assert b"PRICE" in kept_in(tmp_path).read_bytes()


def test_a_place_that_cannot_be_written_is_no_fault(tmp_path: Path, shop: Path) -> None:
    (tmp_path / "cache").write_text("a file where a folder should be")

    assert ran(_SHOP, tmp_path / "cache", shop.parent).startswith("9 ")


def test_a_module_that_does_not_compile_is_no_matter_of_where_it_is_kept(tmp_path: Path, shop: Path) -> None:
    (shop / "cakes.py").write_text("PRICE = (\n")
    tried = _SHOP.replace(
        "    import shop.cakes", "    try: import shop.cakes\n    except SyntaxError as error: raise SystemExit"
    )

    assert [ran(tried, tmp_path, shop.parent) for _ in range(2)] == ["", ""]

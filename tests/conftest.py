"""What all tests share: workers share what comes before the first test, and what has real parts begins, twice if need be."""

import os
import sys
from contextlib import suppress
from importlib import import_module
from pathlib import Path

import hypothesis
import pytest

# How long an example takes says something about the machine alone.
hypothesis.settings.register_profile("suite", deadline=None)
hypothesis.settings.load_profile("suite")

# Tests start holdfast as a program some hundred times. Where PYTHONDONTWRITEBYTECODE is set, as in many containers, each
# start would compile all that it imports, which takes four times as long as what the tests want of it.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

_LONGEST = "test_recovery_doc.py"


def pytest_collection(session: pytest.Session) -> None:
    """Have each worker begin with modules of its own, where the whole suite runs.

    In a fresh clone preparing the modules is most of what collecting them takes, and workers that read them in the same
    order all prepare each of them.
    """
    count, name = os.environ.get("PYTEST_XDIST_WORKER_COUNT"), os.environ.get("PYTEST_XDIST_WORKER")
    if not count or not name or session.config.args_source is not pytest.Config.ArgsSource.TESTPATHS:
        return
    root = session.config.rootpath
    modules = sorted(".".join(path.relative_to(root).with_suffix("").parts) for path in _modules(root / "tests"))
    first = len(modules) * int(name.removeprefix("gw")) // int(count)
    for module in (*modules[first:], *modules[:first]):
        # Whatever is wrong with one of them, its collection tells.
        with suppress(Exception, pytest.skip.Exception):
            import_module(module)


def _modules(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("test_*.py") if "fixtures" not in path.parts]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give tests with real programs a second try, and begin with their modules.

    The long ones are among them: begun last, one of them would keep one worker busy while the others have nothing left.
    The longest is the first of all.

    Programs on a busy machine miss a moment now and then, and one such miss in a thousand tests must not hold up what
    is right. A second try is named in the summary, so that what needs one often is seen and mended.
    """
    real = {item.path for item in items if item.get_closest_marker("integration")}
    for item in items:
        if item.get_closest_marker("integration"):
            item.add_marker(pytest.mark.flaky(reruns=1))
    items.sort(key=lambda item: (item.path not in real, item.path.name != _LONGEST))

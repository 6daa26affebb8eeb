"""The browser of the rig, the system's and npm's."""

import platform
from pathlib import Path

import pytest

from holdfast.model.errors import IncompleteError
from holdfast.rig import browser as rig_browser
from holdfast.rig.browser import Chromium, browser

pytestmark = pytest.mark.integration


def test_the_browser_runs_what_a_page_says(tmp_path: Path) -> None:
    page_file = tmp_path / "page.html"
    page_file.write_text("<p id=told></p><script>document.getElementById('told').textContent = 1 + 1</script>")
    with browser() as started:
        page = started.new_page()
        page.goto(page_file.as_uri())
        assert page.inner_text("#told") == "2"


@pytest.mark.skipif(platform.machine() != "x86_64", reason="npm's Chromium is for x86-64")
def test_a_machine_without_a_browser_gets_one_from_npm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rig_browser, "_SYSTEM", ())
    found = rig_browser.find_chromium()
    assert found.libraries
    with browser() as started:
        assert started.version.split(".")[0].isdigit()


def test_a_program_that_is_no_browser_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rig_browser, "find_chromium", lambda: Chromium(Path("/bin/false")))
    with pytest.raises(IncompleteError, match="does not start"), browser():
        pass

"""Where releases lie, and what the host's variables say."""

from pathlib import Path

import pytest

from holdfast.host.releases.failure import ReleaseError
from holdfast.host.releases.layout import Layout

COMMIT = "a" * 40


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    made = Layout("shop", "production", tmp_path)
    made.folder(COMMIT).mkdir(parents=True)
    made.settings.mkdir(parents=True)
    return made


def test_the_link_names_what_runs_and_nothing_else(layout: Layout) -> None:
    assert layout.running() == ""
    layout.point(COMMIT)
    layout.point(COMMIT)
    assert layout.running() == COMMIT
    layout.current.unlink()
    layout.current.symlink_to("/etc")
    assert layout.running() == ""


def test_variables_are_read_as_systemd_reads_them(layout: Layout) -> None:
    text = '# what is not secret\nAWS_REGION=eu-west-1\nGREETING="it\'s me"\n; old\n\nEMPTY=\n'
    (layout.settings / "shop-production.env").write_text(text)

    assert layout.variables() == {"AWS_REGION": "eu-west-1", "GREETING": "it's me", "EMPTY": ""}


def test_without_the_file_there_are_no_variables(layout: Layout) -> None:
    assert layout.variables() == {}


@pytest.mark.parametrize("line", ["export A=1", "just words", "1A=x"])
def test_a_line_that_is_no_variable_is_told_without_its_content(layout: Layout, line: str) -> None:
    (layout.settings / "shop-production.env").write_text(f"{line}\n")

    with pytest.raises(ReleaseError) as failed:
        layout.variables()
    assert line not in str(failed.value)

"""What is told of whole source trees."""

from pathlib import Path

import pytest

from benchmarks import trees


def test_each_place_that_is_accused_is_shown_with_its_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "plum" / "plum-1.0" / "server.js"
    source.parent.mkdir(parents=True)
    source.write_text(
        "const express = require('express');\nconst app = express();\n"
        "app.use(require('cors')({ origin: true, credentials: true }));\napp.listen(3000);\n"
    )

    assert trees.main([str(tmp_path / "plum")]) == 0

    told = capsys.readouterr().out
    assert f"{tmp_path / 'plum'}: 1 files read, " in told
    assert (
        "\ncors.credentials-for-any-origin: 1\n"
        "  plum/server.js:3 app.use(require('cors')({ origin: true, credentials: true }));\n" in told
    )


def test_a_tree_that_takes_too_long_is_told_and_the_others_are_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def hangs(_root: Path, **_given: object) -> None:
        while True:
            pass

    monkeypatch.setattr(trees, "check", hangs)
    monkeypatch.setattr(trees, "MOST_SECONDS", 0.01)
    for name in ("plum", "pear"):
        (tmp_path / name).mkdir()

    assert trees.main([str(tmp_path / "plum"), str(tmp_path / "pear")]) == 1

    told = capsys.readouterr().out.splitlines()
    assert [row.split(" after ")[0] for row in told] == [
        f"{tmp_path / name}: _TakesTooLongError" for name in ("plum", "pear")
    ]

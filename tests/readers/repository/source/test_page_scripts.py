"""Scripts that a page takes in as they are."""

import pytest

from holdfast.model.facts import HealthHandler

from .support import EXPRESS, told

_BEAT = "var heartbeat = function (response) {\n  response.json({ ok: true });\n};\n"


@pytest.mark.parametrize(
    ("code", "served"),
    [
        (f"(function ($, window) {{\n{_BEAT}}})(jQuery, window);\n", False),
        (f"{_BEAT}document.addEventListener('load', heartbeat);\n", False),
        (f"/*! Beat 2.1 | MIT */\n{_BEAT}", False),
        (f"{_BEAT}module.exports = heartbeat;\nconst shown = window.innerWidth;\n", True),
        (f"const window = require('./window');\nwindow.open();\n{_BEAT}", True),
        (_BEAT, True),
    ],
)
def test_what_speaks_to_a_page_serves_nobody(code: str, *, served: bool) -> None:
    assert bool(told({"package.json": EXPRESS, "src/heartbeat.js": code}, HealthHandler)) == served

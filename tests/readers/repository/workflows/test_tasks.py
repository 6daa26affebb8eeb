"""Scripts of `package.json` that a workflow has a server start."""

import pytest

from holdfast.model.facts import ScriptFault
from holdfast.readers.repository.workflows import READER

from ..many import read_files
from ..templates.support import told

_HEAD = "on: push\njobs:\n  ship:\n    runs-on: ubuntu-latest\n    steps:\n"
_THERE = (
    "      - uses: appleboy/ssh-action@v1\n        with:\n          host: h\n          script: |\n            cd shop\n"
)
_HERE = "      - run: |\n"


@pytest.mark.parametrize(
    ("step", "start", "shown"),
    [
        (_THERE + "            pm2 start --name web npm -- start\n", "nodemon app.js", True),
        (_THERE + "            npm start\n", "react-scripts start", True),
        (_THERE + "            pm2 start --name web npm -- start\n", "node app.js", False),
        (_HERE + "          npm start &\n          npm test\n", "nodemon app.js", False),
    ],
)
def test_a_development_server_behind_a_task_is_shown_where_a_server_is_told_to_start_it(
    step: str, start: str, *, shown: bool
) -> None:
    files = {".github/workflows/ship.yml": _HEAD + step, "package.json": f'{{"scripts": {{"start": "{start}"}}}}'}
    found = told(one for one in read_files(READER, **files) if isinstance(one, ScriptFault))
    assert any("development-server" in line for line in found) is shown

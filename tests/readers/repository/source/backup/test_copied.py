"""Copies that a program makes of the file of SQLite."""

import pytest

from holdfast.model.facts import BackupJob

from ..support import told

NODE = {"package.json": '{"dependencies": {"express": "4"}}'}
COPY = "function backup() {\n  fs.copyFileSync('./data/shop.db', `./kept/${day}.db`);\n}\n"
SENT = "const file = './shop.db';\nasync function backupShop() {\n  const body = fs.createReadStream('./shop.db');\n"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"{COPY}setInterval(backup, 86400000);\n", "2 subject=database method=copy schedule=daily destination=host"),
        (
            f"{SENT}  await s3.upload({{ Body: body }}).promise();\n}}\n",
            "3 subject=database method=copy destination=s3",
        ),
        (COPY.replace("backup", "seed"), None),
        (COPY.replace("shop.db", "shop.json"), None),
    ],
)
def test_a_copy_of_the_file_is_a_backup(text: str, shown: str | None) -> None:
    found = told({**NODE, "src/keep.js": text}, BackupJob)
    assert found == ([f"src/keep.js:{shown}"] if shown else [])


def test_a_timer_in_a_function_that_nobody_calls_is_no_clock() -> None:
    text = f"{COPY}function start() {{\n  setInterval(backup, 86400000);\n}}\nmodule.exports = {{ start }};\n"
    (idle,) = told({**NODE, "src/keep.js": text}, BackupJob)
    (started,) = told({**NODE, "src/keep.js": text, "src/app.js": "require('./keep').start();\n"}, BackupJob)
    assert "schedule=" not in idle
    assert "schedule=daily" in started

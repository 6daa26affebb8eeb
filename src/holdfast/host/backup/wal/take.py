"""PostgreSQL's restore_command: hands over a WAL file that was fetched ahead, or else has it fetched.

It runs once for every segment of a recovery, so it starts fast, as `keep` does; what has to be fetched costs a start of
Python with everything, for several segments at once.
"""

# Importing pathlib takes as long as everything else here together.
# ruff: noqa: PTH104, PTH108, PTH116, PTH118, PTH123, PTH208

import os
import sys

AHEAD, COMMAND = "ahead", "command"
"""In the folder of a recovery: files fetched ahead, and the words that fetch, one a line."""

BROKEN = 150
"""The exit status that stops a recovery.

PostgreSQL takes 1 to 125 for "there is no such file", which ends a recovery as if the archive ended there; above 125 it
stops. 128 and more is taken for the signal of that number, such as 143. PostgreSQL 18, xlogarchive.c, read 2026-11-25.
"""


def take(folder: str, name: str, to: str) -> bool:
    """Move a file that was fetched ahead to where PostgreSQL wants it; whether there was a whole one."""
    ahead = os.path.join(folder, AHEAD, name)
    try:
        with open(ahead, "rb") as read:
            start = read.read(40)
        # A machine that stopped at once may leave a file without its bytes.
        if not start or os.stat(ahead).st_size != int.from_bytes(start[32:36], sys.byteorder):
            os.unlink(ahead)
            return False
        os.rename(ahead, to)
    except OSError:
        return False
    return True


def clear(folder: str) -> None:
    """The recovery has ended: remove what was fetched in vain, and keys that were only for it."""
    for path in (*_listed(os.path.join(folder, AHEAD)), os.path.join(folder, "credentials")):
        try:
            os.unlink(path)
        except OSError:
            continue


def _listed(folder: str) -> list[str]:
    try:
        return [os.path.join(folder, name) for name in os.listdir(folder)]
    except OSError:
        return []


def main(words: list[str]) -> int:
    """Take `FOLDER NAME TO`, or `FOLDER` alone at the end of the recovery."""
    if len(words) == 1:
        clear(words[0])
        return 0
    if len(words) != 3:
        sys.stderr.write("holdfast: restore_command is not as it was written by the restore\n")
        return BROKEN
    folder, name, to = words
    if take(folder, name, to):
        return 0
    try:
        with open(os.path.join(folder, COMMAND), encoding="utf-8") as read:
            command = read.read().split("\n")
        sys.stderr.flush()
        os.execv(command[0], [*(word for word in command if word), folder, name, to])  # noqa: S606  # words of ours
    except OSError as error:
        sys.stderr.write(f"holdfast: {name} cannot be fetched: {error.filename}: {error.strerror}\n")
    return BROKEN


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

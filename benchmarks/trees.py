"""What is accused in whole source trees that are nobody's product, and what reading them costs.

    python -m benchmarks.trees FOLDER …

Any source will do: what `pip download --no-binary :all:` or `npm pack` give, unpacked, or a clone. Prints for each tree
its files and the CPU that its check takes, then by check each place that is shown, with its line: whoever knows that
source would nod at a right one. Returns 1 when a tree takes more than two minutes of CPU, or ends in an error.
"""

import argparse
import os
import signal
import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

from holdfast.actions.check import check
from holdfast.model.assessment import Assessment

MOST_SECONDS = 120
"""Of CPU, for one tree: what takes longer hangs."""
_WIDTH = 140


class _TakesTooLongError(BaseException):
    """No `Exception`, so that no reader's guard takes it for a fault of its own."""


def main(arguments: list[str] | None = None) -> int:
    """Check each folder, and print what it costs and what it is accused of."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    folders: list[Path] = parser.parse_args(arguments).folders
    for folder in (one for one in folders if not one.is_dir()):
        parser.error(f"{folder} is no folder")
    shown: dict[str, list[str]] = defaultdict(list)
    failed = False
    for folder in folders:
        begun = _cpu()
        root = _unpacked(folder)
        try:
            with _at_most(MOST_SECONDS):
                assessment = check(root, now=datetime.now(UTC))
        except (_TakesTooLongError, Exception) as error:  # noqa: BLE001 - the other trees are still of use
            print(f"{folder}: {type(error).__name__} after {_cpu() - begun:.0f} s of CPU")
            failed = True
            continue
        print(f"{folder}: {assessment.files} files read, {_cpu() - begun:.1f} s of CPU", flush=True)
        for name, place in _places(assessment, root):
            shown[name].append(f"{folder.name}/{place}")
    for name, places in sorted(shown.items()):
        print(f"\n{name}: {len(places)}", *(f"  {place}" for place in places), sep="\n")
    return int(failed)


def _places(assessment: Assessment, root: Path) -> Iterator[tuple[str, str]]:
    """Each check that opens a control and shows a place, with the first of its places and what stands there."""
    seen = set()
    for result in assessment.controls:
        for finding in result.findings if result.status.is_open else ():
            at = finding.evidence[0].at if finding.evidence else None
            if at is not None and (finding.check, at) not in seen:
                seen.add((finding.check, at))
                yield finding.check, f"{at.path}:{at.start_line} {_line(root / at.path, at.start_line)}"


def _line(file: Path, number: int) -> str:
    rows = file.read_text(encoding="utf-8", errors="replace").splitlines() if file.is_file() else []
    return rows[number - 1].strip()[:_WIDTH] if 0 < number <= len(rows) else ""


def _unpacked(folder: Path) -> Path:
    """The folder that holds the source: archives wrap it in folders of their own."""
    inner = list(folder.iterdir())
    while len(inner) == 1 and inner[0].is_dir():
        folder = inner[0]
        inner = list(folder.iterdir())
    return folder


@contextmanager
def _at_most(seconds: float) -> Iterator[None]:
    def stop(_number: int, _frame: FrameType | None) -> None:
        raise _TakesTooLongError

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _cpu() -> float:
    """Of this process and of those that ended below it."""
    return sum(os.times()[:4])


if __name__ == "__main__":
    sys.exit(main())

"""Throws mutated files at every reader: nothing may raise, hang, or read a broken file as a pass.

    python -m benchmarks.fuzz [--inputs 10000] [--seed 1]

Seeds are the example repository and the readers' fixtures. Ends with 1 when a reader faulted or took longer than
the limit; names the input so that it can be repeated.
"""

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from holdfast.model.evidence import Gap
from holdfast.readers.repository import readers
from holdfast.readers.repository.base import Reader, Snippet, Tree
from holdfast.readers.repository.tree import walk

ROOT = Path(__file__).parents[1]
SEEDS = (ROOT / "examples", ROOT / "tests" / "fixtures")
LIMIT_SECONDS = 5.0

_MARKS = ["\x00", "\ufeff", "\x1b[31m", "\r", "{", "}", "[[", "]]", "(", "(((("]
_MORE = [
    '"',
    "'",
    "`",
    "${",
    "{{",
    "}}",
    "\\",
    ":",
    "::",
    "%",
    "#",
    "//",
    "/*",
    "```",
    "|",
    ">",
    "한국어",
    "日本語",
    "💥",
]
_LINES = ("<<EOF\n", "|| true", "\n\t", "\n- ", "&a *a", "!!python/object:x {}")
_LONG = ("9" * 400, "a" * 5000, "(" * 3000, "[" * 3000, "{" * 3000, "- " * 2000, "> " * 2000)
_SPLICES = (*_MARKS, *_MORE, *_LINES, *_LONG)


@dataclass
class Outcome:
    """What happened over the whole run."""

    inputs: int = 0
    facts: int = 0
    gaps: int = 0
    slowest: float = 0.0
    slowest_at: str = ""


def main() -> int:
    """Run the fuzz; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    seeds = [(reader, path, text) for reader, path, text in _seeds()]
    outcome, faults = Outcome(), Counter[str]()
    rng = random.Random(options.seed)
    for number in range(options.inputs):
        reader, path, text = rng.choice(seeds)
        mutated = mutate(text, rng)
        started = time.perf_counter()
        try:
            _count(_read(reader, path, mutated), outcome)
        except Exception as error:  # noqa: BLE001 - finding these is what this program is for
            faults[f"{reader.name}: {type(error).__name__}: {str(error)[:80]} (input {number}, {path})"] += 1
        took = time.perf_counter() - started
        outcome.inputs += 1
        if took > outcome.slowest:
            outcome.slowest, outcome.slowest_at = took, f"input {number}, {reader.name}, {path}"
        if number % 1000 == 999:
            print(f"{number + 1} inputs, {sum(faults.values())} faults", file=sys.stderr, flush=True)
    print(
        f"{outcome.inputs} inputs over {len(seeds)} seeds: {outcome.facts} facts, {outcome.gaps} gaps,"
        f" {sum(faults.values())} faults; slowest {outcome.slowest:.2f} s ({outcome.slowest_at})"
    )
    for fault, count in faults.most_common(20):
        print(f"  {count}x {fault}")
    return 1 if faults or outcome.slowest > LIMIT_SECONDS else 0


def mutate(text: str, rng: random.Random) -> str:
    """One to six cuts, repeats, swaps, splices or flips of `text`."""
    for _ in range(rng.randint(1, 6)):
        at, end = sorted((rng.randint(0, len(text)), rng.randint(0, len(text))))
        end = min(end, at + rng.choice((1, 5, 40, 400)))
        match rng.randrange(6):
            case 0:
                text = text[:at] + text[end:]
            case 1:
                text = text[:end] + text[at:end] * rng.choice((1, 3, 50)) + text[end:]
            case 2:
                text = text[:at] + rng.choice(_SPLICES) + text[at:]
            case 3:
                text = (
                    text[:at] + chr(rng.choice((0x20, 0x7F, 0x80, 0x3000, 0xD7FF, 0xFFFD, 0x10FFFF))) + text[at + 1 :]
                )
            case 4:
                text = text[:at]
            case _:
                lines = text.splitlines(keepends=True)
                rng.shuffle(lines)
                text = "".join(lines)
    return text[:500_000]


def _seeds() -> Iterator[tuple[Reader, str, str]]:
    for folder in SEEDS:
        tree = walk(folder)
        for path in tree.paths:
            text = tree.open_text(path)
            if isinstance(text, str):
                yield from ((reader, path, text) for reader in readers() if reader.wants(path))


def _read(reader: Reader, path: str, text: str) -> Iterable[object]:
    tree = Tree(paths=(path,), open_text=lambda _path: text)
    snippet = Snippet(path=path, text=text, kind=reader.kind)
    yield from reader.read(snippet)
    if reader.read_together:
        yield from reader.read_together(tree, (snippet,))


def _count(readings: Iterable[object], outcome: Outcome) -> None:
    for reading in readings:
        if isinstance(reading, Gap):
            outcome.gaps += 1
        else:
            outcome.facts += 1


if __name__ == "__main__":
    sys.exit(main())

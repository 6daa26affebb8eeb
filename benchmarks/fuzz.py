"""Throws mutated files at every reader: nothing may raise, hang, or read a broken file as a pass.

    python -m benchmarks.fuzz [--inputs 10000] [--seed 1]

Seeds are the example repository and the readers' fixtures. Every tenth input is a whole repository: a few of them
beside mutated manifests, which tell what kind of repository it is. Ends with 1 when a reader faulted or took longer
than the limit; names the input so that it can be repeated.
"""

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from holdfast.actions.read import read_repository
from holdfast.model.evidence import Gap, GapReason
from holdfast.readers.repository import readers
from holdfast.readers.repository.base import Reader, Snippet, Tree
from holdfast.readers.repository.whole.tree import walk

ROOT = Path(__file__).parents[1]
SEEDS = (ROOT / "examples", ROOT / "tests" / "fixtures")
LIMIT_SECONDS = 5.0

_WHOLE = 10
"""One input of so many is a whole repository."""
_MANIFESTS = {
    "package.json": '{"name": "create-shop", "keywords": ["scaffold"], "bin": "x.js", "files": ["lib"]}\n',
    "apps/shop/package.json": '{"private": true, "scripts": {"start": "node main.js", "prepublishOnly": "tsc"}}\n',
    "templates/node/package.json": '{"name": "{{name}}", "scripts": {"start": "node ."}}\n',
    "setup.py": 'setup(classifiers=[\n    "Topic :: Internet",\n    "Framework :: Django",\n])\n',
    "pyproject.toml": '[project]\nclassifiers = [\n  "Topic :: Internet",\n  "Framework :: Django",\n]\n',
    "setup.cfg": "[metadata]\nclassifiers =\n    Topic :: Internet\n    Framework :: Django\n",
    "pom.xml": "<project><build><plugins><artifactId>maven-gpg-plugin</artifactId></plugins></build></project>\n",
    "composer.json": '{"type": "library", "require": {"php": ">=8"}}\n',
    "skills/deploy/SKILL.md": "---\nname: deploy\nlicense: MIT\n---\nRun `ssh root@10.0.0.1 pm2 reload all`.\n",
    "deploy/self-hosted.md": "---\ntitle: x\n---\n# Self-hosted\n\nCreate an EC2 instance (t3.small).\n",
    "tests/docker-compose.yml": "services:\n  db:\n    image: postgres:16\n",
}
"""What is asked of a whole repository is told by such files."""

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
_LONG_BLANKS = ("\n" * 3000, " " * 3000, " \n" * 1500, "\r\n" * 1500, "\t" * 3000)
_SPLICES = (*_MARKS, *_MORE, *_LINES, *_LONG, *_LONG_BLANKS)


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
        beside = _some(seeds, rng) if number % _WHOLE == 0 else {}
        mutated = mutate(text, rng)
        started = time.perf_counter()
        try:
            readings = list(_whole(beside | {path: mutated}) if beside else _read(reader, path, mutated))
            _count(readings, outcome)
            faults.update(f"{gap.detail} (input {number}, {gap.at.path})" for gap in _caught(readings))
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


def _some(seeds: list[tuple[Reader, str, str]], rng: random.Random) -> dict[str, str]:
    """Files of a repository by their paths: half of the manifests, mutated mostly, and three of the seeds."""
    manifests = {path: text for path, text in _MANIFESTS.items() if rng.random() < 0.5}
    mutated = {path: mutate(text, rng) if rng.random() < 0.7 else text for path, text in manifests.items()}
    return {path: text for _, path, text in rng.sample(seeds, 3)} | mutated


def _whole(files: dict[str, str]) -> Iterator[object]:
    """What is read of a repository with these files."""
    with tempfile.TemporaryDirectory() as folder:
        for path, text in files.items():
            target = Path(folder) / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(text.encode("utf-8", errors="surrogatepass"))
        estate = read_repository(Path(folder)).estate
    yield from (*estate.facts, *estate.gaps)


def _caught(readings: list[object]) -> Iterator[Gap]:
    """Faults that were caught on the way, so that they took nothing along."""
    return (one for one in readings if isinstance(one, Gap) and one.reason is GapReason.INTERNAL)


def _count(readings: Iterable[object], outcome: Outcome) -> None:
    for reading in readings:
        if isinstance(reading, Gap):
            outcome.gaps += 1
        else:
            outcome.facts += 1


if __name__ == "__main__":
    sys.exit(main())

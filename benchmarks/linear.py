"""Whether reading stays linear in the size of one hostile file: each word that a reader searches, over and over.

    python -m benchmarks.linear [WORD …]

Prints each text whose time grows faster than its size from 95 to 380 kB, or that takes more than a few seconds;
WORD chooses files whose name holds it. Returns 1 when one grows faster.
"""

import argparse
import os
import signal
import sys
import tempfile
from pathlib import Path
from types import FrameType

from holdfast.actions.read import read_repository

SMALL, LARGE = 95_000, 380_000
"""Bytes; a larger program is passed over as one that nobody wrote."""
ALLOWED = 6.0
"""Times the time for four times the size: quadratic work takes sixteen times as long."""

_MOST_SECONDS = 60
_EXPRESS = ("package.json", '{"dependencies": {"express": "4", "@nestjs/core": "10", "cors": "2"}}')
_FASTAPI = ("requirements.txt", "fastapi\n")
_NOTHING = ("LICENSE", "")
TEXTS: tuple[tuple[tuple[str, str], str, str], ...] = (
    (_EXPRESS, "src/main.ts", "cors(|process.env|process.env.X |process.env.X || 'a'\n|listen(|app.listen(\n|@Get("),
    (_EXPRESS, "src/main.ts", "@Controller(|origin: [|{|[|(|config.get(|configService.get('A')|const x = |secret: '"),
    (_EXPRESS, "src/main.ts", "if (!process.env.A) {\n|if (!process.env.A) { errors.push('A') }\n|z.object({|env["),
    (_EXPRESS, "src/main.ts", "import {|import x from |require(|a.use(|app.get('/health', |'/health'\n|jwt.sign("),
    (_EXPRESS, "src/main.ts", "try {|fetch(|getSecretValue(\n|console.log(|type: 'postgres'\n|postgres://|a.|`|${"),
    (_FASTAPI, "main.py", "CORSMiddleware|CORSMiddleware(|environ|os.environ['A']\n|os.environ.get(|os.getenv('A', "),
    (_FASTAPI, "main.py", "include(|path(|path('health', |@app.get('/health')\n|if not os.getenv('A'):\n    raise X\n"),
    (
        _FASTAPI,
        "main.py",
        "class A(BaseSettings):\n|config('A', |try:\n|urlpatterns = [|from a import (|import a\n|(|[",
    ),
    (_NOTHING, "nginx.conf", "server {|server {}\n|location / {|proxy_pass http://a;\n|upstream a {|{|}|include a;\n"),
    (_NOTHING, "main.tf", 'resource "x" "y" {|resource "x" "y" {}\n|variable "a" {|{|[|"${|<<EOF\n|module "a" {}\n'),
    (_NOTHING, "site.yml", "- name: x\n|- name:|{|[|a: |a:\n|- |&a *a |? "),
    (_NOTHING, "README.md", "```\n|```bash\n|[|![|[a](|{|# a\n|- [ ] a\n|> |`|    a\n|1. a\n|~~~\n|https://a.b "),
    (_NOTHING, "deploy.sh", "if |$(|`|&& |cd a\n|pg_dump |<<EOF\n|case a in |{|(|for a in b; do |docker run |\\\n"),
    (_NOTHING, "docker-compose.yml", "services:\n|a: b\n|{"),
)


def main() -> int:
    """Measure and print; returns 1 when a text takes more than linear time."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="WORD")
    names = parser.parse_args().names
    signal.signal(signal.SIGPROF, _ring)
    faster = 0
    for manifest, name, words in TEXTS:
        if names and not any(part in name for part in names):
            continue
        for word in words.split("|"):
            faster += _grows(manifest, name, word)
    return 1 if faster else 0


def _grows(manifest: tuple[str, str], name: str, word: str) -> bool:
    if not word:
        return False
    small, large = (_seconds(manifest, name, word * (size // len(word))) for size in (SMALL, LARGE))
    grows = large / max(small, 0.1) > ALLOWED
    if grows or large > 3:
        print(f"{small:6.2f} s {large:6.2f} s {'more than linear' if grows else ''} {name} {word!r}", flush=True)
    return grows


def _seconds(manifest: tuple[str, str], name: str, text: str) -> float:
    with tempfile.TemporaryDirectory() as folder:
        for path, content in (manifest, (name, text)):
            target = Path(folder) / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(content, encoding="utf-8")
        started = _spent()
        signal.setitimer(signal.ITIMER_PROF, _MOST_SECONDS)
        try:
            read_repository(Path(folder))
        except _TooLongError:
            return float(_MOST_SECONDS)
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
        return _spent() - started


def _spent() -> float:
    """Seconds of the processor, of this process and of those that it began: either may read the file."""
    return sum(os.times()[:4])


class _TooLongError(BaseException):
    """Ends a reading that would take minutes."""


def _ring(_signal: int, _frame: FrameType | None) -> None:
    raise _TooLongError


if __name__ == "__main__":
    sys.exit(main())

"""What cloud-init does on a host at its first start, from its own YAML (`#cloud-config`), as the script that it is."""

import shlex
from collections.abc import Iterable, Iterator

from holdfast.model.evidence import EvidenceKind
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.base import ALL_SLUGS, Reader, Reading, Snippet
from holdfast.readers.repository.text.nodes import Node, NodeError, parse_yaml

_FILE = regex(r"(?i)(?:cloud[-_]?(?:init|config)|user[-_]?data)[\w.-]*\.(?:ya?ml|cfg|tpl|tftpl)$")
_HEAD = "#cloud-config"
_SHELLS = ("sh", "bash", "/bin/sh", "/bin/bash")
_MARK = regex(r"(?m)^[ \t]*%\{.*\}[ \t]*$")
"""A line by which Terraform's templates repeat or leave out others."""


def as_script(snippet: Snippet) -> Snippet | None:
    """The packages, files and swap that it makes and the commands that it runs, on their lines; else None."""
    if not snippet.text.lstrip().startswith(_HEAD):
        return None
    try:
        root = parse_yaml(_MARK.sub("", snippet.text))
    except NodeError:
        return None
    rows = [""] * (snippet.text.count("\n") + 2)
    for line, text in (*_packages(root), *_files(root), *_swap(root), *_commands(root)):
        for number, row in enumerate(text.split("\n"), start=line):
            if number <= len(rows):
                rows[number - 1] = row
    rows[0] = "#!/bin/bash"
    rows = rows if rows[-1] else rows[:-1]
    return replace(snippet, text="\n".join(rows))


def _packages(root: Node) -> Iterator[tuple[int, str]]:
    for item in root.items("packages"):
        name = item.text() or (item.items()[0].text() if item.items() else None)
        if name:
            yield item.line, f"apt-get install -y {shlex.quote(name)}"


def _files(root: Node) -> Iterator[tuple[int, str]]:
    """Each file as the here-document that writes it, between the lines around its text; a crontab also of one row."""
    closed = 0
    for item in root.items("write_files"):
        path, content = item.text("path"), item.get("content")
        text = content.text() if content is not None else None
        if not path or not text or content is None or item.has("encoding"):
            continue
        if "\n" not in text.strip():
            # There is no room for more than a row, which begins below the mark of a block.
            if "/cron" in path:
                yield content.line + text.endswith("\n"), f"echo {shlex.quote(text.strip())} > {shlex.quote(path)}"
        elif content.line > closed:
            closed = content.line + text.rstrip().count("\n") + 2
            yield content.line, f"cat > {shlex.quote(path)} <<'{_END}'\n{text.rstrip()}\n{_END}"


_END = "END-OF-FILE"


def _swap(root: Node) -> Iterator[tuple[int, str]]:
    """The file that it fills and uses as memory; none where its size is nothing."""
    swap = root.child("swap")
    size = swap.text("size") or ("" if swap.text("filename") is None else "auto")
    if size.strip("0"):
        line = swap.line
        yield line, "mkswap /swapfile"
        yield max(line, swap.end), "swapon /swapfile"


def _commands(root: Node) -> Iterator[tuple[int, str]]:
    for item in (*root.items("bootcmd"), *root.items("runcmd")):
        if isinstance(item.value, list):
            words = [word for part in item.value if (word := part.text()) is not None]
            scripted = len(words) == 3 and words[0] in _SHELLS and words[1].endswith("c")
            yield item.line, words[2] if scripted else " ".join(map(shlex.quote, words))
        elif isinstance(item.value, str):
            # A block of several lines begins below its mark.
            yield item.line + ("\n" in item.value.strip()), item.value.rstrip("\n")


def _wants(path: str) -> bool:
    return _FILE.search(path) is not None


def _read(snippet: Snippet) -> Iterable[Reading]:
    script = as_script(snippet)
    if script is None:
        return ()
    from holdfast.readers.repository.shell import READER as SHELL

    return SHELL.read(script)


READER = Reader(name="cloud-init", serves=ALL_SLUGS, wants=_wants, read=_read, kind=EvidenceKind.DECLARED)
"""The files that cloud-init takes; the same text inside templates is read by the templates' own readers."""

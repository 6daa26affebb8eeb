"""Packer's templates, in HCL and JSON: the commands that make an image of a machine, and the secrets beside them.

What an image is made with, every machine has that starts from it (developer.hashicorp.com, "shell provisioner", read
2026-11).
"""

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Deployment, ExposedSecret, HealthProbe, Rollback
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Reader, Reading, Snippet
from holdfast.readers.repository.configuration.exposed import covered, form_of, is_exposed
from holdfast.readers.repository.shell import facts_of
from holdfast.readers.repository.shell.reader import SERVES

_PATH = regex(r"(?i)\.pkr\.hcl$|(?:^|/)[\w.-]*packer[\w.-]*\.json$|\.pkr\.json$|(?:^|/)packer/[\w./-]{1,200}\.json$")
_IS_ONE = regex(
    r"(?m)^[^\S\n]*(?:provisioner\s+\"|build\s*\{|source\s+\"|variable\s+\"|\"(?:builders|provisioners)\"\s*:)"
)
_OPENS = regex(r"^\s*\"?inline\"?\s*[=:]\s*\[(?P<rest>.*)$")
_WORD = regex(r"\"(?P<text>(?:[^\"\\]|\\.){0,4000})\"")
_VARIABLE = regex(r"^\s*variable\s+\"(?P<name>\w{1,80})\"\s*\{")
_VALUE = regex(r"(?:^|[{,])\s*\"?(?P<name>\w{1,80})\"?\s*[=:]\s*\"(?P<value>[^\"\n$]{1,400})\"")
_PAIR = regex(r"\"(?P<name>[A-Za-z_]\w{1,80})=(?P<value>[^\"\s$]{1,400})\"")
_MOST_ROWS = 200
_MOST_LISTS = 60


def _wants(path: str) -> bool:
    return _PATH.search(path) is not None


def _read(snippet: Snippet) -> Iterable[Reading]:
    return _facts(snippet) if _IS_ONE.search(snippet.text) else ()


def _facts(snippet: Snippet) -> Iterator[Reading]:
    opened = (number for number, row in enumerate(snippet.rows, start=1) if _OPENS.match(row[:4_000]))
    for number in islice(opened, _MOST_LISTS):
        yield from _commands(snippet, number)
    yield from _secrets(snippet)


def _commands(snippet: Snippet, first: int) -> Iterator[Reading]:
    """The commands of one list, each on the line where it stands."""
    lines: list[str] = []
    for row in snippet.rows[first - 1 : first - 1 + _MOST_ROWS]:
        opened = _OPENS.match(row) if not lines else None
        told = opened["rest"] if opened else row
        lines.append("; ".join(_unescaped(match["text"]) for match in _WORD.finditer(told[:8_000])))
        if _WORD.sub("", told).partition("#")[0].rstrip().rstrip(",").endswith("]"):
            break
    text = "\n".join(lines)
    # The first that fails ends the image, as a shell under `set -e` does.
    part = snippet.part(text, first, kind=EvidenceKind.DECLARED, heading="packer")
    # What is started there is tried out, and ends with the machine that the image is made of.
    yield from (one for one in facts_of(part, errexit=True) if not isinstance(one, _OF_RELEASES))


_OF_RELEASES = (Deployment, HealthProbe, Rollback)


def _unescaped(text: str) -> str:
    try:
        return str(json.loads(f'"{text}"')).replace("\n", "; ")
    except ValueError:
        return text.replace('\\"', '"')


def _secrets(snippet: Snippet) -> Iterator[ExposedSecret]:
    """Values that are written out: of keys to AWS, of variables by default, of what the commands are given."""
    said: dict[str, Any] = {"kind": snippet.kind, "environment": snippet.environment, "old": snippet.old}
    variable = ""
    for number, row in enumerate(snippet.rows, start=1):
        opened = _VARIABLE.match(row[:400])
        variable = opened["name"] if opened else "" if row.startswith("}") else variable
        for match in (*_VALUE.finditer(row[:2_000]), *_PAIR.finditer(row[:2_000])):
            name = variable if variable and match["name"] == "default" else match["name"]
            if is_exposed(name, match["value"]):
                at = covered(snippet.at(number), match["value"])
                yield ExposedSecret(**said, at=at, name=name, form=form_of(name, match["value"]))


READER = Reader(name="Packer", serves=SERVES, wants=_wants, read=_read)

"""Values that commands hand to Terraform: `-var name=value`, and variables called `TF_VAR_name`."""

from collections.abc import Iterator
from itertools import islice

from holdfast.model.environments import PRODUCTION
from holdfast.model.evidence import EvidenceKind
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet, Tree
from holdfast.readers.repository.configuration.names import is_secret
from holdfast.readers.repository.terraform.project import ENVIRONMENT_VARIABLE, Module, VariablesFile
from holdfast.readers.repository.terraform.syntax import Expression
from holdfast.readers.repository.text.command_files import says_commands
from holdfast.readers.repository.text.nodes import build

_NOT_APPLIED = regex(r"(?i)(?:^|/)(?:tests?|e2e|examples?|samples?|fixtures)/")
_TAKES_DOWN = regex(r"\bdestroy\b")
_VALUE = r"[\"'\\]{0,2}(?P<value>[\w./:-]{1,120}|\[[\w./:\"', \\-]{1,300}\])[\"'\\]{0,2}"
_GIVEN = regex(rf"(?:^|\s)-{{1,2}}var[ =][\"']?(?P<name>[a-z]\w{{0,60}})={_VALUE}(?=[\s,]|$)")
_EXPORTED = regex(rf"^\s*(?:-\s+)?(?:export\s+)?TF_VAR_(?P<name>[a-z]\w{{0,60}})\s?[:=]\s*{_VALUE}\s*$")
_USED = regex(r"\bvar\.([a-z]\w{0,60})")
_MOST = 60  # files
_LONGEST = 60_000  # characters of one


def commanded(tree: Tree, root: Module) -> Iterator[VariablesFile]:
    """The values of the variables of `root` that commands write out, but for those of which they give several.

    No secret is among them, and nothing that chooses an environment: a release of another one gives another. What
    only the release of production writes out is what there is.
    """
    used = {name for snippet in root.snippets for name in _USED.findall(snippet.text)}
    names = {name for name in used if not is_secret(name) and not ENVIRONMENT_VARIABLE.fullmatch(name)}
    told = (path for path in tree.paths if says_commands(path) and not _NOT_APPLIED.search(path))
    paths = list(islice(told, _MOST)) if names else []
    found: dict[str, list[tuple[Snippet, int, str]]] = {}
    for path in paths:
        text = tree.open_text(path)
        if not isinstance(text, str) or len(text) > _LONGEST or ("-var" not in text and "TF_VAR_" not in text):
            continue
        snippet = tree.with_text(path, text, EvidenceKind.CODED)
        for name, row, value in _values(snippet):
            if name in names:
                found.setdefault(name, []).append((snippet, row, value))
    for name, given in found.items():
        snippet, row, value = given[0]
        if len({value for _, _, value in given}) == 1 and snippet.environment in (None, PRODUCTION):
            yield VariablesFile(
                snippet, "", None, example=False, values={name: Expression(build(_typed(value), row), snippet)}
            )


def _values(snippet: Snippet) -> Iterator[tuple[str, int, str]]:
    for number, row in enumerate(snippet.rows, start=1):
        if ("-var" not in row and "TF_VAR_" not in row) or row.lstrip().startswith("#"):
            continue
        text = row[:1_000]
        if _TAKES_DOWN.search(text):
            continue
        yield from ((match["name"], number, match["value"]) for match in _GIVEN.finditer(text))
        exported = _EXPORTED.match(text)
        if exported:
            yield exported["name"], number, exported["value"]


def _typed(value: str) -> str | int | bool | list[str]:
    if value.startswith("["):
        parts = (part.strip(" \"'\\") for part in value.strip("[]").split(","))
        return [part for part in parts if part]
    if value.isdigit() and len(value) < 10:
        return int(value)
    return value == "true" if value in ("true", "false") else value

"""Scripts of the repository that another one, a recipe, or an action of a pipeline has a host run."""

from collections.abc import Iterable, Iterator

from holdfast.model.pipelines import is_workflow
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet, Tree
from holdfast.readers.repository.text.command_files import is_recipes

_NAME = r"(?P<name>[\w.-]{1,100}\.sh)\b"
_TOLD = regex(rf"(?m)^[^#\n]{{0,200}}\bssh\b[^\n]{{0,400}}?{_NAME}")
_HANDED_IN = regex(
    rf"(?m)^[^#\n]{{0,80}}\b(?:cat|echo|printf|sed|envsubst)\b[^\n|]{{0,300}}?{_NAME}[^\n|]{{0,300}}\|\s{{0,9}}[^\n|]{{0,80}}?\bssh\b"
)
"""Its text, or the line that calls it, is what a shell over there reads."""

_OF_ACTION = regex(
    r"(?m)^(?P<indent>[ \t]{1,40})script:[ \t]*[|>][^\n]{0,20}\n(?P<rows>(?:(?:(?P=indent)[ \t]+[^\n]*)?\n){1,400})"
)
"""What an action has a host run over SSH; a job's own steps stand under `run:`."""
CALLS = regex(r"(?m)^[^#\n]*?(?:\b(?:ba|z)?sh\s+|[\s\"'`](?=\./))(?P<path>[\w./~$-]{1,200}\.sh)\b")
"""A row that starts a script, by the path that it is given."""


def run_there(tree: Tree, scripts: Iterable[Snippet]) -> frozenset[str]:
    """Their file names."""
    named = (
        match["name"]
        for text in _texts(tree, scripts)
        if "ssh" in text and ".sh" in text
        for pattern in (_TOLD, _HANDED_IN)
        for match in pattern.finditer(text.replace("\\\n", " "))
    )
    return frozenset((*named, *_by_actions(tree)))


def _by_actions(tree: Tree) -> Iterator[str]:
    opened = (tree.open_text(path) for path in tree.paths if is_workflow(path))
    for text in (text for text in opened if isinstance(text, str) and "ssh" in text):
        called = (call["path"] for block in _OF_ACTION.finditer(text) for call in CALLS.finditer(block["rows"]))
        yield from (path.rpartition("/")[2] for path in called)


def _texts(tree: Tree, scripts: Iterable[Snippet]) -> Iterator[str]:
    yield from (snippet.text for snippet in scripts)
    opened = (tree.open_text(path) for path in tree.paths if is_recipes(path))
    yield from (text for text in opened if isinstance(text, str))

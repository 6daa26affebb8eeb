"""Opens the files of a repository by the paths that commands name them with."""

from collections.abc import Callable

from holdfast.model.regex import regex
from holdfast.readers.repository.base import Tree

_SHORTEST = 4
# Where a job checks its repository out, as its runner calls that place.
_ROOT = regex(r"^(?:\$\{?(?:GITHUB_WORKSPACE|CI_PROJECT_DIR|CODEBUILD_SRC_DIR)\}?|\$\{\{\s*github\.workspace\s*\}\})/")
_FOLDER = regex(r"^\$(?:\w+|\{\w+\})/")
"""A folder on a host, which the repository or a part of it was copied to: `$APP_DIR/scripts/deploy.sh`."""


def text_of(tree: Tree) -> Callable[[str], str | None]:
    """A function that gives the text of a file by its path, or by the end of it, as a command names it."""

    def find(name: str) -> str | None:
        clean = _ROOT.sub("", name).removeprefix("./").lstrip("/")
        below = _FOLDER.sub("", clean)
        clean = below if below in tree.known else clean
        if len(clean) < _SHORTEST or "$" in clean:
            return None
        path = clean if clean in tree.known else next((p for p in tree.paths if p.endswith(f"/{clean}")), "")
        text = tree.open_text(path) if path else None
        return text if isinstance(text, str) else None

    return find

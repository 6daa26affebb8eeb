"""Which files say what is run, by their paths: readers of such files, and whoever looks for a command in others'."""

from functools import lru_cache

from holdfast.model.pipelines import is_pipeline
from holdfast.model.regex import regex

_MAKEFILE = regex(r"(?:^|/)(?:GNU)?[Mm]akefile(?:\.(?!am$|in$|toml$|PL$|win|md$)[\w-]+)?$|\.mk$")
_JUSTFILE = regex(r"(?i)(?:^|/)\.?justfile$|\.just$")
_TASKFILE = regex(r"(?i)(?:^|/)taskfile(?:\.dist)?\.ya?ml$")
_TABLE = regex(r"(?:^|/)(?:composer\.json|deno\.jsonc?|pyproject\.toml|Pipfile|Makefile\.toml)$")
_SCRIPT = regex(
    r"\.(?:sh|bash|zsh|ksh|command|ps1|bat|cmd)$|\.(?:ba|z)?sh\.(?:tpl|tftpl|tmpl|template|j2|erb|in|example|sample|dist)$"
    r"|(?i:user[-_]?data|cloud[-_]?init)[\w.-]*\.(?:tpl|tftpl|tmpl|txt)$"
    r"|(?:^|/)(?:bin|scripts?|deploy(?:ment)?|(?:config)?hooks/\w+)/[\w-]{1,80}$|(?:^|/)(?:deploy|release)$"
)


def is_makefile(path: str) -> bool:
    """`make` reads recipes from it."""
    return _MAKEFILE.search(path) is not None


def is_justfile(path: str) -> bool:
    """`just` reads recipes from it."""
    return _JUSTFILE.search(path) is not None


def is_taskfile(path: str) -> bool:
    """`task` reads tasks from it."""
    return _TASKFILE.search(path) is not None


def is_table(path: str) -> bool:
    """A manifest that may hold a table of commands, other than `package.json`."""
    return _TABLE.search(path) is not None


def is_recipes(path: str) -> bool:
    """Commands stand in it under names by which people and pipelines call them."""
    kinds = (is_makefile, is_justfile, is_taskfile, is_table)
    return path.rpartition("/")[2] == "package.json" or any(kind(path) for kind in kinds)


def is_script(path: str) -> bool:
    """It is a script, or what becomes one once it is filled in; a program without an ending by where it stands."""
    return _SCRIPT.search(path) is not None


@lru_cache(maxsize=8)  # one reader after the other asks of a path
def says_commands(path: str) -> bool:
    """Any of them."""
    return is_pipeline(path) or is_recipes(path) or is_script(path)

"""Folders from which a generator writes the projects of others: what stands there runs nowhere before that."""

from collections.abc import Callable, Iterable, Iterator

from holdfast.model.evidence import Gap
from holdfast.model.regex import regex
from holdfast.readers.repository.text.json_object import json_object

_FOLDER = regex(
    r"(?i)^[_.]?(?!(?:.*[-_])?(?:aws|cfn|cf|cloudformation|sam|infra\w*|helm|k8s|kube\w*|docker|terraform|stacks?"
    r"|nested|e?mails?)[-_])(?:[\w.]{1,40}-){0,3}(?:templates?\d{0,3}|boilerplates?|skeletons?|scaffold(?:s|ing)?)$"
)
"""What the folder is called; templates of a cloud's stacks and of letters are something else."""
_PROGRAMS = r"package\.json|pom\.xml|build\.gradle(?:\.kts)?|go\.mod|pyproject\.toml|Cargo\.toml|composer\.json"
_MANIFEST = regex(
    rf"(?i)^_?(?:{_PROGRAMS}|(?:package|cdk)\.template\.json|cdk\.json|go\.template\.mod|[\w%.-]{{1,60}}\.csproj)"
    r"(?:\.(?:ejs|hbs|mustache|tmpl|tpl|tt|j2))?$"
)
_PROGRAM = regex(rf"^(?:{_PROGRAMS}|setup\.py)$")
_STACK = regex(r"(?i)\.(?:ya?ml|template|tf)$|^[\w-]{0,40}(?:stack|template|cfn)\.json$")
_GENERATES = regex(r"^(?:@[\w.-]{1,80}/)?(?:(?:create|generator)-|[\w.-]{1,80}-generator$)")
_SAID = frozenset(["yeoman-generator", "scaffold", "scaffolding", "project-generator"])
_DEEP = 2
"""Folders between the templates' own and a project's manifest, as a kind and a language."""

Opened = Callable[[str], str | Gap]


def without_project_templates(paths: tuple[str, ...], open_text: Opened) -> tuple[tuple[str, ...], int]:
    """The paths that do not lie in such folders, and how many do.

    A folder called so is one where the package around it says that it generates projects, and where a whole project
    with a manifest of its own lies in it while the program around it has another: a repository that is nothing but
    a template is judged as what it will be.
    """
    folders = {folder for path in paths for folder in _named(path)}
    if not folders:
        return paths, 0
    generating = _generating(folders, frozenset(paths), open_text) | (_with_projects(paths, folders))
    kept = tuple(path for path in paths if generating.isdisjoint(_named(path)))
    return kept, len(paths) - len(kept)


def _named(path: str) -> Iterator[str]:
    """The folders around a file that are called so."""
    parts = path.split("/")[:-1]
    for number, part in enumerate(parts, 1):
        if _FOLDER.match(part):
            yield "/".join(parts[:number])


def _around(folder: str) -> Iterator[str]:
    """The folders outside of one called so, and of those called so that it lies in; the innermost first."""
    parts = folder.split("/")
    first = next(number for number, part in enumerate(parts) if _FOLDER.match(part))
    for number in range(first, -1, -1):
        yield "/".join(parts[:number])


def _with_projects(paths: Iterable[str], folders: set[str]) -> set[str]:
    programs: set[str] = set()
    projects: set[str] = set()
    whole: set[str] = set()
    stacks: set[str] = set()
    for path in paths:
        folder, _, name = path.rpartition("/")
        if _PROGRAM.match(name):
            programs.add(folder)
        if _MANIFEST.match(name):
            parts = folder.split("/")
            whole.add(folder)
            projects |= {"/".join(parts[:number]) for number in range(max(1, len(parts) - _DEEP), len(parts) + 1)}
        elif folder in folders and _STACK.search(name):
            stacks.add(folder)
    # Stacks right in the folder tell that the projects beside them are the code of functions.
    held = (projects & folders) - (stacks - whole)
    return {folder for folder in held if not programs.isdisjoint(_around(folder))}


def _generating(folders: set[str], known: frozenset[str], open_text: Opened) -> set[str]:
    told: dict[str, bool] = {}
    found: set[str] = set()
    for folder in folders:
        places = (f"{one}/package.json".lstrip("/") for one in _around(folder))
        place = next((one for one in places if one in known), None)
        if place is None:
            continue
        if place not in told:
            told[place] = _is_generator(open_text(place))
        if told[place]:
            found.add(folder)
    return found


def _is_generator(text: str | Gap) -> bool:
    data = json_object(text)
    # Only what is published is there for the projects of others.
    if data.get("private") is True:
        return False
    words, name = data.get("keywords"), data.get("name")
    said = {word.lower() for word in words if isinstance(word, str)} if isinstance(words, list) else set()
    return bool(said & _SAID) or (isinstance(name, str) and _GENERATES.match(name) is not None)

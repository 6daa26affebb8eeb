"""Parts of a repository that serve nobody: tests and what they are run with, examples, what a generator hands out."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from holdfast.model.environments import DEVELOPMENT, TEST
from holdfast.model.facts import Container, Database, ExposedSecret, RestoreProcedure
from holdfast.model.regex import regex
from holdfast.model.secret_shapes import shaped
from holdfast.readers.repository.base import Reading, Tree
from holdfast.readers.repository.compose.called import STANDARD, is_compose

_TESTS = regex(
    r"regtests?|(?:unit|functional|integration|regression|acceptance|system|smoke|load|perf(?:ormance)?|stress|e2e|api|ui)?[-_]?tests"
    r"|__tests__|e2e|(?:__)?fixtures?(?:__)?|test[-_]?(?:data|fixtures?|utils|suites?|support|resources|projects?|apps?|helpers?)"
    r"|bench(?:marks?)?|cypress|playwright"
)
_DESK = regex(r"local(?:host)?(?:[-_]?(?:dev(?:elopment)?|env|stack|setup))?|minikube|k3d|tilt|\.devcontainer")
"""What is brought up on the machine of whoever develops; programs of a host lie in a folder of that name, too."""
_TEST = frozenset(("test", "testing"))
_ENVIRONMENTS = regex(
    r"env(?:s|ironments?)?|overlays?|inventor(?:y|ies)|stages?|deploy(?:ments?)?|terraform|infra(?:structure)?|k8s|kubernetes"
    r"|kustomize|helm|charts?|values|clusters?|accounts?|live|ansible|(?:host|group)_vars|conf(?:igs?)?|settings|docker"
    r"|compose|nginx|iac|tf|stacks?|secrets|\.envs?"
)
"""Below such a folder `test` is the environment of that name."""
_SHOWN = frozenset(("example", "examples", "sample", "samples", "tutorial", "tutorials", "quickstarts"))
_SOURCE = frozenset(("src", "app", "apps", "lib", "pages", "routes", "java", "kotlin"))
"""Below such a folder an application may have a part of any name."""
_AT_ROOT = frozenset(("contrib", "devtools", "t"))
"""What helps those who build or pack the product, where it stands beside its source."""


@lru_cache(maxsize=4096)  # the facts of a file stand one behind the other
def in_rig(path: str) -> bool:
    """Whether the file at `path` is a test's, an example, or what a generator writes into somebody's new project."""
    above: list[str] = []
    for folder in path.lower().split("/")[:-1]:
        if _TESTS.fullmatch(folder) or "{{" in folder or (_DESK.fullmatch(folder) and above[-1:] != ["usr"]):
            return True
        if folder in _TEST and not any(map(_ENVIRONMENTS.fullmatch, above)):
            return True
        if folder in _SHOWN and _SOURCE.isdisjoint(above):
            return True
        if (folder in _AT_ROOT and not above) or (folder == "templates" and "generators" in above):
            return True
        above.append(folder)
    return False


def served(readings: Iterable[Reading], tree: Tree) -> Iterator[Reading]:
    """What is read elsewhere than there; a real key opens an account wherever it stands, and tests may restore."""
    borrowed = borrowed_skills(tree)
    for one in readings:
        folder = _SKILL.match(one.at.path) if borrowed else None
        if folder is not None and folder[0] in borrowed:
            continue
        if _is_developers(one):
            continue
        if not in_rig(one.at.path) or isinstance(one, RestoreProcedure) or _is_real(one, tree):
            yield one


_SKILL = regex(r"(?:[\w.-]{1,60}/){0,4}skills/[\w.-]{1,80}/")
_OF_OTHERS = regex(r"^[^\S\n]*(?:license|author|homepage|repository|source)\s*:\s*\S", re.MULTILINE)


def borrowed_skills(tree: Tree) -> frozenset[str]:
    """Folders of skills for assistants that others wrote, as their terms or their author's name in them tell.

    What such a text advises is told to everybody who installs it; how a team itself releases, its own skills tell.
    """
    found = {match[0]: path for path in tree.paths if path.endswith("/SKILL.md") and (match := _SKILL.match(path))}
    return frozenset(folder for folder, path in found.items() if _is_borrowed(tree, folder, path))


def _is_borrowed(tree: Tree, folder: str, path: str) -> bool:
    if any(f"{folder}{name}" in tree.known for name in ("LICENSE", "LICENSE.txt", "LICENSE.md")):
        return True
    text = tree.open_text(path)
    head = _HEAD.match(text[:_LONGEST_HEAD]) if isinstance(text, str) else None
    return head is not None and _OF_OTHERS.search(head[0]) is not None


_LONGEST_HEAD = 4_000
_HEAD = regex(r"\A---\n(?:(?!---)[^\n]*\n){1,60}")
"""What stands at the top of such a text, about it."""


def _is_developers(reading: Reading) -> bool:
    """A container of a compose file that is called one for development or tests, and that no server starts."""
    if not isinstance(reading, Container | Database) or reading.environment not in (DEVELOPMENT, TEST):
        return False
    return is_compose(reading.at.path) and reading.at.path.rpartition("/")[2].lower() not in STANDARD


def _is_real(reading: Reading, tree: Tree) -> bool:
    """A secret that looks as its service makes them; of private keys, tests have their own."""
    if not isinstance(reading, ExposedSecret):
        return False
    text = tree.open_text(reading.at.path) if reading.at.path in tree.known else ""
    rows = text.splitlines()[max(reading.at.start_line, 1) - 1 : reading.at.end_line] if isinstance(text, str) else []
    return any(form != "private-key" for row in rows for form, _ in shaped(row))

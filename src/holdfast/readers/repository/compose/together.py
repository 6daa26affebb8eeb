"""Compose files that hold no application, and yet run on the server beside one that stands in another file."""

import re
from collections.abc import Iterable

from holdfast.model.environments import DEVELOPMENT, TEST, environment_of
from holdfast.model.pipelines import is_pipeline
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet, Tree
from holdfast.readers.repository.compose.called import HOME, OVER_THERE, STANDARD
from holdfast.readers.repository.compose.services import holds_application
from holdfast.readers.repository.text.command_files import is_script
from holdfast.readers.repository.text.nodes import NodeError, parse_yaml

_DEPLOYS = regex(
    r"(?i)(?:user[-_]?data|cloud[-_]?init|deploy|ec2|bootstrap|set[-_]?up|server|monitor)[^/]*\.(?:sh|tpl|tftpl)$"
    r"|(?:^|/)(?:[\w-]{0,40}[-_])?(?:deploy|release|set[-_]?up|bootstrap|provision)(?:[-_][\w-]{0,40})?$"
)


def run_beside(tree: Tree, composed: Iterable[Snippet]) -> frozenset[str]:
    """The paths of those that a server runs too: on its folders, by its scripts, or in the application's network."""
    files = tuple(composed)
    apart = tuple(one for one in files if "services:" in one.text and not holds_application(one))
    if not apart:
        return frozenset()
    served = (one for one in files if one not in apart and environment_of(one.name) not in (DEVELOPMENT, TEST))
    joined: frozenset[str] = frozenset().union(*map(_shared, served))
    scripts = _scripts(tree) if len(apart) < len(files) else ()
    entered = _entered(tree) if any("networks:" in one.text for one in apart) else frozenset()
    return frozenset(
        one.path
        for one in apart
        if HOME.search(one.text)
        or _shared(one) & joined
        or _own(one) & entered
        or _is_started(one, scripts)
        or _is_put_out(one, tree)
    )


_JENKINS = regex(r"^[^\S\n]+image:\s*[\"']?(?:jenkins/jenkins|jenkinsci/blueocean)\b", re.MULTILINE)


def runs_pipelines(tree: Tree, composed: Iterable[Snippet]) -> frozenset[str]:
    """The paths of those that run the pipeline that is described here: on a server, which hears of every change."""
    described = any("jenkinsfile" in path.lower() for path in tree.paths)
    return frozenset(one.path for one in composed if described and _JENKINS.search(one.text))


_RUNS = regex(r"\bdocker (?:container )?run\b[^\n#;|&]{0,600}? --net(?:work)?[= ](?P<network>[A-Za-z][\w.-]{1,60})")
_DEVELOPERS = regex(r"(?i)local|dev|test")


def _entered(tree: Tree) -> frozenset[str]:
    """The networks in which scripts that are no developer's start a container by its image."""
    texts = (tree.open_text(path) for path in tree.paths if _is_ours(path))
    told = (
        text.replace("\\\n", " ") for text in texts if isinstance(text, str) and "docker" in text and "--net" in text
    )
    return frozenset(match["network"] for text in told for match in _RUNS.finditer(text)) - _EVERYBODYS


def _is_ours(path: str) -> bool:
    return is_pipeline(path) or (is_script(path) and not _DEVELOPERS.search(path))


_EVERYBODYS = frozenset(("host", "bridge", "none", "default"))


def _own(snippet: Snippet) -> frozenset[str]:
    """The networks of the file by the names that it has for them."""
    try:
        networks = parse_yaml(snippet.text).child("networks").entries()
    except NodeError:
        return frozenset()
    return frozenset(node.text("name") or name for name, node in networks.items())


def _shared(snippet: Snippet) -> frozenset[str]:
    """The networks that the file finds there, made by somebody else for several files."""
    if "external:" not in snippet.text:
        return frozenset()
    try:
        networks = parse_yaml(snippet.text).child("networks").entries()
    except NodeError:
        return frozenset()  # told by whoever reads the services
    return frozenset(node.text("name") or name for name, node in networks.items() if node.flag("external"))


def _scripts(tree: Tree) -> tuple[str, ...]:
    texts = ((path, tree.open_text(path)) for path in tree.paths if is_pipeline(path) or _DEPLOYS.search(path))
    return tuple(
        text
        for path, text in texts
        if isinstance(text, str)
        and "compose" in text
        and (not is_pipeline(path) or OVER_THERE.search(text) is not None)
    )


def _is_started(snippet: Snippet, scripts: tuple[str, ...]) -> bool:
    name = snippet.path.rpartition("/")[2]
    started = re.compile(rf"^[^#\n]*\bcompose\b[^#\n]*[\s/]{re.escape(name)}\b[^#\n]* up\b", re.MULTILINE)
    return any(name in text and started.search(text.replace("\\\n", " ")) is not None for text in scripts)


_PUTS_OUT = regex(r"(?i)^(?!.*(?:local|dev(?:elop)?(?:ment)?[^a-z]|test)).*(?:deploy|ec2|prod|release)[^/]*\.sh$")
_UP = regex(
    r"(?m)^[^#\n]{0,300}\bdocker[- ]compose\b(?P<options>[^\n#;&|]{0,200}) up\b[^\n#;&|]{0,100} (?:-d|--detach)\b"
)


def _is_put_out(snippet: Snippet, tree: Tree) -> bool:
    """A script of its folder's own, or of a folder below, puts it out: `monitoring/deploy.sh`, `scripts/deploy.sh`."""
    folder, _, name = snippet.path.rpartition("/")
    own = (path for path in tree.paths if folder and path.startswith(f"{folder}/") and _PUTS_OUT.search(path))
    texts = (text for text in map(tree.open_text, own) if isinstance(text, str) and "compose" in text)
    options = [match["options"] for text in texts for match in _UP.finditer(text.replace("\\\n", " "))]
    return any(name in told or (name in STANDARD and not _NAMES_A_FILE.search(told)) for told in options)


_NAMES_A_FILE = regex(r" (?:-f|--file)\b")

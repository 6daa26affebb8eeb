"""Reads which images stand in descriptions of containers that nothing in the repository ever fills in.

A pipeline mostly puts the name of a release into such a file. One that no pipeline, script or template speaks of is
handed to AWS as it stands, by whoever registers it; so are the containers beside the one that a pipeline names.
"""

import re
from collections.abc import Iterator

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import StandingName
from holdfast.model.record import record
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Reader, Reading, Snippet, Tree
from holdfast.readers.repository.images.tags import standing
from holdfast.readers.repository.text.command_files import says_commands
from holdfast.readers.repository.text.json_nodes import parse_json
from holdfast.readers.repository.text.nodes import Node, NodeError, capitalized

_SERVES = frozenset({"releases"})
_DESCRIPTIONS = regex(
    r"(?:(?:task|container[-_]?def)[\w.-]*|(?:^|/)(?:\.aws|ecs|fargate|(?:task|container)[-_]?(?:def\w*)?s?)/[\w.-]+"
    r"|(?:^|/)Dockerrun\.aws)\.json(?:\.(?:tpl|tftpl|tmpl))?$",
    re.IGNORECASE,
)
_OTHERS = regex(
    r"^\.github/actions/.*\.ya?ml$|(?:^|/)config\.ya?ml$|(?:^|/)Makefile[^/]*$|\.(?:tf|mjs)$"
    r"|(?:deploy|release|render|register)[\w-]*\.(?:py|rb|[cm]?[jt]s)$"
)
_FILLS = regex(
    r"render-task-definition|\b(?:sed|jq|yq|envsubst|perl|python3?|node)\b|\becspresso\b|templatefile|\bfile\("
)
_BY_SCRIPT = regex(r"\b(?:sed|jq|yq|envsubst|perl)\b|\b(?:python3?|node)\s+[\w./-]|\becspresso\b|templatefile|\bfile\(")
_ONE = regex(r"(?m)^[ \t-]{0,40}container-name:[ \t]*[\"']?(?P<name>\$\{\{[^{}\n]{1,80}\}\}|[^\s\"'#]{1,80})")
_VARIABLE = regex(r"^\$\{\{\s*env\.(?P<name>\w{1,60})\s*\}\}$")
_COMMENTED = regex(r"(?m)^[ \t]*#.*$")
_LONGEST = 300_000
"""Characters; a text above this was not written by hand."""
_MOST_FILLING = 2_000_000
"""Characters of all texts that may fill in descriptions together."""
_MOST = 100
"""Descriptions that are looked at; a repository with more of them keeps what a tool wrote down."""


@record(frozen=True)
class _Image:
    """An image, where it stands, and the words by which others would speak of its description."""

    text: str
    line: int
    name: str
    called: tuple[str, ...]
    container: str = ""


def _wants(path: str) -> bool:
    return (".json" in path.lower() and _DESCRIPTIONS.search(path) is not None) or _fills(path)


def _fills(path: str) -> bool:
    return says_commands(path) or _OTHERS.search(path) is not None


def _read(snippet: Snippet) -> Iterator[Reading]:
    del snippet  # a piece inside another text is no file that could be filled in
    return iter(())


def image_in_a_guide(snippet: Snippet, container: Node, family: str) -> Iterator[StandingName]:
    """What readers of a guide register as they find it: whoever delivers fills in files, and never a guide."""
    image = container.child("Image")
    identity = standing(image.text() or "") if "/" in (image.text() or "") else None
    if identity and snippet.kind is EvidenceKind.INSTRUCTED:
        yield _standing(snippet, image.line, container.text("Name") or family, identity, alone=False)


def _standing(snippet: Snippet, line: int, name: str, identity: str, *, alone: bool) -> StandingName:
    return StandingName(
        kind=snippet.kind,
        at=snippet.at(line),
        environment=snippet.environment,
        old=snippet.old,
        name=name,
        identity=identity,
        alone=alone,
    )


def _read_together(tree: Tree, snippets: tuple[Snippet, ...]) -> Iterator[Reading]:
    del tree
    described = [one for one in snippets if _DESCRIPTIONS.search(one.path) and len(one.text) <= _LONGEST][:_MOST]
    texts = [one.text for one in snippets if _fills(one.path) and len(one.text) <= _LONGEST] if described else []
    filling = [text for text in texts if _FILLS.search(text)]
    if sum(map(len, filling)) > _MOST_FILLING:
        return  # nobody can tell what so many scripts fill in
    for snippet in described:
        for image in _images(snippet):
            identity = standing(image.text)
            if identity and not _is_filled(image, filling):
                yield _standing(snippet, image.line, image.name, identity, alone=True)


def _is_filled(image: _Image, filling: list[str]) -> bool:
    """A text speaks of the description, and fills in this container, or does by a script who knows what."""
    told = [_containers(text) for text in filling if any(_speaks_of(text, word) for word in image.called)]
    return any(names is None or not image.container or image.container in names for names in told)


def _containers(text: str) -> set[str] | None:
    """The containers whose image a pipeline's own step puts in; None where it may fill in anything."""
    text = _COMMENTED.sub("", text)
    names = {match["name"] for match in _ONE.finditer(text)}
    if not names or _BY_SCRIPT.search(text):
        return None
    known: set[str] = set()
    for name in names:
        variable = _VARIABLE.match(name)
        given = (
            re.search(rf"(?m)^[ \t]*{variable['name']}:\s*[\"']?([\w.-]+)[\"']?\s*(?:#.*)?$", text)
            if variable
            else None
        )
        if "$" in name and given is None:
            return None
        known.add(given[1] if given else name)
    return known


def _speaks_of(text: str, word: str) -> bool:
    if not word or re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", text) is None:
        return False
    # What is registered already is asked for, and written under that name: the file of the repository stays as it is.
    written = re.escape(word) if word.endswith(".json") else r"[\w./-]{1,80}\.json"
    asked = "describe-task-definition" in text
    return not (asked and re.search(rf"> {{0,3}}[\"']?(?:\./)?{written}(?![\w-])", text))


_TOLD = ('"containerDefinitions"', '"AWSEBDockerrunVersion"', '"essential"', '"portMappings"')


def _images(snippet: Snippet) -> Iterator[_Image]:
    if not any(word in snippet.text for word in _TOLD):
        return
    try:
        root = parse_json(snippet.text)
    except (NodeError, RecursionError):
        return  # the reader of such documents tells what is wrong with it
    single = root.get("Image", "Name")
    if single is not None:
        yield _Image(_tagged(single), single.line, snippet.name, (snippet.name,))
        return
    bare = isinstance(root.value, list)
    root = root if bare else capitalized(root.get("taskDefinition") or root)
    family = root.text("Family") or ""
    # What Terraform and `--container-definitions` take is the list by itself.
    for container in map(capitalized, root.items()) if bare else root.items("ContainerDefinitions"):
        image = container.child("Image")
        if "/" in (image.text() or ""):
            yield _Image(
                image.text() or "",
                image.line,
                family or snippet.name,
                (snippet.name, family),
                container.text("Name") or "",
            )


def _tagged(image: Node) -> str:
    """The image with the tag that Beanstalk takes where none is written."""
    name = image.text() or ""
    bare = "/" in name and not set(":@$<{") & set(name.rpartition("/")[2])
    return f"{name}:latest" if bare else name


READER = Reader(
    name="unfilled descriptions",
    serves=_SERVES,
    wants=_wants,
    read=_read,
    kind=EvidenceKind.DECLARED,
    read_together=_read_together,
)
"""Task definitions and Beanstalk's `Dockerrun.aws.json`, beside the pipelines and scripts that would fill them in."""

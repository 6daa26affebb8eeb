"""The scripts with which hosts of a CDK program start: given as text, as commands one by one, or read from a file."""

from collections.abc import Iterator
from posixpath import join, normpath

from holdfast.model.facts import HandedSecret
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Reading, Snippet, Tree
from holdfast.readers.repository.configuration.handed import Setting, handed_secrets
from holdfast.readers.repository.configuration.names import is_secret
from holdfast.readers.repository.deploy_tools.cloud_config import as_script
from holdfast.readers.repository.templates.facts import shell_facts
from holdfast.readers.repository.templates.stack import Resource
from holdfast.readers.repository.text.nodes import Node

LAUNCHERS = ("AWS::EC2::Instance", "AWS::EC2::LaunchTemplate", "AWS::AutoScaling::LaunchConfiguration")
OPENS = frozenset({"readFileSync", "readFile", "open", "Path"})
"""Calls that give what stands in a file."""
_CARRIES = frozenset({"custom", "base64", "sub", "Base64", "asText", "stringAsset"})
"""Calls whose first argument is the script; others that are called on one hand it on."""
_JOINS = frozenset({"join", "resolve"})
_DEPTH = 6
_HOLE = regex(r"(?<!\\)\$\{([^{}]{1,200})\}")
_FILLED_IN = regex(r"`|\bf[\"']|[\"']\s*\+|\+\s*[\"']")
_WORD = regex(r"[A-Za-z_]\w{1,60}")


def script_facts(resource: Resource, tree: Tree | None) -> Iterator[Reading]:
    """What the scripts of one host say, and the secrets that are written into them."""
    if resource.type not in LAUNCHERS:
        return
    given = (
        resource.traits.get("user_data"),
        resource.properties.get("UserData"),
        resource.properties.get("LaunchTemplateData", "UserData"),
    )
    for node in (one for one in given if one is not None and not isinstance(one.value, str)):
        yield from _told(resource, list(_scripts(node, 0)), tree)
    yield from _told(resource, [one for node in resource.traits.get("commands", ()) for one in _scripts(node, 0)], tree)


def _told(resource: Resource, scripts: list[Node], tree: Tree | None) -> Iterator[Reading]:
    texts = [node for node in scripts if isinstance(node.value, str)]
    homes = {(node.home or resource.snippet).path for node in texts}
    # Commands of several files stand on the lines of none; each is then read by itself.
    folded = [node for node in texts if _writes_folded(node)] if len(texts) > 1 else []
    apart = {id(node) for node in folded}
    rest = [node for node in texts if id(node) not in apart]
    together = [_script(rest)] if len(homes) == 1 and len(rest) > 1 else rest
    for node in (*together, *folded):
        yield from shell_facts(node.home or resource.snippet, _as_shell(node))
    yield from _written_in(resource, texts)
    for node in scripts:
        if not isinstance(node.value, str) and tree is not None:
            yield from _of_file(opened_path(node), resource.snippet, tree)


def _scripts(node: Node, depth: int) -> Iterator[Node]:
    """The texts that a value comes to, each on its lines; a call that opens a file stands for what is in it."""
    if depth > _DEPTH:
        return
    if isinstance(node.value, str):
        yield node.origin if node.origin is not None and node.origin.home is not None else node
        return
    if isinstance(node.value, list):
        for item in node.value:
            yield from _scripts(item, depth + 1)
        return
    if node.has("Call"):
        # Properties of level 1 constructs are spelled as CloudFormation spells them, calls among them.
        node = replace(node, value={key.lower(): part for key, part in node.entries().items()})
    called, given = node.text("call") or "", node.items("given")
    if called in OPENS:
        yield node
    elif called in _CARRIES and given:
        yield from _scripts(given[0], depth + 1)
    elif node.has("of"):
        yield from _scripts(node.child("of"), depth + 1)


def opened_path(call: Node) -> str:
    """The path that a call opens, from where the program or its file stands."""
    first = next(iter(call.items("given")), None)
    if first is None:
        return ""
    if isinstance(first.value, str):
        return first.value.replace("${__dirname}", ".")
    if (first.text("call") or "") in _JOINS:
        return "/".join(part.value for part in first.items("given") if isinstance(part.value, str))
    return ""


def _of_file(path: str, snippet: Snippet, tree: Tree) -> Iterator[Reading]:
    from holdfast.readers.repository.shell import READER as SHELL

    folders = snippet.path.split("/")[:-1]
    places = ["/".join(folders[:size]) for size in range(len(folders), -1, -1)]
    known = (normpath(join(place, path)) for place in places if path and not path.startswith("/"))
    found = next((one for one in known if one in tree.known), None)
    opened = tree.snippet(found, snippet.kind) if found is not None else None
    script = (as_script(opened) or opened) if isinstance(opened, Snippet) else None
    if script is not None and script.text.lstrip().startswith("#!"):
        yield from SHELL.read(replace(script, environment=snippet.environment))


def _written_in(resource: Resource, texts: list[Node]) -> Iterator[HandedSecret]:
    """Secrets that the program puts into the script, for everybody on the host and who may look at its stack."""
    found = [setting for node in texts for setting in _filled_in(node, node.home or resource.snippet)]
    yield from handed_secrets(resource.said, resource.shown, found, yaml=False)


def _filled_in(node: Node, snippet: Snippet) -> Iterator[Setting]:
    """The secrets among the names that a text is put together of."""
    if node.line > len(snippet.rows) or not _FILLED_IN.search(snippet.rows[node.line - 1]):
        return
    rows = enumerate(str(node.value).split("\n"), start=node.line)
    for number, hole in ((number, hole) for number, row in rows for hole in _HOLE.findall(row[:2_000])):
        name = next((word for word in reversed(_WORD.findall(hole)) if is_secret(word)), None)
        if name is not None:
            yield Setting(name, f"{name} = {hole}", snippet.at(min(number, node.end)))


_WORKED_OUT = regex(r"(?<!\\)\$\{(\w[\w.]{0,100})[ (][^{}\n]{0,300}\}")
"""What the program works out when it puts the text together: no shell would take it."""


def _as_shell(node: Node) -> Node:
    """The script with names in place of such expressions, behind which the rest could not be read."""
    return replace(node, value=_WORKED_OUT.sub(r"${\1}", _carried_on(node)))


def _carried_on(node: Node) -> str:
    """The text as the shell gets it: a program writes the backslash that carries a command on as two."""
    return str(node.value).replace("\\\\\n", "\\\n")


_WRITES = regex(r"<<-?[ \t]*[\"'\\]?[A-Za-z_]")


def _writes_folded(node: Node) -> bool:
    """A command that writes a file whose lines stand on fewer lines of the program: in one script they are no lines."""
    text = str(node.value).strip("\n")
    return text.count("\n") > node.end - node.line and _WRITES.search(text[:2_000]) is not None


def _script(commands: list[Node]) -> Node:
    """Commands given one by one as one script, in which each keeps its line."""
    first = commands[0].line
    rows: list[str] = []
    for node in commands:
        rows += [""] * (node.line - first - len(rows))
        text = _carried_on(node)
        folded = text.replace("\\\n", " ").replace("\n", "; ")
        told = text.strip("\n").split("\n") if node.end > node.line else [folded]
        if node.line - first < len(rows) and rows:
            rows[-1] += "; " + told.pop(0)
        rows += told
    return Node("\n".join(rows), first, max(commands[-1].end, first + len(rows)), first, home=commands[0].home)

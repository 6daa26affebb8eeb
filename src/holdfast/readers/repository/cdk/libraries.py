"""Packages of constructs: what they describe, somebody else's program makes, with what it gives them."""

from collections.abc import Iterable, Iterator

from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet, Tree
from holdfast.readers.repository.text.json_object import json_object

_MANIFEST = "package.json"
_MADE_WITH = regex(r"^(?:aws-cdk-lib|constructs|@aws-cdk/[\w.-]{1,80}|@pulumi/[\w.-]{1,80}|cdktf)$")


def without_libraries(tree: Tree, snippets: Iterable[Snippet]) -> list[Snippet]:
    """The files without those of packages that the programs of others are built with.

    Such a package says so of itself: it wants the program that takes it in to bring what both are written with, or
    names the languages or the plug-in as which it is published.
    """
    told: dict[str, bool] = {}
    return [one for one in snippets if not _is_of_library(tree, one.path, told)]


def _is_of_library(tree: Tree, path: str, told: dict[str, bool]) -> bool:
    place = next((one for one in _above(path) if one in tree.known), "")
    if place and place not in told:
        told[place] = _is_library(tree, place)
    return told.get(place, False)


def _above(path: str) -> Iterator[str]:
    folder = path.rpartition("/")[0]
    while folder:
        yield f"{folder}/{_MANIFEST}"
        folder = folder.rpartition("/")[0]
    yield _MANIFEST


def _is_library(tree: Tree, place: str) -> bool:
    data = json_object(tree.open_text(place))
    peers, plugin = data.get("peerDependencies"), data.get("pulumi")
    wanted = isinstance(peers, dict) and any(map(_MADE_WITH.match, peers))
    return wanted or isinstance(data.get("jsii"), dict) or (isinstance(plugin, dict) and plugin.get("resource") is True)

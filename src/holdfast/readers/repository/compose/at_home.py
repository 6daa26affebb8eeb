"""Applications of a compose file as developers start them on their own machines, from the sources that they edit."""

import posixpath
import re

from holdfast.model.regex import regex
from holdfast.readers.repository.compose.settings import settings_of
from holdfast.readers.repository.text.nodes import Node

_WATCHING = regex(
    r"(?:start:|run )dev\b|start:debug|nodemon|--reload\b|runserver|--watch|ts-node-dev|air\b|development|\bdev$"
)
_LOCAL_NAME = regex(r"(?i)(?:^|[-_.])local(?:$|[-_.])")
_KEPT_BY_AWS = ".rds.amazonaws.com"
_MODES = ("NODE_ENV", "APP_ENV", "RAILS_ENV", "ENVIRONMENT")


def is_at_home(node: Node) -> bool:
    """It watches its sources, says so by its mode, or has a terminal and its folder laid over what is built of it."""
    command = " ".join(node.texts("command")) + " " + (node.text("build", "target") or "")
    settings = dict(settings_of(node))
    if any(_KEPT_BY_AWS in value for value, _ in settings.values()):
        return False  # whoever develops asks no database of the account's
    mode = next((settings[key][0] for key in _MODES if key in settings), "")
    watching = _WATCHING.search(command) is not None
    called = _LOCAL_NAME.search(node.text("container_name") or "") is not None or _is_edited(node)
    return watching or mode in ("development", "dev", "local") or (called and not _comes_back(node))


def _is_edited(node: Node) -> bool:
    """What stands in the image hides under the folder that it was built from, and somebody types into it."""
    build = node.get("build")
    context = (build.text() or build.text("context")) if build is not None else None
    if not context or "$" in context:
        return False
    sources = (
        (volume.text() or "").partition(":")[0] or volume.text("source") or "" for volume in node.items("volumes")
    )
    laid_over = any(_plain(source) == _plain(context) for source in sources if re.match(r"[./]", source))
    return laid_over and bool(node.flag("tty") or node.flag("stdin_open"))


def _plain(folder: str) -> str:
    return posixpath.normpath(folder)


def _comes_back(node: Node) -> bool:
    return node.text("restart") in ("always", "unless-stopped")

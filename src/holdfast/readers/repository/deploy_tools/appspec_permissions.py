"""What an `appspec.yml` lets everybody do with the files that it brings to a host."""

from collections.abc import Iterator

from holdfast.model.facts import HostRights
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.text.nodes import Node


def everybodys(root: Node, snippet: Snippet) -> Iterator[HostRights]:
    """Files of the release that every user of the host may change."""
    for item in root.items("permissions"):
        mode = item.get("mode")
        if mode is not None and _WRITABLE.fullmatch(item.text("mode") or ""):
            yield HostRights(
                kind=snippet.kind,
                at=snippet.at(mode.key_line, mode.end),
                environment=snippet.environment,
                old=snippet.old,
                what=f"mode: {item.text('mode')}",
            )


_WRITABLE = regex(r"0?777")

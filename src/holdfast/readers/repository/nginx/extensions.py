"""Nginx files that an Elastic Beanstalk `.ebextensions` file writes onto its hosts."""

from collections.abc import Iterator

from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.text.nodes import NodeError, begins_on, parse_yaml


def configurations(snippet: Snippet) -> Iterator[Snippet]:
    """The Nginx texts inside an `.ebextensions` file; a file that is no YAML is the template reader's to report."""
    if "nginx" not in snippet.text or "content:" not in snippet.text:
        return
    try:
        root = parse_yaml(snippet.text)
    except NodeError:
        return
    for path, entry in root.child("files").entries().items():
        content = entry.get("content")
        if "nginx" not in path or content is None or not isinstance(content.value, str):
            continue
        yield snippet.part(content.value, begins_on(content, snippet.rows))

"""Controllers of ASP.NET: the routes of their classes and methods."""

import re
from collections.abc import Iterator

from holdfast.model.regex import regex
from holdfast.readers.repository.source.code import Source, extent, named, short

_ROUTE = regex(r"\[\s*(?:\w+\s*,\s*)?Route\(\s*\"(?P<path>[^\"\n]{0,200})\"")
_GET = regex(r"\[\s*HttpGet(?:\(\s*(?:\"(?P<path>[^\"\n]{0,200})\")?[^()]{0,100}\))?\s*[,\]]")
_CLASS = regex(r"\bclass\s+(?P<name>\w+)")


def controllers(source: Source) -> Iterator[tuple[str, tuple[int, int]]]:
    """The path and the lines of every method that answers when a page is asked for."""
    if "HttpGet" not in source.text:
        return
    for declared in source.nodes("class_declaration"):
        start, end = extent(declared)
        head = source.code[start:end].partition("{")[0][:1_000]
        found = _CLASS.search(head)
        route = _ROUTE.search(head)
        if found is None:
            continue
        name = found["name"].removesuffix("Controller").lower()
        base = re.sub(r"\[controller\]", name, route["path"]) if route else ""
        body = declared.field("body")
        for method in named(body):
            if method.kind() != "method_declaration":
                continue
            first, last = extent(method)
            attributes = source.code[first:last].partition(short(method.field("name")) + "(")[0][:600]
            got = _GET.search(attributes)
            own = _ROUTE.search(attributes)
            if got is not None:
                path = got["path"] or (own["path"] if own else "")
                yield (path[1:] if path.startswith("~") else f"{base}/{path}"), (first, last)

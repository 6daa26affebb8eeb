"""Settings in XML (Spring, JPA, Tomcat, .NET), INI, TOML, Elixir, JSP and Terraform's state, as flat lists of keys."""

from collections.abc import Callable, Iterable, Iterator

from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.source.settings_files.flat import Entry

_STAGE = r"(?:[._-](?:prod|production|live|release))?"
_XML = regex(
    r"(?i)^(?:[\w-]*context[\w-]*|[\w-]*data-?source[\w-]*|[\w.-]*hibernate[\w.-]*|persistence|(?:my|i)batis[\w-]*"
    r"|(?:sql-?map-?)?config|jdbc|database|db|server|logback[\w-]*|[\w-]*beans|[\w-]*-servlet)\.xml$"
    rf"|^(?:web|app){_STAGE}\.config$"
)
_INI = regex(
    rf"(?i)^(?:alembic|config|settings|production|prod|app|database|db|secrets?|credentials){_STAGE}\.(?:ini|cfg)$"
    rf"|^\.?(?:config|settings|secrets?|app|production){_STAGE}\.toml$|^flyway[\w-]*\.conf$"
    r"|^(?:db|jdbc|database|data-?source|config|aws|s3|globals)[\w-]*\.properties$"
)
_ELIXIR = regex(r"(?:^|/)config/(?:config|prod(?:\.secret)?|runtime|releases)\.exs$")
_PAGE = regex(r"(?i)\.jsp$")
_LONGEST = 4_000

_TAG = regex(
    r"<(?P<tag>[A-Za-z][\w.:-]{0,60})(?P<told>(?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*)>?(?:(?P<text>[^<>]{1,1000})</)?"
)
_ATTRIBUTE = regex(r"(?P<name>[A-Za-z][\w.:-]{0,60})\s*=\s*(?:\"(?P<value>[^\"]*)\"|'(?P<other>[^']*)')")
_SECTION = regex(r"^\s*\[+(?P<name>[^\[\]\n]{1,100})\]+")
_PAIR = regex(r"^\s*(?P<key>[\w.\-]{1,80})\s*[=:]\s*(?P<value>.*)$")
_KEYWORD = regex(r"(?<![\w.])(?P<key>[a-z]\w{1,60}):\s{1,9}\"(?P<value>[^\"\n]{1,500})\"")
_GIVEN = regex(r"(?<![\w.])(?P<key>[A-Za-z_]\w{1,60})\s{0,9}=\s{0,9}\"(?P<value>[^\"\n]{1,500})\"")


def is_marked(path: str) -> bool:
    """Whether a path holds such settings, by its name."""
    name = path.rpartition("/")[2]
    return _format(path, name) is not None or name.endswith(".tfstate")


def marked_entries(snippet: Snippet) -> Iterable[Entry]:
    """The settings of such a file; none of what stands in a comment."""
    read = _format(snippet.path, snippet.name)
    return read(snippet) if read is not None else ()


def _xml(snippet: Snippet) -> Iterator[Entry]:
    for number, row in _without_comments(snippet.rows, "<!--", "-->"):
        tags = list(_TAG.finditer(row)) if "<" in row else []
        for tag in tags:
            yield from _told(tag["tag"], tag["told"], tag["text"], number)
        if not tags and "=" in row:
            yield from _told("", row, None, number)


def _told(tag: str, told: str, text: str | None, number: int) -> Iterator[Entry]:
    attributes = {match["name"].lower(): match["value"] or match["other"] or "" for match in _ATTRIBUTE.finditer(told)}
    name = attributes.get("name") or attributes.get("key")
    if text and text.strip():
        yield Entry(attributes.pop("name", "") or attributes.pop("key", "") or tag, text.strip(), number)
    if name and "value" in attributes:
        yield Entry(name, attributes["value"], number)
        return
    yield from (Entry(key, value, number) for key, value in attributes.items() if value)


def ini_entries(snippet: Snippet) -> Iterator[Entry]:
    """The settings of an INI or TOML file, each under its section."""
    section = ""
    for number, row in enumerate(snippet.rows, start=1):
        if row.lstrip().startswith(("#", ";", "!")) or len(row) > _LONGEST:
            continue
        if head := _SECTION.match(row):
            section = head["name"].strip()
        elif pair := _PAIR.match(row):
            yield Entry(".".join(filter(None, (section, pair["key"]))), pair["value"].strip().strip("\"'"), number)


def _elixir(snippet: Snippet) -> Iterator[Entry]:
    for number, row in enumerate(snippet.rows, start=1):
        for match in _KEYWORD.finditer(row[:_LONGEST]) if not row.lstrip().startswith("#") else ():
            yield Entry(match["key"], match["value"], number)


def _page(snippet: Snippet) -> Iterator[Entry]:
    for number, row in _without_comments(snippet.rows, "<%--", "--%>"):
        # A tag that the page itself shows is an example for whoever reads it.
        for match in _GIVEN.finditer(row) if not row.lstrip().startswith(("//", "&lt;")) else ():
            yield Entry(match["key"], match["value"], number)


def _without_comments(rows: list[str], opens: str, closes: str) -> Iterator[tuple[int, str]]:
    inside = False
    for number, row in enumerate(rows, start=1):
        if len(row) > _LONGEST:
            continue
        if inside:
            inside = closes not in row
            continue
        before, mark, after = row.partition(opens)
        inside = bool(mark) and closes not in after
        yield number, before


def _format(path: str, name: str) -> Callable[[Snippet], Iterator[Entry]] | None:
    if _XML.match(name):
        return _xml
    if _INI.match(name):
        return ini_entries
    if _ELIXIR.search(path):
        return _elixir
    return _page if _PAGE.search(name) else None

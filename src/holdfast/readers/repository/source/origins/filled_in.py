"""Whether a file that names a setting of origins gives it pages, or an address that nobody has filled in yet."""

from collections.abc import Iterator

from holdfast.model.regex import regex
from holdfast.readers.repository.configuration.stand_ins import leads_nowhere

_PROSE = (".md", ".mdx", ".txt", ".rst", ".adoc")
_GIVEN = regex(r"^[\"'`)\]]{0,3}\s{0,9}(?:=>|[=:|])\s{0,9}[\"'`]{0,2}(?P<value>[^#]*)")
_ONLY_LOOKS = regex(r"(?i)\b(?:check|verify|verified|managed?|contains?|correct)\b|확인|점검|관리|確認|管理")
_LOCAL = regex(r"https?://(?:localhost|127\.0\.0\.1|10\.0\.2\.2)(?::\d{1,5})?/?")
_PUT_ASIDE = regex(r"\s{0,40}(?:#|//|;)+\s{0,9}(?:-\s|export\s|ENV\s)?\s{0,9}[\"']?$")
"""A row that is put aside: local pages in it say what holds without it."""
_BETWEEN = regex(r"[\s,;\"'`\[\]|\\]+")
_LONGEST = 500


def gives_pages(path: str, text: str, name: str) -> bool:
    """Some row of the file gives the setting something, or tells whoever deploys to do so."""
    prose = path.endswith(_PROSE)
    return any(_gives(before, behind, prose=prose) for before, behind in _mentions(text, name))


def _mentions(text: str, name: str) -> Iterator[tuple[str, str]]:
    """What stands in a row before the name and behind it."""
    at = text.find(name)
    while at >= 0:
        end = at + len(name)
        start = text.rfind("\n", max(at - _LONGEST, 0), at) + 1 or max(at - _LONGEST, 0)
        stop = text.find("\n", end, end + _LONGEST)
        yield text[start:at], text[end : stop if stop >= 0 else end + _LONGEST]
        at = text.find(name, end)


def _gives(before: str, behind: str, *, prose: bool) -> bool:
    given = _GIVEN.match(behind)
    if given is None:
        return not (prose and _ONLY_LOOKS.search(f"{before} {behind}"))
    said = [page for page in _BETWEEN.split(given["value"]) if page]
    pages = [page for page in said if not _LOCAL.fullmatch(page)]
    if said and not pages and _PUT_ASIDE.match(before):
        return False
    return not pages or not all(map(leads_nowhere, pages))

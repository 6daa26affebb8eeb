"""Texts that a PowerShell script sends into files: where each begins, and the file that it becomes."""

import re

from holdfast.model.regex import regex

_WRITES = r"(?:Out-File|Set-Content|Add-Content|sc)"
_OPENS = regex(r"\s*\$(?P<name>[A-Za-z_]\w{0,60})\s*=\s*@[\"']\s*$")
_BEGINS = regex(rf"(?i)\s*(?:{_WRITES}\b(?P<words>[^@]{{1,300}}))?@[\"']\s*$")
"""A text that is handed on where it ends, or to the command before it."""
_ENDS = regex(rf"(?i)[\"']@\s*(?:\|\s*{_WRITES}\b(?P<words>.{{1,300}})|>{{1,2}}\s*(?P<file>\S.{{0,200}}))")
_LATER = regex(
    rf"(?i)\s*(?:\$(?P<piped>[A-Za-z_]\w{{0,60}})\s*\|\s*{_WRITES}\b(?P<words>.{{1,300}})"
    rf"|{_WRITES}\b(?P<around>[^|]{{1,300}}?)-(?:Value|InputObject)\s+\$(?P<value>[A-Za-z_]\w{{0,60}})(?P<rest>.{{0,200}})"
    r"|\$(?P<sent>[A-Za-z_]\w{0,60})\s*>{1,2}\s*(?P<file>[^\s&].{0,200})"
    r"|\[(?:System\.)?IO\.File\]::WriteAll(?:Text|Lines)\(\s*(?P<path>[^,]{1,200}),\s*\$(?P<text>[A-Za-z_]\w{0,60})\b.*)$"
)
_NAMED = regex(r"(?i)-(?:FilePath|LiteralPath|Path)[\s:]+(?P<word>\"[^\"]{1,200}\"|'[^']{1,200}'|[^\s\"']{1,200})")
_FIRST = regex(r"\s*(?P<word>\"[^\"]{1,200}\"|'[^']{1,200}'|[^\s\"'|-][^\s\"'|]{0,200})")


def files_written(rows: list[str]) -> dict[int, str]:
    """The lines on which texts begin that become files, each with the path as it is written, with slashes."""
    found: dict[int, str] = {}
    opened: dict[str, int] = {}
    begun, path = 0, ""
    for number, row in enumerate(rows, start=1):
        line = row[:1_000]
        if begun:
            if line[:2] in ('"@', "'@"):
                ends = _ENDS.match(line)
                path = path or (_file(ends["words"], ends["file"]) if ends is not None else "")
                found |= {begun: path} if path else {}
                begun, path = 0, ""
            continue
        if opening := _OPENS.match(line):
            opened[opening["name"].lower()] = begun = number
        elif begins := _BEGINS.match(line):
            begun, path = number, _file(begins["words"], None)
        elif opened and (later := _LATER.match(line)):
            name = later["piped"] or later["value"] or later["sent"] or later["text"]
            words = later["words"] or f"{later['around'] or ''} {later['rest'] or ''}"
            if (start := opened.get(name.lower())) and (told := _file(words, later["file"] or later["path"])):
                found.setdefault(start, told)
    return found


def _file(words: str | None, path: str | None) -> str:
    """The path that a command is given as its words say, or that stands by itself; empty where none does."""
    match: re.Match[str] | None = None
    if path is None and words:
        match = _NAMED.search(words) or _FIRST.match(words)
        path = match["word"] if match is not None else None
    return (path or "").strip().strip("\"'").replace("\\", "/")

"""Files of settings that a program opens by the name of its environment: `require(`../config/${stage}.json`)`.

Each such call is taken for an entry of a table that has one file for each environment, as if it stood there.
"""

import json
import re
from collections.abc import Iterator
from posixpath import join, normpath

from holdfast.model.environments import named_in
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet, Tree

_PATH = r"(?P<{0}>[^\"'`\n(){{}}]{{0,120}}\$\{{[^{{}}\n]{{1,60}}\}}[^\"'`\n(){{}}]{{0,60}})"
_SUM = (
    r"[\"'](?P<{0}_head>[^\"'\n]{{0,120}})[\"']\s?\+\s?(?P<{0}_name>[\w.]{{1,60}})\s?\+"
    r"\s?[\"'](?P<{0}_tail>[^\"'\n]{{1,60}})[\"']"
)
_CALLED = regex(
    r"(?P<held>\()?(?:(?:await\s+)?import|\brequire)\(\s*(?:`"
    + _PATH.format("taken")
    + r"`|"
    + _SUM.format("taken")
    + r")\s*\)(?(held)\))(?:\.default\b)?"
)
_OPENED = regex(
    r"\bJSON\.parse\(\s*(?:\w{1,20}\.)?readFileSync\(\s*(?:(?:path\.)?(?:join|resolve)\((?P<folders>[^()`\n]{0,160})\s*)?(?:`"
    + _PATH.format("opened")
    + r"`|"
    + _SUM.format("opened")
    + r")\s*\)?[^()]{0,60}\)(?:\.toString\([^()]{0,20}\))?\s*\)"
)
_WITH = regex(
    r"""(?x)\bopen\(\s*(?:os\.path\.join\([^()"\n]{0,80},\s*)?f["'](?P<path>[^"'\n{}]{0,120}\{[^{}\n]{1,60}\}[^"'\n{}]{1,60})["']
    \s*\)?[^()\n]{0,60}\)\s*(?:as\s+(?P<held>\w{1,40})\s*:|\))"""
)
_PLACEHOLDER = regex(r"\$?\{\s*(?P<name>[^{}]{1,60}?)\s*\}")
_OPENS = regex(r"\b(?:require|import|readFileSync|open)\(")
_FOLDER = regex(r"[\"']([^\"'\n]{1,80})[\"']")
_NAME = regex(r"[\w.-]{1,60}")
_ENDINGS = (".json", ".ts", ".js")
_LEVELS = 3
"""Folders between the name that is chosen and the file: `config/${stage}/db/settings.json` has two."""
_MOST_FILES = 12
_LONGEST = 50_000


def with_chosen_files(snippets: tuple[Snippet, ...], tree: Tree | None) -> tuple[Snippet, ...]:
    """Each file of a program with its tables of such files behind its last line; as it is where it opens none."""
    if tree is None or not any(_asks(one) for one in snippets):
        return snippets
    near = _near(tree)
    return tuple(_with(one, tree, near) if _asks(one) else one for one in snippets)


def _asks(snippet: Snippet) -> bool:
    if snippet.path.endswith(".py"):
        return _WITH.search(snippet.text) is not None
    return bool(_OPENS.search(snippet.text)) and bool(_CALLED.search(snippet.text) or _OPENED.search(snippet.text))


def _near(tree: Tree) -> dict[str, list[str]]:
    """The files that may hold settings, by each of the folders nearest above them: nobody looks through all of them."""
    found: dict[str, list[str]] = {}
    for path in tree.paths:
        folder = path
        for _ in range(_LEVELS if path.endswith(_ENDINGS) else 0):
            if not folder:
                break
            folder = folder.rpartition("/")[0]
            found.setdefault(folder, []).append(path)
    return found


def _with(snippet: Snippet, tree: Tree, near: dict[str, list[str]]) -> Snippet:
    if snippet.path.endswith(".py"):
        return _in_python(snippet, tree, near)
    tables: list[str] = []

    def table(match: re.Match[str]) -> str:
        written = _written(match)
        found = _files(written, match.groupdict().get("folders") or "", snippet, near)
        if not found:
            return match[0]
        own = f"__chosen{len(tables)}"
        imports = [f'import {own}_{number} from "{path}";' for number, path in enumerate(found.values())]
        entries = ", ".join(f'"{name}": {own}_{number}' for number, name in enumerate(found))
        tables.append(f"{' '.join(imports)} const {own} = {{ {entries} }};")
        lines = "\n" * match[0].count("\n")
        asked = _PLACEHOLDER.search(written)
        return f"{own}_0{lines}" if len(found) == 1 or asked is None else f"{own}[{asked['name']}]{lines}"

    text = _OPENED.sub(table, _CALLED.sub(table, snippet.text))
    # One statement in a line: that is how imports are found.
    behind = "\n".join(tables).replace("; ", ";\n")
    return replace(snippet, text=f"{text}\n{behind}\n") if tables else snippet


def _written(match: re.Match[str]) -> str:
    """The path as a template, whichever way it is put together."""
    groups = match.groupdict()
    for sort in ("taken", "opened"):
        if groups.get(sort):
            return str(groups[sort])
        if groups.get(f"{sort}_name"):
            return f"{groups[f'{sort}_head']}${{{groups[f'{sort}_name']}}}{groups[f'{sort}_tail']}"
    return ""


def _files(written: str, folders: str, snippet: Snippet, near: dict[str, list[str]]) -> dict[str, str]:
    """The files that a template may lead to, as the file itself would import them, by what stands in its place."""
    before, _, after = _PLACEHOLDER.sub("\0", written, count=1).partition("\0")
    if "\0" in after or _PLACEHOLDER.search(after):
        return {}
    endings = (after,) if after.endswith(_ENDINGS) else tuple(after + ending for ending in _ENDINGS)
    above = "/".join(_FOLDER.findall(folders))
    home = snippet.path.rpartition("/")[0]
    for folder in (home, *_above(home)):
        start = normpath(join(folder, above, before + "x"))[:-1]
        named = {
            path[len(start) : -len(ending)]: path
            for ending in endings
            for path in near.get(start.rpartition("/")[0], ())
            if path.startswith(start) and path.endswith(ending) and len(path) > len(start) + len(ending)
        }
        found = {name: path for name, path in sorted(named.items()) if _NAME.fullmatch(name)}
        if found:
            up = "../" * (home.count("/") + 1 if home else 0) or "./"
            return {_key(name, found): f"{up}{path}" for name, path in [*found.items()][:_MOST_FILES]}
    return {}


def _above(folder: str) -> Iterator[str]:
    while folder:
        folder = folder.rpartition("/")[0]
        yield folder


def _key(name: str, found: dict[str, str]) -> str:
    """The environment's own word where a file's name says more: `prod` of `prod-v2`."""
    words = named_in(name)
    others = [one for one in found if one != name and named_in(one) == words]
    return words[0] if len(words) == 1 and not others else name


def _in_python(snippet: Snippet, tree: Tree, near: dict[str, list[str]]) -> Snippet:
    """The same with the files' own text in the place of `json.load(…)`: Python imports none."""
    text = snippet.text
    for match in list(_WITH.finditer(text)):
        held = match["held"]
        load = regex(rf"\bjson\.loads?\(\s*{held}(?:\.read\(\))?\s*\)") if held else None
        found = _files(match["path"], "", snippet, near)
        tables = {name: told for name, path in found.items() if (told := _literal(path, snippet, tree))}
        asked = _PLACEHOLDER.search(match["path"])
        if not tables or asked is None:
            continue
        entries = ", ".join(f'"{name}": {told}' for name, told in tables.items())
        written = next(iter(tables.values())) if len(tables) == 1 else f"__chosen[{asked['name']}]"
        if load is not None and load.search(text):
            text = load.sub(lambda _: written, text, count=1)  # noqa: B023 - replaced at once
        elif held is None and f"json.load({match[0]}" in text:
            text = text.replace(f"json.load({match[0]}", written, 1)
        else:
            continue
        return replace(snippet, text=f"{text}\n__chosen = {{{entries}}}\n")
    return snippet


def _literal(path: str, snippet: Snippet, tree: Tree) -> str:
    """A file's value as Python writes it, in one line; empty for what is no JSON."""
    text = tree.open_text(normpath(join(snippet.path.rpartition("/")[0], path)))
    if not isinstance(text, str) or len(text) > _LONGEST:
        return ""
    try:
        return repr(json.loads(text))
    except (ValueError, RecursionError):
        return ""

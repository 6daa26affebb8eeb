"""Recipes as text: their names, what they need, their shell, and the scripts of a `package.json` beside them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import field

from holdfast.model.record import record, replace
from holdfast.model.regex import regex
from holdfast.readers.repository.text.json_nodes import parse_json
from holdfast.readers.repository.text.nodes import NodeError

VARIABLE = regex(r"^(?:export\s+)?(?P<name>[A-Za-z_]\w*)\s*[:?]{0,2}=\s*(?P<value>[^\n]{1,300})$")
DEPLOYS = regex(r"deploy|release|publish|rollout|ship|배포", re.IGNORECASE)
PRODUCTION = regex(
    r"\bcompose\b.* (?:-f|--file|--env-file)[ =]\S*prod\S* .*\bup\b.*(?: -\w*d\b| --detach)"
    r"|^(?:eb|pm2|serverless|sls|sam|cdk|sst|zappa|chalice) deploy\b|^amplify publish\b|^copilot (?:svc |job )?deploy\b"
)
"""A recipe of any name starts what is for production, or calls what does nothing but put releases out."""
_TARGET = regex(r"^(?P<names>[\w./%$() -]{1,200}?)\s*::?(?!=)(?P<needs>[^=\n]*)$")
_REFERENCE = regex(r"\$\(([A-Za-z_]\w*)\)")
_ENTERED = regex(r"[\w.-]{1,64}@[\w.-]{1,253}")
_OF_A_HOST = regex(r"(?i)(?:^|_)(?:user|host|hostname|server|remote|ip|addr|address)$")
_PREFIX = regex(r"^\.RECIPEPREFIX\s*:?=\s*(?P<sign>[^\s#])\s*$")
_WORD = regex(r"[\w.-]{1,253}")
_SHELL = regex(r"\$\(shell\s+([^()\n]{1,200})\)")
_HELD = regex(r"\$\{(\w+)\}")
_MOST_NEEDS = 40


@record(frozen=True, slots=True)
class Recipe:
    """A named piece of shell: `line` is that of its first line in the file, `start` that of its name.

    `needs`: names of the recipes that run before it; `held`: what variables of its file hold.
    """

    name: str
    text: str
    line: int
    start: int
    needs: tuple[str, ...] = ()
    held: Mapping[str, str] = field(default_factory=dict)


def recipes_of(text: str) -> tuple[dict[str, Recipe], dict[str, str]]:
    """The recipes of a Makefile by their names, and what its variables hold."""
    rows = _with_tabs(text.splitlines())
    held = dict(_variables(rows))
    recipes = [replace(recipe, text=_as_shell(recipe.text, held), held=held) for recipe in _recipes(_joined(rows))]
    # What a name needs may be said once more, apart from what it does.
    recipes.sort(key=lambda recipe: bool(recipe.text))
    return {name: recipe for recipe in recipes for name in recipe.name.split()}, held


def _with_tabs(rows: list[str]) -> list[str]:
    """The rows, with a tab in place of the sign that the file has chosen instead."""
    sign = next((match["sign"] for row in rows if (match := _PREFIX.match(row[:100]))), "")
    return [f"\t{row[1:].lstrip()}" if row.startswith(sign) else row for row in rows] if sign else rows


def scripts_of(text: str) -> dict[str, str]:
    """The scripts of a `package.json` by their names; none where it is malformed."""
    try:
        entries = parse_json(text).child("scripts").entries()
    except NodeError:
        return {}
    return {name: node.value for name, node in entries.items() if isinstance(node.value, str)}


def filled(text: str, held: Mapping[str, str]) -> str:
    """The recipe with what its file's variables hold in their places: the words tell how a release is named."""
    for _ in range(3):
        text = _HELD.sub(lambda match: held.get(match[1], match[0]), text)[:20_000]
    return text


def needed(recipe: Recipe, by_name: Mapping[str, Recipe]) -> tuple[Recipe, ...]:
    """The recipes that run before one, in their order: what it needs, and what they need in their turn."""
    found: dict[str, Recipe] = {}
    waiting = [(name, False) for name in reversed(recipe.needs)]
    seen = {recipe.name}
    while waiting:
        name, ready = waiting.pop()
        if ready:
            found[name] = by_name[name]
        elif name in by_name and name not in seen and len(seen) <= _MOST_NEEDS:
            seen.add(name)
            waiting += [(name, True), *((need, False) for need in reversed(by_name[name].needs))]
    return tuple(found.values())


def _variables(rows: list[str]) -> Iterator[tuple[str, str]]:
    """The variables of a Makefile, each with what it holds as a shell writes it."""
    for row in rows:
        match = VARIABLE.match(row[:1_000])
        if match:
            value = _SHELL.sub(r"$(\1)", match["value"].strip())
            yield match["name"], _REFERENCE.sub(r"${\1}", value) if "$(shell" not in match["value"] else value


def _as_shell(text: str, held: Mapping[str, str]) -> str:
    """A recipe with references to the file's variables, and doubled dollars, as a shell writes them."""

    def shown(match: re.Match[str]) -> str:
        value = held.get(match[1], "")
        if _ENTERED.fullmatch(value) or (_OF_A_HOST.search(match[1]) and _WORD.fullmatch(value)):
            return value  # who enters which host is told by the words of the command itself
        # What the file does not set, whoever calls it does (`make restore FILE=…`).
        return "make" if match[1] == "MAKE" else f"${{{match[1]}}}"

    return _REFERENCE.sub(shown, text).replace("${MAKE}", "make").replace("$$", "$")


def _recipes(rows: list[str]) -> Iterator[Recipe]:
    name, start, first, lines = "", 0, 0, list[str]()
    needs: tuple[str, ...] = ()
    for number, row in enumerate(rows, start=1):
        if lines and lines[-1].endswith("\\"):
            # What a backslash carries on needs no tab, and its own options are no marks of make's.
            lines += [""] * (number - first - len(lines))
            lines.append(row.strip())
            continue
        if row.startswith("\t") and name:
            if not lines:
                first = number
            lines += [""] * (number - first - len(lines))
            # make runs each line in a shell of its own and stops at the first that fails, unless it begins with `-`.
            bare = row[1:].lstrip("@+ ")
            lines.append(f"{bare[1:]} || true" if bare.startswith("-") and not bare.endswith("\\") else bare)
            continue
        match = _TARGET.match(row[:1_000])
        if match or (row and not row.startswith(("#", " ", "\t"))):
            if lines or needs:
                yield Recipe(name, "\n".join(lines), first if lines else start, start, needs)
            name, start, lines = (match["names"].strip() if match else ""), number, []
            # Names that begin with a dot are make's own; what stands behind `;` or `#` is needed by nothing.
            told = match["needs"] if match and not name.startswith(".") else ""
            needs = tuple(re.split(r"[;#]", told, maxsplit=1)[0].split())
    if lines or needs:
        yield Recipe(name, "\n".join(lines), first if lines else start, start, needs)


def _joined(rows: list[str]) -> list[str]:
    """The same lines, with what a recipe needs on its first line, where a backslash has it go on in the next ones."""
    found: list[str] = []
    rest = iter(rows)
    for row in rest:
        head, below = row, 0
        while head.endswith("\\") and _TARGET.match(head[:-1]) and below < _MOST_NEEDS:
            below += 1
            head = f"{head[:-1].rstrip()} {next(rest, '').strip()}"
        found += [head, *[""] * below]
    return found

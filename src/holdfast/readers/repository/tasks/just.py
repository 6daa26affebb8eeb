"""Recipes of `just` in the words of a Makefile, row by row: what runs them is the same shell."""

from collections.abc import Iterator

from holdfast.model.regex import regex

_HEAD = regex(r"@?(?P<name>[A-Za-z_][\w-]*)(?P<given>[^:\n]{0,300}):(?!=)(?P<needs>[^\n]*)$")
_VARIABLE = regex(r"(?:export\s+)?(?P<name>[A-Za-z_][\w-]*)\s*:=\s*(?P<value>\S[^\n]*)$")
_FILLED_IN = regex(r"\{\{\s*(?P<name>\w+)\s*\}\}")
_ASKED = regex(r"(?<![\w=\"'-])[+*$]?(?P<name>[A-Za-z_][\w-]*)(?![\w=\"'-])")
"""Parameters without a value of their own: whoever starts the recipe says them, as variables of `make`."""
_NEEDED = regex(r"\(\s*([\w-]+)[^()]*\)")
_QUOTES = "\"'"
_NO_RECIPE = frozenset(("set", "alias", "import", "mod", "export"))


def as_makefile(text: str) -> str:
    """`text` with each recipe, its needs and the file's variables as `make` has them; every row keeps its number."""
    rows = text.splitlines()
    held = {match["name"] for row in rows if (match := _VARIABLE.match(row[:1_000]))}
    return "\n".join(_rows(rows, held))


def _rows(rows: list[str], held: set[str]) -> Iterator[str]:
    asked: set[str] = set()
    for row in rows:
        variable, head = _VARIABLE.match(row[:1_000]), _HEAD.match(row[:1_000])
        if head is not None:
            asked = {match["name"] for match in _ASKED.finditer(head["given"])}
        shown = _filled_in(row, held | asked)
        if row[:1] in (" ", "\t"):
            yield f"\t{shown.lstrip()}" if row.strip() else ""
        elif variable is not None:
            yield f"{variable['name']} := {variable['value'].strip().strip(_QUOTES)}"
        elif head is not None and head["name"] not in _NO_RECIPE:
            needs = _NEEDED.sub(r"\1", head["needs"].partition("#")[0]).replace("&&", " ")
            yield f"{head['name']}: {needs.strip()}"
        else:
            yield row if row.startswith("#") else ""


def _filled_in(row: str, known: set[str]) -> str:
    return _FILLED_IN.sub(lambda match: f"$({match['name']})" if match["name"] in known else match[0], row)

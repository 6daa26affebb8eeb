"""Tasks of `task` (go-task) in the words of a Makefile, row by row: what runs them is the same shell."""

from holdfast.model.regex import regex

_KEY = regex(r"(?P<dash>- +)?(?P<quote>[\"']?)(?P<key>[A-Za-z_][\w:.-]{0,80})(?P=quote):(?:\s+(?P<value>\S.*))?$")
_FILLED_IN = regex(r"\{\{\s*\.(?P<name>\w+)(?:\s*\|[^{}\n]{0,80})?\s*\}\}")
_BLOCK = regex(r"[|>][+-]?\d?$")
_LISTED = regex(r"[\w:.-]{1,80}")
_OF_AN_ITEM = frozenset(("for", "silent", "ignore_error", "platforms", "if", "set", "shopt", "vars"))
_VARIABLES = frozenset(("vars", "env"))


def as_makefile(text: str) -> str:
    """`text` with each task, its needs and the file's variables as `make` has them; every row keeps its number."""
    reading = _Reading()
    for row in text.splitlines():
        bare = row.strip()
        reading.rows.append("")
        if bare.startswith("#"):
            reading.rows[-1] = bare
        elif bare:
            reading.take(bare, len(row) - len(row.lstrip()))
    return "\n".join(reading.rows)


class _Reading:
    """The rows so far, and what the next one belongs to by how far it stands in."""

    def __init__(self) -> None:
        self.rows: list[str] = []
        self._section = self._part = self._variable = ""
        self._inner = self._head = self._block = self._depth = -1

    def take(self, bare: str, indent: int) -> None:
        """One row that says something."""
        if self._block >= 0 and indent > self._block:
            self._command(bare)
            return
        self._block = -1
        key = _KEY.match(bare[:1_000])
        if indent == 0 and not bare.startswith("- "):
            self._section, self._inner, self._head = (key["key"] if key else ""), -1, -1
        elif self._section in _VARIABLES and key:
            self._hold(key["key"], key["value"] or "", indent)
        elif self._section == "tasks":
            self._task(bare, indent)

    def _hold(self, name: str, value: str, indent: int) -> None:
        self._inner = indent if self._inner < 0 else self._inner
        if indent == self._inner:
            self._variable = name
            if value and not value.startswith("{"):
                self.rows[-1] = f"{name} := {_filled_in(_plain(value))}"
        elif name == "sh" and value:
            self.rows[-1] = f"{self._variable} := $(shell {_filled_in(_plain(value))})"

    def _task(self, bare: str, indent: int) -> None:
        key = _KEY.match(bare[:1_000])
        self._inner = indent if self._inner < 0 else self._inner
        if indent == self._inner and key and not key["dash"]:
            self._head, self._part = len(self.rows) - 1, ""
            self.rows[-1] = f"{target_of(key['key'])}:"
        elif key and not key["dash"] and (not self._part or indent <= self._depth):
            self._part, self._depth = key["key"], indent
            self._inside(key["value"] or "", indent)
        elif bare.startswith("- ") or key:
            word = key["key"] if key else ""
            if word in ("cmd", "task", "defer"):
                self._item(word, (key["value"] or "") if key else "", indent)
            elif bare.startswith("- ") and word not in _OF_AN_ITEM:
                self._item("", bare[2:].strip(), indent)

    def _inside(self, value: str, indent: int) -> None:
        """What a key of a task says on its own row."""
        if self._part == "cmd":
            self._item("cmd", value, indent)
        elif self._part == "deps":
            self._needs(*_LISTED.findall(value))
        elif self._part == "cmds" and value.startswith("["):
            self._command(_plain(value.strip("[]")))

    def _item(self, named: str, value: str, indent: int) -> None:
        if self._part == "deps":
            self._needs(*_LISTED.findall(_plain(value))[:1])
        elif self._part not in ("cmd", "cmds") or not value:
            return
        elif _BLOCK.match(value):
            self._block = indent
        else:
            self._command(f"make {target_of(_plain(value))}" if named == "task" else _plain(value))

    def _command(self, text: str) -> None:
        if self._head >= 0:
            self.rows[-1] = f"\t{_filled_in(text)}"

    def _needs(self, *names: str) -> None:
        if self._head >= 0:
            self.rows[self._head] += "".join(f" {target_of(name)}" for name in names)


def target_of(name: str) -> str:
    """A Makefile's target holds no colon."""
    return name.strip(":").replace(":", "-")


def _plain(value: str) -> str:
    """A value of YAML without its quotation marks."""
    value = value.strip()
    if len(value) > 1 and value[0] == value[-1] == "'":
        return value[1:-1].replace("''", "'")
    return value[1:-1].replace('\\"', '"') if len(value) > 1 and value[0] == value[-1] == '"' else value


def _filled_in(text: str) -> str:
    return _FILLED_IN.sub(r"$(\g<name>)", text)

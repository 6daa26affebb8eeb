"""What a guide has somebody paste into the file of settings that it has just had them open in an editor."""

from holdfast.model.facts import SettingsByHand
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.configuration.names import is_secret
from holdfast.readers.repository.guides.guide import Code, Guide
from holdfast.readers.repository.guides.page.listed import COMMAND_FENCES

_SET = regex(r"^\s*[-\"']{0,2}\s{0,4}[\"']?(?P<name>[A-Za-z][\w.-]{1,100})[\"']?\s{0,8}[=:]\s{0,8}[\"']?[^\s\"'{\[]")
_BELOW = 15
"""Rows behind the command within which its file is shown."""
_MOST_ROWS = 40


def content_below(guide: Guide, opened: SettingsByHand) -> SettingsByHand:
    """The rows of the next block up to its last secret, with what these are called; without any, the command."""
    line = opened.at.start_line
    below = (code for code in guide.codes if line < code.fence.line <= line + _BELOW)
    block = next(below, None)
    found = _secrets(block) if block is not None and block.fence.language not in COMMAND_FENCES else {}
    if block is None or not found:
        return opened
    last = min(max(found.values()), _MOST_ROWS)
    return replace(opened, at=block.snippet.at(1, last), names=tuple(found))


def _secrets(code: Code) -> dict[str, int]:
    """The rows of secrets by their names; of one with several parts the last tells what it is."""
    rows = enumerate(code.snippet.rows, start=1)
    told = {match["name"]: number for number, row in rows if (match := _SET.match(row[:400]))}
    return {name: number for name, number in told.items() if is_secret(name.rpartition(".")[2])}

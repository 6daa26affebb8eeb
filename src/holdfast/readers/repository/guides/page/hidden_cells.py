"""Cells of tables that a column calls passwords: whoever quotes their row for something else must not show them."""

from collections.abc import Iterable

from holdfast.model.evidence import Location
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.guides.page.blocks import Statement
from holdfast.readers.repository.guides.wording.lexicon import any_of

_PASSWORDS = any_of(
    r"\b(?:pass(?:word|wd|code|phrase)?|pwd?)\b|비밀 ?번호|비번|패스워드|암호(?!화)|パスワード|暗証番号"
)
_WORD = regex(r"[!-~]{4,200}")


def without_passwords(at: Location, said: Iterable[Statement]) -> Location:
    """The place of these rows, quoted without what they call a password."""
    for row in said:
        for column, cell in zip(row.columns, row.cells, strict=False):
            word = cell if _WORD.fullmatch(cell) else cell.rpartition("/")[2].strip()  # behind who has it
            if _PASSWORDS.search(column) and _WORD.fullmatch(word):
                at = replace(at, quote=at.quote.replace(word, "[hidden]"))
    return at

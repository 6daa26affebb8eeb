"""What an address of a bucket is signed for: a browser that puts a file there, or one that gets it."""

import re

from holdfast.model.regex import regex
from holdfast.readers.repository.source.code import Source

_OPERATION = regex(
    r"(?P<put>PutObject|put_?[oO]bject|resigned_?[pP]ost|HttpMethod\.PUT|:put\b|presignPut|UploadPart|upload_part)"
    r"|GetObject|get_?[oO]bject|HttpMethod\.GET|:get\b|presignGet|HeadObject"
)
_ARGUMENTS = 120
"""Characters of a call in which it may name the operation by itself."""
_END = regex(r";|\)\s*\n")
_BEFORE = 1_500
"""Characters above a call among which the command is made that it signs."""


def signed_for(source: Source, match: re.Match[str]) -> str | None:
    """Tell "put" or "get" by the call itself, or by the command made last before it; else None."""
    end = _END.search(source.code, match.end(), match.end() + _ARGUMENTS)
    own = _OPERATION.search(source.code, match.start(), end.start() if end else match.end() + _ARGUMENTS)
    above = list(_OPERATION.finditer(source.code, max(match.start() - _BEFORE, 0), match.start()))
    told = own or (above[-1] if above else None)
    return None if told is None else ("put" if told["put"] else "get")

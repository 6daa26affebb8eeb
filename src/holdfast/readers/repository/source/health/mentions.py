"""Branches for one path that only take note of the request, and leave its answer to others."""

from holdfast.model.regex import regex

_INNER = regex(r"\([^()]*\)")
_INDEX = regex(r"\[[^\[\]]*\]")
_DEEPEST = 6
_LONGEST = 2_000
_NOTE = regex(
    r"""(?x)
    (?:const\s+|let\s+|var\s+)?(?![\w$.]*[sS]tatus)[\w$.]+\s*[:+-]?=\s*(?:[tT]rue|[fF]alse|null|None|undefined|\d+)
    |[\w$.]+(?:\.(?:headers|locals|state)(?:\.\w+)?|(?:\.\w+)*@)\s*=[^\n]*
    |(?:\w+\.)*(?:res|response|reply|ctx|c|context)\.(?:headers\.)?
        (?:set|setHeader|header|append|removeHeader|delete|type|vary|setdefault|update)
    |(?:[\w$]+\.)*_?(?:log|logger|logging|console)\.\w+
    |print|del\s[^\n]*|delete\s[^\n]*
    """
)


def only_notes(body: str) -> bool:
    """It sets a header, a flag or a line of the log, and answers nobody.

    Args:
        body: the branch, without comments and with what its texts say left out.
    """
    if len(body) > _LONGEST:
        return False
    for _ in range(_DEEPEST):
        body = _INDEX.sub("@", _INNER.sub("", body))
    statements = [part.strip() for part in body.strip().strip("{}").replace("\n", ";").split(";")]
    return any(statements) and all(_NOTE.fullmatch(one) for one in statements if one)

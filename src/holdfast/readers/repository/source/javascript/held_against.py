"""Whether a JavaScript program holds its environment against a schema, or hands it to a function that does."""

from holdfast.model.regex import regex
from holdfast.readers.repository.source.code import Source

_USED = regex(
    r"(?:safeP|p)arse(?:Async)?\(\s*(?:\{[^}]{0,40})?(?:process\.env|config|env|\w*[eE]nv\w*)\b"
    r"|\bvalidate\s*[:(]|validationSchema|\b(?:validateSync|cast)\(\s*process\.env"
)
_USES = ("parse(", "parseasync(", "validat", "cast(")
"""One of these stands in whatever `_USED` finds: a cheap test before a dear one."""
_HANDED = regex(r"\(\s*process\.env\s*[,)]")
_WHO_HOLDS = regex(r"(?:\b[vpcl]|(?<=[a-z])[VPCL])(?:alidate|arse|heck|oad)\w{0,20}\Z")
"""What a function is called that holds the environment against a schema."""


def is_held_against(source: Source) -> bool:
    """Here the environment is held against one, or is handed to who does that."""
    if source.mentions(*_USES) and _USED.search(source.code):
        return True
    handed = _HANDED.finditer(source.code) if source.mentions("(process.env") else ()
    return any(_WHO_HOLDS.search(source.code[max(one.start() - 40, 0) : one.start()]) for one in handed)

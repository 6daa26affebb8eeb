"""What a placeholder of Spring's settings is given by: a variable of the environment, or a property of the files.

Spring looks a property up among the variables as well: dots and dashes become underscores there, or dashes go
altogether, in upper case (Spring Boot's reference, "Externalized Configuration", and `SystemEnvironmentPropertySource`;
read in November 2026).
"""

import re
from collections.abc import Iterable

from holdfast.model.regex import regex

# Variables, and settings that a store hands over by such names.
_VARIABLE = regex(r"[A-Z][A-Z0-9_]*|[a-z][a-z0-9]*(?:[_-][a-z0-9]+)+")
_PROPERTY = regex(
    r"[a-z][A-Za-z0-9]*(?:[_-][A-Za-z0-9]+)*(?:\.[A-Za-z][A-Za-z0-9]*(?:[_-][A-Za-z0-9]+)*)+|[a-z]+(?:[A-Z][a-z0-9]*)+"
)
_OF_OTHERS = regex(
    r"(?:spring|server|management|logging|eureka|java|jdk|os|user\.(?:home|dir|name)|random|file\.separator"
    r"|line\.separator|project|pom|maven|gradle|build|git|info|local\.server|vcap|kubernetes)(?:\.|$)"
    r"|(?:artifact|group|project|build|final|app)(?:Id|Name|Version|Number|Dir)$"
)
"""Properties that the framework, the machine or the build tells by itself."""


def plain(key: str) -> str:
    """A property as Spring compares it: without dashes and underscores, in lower case."""
    return re.sub(r"[-_]", "", key).lower()


def variables_of(name: str) -> tuple[str, ...]:
    """The variables by which a property is given, the one that most people write first."""
    dotless = name.replace(".", "_")
    return tuple(dict.fromkeys((dotless.replace("-", "_").upper(), dotless.replace("-", "").upper())))


def is_of_files(name: str, keys: Iterable[str]) -> bool:
    """A placeholder with such a `name` is filled by other settings; by `keys` as for `from_outside`.

    A name of letters and digits alone may be that of a variable, however it is written, where no file gives it.
    """
    known = plain(name) in keys or not name.replace("_", "").isalnum()
    return known and from_outside(name, keys) is None


def from_outside(name: str, keys: Iterable[str]) -> str | None:
    """The variable by which a placeholder of this `name` is filled; None where other settings do it.

    Args:
        name: as the placeholder has it.
        keys: of all settings that the application's own files give, as `plain` tells them.
    """
    if _VARIABLE.fullmatch(name):
        return name if name.isupper() or plain(name) not in keys else None
    if not _PROPERTY.fullmatch(name) or _OF_OTHERS.match(name) or plain(name) in keys:
        return None
    return variables_of(name)[0]

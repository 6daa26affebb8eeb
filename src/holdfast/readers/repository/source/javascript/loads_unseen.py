"""What Nest's module of settings is given to load, where no file of the application says what that is."""

import posixpath
import re
from collections.abc import Iterable

from holdfast.model.regex import regex
from holdfast.readers.repository.source.code import Source

_LOAD = regex(r"\bload\s{0,9}:\s{0,9}\[(?P<names>[^\[\]]{1,400})\]")
_NAME = regex(r"[A-Za-z_$][\w$]{0,60}")
_SUFFIX = regex(r"\.[cm]?[jt]sx?$")


def loads_unseen(source: Source, call: str, others: Iterable[Source]) -> bool:
    """Whether all that `call` loads comes from files beside that nobody has at hand."""
    load = _LOAD.search(call)
    if load is None:
        return False
    seen = {_SUFFIX.sub("", one.path) for one in others}
    places = [_place(source, name) for name in _NAME.findall(load["names"])]
    return bool(places) and not any(one is None or one in seen or f"{one}/index" in seen for one in places)


def _place(source: Source, name: str) -> str | None:
    """The file that the name is imported from, without its ending; None where it is this file, or a package."""
    found = re.search(
        rf"\bimport\b[^;'\"]{{0,200}}\b{re.escape(name)}\b[^;'\"]{{0,200}}['\"](?P<path>\.[\w./@-]{{1,120}})['\"]",
        source.code,
    )
    if found is None:
        return None
    return _SUFFIX.sub("", posixpath.normpath(posixpath.join(posixpath.dirname(source.path), found["path"])))

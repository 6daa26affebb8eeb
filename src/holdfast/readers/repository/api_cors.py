"""Which websites an API of AWS lets browsers call it from: API Gateway and the addresses of functions."""

from collections.abc import Iterable, Mapping
from typing import Any

from holdfast.model.evidence import Location
from holdfast.model.facts import ApplicationCors

_ALL = frozenset({"*", "ALL_ORIGINS"})


def api_cors(
    said: Mapping[str, Any], at: Location, origins: Iterable[str | None], *, credentials: bool
) -> ApplicationCors | None:
    """The rule as a fact; None when it lets nobody in.

    Args:
        said: what the fact has in common with others of its resource.
        at: where the origins are written.
        origins: as written, quoted or several in one text as API Gateway wants them; None for one that is not told.
        credentials: the browser may send cookies along.
    """
    texts = [text for given in origins for text in (given.split(",") if given is not None else (None,))]
    plain = [text.strip().strip("'\"") if text is not None else "" for text in texts]
    known = tuple(dict.fromkeys("*" if text in _ALL else text for text in plain if text and "$" not in text))
    if not plain:
        return None
    complete = all(text and "$" not in text for text in plain)
    return ApplicationCors(**{**said, "at": at}, origins=known, credentials=credentials, complete=complete)

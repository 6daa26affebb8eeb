"""What an alarm sets off: somebody is called, or the machinery does something and nobody hears of it."""

import re

from holdfast.model.regex import regex

_CALLS = regex(r":sns:|:events:|sns|topic|alert|notif", re.IGNORECASE)
_ACTS = regex(r":(autoscaling|automate|swf):|scal(e|ing)", re.IGNORECASE)


def tells(name: str) -> bool:
    """Something of this name or address is there to tell somebody."""
    return _CALLS.search(name) is not None


def only_acts(action: str) -> bool:
    """An action called or addressed `action` adds hosts, stops or mends one, and tells nobody."""
    return bool(_ACTS.search(action)) and not tells(action)

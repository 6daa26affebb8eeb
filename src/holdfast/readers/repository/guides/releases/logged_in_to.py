"""The one host that a guide has somebody log in to, by its number."""

import re

from holdfast.model.regex import regex
from holdfast.readers.repository.guides.guide import Guide

_LOGGED_IN_TO = regex(r"\bssh\s(?:-\w\s\S{1,80}\s){0,4}[\w.-]{1,40}@(\d{1,3}(?:\.\d{1,3}){3})(?![\d.])", re.ASCII)


def logged_in_to(guide: Guide) -> re.Pattern[str] | None:
    """The pattern of its address; of several hosts, another may hold the database."""
    hosts = set(_LOGGED_IN_TO.findall(guide.all_text))
    return regex(rf"(?<![\d.]){re.escape(min(hosts))}(?![\d.])") if len(hosts) == 1 else None

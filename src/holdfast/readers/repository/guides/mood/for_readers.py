"""Texts that are no guide of the team's: articles that a website shows, and roles that an assistant is to play."""

import re

from holdfast.model.regex import regex

_HEAD = regex(
    r"\A\ufeff?(?:---|\+\+\+)[^\S\n]*\n(?P<told>(?:(?!---|\+\+\+)[^\n]{0,2000}\n){1,60})(?:---|\+\+\+)[^\S\n]*\n"
)
_LONGEST = 20_000
_SHOWN = regex(r"(?i)(?:^|/)(?:_?posts|blogs?|articles|_?drafts|news|newsletters|content)/")
_DATED = regex(
    r"^[^\S\n]*[\"']?(?:date|pub_?date|published(?:_?(?:at|on|date))?|created_?at)[\"']?\s*[:=]",
    re.MULTILINE | re.IGNORECASE,
)
_STUDIES = regex(
    r"(?i)(?:^|/)(?:(?:market[-_]?)?research|competit(?:ors?|ive)[\w-]{0,20}|case[-_]?stud(?:y|ies)|transcripts|interviews)/"
)
"""What somebody found out about others."""
_PLAYS = regex(
    r"(?:[^\S\n]*(?:#{1,3}[^\n]{0,120}|<!--[^\n]{0,200}-->)?\n){0,6}[^\S\n]*(?:\*\*)?"
    r"(?:You are (?:an?|the|now|our)\b|Act as\b|당신은|너는|あなたは)",
    re.IGNORECASE,
)
_ASSISTANTS = regex(r"(?i)(?:^|/)(?:agents|prompts?|personas?|chat-?modes|subagents|roles)/")
_HOST = regex(r"\bssh\s[^\n]{0,80}@|@\d{1,3}(?:\.\d{1,3}){3}|@ec2-|\bi-[0-9a-f]{17}\b")
"""Where somebody gets in: whoever plays this role works on the team's own machine."""


def is_for_readers(path: str, text: str) -> bool:
    """Whether a text tells whoever visits a website, or plays a role for a model, instead of telling the team."""
    if _SHOWN.search(path) and (head := _HEAD.match(text[:_LONGEST])) is not None:
        return _DATED.search(head["told"]) is not None
    if not _ASSISTANTS.search(path):
        return _STUDIES.search(path) is not None
    head = _HEAD.match(text[:_LONGEST])
    return _PLAYS.match(text[:_LONGEST], head.end() if head else 0) is not None and _HOST.search(text) is None

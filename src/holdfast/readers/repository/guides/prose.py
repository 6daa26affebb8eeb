"""Tells words that somebody put into a block of code from code."""

from holdfast.model.regex import regex

_PROSE_LINE = regex(r"\s*(?:[-*•→⇒↓]\s|\d+[.)]\s)|.*(?:\S\s+>\s+\S)|[^#$]*[가-힣ぁ-んァ-ン一-龥]")
_CODE_LINE = regex(
    r"[^#]*[{};]\s*$|\s*(?:\$|#!|(?:sudo|export|cd|git|npm|docker|scp|rsync|aws|pm2|java|nohup|mysqldump|pg_dump)\s)"
    r"|\s*(?:[\d*/,-]+[ \t]+){4}[\d*/,-]+[ \t]+[\w./~]"
)
_HEAD_OF_RULES = regex(
    r"(?i)(?=.*(?:포트|ポート|\bport\b))(?=.*(?:소스|출처|ソース|送信元|\bsource\b))"
    r"(?=.*\S(?: {2,}|\t+|\s*[|│]\s*)\S)[^:：=]*$"
)
"""The head of a table of openings whose columns are kept apart by blanks."""


def is_prose(text: str) -> bool:
    """A block without a language holds sentences, lists and console paths, not code; judged by its lines."""
    rows = [row for row in text.splitlines()[:60] if row.strip()]
    if not rows or text.lstrip()[:1] in "{[<":
        return False
    if any(map(_HEAD_OF_RULES.match, rows[:3])):
        return True
    prose = sum(1 for row in rows if _PROSE_LINE.match(row) and not _CODE_LINE.match(row))
    return prose * 2 > len(rows)

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
_RULE = regex(
    r"(?i)\s*(?:[-*•]\s)?(?:inbound:?\s+)?(?:ssh|https?|mysql\S*|postgres\S*|redis|rdp|custom tcp|all traffic|tcp"
    r"|사용자 ?지정 ?tcp|カスタム ?tcp|\d{2,5}(?:/tcp)?)(?![\w.])[^\n]{0,40}?"
    r"(?<![\d.])(?:\d{1,3}(?:\.\d{1,3}){3}/\d{1,2}|::/0|anywhere|my ip|내 ?ip|マイ ?ip|sg-\w{3,20})(?![\w.])"
)
"""An opening of a firewall, in a row of its own: what is opened, and for whom."""


def is_prose(text: str) -> bool:
    """A block without a language holds sentences, lists and console paths, not code; judged by its lines."""
    rows = [row for row in text.splitlines()[:60] if row.strip()]
    if not rows or text.lstrip()[:1] in "{[<":
        return False
    if any(map(_HEAD_OF_RULES.match, rows[:3])):
        return True
    if any(_RULE.match(row[:200]) for row in rows) and not any(map(_CODE_LINE.match, rows)):
        return True
    prose = sum(1 for row in rows if _PROSE_LINE.match(row) and not _CODE_LINE.match(row))
    return prose * 2 > len(rows)

"""Which headings speak of the reader's own machine, and of nothing beyond it."""

import re

from holdfast.model.regex import regex
from holdfast.readers.repository.guides.wording.european import AT_HOME
from holdfast.readers.repository.guides.wording.lexicon import any_of, first_match

_ALWAYS = regex(r"로컬|\blocal(?:ly|host)?\b|ローカル", re.IGNORECASE | re.ASCII)
_LEAVES = any_of(
    r"로컬.{0,20}(?:서버|ec2|운영|인스턴스)(?: ?환경)?(?:로|으로|에 )|로컬에서 ?빌드.{0,10}배포",
    r"\blocal\b.{0,30}\b(?:in)?to (?:(?:the|your|an?|our) )?(?:\w+ )?(?:server|ec2|prod\w*|instance|remote|host)\b",
    r"ローカル.{0,20}(?:本番|サーバー?|ec2|インスタンス)(?:環境)?[にへ]",
)
"""What begins at home there and ends on a server."""

_MOSTLY = any_of(
    r"로컬|개발 ?환경|개발 ?서버 ?실행|개발 ?가이드|local(?:ly|host)?\b|development(?! (?:server|"
    r"environment on))|\bdev (?:setup|server|mode)|contribut",
    r"ローカル|開発環境|unit tests?|\btesting\b|테스트 ?(?:방법|실행|코드)|テスト(?:方法|実行)?$",
    AT_HOME,
)


TRIED_OUT = any_of(r"\b(?:local(?:ly|host)?|dev|development|tests?)\b|로컬|개발|테스트|ローカル|開発|テスト")
"""What stands around a sentence that speaks of a developer's machine, or of tests, and not of what serves."""
FROM_HOME = any_of(
    r"(?:로컬|내 ?(?:pc|컴퓨터)|개발 ?pc)(?:에서|로부터)의? ?(?:접속|연결|접근)",
    r"(?:ローカル|手元)(?:pc)?からの?(?:接続|アクセス)",
    r"\b(?:connect|access|reach)\w* [^\n]{0,40}?\bfrom (?:your |my |the |a )?(?:local|own)\b"
    r"(?: machine| pc| computer)?",
)
"""The way from the own machine to the server leads to the server."""


def stays_there(headings: list[str]) -> bool:
    """One of them says so, whatever the guide is about."""
    return any(_ALWAYS.search(text) and not _LEAVES.search(text) for text in headings)


def is_meant(headings: list[str]) -> bool:
    """They say so unless a server is named."""
    return first_match(_MOSTLY, headings) is not None

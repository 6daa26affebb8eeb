"""Chapters called "next steps" that go on with the set-up in commands, where others only say what would be good."""

from holdfast.model.record import replace
from holdfast.readers.repository.guides.page.trail import Heading, Trail
from holdfast.readers.repository.guides.wording.lexicon import any_of

_NEXT = any_of(r"next steps?|다음 ?단계|次のステップ|what'?s next")
_THEN = any_of(
    r"\b(?:after|once|when)\b.{0,40}\b(?:deploy\w*|succe\w+|done|complete\w*|running|up|works?)\b",
    r"(?:배포|설치|설정|성공|완료)(?:이|가)? ?(?:성공 ?|완료 ?)?(?:하면|되면|한 ?후|된 ?후|후|했다면|됐다면)",
    r"(?:デプロイ|構築|設定|起動|成功|完了)(?:が|に)?(?:成功|完了)?(?:したら|した後|後)",
)
_NUMBERED = any_of(
    r"^\W*(?:phase|step|part|stage|단계|ステップ|フェーズ|手順)\s?(?:\d|[A-Z]\b)|^\W*\d{1,2} ?(?:단계|つ目)",
)
"""A part of a sequence; "1. Monitoring" alone is as often an item of a list of wishes."""


def without_next(trail: Trail) -> Trail | None:
    """The trail of a block without a chapter "next steps" that goes on with the set-up; None when it has none.

    What such a chapter only says stays a wish: just its commands are there to be typed.
    """
    kept = tuple(heading for at, heading in enumerate(trail.headings) if not _goes_on(trail.headings, at, heading))
    return replace(trail, headings=kept) if len(kept) < len(trail.headings) else None


def _goes_on(headings: tuple[Heading, ...], at: int, heading: Heading) -> bool:
    if not _NEXT.search(heading.text):
        return False
    below = headings[at + 1 : at + 2]
    return _THEN.search(heading.text) is not None or any(_NUMBERED.search(one.text) for one in below)

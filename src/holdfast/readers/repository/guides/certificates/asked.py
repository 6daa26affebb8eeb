"""The protocol by which a guide has CloudFront ask what stands behind it."""

from collections.abc import Iterator, Sequence

from holdfast.model.facts import Distribution
from holdfast.model.record import replace
from holdfast.readers.repository.guides.guide import Guide, Passage
from holdfast.readers.repository.guides.values import about
from holdfast.readers.repository.guides.wording.lexicon import NEGATION, any_of

CLOUDFRONT = any_of(r"cloud ?front|클라우드 ?프론트|\bcdn\b|クラウドフロント")
_PROTOCOL = r"(?:protocol|프로토콜|プロトコル)(?: ?(?:policy|정책|ポリシー))?"
_PLAIN = r"\W{1,12}http(?:[ -]?(?:only|만|のみ)|\s*(?:$|[（|]))"
_ORIGIN = any_of(r"\borigins?\b|원본|오리진|オリジン")
_SAID = any_of(rf"(?:origin|원본|오리진|オリジン)(?:의|の)? ?{_PROTOCOL}{_PLAIN}")
_BELOW_ORIGIN = any_of(rf"^\W*{_PROTOCOL}{_PLAIN}")
_SPEAKS_NOTHING_ELSE = any_of(
    r"s3[.-]website|website[ -]endpoint|웹 ?사이트 ?엔드포인트|static website|정적 ?웹 ?(?:사이트)? ?호스팅",
    r"静的ウェブサイト",
)
"""A website of S3 answers over HTTP alone."""


def with_protocol(guide: Guide, made: Sequence[Distribution]) -> Iterator[Distribution]:
    """The distributions that a guide makes; the first of them, or one by itself, with an origin asked without TLS."""
    asked = next((passage for passage in guide.passages if _asks_plainly(guide, passage)), None)
    if asked is None:
        yield from made
        return
    first = made[0] if made else Distribution(**guide.common(asked))
    yield replace(first, plain_origin=True, places={**first.places, "plain_origin": guide.at(asked)})
    yield from made[1:]


def _asks_plainly(guide: Guide, passage: Passage) -> bool:
    # What stands in brackets is the reason, as that the instance has no certificate.
    text = passage.text.partition("(")[0]
    if "http" not in text.lower() or not passage.speaks or NEGATION.search(text):
        return False
    below = _BELOW_ORIGIN.search(text) and any(_ORIGIN.search(title) for title in passage.around())
    if not (below or _SAID.search(text)) or not (about(passage, CLOUDFRONT) or CLOUDFRONT.search(guide.all_text)):
        return False
    return not _SPEAKS_NOTHING_ELSE.search(guide.section_of(passage).text)

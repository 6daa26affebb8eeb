"""Headings of what a guide shows as an example."""

from holdfast.readers.repository.guides.wording.lexicon import any_of

EXAMPLE_HEADING = any_of(
    r"^(?!.{0,60}(?:本番|운영|프로덕션|production).{0,16}(?:設定|構成|env|環境変数|설정|환경 ?변수|config|settings?))"
    r"(?:examples?\b|.*(?:예시\s*[:)]?|例)$"
    r"|.*[(（](?:(?:현재 ?)?사용 ?(?:하지 ?)?(?:않음|안 ?함)|미사용|not used|unused|使用しない|使わない|未使用)[)）]$)"
)
"""Shown to explain something, unless it is what production is set to, or a file that the guide has somebody write."""

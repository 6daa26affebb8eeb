"""Words by which people promise that a certificate renews itself."""

import re

from holdfast.model.regex import regex

PROMISE = regex(
    r"\bauto(?:matic(?:ally)?)?[- ]?(?:re-?)?new\w*|\bautomatically\b[^.\n]{0,40}\brenew\w*"
    r"|\brenew\w*\b[^.\n]{0,30}\bautomatically\b"
    r"|\brenew\w* (?:is|are|runs?|happens?) (?:fully )?(?:automatic|automated)\b"
    r"|자동(?:으로)? ?(?:으로 ?)?갱신|갱신(?:은|이|도)? ?자동"
    r"|自動(?:的に|で)?更新|更新(?:は|が|も)自動",
    re.IGNORECASE | re.ASCII,
)

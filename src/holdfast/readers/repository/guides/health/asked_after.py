"""How a guide has somebody ask a new release whether it is well."""

import re
from collections.abc import Iterator

from holdfast.model.facts import HealthProbe
from holdfast.model.regex import regex
from holdfast.readers.repository.guides.guide import Code, Guide
from holdfast.readers.repository.guides.health.content_with_page import content_with_page
from holdfast.readers.repository.guides.wording.lexicon import any_of

HEALTH = regex(
    r"\bcurl\s[^\n|;]{0,200}?https?://[^\s/'\"]+(?P<path>/[\w./-]*(?:health|status)[\w./-]*)",
    re.IGNORECASE | re.ASCII,
)
_HEEDED = regex(
    r"\bcurl\s(?=[^\n|;]{0,200}(?:(?<=\s)-[a-zA-Z]*f|--fail))[^\n|;]{0,200}https?://[^\n|;]{1,200}\|\|\s*(?:exit|return|[({])",
    re.ASCII,
)
"""Whatever page is asked for: a bad answer ends the release."""


_VERIFIES = any_of(
    r"verif|smoke|(?:배포|동작|정상) ?(?:여부 ?)?(?:확인|검증|점검)|(?:動作|デプロイ|正常性?)の?(?:確認|検証)"
)


def is_asked(text: str) -> bool:
    """Commands ask for a page about health, or for any with a bad answer ending the release."""
    return HEALTH.search(text) is not None or _HEEDED.search(text) is not None


def is_verified(guide: Guide, started: Code) -> bool:
    """A chapter behind it, by its heading on how a release is looked at, has somebody ask."""
    behind = (code for code in guide.codes if code.fence.line > started.fence.line and not code.typed)
    return any(_VERIFIES.search(code.snippet.heading) and is_asked(code.fence.text) for code in behind)


def asked_after(guide: Guide) -> Iterator[HealthProbe]:
    """A health address that the reader shall open after a deployment, or the page that is looked at instead."""
    if not any(map(HEALTH.search, (code.snippet.text for code in guide.codes))):
        yield from content_with_page(guide)
    for code in guide.codes:
        if any(isinstance(reading, HealthProbe) for reading in code.readings):
            continue
        for number, row in enumerate(code.snippet.rows, start=1):
            match = HEALTH.search(row)
            if match and not row.lstrip().startswith("#"):
                yield HealthProbe(
                    **code.common(number),
                    asker="guide",
                    path=match["path"],
                    decides=False,
                )

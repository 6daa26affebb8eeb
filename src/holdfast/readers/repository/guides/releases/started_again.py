"""What a guide only has somebody start again, with other settings."""

from holdfast.readers.repository.guides.guide import Code
from holdfast.readers.repository.guides.releases.commands import commands_of
from holdfast.readers.repository.guides.wording.lexicon import any_of

TAKES_SETTINGS = any_of(
    r"\bsecrets?\b|\brotat\w+|\benv(?:ironment)? var\w*|\bscal(?:e|ing)\b",
    r"환경 ?변수|시크릿|교체|シークレット|環境変数|ローテ",
)
"""What runs is started again for its settings: it stays the release that it was."""
_ROTATES = any_of(r"\brotat(?:e|ing|ion)\b|로테이션|(?:키|비밀번호|시크릿|인증서) ?교체|ローテーション")
_STARTS_AGAIN = any_of(r"--force-new-deployment\b|\brollout restart\b|\brestart-app-server\b")


def is_started_again(code: Code) -> bool:
    """A chapter on settings has somebody start what runs, and brings nothing for it."""
    headings = [one.text for one in code.fence.trail.headings]
    of_settings = any(map(_ROTATES.search, headings)) or any(map(TAKES_SETTINGS.search, headings[-1:]))
    if not of_settings or not _STARTS_AGAIN.search(code.fence.text):
        return False
    done = commands_of(code.fence.text)
    return not (done.fetch or done.build)

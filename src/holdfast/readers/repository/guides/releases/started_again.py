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
_RESTARTS = any_of(
    r"\b(?:re-?start|re-?boot|reload|recycl|bounc)\w*|\b(?:config\w*|settings?)\b.{0,16}\bchang",
    r"재시작|재기동|재구동|설정 ?변경|再起動|設定の?変更|重启|重啟",
)
_RELEASES = any_of(
    r"deploy|releas|updat|upgrad|rollout(?! restart)|\bnew\b|latest|\bimages?\b|\bcode\b|\bbuil[dt]",
    r"배포|업데이트|반영|최신|이미지|코드|빌드|デプロイ|リリース|更新|最新|イメージ|コード|ビルド|部署|发布|镜像",
)


def is_started_again(code: Code) -> bool:
    """A chapter on settings, or on starting again, has somebody start what runs, and brings nothing for it."""
    trail = code.fence.trail
    headings = [one.text for one in trail.headings]
    of_settings = any(map(_ROTATES.search, headings)) or any(map(TAKES_SETTINGS.search, headings[-1:]))
    near = " ".join((trail.lead, *trail.parents[-1:], *headings[-1:]))
    restarted = _RESTARTS.search(near) is not None and _RELEASES.search(near) is None
    if not (of_settings or restarted) or not _STARTS_AGAIN.search(code.fence.text):
        return False
    done = commands_of(code.fence.text)
    return not (done.fetch or done.build)

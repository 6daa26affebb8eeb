"""Words for some later day: a wish, unless they only say when a step is to be taken."""

_CHANGED_KO = r"(?:업데이트|갱신|수정|변경|배포|릴리[즈스]|반영|푸시|커밋|push|commit|deploy|update|pull)"
_WHEN_KO = r"(?:때|경우|하려면|[할하] ?시\b|시(?:에는?|엔)|[하했]다면|하면(?! ?좋)|후에?[는,]|방법|절차|부터)"
LATER_KO = rf"(?:향후|추후|나중에|앞으로)(?!(?:의|는)?\s[^.\n]{{0,50}}?{_CHANGED_KO}[^.\n]{{0,15}}?{_WHEN_KO})"
"""`나중에 코드를 업데이트했을 때` tells how the next release is made."""

_CHANGED_JA = r"(?:更新|変更|修正|反映|プッシュ|デプロイ|リリース|アップデート|push|commit|deploy|update|pull)"
_WHEN_JA = r"(?:時|とき|際|場合|には|たら|する(?:に|なら)|方法|手順|から)"
LATER_JA = rf"(?:今後|将来)(?!の?[^。\n]{{0,40}}?{_CHANGED_JA}[^。\n]{{0,12}}?{_WHEN_JA})"

LATER_EN = (
    r"(?<!updates )(?<!update )(?<!deploy )(?<!deployments )(?<!releases )(?<!changes )in the future"
    r"(?!,? (?:when|to|if|you|for)\b[^.\n]{0,40}(?:updat|deploy|releas|push|pull))"
)

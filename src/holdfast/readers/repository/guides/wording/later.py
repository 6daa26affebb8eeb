"""Words for some later day: a wish, unless they only say when a step is to be taken."""

_CHANGED_KO = r"(?:업데이트|갱신|수정|변경|배포|릴리[즈스]|반영|푸시|커밋|push|commit|deploy|update|pull)"
_WHEN_KO = (
    r"(?:때|경우|하려면|[할하] ?시\b|시(?:에는?|엔)|[하했]다면|하면(?! ?좋)|후에?[는,]|방법|절차|부터|을? ?위(?:한|해))"
)
LATER_KO = rf"(?:향후|추후|나중에|앞으로)(?!(?:의|는)?\s[^.\n]{{0,50}}?{_CHANGED_KO}[^.\n]{{0,15}}?{_WHEN_KO})"
"""`나중에 코드를 업데이트했을 때` tells how the next release is made."""

_CHANGED_JA = r"(?:更新|変更|修正|反映|プッシュ|デプロイ|リリース|アップデート|push|commit|deploy|update|pull)"
_WHEN_JA = r"(?:時|とき|際|場合|には|たら|する(?:に|なら)|方法|手順|から)"
LATER_JA = rf"(?:今後|将来)(?!の?[^。\n]{{0,40}}?{_CHANGED_JA}[^。\n]{{0,12}}?{_WHEN_JA})"

LATER_EN = (
    r"(?<!updates )(?<!update )(?<!deploy )(?<!deployments )(?<!releases )(?<!changes )in the future"
    r"(?!,? (?:when|to|if|you|for)\b[^.\n]{0,40}(?:updat|deploy|releas|push|pull))"
    r"|\bwill (?:come|follow) (?:later|soon)\b"
)

CONSIDERED_KO = r"검토(?!하고|[를을]? ?(?:거쳐|마)|한 ?(?:뒤|후|다음))"
"""`diff를 검토하고` has somebody look at what is there before the step."""

TO_DO = r"\bTODO\b(?!\W{1,3}(?:automat|자동화|自動化))"
"""`TODO: automate this` stands above what is done by hand until then."""

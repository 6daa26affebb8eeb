"""What a guide has somebody look at again and again: nothing tells of it by itself."""

from holdfast.model.regex import regex
from holdfast.readers.repository.guides.wording.lexicon import any_of

_AGAIN = any_of(
    r"주기적|정기|매일|매주|매월|매달|매년|분기|월간|주간|일일"
    r"|(?:\d{1,3}|한) ?(?:일|주|개?월|달)(?:에 ?(?:한 ?번|1 ?회)| ?마다)|반년 ?마다"
    r"|(?:주|월|일|년) ?\d ?회",
    r"\b(?:daily|weekly|monthly|quarterly|yearly|annual(?:ly)?|periodic(?:al(?:ly)?)?|regular(?:ly)?|routine)\b"
    r"|\bfrom time to time\b|\b(?:every|each) (?:\w+ )?(?:day|morning|week|month|quarter|year)s?\b",
    r"定期|毎[日週月年朝]|四半期|月次|週次|日次|\d{1,3} ?(?:日|週間|か月|ヶ月|カ月)(?:ごと|毎|に ?[1１一] ?回)",
)
_LOOKS = any_of(
    r"확인|점검|체크|검토|살펴|\b(?:check|verify|review|inspect|confirm|look)\b|確認|点検|チェック|見直し|レビュー"
)
_ENDS = any_of(
    r"(?:인증서|\b(?:ssl|tls|https)\b)[^\n]{0,16}(?:만료|유효 ?기간|갱신|기한)",
    r"\b(?:certificates?|certs?|ssl|tls)\b[^\n]{0,24}\b(?:expir\w*|renew\w*|valid\w*)\b"
    r"|\b(?:expir\w*|renew\w*)\b[^\n]{0,24}\b(?:certificates?|certs?)\b",
    r"(?:証明書|\b(?:ssl|tls)\b)[^\n]{0,12}(?:有効期限|期限|更新|失効)",
)
_CERTIFICATE = any_of(r"인증서|\b(?:ssl|tls|https(?!:)|certificates?|let'?s ?encrypt)\b|証明書")
_EXPIRES = any_of(r"만료|유효 ?기간|\bexpir\w+|有効期限|期限切れ|失効")
_UNWELL = any_of(
    r"로그[^\n]{0,8}(?:검토|확인|점검)"
    r"|(?:디스크|메모리|cpu|서버|리소스|자원) ?(?:사용[량률]|용량|상태|여유)",
    r"\b(?:review|check|inspect)\b[^\n]{0,16}\b(?:logs?|disk|memory|cpu|errors?|uptime|metrics?)\b"
    r"|\b(?:log|disk) (?:review|usage|space)\b",
    r"\b(?:look at|check|review|open|view|watch)\b[^\n]{0,24}\b(?:dashboards?|cloud ?watch|grafana|metrics)\b",
    r"(?:대시보드|지표|메트릭|cloud ?watch)[^\n]{0,12}(?:확인|점검|체크)"
    r"|(?:ダッシュボード|メトリクス|cloud ?watch)[^\n]{0,12}(?:確認|チェック|点検)",
    r"ログ[^\n]{0,6}(?:確認|チェック|点検)|(?:ディスク|メモリ|サーバー?)[^\n]{0,6}(?:使用[量率]|容量|状態|空き)",
)
_ODD = any_of(r"이상 ?(?:징후|여부)|異常")
_OF_HOST = any_of(
    r"서버|시스템|로그|인스턴스|\bec2\b|\baws\b|\bcpu\b|모니터링|운영 ?(?:점검|체크)|\b(?:servers?|systems?"
    r"|monitoring)\b"
    r"|サーバ|システム|ログ|インスタンス|監視|運用"
)
"""Where something odd is something odd about the host."""
_BY_ITSELF = any_of(
    r"자동|알림|알람|경보|\b(?:automat\w*|auto|alarms?|alerts?|notif\w*|cron|scheduled|dry[- ]run)\b"
    r"|自動|通知|アラーム|アラート",
    r"\blambda\b|람다|\b(?:a|an|the|our) (?:\w{1,20} )?(?:scripts?|jobs?|bots?|batch|monitors?)\b"
    r"|uptime ?robot|uptime kuma|pingdom|prometheus|(?:스크립트|배치|봇|잡)(?:가|이|은|는|로)"
    r"|(?:スクリプト|バッチ|ジョブ|ボット)(?:が|は|で)",
)
_OF_OTHERS = regex(
    r"(?i)사용자|고객|회원|개발|로컬|\b(?:users?|customers?|local|dev|staging|audit)\b|ユーザー|顧客|開発|監査"
    r"|해 ?(?:주는|줍니다|드립니다)|서비스(?:입니다|이다)|アプリ|サービスです|てくれ|센서|설비|환자|センサー"
    r"|設備|患者"
    r"|\b(?:sensors?|patients?|devices?)\b"
)
"""Whom the product does so for, or of whom."""


def looks_when_it_ends(text: str, above: str) -> bool:
    """Somebody is to look, now and again, when the certificate ends."""
    ends = _ENDS.search(text) or (_EXPIRES.search(text) and _CERTIFICATE.search(above))
    return ends is not None and _is_routine(text, above)


def looks_how_it_is(text: str, above: str) -> bool:
    """Somebody is to look, now and again, into the logs or at what is left of a resource."""
    odd = _ODD.search(text) and _OF_HOST.search(f"{text}\n{above.rpartition(chr(10))[2]}")
    return bool(odd or _UNWELL.search(text)) and _is_routine(text, above)


def _is_routine(text: str, above: str) -> bool:
    if _BY_ITSELF.search(text) or _OF_OTHERS.search(text) or not _LOOKS.search(f"{text} {above}"):
        return False
    return _AGAIN.search(f"{text}\n{above}") is not None

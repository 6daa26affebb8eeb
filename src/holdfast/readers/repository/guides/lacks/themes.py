"""What a text calls the things that a control asks for, and the words that stand before and behind their names."""

BEFORE = (
    r"(?:(?:아직|현재|별도(?:의|로)?|따로|まだ|currently) )?"
    r"(?:(?:現在|現状|現時点|今のところ|今)(?:は|では)?、? ?|特に|別途の?)?"
    r"(?:(?:uptime|rds|db|ec2|ecs|aws|s3|api|cloud ?watch|database|server|data|automated?|automatic|regular|slack"
    r"|자동(?:화된)?|정기|데이터(?:베이스)?|서버|운영|이메일|自動|定期|データ(?:ベース)?|サーバー?|本番)"
    r" ?(?:의 ?|の)?){0,2}"
)
BEHIND = (
    r"(?:(?: ?の ?| ?用の| )?(?:설정|구성|여부|현황|상태|체계|시스템|정책|전략|연동|기능|인증서|절차|도구|수단"
    r"|設定|状況|体制|対応|有無|運用|証明書|手順|通知|ツール|仕組み|機能|機構|自動化|自動更新|計画"
    r"|주기|스케줄|일정|저장소|자동화|방안|대책|환경|スケジュール|schedules?"
    r"|(?:자동 ?)?갱신|更新|(?:auto(?:matic)?[- ]?)?renewals?"
    r"|실행|実行|알림|알람|endpoints?|엔드포인트|エンドポイント"
    r"|status|set-?up|configuration|policy|strategy|system|procedure|plan|certificates?|alarms?|alerts?"
    r"|mechanisms?|support|pipelines?|tool(?:ing|s)?|solutions?|automation)){0,2}"
)
THEMES = {
    "cost": r"(?:비용|요금) ?(?:알림|알람|경보|모니터링)|costs? (?:alerts?|monitoring)"
    r"|(?:コスト|料金|請求|課金)の?(?:アラート|アラーム|通知|監視)"
    r"|budgets?|예산(?: ?알림)?|予算(?:アラート)?|billing",
    "backup": r"backups?|백업|バックアップ|(?:restore|recovery) procedure|복[구원] ?절차"
    r"|(?:復[旧元]|リストア)手順",
    "monitoring": r"(?:장애 ?|서버 ?)(?:알림|감지)|障害(?:通知|検知)"
    r"|monitoring|alarms?|alerts?|alerting|모니터링|알람|(?:死活|外形|リソース)?監視|アラーム|アラート|モニタリング",
    "certificates": r"(?:let'?s ?encrypt|certbot)(?: certificates?)?"
    r"|https|ssl(?:/tls)?|tls|証明書|인증서|ssl化|https化",
    "releases": r"roll ?-?backs?|롤백|ロールバック|切り戻し|ci/cd|배포 ?자동화|자동 ?배포|自動デプロイ",
    "scaling": (
        r"(?:auto ?-?)?scaling|(?:오토 ?)?스케일링|(?:オート)?スケーリング|オートスケール|スケールアウト|scale-?out"
        r"|load ?balanc(?:er|ing)|로드 ?밸런(?:서|싱)"
        r"|ロードバランサー?|負荷分散|부하 ?분산|(?<![a-z])alb(?![a-z])"
    ),
    "availability": r"multi-?az|マルチ ?az(?:化|構成|配置)?|다중 ?az|可用性|高可用性|가용성|고가용성"
    r"|이중화|다중화|冗長(?:化|構成)?|redundancy|high availability|ha"
    r"|(?:db )?(?:replication|replicas?|레플리케이션|리플리케이션|복제본?|レプリケーション|レプリカ)"
    r"|stand-?by(?: (?:instance|database|db|replica|server))?|스탠바이|대기 ?(?:서버|db)|スタンバイ|待機系"
    r"|(?:auto )?fail-?over|페일 ?오버|フェイルオーバー",
    "health": r"health ?checks?|health endpoints?|/health\w{0,8}(?:/\w{1,12})?|readiness(?: probes?)?"
    r"|헬스 ?체크|ヘルスチェック",
}

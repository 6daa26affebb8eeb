"""How people say, in a sentence that names no setting, that they go without something the product should have."""

from holdfast.model.regex import regex
from holdfast.readers.repository.guides.lacks.says_yes import ANYWAY, OTHERWISE, as_said
from holdfast.readers.repository.guides.wording.apart import sentences
from holdfast.readers.repository.guides.wording.lexicon import any_of

_NOT_THERE_KO = r"(?:은|는|이|가|도|을|를)? ?(?:아직 ?|따로 ?|별도로 ?|전혀 ?)?"
_NOT_JA = r"(?:は|が|も|を)?(?:まだ|特に|一切)?"
_GONE = r"(?:goes down|go down|is down|dies|fails|crashes|breaks|is lost)"
_COST = any_of(
    r"\b(?:no|without(?: an?| any)?|(?:not|n't|never) (?:yet )?(?:set up|created?|configured?|defined?)"
    r" (?:an?|any))"
    r" (?:\w{1,20} )?(?:(?:billing|budget|cost) al(?:arm|ert)s?|spending limits?)\b"
    r"|\b(?:not|n't|never) (?:yet )?(?:set up|created?|configured?|defined?) (?:an?|any) (?:\w{1,20} )?budgets?\b"
    r"|\b(?:no|without(?: an?| any)?) aws budgets?\b",
    r"\b(?:nobody|no one|none of us) (?:watches|looks at|checks|reviews|tracks) (?:the )?(?:\w+ )?"
    r"(?:bill|billing|costs?|invoices?|spending)\b",
    r"\b(?:bill|invoices?|costs?) (?:is|are) only (?:looked at|checked|seen|noticed|reviewed)\b",
    rf"(?:예산|비용|요금|과금|청구) ?(?:알[림람]|한도|상한|경보|모니터링){_NOT_THERE_KO}"
    r"(?:없(?:다|음|습니다|고|어)|(?:설정|정)(?:하|해)?(?:지)? ?(?:않|안|못))",
    r"(?:청구서|(?:aws|클라우드|서버|인프라) ?(?:요금|비용)|(?:요금"
    r"|비용)[^.\n]{0,8}청구)[^.\n]{0,24}(?:나온 ?뒤|나오면|나와야|결제된 ?뒤|월말에)"
    r"[^.\n]{0,12}(?:확인|본다|봅니다|알[게아])",
    rf"(?:予算|コスト|費用|料金|課金)[^。\n]{{0,4}}(?:アラート|上限|通知|監視){_NOT_JA}"
    r"(?:アラート|通知)?(?:は|を)?(?:設定|決め)(?:て|して)(?:い)?(?:ない|ません)",
    r"(?:予算|コスト|費用|料金|課金)の(?:上限|アラート|通知)[^。\n]{0,10}(?:は|を)(?:決め"
    r"|設定し)て(?:い)?(?:ない|ません)",
)
_MONITORING = any_of(
    r"\bal(?:arm|ert)s? (?:are|is) (?:still )?on (?:the|our) (?:to-?do|backlog|roadmap|wish)\b",
    r"\b(?:only|first) (?:noticed|found out|reali[sz]ed|learn(?:ed|t)) (?:it |that |this |about it )?"
    r"(?:when|after|because)\b[^.\n]{0,40}\b(?:down|full|customers?|users?|visitors?|complain\w*|call(?:ed|s)"
    r"|crash\w*|stopped"
    r"|broken|failed|unreachable|slow|reported|outage)\b",
    rf"알[림람]{_NOT_THERE_KO}(?:붙이|달|걸|연결|연동)[^.\n]{{0,4}}(?:못|않)",
    rf"(?:通知|アラート|監視)の?(?:仕組み|体制){_NOT_JA}"
    r"(?:ありません|ない|ございません|作って(?:い)?(?:ない|ません))",
    r"(?:停止|障害|ダウン|エラー|落ち|止ま|異常)[^。\n]{0,12}(?:気づ|気付)いた人(?:が|は)[^。\n]{0,20}(?:対応"
    r"|連絡|確認)"
    r"|(?:気づ|気付)いた人(?:が|は)[^。\n]{0,20}再起動",
)
_BACKUP = any_of(
    r"\bno (?:other |second |further )?cop(?:y|ies) of (?:them|it|this|the (?:data|files?|database|uploads?))\b"
    r"(?! (?:is|are|will be) (?:kept|stored|made|retained|saved|left)\b)",
    r"\bdumps?\b[^.\n]{0,30}\b(?:on|in) the same (?:disk|server|machine|box|volume|host|instance)\b",
    r"백업(?:은|을|도)? ?(?:따로|별도로|아직|전혀)? ?(?:하지|받지|하고 ?있지|해 ?두지|두지) ?(?:않|못)",
    r"(?:스냅샷|백업|덤프)(?:은|는|을|를)? ?(?:필요할|생각날|시간 ?날)[^.\n]{0,6}(?:때|경우)"
    r"[^.\n]{0,8}(?:손|수동|직접|만)",
    r"(?:スナップショット|バックアップ|ダンプ)(?:は|を)?(?:必要な(?:とき|時)|たまに|思い出した)"
    r"[^。\n]{0,6}(?:手動|手作業|取)",
)
_RELEASES = any_of(
    r"\b(?:no|without an?) (?:\w+ )?(?:way|procedure|process|plan|means) (?:to|of|for) (?:\w+ )?"
    r"(?:go(?:ing)?|get(?:ting)?|roll(?:ing)?|revert(?:ing)?|switch(?:ing)?|return(?:ing)?)\b"
    r"[^.\n]{0,20}\b(?:back|previous|older|earlier|last)\b",
    r"\bfix(?:es|ed)? (?:it |things |problems )?forward\b(?![-/]| ?(?:ref|decl|slash|port|prop|link|button))",
    r"(?:이전|예전|직전|기존) ?(?:버전|릴리스|배포|상태)[^.\n]{0,6}(?:되돌|돌아|롤백|복구)[^.\n]{0,8}(?:절차|방법|수단)"
    rf"{_NOT_THERE_KO}(?:없|마련[^.\n]{{0,4}}(?:않|못)|정[^.\n]{{0,4}}(?:않|못))",
    r"(?:前|以前|旧|古い)の?(?:バージョン|リリース|版)[へに](?:は)?(?:戻[すせ]|ロールバック)[^。\n]{0,6}"
    rf"(?:手順|方法|仕組み){_NOT_JA}(?:決めて(?:い)?(?:ない|ません)|ありません|ない|用意して(?:い)?(?:ない|ません))",
    r"古い(?:ファイル|版|ビルド)は(?:残り|残し|残って)(?:い)?(?:ません|ない)",
)
_CERTIFICATES = any_of(
    r"\b(?:served|runs?|reachable|available|works?) (?:only )?over (?:plain|unencrypted) http\b|\bplain http only\b",
    r"(?<!내부 통신은 )\bhttp로만 ?(?:서비스|운영|접속|제공)|도메인이 ?없[어으기][^.\n]{0,8}\bhttp로",
    r"\bhttpのまま|\bhttp(?:のみ|だけ)で(?:運用|公開|提供)",
)
_SCALING = any_of(
    r"\b(?:when|if|once|as) (?:the )?(?:traffic|load|usage)\b[^.\n]{0,60}\b(?:bigger|larger|next)"
    r" (?:\w{1,20} )?(?:type|instance|size|machine|server|one)\b",
    r"오토 ?스케일링(?:은|을|는)? ?(?:쓰|(?:사용|적용|도입|설정)하)(?:고 ?있)?지 ?(?:않|못)",
    r"(?:アクセス|負荷|トラフィック|利用者)[^。\n]{0,8}(?:増え|上がっ|高く)[^。\n]{0,6}"
    r"(?:インスタンス(?:タイプ)?|サーバー?|スペック)[^。\n]{0,8}(?:上げ|大きく|変更|強化)",
)
_HEALTH = any_of(
    ANYWAY,
    r"\bafter (?:a|the|each|every) (?:deploy\w*|release|update|restart)[^.\n]{0,16}"
    r"\b(?:open|load|visit|refresh|look at)\b[^.\n]{0,24}\b(?:page|site|browser|app)\b",
    r"(?:떴|떠 ?있|올라[왔갔]|배포됐)[^.\n]{0,4}는지[^.\n]{0,6}(?:브라우저|화면|눈)"
    r"[^.\n]{0,8}(?:확인|본다|봅니다)",
    r"(?:デプロイ|リリース|再起動|更新)後(?:は|に)?[^。\n]{0,10}(?:ブラウザ|画面)[^。\n]{0,12}(?:確認|見)",
)
_AVAILABILITY = any_of(
    r"\b(?:only (?:have )?(?:one|a single)|(?:just|only) one|single) (?:[\w.-]{1,12} )?"
    r"(?:server|instance|machine|box|host)\b[^.\n]{0,24}"
    r"\b(?:everything|(?:whole|entire) \w{1,12}|site|service|product|it all|all of it)\b[^.\n]{0,12}"
    r"\b(?:down|offline|unavailable|stops?)\b",
    r"\b(?:run|runs|running|hosted|deployed|lives|served)\b[^.\n]{0,40}? on (?:a single|just one|only one|one) "
    r"(?:[\w.-]{1,16} ){0,2}(?:instance|server|host|machine|box|vm|vps)\b(?! (?:type|class|at a time))",
    r"冗長(?:化|構成)(?:は|を|も)?(?:(?:して|されて|取って|とって)(?:い)?(?:ない|ません|おらず)|なし)[^。\n]{0,24}"
    r"(?:停止|止ま|ダウン|落ち|障害)",
    r"이중화(?:가|를|는|도)? ?(?:되어 ?있지 ?않|안 ?(?:되어|돼)|하지 ?않|없)[^.\n]{0,24}(?:중단|멈|다운|장애|정지)",
    rf"\bif (?:the|that|our|this) (?:only |one )?(?:instance|server|machine|box|host) {_GONE}[^.\n]{{0,30}}"
    r"\b(?:rebuil[dt]|by hand|offline|(?:whole|everything)(?: \w+)? (?:is|goes|stops|stands))\b",
    rf"\bwhen it {_GONE}[^.\n]{{0,16}}\b(?:everything|(?:whole|entire) (?:site|service|product|app(?:lication)?"
    rf"|system|shop))\b",
    r"(?:서버|ec2|인스턴스)(?:가|이)? ?(?:한 ?대|하나|1 ?대)(?:라서|라(?![도면고는])|뿐이라"
    r"|이므로)[^.\n]{0,24}(?:멈|중단|다운|내려)",
    r"단일 ?(?:서버|인스턴스|ec2)(?:이?라(?![도면고는])|여서|이어서|이므로|구성이라)[^.\n]{0,24}(?:중단|멈|다운"
    r"|장애)",
    r"(?:1|一|単一)台?(?:構成|サーバー?|運用)(?:の)?(?:ため|なので)[^。\n]{0,24}(?:停止|止ま|落ち|ダウン|障害)",
)
_OWNED = (
    ("cost", _COST),
    ("monitoring", _MONITORING),
    ("backup", _BACKUP),
    ("releases", _RELEASES),
    ("certificates", _CERTIFICATES),
    ("scaling", _SCALING),
    ("health", _HEALTH),
    ("availability", _AVAILABILITY),
)
_NOT_SO = any_of(
    r"[?？]|\b(?:used to|previously|formerly|no longer|would|could|might|unless|should|must|never again)\b"
    r"|\b(?:avoid|prevent|local(?:ly|host)?|dev|development|tests?|staging)\b|[\"“”]",
    r"예전|과거|이전에는|않도록|막기|방지|로컬|개발 ?환경|테스트|스테이징|없도록|없으면|하려면",
    r"以前は|かつて|ないよう|防ぐ|ローカル|開発環境|テスト|検証環境|場合",
)
"""It was so once, may be so one day, or is so where nobody is served."""
_OF_OTHERS = {
    "cost": any_of(
        r"\b(?:plans?|users?|members?|customers?)\b|요금제|사용자|고객|회원|택시|배달|プラン|ユーザー|会員|顧客"
    ),
    "certificates": any_of(
        r"\balb\b|load ?balanc|\b(?:behind|between|inside|internal\w*|terminat\w*|proxy|vpc|health ?checks?"
        r"|probes?)\b"
        r"|내부|종료|종단|프록시|로드 ?밸런서|헬스 ?체크|内部|終端|以降|プロキシ|ロードバランサ|ヘルスチェック"
    ),
    "scaling": any_of(r"\b(?:your|auto\w*|subscri\w*|pricing|tiers?)\b|자동|自動"),
    "health": any_of(
        r"\b(?:users?|visitors?|browsers|clients?|customers?|cached?|service worker)\b|사용자|ユーザー", OTHERWISE
    ),
    "availability": any_of(
        r"\b(?:auto\w*|group|standby|another|second|takes over|restart\w*|works? offline|offline mode)\b"
        r"|대신|두 ?대|二台|2台|ではなく"
        r"|\b(?:jobs?|cron|migrations?|tests?|each|every|per|tenants?|customers?|leader|lock)\b"
    ),
}
"""What the same words tell of a customer's plan, of what stands behind a balancer, or of what stands in."""
_LONGEST = 1_000
_BRACKETS = regex(r"[(（]([^()（）\n]{8,200})[)）]")
"""What brackets say by the way is a sentence of its own."""


def in_own_words(text: str) -> str | None:
    """The control whose question a sentence of `text` answers badly."""
    whole = sentences(as_said(text[:_LONGEST]))
    for sentence in (*whole, *(inside for one in whole for inside in _BRACKETS.findall(one))):
        slug = next((slug for slug, pattern in _OWNED if pattern.search(sentence)), None)
        others = _OF_OTHERS.get(slug or "")
        if slug and not _NOT_SO.search(sentence) and not (others and others.search(sentence)):
            return slug
    return None

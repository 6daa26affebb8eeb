"""Sentences that say outright what is done by hand, stands alone, or travels in the clear."""

from holdfast.model.regex import regex
from holdfast.readers.repository.guides.lacks.not_kept import is_not_backed_up

_OF_CERTIFICATES = regex(
    r"(?i)(?:인증서|\bssl\b|証明書|\bcertificates?\b)[^\n]{0,40}(?:(?:수동|직접|손으로)[^\n]{0,12}갱신"
    r"|手動[^\n]{0,8}更新)"
    r"|\b(?:renew|update)\w*\b[^\n]{0,40}\bcertificates?\b[^\n]{0,30}\b(?:by hand|manually)\b"
    r"|\bcertificates?\b[^\n]{0,40}\b(?:by hand|manual(?:ly)?)\b[^\n]{0,20}\brenew"
    r"|\bcertificates?\b[^\n]{0,40}\brenewed\b[^\n]{0,20}\b(?:by hand|manually)\b"
    r"|\bmanual(?:ly)? renew\w*\b[^\n]{0,30}\bcertificates?\b"
    r"|자체 ?서명|사설 ?인증서|自己署名|オレオレ証明書|\bself-?signed\b"
)
"""A certificate that somebody has to think of, or that no browser trusts."""
_OF_RELEASES = regex(
    r"(?i)배포(?: ?작업)?(?:는|를|은) ?[^\n]{0,16}(?:수동|손으로|서버에 ?(?:직접 ?)?접속)"
    r"|デプロイ(?:作業)?[はを][^\n]{0,16}(?:手動|手作業)"
    r"|\bdeploy(?:ment|s|ments|ing)? (?:is|are)(?: still| currently)?(?: done| performed| made)?(?: an?)? "
    r"(?:entirely )?(?:manual|by hand)\b(?!-)|\bwe(?: still| currently)? deploy(?: it| everything)?"
    r" (?:by hand|manually|(?:by|over) ssh(?:ing)?|by (?:logging|copying|uploading|pulling))\b"
)
"""A release that somebody makes, and not the way to make it once the other way fails."""
_OF_PLAIN = regex(
    r"(?i)\bhttp[- ]only\b|\bhttp\b[^\w\n]{1,3}no (?:https|tls|ssl)\b|\b(?:plain|only) http(?![\w/])"
    r"|HTTP만|HTTP(?:通信)?(?:のみ|だけ)"
    r"|(?<![a-z])http(?!s)[でに][^。\n]{0,6}(?:公開|運用|提供|配信|接続)|HTTP로(?:만)? ?(?:서비스|운영|제공|공개)"
)
_WHOM = regex(
    r"(?i)redirect|allow|permit|behind|between|from|ingress|security group|리다이렉트|허용|보안 ?그룹|リダイレクト|許可"
    r"|終端|terminat|\binternal|\bhealth ?checks?\b|내부|헬스 ?체크|内部|ヘルスチェック"
)
_ALONE = regex(
    r"(?i)\bsingle[- ](?:az|availability zone)\b|\bsingle (?:ec2|fargate|ecs) (?:instance|task|host)\b"
    r"|\ba single (?:app(?:lication)?|t[234]\w?)[\w. ]{0,20}(?:instance|task|server)\b"
    r"|(?:단일|1개) ?(?:az|가용 ?영역|ec2|인스턴스|서버)"
    r"|単一(?:az|ec2|インスタンス|サーバー?)|シングル(?:az|構成)|1台構成"
)
"""One copy, or one zone."""
_FALLS_WITH_IT = regex(
    r"(?i)\b(?:if|when) (?:the|this|our|that) (?:one |single )?(?:server|instance|box|host|machine|vps|ec2)[\w ]{0,12}"
    r" (?:goes down|dies|fails|crashes|stops|is down)\b[^.\n]{0,24}"
    r"\b(?:everything|the (?:whole |entire )?(?:site|service|app(?:lication)?|system)|it all|all of it)\b"
    r"|(?:서버|ec2|인스턴스)[가이]? ?(?:죽|내려가|다운|중단|멈추|장애)[^.\n]{0,8}(?:면|시)[^.\n]{0,16}"
    r"(?:서비스|전체|사이트|시스템|모두)[^.\n]{0,10}(?:중단|멈|다운|내려|죽|정지)"
    r"|(?:ec2|サーバー?|インスタンス|ホスト)が(?:停止|落ち|ダウン|故障|止ま)[^。\n]{0,8}(?:と|たら|場合|時)[^。\n]{0,12}"
    r"(?:全体|サービス|システム|サイト|アプリ|すべて|全て)[^。\n]{0,8}(?:停止|止ま|落ち|ダウン|使え|利用でき)"
    r"|(?:1台|一台)しか(?:ない|ありません)[^。\n]{0,4}(?:ので|ため|から)[^。\n]{0,16}(?:停止|止ま|落ち)"
)
"""What one host takes along when it goes."""
_LOST = regex(
    r"(?i)(?<!no )\b(?:data|files|uploads)\b[^.\n]{0,30}\b(?:lost|gone|wiped|deleted|erased)\b"
    r"|(?:데이터|파일)[^.\n]{0,12}(?:유실|손실|사라|삭제)|(?:データ|ファイル)[^。\n]{0,8}(?:失われ|消え|消失)"
)
_HOST_GOES = regex(
    r"(?i)\b(?:instance|environment|server|ec2|host|machine)\b "
    r"(?:is |gets |was )?(?:terminated|replaced|re-?built|re-?created)\b"
    r"|\b(?:terminat|replac)(?:e|es|ed|ing) (?:the |your |an? )?(?:instance|environment|server|ec2|host|machine)\b"
    r"|(?:인스턴스|서버|ec2|환경)(?:가|이|를|을)? ?(?:종료|교체|재생성)(?:되면|하면|될|시|할)"
    r"|(?:インスタンス|サーバー?|ec2|環境)(?:が|を)?(?:終了|置き換え|交換|再作成)"
)
"""With it goes what lies on its disk."""
_OTHERWISE = regex(
    r"(?i)\b(?:if|when|multi|avoid|instead|unlike|than|vs|from|or|not|no|than|per|each|every|outage|failure|fails)\b"
    r"|다중|이중|대신|장애|비해|보다|에서|または|障害|複数|冗長|から|場合"
)
_TO_TRY = regex(
    r"(?i)\blocal(?:host|ly)?\b|\bdev(?:elopment)?(?![a-z])|\btest|로컬|개발|테스트|ローカル|開発|テスト"
    r"|\b(?:do not|don'?t|never|no|not|avoid|instead)\b"
    r"|않|말고|대신|안 ?(?:되|됨|해)|ない|避け"
)
_NO_TLS = regex(r"(?i)no (?:https|tls|ssl)|ドメイン[がは]?(?:まだ)?(?:ない|未取得)|도메인[이은]? ?없")
AT_HOME = regex(r"(?i)\blocal|\bdev|\btest|로컬|개발|테스트|ローカル|開発|テスト")


def outright(text: str) -> str | None:
    """The control that a sentence about what there is accuses, whatever stands around it."""
    if not _TO_TRY.search(text):
        for control, pattern in (("certificates", _OF_CERTIFICATES), ("releases", _OF_RELEASES)):
            if pattern.search(text):
                return control
    return "backup" if is_not_backed_up(text) and not AT_HOME.search(text) else None


def plain_or_alone(text: str) -> str | None:
    """Whether it says that requests come in the clear, or that one copy, or one zone, is all there is."""
    if _OF_PLAIN.search(text) and not _WHOM.search(text) and not _TO_TRY.search(_NO_TLS.sub("", text)):
        return "certificates"
    said = _ASIDE.sub("", text)
    alone = _ALONE.search(said) and not _OTHERWISE.search(said) and not _TO_TRY.search(said)
    return "availability" if alone else None


def falls_with_it(text: str) -> bool:
    """Whether it says that all of the product, or of its data, goes down with its one host."""
    lost = _LOST.search(text) is not None and _HOST_GOES.search(text) is not None
    falls = (lost or _FALLS_WITH_IT.search(text) is not None) and AT_HOME.search(text) is None
    return falls and _KEPT_UP.search(_NO_MORE.sub("", text)) is None


_NO_MORE = regex(r"しか(?:ない|ありません)")
_KEPT_UP = regex(
    r"(?i)\b(?:prevent\w*|avoid\w*|instead|multi\w*|two|never|not|restarts?|fail-?over|why|offline|works"
    r"|keeps?|shows?|al(?:arm|ert)s?)\b|방지|대비|않|이중|재시작|오프라인|알[람림]"
    r"|防|ない|ません|避け|冗長|複数|再起動|オフライン|アラート|通知"
)
_ASIDE = regex(r" ?[(（][^()（）]{0,80}[)）]")

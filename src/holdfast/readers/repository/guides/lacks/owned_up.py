"""What a text owns up to in its own words, without naming what it lacks: who copies by hand, what stops meanwhile."""

from holdfast.model.regex import regex
from holdfast.readers.repository.guides.guide import Passage
from holdfast.readers.repository.guides.lacks.in_own_words import in_own_words
from holdfast.readers.repository.guides.lacks.not_kept import not_kept
from holdfast.readers.repository.guides.lacks.only_advised import only_advised
from holdfast.readers.repository.guides.lacks.routine import looks_how_it_is, looks_when_it_ends
from holdfast.readers.repository.guides.lacks.still_ahead import is_ahead
from holdfast.readers.repository.guides.page.blocks import Form
from holdfast.readers.repository.guides.wording.by_machine import BY_MACHINE
from holdfast.readers.repository.guides.wording.lexicon import (
    COMPARISON_HEADING,
    NEGATION,
    STUDY_HEADING,
    WISH_HEADING,
    any_of,
)

_NOW = any_of(r"현재|지금|아직|\b(?:currently|still|now|for now)\b|現在|今は|まだ")
_ANSWER = regex(r"^(?:A|답변?|回答)\s?[.:：)]\s?")
"""How the answer to a question that is often asked begins."""
_STOPS = any_of(
    r"배포 ?(?:시|중|때|할 ?때|하는 ?동안)(?:에|마다|에는)?[^\n.]{0,30}"
    r"(?:중단|다운 ?타임|끊[기어긴]|멈[추춘춥]|(?:접속|응답)(?:이|하지|을)? ?(?:불가|안|않|못))",
    r"\b(?:deploy\w*|releas\w*|restart\w*)\b[^.\n]{0,40}"
    r"\b(?:downtime|interrupt\w*|outage|unavailable|goes down|is down)\b",
    r"\bdowntime\b[^.\n]{0,24}\b(?:during|on|for|with) (?:each |every |a |the )?(?:deploy\w*|release)",
    r"(?:デプロイ|リリース)(?:時|中|の際)(?:に|は)?[^。\n]{0,24}(?:停止|ダウンタイム|止ま|つながら)",
)
_NEVER_STOPS = any_of(
    r"무중단|(?:중단|다운 ?타임|끊김|멈춤)(?:이|은|을)? ?(?:없|최소)|(?:중단되|끊기|멈추)지 ?않|않도록",
    r"\b(?:no|zero|without|avoid\w*|never|not|minim\w+|reduc\w+|prevent\w*|eliminat\w+)\b|ゼロ|なし|無停止|ない",
    r"실패|오류|에러|배포(?:를|가|는)? ?중단|\b(?:if|unless|fail\w*|errors?)\b",
    r"失敗|エラー|デプロイ(?:を|が)(?:停止|中止|中断)|ことは?(?:ない|ありません)",
    r"일[은이]? ?없|되면|\b(?:only after|after the new)\b",
)
"""It does not, or a release that goes wrong does, or what nobody asks any more."""
_NOTHING_KEPT = any_of(
    r"(?:이전|예전|기존) ?(?:버전|배포|릴리[즈스]|이미지|jar|빌드)[^\n.]{0,12}"
    r"(?:남기지|보관하지|보존하지|유지하지) ?않",
    r"\b(?:old|previous|earlier) (?:versions?|releases?|builds?|images?) (?:is|are) "
    r"(?:not kept|overwritten|deleted|lost)\b",
    r"(?:前|以前|旧)の?(?:バージョン|版|リリース|ビルド)[はを][^。\n]{0,8}(?:残さ|残って|保存し)(?:ない|いない|ません)",
)
_CERTIFICATE = any_of(r"인증서|\b(?:ssl|tls|https(?!:)|certificates?|let'?s ?encrypt)\b|証明書")
_REMEMBERED = any_of(
    r"캘린더|달력|까먹|잊[지어]|기억해|(?:수동|직접|손)(?:으로)? ?(?:재발급|갱신|교체)|담당자가 ?(?:갱신|교체)",
    r"\b(?:remember|reminder|(?<!google )calendar|upload the new|by hand|renew\w* manually|manually renew\w*)\b",
    r"手(?:動|作業)で(?:再実行|再取得|やり直)|\b(?:re-?run|repeat)\b[^.\n]{0,30}\bevery (?:\d+ days|three months|90)",
    r"(?:毎年|年に?[1一]回)[^。\n]{0,16}(?:購入|差し替え|入れ替え|手)"
    r"|(?:매년|1 ?년에 ?한 ?번)[^.\n]{0,16}(?:구매|구입|교체|직접|수동)",
    r"\b(?:bought|buy|purchase[sd]?|replace[sd]?|upload\w*)\b[^.\n]{0,24}\b(?:(?:every|each|once a) year|yearly)\b",
    r"カレンダー|忘れ(?:ない|ず|がち|そう)|手(?:動|作業)で?(?:の)?更新|覚えて",
)
_NEVER_RENEWED = any_of(
    r"\bcertbot\b[^\n]{0,60}(?:確認して(?:いない|いません)|확인하지 ?않|\b(?:nobody|never) (?:check|look)\w*)",
    r"자동 ?갱신(?:을|이|은)? ?(?:따로 ?)?(?:설정|적용|등록)?(?:을|이)? ?(?:하지|되지|안|못|해 ?두지)(?! ?않으면)",
    r"갱신을 ?(?:깜빡|잊)|\b(?:auto-?renew\w*|renewal) (?:is|was|has)(?:n'?t| not| never)\b",
    r"自動更新(?:を|が)?(?:設定)?(?:して|されて)(?:いな|おら)",
)
_IN_CASE = any_of(
    r"경우|[때면](?!문)|\b(?:if|when|unless|in case|needed|required|necessary)\b|場合|とき|際",
    r"않는지|해결|(?:ない|いない)か(?:どうか|を)?確認|解決",
)
_RENEWS = any_of(
    r"갱신|재발급|만료|인증서|캘린더|달력|\b(?:renew\w*|expir\w+|certificates?|certs?|calendar)\b|更新|期限|証明書|カレンダー"
)
_BY_ITSELF = any_of(
    r"자동(?:으로)? ?갱신(?!이? ?(?:안|실패|되지|하지))|\bauto(?:matic\w*)?[- ]renew|自動更新(?!されな|でき)",
    r"\brenew\w* (?:\w+ )?(?:by (?:it|them)sel(?:f|ves)|automatically|on (?:its|their) own)\b|自動(?:で|的に)更新",
)
_NOBODY_HAS_TO = any_of(
    r"\b(?:no need|nothing) to\b|\b(?:not|n't) (?:have|need) to\b",
    r"필요(?:가|는)? ?없|必要(?:は|が)?(?:ない|ありません)|不要",
    r"\b(?:used to|before we|until we|previously|formerly)\b|예전|以前",
)
"""Whatever was so once, or never."""
_BY_VISITORS = any_of(
    r"\b(?:users?|customers?|clients?|members?|visitors?|guests?|subscribers?)\b|고객|사용자|회원|수료|顧客|ユーザー|利用者|会員",
    r"\b(?:features?|shows?|displays?)\b|기능|[할볼] ?수 ?있|機能|できる",
)
"""What the product does for those who come to it, or has them do."""
_DOMAIN = any_of(r"도메인|\bdomains?\b|ドメイン")
_PLAIN_BEHIND = any_of(
    r"\bcloudflare\b[^\n]{0,24}\bflexible\b|\bflexible (?:ssl|tls|mode|모드)\b|플렉시블 ?(?:ssl|모드)"
)
"""Only visitors' half of the way is kept secret."""
_BOTH_HALVES = any_of(
    r"요금|\b(?:plans?|pric\w+)\b|料金|아닌|말고|대신|않|금지|\b(?:not|never|don'?t|avoid|instead|rather|full|strict)\b|ではなく|避け"
)
_TRIES, _SERVES = "(?:개발|스테이징|테스트|검증)", "(?:운영|프로덕션)"
_STAGES = rf"(?:{_TRIES}[^\n]{{0,16}}{_SERVES}|{_SERVES}[^\n]{{0,16}}{_TRIES})"
_ONE_BUCKET = any_of(
    rf"{_STAGES}[^\n]{{0,16}}(?:같은|동일한?|하나의|한 ?개의|공용|공유)[^\n]{{0,12}}(?:버킷|s3)",
    r"\b(?:dev\w*|staging|test)\b[^\n]{0,24}\bprod\w*\b[^\n]{0,30}"
    r"\b(?:same|one|single|shared?)\b[^\n]{0,16}\bbucket\b",
    r"(?:開発|検証|ステージング)[^\n]{0,12}本番[^\n]{0,12}(?:同じ|共通の?|一つの)[^\n]{0,6}バケット",
)
_COPIES = any_of(r"백업|back-?ups?|バックアップ|덤프|\bdumps?\b")
_COPIED_BY_HAND = any_of(
    r"손으로|수동|직접|담당자|생각날|가끔|phpmyadmin|워크벤치|workbench|dbeaver|노트북"
    r"|(?:내|로컬|개인) ?(?:pc|컴퓨터)|(?:제가|내가|담당자가) ?[^.\n]{0,12}(?:받|내려|저장|떠)",
    r"\b(?:by hand|manual(?:ly)?|my laptop|when (?:we|i|somebody) remembers?|now and then|once in a while)\b",
    r"手動|手作業|手元|たまに|思い出した",
)
_STAYS_THERE = any_of(
    r"(?:서버|ec2|인스턴스)(?:의|에|내| ?로컬)? ?(?:디스크|로컬|폴더)?(?:에|에만) ?(?:계속 ?)?(?:쌓|저장|보관|남)",
    r"\b(?:dump\w*|cop(?:y|ied|ies)|stored|kept|saved)\b[^\n]{0,40}"
    r"(?:/home/|/var/|/opt/|/root/|\bsame (?:server|box|host|machine|instance)\b)",
    r"(?:/home/|/var/|/opt/|/root/|/srv/|/backup)[^\n]{0,24}(?:저장|보관|쌓|남|복사|백업)",
    r"(?:/home/|/var/|/opt/|/root/|/srv/)[^\s。]{0,60} ?に(?:のみ)?(?:保存|保管|残|溜)",
    r"\b(?:tars?|zips?|archives?|compress\w*)\b[^\n]{0,50}(?:/home/|/var/|/opt/|/root/)",
    r"(?:サーバー?|同じ(?:サーバー?|ホスト))(?:内|上)?に(?:のみ)?(?:保存|保管|溜ま|残)",
)
_NOW_AND_THEN = any_of(
    r"생각날 ?때|가끔(?:씩)? |시간 ?날 ?때|\bwhen (?:we|i|somebody|someone) remembers?\b",
    r"\b(?:now and then|once in a while)\b|\b(?:manual\w*|by hand)\b[^.\n]{0,16}\bbefore\b",
    r"思い出した(?:とき|時|ら)|たまに|気が向いた",
)
_AUTOMATIC = any_of(r"자동|\bautomat\w+|自動")
_TRIED = any_of(r"\b(?:once|confirm\w*|verif\w+|tests?|testing)\b|시험|확인|테스트|試|確認")
_TIDIES = any_of(r"지[우워]|삭제|정리|\b(?:delet\w+|remov\w+|clean\w*|prun\w+|tidy)\b|削除|消[しすせ]|整理")
"""What is done by hand is to throw old copies away."""
_ELSEWHERE = any_of(
    r"\bs3\b|\brds\b|스냅샷|snapshots?|スナップショット|glacier|다른 ?서버|another (?:server|region)|別の?サーバ"
)
_WATCH = any_of(
    r"모니터링|감시|점검|알림|알람|로그 ?확인|\b(?:monitoring|alerts?|alarms?|logs?)\b|監視|モニタリング|アラート"
)
_OF_MONEY = any_of(r"예산|비용|요금|청구|budgets?|billing|予算|料金|請求")
_ONLY_A_LOOK = any_of(
    r"(?:페이지|화면|사이트|로그|지표)(?:만|[를을]? ?(?:가끔|이따금))(?: ?가끔)? ?(?:확인|체크|봄|보는|본다|봅니다)"
    r"|눈으로|콘솔에 ?들어가|(?:사이트|페이지|서비스|서버)(?:에)? ?(?:직접 ?)?접속(?:해서?|하여)[^\n]{0,14}확인",
    r"(?:ssh|서버)[^\n]{0,12}(?:접속|들어가)[^\n]{0,16}(?:tail|로그|logs)[^\n]{0,8}"
    r"(?:로|으로|를|을) ?(?:확인|봄|본다|봅니다|한다|함)",
    r"\b(?:look|check)\w*\b[^\n]{0,20}\b(?:grafana|dashboard|cloudwatch|console)\b",
    r"\bonly (?:checks?|looks?|watch\w*|pings?) (?:the )?(?:home ?page|front page|main page|site)\b"
    r"|\bby (?:opening|looking at) (?:the|our) (?:page|site|logs?|console)\b",
    r"(?:ページ|サイト|ログ)(?:だけ|のみ)(?:を)?(?:確認|見)|目視",
)
_OUTAGE = any_of(r"장애|障害|\b(?:outages?|incidents?|goes? down|is down|when things break)\b")
_NONE_KO = r"없(?!으면|을|나|는(?! ?상태))"
_BREAKS = r"\b(?:down|fail\w*|crash\w*|dies|breaks?|stops?|wrong|full|offline|unreachable|out of)\b"
_NO_NOTICE = any_of(
    rf"알림(?:은|이|도)? ?(?:아직 ?|따로 ?)?(?:{_NONE_KO}|안 ?(?:걸|받|옴|와)(?![^.\n]{{0,4}}(?:[?？]|면 |때))"
    r"|(?:설정|연동)(?:은|을|하지)? ?(?:안|않|못))",
    rf"\bno (?:alerts?|alarms?|notice)\b[^.\n]{{0,16}}\b(?:when|if)\b[^.\n]{{0,40}}{_BREAKS}"
    rf"|자동 ?(?:알림|통지|알람)(?:은|는|이)? ?{_NONE_KO}",
    r"(?:自動(?:通知|アラート)|通知)(?:は|が)?(?:なし|無し|ない|ありません|未設定|来ない)(?!場合|とき|時|なら|か)",
    r"\bno notifications?\b(?!\?| (?:are|is|were) (?:sent|shown)| for\b)|\bnotif\w+ (?:is|are) not\b",
)
_BILL = any_of(
    r"(?:카드 ?(?:값|명세서?|내역)|청구서|고지서)(?:를|을|만|로|으로|에서)?(?:만)? ?(?:보고|보면서|나오면|확인|파악)",
    r"\b(?:look at|check) (?:the|our) (?:card |credit card )?(?:bill|invoice|statement)\b",
    r"(?:請求書|明細)(?:を|で)(?:見て|確認)",
    r"(?:請求(?:額|金額|書)?|利用料金|料金|コスト|費用)(?:は|を)、?[^。\n]{0,20}(?:コンソール|画面|明細|目視|月末|毎月|手動)"
    r"[^。\n]{0,12}(?:確認|見る|見て|チェック)",
)
_BUDGET = any_of(r"예산|\bbudgets?\b|予算")
_SPENT = any_of(
    r"\baws\b|\bec2\b|클라우드|서버 ?비|비용|요금|카드|\b(?:cloud|costs?|spend\w*|card)\b|料金|コスト|費用|カード"
)
_RINGS = any_of(
    r"알[람림](?:이|을|은|도)? ?(?:[^.\n]{0,8} )?(?:오면|울리면|발생|받)|アラートが",
    r"\bal(?:arm|ert)s? (?:fires?|rings?|arrives?|is raised)\b",
    r"배포 ?(?:후|뒤|직후)|デプロイ後|\bafter (?:the |an? |each |every )?(?:deploy|release)",
    r"\b(?:look|check|see|review)\w*\b[^\n]{0,30}\bal(?:arm|ert)s?\b"
    r"|(?:알[람림]|경보) ?(?:상태|이력|내역|목록)?[을를]? ?(?:확인|체크|보)"
    r"|(?:アラーム|アラート)の?(?:状態|履歴|一覧)?を?(?:確認|見)",
)
"""Somebody looks because something had them do so."""
_OF_DEVELOPERS = any_of(
    r"(?:로컬|개발|테스트) ?(?:환경|서버|용|에서만)|\b(?:local|dev|test|staging)\b|(?:開発|検証)(?:環境|用)"
)
_LONGEST = 240


_WEIGHS = any_of(COMPARISON_HEADING.pattern, STUDY_HEADING.pattern, WISH_HEADING.pattern)
"""A chapter that weighs ways against each other, explains one, or wishes for another."""


def owned_up(passage: Passage) -> str | None:
    """The control whose question the passage answers badly, as it says itself."""
    text = passage.text
    if passage.said.form is Form.HEADING or len(text) > _LONGEST:
        return None
    if _ONE_BUCKET.search(text):
        return "cors"
    if _OF_DEVELOPERS.search(text):
        return None
    above = "\n".join(heading.text for heading in passage.said.trail.headings[-2:])
    told = next((slug for slug, owns in _WHATEVER_ITS_CHAPTER if owns(text, above)), None)
    weighs = _WEIGHS.search(above) and not is_ahead(passage)
    told = told or (None if weighs else in_own_words(text))
    if told or not (passage.speaks or is_ahead(passage) or speaks_of_now(text) or is_answer(passage)):
        return told
    return next((slug for slug, owns in _BY_ITS_CHAPTER if owns(text, above)), None)


_UP_ONLY = any_of(
    r"\b(?:vertical(?:ly)?|scal\w+ up) only\b|\bonly (?:scales? )?(?:vertical(?:ly)?|up)\b(?! to)"
    r"|(?:수직 ?(?:확장|스케일링)|스케일 ?업)(?:만|으로만)|(?:垂直スケール|スケールアップ)(?:のみ|だけ)",
    r"(?:트래픽|사용자|부하|느려|느리)[^.\n]{0,24}(?:인스턴스|서버) ?(?:타입|유형|사양|스펙|크기)(?:을|를)? ?"
    r"(?:올[리린림]|변경|업그레이드|키[운우움])",
    r"(?:アクセス|負荷|トラフィック|ユーザー|重[くい]|遅[くい])[^。\n]{0,24}"
    r"(?:インスタンス|サーバー?)(?:の)?(?:タイプ|サイズ|スペック|性能)(?:を|の)?(?:上げ|引き上げ|変更|アップ|大きく)",
    r"(?<!can )\b(?:resize|upgrade|bigger|larger)\b[^.\n]{0,30}\b(?:instance|server|machine|box|host|ec2|vm|vps)"
    r"\b[^.\n]{0,16}\bwhen\b[^.\n]{0,20}\b(?:slow|traffic|load|needed)\b",
)
_OUT_TOO = any_of(
    r"\b(?:scal\w+ out|horizontal\w*|auto-?scal\w*)\b|오토 ?스케일|자동|하지 ?않|필요 ?없|スケールアウト|オートスケール"
)


def _looks_at_the_bill(text: str, above: str) -> bool:
    if _BY_VISITORS.search(text) or (_BUDGET.search(text) and not NEGATION.search(text)):
        return False
    return _BILL.search(text) is not None and _SPENT.search(f"{text} {above.rpartition(chr(10))[2]}") is not None


def _not_kept(text: str, _: str) -> bool:
    return not_kept(text)


def _only_advised(text: str, above: str) -> bool:
    return only_advised(text) and _TRIED.search(above) is None


def _only_up(text: str, _: str) -> bool:
    return _UP_ONLY.search(text) is not None and _OUT_TOO.search(text) is None


def _half_in_the_clear(text: str, _: str) -> bool:
    return _PLAIN_BEHIND.search(text) is not None and _BOTH_HALVES.search(text) is None


def _never_renewed(text: str, above: str) -> bool:
    about = _CERTIFICATE.search(text) or _CERTIFICATE.search(above)
    return bool(about and _NEVER_RENEWED.search(text) and not _IN_CASE.search(text))


_WHATEVER_ITS_CHAPTER = (
    ("backup", _not_kept),
    ("backup", _only_advised),
    ("scaling", _only_up),
    ("cost", _looks_at_the_bill),
    ("certificates", _half_in_the_clear),
    ("certificates", _never_renewed),
    ("certificates", looks_when_it_ends),
    ("monitoring", looks_how_it_is),
)


def _stops(text: str, above: str) -> bool:
    """What runs stops for a release, or nothing of the last one is kept, or somebody puts it out by hand."""
    stops = _STOPS.search(text) is not None and _NEVER_STOPS.search(text) is None
    return stops or _NOTHING_KEPT.search(text) is not None or _puts_out_by_hand(text, above)


def _renewed_by_hand(text: str, above: str) -> bool:
    about = _CERTIFICATE.search(text) or (_CERTIFICATE.search(above) and not _DOMAIN.search(text))
    if any(words.search(text) for words in (_BY_ITSELF, _NOBODY_HAS_TO, _BY_VISITORS)):
        return False
    return bool(about and _RENEWS.search(text) and _REMEMBERED.search(text))


def _copied_by_hand(text: str, above: str) -> bool:
    about = (_COPIES.search(text) or _COPIES.search(above)) and not (_TRIED.search(text) or _TIDIES.search(text))
    if _AUTOMATIC.search(text) and not NEGATION.search(text):
        return False  # somebody copies besides
    by_hand = _COPIED_BY_HAND.search(text) or _STAYS_THERE.search(text)
    return bool(about and (_NOW_AND_THEN.search(text) or (by_hand and not _ELSEWHERE.search(text))))


def _looked_at(text: str, above: str) -> bool:
    about = (_WATCH.search(text) or _WATCH.search(above)) and not _OF_MONEY.search(text)
    looks = _ONLY_A_LOOK.search(text) and not (_RINGS.search(text) or _BY_VISITORS.match(text))
    unheard = _NO_NOTICE.search(text) and (about or _OUTAGE.search(text) or _OUTAGE.search(above))
    return bool((about and looks) or unheard)


_RELEASE = any_of(r"배포|릴리[스즈]|\b(?:deploy\w*|releas\w*|updat\w*)\b|デプロイ|リリース")
_SENT = any_of(r"\b(?:scp|sftp|ftps?|filezilla|winscp|rsync)\b|파일질라|ファイルジラ")
_LIVE = any_of(
    r"재시작|재실행|\b(?:jar|war|dist|restart\w*)\b|빌드|소스|코드|再起動|ビルド",
)
_LAID = any_of(
    r"(?:파일|폴더|서버|소스|/var|/srv|/opt|/home)[^\n]{0,24}덮어 ?(?:쓰|씀|써|씌)",
    r"\boverwrit\w+\b[^\n]{0,30}\b(?:on|over) the server\b|(?:ファイル|フォルダ|サーバー?)[^。\n]{0,16}上書き",
)
_SCRIPT_THERE = any_of(
    r"서버(?:에|에서)[^\n]{0,20}(?:\b(?:sh|bash)\s|\./)\S{1,80}\.sh\b",
    r"\bon the (?:server|host|instance|box)\b[^\n]{0,30}(?:\b(?:sh|bash)\s|\./)\S{1,80}\.sh\b",
    r"サーバー?(?:上)?で[^\n]{0,20}(?:\b(?:sh|bash)\s|\./)\S{1,80}\.sh\b",
)


def _puts_out_by_hand(text: str, above: str) -> bool:
    """Somebody lays files over those that run, or starts a script on the server, in words about releases."""
    if not (_RELEASE.search(text) or _RELEASE.search(above)) or BY_MACHINE.search(text) or _AUTOMATIC.search(text):
        return False
    sent = _SENT.search(text) is not None and _LIVE.search(text) is not None
    return sent or _LAID.search(text) is not None or _SCRIPT_THERE.search(text) is not None


_BY_ITS_CHAPTER = (
    ("releases", _stops),
    ("certificates", _renewed_by_hand),
    ("backup", _copied_by_hand),
    ("monitoring", _looked_at),
)


def speaks_of_now(text: str) -> bool:
    """It tells how things are at this time, whatever its chapter is for."""
    return _NOW.search(text) is not None


def is_answer(passage: Passage) -> bool:
    """It answers a question that is often asked: what it has somebody do is done so."""
    return answered(passage.text) != passage.text


def answered(text: str) -> str:
    """The text without the letter that marks it as an answer."""
    return _ANSWER.sub("", text)

"""The words by which headings and sentences tell a wish from an instruction: Korean, English, Japanese and others."""

import re
from collections.abc import Iterable

from holdfast.model.regex import regex
from holdfast.readers.repository.guides.wording import european, plain_forms
from holdfast.readers.repository.guides.wording.later import CONSIDERED_KO, LATER_EN, LATER_JA, LATER_KO, TO_DO


def any_of(*patterns: str) -> re.Pattern[str]:
    """One pattern, without regard to case, that fits where any of `patterns` fits.

    ASCII rules for words, because particles follow names without a space: `RDS를`, `EC2の`.
    """
    return regex("|".join(patterns), re.IGNORECASE | re.ASCII)


# --- headings, and labels that act as headings -----------------------------------------------------------------

WISH_HEADING = any_of(
    rf"{LATER_KO}|로드맵|할 ?일|남은 (?:작업|과제)|미구현|미완료|미적용|예정|제안|권장 ?개선",
    r"개선(?! ?(?:후|결과|완료|내역|된)|[)\]])|다음 (?:단계|목표|작업)|고도화|과제|한계|아쉬운",
    rf"road ?map|(?!\btodo\b)\bto-?dos?\b|{TO_DO}|(?<!in the )\bfuture\b(?! (?:deploy|update|release))|{LATER_EN}",
    r"recommended (?:actions?|changes|fix)|suggest(?:ions?|ed)|backlog|\bideas?\b|propos(?:al|ed)|improvements?\b|"
    r"known (?:issues|limitations)|before (?:going )?(?:to |into )?(?:production|prod\b|live|launch)",
    r"(?:운영|프로덕션|실서비스|출시|오픈) ?(?:전환 ?|배포 ?|적용 ?)?전(?:에)?(?=$|[\s)）:])",
    r"本番(?:運用|移行|公開)?前",
    r"(?:중|장)기 ?(?:조치|과제|계획|개선|적)|(?:mid|medium|long)[- ]term|[中長]期(?:対応|的|施策|計画|課題)",
    r"limitations?|not (?:yet )?implemented|out of scope|\bpending\b|enhancements?|what'?s next|\brfc\b|nice to have",
    r"(?:追加し|や)たい|하고 ?싶은|\bwant to add\b|next steps?|\bplanned\b|upcoming|wish ?list",
    rf"{LATER_JA}|予定|検討|改善(?!後|済)|課題|ロードマップ|やること|未対応|未実装|提案|次のステップ|残タスク|展望|{european.WISHES}",
)
ADVICE_HEADING = any_of(
    r"(?<!사양 )(?<!스펙 )(?:권장|추천|권고) ?사항|권고|팁\s*$|recommendations?|\btips?\b|推奨事項|ヒント|コツ",
    european.ADVICE,
)
"""What a text advises, with commands ready to be typed: some reader types them, and nobody knows which."""

PROBLEM_HEADING = any_of(
    r"문제 ?점|문제 ?상황|위험성|위험 ?요소|리스크|취약점|해결 ?(?:방안|책|방법|과정)|대응 ?방안|"
    r"조치 ?방안|개선 ?방안|원인|고민",
    r"\bproblems?\b|\bissues\b|\bissue$|\brisks?\b|findings?|vulnerabilit|\bgaps?\b|root cause|impact|remediation",
    r"\bconcerns?\b|weakness|solutions?\b|\bfix(?:es)?\b",
    r"問題(?:点|の)?|リスク|懸念|脆弱性|対策|解決(?:策|方法)|原因",
)
PROCEDURE_HEADING = any_of(
    r"^\W*(?:(?:quick )?fix\b|steps? (?:to|for)\b|how to (?:fix|solve|apply))|"
    r"(?:해결|적용|조치|수정) ?(?:단계|절차|순서)|해결 ?(?:방법|책)\s*$|(?:対応|修正|解決)(?:手順|方法)\s*$",
)
"""A heading that names a problem only to lead through its mending."""

TROUBLE_HEADING = any_of(
    r"트러블 ?슈팅|문제 ?해결|(?:오류|에러|이슈)(?: ?해결| ?대응| ?발생)?|자주 (?:묻는|발생)|"
    r"장애 ?(?:사례|보고)|디버깅|주의 ?사항",
    r"trouble ?-?shoot|common (?:errors?|problems?|issues?)|debugging|post-?mortem|\berrors?\b|faq|q ?& ?a\b",
    rf"トラブル|エラー|よくある|デバッグ|{european.TROUBLES}",
)
PRICE_HEADING = any_of(
    r"가격|요금(?! ?(?:폭탄|과다|초과|알[림람]))|(?:예상|월|운영|인프라|서버) ?비용(?! ?(?:초과|알[림람]))|견적|pricing"
    r"|비용 ?(?:예상|비교|산정|계산|추정|견적|분석|구조|표|[(:]|$)|(?<!surprise )(?<!unexpected )costs?\s*(?:[(:]|$)",
    r"\bprices?\b|(?:estimated|monthly|expected) costs?|cost (?:estimat|compari|breakdown|calculat|analysis|summary)",
    r"料金(?!の?(?:通知|アラ|警告|超過|使いすぎ))|見積|コスト ?(?:試算|見積|比較|[(（:：]|$)|費用",
)
COMPARISON_HEADING = any_of(
    r"비교|대안|(?:장단?|이)점|왜 [^\n]{1,40}나요|선택지|(?:선정|선택) ?(?:이유|기준)|도입 ?(?:이유|배경)|vs\.?\s",
    r"compar|alternatives\b|trade-?offs?|(?:benefit|advantage)s\b|pros (?:and|&)|\bversus\b|decision|rationale|\bwhy\b",
    r"比較|代替|メリット|選択肢|選定理由|採用理由",
    r"무료 ?(?:티어|범위|한도|사용량) ?(?:확인|조건|안내|범위|한도|제한)|(?:대상|적용) ?조건",
    r"eligib|free[- ]tier (?:limits?|detail|include)|無料(?:利用)?枠の?(?:確認|条件|範囲|制限)|対象条件",
)
STUDY_HEADING = any_of(
    r"이?란\s*[?？]|이?란$|무엇인가|개념|이론|(?<!태스크 )(?<!작업 )(?<!태스크)(?<!작업)정의|see also|교훈|教訓|"
    r"작동 ?원리|용어|배운 ?점|느낀 ?점|회고|학습|공부|스터디|참고 ?(?:자료|문헌|링크)|관련 ?(?:문서|자료|링크)$|^출처",
    r"what(?:'s| is| are)\b|concepts?\b|theory|glossary|terminolog|background|lessons|takeaways|learn[eit]|\btil\b|"
    r"(?<!command )(?<!commands )(?<!quick )references?$|related (?:doc\w*|links?|reading|resources?)$|further reading",
    r"とは|用語|概念|仕組み|学び|学んだ|感想|振り返り|参考(?:資料|文献|リンク)?$|関連(?:資料|文書|リンク|ドキュメント)$|勉強",
)
_WORKED_ON = (
    r".*(?:deploy|updat|restart|install|set.?up|server|배포|업데이트|재시작|설치|서버|更新|起動|デプロ|手順|サーバ)"
)
REFERENCE_HEADING = any_of(
    r"^\W*(?:목차|차례|table of contents|contents|toc|目次)\W*$",
    r"^(?:inputs?|outputs?|modules?|providers?|resources?|parameters|props|arguments|"
    r"endpoints?)$",
    rf"api ?(?:명세|문서|목록|reference)|^api\b(?! gateway|{_WORKED_ON})|^[\W\d]*(?:api ?)?エンドポイント$",
    r"エンドポイント(?:一覧|仕様)",
    r"change ?log|release notes|변경 ?(?:이력|내역)|커밋|commit|컨벤션|convention",
    r"エラーコード|변경 ?로그|更新履歴|変更履歴",
)
START_HEADING = any_of(
    r"시작하기|실행 ?(?:방법|하기)?$|설치 ?(?:방법|및 실행|하기)?$|사용 ?(?:방법|법)|빠른 ?시작|"
    r"필수 ?조건|사전 ?(?:준비|요구)|빌드",
    r"getting started|quick ?-?start|\busage\b|^install(?:ation|ing)?$|prerequisites?|requirements?$|"
    r"run(?:ning)? (?:the )?(?:app|project|it|server)",
    r"^(?:how to )?(?:run|build|start|use)\b|build(?:ing)?\b.{0,12}$|project setup|compile|scripts?$|commands?$",
    r"はじめ(?:に|方)|使い方|起動(?:方法)?$|実行(?:方法)?$|インストール(?:方法)?$|セットアップ$|クイックスタート",
)
"""Words under which a README tells how to run the thing at home, unless a server is named."""

MAKING_HEADING = any_of(
    r"생성|만들기|만들|설정|구성|구축|설치|세팅|셋팅|배포|연결|연동|단계|creat|launch|set[-_ ]?up|"
    r"configur|provision|install|deploy|\bstep\b",
    r"作成|構築|設定|導入|デプロイ|手順|^\s*\d+(?:\.\d+)*[.)]?\s",
)
"""Under such a heading what an item names is something to choose or to do; under others it may be a mere report."""

SETTING_KEY = any_of(
    r"(?:타입|유형|클래스|종류|포트(?: ?범위)?|소스|리전|지역|이름|용량|기간|엔진|버전|템플릿|"
    r"스토리지|키 ?페어|다중 ?az(?: ?배포)?|식별자|퍼블릭 ?(?:액세스|엑세스)(?: ?차단)?|삭제 ?(?:방지|보호)"
    r"|경로|검증 ?방법|도메인|역할|보안 ?그룹|가용 ?영역|프로토콜|규칙|개수|수|암호화|버전 ?관리|인바운드)$",
    r"(?:types?|class|size|identifier|ports?(?: range)?|source|region|name|capacity|period|engine|version|"
    r"template|storage|key ?pair|multi-?az|public(?:ly)? access(?:ible)?"
    r"|protection|path|validation|domain|role|security groups?|zones?|protocol|count|minimum|maximum|"
    r"desired|min|max|ami|os|encryption|versioning|vpc|subnets?|inbound|instance)$",
    r"(?:タイプ|クラス|ポート(?:範囲)?|ソース|リージョン|名|識別子|マルチ-?az(?:配置)?|multi-?az配置|容量|キャパシティ|期間|エンジン|バージョン|"
    r"テンプレート|ストレージ|キーペア|マルチaz|アクセス|保護|パス|検証|ドメイン|ロール|グループ|"
    r"ゾーン|台数|数|インバウンド)$",
)
"""Names of fields in the console, as the last word of a key."""

FEATURE_HEADING = any_of(
    r"특징|기능|아키텍처|구조|개요|소개|키워드|스택|사용 ?기술|개발 ?스택|구성도|(?:인프라|시스템|"
    r"서버|전체|클라우드|aws|서비스) ?구성\s*$",
    r"완료|체크 ?리스트|결과|성과|역할 ?분담|팀원|현황|요약|현재 ?(?:상태|구성)|주요 ?작업|작업 ?내용|"
    r"구현 ?(?:내용|사항)|담당",
    r"features?|architecture|overview|about\b|keywords|キーワード|tech(?:nolog(?:y|ies))?\b|stack|summary|introduction|"
    r"highlights|built with|diagram",
    r"check ?-?list|status$|completed?|done|achievements?|results?|what (?:we|i) (?:did|built)|"
    r"(?<!infra)structure|design",
    r"特徴|概要|技術|アーキテクチャ|構成図|構成\s*$|機能|役割分担|チェックリスト|完了|実績|まとめ|使用技術|現状",
    r"고려 ?(?:사항|할 ?점)|\bconsiderations?\b|考慮(?:事項|点|すべき)",
)
SETUP_HEADING = any_of(
    r"설정|설치|생성|만들기|세팅|셋팅|구축|배포|연결|연동|등록|발급|신청|요청|접속|적용|추가|가이드|"
    r"단계|절차|방법|매뉴얼|하기$|런북|복구|백업|롤백",
    r"\bstep\b|set[- ]?up|install|config|creat|deploy|launch|provision|guide|how[- ]to|enabl|attach|"
    r"connect|request|regist|runbook",
    r"procedure|tutorial|walk-?through|manual|migrat|hosting|instructions?|rollback|restor(?:e|ing|ation)|recover|"
    r"backup|bootstrap|prepar",
    r"手順|設定|構築|作成|導入|インストール|デプロイ|セットアップ|接続|発行|申請|有効化|ガイド|追加|"
    r"登録|マニュアル|復元|復旧|リストア|方法",
    r"^\s*(?:\d+(?:\.\d+)*[.)]?\s|\d+ ?단계|第?\d+ ?(?:章|節)|[①-⑳]|phase \d|part \d)",
)
OPTIONAL_HEADING = any_of(
    r"[(\[（【]\s*(?:선택|옵션(?!\s*[A-Z\d])|optional|任意|オプション(?!\s*[A-Z\d]))"
    r"(?![^()]{0,20}(?:권장|recommend|推奨))",
    r"선택 ?사항|선택적|선택 ?기능|オプション機能|\boptional(?:ly)?\b(?![^()]{0,20}recommend)|alternatively|"
    r"alternative (?:way|method|option)|필요 ?시|필요한 경우",
    r"任意|必要に応じ|必要な場合|したい(?:場合|とき)|if (?:you )?need|\bif you want to\b|(?:하려는|하고 ?싶은) ?경우",
    r"^[\W\d]*alternative(?: (?:deploy\w*|set-?up|hosting|platform|installation|approach|path))?\s*(?:[:：(（–—-]|$)",
)
NUMBERED_OPTION = any_of(
    r"^\W*(?:옵션|방법|방안|방식|선택지|option|method|approach|plan|オプション|方法|案|パターン|プラン)\s*[A-Z\d①-⑨]"
)
IN_USE = any_of(
    r"[(\[（【][^()\[\]（）【】]{0,20}"
    r"(?:현재|지금|사용 ?중|채택|\bcurrent(?:ly)?\b|\bin use\b|\bchosen\b|現在|使用中|現行|採用)"
    r"[^()\[\]（）【】]{0,20}[)\]）】]"
)
RECOMMENDED = any_of(r"[(\[（【][^()\[\]（）【】]{0,20}(?:recommend|권장|추천|推奨|おすすめ)")
"""Behind one of several options: the one that whoever follows the text takes."""

PLATFORM = any_of(
    r"\bec2\b|beanstalk|lightsail|\becs\b|fargate|app ?runner|amplify|\blambda\b|\beks\b|kubernetes|heroku|render"
    r"|vercel|netlify|railway|digital ?ocean|\bfly\b|docker|\bvps\b|cloud run|azure|라이트세일"
)
"""What an option names that is another place to run, and no other way to the same one."""

BEFORE_LABEL = any_of(
    r"❌|✗|✘|🚫|기존(?:에는|엔|의| ?방식| ?설정| ?코드| ?구성|\s*[:：(]|\s*$)|(?:변경|수정|개선|적용|"
    r"도입) ?(?:이?전)(?!략|환)",
    r"원래(?:의)? ?(?:설정|코드|구성|상태)(?=\s*[:：(]|\s*$)|元の(?:状態|設定|構成)(?=\s*[:：(（]|\s*$)",
    r"이전 ?(?:설정|코드|구성|상태)|예전|과거|나쁜 ?예|잘못된|as-?is\b|^before\b\s*(?:[:：(]|$)|"
    r"\(before\)|previous(?:ly)?\b|\boriginal (?:state|settings?|setup|configuration)\s*(?:[:(]|$)",
    r"(?:do not|don'?t|never) do (?:this|it|so)\b|(?:이렇게|다음처럼)(?:는)? ?하지 ?(?:마|말)",
    r"(?:この|次の)ように(?:は)?しない",
    r"bad (?:example|practice)|\bwrong\b|anti-?patterns?|^don'?ts?\s*[:：]?$|以前|従来|(?:変更|修正|改善|"
    r"導入)前|旧(?:設定|構成|方式)|悪い例|アンチパターン|\bNG\b",
)
GOES_BACK = any_of(
    r"\b(?:check ?out|restor\w+|(?:re-?)?deploy(?:ing)?|revert\w*|return\w*|switch\w*|roll\w*|go(?:ing)?|re-?start|"
    r"re-?run)\b[^\n.:]{0,40}?\bprevious(?:ly)?\b|previous(?:ly)? (?:recorded|deployed|known|working|stable)\b",
    r"이전 ?(?:코드|구성|상태)(?:로|으로) ?(?:복구|복원|되돌|롤백|재배포)|"
    r"以前の[^\n。]{0,12}(?:に|へ)(?:戻|復元|ロールバック)",
)
"""Going back to what was there before: a step, and no word about how things once were."""

OLD_MARK = any_of(
    r"[(\[（【]\s*(?:구|旧|old|legacy|deprecated|archived?|폐기|obsolete)\s*[)\]）】]|deprecated|"
    r"obsolete|superseded|outdated",
    r"이전 ?방식|구 ?버전|더 이상 (?:사용|유효|쓰)|폐기|旧(?:版|バージョン|手順|方式)|廃止|非推奨|"
    r"(?<![\w/-])(?:legacy|archived?)(?![\w/-])|no longer (?:used|valid|maintained|current)",
)

# --- sentences ---------------------------------------------------------------------------------------------------

WISH = any_of(
    rf"예정|{LATER_KO}|계획(?:이다|입니다| ?중|임$)|고려|{CONSIDERED_KO}|하면 ?좋|바람직|싶(?:다|습|은|어)|미정",
    rf"도입 ?필요|개선 ?필요|해야 할 것|\bTBD\b|{TO_DO}|\bFIXME\b|nice to have|not yet\b",
    r"\bwill be (?:added|implemented|migrated|introduced|supported|moved)|\bwe(?:'ll| will| should|"
    r" could| might| plan)\b|"
    # The plan that a provider sells is no wish.
    r"(?<!/month )(?<!/mo )(?<!monthly )(?<!\$\d )(?<!\$\d\d )(?<![gd]b )(?<!lightsail )(?<!free )(?<!bundle )(?<!usd )"
    r"(?<!instance )(?<!database )(?<!choose )(?<!select )(?<!(?:choose|select) a )(?<!pick a )(?<!your )(?<!est )"
    r"(?<!(?:choose|select) the )(?<!(?:pick|take) the )(?<!ram )(?<!memory )(?<!(?:larg|bigg)er )"
    r"(?<!(?:pric|host)ing )(?<!networking )(?<!ubuntu )(?<!linux )(?<!standard )(?<!ility )\bplan(?:ned|ning)?\b"
    r"(?!\s*[:：|]\s*(?:[$¥₩\d]|standard\b|high[- ]))",
    rf"{LATER_EN}|eventually|some ?day|\bsoon\b|upcoming|\bconsider\b|ideally|\bwish\b|would be (?:better|good|nice)",
    rf"予定|{LATER_JA}|いずれ|検討|計画(?:中|です|している)|したい(?!場合)|すべき|(?:ほう|方)が(?:良|よ)い|望ましい|未定",
    european.HOPES,
)
ADVICE = any_of(
    r"추천(?:합니다|한다|함|$)|권장(?:합니다|한다|함|됩니다|$)|(?:is|are|we) recommend(?:ed)?\b|"
    r"\bcould\b|\bmight\b|(?<!n't )(?<!not )want to",
    r"推奨(?:します|されます|$)|おすすめ",
)
"""Outside a set-up section advice is a wish; with a value inside one it is what the reader will do."""

NEED = any_of(
    r"필요(?:$|함|합니다|하다|할|[.)])|\bneed(?:s|ed)? to\b|\bshould\b|\bmust\b|必要(?:$|です|がある|"
    r"あり)|해야"
)
"""Outside a set-up section what is needed is not there; inside one it is told to be done."""

OPTION = any_of(
    r"[(\[（【]\s*(?:선택|옵션|optional|任意|オプション)|선택 ?(?:사항|기능)|선택적|オプション機能|"
    rf"필요 ?시|필요하(?:면|다면)|필요한 경우|필요에 따라|원(?:하면|한다면|할 경우|하는 경우)|{european.AS_NEEDED}",
    r"\boptional(?:ly)?\b|\bif (?:you (?:need|want|prefer|use|like|have)|needed|necessary|required|"
    r"desired)\b|\balternatively\b|as needed|for example|\be\.g\.",
    r"^\W{0,4}or,? (?:(?:else|simply|just|later) )?(?:enable|turn on|switch on|set up|automate)\b",
    r"任意(?!の)|必要に応じ|必要な場合|必要であれば|することもでき|したい場合|使う場合|예를 들(?:어|면)|例えば",
)
QUESTION = regex(r"(?:[?？]|나요|까요|인가요|ですか。?|ますか。?)\s*$")
EXPLANATION = any_of(
    r"(?:은|는|이란|란)\s.{0,200}(?:(?<!중)(?:이다|입니다)|의미한다|의미합니다|뜻한다|뜻합니다|말한다|말합니다|"
    r"서비스다|방식이다|인스턴스다)\.?\s*$",
    r"^(?:an?\s|the\s)?[\w][\w ./-]{0,40}\s(?:is|are)\s(?:an?|the|one of)\s(?!our)",
    r"とは.{0,200}(?:です|である|こと|サービス|もの)。?\s*$|(?:を指します|を意味します|サービスです|"
    r"仕組みです|機能です|インスタンスです)。?\s*$",
)
NEGATION = any_of(
    r"않(?!도록|게|으면|을 ?경우|는 ?경우|은 ?경우|고 ?싶)|하지 ?(?:마|말)|안 ?함|안 ?됨|없(?:음|"
    r"다(?!면)|습니다|어요|고)|금지|제외|불가|아님|아닙니다|지양|피하|마세요|마십시오|말 ?것|말고",
    r"미(?:설정|사용|적용|구성|구현|지원|완료|명시|활성|실시)|비활성|해제|체크 ?해제|끄기|대신",
    r"\b(?:not|no|never|don't|do not|doesn't|isn't|aren't|cannot|can't|avoid|disabled?|instead of|"
    r"none|lacks?|missing|skip(?:ped)?|unused|uncheck|rather than)\b",
    r"(?:使|用い|設け|置か|立て|入れ|行わ)(?:わ)?ず(?:に|、|，|\s|$)|ない(?!よう|場合|とき|時[はに、]|と(?:いけ|なら|ダメ|駄目)|ければ)|なし|無し|無効|不要|禁止|避け|未(?:設定|対応|実装|"
    rf"使用|構成)|せず|ではなく|しません|いません|ありません|オフ|の代わり|{european.DENIALS}",
)
NOT_NEGATION = any_of(
    r"do(?:n't| not) forget(?: to)?|not only|잊지 ?(?:마|말)\S*|忘れ(?:ず|ない)\S*|no[.:]\s*\d|"
    rf"no[- ]downtime|no code|{european.NO_DENIAL}|어쩔 ?수 ?없\S*|仕方(?:が)?な[いし]",
    r"제한(?:이|은)? ?없\S*|制限(?:は|が)?(?:なし|無し|ない|ありません)|\b(?:no|without)(?: ip)? restrictions?\b",
    r"무중단|(?:다운타임|중단|문제) ?없\S*|なければなら(?:ない|なりません)|ないといけ(?:ない|ません)"
    r"|[(（](?:or|ou|또는|혹은|または) ?[^()（）]{1,99}[)）]",
)
DONE = any_of(
    r"(?:완료|적용됨|설정됨|구성됨|활성화됨|구현됨)\s*[.!)]?\s*$|(?:설정|구성|적용|구현|도입|구축|"
    r"활용|사용|진행|운영|분리|생성|설치)(?:하였|했|되었|됐)|되어 ?있|하고 ?있|(?:운영|사용|적용|"
    r"관리) ?중",
    r"\b(?:we|our|i)\b.{0,60}\b(?:have|has|had|use[sd]?|run|are|is|set|did|built|created|configured|implemented)\b",
    r"\b(?:is|are|was|were|been) (?:already |now |currently |also |automatically |"
    r"fully )?(?:configured|rotated|kept|taken|retained|required|restricted|closed|opened|enabled|"
    r"set up|in place|implemented|deployed|hosted|backed up|used|"
    r"protected|stored|supported|handled|managed|encrypted)\b",
    r"자동(?:으로|적으로)? ?.{0,30}(?:됩니다|합니다|된다|한다)[.!]?\s*$|自動(?:的に|"
    r"で)?.{0,30}(?:されます|します)。?\s*$",
    r"^[^\s,:]{1,20}(?:은|는)\s(?!.{0,100}(?:해야|주세요|하세요|(?:설정|선택|입력|클릭|지정|추가|생성|"
    r"허용|등록|체크|변경|연결|적용|접속|로그인|설치)(?:합니다|한다)|둔다|둡니다)).{0,80}(?:합니다|한다|됩니다|"
    r"된다)\.?$",
    r"(?:is|are|gets?) automatically|automatically (?:back|renew|scale|restart)",
    r"済み|しました|しています|されています|されました|ました。?\s*$|運用中|使用中|利用しています",
    r"보장(?:합니다|됩니다|함|$)|지원(?:합니다|됩니다|$)|제공(?:합니다|$)|\bensures?\b|\bprovides\b|guarantees?",
)
IMPERATIVE = any_of(
    r"(?:마세요|마십시오|말 ?것|금지)[.!]?\s*$|^(?:do not|don't|never|avoid)\b",
    r"(?:하세요|합니다|해 ?주세요|하십시오|한다|해 ?준다|해 ?줍니다|주세요|하기|바랍니다|클릭|누르기|"
    rf"{plain_forms.KOREAN}|누른다|누릅니다|선택|입력|체크|이동|실행|붙여넣기|저장|열기|열어\S*|"
    r"다운로드)(?:\s*\([^)]{0,40}\))?[.!]?\s*$",
    r"(?:생성|설정|추가|등록|연결|설치|발급|요청|활성화|허용|접속|지정|변경|부여|할당|적용|구성|개방|업로드|전송|"
    r"오픈|배포|예약|수정|만들기|켜기|작성|복사|재시작|클론|빌드)(?:\s*\([^)]{0,60}\))?[.!]?\s*$",
    r"^(?:first,?\s|then,?\s|next,?\s|finally,?\s|now,?\s|please\s|and\s)?(?:create|set|select|choose|"
    r"click|add|attach|enable|configure|launch|open|go to|navigate|run|install|use|enter|allocate|"
    r"associate|request|register|make|allow|copy|log ?in|sign ?in|ssh|connect|assign|turn on|pick|"
    r"provide|store|save|generate|download|upload|update|edit|schedule|subscribe|point|specify|"
    r"restore|deploy|start|restart|put|type|check|grant|change|name|execute|apply|activate|delete|"
    r"remove|stop|search|tick|uncheck|disable|verify|rotate|clone|pull|fetch|build|transfer|move|place|paste)\b",
    r"(?:してください|ください|します|する|しましょう|クリック|選択|入力|作成|設定|追加|登録|接続|"
    r"インストール|発行|リクエスト|有効化|許可|起動|アタッチ|割り当て|開く|実行|適用|保存|進む|"
    rf"行う|取得|コピー|転送|配置|アップロード|再起動|ダウンロード|{plain_forms.JAPANESE})[。、]?\s*$|{european.IMPERATIVE}",
)
VALUE = any_of(
    r"\d|\b(?:yes|no|on|off|true|false|enabled?|disabled?)\b|예$|아니[요오]|활성화|비활성화|はい|"
    r"いいえ|有効|無効|オン|オフ",
    r"\b[A-Z][A-Za-z]+(?:Access|Policy|Role|ReadWrite)\b|[\w-]+\.[a-z]{2,}|0\.0\.0\.0|anywhere|"
    r"모든 ?ip|どこからでも|任意の場所",
)
CONSOLE = any_of(
    r"^\(?[^>]{0,40}\)?\s*\baws\b|콘솔|console|\b(?:ec2|rds|s3|iam|vpc|route ?53|cloudfront|"
    r"cloudwatch|acm|certificate manager|ecs|lambda|secrets manager|sns|ssm|systems manager|billing|"
    r"budgets|code ?deploy|elastic beanstalk|load balancers?|auto scaling)\b",
    r"コンソール|버킷|バケット|인스턴스|보안 ?그룹|インスタンス|セキュリティ",
)

AWS_FIRST = any_of(r"^\W*(?:\([^)]*\)\s*)?(?:aws\b|아마존)|콘솔|console|コンソール")
MENU = any_of(
    r"시작|생성|만들기|요청|추가|편집|수정|설정|등록|연결|선택|클릭|탭|메뉴|목록|인스턴스|보안 ?그룹|"
    r"권한|속성|사용자|역할|정책|규칙|알람|대시보드|버킷",
    r"launch|creat|request|add\b|edit|settings?|attach|connect|choose|select|click|instances?$|"
    r"security groups?|permissions|users?$"
    r"|roles?$|policies$|rules?$|alarms?$|dashboards?$|buckets?$|new\b|distributions?$|hosted zones?$|"
    r"target groups?$",
    r"起動|作成|リクエスト|追加|編集|設定|登録|接続|選択|クリック|タブ|インスタンス$|権限|ユーザー$|"
    r"ロール$|ポリシー$",
)
"""Where a way through a console ends."""

STEP_COLUMN = any_of(r"순서|단계|절차|번호|^#$|^no\.?$|\bsteps?\b|\border\b|手順|順番|番号|ステップ|工程")
"""The first column of a table whose rows are done one after the other."""

RULES_OF_FIREWALL = any_of(
    r"(?:보안 ?그룹|security ?groups?|セキュリティ ?グループ|인바운드|inbound|インバウンド|방화벽|firewall|"
    r"ファイアウォール)(?: ?(?:의|の))?(?: ?(?:규칙|설정|rules?|settings?|ルール|設定|포트|ports?|ポート))?$"
)
"""What stands in a list right below such words is let in."""

# --- documents ---------------------------------------------------------------------------------------------------

ANALYSIS_TITLE = any_of(
    r"(?<!복구 )(?<!백업 )(?<!대응 )계획서?\s*$|(?:migration|improvement|scaling|infrastructure|"
    r"project) plan\b|(?<!復旧)計画書?\s*$",
    r"문제점|분석|검토|코드 ?리뷰|리뷰 ?(?:결과|보고)|감사 ?(?:결과|보고)|진단|보고서|회의록|제안서|"
    r"기획|회고|면접|트러블 ?슈팅",
    r"\banalysis\b|\baudit\b|assessment|\breport\b|retrospective|post-?mortem|meeting|proposal|"
    r"\brfc\b|\badr\b|troubleshoot",
    r"(?:code|architecture|security|design|infra\w*) review|分析|レビュー|監査|報告書|議事録|提案書|振り返り|課題",
)
"""Such a document tells of problems and advice; what it quotes is told, better, where it comes from."""

GUIDE_TITLE = any_of(
    r"가이드|매뉴얼|설정|설치|구축|배포|절차|방법|세팅|셋팅|셋업|런북|인수인계|운영",
    r"guide|manual|set[-_ ]?up|deploy|install|runbook|how[-_ ]?to|walk-?through|tutorial|handbook|"
    r"operations?|provision|hosting|instructions?|step[- ]by[- ]step|disaster|recovery|backup|\brestor(?:e|ing)\b",
    r"手順|設定|構築|導入|ガイド|マニュアル|デプロイ|セットアップ|運用|リストア|バックアップ",
)
MENDS_TITLE = any_of(r"^\W*(?:how to )?fix(?:ing)?\b")
"""A title that tells to mend something: where it is about servers, such a text is followed like a guide."""

LEADS_TITLE = any_of(
    r"(?:가이드|매뉴얼|절차서?|방법|런북|설명서|정리|배포 ?(?:과정|순서|기록|메모|문서)|"
    r"(?:배포|구축|세팅|셋업|설정|설치)(?:하기|해 ?보기|하는 ?법)|(?:올리|띄우)기|"
    r"(?:배포|서버|ec2) ?(?:환경 ?)?(?:설정|세팅|구축))\s*(?:[(（\[].*)?$",
    r"\b(?:guide|manual|runbook|instructions|handbook|walk-?through)\s*(?:[(\[].*)?$|^how to (?:deploy|host|set ?up)\b",
    r"^(?:deploy|host)(?:ing)? .{3,80}\b(?:on|to|onto|in|using|with) (?:an? )?(?:amazon |aws )?(?:aws|ec2|lightsail)\b",
    r"(?:手順書?|ガイド|マニュアル|方法|(?:構築|デプロイ)(?:メモ|まで|の流れ|する|してみた|した話)|"
    r"(?:デプロイ|サーバー?|本番環境)の?(?:設定|構築))\s*(?:[(（\[].*)?$",
)
"""A title that says that the text leads through something, as its last word."""

INFRA_TITLE = any_of(
    r"\biam\b|beanstalk|lightsail|aws|ec2|rds|s3|cloudfront|route ?53|infra|server|cloud|ecs|fargate|terraform|nginx|"
    r"인프라|서버|클라우드|インフラ|サーバ|クラウド",
)
SERVER = any_of(
    r"\bec2\b|\baws\b|\bssh\b|\bserver\b|\bvps\b|production|\bprod\b|instance|ubuntu|amazon linux|"
    r"lightsail|beanstalk|fargate|\bdeploy|hosting|cloud|\becs\b|\brds\b",
    rf"서버|배포|인스턴스|운영|프로덕션|클라우드|인프라|サーバ|デプロイ|本番|インスタンス|インフラ|クラウド|{european.SERVERS}",
    r"원격 ?(?:접속|연결|호스트)|リモート(?:接続|ホスト)|\bremote (?:host|machine|login|connection|access)\b",
)
LEADS_TO_SERVERS = any_of(
    r"^(?:how|steps) (?:to|for) .*\b(?:deploy\w*|prod(?:uction)?)\b.*:$|(?:デプロイ|反映)(?:の?手順|方法)[:：]$"
)
FOLDER_OF_SERVERS = any_of(r"(?:^|/)(?:deploy(?:ment)?s?|ec2|aws|infra(?:structure)?|lightsail|ops)$")
RELEVANT = any_of(
    r"aws|ec2|rds\b|\bs3\b|cloudfront|ssh|nginx|pm2|docker|deploy|server|certbot|database|let'?s encrypt|"
    r"backup|postgres|mysql|mongo|iam\b|배포|서버|인프라|백업|복구|모니터링|デプロイ|サーバ|バックアップ|rollback|restore|"
    r"cloudwatch|terraform|kubectl|heroku|supabase|\bcors\b|\b[ae]lb\b|api ?gateway|health ?check|ヘルスチェック|헬스",
    r"\becs\b|fargate|beanstalk|lightsail|\bacm\b|load ?balancer|auto ?scaling|\bufw\b|systemctl|unicorn|"
    r"인스턴스|インスタンス|로드 ?밸런서|ロード ?バランサ|오토 ?스케일링|オート ?スケーリング|인증서|証明書",
)
"""A text without any of these says nothing that a control could use."""


def first_match(pattern: re.Pattern[str], texts: Iterable[str]) -> str | None:
    """The first of `texts` in which `pattern` fits."""
    return next((text for text in texts if text and pattern.search(text)), None)


_ENGINES = (
    ("postgresql", any_of(r"postgres(?:ql)?|\bpsql\b")),
    ("mariadb", any_of(r"mariadb")),
    ("mysql", any_of(r"mysql")),
    ("mongodb", any_of(r"mongo(?:db)?")),
)


def engine_in(text: str) -> str | None:
    """The first database engine that `text` names."""
    return next((engine for engine, pattern in _ENGINES if pattern.search(text)), None)

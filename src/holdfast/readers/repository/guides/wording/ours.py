"""Sentences that say what the team has, though built like the explanation of a word, and what others have."""

from holdfast.readers.repository.guides.wording.lexicon import any_of
from holdfast.readers.repository.text.sizes import SIZE

_OURS = any_of(
    r"^\W*(?:현재|지금|우리|저희|당사|운영|실서버|프로덕션|본 ?(?:서비스|프로젝트|시스템))[^.\n]{0,60}(?:은|는)\s",
    r"^\W*(?:our|(?:the )?(?:production|live|current)|currently)\b[^.\n]{0,60}\s(?:is|are)\s",
    r"^\W*(?:現在|本番|当社|弊社|本?当?(?:システム|サービス))[^。\n]{0,40}は",
    r"^[\s*_>-]{0,6}(?:이|본|해당) ?(?:배포|구성|구조|환경|인프라|프로젝트|서비스|시스템|가이드|문서|스택)"
    r"[^.\n]{0,30}(?:은|는)\s",
    r"^[\s*_>-]{0,6}(?:この|本)(?:構成|環境|デプロイ|プロジェクト|手順書?|ガイド|資料|インフラ)[^。\n]{0,30}は",
    r"^[\s*_>-]{0,6}this (?:deployment|set-?up|guide|project|stack|architecture|configuration|environment)\b"
    r"[^.\n]{0,30}\s(?:is|are)\s",
    r"(?:ec2|서버|인스턴스|라이트세일|lightsail) ?(?:한|1) ?대|(?:ec2|サーバー?|インスタンス) ?(?:1|一)台",
    r"^\W*(?:배포|デプロイ|deploy\w*)[^\n]{0,80}(?:수동|직접|접속|手動|手作業|\bmanual|\bby hand\b|\bgit pull\b)",
)
_OF_A_SIZE = any_of(
    r"^(?!.{0,80}(?:프리 ?티어|기본|예시|예를|추천|권장|최소|"
    r"free[- ]tier|default|example|recommend|minimum|無料|既定|例えば|推奨|最小))"
    r"[^\n]{0,40}(?:서버|호스트|\bdb|데이터베이스|\brds|\bec2|인스턴스|servers?|host|database|instance|サーバー?"
    r"|インスタンス"
    r"|(?:배포|운영|서비스|서버) ?환경|인프라|(?:인스턴스|서버) ?(?:타입|유형|사양|스펙)|deployments?"
    r"|deploy(?:ment)? target"
    r"|infrastructure|stack|production|\bbox|machine|環境|インフラ|デプロイ先)"
    r"(?:(?:은|는|は)\s?|\s(?:is|are)\s)[^\n]{0,60}(?<![\w.])(?:db\.|cache\.)?[a-z]\d[a-z]{0,3}\."
    rf"{SIZE}\b"
)
_TYPE = rf"(?<![\w.])[a-z]\d{{1,2}}[a-z]{{0,4}}\.{SIZE}(?![\w-])"
_LEADS_THERE = any_of(
    rf"{_TYPE}[^\n.]{{0,60}}(?:배포|구축|운영|올리|띄우|설치|세팅)[^\n.]{{0,40}}"
    r"(?:가이드|문서|방법|절차|과정|매뉴얼|설명서|런북)(?:이다|입니다|임)?\W{0,3}$",
    rf"\b(?:guide|manual|runbook|document|tutorial|walk-?through|readme|instructions|page)\b[^\n]{{0,60}}"
    rf"\b(?:deploy\w*|host\w*|runn?\w*|set\w* ?up|our|ship\w*|launch\w*)\b[^\n]{{0,60}}{_TYPE}",
    rf"{_TYPE}[^\n。]{{0,60}}(?:デプロイ|構築|運用|動かす)[^\n。]{{0,30}}(?:ガイド|手順書?|マニュアル|ドキュメント"
    rf"|資料)(?:です|である)?\W{{0,3}}$",
)
"""What the text leads through, and not what a word means."""
_OTHERS = any_of(
    r"^[\W\d]*(?:경쟁사|타사|다른 ?(?:회사|기업))[^\n.:：]{0,20}(?:사례|예시?|방식|구성|은|는|에서는)",
    r"^[\W\d]*(?:他社|競合(?:他社)?|別の会社)[^\n。:：]{0,20}(?:事例|例|方式|構成|は|では)",
    r"^[\W\d]*(?:how |what |at )?(?:(?:another|other) compan(?:y|ies)|(?:our |a |the )?competitors?)\b",
)
_WEIGHED = any_of(
    r"^\W*(?:장점|단점|장단점|pros?|cons?|(?:dis)?advantages?|benefits?|drawbacks?|trade-?offs?|メリット|デメリット"
    r"|利点|欠点)"
    r"(?: ?[(（][^()（）\n]{0,20}[)）])?\W*[:：]"
)
"""What speaks for one of several ways, and against it: which of them was taken, it does not say."""


def tells_of_others(text: str) -> bool:
    """How somebody else's product is run, who set it up for nobody here; or what would speak for some way."""
    return _OTHERS.search(text) is not None or _WEIGHED.search(text) is not None


def tells_of_ours(text: str) -> bool:
    """What is, and not what such a thing is: of what the team has by its words, or of a machine that has a size."""
    return any(words.search(text) for words in (_OURS, _OF_A_SIZE, _LEADS_THERE))

"""Words by which the steps of a guide bring a release, and start what came."""

from holdfast.readers.repository.guides.page.typed import GIT
from holdfast.readers.repository.guides.wording.lexicon import any_of

PULLED = any_of(
    r"\b(?:scp|rsync)\s[^\n]{0,160}\s[\w.@${}<>-]{2,80}:[~/\w.$]",
    rf"\b{GIT}(?:pull|fetch|clone)\b|(?:コード|ソース|変更|リポジトリ|プロジェクト|ブランチ)[をの]?(?:pull|プル|取得|クローン|clone|ダウンロード)",
    r"\bdocker(?:(?: |-)compose)?\s+pull\b|(?:이미지|image|イメージ)(?:를|을|を)? ?(?:pull|풀|내려받|받아|プル|取得)",
    r"\bpull (?:the |your |our )?(?:new |latest |newest )?(?:docker )?images?\b",
    r"\b(?:pull|clone) (?:the |your |our |this )?(?:(?!to\b)\w+ ){0,2}?"
    r"(?:code|changes|sources?|repo\w*|project|branch)\b",
    r"\b(?:upload|copy|transfer|send) (?:only )?(?:the |these |this |your |all )?(?:(?!to\b)[\w./-]+ ){0,3}?"
    r"(?:files?|folders?|directory|build|dist|code|binary|bundle|artifacts?|project|jar|war)\b(?! structure)",
    r"(?:war|jar|zip|(?:빌드|배포) ?(?:파일|결과물?)) ?(?:파일)?[을를]? ?(?:서버에? ?)?(?:업로드|전송|복사|올[리려])",
    r"(?:war|jar|zip|ビルド(?:した)?ファイル|成果物)(?:ファイル)?[をの][^。\n]{0,12}(?:アップロード|転送|配置|コピー)",
    r"(?:코드|소스|변경 ?사항|github|깃허브|저장소|레포(?:지토리)?|리포지토리|프로젝트|브랜치)(?:를|을|에서| 에서)? ?"
    r"(?:pull|풀|내려받|받아|다운로드|클론|clone|복제)",
)
FIRST = any_of(r"clone|클론|복제|クローン")
STARTED_AGAIN = any_of(
    r"(?<!テスト)(?:を|から|もう一度) ?再?実行する|(?<!テスト)(?<!テストを)再実行",
    r"(?<!테스트)(?<!테스트를)(?<!테스트를 )(?:재실행|다시 ?실행)",
    r"(?:プロセス|サービス|サーバー?|アプリ|backend|server|service)[^。\n]{0,20}再起動|(?:서비스|서버|앱|프로세스|컨테이너)[^.\n]{0,12}재시작",
    r"(?:재기동|재구동|再起動)\s*(?:[(（]|$)|(?:jar|war)(?: ?파일|ファイル)?[을를を]? ?(?:실행|구동|実行|起動)",
    r"(?:gunicorn|uvicorn|pm2|컨테이너|docker|compose)[을를は]? ?(?:재시작|재기동|再起動)",
    r"\brestart(?:ing|s)? (?:gunicorn|uvicorn|pm2)\b",
    r"\brestart (?:the )?(?:\w+ )?(?:service|server|app|backend|process|container)",
    r"\.(?:sh|jar) ?(?:파일|스크립트)?(?:를|을)? ?(?:재실행|다시 ?실행)|\.sh ?を? ?再実行",
    r"(?:nohup|nohub|백그라운드)[^.\n]{0,12}실행|バックグラウンドで(?:実行|起動)",
    r"(?:pm2|docker(?: |-)?compose|systemd|gunicorn|puma|도커 ?컴포즈) ?(?:로|으로|에|で|に|を|を使って)? ?"
    r"(?:서버(?:를)? ?|앱(?:을)? ?)?(?:실행|구동|기동|상주|시작|常駐|起動|開始|登録)",
    r"(?:unicorn|puma|gunicorn|uvicorn|tomcat|アプリ(?:ケーション)?|サーバー?)[^。\n]{0,12}を ?(?:再)?起動",
    r"(?:unicorn|puma|gunicorn|uvicorn|tomcat|톰캣|애플리케이션|서버)(?:를|을)? ?(?:실행|구동|기동|시작)(?!하?기 ?전)",
)

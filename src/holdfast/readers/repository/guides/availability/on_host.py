"""How people say that a database stands on the server beside the application."""

from holdfast.readers.repository.guides.wording.lexicon import any_of

ENGINE = r"(?:postgres(?:ql)?|mysql|mariadb|mongo(?:db)?)"
_ELSEWHERE = r"(?:rds|aurora|atlas|별도|외부|따로|클라이언트|クライアント|コマンド|別の|外部)"
_CONTAINED = r"(?:(?:docker|도커)(?:[ -]?compose| ?컴포즈)?(?: ?컨테이너)?|컨테이너)(?:로|으로|에서) ?"
_STARTED = (
    rf"(?:직접 ?)?(?:{_CONTAINED})?(?:직접 ?)?"
    r"(?:띄(?!우지)|떠 ?있|돌[려리아고]|설치|구동|운영|실행|동작|가동|포함|구성)"
    rf"|{_CONTAINED}올(?!리지)"
)
_AMONG = rf"(?:(?!{_ELSEWHERE})[^\n.。→]){{0,60}}?{ENGINE}(?![^\n.。]{{0,16}}{_ELSEWHERE})"
_ASIDE = r"(?: ?[(（][^()（）\n]{1,30}[)）])?"
ON_HOST = any_of(
    r"(?:ec2|서버|인스턴스)(?: ?(?:인스턴스|서버))?(?:에| ?내부?(?:에)?| ?안에| ?위에)(?:서)?\s"
    rf"[^\n]{{0,20}}?{ENGINE}",
    rf"{ENGINE}[^\n→]{{0,25}}?(?:ec2|서버|인스턴스)(?: ?(?:인스턴스|서버))?(?:에| ?내부?(?:에)?| ?안에| ?위에)(?:서)?"
    rf" ?(?:{_STARTED}|[)）]|$)",
    rf"{ENGINE}\b[^\n→:|]{{0,20}}?\b(?:on|inside) (?:the |an? )?(?:same )?"
    r"(?:ec2|instance|server|host|vps|machine|box|vm)\b",
    rf"{ENGINE}[^\n→]{{0,12}}?[(（]?(?:ec2|サーバー?|インスタンス) ?(?:内|上|に(?:直接)?(?:インストール|構築|同居))",
    rf"(?:ec2|サーバー?|インスタンス)(?:内|上)(?:に|の|で)[^\n]{{0,12}}?{ENGINE}",
    rf"(?:같은|동일한?|그) ?(?:서버|인스턴스|ec2|호스트)(?:의|에서?|위의?|안의?)\s[^\n.]{{0,12}}?{ENGINE}",
    # All on one machine, the database among the rest
    rf"(?:ec2|서버|인스턴스)(?: ?(?:인스턴스|서버))? ?(?:한 ?대|하나|1 ?대){_ASIDE}(?:에|에서|위에)(?:는)?\s{_AMONG}",
    rf"(?:한 ?대|하나|1 ?대)의? ?(?:ec2|서버|인스턴스){_ASIDE}(?:에|에서|위에)(?:는)?\s{_AMONG}",
    rf"(?:1|一) ?台の? ?(?:ec2|サーバー?|インスタンス)(?:上|内)?(?:に|で)(?:は)?{_AMONG}",
    rf"(?:ec2|サーバー?|インスタンス) ?(?:1|一) ?台{_ASIDE}(?:上|内)?(?:に|で)(?:は)?{_AMONG}",
    r"\b(?:one|a single|the same) (?:[\w.-]{1,20} ){0,2}?(?:ec2(?: instance)?|instance|server|host|vps|machine|box|vm)"
    rf"(?: \([^()\n]{{1,30}}\))? (?:runs?|hosts?|holds?|serves?) [^\n.→]{{0,40}}?\b{ENGINE}\b",
    rf"同(?:じ|一の?)? ?(?:サーバー?|インスタンス|ec2|ホスト)(?:上|内)?(?:の|に|で){_AMONG}",
    rf"{ENGINE}[^\n。→:：|]{{0,16}}同(?:じ|一の?)? ?(?:サーバー?|インスタンス|ec2|ホスト)(?:上|内)?(?:で|に)"
    r"(?:(?:docker|コンテナ)[^\n。、]{0,6}?[でに])?(?:動|稼働|実行|起動|インストール|構築|立て|置|あり|同居)",
    rf"{ENGINE}\b(?: server)?(?: (?:is|are|all|both|also)){{0,2}} (?:installed|running|hosted|run|runs|lives?)"
    r" (?:on|inside) (?:one|a single|the same) (?:[\w.-]{1,20} )?(?:ec2|instance|server|host|vps|machine|box|vm)\b",
    # The machine was named just before: "Rails も PostgreSQL も全部この中", "MySQL도 같은 데 깔려 있음"
    rf"{ENGINE}[^\n。→:：|]{{0,30}}(?:ぜんぶ|全部|すべて|全て|みんな)(?:この|同じ)(?:中|サーバー?|台|1台|一台|ec2|箱)",
    rf"{ENGINE}[도은는이가]?[^\n.→:|]{{0,16}}(?:같은|한|이) ?(?:데|곳|서버|인스턴스|ec2|머신|박스)(?:에|에다"
    rf"|에서|안에)? ?(?:다 |전부 |모두 |같이 |함께 )?"
    r"(?:깔|설치|돌|떠|띄|올라|올려|있)",
    # "MySQL (same server)", also among the columns of a table
    rf"{ENGINE}[^\n→]{{0,12}}?[(（|:：,、] {{0,2}}(?:(?:aws )?ec2[^\n)）]{{0,4}})?"
    r"(?:(?:on )?(?:the )?same (?:ec2|instance|server|host|vps|machine|box|vm)\b(?! ?(?:name|class|type|size|version))"
    r"|(?:같은|동일한?) ?(?:서버|인스턴스|ec2|호스트)|同(?:じ|一の?)? ?(?:サーバー?|インスタンス|ec2|ホスト)|同居)",
)
"""A database's server that is said to be a program on the host of the application."""

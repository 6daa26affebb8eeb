"""How people say that a database stands on the server beside the application."""

from holdfast.readers.repository.guides.lexicon import any_of

ENGINE = r"(?:postgres(?:ql)?|mysql|mariadb|mongo(?:db)?)"
ON_HOST = any_of(
    r"(?:ec2|서버|인스턴스)(?: ?(?:인스턴스|서버))?(?:에| ?내부?(?:에)?| ?안에| ?위에)(?:서)?\s"
    rf"[^\n]{{0,20}}?{ENGINE}",
    rf"{ENGINE}[^\n→]{{0,25}}?(?:ec2|서버|인스턴스)(?: ?(?:인스턴스|서버))?(?:에| ?내부?(?:에)?| ?안에| ?위에)(?:서)?"
    r" ?(?:직접 ?)?(?:설치|구동|운영|실행|동작|가동|포함|구성|[)）]|$)",
    rf"{ENGINE}\b[^\n→:|]{{0,20}}?\b(?:on|inside) (?:the |an? )?(?:same )?"
    r"(?:ec2|instance|server|host|vps|machine|box|vm)\b",
    rf"{ENGINE}[^\n→]{{0,12}}?[(（]?(?:ec2|サーバー?|インスタンス) ?(?:内|上|に(?:直接)?(?:インストール|構築|同居))",
    rf"(?:ec2|サーバー?|インスタンス)(?:内|上)(?:に|の|で)[^\n]{{0,12}}?{ENGINE}",
    # "MySQL (same server)", also among the columns of a table
    rf"{ENGINE}[^\n→]{{0,12}}?[(（|:：] {{0,2}}(?:(?:aws )?ec2[^\n)）]{{0,4}})?"
    r"(?:(?:on )?(?:the )?same (?:ec2|instance|server|host|vps|machine|box|vm)\b(?! ?(?:name|class|type|size))"
    r"|(?:같은|동일한?) ?(?:서버|인스턴스|ec2|호스트)|同(?:じ|一の?)? ?(?:サーバー?|インスタンス|ec2|ホスト)|同居)",
)
"""A database's server that is said to be a program on the host of the application."""

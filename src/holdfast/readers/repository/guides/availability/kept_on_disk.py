"""Files that users hand in, of which a guide says in words that they lie on the disk of the server."""

from collections.abc import Iterator

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import KeptFiles
from holdfast.model.regex import regex
from holdfast.readers.repository.guides.guide import Guide
from holdfast.readers.repository.guides.page.blocks import Form
from holdfast.readers.repository.guides.wording.lexicon import any_of

_HANDED_IN = any_of(
    r"업로드(?:한|된|되는)? ?(?:파일|이미지|사진|문서)|첨부 ?파일|사용자 ?(?:파일|이미지|사진)|미디어 ?파일"
    r"|(?:이미지|사진|파일)(?:은|는|을|를)? ?업로드|(?:이미지|사진|画像|写真)(?:은|는|は)",
    r"\b(?:upload(?:s|ed (?:files?|images?|photos?|media|documents?|pictures?))|attachments?"
    r"|(?:user|customer|media|profile) ?(?:files?|uploads?|images?|photos?|pictures?))\b",
    r"アップロード(?:した|された)?(?:ファイル|画像|写真)|添付ファイル|(?:ユーザー|利用者)の?(?:ファイル|画像|写真)|メディアファイル",
)
_STAY = any_of(
    r"저장|보관|쌓|남(?:아|는|습)|있(?:다|음|습)|\b(?:stor(?:e|ed|es)|sav(?:e|ed|es)|kept|keep|lives?|lie|stay|written|go(?:es)?)\b"
    r"|保存|格納|置[かいきく]|保管"
)
_NOT_THERE = any_of(
    r"\b(?:used to|validat\w+|check\w*|resiz\w+|scann\w+|page|then|until|never|ami|iso|max(?:imum)?|limits?)\b|[?？]"
    r"|\bami\b|os ?이미지|예전|검증|リサイズ|以前"
)
"""They pass through there, or did once; or those who use the product see them so."""
_FIELD = regex(r"^[^\w\n]{0,6}[\w ]{3,24}[^\w\n]{0,4}[:：][^\w\n]{0,4}\w")
_HERE = any_of(
    r"(?:서버|ec2|인스턴스|호스트)(?:의|에(?!서)|에서(?= ?(?:관리|보관|저장))|상의| 로컬| 내부| 안)",
    r"로컬 ?디스크|\bebs\b",
    r"\bon (?:the |our |its |that )?(?:same |local )?(?:(?:ec2|server|host|instance)'?s? )?"
    r"(?:server|host|ec2|instance|machine|box|(?:root )?(?:disk|volume)|ebs(?: volume)?|filesystem)\b"
    r"|\blocal(?:ly)? (?:disk|file ?system|on)\b|\bserver'?s? (?:own )?(?:local )?(?:disk|file ?system)\b",
    r"(?:サーバー?|ec2|インスタンス|ホスト)(?:の|に|上)|ローカルディスク",
    r"(?<![\w.])/(?:home|var|srv|opt|mnt|data)/[\w./-]{2,80}",
    r"`\.?/?(?:storage|uploads?|media|public|static|data)/[\w./-]{0,80}`",
)
_ELSEWHERE = any_of(
    r"\bs3\b|bucket|버킷|バケット|cloudinary|\bcdn\b|\br2\b|minio|\befs\b|\becr\b|docker|도커|\blogs?\b|로그|ログ"
    r"|back-?ups?|백업|バックアップ|인증서|certificate|証明書|\.env\b|nginx"
    r"|\b(?:database|firebase|supabase|azure|gcs|api)\b|(?:db|데이터 ?베이스)에|스토리지|データベースに"
)
_AT_HOME = any_of(r"\b(?:dev|development|localhost|tests?)\b|개발|테스트|開発|テスト")


def kept_on_disk(guide: Guide) -> Iterator[KeptFiles]:
    """The first such sentence: nobody says so of what is deployed unless it is so."""
    for passage in guide.passages:
        text = _without_advice(passage.text)
        told = passage.affirmed and passage.said.form is not Form.HEADING and _HANDED_IN.search(text)
        if not told or not (_STAY.search(text) or _FIELD.match(text)) or not _HERE.search(text):
            continue
        if not (_ELSEWHERE.search(text) or _NOT_THERE.search(text)) and not _AT_HOME.search(passage.surroundings):
            yield KeptFiles(**guide.common(passage, EvidenceKind.INSTRUCTED))
            return


_CLAUSE = regex(r"\s[—–-]{1,2}\s|;\s?|(?<=[\w`)])\.\s|。|,\s(?=(?:so|please|but|and) )")
_ADVICE = any_of(
    r"\bif you\b|\bshould\b|\bconsider\b|\bmake sure\b|\bremember\b|\bdon'?t forget\b|\btodo\b|\blater\b|\bcould\b"
    r"|필요|권장|고려|검토|잊지|추후|나중|推奨|検討|忘れ|今後|必要"
)


def _without_advice(text: str) -> str:
    """The sentence without clauses that only wish for what is to be done with the files."""
    return " ".join(one for one in _CLAUSE.split(text) if not _ADVICE.search(one))

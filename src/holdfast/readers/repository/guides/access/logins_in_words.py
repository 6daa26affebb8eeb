"""Logins over SSH that a guide has somebody make without typing the command out."""

from collections.abc import Iterator

from holdfast.model.facts import Login
from holdfast.readers.repository.guides.access.logins import NAME_OF_ACCOUNT
from holdfast.readers.repository.guides.guide import Guide, Passage
from holdfast.readers.repository.guides.page.blocks import Form
from holdfast.readers.repository.guides.wording.lexicon import any_of

_CLIENT = r"(?:putty|mobaxterm|termius|xshell|퍼티|테라텀|tera ?term)"
_ENTERS = any_of(
    r"\bssh in (?:with|using|as|via)\b",
    r"\bssh (?:in ?)?(?:to|into|onto) .{0,30}\b(?:server|instance|ec2|vps|host|machine|droplet)\b",
    r"\b(?:connect|log ?(?:in|on))\b.{0,40}\b(?:server|instance|ec2|vps|host)\b.{0,20}\b(?:via|over|using|by) ssh\b",
    r"(?:서버|인스턴스|ec2|vps).{0,24}ssh ?(?:로|를 통해)? ?(?:접속|로그인|연결)(?!.{0,6}(?:불가|않|금지))",
    r"ssh ?(?:로|를 통해) ?(?:서버|인스턴스|ec2).{0,12}(?:접속|로그인)(?!.{0,6}(?:불가|않|금지))",
    r"ssh ?클라이언트.{0,40}(?:복사|접속|연결|붙여)|(?:연결|접속).{0,12}ssh ?클라이언트",
    rf"{_CLIENT}(?:으로|로|를 (?:통해|사용|이용)|에서)?.{{0,40}}(?:접속|연결|로그인)",
    rf"{_CLIENT}(?:で|を使って).{{0,30}}(?:接続|ログイン)|sshクライアント.{{0,30}}(?:コピー|接続)",
    rf"\b(?:connect|log ?in)\b[^\n]{{0,40}}\b{_CLIENT}",
    r"(?:サーバー?|インスタンス|ec2|vps)に?.{0,16}ssh ?(?:で|を使って)? ?(?:接続|ログイン|入)"
    r"(?!.{0,6}(?:不可|禁止|でき))",
)
_AS_ROOT = any_of(
    # What is done there as root comes behind: "and run as root".
    r"\b(?:ssh|connect|log ?in|sign in)\b(?:(?!\b(?:and|then|run)\b)[^.;\n]){0,60}\bas (?:the )?root\b",
    r"(?<!\w)root ?(?:계정|유저|사용자)?(?:으로|로)(?!\w{3}| ?(?:전환|바꾸|바꾼|변경))",
    r"(?<!\w)root ?(?:ユーザー?|アカウント)?(?:で|として)(?: ?ssh(?:で)?)? ?(?:ログイン|接続|入)",
)
_IN_BROWSER = any_of(
    r"\b(?:via|through|from|in|using|with) (?:the )?(?:lightsail|aws|ec2|management)(?: management)? console\b"
    r"|\b(?:web|browser)[- ]based\b|\bin (?:the|your) browser\b|브라우저"
    r"|(?:라이트세일|lightsail|aws|ec2) ?콘솔(?:에서|로|을)"
    r"|ブラウザ|(?:lightsail|aws|ec2)の?コンソール(?:から|で)"
)
"""The console opens the shell itself, with a key that lasts no longer."""
_COPIED = any_of(r"클라이언트|client|クライアント|복사|copy|コピー|key|키|鍵")
_OF_A_STORE = any_of(r"mysql|mariadb|postgres|\b(?:db|database)\b|디비|데이터베이스|データベース")
_TELLS = frozenset((Form.STEP, Form.ITEM, Form.LINE))


def logins_in_words(guide: Guide) -> Iterator[Login]:
    """The first sentence or step that sends somebody to a server, or the field of root that such a chapter has."""
    told = [one for one in guide.passages if one.told and one.said.ticked is None and not one.by_machine]
    first = next((one for one in told if one.said.form in _TELLS and _ENTERS.search(one.text)), None)
    if first is not None:
        root = _AS_ROOT.search(first.text) and not _OF_A_STORE.search(first.text)
        by_console = not root and _IN_BROWSER.search(first.text) and not _COPIED.search(first.text)
        yield Login(**guide.common(first), method="console" if by_console else "ssh", user="root" if root else None)
        return
    field = next(filter(_is_root, told), None)
    if field is not None:
        yield Login(**guide.common(field), method="ssh", user="root")


def _is_root(passage: Passage) -> bool:
    key, value = next(iter(passage.said.pairs), ("", ""))
    if value.strip("`* ").lower() != "root" or not NAME_OF_ACCOUNT.search(key):
        return False
    above = passage.said.trail.chapter
    return _CONNECTION.search(above) is not None and _OF_A_STORE.search(passage.surroundings) is None


_CONNECTION = any_of(
    r"\bssh\b|(?:서버|인스턴스|ec2|vps) ?(?:에 )?(?:접속|연결|로그인)",
    r"(?:サーバー?|インスタンス|ec2|vps)(?:への?|に)?(?:接続|ログイン)",
    r"\b(?:connect|log ?in|sign in)\b.{0,20}\b(?:server|instance|ec2|vps|host)\b",
)

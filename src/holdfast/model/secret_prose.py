"""The values of secrets as people tell them to each other: in sentences, lists, tables, brackets and descriptions."""

import re
from collections.abc import Callable

from holdfast.model.regex import regex
from holdfast.model.secret_names import NAMES

__all__ = ["IN_PROSE", "WITH_A_NAME", "in_descriptions"]

# As people tell each other one: in a list, a table or a sentence, bold, quoted or as code; it looks made up.
_MADE_UP = r"""(?!--?[a-z]|(?i:aes|sha|md|rsa|argon|pbkdf|base|hs|rs|es|utf)[-_]?\d)
    (?:`(?=[^`\n]{0,100}[\d!@\#$%^&*])(?![^`\n]{0,100}\.(?:sh|py|ts|js|ya?ml|json|env|md|sql|conf|toml|txt|pem)\b)
            (?!--?[a-z])[^`\s]{3,100}`(?:[^\s`|]{1,40}`)?
        | (?=[!-~]{0,100}[A-Za-z])(?=[!-~]{0,100}[\d!@\#$%^&])(?![`*|(\[<{-])
            [!-~]{5,100}?(?=[*`"']{0,3}(?:[\s|,)。、」]|[^!-~]|$)))"""
_SAID = regex(
    r"""(?x)
    (?P<key>(?:비밀[ ]?번호|비번|패스워드|암호(?!화)|パスワード|暗証番号
            | (?i:\b(?:pass(?:word|code|phrase)|pw)(?![\w.@/\\-]))
            | (?i:\b(?:token|secret))(?=[ ](?=[!-~]{0,60}\d)[\w-]{3,60}[!\#$%^&])
            | (?<=[(（])(?i:(?:secret|api|access)[ ]key|secret|token)(?=[ ](?=[!-~]{0,60}\d)[!-~]{5,80}[)）])
            # Words that also stand for what is no secret tell one only before a sign or a particle.
            | (?:(?i:\bp(?:ass(?:word|wd|code|phrase)?|w)(?![a-z\d.@/\\_-])
                    |\b(?:(?:secret|api|access)[ ]key|secret|token))
                | (?:시크릿|인증|비밀|API)[ ]?키|시크릿|토큰|シークレット(?:キー)?|トークン|秘密鍵|API[ ]?キー)
                (?=[*_`)]{0,3}[ ]{0,3}(?:[:：=|는은가はが]|is\b)))
        (?:[ ]?(?:입력|설정|기본값)(?=[ ]?[:：=]))?(?:[ ]?[(（][^()（）\n]{1,20}[)）])?
        [*_`)]{0,3}[ ]{0,3}(?:[:：=|(（→-]|[는은가를을에はがをに]
            |(?i:(?:for|of)[ ](?:[\w.-]{1,30}[ ]){1,4}?(?:is|was|=)|is|was|to|as)\b)?
        [*_]{0,3}[ ]{0,3}[:：=|]?[ ]{0,3}[*_]{0,2}[「『"']?)
    (?P<value>"""
    + _MADE_UP
    + r""")"""
)
# The same in the next cell of a row whose first one names a setting.
_IN_A_ROW = regex(
    r"""(?ix)
    (?P<key>(?:"""
    + NAMES
    + r"""|[_ ]key)\w{0,60}["'`*]{0,3}[ \t]{0,20}\|[ \t]{0,20}[`*]{0,3})
    (?P<value>(?=[^\s|`*]{0,100}[a-z])(?=[^\s|`*]{0,100}[\d!@\#$%^&])(?!https?:|/)[!-_a-{}~]{5,100})
    (?=[`*]{0,3}[ \t]{0,20}(?:\||$))
    """,
    re.MULTILINE,
)
# A name and its password in one breath: `admin / password`.
_NAME_AND_PASSWORD = regex(
    r"""(?x)
    (?P<key>(?:(?:ID|아이디|계정)[ ]?/[ ]?(?:PW|Password|비밀번호|비번|패스워드)|계정|아이디|로그인|アカウント|ログイン
            | (?<!docker[ ])(?i:\b(?:credentials|log(?:ged)?[ -]?in|sign[ ]in|user(?:[ ]?name)?|account)\b))
        [^\n/&;]{0,40}?[\s`*"'(:：][\w@.+-]{2,60}
        (?:[`*"']{0,3}[ ]/[ ]|[`*"']{1,3}/|/(?=[^\s/]{0,100}[!\#$%^&]))[`*"']{0,3}
        | (?<![\w/.~:@-])(?i:root|admin(?:istrator)?|postgres|mysql)[ ]?[/:][ ]?
            (?=[A-Za-z\d][^\s/?=]{0,100}[!\#$%^&]))
    (?P<value>(?=[!-~]{0,100}[A-Za-z])(?=[!-~]{0,100}[\d!\#$%^&])[^\s/`"'|,)（）。、가-힣]{6,100})(?![/\w])
    """
)
# What a sentence on a password brings up as an instance of one: `DB password, by default VALUE`.
_FOR_INSTANCE = regex(
    r"""(?x)
    (?P<key>(?:비밀[ ]?번호|비번|패스워드|암호(?!화)|パスワード|暗証番号|(?i:\bpass(?:word|code|phrase)s?(?![\w@/\\-])))
        [^\n|;]{0,60}?(?:(?i:\bdefault(?:s[ ]to|[ ]is|[ ]?[:=])
                |\b(?:by[ ]default|currently|for[ ]example|e\.g\.|namely|initially)[:,]?)
            |(?:기본[ ]?값|초기[ ]?값|현재|既定値|初期値|現在|デフォルト)[은는이가는はが]?[ ]?[:：=]?)
        [ ]{0,3}[「『"'*(]{0,3})
    (?P<value>\d{4,16}(?![A-Za-z\d_]|[.\-/]\d
                |\s?(?i:sec|min|hour|day|char|byte|bit|digit|letter|초|분|시간|일|자|년|회|秒|分|時間|日|文字|年|回))
        |(?![a-z]{2}(?:-[a-z]{2,9}){1,2}-\d)"""
    + _MADE_UP
    + r""")"""
)
# A bracket that only says for what, then with which: `(pin 4711)`, `(ftp shop VALUE)`.
_IN_BRACKETS = regex(
    r"""(?x)
    (?P<key>[(（\[](?:[^()（）\[\]\n]{0,60}?[ ,;/])?(?:
        (?:(?i:pin(?:[ ]?code)?|p(?:ass|w)|otp)|핀(?:[ ]?번호)?|暗証)[ ]?[:=]?[ ]
            (?=[!-'*+\--\\^-~]{4,80}[)）,;\]])(?!v?\d{1,4}(?:\.\d{1,6}){1,3}[)）,;\]])(?=[^\s)）\]]{0,80}\d)
        | (?i:s?ftps?|ssh|rdp|vpn|vnc|wi-?fi|smb|smtp|imap|pop3|root|admin|login|log[ ]in|user|account|panel|console
            |mysql|mariadb|postgres(?:ql)?|mongo(?:db)?|redis|계정|로그인|ログイン)(?:[ ]?[:=]?[ ]|[ ]?/[ ]?)
            (?:[A-Za-z][\w.@-]{1,40}(?:[ ]|[ ]?[:/,][ ]?))?
            # Here nothing but its own look tells a password from a version, a host or a kind of key.
            (?=[^\s)）\]]{0,80}\d)(?![^\s()（）\]]{0,80}[./:=@])
            (?=[^\s)）\]]{0,80}[!\#$%^&*]|(?-i:(?=[^\s)）\]]{0,80}[a-z])(?=[^\s)）\]]{0,80}[A-Z]))|[^\s)）\]\d]{3,40}\d{3,8}[)）,;\]])
            (?!(?i:ed|rsa|sha|ecdsa|tls|utf)[-_]?\d)(?=[!-'*+\--\\^-~]{6,80}[)）,;\]])
        ))
    (?P<value>[!-'*+\--\\^-~]{4,80}?)(?=[)）,;]|\](?!\())
    """
)
# A number that lets somebody in, as a list or a sentence names it.
_PIN = regex(
    r"""(?x)
    (?P<key>(?<![\w-])(?i:pin)(?:[ ]?(?i:code|번호|コード))?[*_`]{0,3}
        (?:[ ]{0,3}[:：=]|[ ]is[ ]|[은는はが]|[ ]number[ ]|[ ]?[(（])[ ]{0,3}[*_`"']{0,3})
    (?P<value>\d{4,12}|(?=\w{0,20}\d)(?=\w{0,20}[a-z])(?=\w{0,20}[A-Z])[A-Za-z\d_]{4,30})(?![A-Za-z\d_]|\.\w)
    """
)
# Beside the name of a service, as a list of accounts has it: `FTP: shop / VALUE`.
_AT_A_SERVICE = regex(
    r"""(?mx)
    (?P<key>^[^\w\n]{0,8}(?i:s?ftps?|vpn|rdp|vnc|wi-?fi|smb|smtp|imap|pop3)
        (?i:[ ](?:login|account|user|access|접속|계정|로그인|接続|アカウント|ログイン))?
        (?:[ ]?[:：][ ]?|[ ])[A-Za-z][\w.@-]{1,40}(?:[ ]?[,/][ ]?|[ ]))
    (?P<value>(?=[^\s]{0,80}\d)(?![^\s]{0,80}[./:=@])
        (?=[^\s]{0,80}[!\#$%^&*]|(?=[^\s]{0,80}[a-z])(?=[^\s]{0,80}[A-Z]))[!-~]{6,80})[ \t]{0,9}$
    """
)
_DESCRIPTION = regex(
    r"""(?ix)
    (?P<key>(?<![\w-])(?:constraint)?description["']?\s{0,9}[:=]\s{0,9})
    (?P<value>"[^"\n]{1,600}"|'[^'\n]{1,600}'
        |[>|][-+]?\n(?P<margin>[ \t]{1,40})[^\n]{1,300}(?:\n(?P=margin)[^\n]{1,300}){0,9}
        |<<[-~]?["']?(?P<word>\w{1,30})["']?(?:\n(?![ \t]{0,40}(?P=word)\b)[^\n]{0,300}){1,20}
        # A plain text goes on in rows that are no field of their own.
        |(?!["'>|]|<<)[^\n]{1,600}(?:\n[ \t]{1,60}+(?![\s})\]\#-]|["']?[\w.-]{1,60}["']?\s?[:=])[^\n]{1,300}){0,9})
    """
)
# What stands before the description of a secret: its name, and what else is said of it. No space has two places to be
# in, or hostile text would try them all.
_OF_A_SECRET = regex(
    rf"""(?ix)
    (?:{NAMES}|(?<=["'])pin)\w{{0,60}}["']?\s{{0,9}}(?:[:=,]\s{{0,60}})?(?:\{{\s{{0,60}})?(?!\s)
        (?:["']?\w{{1,30}}["']?[ \t]{{0,9}}[:=][ \t]{{0,9}}(?![ \t])
            (?:(?:"[^"\n]{{0,120}}"|'[^'\n]{{0,120}}')[ \t]{{0,9}}|(?!["'])[^\n,]{{0,120}})[,\n]
            \s{{0,60}}(?!\s)){{0,8}}["']?$
    """
)
_TELLS_OF_ONE = regex(r"(?i)\bpass(?:word|code|phrase)|비밀\s?번호|비번|패스워드|암호(?!화)|パスワード|暗証番号")
# A word of such a description that nobody writes for another reason than to tell it; no part of an address or an ARN.
_TOLD_THERE = regex(
    r"""(?x)
    (?<![\w-])(?:https?://|arn:)[^\s"'`]{1,300}+
    |(?P<key>(?<![^\s"'`(（「『:：=/,]))
    (?P<value>(?!--?[a-z]|[a-z]{2}(?:-[a-z]{2,9}){1,2}-\d|https?:|arn:|/
            |(?i:aes|sha|md|rsa|argon|pbkdf|base|utf|rfc|iso)[-_]?\d
            |(?:[a-z]{2,8}\.)?[a-z]{1,4}\d[a-z]{0,3}\.(?:nano|micro|small|medium|large|metal|\d{0,2}xlarge)\b
            |[\d.,\-/]{1,20}[A-Za-z%]{0,6}\b(?![!\#$%^&]))
        (?:(?=[!-~]{0,80}\d)(?=[!-~]{0,80}[A-Za-z])|(?=[!-~]{0,80}[A-Za-z])(?=[!-~]{0,80}[!\#$%^&@]))
        (?![\[({<])[!-&*-~]{5,80}?)
    (?=[.,;:!]?[)）"'`」』]{0,3}[.,;:!]?(?:\s|$))
    """
)


def in_descriptions(text: str, hide: Callable[[re.Match[str]], str]) -> str:
    """`text` with the values that descriptions of secrets tell handed to `hide`.

    A template describes a parameter, and Terraform a variable, in prose: of a secret that may tell its value outright.
    """

    def inside(match: re.Match[str]) -> str:
        before = text[max(0, match.start() - 600) : match.start()]
        if not (_TELLS_OF_ONE.search(match["value"]) or _OF_A_SECRET.search(before)):
            return match[0]
        return match["key"] + _TOLD_THERE.sub(lambda told: hide(told) if told["value"] else told[0], match["value"])

    return _DESCRIPTION.sub(inside, text)


_WORDS = (
    *("pass", "pw", "secret", "token", " key", "비밀", "비번", "패스워드", "암호", "시크릿", "토큰", "인증", "api"),
    *("パスワード", "暗証番号", "シークレット", "トークン", "秘密鍵"),
)
_ENTERS = (
    *("계정", "아이디", "로그인", "アカウント", "ログイン", "credentials", "id", "log", "sign", "user", "account"),
    *("root", "admin", "postgres", "mysql"),
)

WITH_A_NAME = (_ENTERS, _NAME_AND_PASSWORD)
"""A name and its password in one breath, with words of which one stands, in lower case, in whatever it matches."""
IN_PROSE = (
    (("pass", "비밀", "비번", "패스워드", "암호", "パスワード", "暗証番号"), _FOR_INSTANCE),
    (_WORDS, _SAID),
    (("(", "（", "["), _IN_BRACKETS),
    (("pin",), _PIN),
    (("ftp", "vpn", "rdp", "vnc", "fi", "smb", "smtp", "imap", "pop3"), _AT_A_SERVICE),
    (("|",), _IN_A_ROW),
)
"""The rest of what people tell, in their order, each with such words."""

"""Hides the values of secrets in any text that may be shown: quotes, messages, errors."""

import re
from functools import lru_cache

from holdfast.model.logins import LOGIN
from holdfast.model.logins import TELLS as OF_LOGINS
from holdfast.model.regex import regex
from holdfast.model.secret_names import APART, IN_LIST, IN_ONE_TEXT, IN_ORDER, LOCKS, NAMES
from holdfast.model.secret_prose import IN_PROSE, WITH_A_NAME, in_descriptions
from holdfast.model.secret_shapes import hide

_MASK = "[hidden]"
# A value is hidden when its key sounds secret, unless the value is a mere reference to one. The pattern begins at
# the word that sounds so, not at the key's start, and its repeats are bounded: hostile text must cost linear time.
_KEYED = regex(
    r"""(?ix)
    (?P<key>(?:(?<!\bNO)(?<!ALLOW_EMPTY_)passw(?:or)?d(?!authentication)
        |(?:(?<=[_$"'-])|(?<=db)|(?<=user|mail|smtp|root)|(?<=admin|mysql|redis))p(?:ass|w)(?![a-z])
        |pwd|(?<!\d{4}:)(?<!\}:)secret(?!smanager)|token(?!\.actions\.)|api[_-]?key|access[_-]?key|private[_-]?key|credential|passphrase|sshpass(?==)
        |비밀번호|암호(?!화)|パスワード|(?<![a-z])(?:pepper|salt)(?![\w.-])|"""
    + LOCKS
    + r""")(?![\w.-]{0,60}[_-](?:file|path)["']?\s{0,9}[:=]\s{0,9}["']?[./])[\w.-]{0,100}\b\\?["']?
        \s{0,100}(?:=>|:{1,3}=|[?+]{0,2}=(?!=)|!?={2,3}(?=\s{0,9}["'])|:|：)\s{0,100}
        # A heading of other keys holds no value itself: theirs are hidden by their own names.
        (?!\{?\s{0,9}["']?\w{1,60}["']?:\s|\{\s{0,9}["']?\w{1,60}["']?\s{0,9}=)(?:-[^\S\n]{1,9}|\[\s{0,60}(?=["'])|\[\]byte\(\s{0,9}(?=["'`]))?)
    # A sign within a password ends nothing, unless another `name=` follows it.
    (?P<value>\\?"[^"\n]*"|'[^'\n]*'|[^\s,;&|)}\]"']+(?:[&|;,]+[^\s,;&|)}\]"'=]+(?=[\s,;&|)}\]"']|\Z))*)
    """
)
# The same in a command, where a space stands between an option and its value; `--secret-id` names no value.
_FLAGGED = regex(
    r"""(?x)
    (?P<key>(?:
        (?<![\w-])--?(?![\w-]*-(?:stdin|file|path|policy|length|arn|ids?|name|type|ttl)\b)
            [\w-]{0,60}?(?:password|passwd|secret|token|(?:api|access|private|hmac|jwt|signing|encryption)-key)[\w-]{0,40}
        | (?<![\w-])-(?=-|db)-?(?:(?:[\w-]{0,40}-|db)?pass(?:phrase|code)?
            |sse-c(?:ustomer)?(?:-copy-source)?-key)(?![\w-])
        | \baws_(?:secret_access_key|session_token)
        | ^[^\S\n]*(?:ENV|env)\s+[A-Za-z_]{0,60}(?:PASSWORD|SECRET|TOKEN|API_KEY|ACCESS_KEY)[A-Za-z_]{0,40}
        | ^[^\S\n]*(?:SetEnv|fastcgi_param)\s+[A-Za-z_]{0,60}(?:PASS|SECRET|TOKEN|API_KEY|ACCESS_KEY)[A-Za-z_]{0,40}
        | ^[^\S\n]*env\[[A-Za-z_]{0,60}(?:PASS|SECRET|TOKEN|API_KEY|ACCESS_KEY)[A-Za-z_]{0,40}\][ \t]*=
        | \bsshpass\s+-p
    )[ \t]+(?![=:]|["']?(?:pass|env|file|fd):)
        | \bsshpass\s+-p | \b(?:mysql|mariadb)\w{0,20}\b[^\n|;]{0,200}?(?:[ \t]|,[ \t]{0,9}["'](?=-p\w))-p
        | \b(?:mysql|mariadb)[\w-]{0,20}["'][^|;]{0,200}?,\s{0,60}["']-p(?=\w))
    (?P<value>\\?"[^"\n]*"|\\?'[^'\n]*'|[^\s\-"'][^\s"']*)
    """,
    re.MULTILINE,
)
# Words that programs take a password behind, in a command, a list of its words or a file of settings.
_TOLD = regex(
    r"""(?x)
    (?P<key>\b(?:
        (?:requirepass|masterauth)["']?(?:[ \t]{0,9}[=:,][ \t]{0,9}|[ \t]{1,9})
        | redis-cli\b[^\n|;]{0,200}?[\s,"'](?:-a|--pass)["']?[ \t,]{1,9}
        | mongo(?:dump|restore|export|import|sh)\b
            (?:[^\n|;&]{0,200}?[ \t]-p[ \t]{1,9}|["'][^|;&]{0,200}?["']-p["'][ \t]{0,9},\s{0,60})
        | (?:docker[ \t]login|ncftp\w{0,5}|git[ \t]ftp)\b[^\n|;&]{0,200}?[ \t]-p[ \t=]{0,3}
        | \bpassword\([^)\n]{0,200}?\bdefaultValue:[ \t]{0,9}
        | rabbitmqctl["',\s]{1,9}(?:[\w@.-]{1,80}["',\s]{1,9}){0,4}?
            (?:add_user|change_password)["', \t]{1,9}[\w.@-]{1,80}["']?[ \t,]{1,9}
        | htpasswd(?=[^\n|;]{0,40}[ \t]-[a-zA-Z]{0,9}b)
            (?:(?=[^\n|;]{0,40}[ \t]-[a-zA-Z]{0,9}n)(?:[ \t]{1,9}-\w{1,9}){1,4}
                | (?:[ \t]{1,9}-\w{1,9}){1,4}[ \t]{1,9}[^\s-]\S{0,199})[ \t]{1,9}[^\s-]\S{0,79}[ \t]{1,9}
        | (?:proxy_set_header|header_up|set-header|add-header|hdr)[ \t]{1,9}["'+]?[\w-]{0,60}
            (?i:key|token|secret|password|authorization)[\w-]{0,40}["']?[ \t]{1,9}(?!["']?(?:\w{1,20}[ ])?(?:\$|\{|%\[))
        | (?:un)?zip\b[^\n|;&]{0,200}?[ \t]-P[ \t]{0,9} | 7z[azr]?\b[^\n|;&]{0,200}?[ \t]-p
        | curl\b[^\n|;&]{0,200}?[\s"'](?:-u|--user)["']?[ \t=,]{0,9}["']?[^\s:"']{1,80}:
        | (?i:basic_?auth)\((?:\s{0,9}\{[^\n]{0,80}?\busers:\s{0,9}\{\s{0,20}["']?[\w.-]{1,60}["']?\s{0,9}:\s{0,9}
            | \s{0,9}["'][^"'\n]{1,60}["'],\s{0,9})
        | \bauth["']?[ \t]{0,9}(?:=>|[:=])[ \t]{0,9}[\[(]\s{0,9}["'][^"'\n]{1,60}["'],\s{0,9}
        | \b(?:btoa|b64encode|base64_encode|Buffer\.from)\(\s{0,9}b?["'`][\w.@-]{1,60}:
        | pass(?:in|out|word)?[ \t]{1,9}["']?pass:
        | (?:plink|pscp|psftp)\b[^\n|;&]{0,200}?[ \t]-pw[ \t]{1,9}
        | (?:echo|printf)[ \t]{1,9}(?:-[en][ \t]{1,9})?
            (?=[^\s|]{1,200}[ \t]{0,9}\|[ \t]{0,9}
                (?:sudo[ \t]{1,9}-[a-zA-Z]{0,5}S|(?:sudo[ \t])?(?:docker[ \t]login|passwd\b|gpg\b)|gh[ \t]secret))
        | (?:sudo[ \t]{1,9}-[a-zA-Z]{0,5}S|docker[ \t]login|gh[ \t]secret)\b(?:[^\n|;&<]|(?<=\\)\n){0,200}
            (?:<<<|(?:&lt;){3})[ \t]{0,9}(?:&quot;|&\#(?:39|x27);)?
        | (?:sqlcmd|bcp)\b[^\n|;&]{0,200}?[ \t]-P[ \t]{0,9} | (?<=[ \t]-)(?:store|key)pass[ \t]{1,9}(?!env:|file:|pass:)
        | (?:az[ \t]login|useradd)\b[^\n|;&]{0,200}?[ \t]-p[ \t]{1,9}
        | openssl[ \t](?:enc|aes|des)\b[^\n|;&]{0,200}?[ \t]-[kK][ \t]{1,9}
        | ldap\w{3,9}\b[^\n|;&]{0,200}?[ \t]-w[ \t]{1,9} | lftp\b[^\n]{0,200}?[ \t]-u[ \t]{0,9}[^\s,"']{1,80},
        | \bnet[ \t]user[ \t]{1,9}[\w.-]{1,60}[ \t]{1,9}(?!/) | redis-cli\b[^\n|;]{0,200}?[ \t](?i:auth)[ \t]{1,9}
        | gh[ \t]secret[ \t]set\b[^\n|;&]{0,200}?[ \t](?:-b|--body)[ \t=]{1,3}
        | (?<=-)var[ \t=]{1,3}["']?\w{0,40}(?i:jwt|hmac|salt|pepper|_pw|_auth)\w{0,20}[ \t]?=[ \t]?
        | (?<=--)arg[ \t]{1,9}["']?\w{0,40}(?i:passw|secret|token|api_?key|_key)\w{0,20}["']?[ \t]{1,9}
        | ConvertTo-SecureString[ \t]{1,9}(?:-String[ \t]{1,9})?
        | put-parameter\b(?=[^|;&]{0,300}?(?i:passw|secret|token|securestring|_key))
            [^|;&]{0,300}?\s--value[ \t=]{1,3}(?!["']?file:)
        | pass(?:word|phrase)-(?:command|file)[ \t=]{1,9}["']?(?:<\()?(?:echo|printf)[ \t]{1,9}
        | chpasswd[ \t]{0,9}<<<[ \t]{0,9}["']?[\w.-]{1,80}:
        | (?:echo|printf)[ \t]{1,9}(?:-[en][ \t]{1,9})?["']?[\w.-]{1,80}:
            (?=[^\s|]{1,200}[ \t]{0,9}\|[^\n|]{0,40}\bchpasswd)
    ))
    (?P<value>\\?"[^"\n]*"|\\?'[^'\n]*'|[^\s\-"'][^\s"',\]]*)
    """
)
# A setting whose name and value are told side by side, as containers and platforms are handed theirs.
_PAIRED = regex(
    r"""(?ix)
    (?P<key>(?:"""
    + NAMES
    + r""")\w{0,60}(?:["']?[\s,]{1,60}(?:["']?type["']?\s{0,9}[:=]\s{0,9}["']?\w{1,40}["']?[\s,]{1,60})?
            ["']?(?:parameter|default)?value["']?\s{0,9}[:=]\s{0,9}
                (?:[>|][-+]?\s{1,60}|!Sub[ ]{1,9}(?![^\n]{0,200}\$\{))?
        | ["']?(?:</t[dh]>\s{0,9}<td)?>(?=[^<\s(]{3,200}</)))
    (?P<value>"[^"\n]*"|'[^'\n]*'|[^\s,}\]"'<]+)
    """
)
# What a parameter, a variable or a setting that sounds so begins with, below its name and what else is said of it.
_BEGINS_WITH = regex(
    r"""(?ix)
    (?P<key>(?:"""
    + NAMES
    + r""")\w{0,60}["']?\s{0,9}(?:[:=]\s{0,60})?(?:\{\s{0,60})?
        (?:["']?(?:type|noecho|description|sensitive|nullable|m(?:in|ax)length|allowedpattern|constraintdescription)["']?
            \s{0,9}[:=](?:\s{0,9}(?:"[^"\n]{0,300}"|'[^'\n]{0,300}'|(?!["'\s])[^\n,]{1,200}+))?\s{0,9}[,\n]\s{0,60}+){0,8}
        ["']?(?:default|value)["']?\s{0,9}[:=]\s{0,9}(?:[>|][-+]?\s{1,60})?)
    (?P<value>"[^"\n]*"|'[^'\n]*'|[^\s,}\]"']+)
    """
)
# A setting whose name or value a page sets off with marks of its own, or writes for HTML: `<b>Password:</b> value`.
_MARK = r"(?:</?(?:b|strong|code|kbd|tt|samp|em|i|span)\b[^<>\n]{0,80}>|`|\*\*|&quot;|&\#(?:39|x27);)"
_MARKED = regex(
    rf"""(?ix)
    (?P<key>(?:{NAMES})\w{{0,60}}(?:\s?{_MARK}{{0,2}}\s{{0,3}}[:=：]\s{{0,3}}{_MARK}{{1,3}}
        # Behind the mark's end nothing but a digit tells a value from a word.
        | (?:{_MARK}{{1,2}}\s{{0,3}}[:=：]|[:=：]{_MARK}{{1,2}})\s{{0,3}}(?=[^\s<]{{0,80}}\d)))
    (?P<value>(?!\[hidden)[^\s<>&`*"'()]{{4,200}})
    """
)
# What stands in for a secret that nobody set: `${JWT_SECRET:-value}` in shell and compose files.
_STANDS_IN = regex(
    r"""(?ix)
    (?P<key>(?:\$\{\w{0,60}?(?:"""
    + NAMES
    + r""")\w{0,60}
        # As a client takes a password right behind its letter; a port is a mere number.
        |(?<=\s-)p["']?\$\{\w{1,60}(?=:?[-=](?![\d:.]{1,30}\}))
        # Whatever the reference is called, what it is given to may sound so.
        | (?:passw(?:or)?d|(?<=[_-])pass(?![a-z])|(?:(?<![a-z])|(?<=db))p(?:ass|w|in)(?=["']?\s{0,9}[:=])
                |pwd|secret|token|api_?key|access_?key|private_?key)
            [\w.-]{0,60}["']?\s{0,9}[:=]\s{0,9}["']?\$\{
                (?:\w{1,60}(?=:?[-=])|(?!(?:self|ssm|env|opt|cf|s3|param|sls|aws|file|output|stack):)[\w.-]{1,60}(?=:)))
        (?::?[-=]|:(?![?+=:-]|https?://)))
    (?P<value>"[^"\n{}]{1,200}"|'[^'\n{}]{1,200}'|[^\s${}"']+)
    """
)
# The same in a program, as the next argument or behind an operator: also a short word opens what asks for it there.
_SECOND = regex(
    r"""(?x)
    (?P<key>(?:(?i:passw(?:or)?d|(?<=_)p(?:ass|w\b|wd)|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|passphrase|pepper\b|_salt\b
            |(?:jwt|signing)(?:[:._]?|"\)(?:\[|\.GetValue<string>\()")key|"""
    + LOCKS
    + r""")
            \w{0,60}["']?[\])]{0,3}(?:\.Value\b|\.Get<string>\(\))?(?:\s{0,20}(?:,|\|\||\?\?|\?:|\bor\b|\{)|(?<=\])\s{0,9}=
                |\s{0,9}[:=](?:[^\n"']{0,80}\.default\(|[^\n"',;]{0,80}(?:\|\||\?\?)))
        | \b(?i:(?:set|with)_?\w{0,20}(?:password|secret|token)|(?:unsafe_?|(?<=SecretValue\.))plain_?text)\(
        | \bjwt\.(?:sign|verify|encode|decode)\((?:[^,\n]{0,200}|\{[^{}\n]{0,200}\}), | \bAlgorithm\.HMAC\d{3}\(
        | \bsignWith\([^,\n]{0,80}, | \bhmacShaKeyFor\( | \bSecretKeySpec\(
        | \bSignedString\(\[\]byte\( | \bcookie_?[pP]arser\( | \b(?i:redis)\w{0,20}(?:->|\.)auth\()\s{0,20}
        (?:(?:str|bytes|SecretStr)\(\s{0,9}|[bBfFrRuU]{1,2}(?=["']))?)
    (?P<value>(?!["'](?:(?:[\d.]{1,9}|[A-Z]+(?:_[A-Z\d]+)+|(?i:x-[a-z-]{1,40}))["']|[A-Za-z]{4,24}["']:))(?:["'][^"'\s]{4,200}["']|`[^`\s$]{4,200}`))
    """
)
# What a setting with a type begins with, a property, or an option of a command.
_TYPED = regex(
    r"""(?ix)
    (?P<key>(?:"""
    + NAMES
    + r""")\w{0,60}(?:(?:\s{0,3}:\s{0,3}|\s)[&\w.\[\]|?][&\w.\[\]|?\ ]{0,40}=|\s\{\s?get;[^{}\n]{0,40}\}\s?=
            |["'],\s{0,20}(?:\w{1,20}=[^,\n]{1,40},\s{0,20}){0,4}(?:default\w{0,9}|fallback|otherwise|d)\s{0,3}=
            |["']?\s{0,3}:[^\n()]{1,80}\bField\([^()]{0,200}?\bdefault(?:_factory)?\s{0,3}=(?:\s?lambda\s?:)?
            |\s{0,9}=\s{0,9}optional\(\s{0,20}\w{1,20}\s{0,9},\s{0,20})
        \s{0,3}(?:\w{1,30}\(\s{0,20}(?:default\s{0,3}=\s{0,3})?){0,2})
    (?P<value>"[^"\n]{1,200}"|'[^'\n]{1,200}')
    """
)
# The same of a member of a class of settings that has its name behind its value.
_NAMED_AFTER = regex(
    rf"""(?x)
    (?P<key>\bField\(\s{{0,20}}(?:default\s{{0,3}}=\s{{0,3}})?(?:\w{{1,20}}\(\s{{0,9}})?)
    (?P<value>"[^"\n]{{1,200}}"|'[^'\n]{{1,200}}')
    (?=\)?[^()]{{0,200}}(?:\b|_)(?:alias|env)\s{{0,3}}=\s{{0,3}}["']\w{{0,60}}?(?i:{NAMES}))
    """
)
# The password of an administrator that Django is told to make: whatever it is, it opens the door.
_ADMINISTRATOR = regex(
    r"(?P<key>\bcreate_(?:super)?user\((?:\s{0,20}[\"'][^\"'\n]{0,100}[\"']\s{0,20},){2}\s{0,20})(?P<value>[\"'][^\"'\n]{1,100}[\"'])"
)
# What a statement makes a user of a database with.
_STATED = regex(
    r"""(?ix)
    (?P<key>\b(?:IDENTIFIED\s{1,9}(?:WITH\s{1,9}[^\s;]{1,60}\s{1,9})?(?:BY|AS)\s{1,9}(?:PASSWORD\s{1,9})?
        | (?:USER|ROLE)\b[^;\n]{0,160}?\bPASSWORD\s{1,9}
        | SET\s{1,9}PASSWORD\b[^;\n]{0,160}?=\s{0,9}(?:PASSWORD\(\s{0,9})?))
    (?P<value>\\?"[^"\n]{1,200}"|\\?'[^'\n]{1,200}')
    """
)
# A client of MySQL on a line of its own, and what its statements and Oracle's name as a user's without quotes.
_AS_USER = regex(
    r"""(?x)
    (?P<key>(?:^|\s)-u[ ]{0,3}["']?[\w.$@{}-]{1,60}["']?[ ]{1,3}-p
            (?!\s|["']?[\d.]{1,15}(?::[\d.]{1,6})?(?:/\w+)?["']?(?:\s|$))
        | (?:\bIDENTIFIED|(?i:\buser\b[^;\n]{0,80}?\bidentified))
            (?i:[ ]{1,3}(?:WITH[ ]{1,3}[\w"']{1,40}[ ]{1,3})?BY[ ]{1,3})(?!VALUES\b|RANDOM\b|the\b|`))
    (?P<value>"[^"\n]{1,200}"|'[^'\n]{1,200}'|[^\s"'-][^\s"';]{0,200})
    """,
    re.MULTILINE,
)
# A password of several words, as units and containers are given it.
_OF_WORDS = regex(
    r"(?P<key>(?:\bEnvironment=|(?<=\s)(?:-e|--env)[ =])(?P<mark>[\"'])\w{0,60}?(?i:pass|pw|secret|token|_key)\w{0,9}=)"
    r"(?P<value>[^\"'\n ]{1,100} [^\"'\n]{1,200})(?=(?P=mark))"
)
_REFERENCE = regex(
    r"""(?ix)^["'`]?\[?(?:
        [-=]?\$\{ | \$\( | \${1,2}[A-Za-z_]\w*["']?$ | < | %\( | \{\{ | !(?:Ref|Sub|GetAtt|ImportValue|Join|If|Find|ENV)
        | process\.env | os\.environ | os\.getenv | env[.(\[] | (?:var|local|data|module|secrets|config|this|self)\.
        | (?:aws|random)_\w+\. | arn:aws:(?:secretsmanager|ssm|kms) | [A-Za-z_][\w.]*\(
        | /(?:[\w.-]{1,60}/){1,9}(?-i:[A-Z][A-Z\d]*(?:_[A-Z\d]+)+)["'`]?$ | >?[-+]?$
        | your[-_ ] | change[-_ ]?me | [-=]?\[hidden\]?
        | optional\[\w | (?:true|false|null|none|undefined|&?str|string|number|bool(?:ean)?|int|secretstr
            |write|read|required|optional|await|new|ref|inherit|example
            |placeholder|\*+|x{3,}|\.{3}|(?-i:[A-Z]+(?:_[A-Z0-9]+)+))[;,]?["'`]?$
    )"""
)
# Four groups of letters, as Google gives them to programs that send mail: the only passwords with spaces in them.
_GROUPED = regex(
    r"(?i)(?P<key>pass[\w-]{0,20}[\"']?\s{0,9}[:=：]\s{0,9}[\"']?)(?P<value>(?-i:[a-z]{4}(?: [a-z]{4}){3}))(?![\w ])"
)
_SIGNED = regex(r"\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{4,}")
"""A token of JSON that carries its own signature."""
_LET_IN = regex(r"(?P<scheme>\bhttps?://)(?P<value>(?=[^\s:/@\"']{0,200}\d)[^\s:/@\"'$<{]{12,200})@", re.IGNORECASE)
"""A token that stands alone before a host."""
_USERINFO = regex(
    r"(?P<scheme>\b[a-z][a-z0-9+.-]{0,30}://[^\s:/@\"']{0,200}:)"
    r"(?P<value>(?!\d{1,5}[;?])(?:[^\s@\"'/]+|(?!\d{1,5}/)[^\s@\"'/]*(?:/[^\s@\"'/]*){1,3})(?:@[^\s@\"'/?,;)&|]{1,100}){0,3})@",
    re.IGNORECASE,
)


# As Oracle's addresses and programs name who comes, with which password, and to where.
_OF_ORACLE = regex(
    r"""(?ix)
    (?P<key>(?:\bjdbc:oracle:\w{1,8}:@?
            |\b(?:sqlplus|sqlldr|expdp|impdp|rman)\b(?:[ \t]{1,9}-{1,2}\w{1,20}){0,6}[ \t]{1,9}
                (?:userid=|target[ \t=]{1,3})?["']?)
        [^\s/:@"'-][^\s/:@"']{0,79}/)
    (?P<value>(?!\[hidden)[^\s@/"']{1,200})(?=@|[ \t"']|$)
    """,
    re.MULTILINE,
)
# The same before a host whose protocol nobody names: `HOST=shop:value@db.example.com`.
_BEFORE_HOST = regex(
    r"(?P<key>(?<![\w./@:%+-])(?!(?i:[\w-]{0,40}(?:mail(?:to)?|contact|to|from|cc|user(?:name)?|author|owner|account|acct|sip|npm)):)"
    r"[\w.-]{1,60}:)"
    r"(?P<value>(?!\[hidden)[^\s:/@\"'`()<>\[\]{}|,;$]{3,100}(?:@[^\s:/@\"'`()<>\[\]{}|,;$]{1,60})?)(?=@(?:(?:tcp|unix)\(|[A-Za-z][\w-]{0,60}\.[\w-]|\d{1,3}\.\d|[\w-]{1,60}:\d{2,5}\b))"
)

_AUTHORIZED = regex(
    r"(?P<scheme>(?:\b|\\n)Authorization[\"']?\s*[:=](?:\\?\s)*[\"']?(?:Bearer|Basic|Token)(?:\\?\s)+|\bBearer\s+)(?P<value>[\w.+/=~-]{8,})",
    re.IGNORECASE,
)


@lru_cache(maxsize=1024)
def redact(text: str) -> str:
    """Return `text` with what looks like the value of a secret replaced by a fixed mark.

    References to a secret (`$NAME`, `${{ secrets.NAME }}`, `process.env.NAME`, `var.name`) stay readable.
    """
    text = hide(text, _MASK)
    if "eyJ" in text:
        text = _SIGNED.sub(_MASK, text)
    if "://" in text and "@" in text:
        text = _LET_IN.sub(_hide_userinfo, _USERINFO.sub(_hide_userinfo, text))
    low = text.lower()
    if "bearer" in low or "authorization" in low:
        text = _AUTHORIZED.sub(_hide_authorized, text)
    told = {word for word in _WORDS if word in low}
    for words, pattern in _ORDERED if told.isdisjoint(_SOUNDS) else _SOUNDING:
        if not told.isdisjoint(words):
            text = pattern.sub(_hide_keyed, text)
    return in_descriptions(text, _hide_keyed) if "description" in low else text


_SOUNDS = ("pass", "pw", "secret", "token", "key", "credential", "비밀번호", "암호", "パスワード")
_TELLS = (
    *("requirepass", "masterauth", "redis-cli", "mongo", "docker", "rabbitmqctl", "htpasswd", "header", "hdr"),
    *("btoa(", "64", "buffer.from", "passwd", "gpg", "plink", "pscp", "psftp", "sudo", "defaultvalue"),
    *("zip", "7z", "curl", "openssl"),
    *("sqlcmd", "bcp", "storepass", "keypass", "az login", "useradd", "ldap", "lftp", "net user", "gh secret"),
    *("securestring", "put-parameter", "auth", "-command", "-file", "-var", "--arg ", "ncftp", "git ftp"),
)
_BY_WORDS = (
    (("pass",), _GROUPED),
    (("identified", "password"), _STATED),
    (_SOUNDS, _OF_WORDS),
    (_TELLS, _TOLD),
    ((*_SOUNDS, "mysql", "mariadb"), _FLAGGED),
    ((*_SOUNDS, "-p", "pin"), _STANDS_IN),
    ((*_SOUNDS, "jwt.", "plain", "signwith", "salt", "pepper", "hmac", "cookieparser(", "auth("), _SECOND),
    (_SOUNDS, _TYPED),
    (("field(",), _NAMED_AFTER),
    (OF_LOGINS, LOGIN),
    (("create_superuser", "create_user"), _ADMINISTRATOR),
    IN_ORDER,
    IN_ONE_TEXT,
    (("jdbc:oracle", "sqlplus", "sqlldr", "expdp", "impdp", "rman"), _OF_ORACLE),
    (("@",), _BEFORE_HOST),
    (("default", "value"), _BEGINS_WITH),
    WITH_A_NAME,
    ((*_SOUNDS, "salt", "pepper"), _KEYED),
    (_SOUNDS, IN_LIST),
    (_SOUNDS, _PAIRED),
    (_SOUNDS, _MARKED),
    *IN_PROSE,
    (("-u", "identified"), _AS_USER),
)
"""In their order, each with words of which one stands in whatever it matches: most texts hold none of them."""
_ORDERED = tuple((frozenset(words), pattern) for words, pattern in _BY_WORDS)
_SOUNDING = (*((frozenset(words), pattern) for words, pattern in APART), *_ORDERED)
_WORDS = frozenset(_SOUNDS).union(*(words for words, _ in _SOUNDING))


def _hide_userinfo(match: re.Match[str]) -> str:
    if _REFERENCE.match(match["value"]):
        return match[0]
    return f"{match['scheme']}{_MASK}@"


def _hide_keyed(match: re.Match[str]) -> str:
    value = match["value"]
    if _REFERENCE.match(value.lstrip("\\")) or value.strip("\"'\\") == "":
        return match[0]
    tick = "`" if value.startswith("`") else ""
    return f"{match['key']}{tick}{_MASK}{tick}"


def _hide_authorized(match: re.Match[str]) -> str:
    return f"{match['scheme']}{_MASK}"

"""What settings that hold a secret are called, and the forms in which the secret stands apart from that name."""

from holdfast.model.regex import regex

LOCKS = (
    r"(?:auth|encrypt(?:ion)?|enc|cipher|fernet|jasypt|crypto|aes(?:_?\d{3})?|signing|(?<![a-z])sign|hmac|jwt|cookie"
    r"|service|account|app|admin|session|stripe|openai|anthropic|gemini|sendgrid|mailgun|twilio"
    r"|master(?![_-]?key[_-]?(?:id|arn|spec)))[_-]?key"
)
"""Names of keys that sign or lock something, or let a service in; what AWS calls a master key has a mere name."""
NAMES = r"passw(?:or)?d|[_/]p(?:ass|w)(?![a-z])|pwd|secret|token|api_?key|access_?key|private_?key|credential|" + LOCKS
"""Names of settings that hold a secret."""
_GIVEN = rf"(?:{NAMES})\w{{0,60}}[\"']?\s{{0,9}}[:=]{{1,2}}>?\s{{0,9}}"

# The last word of an expression that looks elsewhere first: of Terraform, CloudFormation and the Serverless Framework.
_AT_LAST = regex(
    rf"""(?ixm)
    (?P<key>{_GIVEN}(?:(?:coalesce|lookup|try|(?:non)?sensitive|base64\w{{3,6}})\(|(?:var|local|module|data|each)\.|\$\{{
            |!(?:If|Join|Select)\b)[^\n]{{0,200}}?(?<!\[))
    (?P<value>["'](?!(?:[\w-]{{1,60}}(?:[./][\w-]{{1,60}}){{1,9}}|(?-i:[A-Z\d_]{{1,80}}))["'])[^"'\n]{{4,200}}["'])
    (?=[\s)\]}},;]{{0,20}}$)
    """
)
_BY_TAG = regex(
    rf"""(?ix)
    (?P<key>{_GIVEN}
        (?:!Sub[ ]{{1,9}}(?![^\n]{{0,200}}\$\{{)|!If[ ]{{1,9}}\[[^\n\]]{{0,200}},[ ]{{0,9}}(?=[^\n,]{{0,200}}\])))
    (?P<value>"[^"\n]{{1,200}}"|'[^'\n]{{1,200}}'|[^\s!"'\],|>][^\s"'\],]{{3,100}})
    """
)
# Rows of a here-document or a folded text below its name.
_BELOW = regex(
    rf"""(?ix)
    (?P<key>{_GIVEN}(?:<<[-~]?["']?\w{{1,30}}["']?|[|>][-+]?)[ \t]{{0,9}}\n\s{{0,60}})
    (?P<value>(?![\w.-]{{1,60}}["']?\s{{0,9}}[=:])[^\s"'{{\[-][^\n]{{2,300}})
    """
)
# A value with its name behind it, as programs sort them that write such lists.
_BEFORE_NAME = regex(
    rf"""(?ix)
    (?P<key>(?<![\w-])["']?(?:parameter)?value["']?\s{{0,9}}[:=]\s{{0,9}})
    (?P<value>"[^"\n]{{1,200}}"|'[^'\n]{{1,200}}'|[^\s,}}\]"']{{1,200}})
    (?=[\s,]{{1,60}}(?:["']?type["']?\s{{0,9}}[:=]\s{{0,9}}["']?[\w.]{{1,40}}["']?[\s,]{{1,60}})?
        ["']?(?:parameter)?(?:name|key)["']?\s{{0,9}}[:=]\s{{0,9}}["']?[\w./-]{{0,80}}?(?:{NAMES}))
    """
)
# Those of a whole table.
_IN_TABLE = regex(
    r"""(?ix)
    (?P<key>(?:passw(?:or)?d|token|api_?key)s["']?\s{0,9}[:=]\s{0,9}\{\s{0,60}["']?[\w.-]{1,60}["']?\s{0,9}[:=]\s{0,60})
    (?P<value>(?:"[^"\n]{1,200}"|'[^'\n]{1,200}')(?:\s{0,60}(?:,\s{0,60})?["']?[\w.-]{1,60}["']?\s{0,9}[:=]\s{0,9}
        (?:"[^"\n]{1,200}"|'[^'\n]{1,200}')){0,20})
    """
)
# Those of a list, and of a table that is called so, in rows of YAML.
_IN_ROWS = regex(
    r"""(?ix)
    (?P<key>(?:(?:passw(?:or)?ds?|tokens|api_?keys)["']?:[ \t]{0,9}\n(?P<list>[ \t]{0,40})-[ \t]{1,9}
            (?![\w.-]{1,60}["']?:\s)
        |passw(?:or)?ds["']?:[ \t]{0,9}\n(?P<table>[ \t]{1,40})
            (?!type:|description:|name:|file:|source:|from:|external:)["']?[\w.@-]{1,60}["']?:[ \t]{1,9}
            (?!(?:\d{1,5}|true|false)\s)))
    (?P<value>[^\n]{1,200}(?:\n(?:(?P=list)-[ \t]{1,9}|(?P=table)["']?[\w.@-]{1,60}["']?:[ \t]{1,9})[^\n]{1,200}){0,40})
    """
)
# What a script or a playbook has ready in the place of a value that does not come.
_READY = regex(
    rf"""(?ix)
    (?P<key>(?:{NAMES})\w{{0,60}}["']?\s{{0,9}}[:=]\s{{0,9}}["']?
        (?:(?:\$\(|`)[^\n]{{1,300}}?\|\|\s{{0,9}}(?:echo|printf)\s{{1,9}}(?:-n\s{{1,9}}|["']?%s["']?\s{{1,9}})?
            |\{{\{{[^{{}}\n]{{1,200}}?\bdefault\(\s{{0,9}}))
    (?P<value>\\?"[^"\n]{{1,200}}"|'[^'\n]{{1,200}}'|[^\s"'`(){{}}$|]{{1,200}})
    """
)
IN_LIST = regex(
    r"""(?x)
    (?P<key>\[\s{0,60}\[hidden\](?:\s{0,60},\s{0,60}\[hidden\]){0,20}\s{0,60},\s{0,60})
    (?P<value>(?:"[^"\n]{1,200}"|'[^'\n]{1,200}')(?:\s{0,60},\s{0,60}(?:"[^"\n]{1,200}"|'[^'\n]{1,200}')){0,20})
    """
)
"""The rest of a list whose first one is hidden."""

_ARGUMENT = r"""(?:"[^"\n]{0,200}"|'[^'\n]{0,200}'|[^\s"'(),]{1,80})\s{0,20},\s{0,20}"""
IN_ORDER = (
    (
        "pdo(",
        "sequelize(",
        "mysqli",
        "connection(",
        "connect(",
        "_bind(",
        "login(",
        "_auth",
        "basicauth(",
        "url.create(",
    ),
    regex(
        rf"""(?x)
        (?P<key>(?:\bnew\s\\?(?:PDO|Sequelize|mysqli)\( | \bmysqli?_connect\(
                | \bmysqli_real_connect\(\s{{0,9}}\$\w{{1,40}}\s{{0,9}},
                | \bDriverManager\.getConnection\( | \b(?:MySQLdb|pymysql|pymssql)\.connect\(
                | \b(?:ldap_bind|ftp_login|ssh2_auth_password|URL\.create)\()
            \s{{0,20}}(?:{_ARGUMENT}){{2}}
            | (?:\boci_p?connect\(|\b(?:cx_Oracle|oracledb)\.connect\(|\bHTTP(?:Basic|Digest)Auth\(|\bSetBasicAuth\(
                |(?i:(?:smtp|server|mail|imap|ftp)\w{{0,9}}\.login)\()\s{{0,20}}{_ARGUMENT})
        (?P<value>"[^"\n]{{1,200}}"|'[^'\n]{{1,200}}')
        """
    ),
)
"""What a connection is handed in order: to a database where, who, and with which password; elsewhere who and which."""
IN_ONE_TEXT = (
    ("@tcp(", "@unix(", "@/"),
    regex(
        r"(?P<key>(?:^|[\"'`=\s])[\w.-]{1,60}:)(?!//)(?P<value>[^\"'`\s%{}$]{1,100})(?=@(?:(?:tcp|unix)\(|/\w{1,60}[?\"'`]))"
    ),
)
"""The same in one text, as the driver of Go takes it."""
_LOOKS = (
    "coalesce(",
    "lookup(",
    "try(",
    "sensitive(",
    "base64",
    "var.",
    "local.",
    "data.",
    "each.",
    "${",
    "!if",
    "!join",
)

APART = (
    ((*_LOOKS, "!select"), _AT_LAST),
    (("!sub", "!if"), _BY_TAG),
    (("<<", "|\n", ">\n", "-\n", "+\n"), _BELOW),
    (("echo", "printf", "default("), _READY),
    (("value",), _BEFORE_NAME),
    (("passwords", "passwds", "tokens", "apikeys", "api_keys"), _IN_TABLE),
    (("passw", "tokens", "apikeys", "api_keys"), _IN_ROWS),
)
"""Each with words of which one stands, in lower case, in whatever it matches."""

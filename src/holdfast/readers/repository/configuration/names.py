"""What the name of a setting tells: whether it is a secret, whether the application can do without it."""

import re
from collections.abc import Iterable
from functools import lru_cache

from holdfast.model.own_machine import OWN_MACHINE
from holdfast.model.regex import regex
from holdfast.model.vital_names import opens_sessions

_SECRET = regex(
    r"(?i)^jwt$|secret|passw(?:or)?d|passwd|(?:^|[_.-])(?:pwd|pass|pw)(?:$|[_.-])|token(?!s?_?(?:exp|ttl|life|valid"
    r"|time|age))"
    r"|passphrase|api[_.-]?key|service[_.-]?keys?(?![a-z])|private[_.-]?key|access[_.-]?key"
    r"|(?:^|[_.-])(?:jwt|auth|admin|encrypt(?:ion)?|enc|cipher|fernet|jasypt|sign(?:ing)?|app|crypto|aes(?:_?\d{3})?"
    r"|hmac|cookie|session)(?:settings?|options?|config(?:uration)?|bearer)?"
    r"[_.-]?key|signing[_.-]?key|credential|(?:^|[_.-])(?:salt|pepper|hmac)$|service[_.-]?role|connection[_.-]?string|master[_.-]?key|webhook[_.-]?url"
)
_NOT_SECRET = regex(
    r"(?i)^(?:use|enable|disable|skip|load|fetch)_|expir|_exp$|reg_?exp?$|pattern$|ttl|lifetime|validity|valid|algorithm|_alg$|issuer(?!_?signing)|audience|header|prefix|name$|_url$"
    r"|_uri$|endpoint|public"
    r"|(?:http|imds)_?tokens$|_policy$|(?:^|_)requires?_"
    r"|(?:^|_)pass_?(?:threshold|rate|ratio|scores?|marks?|grade|through|points?|criteria)|_threshold$"
    r"|(?:quota|daily|weekly|monthly|budget|limit|total|used|context|input|output|prompt|completion|cached)_?(?:\w{1,20}_)?tokens$"
    r"|tokens?_?(?:per|limit|quota|budget|used)(?:$|_)"
    r"|length|rounds|(?<!ac)count|max(?!mind)|(?<!ad)min(?!io|der)|enabled|type$|_in$|duration|period|path$|_file$|_(?:dirs?|directory|folder)$|_arn$|_id$|_region$|period"
    r"|interval|timeout"
    # Under such a name the application asks a store for itself.
    r"|_param(?:eter)?$|_ssm(?:_key)?$"
    r"|site[_.-]?key|publishable|client[_.-]?key|measurement|_age$|-seconds?$|seconds$|millis|minutes$|hours$"
    r"|days$|field|version|_(?:table|queue|bucket|topic)$|encrypted_?data"
    r"|(?:^|_)(?:hashers?|charset|alphabet|chars|forms?|reset|serializers?|class(?:es)?|views?|templates?|backends?"
    r"|generators?|factory|manager|model|required|allowed|supported)$"
    # It tells which of them are taken, or of what stage they are.
    r"|(?:secrets?|credentials?|tokens?|keys?)_(?:env(?:ironment)?|stage|profile|namespace|region|provider|store|source|mode)$"
    r"|_ref$|(?-i:(?<=[a-z])(?:Ids?|Arns?|Ref|Region)$)"
    # How often somebody may try, and whether a page may send what it holds.
    r"|(?:^|_)(?:rate|throttle|attempts?)_|_per_(?:ip|user|email|account|second|minute|hour|day)$"
    r"|(?:allow|with|send|accept)_?credentials"
)
_SECRET_URL = regex(r"(?i)(?:webhook|database|mongo\w*|redis|postgres\w*|mysql|db|amqp|rabbitmq)[_.-]?(?:url|uri|dsn)$")
_DATABASE_URL = regex(
    r"(?i)(?:^|[_.-])(?:database|db|mongo(?:db)?|postgres(?:ql)?|pg|mysql|mariadb|datasource|sqlalchemy\w*)"
    r"(?:[_.-](?:connection|database))?[_.-]?(?:ur[il]|dsn)$"
)
_WITH_PASSWORD = regex(r"://[^\s:/@]{0,80}:[^\s:/@]{1,80}@")
_ADDRESS_HERE = regex(r"://[^/]{0,200}" + OWN_MACHINE)
_OPTIONAL = regex(
    r"(?i)^(?:(?:\w+_)?port|host(?:name)?|(?:local|dev|test|debug)_\w+|node_env|app_env|env|environment|stage|tz|ci|debug|lang|home|path|pwd"
    r"|user|shell"
    r"|hostname|npm_\w+|vercel\w*|(?:next|nuxt|rails)_(?!\w*(?:passw|secret|token|database|db_|key))\w+|rack_env|web_concurrency|pm2_\w+"
    r"|node_app_instance|instance_id"
    r"|\w*log\w*|\w*sentry\w*|\w*slack\w*|\w*discord\w*|\w*telegram\w*|\w*analytics\w*|ga_\w+|\w*datadog\w*"
    r"|dd_\w+|new_?relic\w*"
    r"|otel\w*|\w*swagger\w*|\w*enabled?|enable_\w+|disable_\w+|feature_\w+|\w*timeout\w*|\w*_ttl|\w*expir\w*"
    r"|\w*limit\w*"
    r""
    r"|\w*max\w*|\w*pool\w*|\w*interval\w*|\w*workers?|\w*threads?|\w*concurrency|\w*prefix|\w*version|\w*_dir"
    r"|\w*cors\w*|\w*origins?|\w*allowed_?hosts?|(?:\w+_)?allow_\w+|\w*(?:white|black|allow|deny)_?list"
    r"|\w*proxy\w*|\w*build\w*|\w*commit\w*|\w*salt_?rounds\w*|\w*region|aws_execution_env|\w*_verbose"
    r"|django_settings_module"
    r"|\w+_mode|ostype|programfiles\w*|comspec|colorterm|nvm_\w+|comp_(?:cword|point|line)|wsl\w*"
    r"|codespaces?\w*|github_codespaces\w*|gitpod_\w+|devcontainer"
    r"|pythonpath|ssl\w*|\w*_ssl|\w*synchronize|\w*_env|aws_access_key_id|aws_secret_access_key"
    r"|aws_session_token|lambda_\w+)$"
)


_TOLD = regex(
    r"(?i)(?:node_\w+|npm_\w+|pytest_\w+|jest_worker_id|werkzeug_\w+|next_(?:runtime|phase)|ci|vercel\w*|aws_lambda_\w+|lambda_(?:task_root|runtime_dir)|aws_execution_env"
    r"|ecs_container_metadata_uri(?:_v4)?|kubernetes_(?:service|port)\w*|dyno"
    # Systemd, the desktop and the shell.
    r"|notify_socket|watchdog_(?:usec|pid)|listen_(?:fds|pid|fdnames)|(?:runtime|state|cache|logs|configuration)_directory"
    r"|credentials_directory|invocation_id|journal_stream|xdg_\w+|dbus_session_bus_address|ssh_(?:auth_sock|connection|client|tty)"
    r"|user_?profile|home(?:drive|path)|(?:local_?)?app_?data|program(?:data|files)|temp|tmp(?:dir)?|user_?name|log_?name|term"
    r"|go(?:gc|maxprocs|debug|memlimit|traceback|root|path|os|arch|flags|proxy|bin|cache)|home|user|path|pwd|shell|lang|tz|editor|visual|pager|display|term_program|os|lc_\w+|columns|no_color|force_color|virtual_env|java_home|windir|systemroot)$"
    # What a virtual machine of Java, or a library below the name of its own package, is tuned by.
    r"|(?:java|javax|jdk|sun|os|user|file|path|line|awt)\.[\w.-]+$|(?:org|com|net|io)\.\w+\.[\w.-]+$"
)


@lru_cache(maxsize=4096)
def is_told(name: str) -> bool:
    """Whether whoever runs the program tells it this by itself, or tunes it by this: nobody has to set it up."""
    return _TOLD.match(name) is not None and not is_secret(name)


@lru_cache(maxsize=4096)
def is_secret(name: str) -> bool:
    """Whether a value under `name` must not be known to others."""
    if _SECRET_URL.search(name):
        return True
    return bool(_SECRET.search(name)) and not _NOT_SECRET.search(name)


def is_wanted(name: str) -> bool:
    """Whether a secret of this name is missed: in the place of AWS's own keys stands a role, where there is one."""
    return is_secret(name) and not _OF_A_ROLE.match(name)


_OF_A_ROLE = regex(r"(?i)aws_(?:access_key_id|secret_access_key|session_token)$")


def leads_to_database(name: str) -> bool:
    """Whether a setting is the address of the application's database."""
    return _DATABASE_URL.search(name) is not None


def is_missed(name: str, value: str) -> bool:
    """Whether an address on one's own machine is more than a default: of the database, or with a password in it."""
    return leads_to_database(name) or holds_password(value)


def holds_password(value: str) -> bool:
    """Whether an address names an account and its password."""
    return _WITH_PASSWORD.search(value) is not None


def leads_to_own_machine(value: str) -> bool:
    """Whether a connection string leads to the machine where the application runs."""
    return _ADDRESS_HERE.search(value) is not None


def opens(name: str, value: str) -> bool:
    """Whether a value under `name` lets somebody in; where a cache or a queue is, alone, opens nothing."""
    if _QUEUE.match(value.strip()) or (_HOOK.search(name) and _PATH.match(value.strip())):
        return False
    return is_secret(name) or holds_password(value) or is_key(name, value)


_KEY = regex(r"(?i)(?:^|[a-z\d][_.-]?)key$")
_BYTES = regex(
    r"(?!AIza|[ps]k_)(?=(?:[^=\d]{0,60}\d){3})(?=[^=]{0,128}[a-z])"
    r"(?:[\da-f]{32,128}|(?=[^=]{0,128}[A-Z])[A-Za-z\d+/]{22,128}={0,2})$"
)
"""Sixteen bytes or more, as base64 or in hexadecimal digits; no key of Google's that every page shows."""


def is_key(name: str, value: str) -> bool:
    """Whether `value`, under a name that ends in "key", is made of the bytes of one."""
    return bool(_KEY.search(name) and not _NOT_SECRET.search(name) and _BYTES.match(value.strip()))


_HOOK = regex(r"(?i)webhook[_.-]?ur[il]$")
_PATH = regex(r"/?[a-z][a-z_-]{0,40}(?:/[a-z_-]{1,40}){0,6}/?$")
"""Where the application itself is called; only whole addresses of somebody else's let anybody write there."""
_QUEUE = regex(r"(?:rediss?|amqps?)://[^@\s]*$")
_DATABASE_HOST = regex(
    r"(?i)^(?:\w{1,20}_)?(?:database|db|mongo(?:db)?|postgres(?:ql)?|pg|mysql|mariadb|rds)_?(?:host(?:name)?|server|addr(?:ess)?)$"
)
_THIS_MACHINE = frozenset(("localhost", "127.0.0.1", "::1"))


def is_own_host(name: str, value: str) -> bool:
    """Whether a setting that says where the database runs says that it is the application's own machine."""
    return value.strip().lower() in _THIS_MACHINE and _DATABASE_HOST.search(name) is not None


_PAGE = regex(
    r"(?i)(?:^|_)(?:front(?:_?end)?|client|web(?:_?(?:site|app))?|site|public|redirect|callback|success|cancel|return"
    r"|cors|allowed)(?:_\w{1,20})?_?(?:ur[il]s?|origins?|domains?)$"
)
_OWN_PAGE = regex("https?://" + OWN_MACHINE, re.IGNORECASE)


def is_own_page(name: str, value: str) -> bool:
    """Whether a setting by which browsers find the product's pages leads them to their own machine instead."""
    return _PAGE.search(name) is not None and _OWN_PAGE.match(value) is not None


_SORT_OF_STORE = regex(
    r"(?i)^(?:\w{1,20}_)?(?:sql|db|database)_?(?:engine|type|dialect|connection|backend|driver|client|provider)$"
)


def leads_astray(name: str, value: str) -> bool:
    """Whether nobody notices what stands in: a page on one's own machine, or a new and empty file for the database."""
    in_file = "sqlite" in value.lower() and _SORT_OF_STORE.search(name) is not None
    return in_file or is_own_page(name, value)


_YOURS = regex(
    r"(?i)^https?://(?:[\w-]{1,60}\.){0,4}your[-_]?(?:\w{1,20}[-_]){0,2}(?:domain|app|site|host|server|api|company|brand|bucket"
    r"|backend|front-?end|project|service|name|url)\w{0,20}(?:[.:/][\w./:-]{0,200})?$"
)


def leads_nowhere(value: str) -> bool:
    """Whether an address only keeps the place of the one that somebody is to fill in."""
    return _YOURS.match(value.strip()) is not None


def is_needed(name: str) -> bool:
    """Whether an application that reads `name` most likely cannot work without it."""
    return not _OPTIONAL.match(name)


_SIGNING = regex(
    r"(?i)\bjwt(?:\.|::)(?:sign|verify|encode|decode)\b|\bJWT\.(?:encode|decode)\b|\bcreateHmac\(|\bhmac\.new\(|\.SignedString\("
)
"""A call that signs with what it is given, whatever that is called."""


def signs(name: str, row: str = "") -> bool:
    """Whether a setting, which may be read in this row, is what signs sessions and tokens, or locks what is kept."""
    return opens_sessions(name) or _SIGNING.search(row) is not None


_CONNECTS = regex(
    r"(?i)(?:^|_)(?:hosts?|hostname|ur[il]s?|dsn|endpoint|server"
    r"|(?:bucket|queue|topic|table)_?name|bucket|queue|topic|table|domain|(?:client|account|tenant|project)_?id"
    r"|arn)$"
)


def may_be_left_out(name: str) -> bool:
    """Whether a built-in value can stand for a missing `name`: it tunes something, and leads to nobody's data."""
    return not is_secret(name) and not _CONNECTS.search(name)


_PARTS = regex(r"[_.\-]+")


def services(names: Iterable[str], others: Iterable[str] = ()) -> int:
    """How many things these settings are about: the account, key and address of one service begin alike.

    A word with which most of the `others` begin as well is the product's own, and tells nothing.
    """
    split = [_parts(name) for name in names]
    beside = [_parts(name)[0] for name in others]
    own = {one[0] for one in split if len(one) > 1 and 2 * beside.count(one[0]) > len(beside)} if beside else set()
    return len({one[1] if one[0] in own else one[0] for one in split})


def _parts(name: str) -> list[str]:
    return list(filter(None, _PARTS.split(name.lower()))) or [""]


_PLACEHOLDER = regex(
    r"(?ix)^(?:$|\$[\w{(]|<.*>$|\[[\w\ .-]{1,60}\]$|\{\{|%|\#\{|x{3,}|\*+$|\.\.\.|your|my[-_](?:secret|pass)"
    r"|change[-_ ]?(?:me|this|it)|replace|insert|enter"
    r"|(?:use|run|get|put|paste|copy|obtain|ask|generate|create)\s+\S{1,60}\s+\S{1,60}\s"
    r"|(?:run|use|execute|paste|output|result)[-_ ](?:this|that|the|of|it|command|openssl|node|python)(?:[-_ ]|$)"
    r"|example|sample|placeholder|dummy|fake|todo|tbd|none$|null$|undefined$|true$|false$|test|local|dev(?:el"
    r"|elop|elopment)?$"
    r"|secret(?:[-_]?key)?$|password\d*$|passwd$|pass$|root\d*$|admin\d*$|postgres(?:ql)?$|mysql$|mongo$"
    r"|user(?:name)?$|guest$|demo(?:[-_]?key)?$|redis$"
    r"|un(?:initiali[sz]ed|set|defined|known)|initial[-_ ]?value|not[-_ ](?:set|used)"
    r"|build[-_ ]?time"
    r"|(?:to|will)[-_ ]be[-_ ]|will[-_ ](?:be|set|generate|come)|set[-_ ](?:me|by|in|via|from|later|after|manually)"
    r"|(?:use|see|get|take|stored?|kept|read|comes?)[-_](?:a[-_]|the[-_]|from[-_]|in[-_]|via[-_])?(?:aws[-_])?(?:ssm|secrets?[-_]?manager|parameter|vault|env(?:ironment)?)(?:[-_]|$)"
    r"|generate[-_ ]|generated[-_ ]by|managed[-_ ]by|fill[-_ ](?:me|in|this)|update[-_ ](?:me|this)"
    r"|1234\w*$|12345\w*|0000|qwer|abc(?:123)?$|여기|입력|비밀|ここに|env\(|process\.|os\.|arn:aws:|vault:|ssm:|sm://"
    r"|op://|enc[(\[]|encrypted:|\!"
    # What services make to stand in every page.
    r"|phc_\w{20}|pk_(?:live|test)_\w|pk\.eyj)"
)
_HINT = regex(
    r"(?i)change[-_ ]?(?:me|this|in)|your[-_ ]|placeholder|example|insecure(?!-\S{45})|not[-_]?a[-_]?secret|dummy"
    r"|for[-_ ]?(?:test|dev|local)|sample|\.{3}$|(?<![a-z0-9])test(?:s|ing)?[-_ ](?:only|key|secret|token|pass)"
)


def is_placeholder(value: str) -> bool:
    """Whether `value` is no real secret: a blank to fill in, a reference, or a local default everybody uses."""
    text = value.strip().strip("\"'").strip().removeprefix("base64:")
    # No password is a sentence in Korean or Japanese.
    return len(text) < 4 or not text.isascii() or bool(_PLACEHOLDER.match(text)) or bool(_HINT.search(text[:200]))

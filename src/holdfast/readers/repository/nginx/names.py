"""Which files may be Nginx configuration, by their paths."""

from pathlib import PurePosixPath

from holdfast.model.regex import regex

SERVES = frozenset({"health", "certificates", "cors", "availability"})
"""The controls whose evidence may stand in them."""

_OTHERS = regex(
    r"(?:redis|sentinel|supervisord?|my|mysqld?|mariadb|postgres\w*|pg_\w+|mongod?|prometheus|sysctl|httpd|apache2?|"
    r"000-default|haproxy|r?syslog|fail2ban|jail|application|reference|log4j\w*|logback|logging|gunicorn|uwsgi|php\S*|"
    r"www|sshd|ntp|chrony|limits|squid|kafka\S*|server\.properties|alembic|tox|asound|resolv|hosts?)\b"
)
_FOLDERS = frozenset({"sites-available", "sites-enabled"})
_ENDINGS = (".conf", ".nginx", ".inc", ".template", ".tmpl", ".tpl", ".j2", ".erb", ".jinja", ".jinja2", ".vhost")
_NEVER = (".md", ".sh", ".py", ".js", ".ts", ".json", ".yml", ".yaml", ".html", ".txt", ".log", ".xml", ".php")


def wants(path: str) -> bool:
    """Nginx files by their name and the folders they stand in, and what only its contents can tell to be one."""
    return _is_by_name(path) or _is_perhaps(path)


def _is_by_name(path: str) -> bool:
    *folders, name = path.lower().split("/")
    if any(folder.startswith((".ebextensions", "ebextensions")) for folder in folders):
        return name.endswith(".config")
    if name.endswith(_NEVER) or name.startswith(("dockerfile", ".")):
        return False
    if _FOLDERS.intersection(folders) or name.endswith((".nginx", ".nginx.conf")) or name.startswith("nginx.conf"):
        return True
    within = any("nginx" in folder for folder in folders) or "conf.d" in folders
    if name.endswith(_ENDINGS):
        return (name.endswith(".conf") and not _OTHERS.match(name)) or within or "nginx" in name
    return within and "." not in name


_OTHER_KIND = regex(
    r"\.(?:pem|crt|cer|key|csr|pub|types|service|png|jpe?g|svg|gif|ico|css|lua|ps1|bat|gz|tgz|zip|tf|toml|properties)$"
)


_SITE = regex(r"(?:^|/)(?:default|[\w.-]{1,80}\.vhost)$")
"""As Debian calls the site that it brings, and as editors know one."""


def _is_perhaps(path: str) -> bool:
    """`nginx_site.txt`, `nginx/shop.example.com`, `shop.conf.example`: one where a server of nginx stands in there."""
    low = path.lower()
    if "nginx" not in low and ".conf." not in low and not _SITE.search(low):
        return False
    whole = PurePosixPath(low)
    never = whole.name.endswith(_NEVER) and not whole.name.endswith(".txt")
    if never or whole.name.startswith(("dockerfile", ".")) or _OTHER_KIND.search(whole.name):
        return False
    return any("nginx" in part for part in whole.parts) or ".conf." in whole.name or _SITE.search(low) is not None


def is_named_so(path: str) -> bool:
    """Its path alone tells that it is nginx's; any other `.conf` file is when a server of nginx stands in it."""
    if _is_perhaps(path) and not _is_by_name(path):
        return False
    whole = PurePosixPath(path.lower())
    folders = whole.parts[:-1]
    within = any("nginx" in folder for folder in folders) or "conf.d" in folders
    named = "nginx" in whole.name or whole.name.startswith("default.conf")
    return within or named or bool(_FOLDERS.intersection(folders)) or not whole.name.endswith(".conf")

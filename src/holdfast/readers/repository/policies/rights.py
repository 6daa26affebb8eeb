"""More rights on a host than what runs there needs, wherever they are written: rows of scripts, units and guides."""

from collections.abc import Iterator, Sequence

from holdfast.model.regex import regex

WORDS = ("777", "666", "+w", "+rw", "NOPASSWD", "User", "sudo", "wheel")
"""One of them stands in every row of which this module tells."""

_CHMOD = regex(
    r"\bchmod\s+(?:-\w+\s+){0,3}(?:0?777|(?:a|o|ugo|go)[+=][rx]{0,2}w[rx]{0,2})(?![\w=+,])\s*(?P<target>[^\s;&|]{0,200})"
    r"|\bchmod\s+(?:-\w+\s+){0,3}(?:0?666|(?:a|o|ugo)[+=]r?w)\s+/var/run/docker\.sock"
)
_SHARED = regex(r"^[\"']?(?:/var)?/(?:tmp|dev/(?:null|shm))\b(?:/?[\"']?$)")
"""Folders that are everybody's on every host."""

_WITHOUT_PASSWORD = regex(
    r"(?<![\w.])[\w%$\{}.<>-]{1,60}\s+ALL\s*=\s*\(?\s*\(?(?:ALL|root)[^)\n]{0,20}\)?\s*NOPASSWD:\s*ALL\b"
)
_INTO_ADMINISTRATORS = regex(
    r"\b(?:usermod\s+(?:-a\s+-G|-aG|-G\s+-a)\s+(?:\w+,)*(?:sudo|wheel|admin|root)(?:,\w+)*\s+(?P<member>[\w$\{}\"-]{1,40})"
    r"|(?:adduser|gpasswd\s+-a)\s+(?P<other>[\w$\{}\"-]{1,40})\s+(?:sudo|wheel|admin|root)\b)"
)
_FOR_MACHINES = regex(
    r"(?i)deploy|runner|jenkins|github|gitlab|www-data|nginx|^[\"$\{]*(?:app|ci|bot|node)(?:_?user)?[\"}]*$"
)
"""Users as whom a pipeline logs in, or that run an application."""

_PROGRAM = (
    r"(?P<program>(?:npx\s+)?pm2\s+(?:start|restart|reload|resurrect|startOrRe\w+)\b"
    r"|(?:node|ts-node|bun|deno run)\s+[\w./-]{1,120}\.[cm]?[jt]s\b"
    r"|(?:npm|yarn|pnpm)\s+(?:run\s+)?(?:start|serve|prod)\b|java\s(?:\S+\s){0,12}?-jar\b"
    r"|(?:\S{0,80}/)?(?:gunicorn|uvicorn|hypercorn|daphne|unicorn|puma)\s"
    r"|python[\d.]*\s+(?:-m\s+(?:uvicorn|gunicorn|flask)\b"
    r"|\S{0,80}(?:app|main|server|run|wsgi)\.py\b|\S{0,80}manage\.py\s+runserver)"
    r"|forever\s+start\b|flask\s+run\b|dotnet\s+\S{1,120}\.dll\b)"
)
_AS_ROOT = regex(r"(?:^|[;&|(\"'`])\s*sudo\s+(?:-[EHnSi]+\s+)*(?:(?:nohup|env|[A-Z_]+=\S+)\s+){0,3}" + _PROGRAM)
_STARTED = regex(r"^(?:(?:nohup|env|[A-Z_]+=\S+)\s+){0,3}" + _PROGRAM)
_OF_ROOT = regex(r"^\s*User\s*=\s*[\"']?root[\"']?\s*$")
_SECTION = regex(r"^\s*\[(?P<name>\w{1,40})\]\s*$")
_STARTS = regex(r"^\s*ExecStart\s*=\s*[-@+!:]*(?P<command>\S.{0,400})")
_WANTS_ROOT = regex(
    r"\b(?:docker|podman|certbot|systemctl|mount|iptables|nft|ufw|amazon-\S+|ssm-agent|rsync|restic|borg|caddy|haproxy"
    r"|fail2ban|logrotate|nginx)\b|back-?up|renew|certificate|swap|deploy"
)
"""What such a unit starts has work of the host's own to do, or gives its rights up by itself."""

_NOT_DONE = regex(r"^\s*(?:#|//|;|<!--|(?:echo|printf)\b(?![^\n]*(?:>|\|\s*(?:sudo\s+)?tee\b)))")
_MOST = 20


def rights_in(rows: Sequence[str]) -> Iterator[tuple[int, str]]:
    """The rows, counted from 0, that give more rights than needed, each with the words that do."""
    for index, row in enumerate(rows):
        text = row[:2_000]
        if any(word in text for word in WORDS) and not _NOT_DONE.match(text):
            what = _given(text) or (_unit_of_root(rows, index) if _OF_ROOT.match(text) else "")
            if what:
                yield index, what


def application_in(command: str) -> str:
    """The application that this command starts by itself, outside of any container; empty when it starts none."""
    started = _STARTED.match(command)
    return " ".join(started["program"].split())[:60] if started else ""


def _given(text: str) -> str:
    changed = _CHMOD.search(text)
    if changed and not _SHARED.match(changed["target"] or ""):
        return " ".join(changed[0].split())[:60]
    if _WITHOUT_PASSWORD.search(text):
        return "NOPASSWD:ALL"
    joined = _INTO_ADMINISTRATORS.search(text)
    if joined and _FOR_MACHINES.search(joined["member"] or joined["other"]):
        return " ".join(joined[0].split())[:60]
    started = _AS_ROOT.search(text)
    return f"sudo {' '.join(started['program'].split())}"[:60] if started else ""


def _unit_of_root(rows: Sequence[str], index: int) -> str:
    """A unit of systemd that starts an application: its command stands in the same section."""
    above = next((i for i in range(index - 1, max(index - _MOST, -1), -1) if _SECTION.match(rows[i][:200])), None)
    if above is None:
        return ""
    for row in rows[above + 1 : above + _MOST]:
        if _SECTION.match(row[:200]):
            break
        started = _STARTS.match(row[:1_000])
        if started:
            return "" if _WANTS_ROOT.search(started["command"]) else "User=root"
    return ""

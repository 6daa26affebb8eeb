"""Ansible's modules as the shell commands that do the same; what says nothing of releases, data or AWS has none."""

import re
from collections.abc import Iterator

from holdfast.model.regex import regex
from holdfast.readers.repository.ansible.accounts import ACCOUNTS
from holdfast.readers.repository.ansible.cloud import CLOUD
from holdfast.readers.repository.ansible.options import Module, on_line, short, spread, value_of, words
from holdfast.readers.repository.ansible.services import SERVICES
from holdfast.readers.repository.ansible.users import USERS
from holdfast.readers.repository.configuration.exposed import is_exposed
from holdfast.readers.repository.text.nodes import Node


def _free(given: Node, _: Node) -> str:
    return (given.text() or given.text("cmd") or given.text("_raw_params") or words(given, "argv")).strip()


def _git(given: Node, _: Node) -> str:
    version, where = value_of(given, "version"), value_of(given, "dest", "path")
    clone = f"git clone {value_of(given, 'repo', 'name')} {where}".strip()
    if not version or version == "HEAD":
        return clone
    return f"{clone} && cd {where} && git checkout {version}" if where else f"{clone} && git checkout {version}"


def _service(given: Node, _: Node) -> str:
    name, state = value_of(given, "name", "service"), value_of(given, "state")
    act = {"restarted": "restart", "reloaded": "reload", "started": "start", "stopped": "stop"}.get(state)
    return f"systemctl {act} {name}" if act and name else ""


def _container(given: Node, _: Node) -> str:
    name, image = value_of(given, "name"), value_of(given, "image")
    if value_of(given, "state") in ("absent", "stopped"):
        return f"docker rm -f {name}"
    if not image:
        return ""
    told = [
        (node.key_line, f"-e {key}={text}")
        for key, node in given.child("env").entries().items()
        if (text := _bare(node.text())) and not is_exposed(key, text)  # it is told at its own line
    ]
    first, place = given.key_line, given.child("image").key_line
    told += _doors(given)
    # Docker takes what stands behind the image for the program's own.
    before = [(min(line, place), word) for line, word in sorted(told)]
    return spread(first, [(first, f"docker run -d --name {name}"), *before, (place, image)])


def _doors(given: Node) -> Iterator[tuple[int, str]]:
    """The ports, folders and rights that a container is given, and whether it comes back by itself."""
    for option, names in (("-p", ("published_ports", "ports")), ("-v", ("volumes",))):
        for item in (item for name in names for item in given.items(name)):
            if text := _bare(item.text()):
                yield item.line, f"{option} {text}"
    restart = given.get("restart_policy")
    if restart is not None and restart.text() in _COMES_BACK:
        yield restart.key_line, f"--restart {restart.text()}"
    if given.flag("privileged"):
        yield given.child("privileged").key_line, "--privileged"


_COMES_BACK = ("always", "unless-stopped", "on-failure")


def _bare(text: str | None) -> str:
    """A value that is one word for a shell; others are left out."""
    return text.replace(" ", "") if text and re.fullmatch(r"[\w./:-]*(?:\{\{[\w .]{1,60}\}\}[\w./:-]*)?", text) else ""


def _image(given: Node, _: Node) -> str:
    name, tag = value_of(given, "name"), value_of(given, "tag")
    full = f"{name}:{tag}" if tag and ":" not in name.rpartition("/")[2] else name
    source = value_of(given, "source")
    if source == "build" or given.has("build"):
        return f"docker build -t {full} ."
    return f"docker pull {full}" if value_of(given, "state") != "absent" else ""


def _compose(given: Node, _: Node) -> str:
    state = value_of(given, "state")
    folder = value_of(given, "project_src")
    act = {"absent": "down", "restarted": "restart", "stopped": "stop"}.get(state, "up -d")
    pull = "docker compose pull && " if value_of(given, "pull") in ("always", "true", "yes") and act == "up -d" else ""
    return f"cd {folder} && {pull}docker compose {act}" if folder else f"{pull}docker compose {act}"


_SPECIAL = {
    "daily": "0 0 * * *",
    "hourly": "0 * * * *",
    "weekly": "0 0 * * 0",
    "monthly": "0 0 1 * *",
    "reboot": "@reboot",
}


def _cron(given: Node, _: Node) -> str:
    job = value_of(given, "job")
    if not job or value_of(given, "state") == "absent":
        return ""
    clock = [value_of(given, part) or "*" for part in ("minute", "hour", "day", "month", "weekday")]
    when = _SPECIAL.get(value_of(given, "special_time")) or " ".join(clock)
    quoted = job.replace("'", "'\\''")
    return f"echo '{when} {quoted}' | crontab -"


def _package(given: Node, _: Node) -> str:
    if value_of(given, "state") == "absent":
        return ""
    names = words(given, "name", "pkg") or short(given).get("name", "")
    return f"apt-get install -y {names}" if names else ""


def _npm(given: Node, _: Node) -> str:
    folder = value_of(given, "path")
    command = "npm ci" if given.flag("ci") else f"npm install {value_of(given, 'name')}".strip()
    return f"cd {folder} && {command}" if folder else command


def _copied(given: Node, _: Node) -> str:
    source, target = value_of(given, "src"), value_of(given, "dest")
    sends = source and target and value_of(given, "mode") != "pull"
    return f"rsync -a {source} {target}" if sends else ""


def _brought_home(given: Node, _: Node) -> str:
    source, target = value_of(given, "src"), value_of(given, "dest")
    return f"rsync -a {source} controller:{target}" if source and target else ""


def _quoted(text: str) -> str:
    """One word for a shell that runs nothing of it."""
    return "'" + text.replace("'", "") + "'"


_NAME = regex(r"\{\{\s{0,4}(\w{1,80})[^{}]{0,80}\}\}")


def _file(given: Node, task: Node) -> str:
    """A link that is set to what shall be served, or rights."""
    source, path = (_NAME.sub(r"${\1}", value_of(given, *names)) for names in (("src",), ("path", "dest")))
    linked = value_of(given, "state") == "link" and source and path
    return f"ln -sfn {source} {path}" if linked else _mode(given, task)


def _mode(given: Node, _: Node) -> str:
    """Rights that everybody on the host gets; others say nothing."""
    path, mode = value_of(given, "path", "dest", "name"), value_of(given, "mode").strip("'\"")
    if not path or not _EVERYBODY.fullmatch(mode):
        return ""
    return on_line(given, "mode", f"chmod {'-R ' if given.flag('recurse') else ''}777 {path}")


_EVERYBODY = regex(r"0?777|a[+=]rwx|ugo[+=]rwx")


def _registry(given: Node, _: Node) -> str:
    """A password that is written out for a registry; one that a variable holds is none."""
    password, user = value_of(given, "password"), value_of(given, "username")
    if not password or "{{" in password or value_of(given, "state") == "absent":
        return ""
    where = value_of(given, "registry_url", "registry")
    return on_line(given, "password", f"docker login -u {user} -p {_quoted(password)} {where}")


def _line(given: Node, _: Node) -> str:
    path, line, old = value_of(given, "path", "dest"), value_of(given, "line"), value_of(given, "regexp")
    if not path or not line or value_of(given, "state") == "absent":
        return ""
    command = f"sed -i {_quoted(f's/{old}/{line}/')} {path}" if old else f"echo {_quoted(line)} >> {path}"
    return on_line(given, "line", command)


def _replaced(given: Node, _: Node) -> str:
    path, old = value_of(given, "path", "dest"), value_of(given, "regexp")
    new = value_of(given, "replace")
    return on_line(given, "replace", f"sed -i {_quoted(f's/{old}/{new}/')} {path}") if path and old else ""


def _let_in(given: Node, _: Node) -> str:
    """PostgreSQL's list of who may connect; an address that is not told is the host's own."""
    kind, source = value_of(given, "contype"), value_of(given, "source")
    if not kind.startswith("host") or not source or value_of(given, "state") == "absent":
        return ""
    who, method = value_of(given, "users") or "all", value_of(given, "method") or "md5"
    line = f"{kind} {value_of(given, 'databases') or 'all'} {who} {source} {method}"
    return on_line(given, "source", f"echo {_quoted(line)} >> {value_of(given, 'dest') or 'pg_hba.conf'}")


def _ufw(given: Node, _: Node) -> str:
    rule, port = value_of(given, "rule"), value_of(given, "port", "to_port", "name")
    if rule not in ("allow", "limit") or not port or given.flag("delete") or value_of(given, "direction") == "out":
        return ""
    source = value_of(given, "src", "from_ip", "from")
    return f"ufw {rule} from {source} to any port {port}" if source else f"ufw {rule} {port}"


def _firewalld(given: Node, _: Node) -> str:
    if value_of(given, "state") in ("disabled", "absent"):
        return ""
    port, service = value_of(given, "port"), value_of(given, "service")
    if port:
        return f"firewall-cmd --permanent --add-port={port}"
    return f"firewall-cmd --permanent --add-service={service}" if service else ""


def _stack(given: Node, _: Node) -> str:
    name = value_of(given, "name")
    if not name or value_of(given, "state") == "absent":
        return ""
    return " ".join(("docker stack deploy", *(f"-c {path}" for path in given.texts("compose")), name))


def _swarm_service(given: Node, _: Node) -> str:
    name, image = value_of(given, "name"), value_of(given, "image")
    return f"docker service update --image {image} {name}" if image and value_of(given, "state") != "absent" else ""


def _sent_script(given: Node, _: Node) -> str:
    told = _free(given, given)
    return f"bash {told}" if told else ""


def _managed(given: Node, _: Node) -> str:
    told, folder = value_of(given, "command"), value_of(given, "project_path", "app_path", "chdir")
    return f"cd {folder} && python manage.py {told}" if folder else f"python manage.py {told}"


def _supervised(given: Node, _: Node) -> str:
    act = {"restarted": "restart", "started": "start", "stopped": "stop"}.get(value_of(given, "state"))
    return f"supervisorctl {act} {value_of(given, 'name')}" if act else ""


def _pip(given: Node, _: Node) -> str:
    listed, names = value_of(given, "requirements"), words(given, "name") or short(given).get("name", "")
    return f"pip install -r {listed}" if listed else f"pip install {names}" if names else ""


def _unpacked(given: Node, _: Node) -> str:
    source, target = value_of(given, "src"), value_of(given, "dest")
    if source.startswith(("http://", "https://")) and target:
        return f"curl -fsSL {source}{_blindly(given)} | tar xz -C {target}"
    return f"tar xf {source} -C {target}" if source and target else ""


def _fetched(given: Node, _: Node) -> str:
    url, target = value_of(given, "url"), value_of(given, "dest")
    return f"curl -fsSL -o {target} {url}{_blindly(given)}" if url else ""


def _asked(given: Node, _: Node) -> str:
    url = _EXPRESSION.sub(_joined, value_of(given, "url"))
    return f"curl -f {url}{_blindly(given)}" if url else ""


def _blindly(given: Node) -> str:
    """Whether the certificate of whoever answers is looked at."""
    return " -k" if given.flag("validate_certs") is False or short(given).get("validate_certs") in _NO else ""


def _mounted(given: Node, _: Node) -> str:
    sort, what = value_of(given, "fstype"), value_of(given, "src")
    return f"mount -t {sort} {what} {value_of(given, 'path') or value_of(given, 'name')}" if sort and what else ""


_NO = ("no", "false", "False", "0")


_EXPRESSION = regex(r"\{\{-?\s*(?P<said>[^{}]{1,400}?)\s*-?\}\}")


def _joined(hole: re.Match[str]) -> str:
    """An address that an expression puts together, as one word for a shell; of two ways the first."""
    if not re.search(r"[\"'~+]", hole["said"]):
        return hole[0]
    parts = [part.strip() for part in re.split(r"[~+]", hole["said"].partition(" if ")[0])]
    return "".join(f"${{{part}}}" if part.isidentifier() else part.strip("\"'") for part in parts)


def _dumped(program: str, client: str) -> Module:
    def dumped(given: Node, _: Node) -> str:
        name, target = words(given, "name", "db"), value_of(given, "target")
        match value_of(given, "state"):
            case "dump":
                return f"{program} {name} > {target}"
            case "restore" | "import":
                return f"{client} {name} < {target}"
            case _:
                return ""

    return dumped


TYPED = frozenset(("shell", "command", "raw"))
"""Modules that are given a command as it is typed."""

MODULES: dict[str, Module] = {
    **CLOUD,
    **SERVICES,
    **dict.fromkeys(TYPED, _free),
    "git": _git,
    **dict.fromkeys(("service", "systemd", "systemd_service"), _service),
    "docker_container": _container,
    "docker_image": _image,
    **dict.fromkeys(("docker_compose", "docker_compose_v2"), _compose),
    "cron": _cron,
    **dict.fromkeys(("apt", "yum", "dnf", "package"), _package),
    "npm": _npm,
    "pip": _pip,
    "django_manage": _managed,
    "supervisorctl": _supervised,
    "script": _sent_script,
    "docker_stack": _stack,
    "docker_swarm_service": _swarm_service,
    "lineinfile": _line,
    "file": _file,
    "docker_login": _registry,
    "replace": _replaced,
    "postgresql_pg_hba": _let_in,
    "ufw": _ufw,
    "firewalld": _firewalld,
    "fetch": _brought_home,
    "bundler": lambda given, _: f"cd {value_of(given, 'chdir') or '.'} && bundle install",
    **dict.fromkeys(("synchronize", "copy"), _copied),
    "unarchive": _unpacked,
    "archive": lambda _given, _task: "",  # what becomes of the archive says what it was for
    "mount": _mounted,
    "get_url": _fetched,
    "uri": _asked,
    "postgresql_db": _dumped("pg_dump", "psql"),
    "mysql_db": _dumped("mysqldump", "mysql"),
    **ACCOUNTS,
    **USERS,
}
"""Modules by short name, each with what makes its command from its options and its task; "" for none."""

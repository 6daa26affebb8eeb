"""Ansible's modules as the shell commands that do the same; what says nothing of releases, data or AWS has none."""

import re
import shlex
from collections.abc import Callable, Iterable, Iterator

from holdfast.model.regex import regex
from holdfast.readers.repository.nodes import Node

Module = Callable[[Node, Node], str]


def _words(given: Node, *names: str) -> str:
    """The first of these options that is said, a list as words."""
    for name in names:
        found = [text for item in given.items(name) if (text := item.text())]
        if found:
            return " ".join(found)
    return ""


def _free(given: Node, _: Node) -> str:
    return (given.text() or given.text("cmd") or given.text("_raw_params") or _words(given, "argv")).strip()


def _short(given: Node) -> dict[str, str]:
    """The old way of writing options, `name=web state=restarted`."""
    text = given.text() or ""
    if "=" not in text:
        return {}
    try:
        parts = shlex.split(_HOLES.sub(lambda hole: hole[0].replace(" ", ""), text))
    except ValueError:
        parts = text.split()
    return dict(part.split("=", 1) for part in parts if "=" in part)


_HOLES = regex(r"\{\{[^{}\n]{0,200}\}\}")


def _option(given: Node, *names: str) -> str:
    written = _short(given)
    return next((value for name in names if (value := given.text(name) or written.get(name))), "")


def _git(given: Node, _: Node) -> str:
    version, where = _option(given, "version"), _option(given, "dest", "path")
    clone = f"git clone {_option(given, 'repo', 'name')} {where}".strip()
    if not version or version == "HEAD":
        return clone
    return f"{clone} && cd {where} && git checkout {version}" if where else f"{clone} && git checkout {version}"


def _service(given: Node, _: Node) -> str:
    name, state = _option(given, "name", "service"), _option(given, "state")
    act = {"restarted": "restart", "reloaded": "reload", "started": "start", "stopped": "stop"}.get(state)
    return f"systemctl {act} {name}" if act and name else ""


def _container(given: Node, _: Node) -> str:
    name, image = _option(given, "name"), _option(given, "image")
    if _option(given, "state") in ("absent", "stopped"):
        return f"docker rm -f {name}"
    if not image:
        return ""
    told = [
        (node.key_line, f"-e {key}={text}")
        for key, node in given.child("env").entries().items()
        if (text := _bare(node.text()))
    ]
    first, place = given.key_line, given.child("image").key_line
    # Docker takes what stands behind the image for the program's own.
    before = [(min(line, place), word) for line, word in told]
    return _spread(first, [(first, f"docker run -d --name {name}"), *before, (place, image)])


def _bare(text: str | None) -> str:
    """A value that is one word for a shell; others are left out."""
    return text.replace(" ", "") if text and re.fullmatch(r"[\w./:-]*(?:\{\{[\w .]{1,60}\}\}[\w./:-]*)?", text) else ""


def _image(given: Node, _: Node) -> str:
    name, tag = _option(given, "name"), _option(given, "tag")
    full = f"{name}:{tag}" if tag and ":" not in name.rpartition("/")[2] else name
    source = _option(given, "source")
    if source == "build" or given.has("build"):
        return f"docker build -t {full} ."
    return f"docker pull {full}" if _option(given, "state") != "absent" else ""


def _compose(given: Node, _: Node) -> str:
    state = _option(given, "state")
    folder = _option(given, "project_src")
    act = {"absent": "down", "restarted": "restart", "stopped": "stop"}.get(state, "up -d")
    pull = "docker compose pull && " if _option(given, "pull") in ("always", "true", "yes") and act == "up -d" else ""
    return f"cd {folder} && {pull}docker compose {act}" if folder else f"{pull}docker compose {act}"


_SPECIAL = {
    "daily": "0 0 * * *",
    "hourly": "0 * * * *",
    "weekly": "0 0 * * 0",
    "monthly": "0 0 1 * *",
    "reboot": "@reboot",
}


def _cron(given: Node, _: Node) -> str:
    job = _option(given, "job")
    if not job or _option(given, "state") == "absent":
        return ""
    clock = [_option(given, part) or "*" for part in ("minute", "hour", "day", "month", "weekday")]
    when = _SPECIAL.get(_option(given, "special_time")) or " ".join(clock)
    quoted = job.replace("'", "'\\''")
    return f"echo '{when} {quoted}' | crontab -"


def _package(given: Node, _: Node) -> str:
    if _option(given, "state") == "absent":
        return ""
    names = _words(given, "name", "pkg") or _short(given).get("name", "")
    return f"apt-get install -y {names}" if names else ""


def _npm(given: Node, _: Node) -> str:
    folder = _option(given, "path")
    command = "npm ci" if given.flag("ci") else f"npm install {_option(given, 'name')}".strip()
    return f"cd {folder} && {command}" if folder else command


def _copied(given: Node, _: Node) -> str:
    source, target = _option(given, "src"), _option(given, "dest")
    return f"rsync -a {source} {target}" if source and target else ""


def _brought_home(given: Node, _: Node) -> str:
    source, target = _option(given, "src"), _option(given, "dest")
    return f"rsync -a {source} controller:{target}" if source and target else ""


def _synced(given: Node, _: Node) -> str:
    source, bucket = _option(given, "file_root"), _option(given, "bucket")
    prefix = _option(given, "key_prefix").strip("/")
    return f"aws s3 sync {source} s3://{bucket}/{prefix}" if source and bucket else ""


def _quoted(text: str) -> str:
    """One word for a shell that runs nothing of it."""
    return "'" + text.replace("'", "") + "'"


def _on(given: Node, option: str, command: str) -> str:
    """The command on the line where the module says this option."""
    return "\n" * max(given.child(option).key_line - given.key_line, 0) + command


def _line(given: Node, _: Node) -> str:
    path, line, old = _option(given, "path", "dest"), _option(given, "line"), _option(given, "regexp")
    if not path or not line or _option(given, "state") == "absent":
        return ""
    command = f"sed -i {_quoted(f's/{old}/{line}/')} {path}" if old else f"echo {_quoted(line)} >> {path}"
    return _on(given, "line", command)


def _replaced(given: Node, _: Node) -> str:
    path, old = _option(given, "path", "dest"), _option(given, "regexp")
    new = _option(given, "replace")
    return _on(given, "replace", f"sed -i {_quoted(f's/{old}/{new}/')} {path}") if path and old else ""


def _let_in(given: Node, _: Node) -> str:
    """PostgreSQL's list of who may connect; an address that is not told is the host's own."""
    kind, source = _option(given, "contype"), _option(given, "source")
    if not kind.startswith("host") or not source or _option(given, "state") == "absent":
        return ""
    who, method = _option(given, "users") or "all", _option(given, "method") or "md5"
    line = f"{kind} {_option(given, 'databases') or 'all'} {who} {source} {method}"
    return _on(given, "source", f"echo {_quoted(line)} >> {_option(given, 'dest') or 'pg_hba.conf'}")


def _ufw(given: Node, _: Node) -> str:
    rule, port = _option(given, "rule"), _option(given, "port", "to_port", "name")
    if rule not in ("allow", "limit") or not port or given.flag("delete") or _option(given, "direction") == "out":
        return ""
    source = _option(given, "src", "from_ip", "from")
    return f"ufw {rule} from {source} to any port {port}" if source else f"ufw {rule} {port}"


def _firewalld(given: Node, _: Node) -> str:
    if _option(given, "state") in ("disabled", "absent"):
        return ""
    port, service = _option(given, "port"), _option(given, "service")
    if port:
        return f"firewall-cmd --permanent --add-port={port}"
    return f"firewall-cmd --permanent --add-service={service}" if service else ""


def _stack(given: Node, _: Node) -> str:
    name = _option(given, "name")
    if not name or _option(given, "state") == "absent":
        return ""
    return " ".join(("docker stack deploy", *(f"-c {path}" for path in given.texts("compose")), name))


def _swarm_service(given: Node, _: Node) -> str:
    name, image = _option(given, "name"), _option(given, "image")
    return f"docker service update --image {image} {name}" if image and _option(given, "state") != "absent" else ""


def _sent_script(given: Node, _: Node) -> str:
    told = _free(given, given)
    return f"bash {told}" if told else ""


def _managed(given: Node, _: Node) -> str:
    told, folder = _option(given, "command"), _option(given, "project_path", "app_path", "chdir")
    return f"cd {folder} && python manage.py {told}" if folder else f"python manage.py {told}"


def _supervised(given: Node, _: Node) -> str:
    act = {"restarted": "restart", "started": "start", "stopped": "stop"}.get(_option(given, "state"))
    return f"supervisorctl {act} {_option(given, 'name')}" if act else ""


def _pip(given: Node, _: Node) -> str:
    listed, names = _option(given, "requirements"), _words(given, "name") or _short(given).get("name", "")
    return f"pip install -r {listed}" if listed else f"pip install {names}" if names else ""


def _stacked(given: Node, _: Node) -> str:
    name, path = _option(given, "stack_name"), _option(given, "template", "template_url")
    if not name or _option(given, "state") == "absent":
        return ""
    return f"aws cloudformation deploy --stack-name {name} --template-file {path}"


def _unpacked(given: Node, _: Node) -> str:
    source, target = _option(given, "src"), _option(given, "dest")
    return f"tar xf {source} -C {target}" if source and target else ""


def _fetched(given: Node, _: Node) -> str:
    return f"curl -fsSL -o {_option(given, 'dest')} {_option(given, 'url')}" if _option(given, "url") else ""


def _asked(given: Node, _: Node) -> str:
    url = _EXPRESSION.sub(_joined, _option(given, "url"))
    return f"curl -f {url}" if url else ""


_EXPRESSION = regex(r"\{\{-?\s*(?P<said>[^{}]{1,400}?)\s*-?\}\}")


def _joined(hole: re.Match[str]) -> str:
    """An address that an expression puts together, as one word for a shell; of two ways the first."""
    if not re.search(r"[\"'~+]", hole["said"]):
        return hole[0]
    parts = [part.strip() for part in re.split(r"[~+]", hole["said"].partition(" if ")[0])]
    return "".join(f"${{{part}}}" if part.isidentifier() else part.strip("\"'") for part in parts)


def _object(given: Node, _: Node) -> str:
    remote = f"s3://{_option(given, 'bucket')}/{_option(given, 'object').lstrip('/')}"
    match _option(given, "mode"):
        case "get":
            return f"aws s3 cp {remote} {_option(given, 'dest')}"
        case "put":
            return f"aws s3 cp {_option(given, 'src')} {remote}"
        case _:
            return ""


def _dumped(program: str, client: str) -> Module:
    def dumped(given: Node, _: Node) -> str:
        name, target = _words(given, "name", "db"), _option(given, "target")
        match _option(given, "state"):
            case "dump":
                return f"{program} {name} > {target}"
            case "restore" | "import":
                return f"{client} {name} < {target}"
            case _:
                return ""

    return dumped


def _spread(first: int, words: Iterable[tuple[int, str]]) -> str:
    """One command over the lines of its module, each option on the line where it is said."""
    rows: dict[int, list[str]] = {first: []}
    for line, word in words:
        rows.setdefault(max(line, first), []).append(word)
    return " \\\n".join(" ".join(rows.get(number, ())) for number in range(first, max(rows) + 1))


def _said(given: Node, option: str, *names: str) -> Iterator[tuple[int, str]]:
    """An option of a command with its value, and the line on which the module says it."""
    name = next((name for name in names if given.has(name)), names[0])
    value = _option(given, *names)
    if value:
        yield given.child(name).key_line, f"{option} {value}"


def _hosts(given: Node, _: Node) -> str:
    if _option(given, "state") in ("absent", "terminated", "stopped"):
        return ""
    first = given.key_line
    kind = list(_said(given, "--instance-type", "instance_type")) or [(first, "--instance-type t2.micro")]
    words = [(first, "aws ec2 run-instances"), *kind]
    words += [one for one in _said(given, "--count", "exact_count", "count") if one[1].split()[-1].isdigit()]
    words += _said(given, "--iam-instance-profile", "iam_instance_profile", "instance_role", "instance_profile_name")
    tagged = (given.text(tags, key) for tags in ("tags", "instance_tags") for key in ("Name", "name"))
    name = _option(given, "name") or next(filter(None, tagged), "")
    tags = f"--tag-specifications 'ResourceType=instance,Tags=[{{Key=Name,Value={name}}}]'"
    return _spread(first, [*words, (first, tags)] if name else words)


def _database(given: Node, _: Node) -> str:
    if not _option(given, "engine", "db_engine") or _option(given, "state") in ("absent", "terminated", "stopped"):
        return ""
    first = given.key_line
    words = [(first, "aws rds create-db-instance")]
    for option, names in (
        ("--engine", ("engine", "db_engine")),
        ("--db-instance-identifier", ("db_instance_identifier", "instance_id", "id", "instance_name")),
        ("--db-instance-class", ("db_instance_class", "class", "instance_type")),
        ("--backup-retention-period", ("backup_retention_period", "backup_retention")),
    ):
        words += _said(given, option, *names)
    for name in ("multi_az", "publicly_accessible", "deletion_protection"):
        told, option = given.child(name), name.replace("_", "-")
        if given.has(name) or name == "multi_az":
            words.append((told.key_line, f"--{option}" if told.flag() else f"--no-{option}"))
    return _spread(first, words)


def _openings(given: Node, _: Node) -> str:
    name = _option(given, "name") or "group"
    rows: dict[int, list[str]] = {}
    for rule in given.items("rules"):
        sources = [text for item in rule.items("cidr_ip") if (text := item.text())]
        ports = rule.texts("ports") or ((f"{rule.text('from_port')}-{rule.text('to_port') or rule.text('from_port')}",))
        rows.setdefault(rule.child("ports" if rule.has("ports") else "from_port").key_line, []).extend(
            f"aws ec2 authorize-security-group-ingress --group-name {name} --protocol tcp --port {port} --cidr {source}"
            for source in sources
            for port in ports
            if "None" not in port
        )
    first = given.key_line
    return "\n".join(" && ".join(rows.get(number, ())) for number in range(first, max(rows, default=first) + 1))


TYPED = frozenset(("shell", "command", "raw"))
"""Modules that are given a command as it is typed."""

MODULES: dict[str, Module] = {
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
    "replace": _replaced,
    "postgresql_pg_hba": _let_in,
    "ufw": _ufw,
    "firewalld": _firewalld,
    "fetch": _brought_home,
    "s3_sync": _synced,
    "cloudformation": _stacked,
    "bundler": lambda given, _: f"cd {_option(given, 'chdir') or '.'} && bundle install",
    **dict.fromkeys(("synchronize", "copy"), _copied),
    "unarchive": _unpacked,
    "get_url": _fetched,
    "uri": _asked,
    **dict.fromkeys(("aws_s3", "s3_object"), _object),
    "postgresql_db": _dumped("pg_dump", "psql"),
    "mysql_db": _dumped("mysqldump", "mysql"),
    **dict.fromkeys(("ec2_instance", "ec2"), _hosts),
    **dict.fromkeys(("rds_instance", "rds"), _database),
    **dict.fromkeys(("ec2_security_group", "ec2_group"), _openings),
}
"""Modules by short name, each with what makes its command from its options and its task; "" for none."""

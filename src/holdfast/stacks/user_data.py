"""The script of a host's first boot: everything that a host needs, from the artifact bucket and AWS's own mirrors.

No public registry is asked, so that a host can be replaced at 3 a.m. whatever npm or PyPI are doing. Nothing in it is
secret: it names a secret, and never holds one.

The host bundle is a gzipped tar archive:

    wheels/   Holdfast with its extras `host` and `backup`, and all they need, for Python 3.11 on Linux of the
              instance's processor; barman, where WAL is archived
    pm2/      the npm package `pm2` with its `node_modules`; under `process_manager = "pm2"` alone
    root/     files as they lie on the host: /etc/holdfast/holdfast.toml, the site in /etc/nginx/conf.d, the list of
              servers in /etc/nginx/holdfast, /etc/logrotate.d, units in /etc/systemd/system (`holdfast-agent.service`
              and backups' timers), and the CloudWatch agent's configuration in
              /opt/aws/amazon-cloudwatch-agent/etc/amazon-cloudwatch-agent.json
"""

from importlib.resources import files

from holdfast.model.product import Product
from holdfast.model.record import record
from holdfast.stacks.place import Place, database_name

LARGEST_BYTES = 16_384
"""EC2 takes no larger user data, before base64 (EC2 User Guide, *Run commands at launch*, read 2026-11)."""

OLDEST_POSTGRES = 15
"""The oldest major version of which Amazon Linux 2023 has packages (its release notes' package lists, read 2026-11)."""

_NODE, _PYTHON = "22", "3.11"
_MINUTES = 13
"""That the script waits for readiness: less than the lifecycle hook does, so that the host itself says why."""


@record(frozen=True, slots=True, kw_only=True)
class Boot:
    """What the script is told; each may be a token.

    Attributes:
        bucket: the artifact bucket's name.
        key: of the host bundle in it.
        digest: SHA-256 of the host bundle.
        database: `HOST:PORT/NAME` on RDS; empty: it is elsewhere.
        database_secret: ARN of RDS's own secret; empty: none.
        disk: id of the data disk; empty: none.
    """

    bucket: str
    key: str
    digest: str
    database: str = ""
    database_secret: str = ""
    disk: str = ""


def user_data(place: Place, boot: Boot) -> str:
    """The script, with tokens in it where values are known only at deployment."""
    product, about = place.product, place.about
    settings = {
        "NAME": place.name,
        "PRODUCT": product.name,
        "ENVIRONMENT": place.environment,
        "REGION": product.region,
        "BUCKET": boot.bucket,
        "KEY": boot.key,
        "DIGEST": boot.digest,
        "PACKAGES": " ".join(_packages(place)),
        "NODE": _version(product, "node"),
        "AGENT_PORT": str(product.service.health.port),
        "MINUTES": str(_MINUTES),
    }
    if place.has_rds:
        settings |= {"DATABASE": boot.database, "DATABASE_SECRET": boot.database_secret}
    if place.data_on_host:
        settings |= {
            "DISK": boot.disk,
            "DATABASE_NAME": database_name(product.name),
            "URL_VARIABLE": about.database.url_variable,
        }
    # Settings are words of the spec's patterns, ids and ARNs of AWS: none can hold a quote.
    lines = [f"{name}='{value}'" for name, value in settings.items()]
    return "\n".join(["#!/bin/bash", *lines, _script(place)])


def _script(place: Place) -> str:
    """The text after the settings; what one kind of host alone needs is cut from the others."""
    manager = place.product.service.process_manager
    kept = {
        "rds": place.has_rds,
        "disk": place.data_on_host,
        "wal": place.archives_wal,
        "pm2": manager == "pm2",
        "systemd": manager == "systemd",
    }
    lines, on = [], [True]
    for line in files("holdfast.stacks").joinpath("templates/boot.sh").read_text(encoding="utf-8").splitlines():
        if line.startswith("#if "):
            on.append(on[-1] and kept[line.removeprefix("#if ")])
        elif line == "#end":
            on.pop()
        elif on[-1]:
            lines.append(line)
    return "\n".join(lines) + "\n"


def _packages(place: Place) -> list[str]:
    """Packages of Amazon Linux 2023; its mirrors lie in S3 of the same region."""
    product, about = place.product, place.about
    wanted = ["nginx", f"python{_PYTHON}", f"python{_PYTHON}-pip", "ruby", "amazon-cloudwatch-agent"]
    if runtime(product) == "node" or product.service.process_manager == "pm2":
        wanted += [f"nodejs{_version(product, 'node')}"]
    if runtime(product) == "python" and _version(product, "python") != _PYTHON:
        wanted += [f"python{_version(product, 'python')}"]
    if about.database.engine == "postgresql":
        # The server's own version of pg_dump: an older one refuses. A newer one dumps older servers, too.
        server = "-server" if place.data_on_host else ""
        major = max(OLDEST_POSTGRES, int(about.database.version.partition(".")[0]))
        wanted += [f"postgresql{major}{server}"]
        if server:
            wanted += [f"postgresql{major}-contrib"]
    return wanted


def runtime(product: Product) -> str:
    """What the application runs in: as the spec says, else as its command tells; empty when neither does."""
    if product.service.release.runtime:
        return product.service.release.runtime
    program = product.service.command[0].rpartition("/")[2] if product.service.command else ""
    if program.startswith(("node", "npm", "npx")) or product.service.process_manager == "pm2":
        return "node"
    return "python" if program.startswith(("python", "gunicorn", "uvicorn")) else ""


def _version(product: Product, kind: str) -> str:
    given = product.service.release.runtime_version
    if given and runtime(product) == kind:
        return given.partition(".")[0] if kind == "node" else given
    return _NODE if kind == "node" else _PYTHON

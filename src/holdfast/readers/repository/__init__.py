"""Repository readers: one module per kind of file, in one explicit list."""

from importlib import import_module

from holdfast.readers.repository.base import Reader

_MODULES = (
    "templates.document",
    "platforms.samconfig",
    "cdk",
    "pulumi",
    "terraform",
    "kubernetes.reader",
    "platforms.copilot",
    "platforms.apprunner",
    "platforms.zappa",
    "monitoring.reader",
    "policies.reader",
    "containers.unfilled",
    "policies.bucket_rules",
    "litestream",
    "workflows",
    "pipelines",
    "deploy_tools.appspec",
    "capistrano.reader",
    "programs.go_cdk",
    "other_cdk",
    "programs.unread_programs",
    "programs.unread_applications",
    "platforms.kamal",
    "ansible.reader",
    "deploy_tools.packer",
    "programs.fabric",
    "programs.boto_calls",
    "programs.settings",
    "programs.that_deploy",
    "deploy_tools.envoy",
    "deploy_tools.deployer",
    "shell",
    "deploy_tools.cloud_config",
    "powershell.reader",
    "schedules.reader",
    "containers.reader",
    "schedules.processes",
    "configuration.env_samples",
    "configuration.moving_tags",
    "configuration.fitted",
    "led_here",
    "whole.own",
    "tasks.reader",
    "nginx",
    "proxies.caddy",
    "proxies.haproxy",
    "proxies.traefik",
    "proxies.apache",
    "front_ends.built_addresses",
    "front_ends.plain_rewrites",
    "spoken_steps",
    "guides",
    "source",
    "configuration.wanted_secrets",
    "configuration.shapes",
)
"""In the order in which their facts are listed."""

_LONG = ("guides",)
"""Those whose files take so long that a second process reads them, where there is a core for it."""

_HEAVY = (
    *("workflows", "pipelines", "terraform", "cdk", "tasks.reader", "shell", "spoken_steps"),
    *("templates.document", "containers.reader", "nginx", "configuration.shapes"),
)
"""The heaviest of those that may be read in either process: none of these is begun last."""

_SHARED_ALREADY = ("source",)
"""Those that have parts of their own files read in a second process."""


def readers() -> tuple[Reader, ...]:
    """All repository readers, in the order their facts are listed."""
    # Imported here so that `holdfast --help` does not pay for parsers.
    return tuple(_reader(name) for name in _MODULES)


def long_readers() -> tuple[Reader, ...]:
    """Those of them that are worth a second process."""
    return tuple(_reader(name) for name in _LONG)


def to_be_shared() -> tuple[int, ...]:
    """The places in the list of readers of those that either of two processes may read, as they are best begun."""
    heavy = {name: place for place, name in enumerate(_HEAVY)}
    others = (place for place, name in enumerate(_MODULES) if name not in _LONG + _SHARED_ALREADY)
    return tuple(sorted(others, key=lambda place: heavy.get(_MODULES[place], len(heavy))))


def _reader(name: str) -> Reader:
    reader = import_module(f"{__name__}.{name}").READER
    assert isinstance(reader, Reader)  # noqa: S101 - tells the type checker; the names above are our own
    return reader

"""Repository readers: one module per kind of file, in one explicit list."""

from importlib import import_module

from holdfast.readers.repository.base import Reader

_MODULES = (
    "templates.document",
    "samconfig",
    "cdk",
    "pulumi",
    "terraform",
    "kubernetes.reader",
    "copilot",
    "apprunner",
    "zappa",
    "monitoring",
    "policies",
    "unfilled",
    "bucket_rules",
    "litestream",
    "workflows",
    "pipelines",
    "appspec",
    "capistrano.reader",
    "go_cdk",
    "other_cdk",
    "unread_programs",
    "unread_applications",
    "kamal",
    "ansible.reader",
    "packer",
    "fabric",
    "boto_calls",
    "settings_by_programs",
    "programs_that_deploy",
    "envoy",
    "deployer",
    "shell",
    "cloud_config",
    "powershell.reader",
    "schedules",
    "containers",
    "processes",
    "env_samples",
    "fitted",
    "led_here",
    "own",
    "tasks",
    "nginx",
    "caddy",
    "haproxy",
    "traefik",
    "apache",
    "built_addresses",
    "plain_rewrites",
    "spoken_steps",
    "guides",
    "source",
    "wanted_secrets",
    "shapes",
)
"""In the order in which their facts are listed."""

_LONG = ("guides",)
"""Those whose files take so long that a second process reads them, where there is a core for it."""


def readers() -> tuple[Reader, ...]:
    """All repository readers, in the order their facts are listed."""
    # Imported here so that `holdfast --help` does not pay for parsers.
    return tuple(_reader(name) for name in _MODULES)


def long_readers() -> tuple[Reader, ...]:
    """Those of them that are worth a second process."""
    return tuple(_reader(name) for name in _LONG)


def _reader(name: str) -> Reader:
    reader = import_module(f"{__name__}.{name}").READER
    assert isinstance(reader, Reader)  # noqa: S101 - tells the type checker; the names above are our own
    return reader

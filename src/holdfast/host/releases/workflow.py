"""Renders the GitHub workflow that releases one environment: pure text from the spec."""

from holdfast.model.environments import PRODUCTION
from holdfast.model.errors import SpecError, SpecProblem
from holdfast.model.product import SPEC_FILE, Product
from holdfast.model.releases import place_name

ACTIONS = {
    "checkout": "actions/checkout@1af3b93b6815bc44a9784bd300feb67ff0d1eeb3 # v6.0.0",
    "node": "actions/setup-node@2028fbc5c25fe9cf00d9f06a71cc4710d4507903 # v6.0.0",
    "python": "actions/setup-python@e797f83bcb11b83ae66e0230d6156d7c80228e7c # v6.0.0",
    "upload": "actions/upload-artifact@330a01c490aca151604b8cf639adc76d48f6c5d4 # v5.0.0",
    "download": "actions/download-artifact@018cc2cf5baa6db3ef3c5f8a56943fffe632ef53 # v6.0.0",
    "credentials": "aws-actions/configure-aws-credentials@61815dcd50bd041e203e49132bacad1fd04d2708 # v5.1.1",
}
"""Every action by the whole commit of a released version, released between September and November 2025; each pair of
commit and version was seen in several public repositories and in their release notes on 2026-11-26."""

_VERSIONS = {"node": "22", "python": "3.11"}


def render_workflow(product: Product, environment: str) -> str:
    """The workflow's text; the same spec gives the same bytes.

    Production, and an environment that is the only one, is released by tags that begin with `v`; others by every
    commit of the spec's branch. Both may be started by hand.

    Raises:
        SpecError: the spec says nothing of the repository, or nothing that could be started.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined

    _require(product)
    making = product.service.release
    runtime = making.runtime or _runtime(product)
    engine = Environment(  # noqa: S701  # not HTML; names and lines keep to the spec's patterns
        loader=PackageLoader("holdfast.host.releases", "templates"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        variable_start_string="[[",
        variable_end_string="]]",
        block_start_string="[%",
        block_end_string="%]",
    )
    return engine.get_template("workflow.yml.j2").render(
        product=product,
        environment=environment,
        name=place_name(product.name, environment),
        making=making,
        by_tag=environment == PRODUCTION or len(product.environments) == 1,
        runtime=runtime,
        version=making.runtime_version or _VERSIONS[runtime],
        runner=_runner(product.environment(environment).compute.instance_type),
        actions=ACTIONS,
    )


def _require(product: Product) -> None:
    problems = []
    if not product.repository:
        problems.append(SpecProblem(0, "repository", "expected owner/name: the role of AWS trusts this one alone"))
    if not product.service.command:
        problems.append(SpecProblem(0, "service.command", "expected the command that starts the application"))
    if problems:
        raise SpecError(SPEC_FILE, tuple(problems))


def _runtime(product: Product) -> str:
    program = product.service.command[0].rpartition("/")[2]
    return "python" if program.startswith(("python", "uv", "gunicorn", "uvicorn")) else "node"


def _runner(instance_type: str) -> str:
    """A runner of the hosts' own processor: what is built natively must run there."""
    family = instance_type.partition(".")[0]
    generation = family.lstrip("abcdefghijklmnopqrstuvwxyz")
    return "ubuntu-24.04-arm" if "g" in generation else "ubuntu-24.04"

"""`release hook`: what CodeDeploy's agent calls on a host, event by event."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path

from holdfast.actions.launch import ENVIRONMENT_VARIABLE, find_product
from holdfast.actions.releases.place import DEPLOYMENT_VARIABLE
from holdfast.host.releases.bundle import APP, HOOKS, About, read_about
from holdfast.host.releases.failure import ReleaseError
from holdfast.host.releases.layout import ROOT_VARIABLE, Layout
from holdfast.host.releases.managers import Host, Manager, manager_of, restart_agent
from holdfast.host.releases.switching import Switcher
from holdfast.model.errors import ExitCode, UsageError
from holdfast.model.product import Product
from holdfast.model.record import record
from holdfast.model.releases import place_name

GROUP_VARIABLE = "DEPLOYMENT_GROUP_NAME"
"""In which CodeDeploy's agent tells a hook its group (hook_executor.rb of aws/aws-codedeploy-agent, read 2026-11)."""

Say = Callable[[str], None]


@record(frozen=True, slots=True)
class _Hook:
    """One call: the bundle, what it says of itself, and the host it came to."""

    bundle: Path
    about: About
    product: Product
    host: Host
    deployment: str
    switcher: Switcher

    @property
    def environment(self) -> str:
        return self.host.layout.environment


def run_hook(event: str, bundle: Path, environ: Mapping[str, str], say: Say) -> None:
    """Do what one lifecycle event asks of this host.

    Args:
        event: one of `HOOKS`.
        bundle: the unpacked bundle.
        environ: variables; `DEPLOYMENT_GROUP_NAME` says which environment this host belongs to.
        say: told a line for each step.

    Raises:
        ReleaseError: it did not succeed; what ran before runs still, or again.
        HoldfastError: the bundle's spec is not valid, or something it needs cannot be reached.
    """
    hook = _hook(bundle, environ, say)
    say(f"{event} of {hook.about.commit[:12]} in {hook.environment}")
    with hook.switcher.alone():
        match event:
            case "BeforeInstall":
                # A hook before this one may have been killed in the midst of a switch.
                hook.switcher.put_back()
                hook.switcher.bring(bundle, hook.about)
            case "AfterInstall":
                _check_variables(hook)
                _migrate(hook)
            case "ApplicationStart":
                hook.switcher.switch(hook.about.commit)
            case "ValidateService":
                hook.switcher.validate(hook.about.commit)
            case _:
                raise UsageError("no such hook", where=event, next_step=f"choose one of {', '.join(HOOKS)}")


def _hook(bundle: Path, environ: Mapping[str, str], say: Say) -> _Hook:
    about = read_about(bundle)
    product = find_product(bundle / APP)
    if product.name != about.product:
        raise ReleaseError(
            f"the bundle is of {about.product}, and the spec in it of {product.name}",
            where=str(bundle),
            next_step="publish the bundle again",
        )
    layout = Layout(product.name, _environment(product, environ), Path(environ.get(ROOT_VARIABLE) or "/"))
    host = Host(layout, layout.variables())

    def managed(folder: Path) -> tuple[Product, Manager]:
        there = find_product(folder)
        return there, manager_of(there, layout.environment, host)

    switcher = Switcher(layout, managed, lambda: restart_agent(host), say)
    return _Hook(bundle, about, product, host, environ.get(DEPLOYMENT_VARIABLE, ""), switcher)


def _environment(product: Product, environ: Mapping[str, str]) -> str:
    """The environment that this host's deployment group is of."""
    group = environ.get(GROUP_VARIABLE, "")
    for name in product.environments:
        if group == place_name(product.name, name):
            return name
    raise UsageError(
        f"{group or 'no group'} is none of {product.name}'s environments",
        where=GROUP_VARIABLE,
        next_step=f"CodeDeploy's agent sets it; groups are called {place_name(product.name, 'ENVIRONMENT')}",
    )


def _launched(hook: _Hook, *words: str) -> int:
    """Run the launcher in the new release's folder, with the secrets that the application gets."""
    folder = hook.switcher.layout.folder(hook.about.commit)
    more = {
        ENVIRONMENT_VARIABLE: hook.environment,
        DEPLOYMENT_VARIABLE: hook.deployment,
        **{name: value for name, value in os.environ.items() if name.startswith(("AWS_", "HOLDFAST_"))},
        **hook.host.variables,
    }
    launch = ("holdfast", "launch", "--environment", hook.environment)
    return hook.host.show(*launch, *words, folder=folder, more=more)


def _check_variables(hook: _Hook) -> None:
    """See that the new release would start, before anything that runs is touched."""
    status = _launched(hook, "--check")
    if status:
        why = "a variable or a secret is missing or wrong" if status == ExitCode.CONFIGURATION else f"status {status}"
        raise ReleaseError(
            f"{hook.about.commit[:12]} would not start here: {why}",
            where="holdfast launch --check",
            next_step="see the lines above; the release before it still runs",
        )


def _migrate(hook: _Hook) -> None:
    if not hook.product.service.release.migrate:
        return
    status = _launched(hook, "--", "holdfast", "release", "migrate", "--commit", hook.about.commit)
    if status:
        raise ReleaseError(
            "the migration was not made",
            where=hook.about.commit[:12],
            next_step="see the lines above; the release before it still runs",
        )

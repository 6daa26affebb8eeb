"""CloudFormation in small: a template becomes resources of moto's services, and goes back when something fails.

moto's own skips types, drops properties and does not roll back. This one answers the same API with an engine of its
own, makes each resource through the service's API on loopback, and says of every property whether the service has it.
"""

from holdfast.rig.cloudformation.state import STATE, Failure


def install() -> None:
    """Answer CloudFormation's calls, and those that moto lacks, in moto's server; nothing happens the second time."""
    from holdfast.rig.cloudformation import api, kept, refusals, wire

    api.install()
    kept.install()
    wire.install()
    refusals.install()


def forget() -> None:
    """Forget everything, when what is being done is done."""
    from holdfast.rig.cloudformation import acting, kept

    acting.finish()
    STATE.stacks.clear()
    STATE.failures.clear()
    kept.forget()


def fail(logical: str, message: str, *, verb: str = "create", times: int = 1, after: int = 0) -> None:
    """Have a resource fail on purpose.

    Args:
        logical: its logical id.
        message: what AWS says then.
        verb: `create`, `update` or `delete`.
        times: how often, before it works.
        after: how often it works before that: an update that goes forward and fails on its way back has one.
    """
    STATE.failures.append(Failure(logical, message, verb, times, after))

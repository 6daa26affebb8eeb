"""Account readers: one module per AWS service, in one explicit list."""

from holdfast.readers.account.base import AccountReader


def readers() -> tuple[AccountReader, ...]:
    """All account readers, in the order their facts are listed."""
    # Imported here so that a check without an account does not pay for them.
    from holdfast.readers.account import ec2

    return (ec2.READER,)

"""Account readers: one module per AWS service, in one explicit list."""

from holdfast.readers.account.base import AccountReader


def readers() -> tuple[AccountReader, ...]:
    """All account readers, in the order their facts are listed."""
    # Imported here so that a check without an account does not pay for them.
    from holdfast.readers.account import (
        acm,
        backup,
        budgets,
        ce,
        cloudfront,
        cloudwatch,
        codedeploy,
        dlm,
        ec2,
        rds,
        route53,
        s3,
        scheduler,
        sns,
        tagging,
    )

    return (
        ec2.READER,
        rds.READER,
        s3.READER,
        cloudfront.READER,
        acm.READER,
        route53.READER,
        cloudwatch.READER,
        sns.READER,
        backup.READER,
        dlm.READER,
        codedeploy.READER,
        budgets.READER,
        ce.READER,
        scheduler.READER,
        tagging.READER,
    )

"""Account readers: one module per AWS service, in one explicit list."""

from holdfast.readers.account.base import AccountReader


def readers() -> tuple[AccountReader, ...]:
    """All account readers, in the order their facts are listed."""
    # Imported here so that a check without an account does not pay for them.
    from holdfast.readers.account import (
        acm,
        application_autoscaling,
        autoscaling,
        backup,
        budgets,
        ce,
        cloudfront,
        cloudtrail,
        cloudwatch,
        codedeploy,
        dlm,
        ec2,
        ecs,
        elb,
        elbv2,
        events,
        iam,
        rds,
        route53,
        s3,
        scheduler,
        secretsmanager,
        sns,
        ssm,
        sts,
        tagging,
    )

    return (
        sts.READER,
        iam.READER,
        ec2.READER,
        autoscaling.READER,
        ecs.READER,
        application_autoscaling.READER,
        elbv2.READER,
        elb.READER,
        rds.READER,
        s3.READER,
        cloudfront.READER,
        acm.READER,
        route53.READER,
        secretsmanager.READER,
        ssm.READER,
        cloudwatch.READER,
        sns.READER,
        backup.READER,
        dlm.READER,
        codedeploy.READER,
        budgets.READER,
        ce.READER,
        cloudtrail.READER,
        events.READER,
        scheduler.READER,
        tagging.READER,
    )

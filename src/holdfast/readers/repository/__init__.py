"""Repository readers: one module per kind of file, in one explicit list."""

from holdfast.readers.repository.base import Reader


def readers() -> tuple[Reader, ...]:
    """All repository readers, in the order their facts are listed."""
    # Imported here so that `holdfast --help` does not pay for parsers.
    from holdfast.readers.repository import (
        ansible,
        appspec,
        bucket_rules,
        caddy,
        capistrano,
        cdk,
        containers,
        copilot,
        guides,
        kubernetes,
        monitoring,
        nginx,
        own,
        pipelines,
        policies,
        powershell,
        processes,
        schedules,
        shell,
        source,
        tasks,
        templates,
        terraform,
        unfilled,
        wanted_secrets,
        workflows,
    )

    return (
        templates.READER,
        cdk.READER,
        terraform.READER,
        kubernetes.READER,
        copilot.READER,
        monitoring.READER,
        policies.READER,
        unfilled.READER,
        bucket_rules.READER,
        workflows.READER,
        pipelines.READER,
        appspec.READER,
        capistrano.READER,
        ansible.READER,
        shell.READER,
        powershell.READER,
        schedules.READER,
        containers.READER,
        processes.READER,
        own.READER,
        tasks.READER,
        nginx.READER,
        caddy.READER,
        guides.READER,
        source.READER,
        wanted_secrets.READER,
    )

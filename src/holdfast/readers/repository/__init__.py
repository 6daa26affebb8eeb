"""Repository readers: one module per kind of file, in one explicit list."""

from holdfast.readers.repository.base import Reader


def readers() -> tuple[Reader, ...]:
    """All repository readers, in the order their facts are listed."""
    # Imported here so that `holdfast --help` does not pay for parsers.
    from holdfast.readers.repository import cdk, guides, policies, schedules, shell, templates, terraform

    return (
        templates.READER,
        cdk.READER,
        terraform.READER,
        policies.READER,
        shell.READER,
        schedules.READER,
        guides.READER,
    )

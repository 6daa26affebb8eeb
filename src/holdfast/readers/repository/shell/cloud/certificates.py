"""Certificates that `aws` commands request, bring along, or have a load balancer present."""

from collections.abc import Iterator

from holdfast.model.facts import Certificate
from holdfast.readers.repository.shell.cloud.arguments import named, region_of, shorthand
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.command import Command


def requested(command: Command, source: Source) -> Iterator[Certificate]:
    """`aws acm request-certificate` and `import-certificate`."""
    domain = named(command, source, "--domain-name")
    imported = command.args[1] == "import-certificate"
    validation = (command.option("--validation-method") or ("" if imported else "EMAIL")).lower()
    region = region_of(command, source)
    yield Certificate(
        **source.common(command, domain or ""),
        issuer="imported" if imported else "acm",
        domain=domain,
        region=region,
        validation=validation or None,
        used_by="cloudfront" if region == "us-east-1" and "cloudfront" in source.snippet.text.lower() else None,
        in_code=not source.instructed,
    )


def presented(command: Command, source: Source) -> Iterator[Certificate]:
    """One that a listener takes by its ARN: it was made outside of this script, and lies where AWS renews it."""
    arn = shorthand(command.option("--certificates") or "", "CertificateArn")
    if not arn or any(one.name == "aws" and one.args[:2] in _MAKE for one in source.commands):
        return
    issuer = "imported" if ":server-certificate/" in arn else "acm"
    yield Certificate(**source.common(command), issuer=issuer, used_by="load-balancer")


_MAKE = (("acm", "request-certificate"), ("acm", "import-certificate"))

"""Configuration: a secret for each name in the spec, empty until somebody fills it, and never in a template."""

from aws_cdk import aws_secretsmanager as secrets
from constructs import Construct

from holdfast.stacks.base import kept_once_used
from holdfast.stacks.place import Place
from holdfast.stacks.policies import arn


class Secrets(Construct):
    """The environment's secrets by name; those that the spec names by ARN are there already.

    CloudFormation writes the empty object once. What people put in stays: it writes again only when this text changes.
    Rotation belongs to the database's password alone, which RDS makes, keeps and rotates by itself. Values of other
    services (payment, mail) are theirs to issue, so a clock here could only break them.

    Args:
        scope: the stack.
        place: the environment.
    """

    def __init__(self, scope: Construct, *, place: Place) -> None:
        super().__init__(scope, "Secrets")
        for name in place.about.secrets:
            if name.startswith("arn:"):
                continue
            made = secrets.CfnSecret(
                self,
                name,
                name=name,
                description=f"Variables of {place.product.name} in {place.environment}, as a JSON object",
                secret_string="{}",  # noqa: S106  # an empty object, and no secret
            )
            kept_once_used(made)


def secret_arns(place: Place) -> list[object]:
    """ARNs of the secrets that the environment reads; Secrets Manager ends each with six letters of its own."""
    named = place.about.secrets
    return [one if one.startswith("arn:") else arn("secretsmanager", f"secret:{one}-??????") for one in named]


def parameter_arns(place: Place) -> list[object]:
    """ARNs of the parameters that the environment reads; of a path, of what is below it."""
    return [
        one if one.startswith("arn:") else arn("ssm", f"parameter/{one.strip('/')}{'/*' if one.endswith('/') else ''}")
        for one in place.about.parameters
    ]

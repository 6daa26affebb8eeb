"""Private keys for logging in that Terraform itself makes and writes out: into a file, a bucket, a plain parameter."""

from collections.abc import Iterator

from holdfast.model.facts import Fact, MadeKey
from holdfast.readers.repository.terraform.resource import Resource, World
from holdfast.readers.repository.terraform.values import Partial, Ref, Value

_PAIRS = (("aws_key_pair", "public_key"), ("aws_lightsail_key_pair", "public_key"))
_HOLDS = ("content", "sensitive_content", "content_base64", "value")


def written_key(resource: Resource, world: World) -> Iterator[Fact]:
    """The private half of a pair that hosts take, where something is given it; an encrypted parameter guards it."""
    if resource.type == "aws_ssm_parameter" and resource.text("type") == "SecureString":
        return
    for name in _HOLDS:
        value = resource.get(name)
        made = world.target(value, resource.scope)
        if value is not None and made is not None and _is_private(value) and _opens_hosts(made, world):
            yield MadeKey(**resource.base(resource.at(name)), name=made.label)


def _is_private(value: Value) -> bool:
    return isinstance(value.data, (Ref, Partial)) and "private_key_" in str(value.data)


def _opens_hosts(made: Resource, world: World) -> bool:
    return made.type == "tls_private_key" and any(world.pointing(*pair, made) for pair in _PAIRS)

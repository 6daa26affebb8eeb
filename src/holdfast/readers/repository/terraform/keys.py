"""Private keys for logging in that Terraform itself makes and writes out: into a file, a bucket, a plain parameter."""

import re
from collections.abc import Iterator

from holdfast.model.facts import Fact, MadeKey
from holdfast.model.regex import regex
from holdfast.readers.repository.terraform.resource import Resource, Section, World
from holdfast.readers.repository.terraform.values import Partial, Ref, Value

_PAIRS = (("aws_key_pair", "public_key"), ("aws_lightsail_key_pair", "public_key"))
_HOLDS = ("content", "sensitive_content", "content_base64", "value", "insecure_value")
RUN_COMMANDS = ("aws_key_pair", "aws_lightsail_key_pair", "null_resource", "terraform_data", "tls_private_key")
"""What people hang the command on that writes the key into a file."""
_TAKEN = regex(r"\b(?:tls_private_key\.(?P<name>[\w-]+)(?:\[[^\]\n]*\])?|self)\.private_key_")
_INTO_A_FILE = regex(r">|\btee\b|\bOut-File\b|\bSet-Content\b", re.IGNORECASE)
_INTO_A_STORE = regex(r"\bSecureString\b|\bsecretsmanager\b")


def written_key(resource: Resource, world: World) -> Iterator[Fact]:
    """The private half of a pair that hosts take, where something is given it; an encrypted parameter guards it."""
    if resource.type == "aws_ssm_parameter" and resource.text("type") == "SecureString":
        return
    for name in _HOLDS:
        value = resource.get(name)
        made = world.target(value, resource.scope)
        if value is not None and made is not None and _is_private(value) and _opens_hosts(made, world):
            yield MadeKey(**resource.base(resource.at(name)), name=made.label)


def echoed_key(resource: Resource, world: World) -> Iterator[Fact]:
    """The same where a command of the machine that runs Terraform writes it into a file."""
    for block in resource.block.all("provisioner"):
        if block.labels != ("local-exec",):
            continue
        text = "\n".join(block.snippet.rows[block.line - 1 : block.end])
        taken = _TAKEN.search(text)
        if taken is None or not _INTO_A_FILE.search(text) or _INTO_A_STORE.search(text):
            continue
        made = resource if taken["name"] is None else _named(taken["name"], resource, world)
        if made is not None and _opens_hosts(made, world):
            provisioner = Section(block.place, block=block, scope=resource.scope)
            yield MadeKey(**resource.base(provisioner.at("command")), name=made.label)


def _named(label: str, beside: Resource, world: World) -> Resource | None:
    keys = (one for one in world.of("tls_private_key") if one.scope.path == beside.scope.path)
    return next((one for one in keys if one.label == label), None)


def _is_private(value: Value) -> bool:
    return isinstance(value.data, (Ref, Partial)) and "private_key_" in str(value.data)


def _opens_hosts(made: Resource, world: World) -> bool:
    return made.type == "tls_private_key" and any(world.pointing(*pair, made) for pair in _PAIRS)

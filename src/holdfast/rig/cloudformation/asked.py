"""What a call asks for: the stack, the template, the parameters; refused where AWS refuses."""

from typing import Any
from urllib.parse import unquote, urlparse
from uuid import uuid4

from holdfast.rig.cloudformation.handlers import handlers
from holdfast.rig.cloudformation.handlers.base import Place
from holdfast.rig.cloudformation.schemas import schema
from holdfast.rig.cloudformation.state import STATE, Stack, Wanted
from holdfast.rig.cloudformation.template import Template, parse
from holdfast.rig.cloudformation.values import TemplateError
from holdfast.rig.cloudformation.wire import Call, refuse

_NAMED_IAM = {
    "AWS::IAM::Role": "RoleName",
    "AWS::IAM::User": "UserName",
    "AWS::IAM::Group": "GroupName",
    "AWS::IAM::ManagedPolicy": "ManagedPolicyName",
    "AWS::IAM::InstanceProfile": "InstanceProfileName",
}
_IAM = frozenset({*_NAMED_IAM, "AWS::IAM::Policy", "AWS::IAM::AccessKey", "AWS::IAM::UserToGroupAddition"})
_UPDATABLE = frozenset(
    {
        "CREATE_COMPLETE",
        "UPDATE_COMPLETE",
        "UPDATE_ROLLBACK_COMPLETE",
        "IMPORT_COMPLETE",
        "IMPORT_ROLLBACK_COMPLETE",
    }
)


def invalid(message: str) -> Exception:
    """The refusal that most of CloudFormation's are."""
    return refuse("ValidationError", message)


def stacks(call: Call) -> list[Stack]:
    """Every stack of the account in the region."""
    return STATE.stacks[call.account, call.region]


def stack(call: Call) -> Stack:
    """The stack that the call names: one that is deleted only by its ARN."""
    named = str(call.given.get("StackName", ""))
    found = maybe(call, named)
    if found is None or (found.status == "DELETE_COMPLETE" and named != found.arn):
        raise invalid(f"Stack with id {named} does not exist")
    return found


def maybe(call: Call, named: str) -> Stack | None:
    """The stack of this name or ARN: one that lives before one that is deleted."""
    matching = [one for one in stacks(call) if named in {one.name, one.arn}]
    living = [one for one in matching if one.status != "DELETE_COMPLETE"]
    found = living or matching
    return found[-1] if found else None


def wanted(call: Call, stack: Stack | None) -> Wanted:
    """What the stack is to become."""
    found = template(call, stack.template if stack else None)
    return Wanted(found, _parameters(call, stack, found), _tags(call, stack))


def template(call: Call, previous: Template | None) -> Template:
    """The template in the call, in S3, or the one there was."""
    body, url = call.given.get("TemplateBody"), call.given.get("TemplateURL")
    if body and url:
        raise invalid("Either Template URL or Template Body must be specified, not both.")
    try:
        given = parse(_fetched(call, str(url)), inline=False) if url else parse(str(body)) if body else None
    except TemplateError as error:
        raise invalid(str(error)) from error
    if given is not None:
        _known(given)
        return given
    if previous is None or not call.given.get("UsePreviousTemplate"):
        raise invalid("Either Template URL or Template Body must be specified.")
    return previous


def _fetched(call: Call, url: str) -> str:
    """A template out of S3, by either style of address."""
    from botocore.exceptions import ClientError  # type: ignore[import-untyped]

    parsed = urlparse(url)
    host, path = str(parsed.hostname), unquote(parsed.path.lstrip("/"))
    head, dot, _ = host.partition(".s3")
    bucket, key = (head, path) if dot and head else path.split("/", 1)
    try:
        answer = Place(call.account, call.region).call("s3", "get_object", Bucket=bucket, Key=key)
    except ClientError as error:
        raise invalid(f"S3 error: {error.response['Error'].get('Message', '')}") from error
    return str(answer["Body"].read().decode())


def _parameters(call: Call, stack: Stack | None, template: Template) -> dict[str, str]:
    before = stack.wanted.parameters if stack else {}
    found = {}
    for one in call.given.get("Parameters", ()):
        key = str(one["ParameterKey"])
        if not one.get("UsePreviousValue"):
            found[key] = str(one.get("ParameterValue", ""))
        elif key in before:
            found[key] = before[key]
        elif "Default" not in template.section("Parameters").get(key, {}):
            raise invalid(f"Invalid input for parameter key {key}. Previous value does not exist.")
    return found


def _tags(call: Call, stack: Stack | None) -> dict[str, str]:
    if "Tags" not in call.given and stack is not None:
        return dict(stack.wanted.tags)
    return {str(one["Key"]): str(one["Value"]) for one in call.given.get("Tags", ())}


def new(call: Call, to_be: Wanted) -> Stack:
    """A stack that does not exist yet."""
    name = str(call.given["StackName"])
    arn = f"arn:aws:cloudformation:{call.region}:{call.account}:stack/{name}/{uuid4()}"
    return Stack(name, arn, call.account, call.region, to_be)


def _known(template: Template) -> None:
    """Refuse types that AWS does not have, and those that have no handler here."""
    kinds = {str(one["Type"]) for one in template.resources.values()}
    strange = sorted(kind for kind in kinds if schema(kind) is None)
    if strange:
        raise invalid(f"Template format error: Unrecognized resource types: [{', '.join(strange)}]")
    unhandled = sorted(kinds - set(handlers()))
    if unhandled:
        raise invalid(f"the embedded CloudFormation has no handler for [{', '.join(unhandled)}]")


def capable(template: Template, given: Any) -> None:
    """Refuse a template that makes identities, when the caller has not said that it may."""
    said = set(given or ())
    kinds = [(str(one["Type"]), one.get("Properties", {})) for one in template.resources.values()]
    named = any(_NAMED_IAM[kind] in properties for kind, properties in kinds if kind in _NAMED_IAM)
    if named and "CAPABILITY_NAMED_IAM" not in said:
        raise refuse("InsufficientCapabilitiesException", "Requires capabilities : [CAPABILITY_NAMED_IAM]")
    if any(kind in _IAM for kind, _ in kinds) and not said & {"CAPABILITY_IAM", "CAPABILITY_NAMED_IAM"}:
        raise refuse("InsufficientCapabilitiesException", "Requires capabilities : [CAPABILITY_IAM]")


def updatable(stack: Stack) -> None:
    """Refuse to change a stack that is in no state for it."""
    if stack.status not in _UPDATABLE:
        raise invalid(f"Stack:{stack.arn} is in {stack.status} state and can not be updated.")


def needed(template: Template) -> list[str]:
    """Capabilities that the caller of a template must say."""
    kinds = {str(one["Type"]) for one in template.resources.values()}
    named = any(
        _NAMED_IAM.get(str(one["Type"]), "-") in one.get("Properties", {}) for one in template.resources.values()
    )
    return ["CAPABILITY_NAMED_IAM"] if named else ["CAPABILITY_IAM"] if kinds & _IAM else []

"""Who may what: roles, policies, instance profiles, and who vouches for outsiders."""

# Handlers have one shape, of which not each needs all.
# ruff: noqa: ARG002

import json
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from holdfast.rig.cloudformation.handlers.base import GLOBAL, Api, Handler, Place, Properties, Tagged, gone


def _document(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _maybe(at: Place, operation: str, **given: Any) -> Any:
    """A call's answer; None when what it asks for is not there."""
    from botocore.exceptions import ClientError  # type: ignore[import-untyped]

    try:
        return at.call("iam", operation, GLOBAL, **given)
    except ClientError as error:
        if gone(error):
            return None
        raise


class Role(Api):
    """A role, with the policies that are written into it."""

    def complete(self, at: Place, physical: str, before: Properties, after: Properties) -> None:
        """Write its policies, and attach those that stand apart."""
        self._write(at, physical, before.get("Policies", ()), after.get("Policies", ()))
        old, new = set(before.get("ManagedPolicyArns", ())), set(after.get("ManagedPolicyArns", ()))
        for arn in sorted(old - new):
            at.call("iam", "detach_role_policy", GLOBAL, RoleName=physical, PolicyArn=arn)
        for arn in sorted(new - old):
            bring(at, str(arn))
            at.call("iam", "attach_role_policy", GLOBAL, RoleName=physical, PolicyArn=arn)

    @staticmethod
    def _write(at: Place, role: str, old: Iterable[Any], new: Iterable[Any]) -> None:
        kept = {str(one["PolicyName"]) for one in new}
        for name in sorted({str(one["PolicyName"]) for one in old} - kept):
            at.call("iam", "delete_role_policy", GLOBAL, RoleName=role, PolicyName=name)
        for one in new:
            document = _document(one["PolicyDocument"])
            at.call(
                "iam", "put_role_policy", GLOBAL, RoleName=role, PolicyName=one["PolicyName"], PolicyDocument=document
            )

    def update(self, at: Place, physical: str, before: Properties, after: Properties) -> None:
        """Change who may take it, what it says, and its policies."""
        trust = _document(after["AssumeRolePolicyDocument"])
        at.call("iam", "update_assume_role_policy", GLOBAL, RoleName=physical, PolicyDocument=trust)
        own: dict[str, Any] = {"Description": str(after.get("Description", ""))}
        if "MaxSessionDuration" in after:
            own["MaxSessionDuration"] = int(after["MaxSessionDuration"])
        at.call("iam", "update_role", GLOBAL, RoleName=physical, **own)
        self._retag(at, physical, before, after)
        self.complete(at, physical, before, after)

    def read(self, at: Place, physical: str) -> Properties | None:
        """What IAM says of it, with its policies."""
        found = super().read(at, physical)
        if found is None:
            return None
        names = at.call("iam", "list_role_policies", GLOBAL, RoleName=physical)["PolicyNames"]
        written = [at.call("iam", "get_role_policy", GLOBAL, RoleName=physical, PolicyName=name) for name in names]
        apart = at.call("iam", "list_attached_role_policies", GLOBAL, RoleName=physical)["AttachedPolicies"]
        boundary = (found.get("PermissionsBoundary") or {}).get("PermissionsBoundaryArn")
        return {
            **found,
            "PermissionsBoundary": boundary,
            "Policies": [{key: one[key] for key in ("PolicyName", "PolicyDocument")} for one in written],
            "ManagedPolicyArns": [one["PolicyArn"] for one in apart],
        }

    def delete(self, at: Place, physical: str) -> None:
        """End it with its own policies; AWS refuses while policies of others hang at it or a profile has it."""
        found = self.read(at, physical) or {}
        for one in found.get("Policies", ()):
            at.call("iam", "delete_role_policy", GLOBAL, RoleName=physical, PolicyName=one["PolicyName"])
        for arn in found.get("ManagedPolicyArns", ()):
            at.call("iam", "detach_role_policy", GLOBAL, RoleName=physical, PolicyArn=arn)
        super().delete(at, physical)


def bring(at: Place, arn: str) -> None:
    """Have a policy of AWS's own in moto, which loads them only all together."""
    name = arn.partition(":aws:policy/")[2]
    if not name or _maybe(at, "get_policy", PolicyArn=arn) is not None:
        return
    from moto.iam.models import AWSManagedPolicy, iam_backends

    data = _of_aws().get(name.rpartition("/")[2])
    if data is not None:
        policy = AWSManagedPolicy.from_data(name.rpartition("/")[2], at.account, GLOBAL, data)
        iam_backends[at.account]["aws"].managed_policies[arn] = policy


@cache
def _of_aws() -> dict[str, Any]:
    from moto.iam.aws_managed_policies import aws_managed_policies_data

    found: dict[str, Any] = json.loads(aws_managed_policies_data)
    return found


class Inline(Handler):
    """A policy written into roles."""

    kind = "AWS::IAM::Policy"
    longest = 128

    def reference(self, physical: str) -> str:
        """Its name."""
        return physical.partition("|")[0]

    def create(self, at: Place, given: Properties, name: str) -> str:
        """Write it."""
        own = str(given.get("PolicyName", name))
        roles = [str(one) for one in given.get("Roles", ())]
        self._put(at, own, roles, given)
        return "|".join((own, *roles))

    @staticmethod
    def _put(at: Place, name: str, roles: list[str], given: Properties) -> None:
        document = _document(given["PolicyDocument"])
        for role in roles:
            at.call("iam", "put_role_policy", GLOBAL, RoleName=role, PolicyName=name, PolicyDocument=document)

    def update(self, at: Place, physical: str, before: Properties, after: Properties) -> None:
        """Write it anew."""
        name, *roles = physical.split("|")
        self._put(at, name, roles, after)

    def read(self, at: Place, physical: str) -> Properties | None:
        """What the first role says of it."""
        name, *roles = physical.split("|")
        found = [_maybe(at, "get_role_policy", RoleName=role, PolicyName=name) for role in roles]
        there = [one for one in found if one]
        if not there:
            return None
        names = [one["RoleName"] for one in there]
        return {"PolicyName": name, "PolicyDocument": there[0]["PolicyDocument"], "Roles": names}

    def delete(self, at: Place, physical: str) -> None:
        """Take it out of every role."""
        name, *roles = physical.split("|")
        for role in roles:
            if _maybe(at, "get_role_policy", RoleName=role, PolicyName=name):
                at.call("iam", "delete_role_policy", GLOBAL, RoleName=role, PolicyName=name)


class Managed(Api):
    """A policy that stands apart."""

    def complete(self, at: Place, physical: str, before: Properties, after: Properties) -> None:
        """Attach it to its roles."""
        for role in set(after.get("Roles", ())) - set(before.get("Roles", ())):
            at.call("iam", "attach_role_policy", GLOBAL, RoleName=role, PolicyArn=physical)

    def update(self, at: Place, physical: str, before: Properties, after: Properties) -> None:
        """Make its newest version the one that holds; the one before is ended."""
        old = (self.described(at, physical) or {})["DefaultVersionId"]
        document = _document(after["PolicyDocument"])
        at.call("iam", "create_policy_version", GLOBAL, PolicyArn=physical, PolicyDocument=document, SetAsDefault=True)
        at.call("iam", "delete_policy_version", GLOBAL, PolicyArn=physical, VersionId=old)
        self.complete(at, physical, before, after)

    def read(self, at: Place, physical: str) -> Properties | None:
        """What IAM says of it, with what it says itself."""
        found = super().read(at, physical)
        if found is None:
            return None
        version = found["DefaultVersionId"]
        said = at.call("iam", "get_policy_version", GLOBAL, PolicyArn=physical, VersionId=version)["PolicyVersion"]
        users = at.call("iam", "list_entities_for_policy", GLOBAL, PolicyArn=physical)["PolicyRoles"]
        return {**found, "PolicyDocument": said["Document"], "Roles": [one["RoleName"] for one in users]}

    def delete(self, at: Place, physical: str) -> None:
        """Take it from its roles and end it."""
        for one in at.call("iam", "list_entities_for_policy", GLOBAL, PolicyArn=physical)["PolicyRoles"]:
            at.call("iam", "detach_role_policy", GLOBAL, RoleName=one["RoleName"], PolicyArn=physical)
        super().delete(at, physical)


class Profile(Api):
    """What gives a host its role."""

    def complete(self, at: Place, physical: str, before: Properties, after: Properties) -> None:
        """Put its role in."""
        old, new = list(before.get("Roles", ())), list(after.get("Roles", ()))
        for role in (one for one in old if one not in new):
            at.call("iam", "remove_role_from_instance_profile", GLOBAL, InstanceProfileName=physical, RoleName=role)
        for role in (one for one in new if one not in old):
            at.call("iam", "add_role_to_instance_profile", GLOBAL, InstanceProfileName=physical, RoleName=role)

    def update(self, at: Place, physical: str, before: Properties, after: Properties) -> None:
        """Put another role in."""
        self.complete(at, physical, before, after)

    def read(self, at: Place, physical: str) -> Properties | None:
        """What IAM says of it."""
        found = super().read(at, physical)
        return found and {**found, "Roles": [one["RoleName"] for one in found["Roles"]]}

    def delete(self, at: Place, physical: str) -> None:
        """Take its role out and end it."""
        for role in (self.read(at, physical) or {}).get("Roles", ()):
            at.call("iam", "remove_role_from_instance_profile", GLOBAL, InstanceProfileName=physical, RoleName=role)
        super().delete(at, physical)


class Provider(Api):
    """Someone outside whose word is taken."""

    def update(self, at: Place, physical: str, before: Properties, after: Properties) -> None:
        """Change whom it may speak to, its fingerprints and tags."""
        prints = list(after.get("ThumbprintList", ()))
        if prints != list(before.get("ThumbprintList", ())):
            at.call(
                "iam",
                "update_open_id_connect_provider_thumbprint",
                GLOBAL,
                OpenIDConnectProviderArn=physical,
                ThumbprintList=prints,
            )
        old, new = set(before.get("ClientIdList", ())), set(after.get("ClientIdList", ()))
        for verb, names in (("add_client_id_to", new - old), ("remove_client_id_from", old - new)):
            for name in sorted(names):
                operation = f"{verb}_open_id_connect_provider"
                at.call("iam", operation, GLOBAL, OpenIDConnectProviderArn=physical, ClientID=name)
        self._retag(at, physical, before, after)


def _tags(thing: str, key: str) -> Tagged:
    add: Any = {key: "{id}", "Tags": "{tags}"}
    return Tagged(add=(f"tag_{thing}", add), remove=(f"untag_{thing}", {key: "{id}", "TagKeys": "{keys}"}))


def _described(found: Mapping[str, Any]) -> dict[str, Any]:
    # IAM gives the address back without what each begins with.
    return {**found, "Url": f"https://{found['Url'].removeprefix('https://')}"}


HANDLERS: tuple[Handler, ...] = (
    Role(
        kind="AWS::IAM::Role",
        service="iam",
        region=GLOBAL,
        make="create_role",
        named="RoleName",
        longest=64,
        tagged=_tags("role", "RoleName"),
        describe=("get_role", {"RoleName": "{id}"}),
        found="Role",
        remove=("delete_role", {"RoleName": "{id}"}),
        gives={"Arn": "Arn", "RoleId": "RoleId"},
    ),
    Inline(),
    Managed(
        kind="AWS::IAM::ManagedPolicy",
        service="iam",
        region=GLOBAL,
        make="create_policy",
        named="ManagedPolicyName",
        identity="Policy.Arn",
        longest=128,
        renamed={"PolicyName": "ManagedPolicyName"},
        describe=("get_policy", {"PolicyArn": "{id}"}),
        found="Policy",
        remove=("delete_policy", {"PolicyArn": "{id}"}),
        gives={"PolicyArn": "Arn", "PolicyId": "PolicyId"},
    ),
    Profile(
        kind="AWS::IAM::InstanceProfile",
        service="iam",
        region=GLOBAL,
        make="create_instance_profile",
        named="InstanceProfileName",
        longest=128,
        describe=("get_instance_profile", {"InstanceProfileName": "{id}"}),
        found="InstanceProfile",
        remove=("delete_instance_profile", {"InstanceProfileName": "{id}"}),
        gives={"Arn": "Arn"},
    ),
    Provider(
        kind="AWS::IAM::OIDCProvider",
        service="iam",
        region=GLOBAL,
        make="create_open_id_connect_provider",
        identity="OpenIDConnectProviderArn",
        tagged=_tags("open_id_connect_provider", "OpenIDConnectProviderArn"),
        describe=("get_open_id_connect_provider", {"OpenIDConnectProviderArn": "{id}"}),
        found="@",
        returned=_described,
        remove=("delete_open_id_connect_provider", {"OpenIDConnectProviderArn": "{id}"}),
        gives={"Arn": "={id}"},
    ),
)

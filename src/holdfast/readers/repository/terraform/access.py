"""Security groups and IAM in Terraform: what is open, who may do what, and with which credentials."""

from collections.abc import Iterator

from holdfast.model.evidence import Location
from holdfast.model.facts import Credential, CredentialForm, Fact, Ingress, Login, Policy, Trust
from holdfast.model.regex import regex
from holdfast.readers.repository.configuration.lasting_keys import holder_of
from holdfast.readers.repository.policies.iam import is_called_boundary
from holdfast.readers.repository.terraform.documents import policy_facts
from holdfast.readers.repository.terraform.resource import Resource, Section, World
from holdfast.readers.repository.terraform.values import Place, Value

_MANAGED = regex(r"arn:aws[\w-]*:iam::aws:policy/(?:[\w-]+/)*([\w-]+)")
_GITHUB = "token.actions.githubusercontent.com"


def security_group(resource: Resource, _: World) -> Iterator[Fact]:
    """The openings that stand inside a security group."""
    for rule in resource.sections("ingress"):
        yield from _opening(resource, rule, resource.name)


def security_group_rule(resource: Resource, world: World) -> Iterator[Fact]:
    """An opening that stands apart from its group."""
    if resource.text("type") == "ingress":
        group = world.target(resource.get("security_group_id"), resource.scope)
        yield from _opening(resource, resource, group.name if group else resource.label)


def ingress_rule(resource: Resource, world: World) -> Iterator[Fact]:
    """An opening in the newer form, one source each."""
    group = world.target(resource.get("security_group_id"), resource.scope)
    yield from _opening(resource, resource, group.name if group else resource.label)


_SOURCES = (
    "cidr_blocks",
    "ipv6_cidr_blocks",
    "cidr_ipv4",
    "cidr_ipv6",
    "cidrs",
    "security_groups",
    "source_security_group_id",
    "referenced_security_group_id",
    "prefix_list_ids",
    "prefix_list_id",
)


def _opening(resource: Resource, rule: Section, target: str | None) -> Iterator[Fact]:
    sources: list[str] = []
    narrow = ""
    for name in _SOURCES:
        sources += [item.text() or "${…}" for item in rule.items(name)]
        narrow = narrow or (name if rule.get(name) is not None else "")
    if rule.flag("self"):
        sources.append("self")
    if not sources:
        return
    everything = rule.text("protocol") in ("-1", "all") or rule.text("ip_protocol") in ("-1", "all")
    first, last = rule.integer("from_port"), rule.integer("to_port")
    if everything:
        first, last = 0, 65535
    if first is None or rule.text("protocol") in ("icmp", "icmpv6") or rule.text("ip_protocol") in ("icmp", "icmpv6"):
        return
    # Of a list of ports or rules the entry is what there is to take out, and beside it what it is let in from.
    entry = rule.entry if rule.entry is not None and _takes_ports(rule, rule.entry) else None
    said = resource.base(entry.location() if entry is not None else _within(rule, "from_port"))
    said["places"] = {
        name: rule.at(told)
        for name, told in (("from_port", "from_port"), ("sources", narrow))
        if told and rule.get(told) is not None
    }
    own = entry or rule.whole
    elsewhere = next((at for at in _source_places(rule) if not _stands_in(own, at)), None)
    if elsewhere is not None:
        # A variable's default is what there is to narrow.
        said["places"] |= {"sources": elsewhere, "sources taken": said["at"]}
    yield Ingress(
        **said,
        from_port=max(first, 0),
        to_port=65535 if last in (-1, None) else int(last or 0),
        sources=tuple(sources),
        target=target,
    )


def _takes_ports(rule: Section, entry: Place) -> bool:
    """The loop gives the rule its ports, and does not only repeat it."""
    told = [rule.at(name) for name in ("from_port", "to_port") if rule.get(name) is not None]
    return any(_stands_in(entry, at) for at in told)


def _source_places(rule: Section) -> Iterator[Location]:
    """Where the sources stand, each by itself, those that let in the world first."""
    items = [item for name in _SOURCES for item in rule.items(name) if item.place is not None]
    for item in sorted(items, key=lambda item: item.text() not in ("0.0.0.0/0", "::/0")):
        if item.place is not None:
            yield item.place.location()


def _within(rule: Section, name: str) -> Location:
    """Where the rule says an attribute; a port that comes from a variable is opened by the rule, not there."""
    told = rule.at(name)
    return told if _stands_in(rule.whole, told) else rule.place.location()


def _stands_in(whole: Place, told: Location) -> bool:
    first, last = whole.snippet.at(whole.start).start_line, whole.snippet.at(whole.end).start_line
    return told.path == whole.snippet.path and first <= told.start_line <= last


def access_key(resource: Resource, world: World) -> Iterator[Fact]:
    """A key that never expires by itself."""
    user = world.target(resource.get("user"), resource.scope)
    name = user.name if user is not None else resource.text("user") or resource.label
    holder = holder_of(name or "") or holder_of(resource.label) or "application"
    yield Credential(**resource.base(resource.place.location()), form=CredentialForm.STATIC_KEY, holder=holder)


def user(resource: Resource, world: World) -> Iterator[Fact]:
    """A user for a program, whose keys somebody makes by hand."""
    holder = holder_of(resource.name or "") or holder_of(resource.label)
    holder = holder or ("application" if _works_on_data(resource, world) else None)
    told = ("aws_iam_access_key", "aws_iam_user_login_profile")
    if holder is not None and not any(world.pointing(sort, "user", resource) for sort in told):
        yield Credential(**resource.base(resource.place.location()), form=CredentialForm.STATIC_KEY, holder=holder)


_OF_PROGRAMS = regex(
    r"(?i)s3:(?:(?:put|get|delete)object|\*$)|ses:send|sqs:(?:send|receive)message|dynamodb:(?:put|get|update)item"
    r"|sns:publish|textract:|rekognition:|polly:|bedrock:invoke|transcribe:|translate:"
)
_OF_PEOPLE = regex(r"(?i)iam:(?:changepassword|\w{0,20}mfa|\w{0,20}loginprofile)|:list\w*$|:describe\w*$|^\*$")


def _works_on_data(resource: Resource, world: World) -> bool:
    """Its own permissions are what a program does all day, objects and messages, and none of what people look at."""
    if world.pointing("aws_iam_user_group_membership", "user", resource):
        return False
    own = [(one, one.get("policy")) for one in world.pointing("aws_iam_user_policy", "user", resource)]
    for attached in world.pointing("aws_iam_user_policy_attachment", "user", resource):
        found = world.target(attached.get("policy_arn"), attached.scope)
        own += [(found, found.get("policy"))] if found is not None and found.type == "aws_iam_policy" else []
    facts = (fact for one, written in own for fact in policy_facts(one, world, written, principal=resource.name))
    actions = {action for fact in facts if isinstance(fact, Policy) and fact.allow for action in fact.actions}
    looks = {action for action in actions if _OF_PEOPLE.search(action) and not action.lower().startswith("s3:list")}
    return not looks and any(map(_OF_PROGRAMS.match, actions))


def role(resource: Resource, world: World) -> Iterator[Fact]:
    """A role: who may take it, and the permissions written inside it."""
    sort = _role_type(resource, world)
    for name in ("assume_role_policy",):
        yield from policy_facts(resource, world, resource.get(name), principal=resource.name, principal_type=sort)
    for inline in resource.sections("inline_policy"):
        yield from policy_facts(resource, world, inline.get("policy"), principal=resource.name, principal_type=sort)
    for item in resource.items("managed_policy_arns"):
        yield from _managed(resource, world, item, resource.name, sort)


def _role_type(resource: Resource | None, world: World) -> str:
    if resource is None:
        return "role"
    if resource not in world.done:
        world.done[resource] = _told_type(resource, world)
    told: str = world.done[resource]
    return told


def _told_type(resource: Resource, world: World) -> str:
    if world.pointing("aws_iam_instance_profile", "role", resource):
        return "instance-role"
    trusts = policy_facts(resource, world, resource.get("assume_role_policy"), principal=resource.name)
    if any(isinstance(fact, Trust) and ("github" in fact.provider or "gitlab" in fact.provider) for fact in trusts):
        return "deploy-role"
    return "role"


def _principal(resource: Resource, world: World) -> Iterator[tuple[str | None, str]]:
    for sort in ("role", "user", "group"):
        for name in (sort, f"{sort}s", f"{sort}_name"):
            for item in resource.items(name):
                found = world.target(item, resource.scope)
                type_ = _role_type(found, world) if sort == "role" else sort
                yield (found.name if found is not None else item.text()), type_


def inline_policy(resource: Resource, world: World) -> Iterator[Fact]:
    """Permissions written for one role, user or group."""
    for name, sort in _principal(resource, world):
        yield from policy_facts(resource, world, resource.get("policy"), principal=name, principal_type=sort)


def policy(resource: Resource, world: World) -> Iterator[Fact]:
    """A policy of its own, given to those whom attachments name; a boundary of what others give gives nothing."""
    holders = [
        holder
        for sort in _ATTACHMENTS
        for attachment in world.pointing(sort, "policy_arn", resource)
        for holder in _principal(attachment, world)
    ]
    if not holders and _only_bounds(resource, world):
        return
    name, sort = holders[0] if holders else (None, "role")
    yield from policy_facts(resource, world, resource.get("policy"), principal=name, principal_type=sort)


def _only_bounds(resource: Resource, world: World) -> bool:
    """A boundary of permissions by its use, or by its name where its use is not at hand."""
    if world.pointing("aws_iam_role", "managed_policy_arns", resource):
        return False
    bounded = any(world.pointing(sort, "permissions_boundary", resource) for sort in ("aws_iam_role", "aws_iam_user"))
    return bounded or is_called_boundary(resource.label, resource.name)


def bucket_acl(resource: Resource, world: World) -> Iterator[Fact]:
    """An access list that lets the whole world write."""
    if resource.text("acl") == "public-read-write":
        bucket = world.target(resource.get("bucket"), resource.scope) or resource
        yield Policy(
            **resource.base(resource.at("acl")),
            principal="*",
            principal_type="anybody",
            actions=("s3:PutObject",),
            resources=(f"arn:aws:s3:::{bucket.text('bucket') or bucket.label}/*",),
        )


def bucket_policy(resource: Resource, world: World) -> Iterator[Fact]:
    """What a bucket itself lets anybody do."""
    yield from policy_facts(resource, world, resource.get("policy"), principal=None)


_ATTACHMENTS = (
    "aws_iam_role_policy_attachment",
    "aws_iam_user_policy_attachment",
    "aws_iam_group_policy_attachment",
    "aws_iam_policy_attachment",
)
EXCLUSIVE = tuple(f"aws_iam_{sort}_policy_attachments_exclusive" for sort in ("role", "user", "group"))
"""All the policies of one holder in one list."""


def attachment(resource: Resource, world: World) -> Iterator[Fact]:
    """Policies that AWS manages, given to somebody."""
    for name, sort in _principal(resource, world):
        for value in (*resource.items("policy_arn"), *resource.items("policy_arns")):
            yield from _managed(resource, world, value, name, sort)


_GIVES = regex(r"polic(?:y|ies)(?:_arns?)?$")
_DEEPEST = 6


def of_modules(resource: Resource, world: World) -> Iterator[Fact]:
    """Policies that AWS manages among the arguments of a ready-made module, for the roles that it makes."""
    for argument in resource.block.attributes:
        value = resource.get(argument)
        for given in _policies(argument, value, 0) if value is not None else ():
            yield from _managed(resource, world, given, resource.name, "role")


def _policies(name: str, value: Value, depth: int) -> Iterator[Value]:
    """The values below a name that says so; a map of groups may hold it deeper down."""
    if isinstance(value.data, str) and _GIVES.search(name):
        yield value
    elif isinstance(value.data, list) and depth < _DEEPEST:
        for item in value.data:
            yield from _policies(name, item, depth + 1)
    elif isinstance(value.data, dict) and depth < _DEEPEST:
        for key, item in value.data.items():
            yield from _policies(name if _GIVES.search(name) else key, item, depth + 1)


def _managed(resource: Resource, world: World, value: Value, principal: str | None, sort: str) -> Iterator[Fact]:
    name = managed_name(value, world)
    if name is None:
        return
    at = value.place.location() if value.place is not None else resource.place.location()
    yield Policy(**resource.base(at), principal=principal, principal_type=sort, managed=name)
    if name in ("AmazonSSMManagedInstanceCore", "AmazonEC2RoleforSSM"):
        yield Login(**resource.base(at), method="ssm")


def managed_name(value: Value, world: World) -> str | None:
    """The name of the policy of AWS's own that a value means; None when it is none of those."""
    found = world.target(value)
    if found is not None and found.type == "data.aws_iam_policy":
        return found.literal("name") or _from_arn(found.text("arn"))
    return _from_arn(value.text())


def _from_arn(arn: str | None) -> str | None:
    match = _MANAGED.match(arn or "")
    return match[1] if match else None


def instance_profile(resource: Resource, world: World) -> Iterator[Fact]:
    """Instances get a role."""
    found = world.target(resource.get("role"), resource.scope)
    yield Credential(
        **resource.base(resource.place.location()),
        form=CredentialForm.INSTANCE_ROLE,
        holder="application",
        role=found.name if found is not None else resource.text("role"),
    )


def lightsail_ports(resource: Resource, _: World) -> Iterator[Fact]:
    """The openings of a Lightsail instance; without sources they are open to the world."""
    for rule in resource.sections("port_info"):
        first, last = rule.integer("from_port"), rule.integer("to_port")
        if first is not None and last is not None:
            yield Ingress(
                **resource.base(rule.at("from_port")),
                from_port=first,
                to_port=last,
                sources=rule.texts("cidrs") if rule.has("cidrs") else ("0.0.0.0/0",),
                target=resource.label,
            )


def oidc_role(resource: Resource, world: World) -> Iterator[Fact]:
    """The registry module of a role for any identity provider: a workflow's when the provider is GitHub's."""
    urls = (*resource.texts("provider_url"), *resource.texts("provider_urls"))
    if any(_GITHUB in url for url in urls):
        yield from github_role(resource, world)


def assumable_role(resource: Resource, world: World) -> Iterator[Fact]:
    """The registry module of a role: the policies of AWS's own that it is given, also by one switch each."""
    name = resource.text("role_name") or resource.label
    services = resource.texts("trusted_role_services")
    sort = "instance-role" if any(service.startswith("ec2.") for service in services) else "role"
    for item in resource.items("custom_role_policy_arns"):
        yield from _managed(resource, world, item, name, sort)
    for switch, managed in (
        ("attach_admin_policy", "AdministratorAccess"),
        ("attach_poweruser_policy", "PowerUserAccess"),
    ):
        if resource.flag(switch):
            said = resource.base(resource.at(switch))
            yield Policy(**said, principal=name, principal_type=sort, managed=managed)


_SUBJECTS = (
    "subjects",
    "oidc_subjects",
    "oidc_wildcard_subjects",
    "oidc_subjects_with_wildcards",
    "oidc_fully_qualified_subjects",
)


def github_role(resource: Resource, world: World) -> Iterator[Fact]:
    """The registry module of a role for GitHub's workflows."""
    name = resource.text("name") or resource.label
    given = [attribute for attribute in _SUBJECTS if resource.texts(attribute)]
    subjects = tuple(
        text if text.startswith("repo:") else f"repo:{text}"
        for attribute in given
        for text in resource.texts(attribute)
    )
    said = resource.said(subjects=given[0]) if given else resource.said()
    yield Trust(**said, role=name, provider=_GITHUB, subjects=subjects)
    policies = resource.get("policies")
    for item in [*(policies.items() if policies is not None else ()), *resource.items("role_policy_arns")]:
        yield from _managed(resource, world, item, name, "deploy-role")

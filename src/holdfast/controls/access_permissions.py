"""How wide a permission is, and how wide the trust in a CI provider: None where it is narrow enough."""

from collections.abc import Iterable
from fnmatch import fnmatchcase

from holdfast.model.facts import Policy, Trust
from holdfast.model.findings import Severity
from holdfast.model.regex import regex

_ADMIN = regex(r"(?:^|/)(?:AdministratorAccess|PowerUserAccess|IAMFullAccess)$")
_FULL = regex(r"(?:FullAccess|AdministratorAccess-[\w-]+)$")
_ALL_SECRETS = regex(r"(?:^|/)(?:SecretsManagerReadWrite|AmazonSSMReadOnlyAccess)$")
"""Every secret or parameter of the account may be read."""
_CI = regex(r"githubusercontent|gitlab|bitbucket|circleci")
_VARIABLE = regex(r"\$\{[^}]*\}|<[^>]*>")
_VARIABLE_PATH = regex(r"(?<=[a-z])(?:\$\{[^}]*\}|<[^>]*>)")
"""Behind the type of a resource a variable holds a path, which begins with a slash: `parameter${PREFIX}/*`."""
_ARN = regex(r"arn:[\w-]+:(?P<service>[\w-]+):[^:]*:[^:]*:(?P<resource>.*)")
_ANY_OF_A_TYPE = regex(r"[\w-]+[:/]\*")

_HARMLESS_SERVICES = frozenset(["logs", "cloudwatch", "xray", "ssmmessages", "ec2messages", "execute-api", "ses"])
"""Services in which everything on everything harms little: telemetry, the agent's own sessions, mail."""

_REACHES_ALL = frozenset(
    [
        "secretsmanager:getsecretvalue",
        "s3:getobject",
        "s3:putobject",
        "s3:deleteobject",
        "ssm:getparameter",
        "ssm:getparameters",
        "ssm:getparametersbypath",
        "sts:assumerole",
        "iam:passrole",
        "iam:createuser",
        "iam:createaccesskey",
        "iam:createloginprofile",
        "iam:updateloginprofile",
        "iam:createpolicyversion",
        "iam:setdefaultpolicyversion",
        "iam:addusertogroup",
        "iam:attachrolepolicy",
        "iam:attachuserpolicy",
        "iam:attachgrouppolicy",
        "iam:putrolepolicy",
        "iam:putuserpolicy",
        "iam:putgrouppolicy",
        "iam:updateassumerolepolicy",
        "kms:decrypt",
        "dynamodb:getitem",
        "dynamodb:query",
        "dynamodb:scan",
        "dynamodb:putitem",
        "dynamodb:updateitem",
        "dynamodb:deleteitem",
        "dynamodb:batchwriteitem",
        "dynamodb:deletetable",
        "rds-data:executestatement",
        "sqs:receivemessage",
        "sqs:sendmessage",
        "events:putevents",
        "lambda:invokefunction",
        "lambda:updatefunctioncode",
        "ec2:runinstances",
        "ecs:updateservice",
        "autoscaling:updateautoscalinggroup",
        "ec2:terminateinstances",
        "cognito-idp:admincreateuser",
        "cognito-idp:admindeleteuser",
        "cognito-idp:adminsetuserpassword",
    ]
)
"""Single actions that on every resource give away the whole account's data or rights, or feed what is not its own.

Those of IAM give whoever may take them every other right, by a policy, a key or a password of somebody who has it;
`iam:PassRole` does so together with anything that runs code in a role, as `lambda:CreateFunction` or `ecs:RunTask`,
beside which alone it is written.
Not among them: `sns:Publish`, which to a telephone is on every resource, and those of ECS that register and describe,
which are on every resource for everybody; what changes a service or a group names the one that it changes.
"""


_OPENS_MACHINES = frozenset(["ssm:sendcommand", "ssm:startsession", "ec2-instance-connect:sendsshpublickey"])
"""Actions that let somebody in as root where they reach every machine of the account, whatever else is narrow."""


def policy_width(policy: Policy, denied: Iterable[Policy] = ()) -> Severity | None:
    """How much too wide a permission is: CRITICAL for all of the account, WARNING for all of a service.

    Args:
        policy: the statement or the managed policy.
        denied: what the same holder is denied; an action that may be taken on a few resources alone is narrow.
    """
    if not policy.allow:
        return None
    if policy.managed:
        if _ADMIN.search(policy.managed):
            return Severity.CRITICAL
        wide = _FULL.search(policy.managed) or _ALL_SECRETS.search(policy.managed)
        return Severity.WARNING if wide else None
    actions = {action.lower() for action in policy.actions}
    for deny in denied:
        actions -= _denied(deny, actions)
    if policy.principal_type == "anybody":
        return Severity.CRITICAL if any(map(_CHANGES_OBJECTS.match, actions)) and _of_buckets(policy) else None
    if "iam:*" in actions:
        return Severity.CRITICAL
    far = any(_opens_machines(action, policy.resources) for action in actions)
    if any(map(_is_everything, policy.resources)):
        if actions & {"*", "*:*"}:
            return Severity.CRITICAL
        far = far or any(_is_whole_service(action) or _reaches_all(action) for action in actions)
    return Severity.WARNING if far else None


def beside(policy: Policy, denials: Iterable[Policy]) -> list[Policy]:
    """Those of the denials that hold for whoever is given `policy`; of nobody's, those of the same text."""
    alike = (one for one in denials if one.principal == policy.principal)
    return [one for one in alike if policy.principal or one.at.path == policy.at.path]


def _denied(deny: Policy, actions: Iterable[str]) -> set[str]:
    """Those of the actions that a denial leaves for a few resources or never; one of single resources leaves them all.

    A denial with a condition has to name the action itself: one of everything asks for a second factor or a region.
    """
    spares_few = bool(deny.spared) and not any(map(_is_everything, deny.spared))
    if deny.allow or not (spares_few or any(map(_is_everything, deny.resources))):
        return set()
    patterns = [pattern.lower() for pattern in deny.actions if not (deny.conditional and "*" in pattern)]
    return {action for action in actions if any(fnmatchcase(action, pattern) for pattern in patterns)}


_CHANGES_OBJECTS = regex(r"(?:\*|s3:(?:\*|put|delete|abort|restore|replicate|bypass))")
"""Actions by which a stranger changes what a bucket holds; that anybody may read one is how websites are served."""


def _of_buckets(policy: Policy) -> bool:
    # A network's endpoint lets anybody do anything on everything by default, and gives no right by itself.
    return any(not _is_everything(resource) for resource in policy.resources)


_CI_SUBJECT = regex(r"(?:repo|project_path|organization):")
"""How the subjects of GitHub, GitLab and Terraform Cloud begin, where the provider is a parameter."""


def is_ci(trust: Trust) -> bool:
    """The trusted provider runs workflows, so its subjects name repositories and branches."""
    return bool(_CI.search(trust.provider)) or any(_CI_SUBJECT.match(subject) for subject in trust.subjects)


def trust_width(trust: Trust) -> Severity | None:
    """How much too wide a trust in a CI provider is: CRITICAL for any repository, WARNING for any branch."""
    if not is_ci(trust):
        return None
    subjects = [_VARIABLE.sub("x", subject) for subject in trust.subjects]
    if not subjects or any(_is_any_repository(subject) for subject in subjects):
        return Severity.CRITICAL
    return Severity.WARNING if any(map(_is_any_branch, subjects)) or _releases_for_pulls(trust.role, subjects) else None


def _is_whole_service(action: str) -> bool:
    service, _, verb = action.partition(":")
    return verb == "*" and service not in _HARMLESS_SERVICES


def _reaches_all(action: str) -> bool:
    """One of those actions is meant, by its name or by a pattern such as `s3:Get*`."""
    return action in _REACHES_ALL or ("*" in action and any(fnmatchcase(one, action) for one in _REACHES_ALL))


def _opens_machines(action: str, resources: tuple[str, ...]) -> bool:
    """The action lets somebody in on every machine: a document of the team's own beside it does only what that says."""
    if not any(fnmatchcase(one, action) for one in _OPENS_MACHINES):
        return False
    documents = [found["name"] for resource in resources if (found := _DOCUMENT.search(resource))]
    machines = [resource for resource in resources if _MACHINES.match(_VARIABLE.sub("x", resource))]
    free = not documents or any(map(_ANY_COMMAND, documents))
    return any(map(_is_everything, machines)) and (free or "*" in machines)


_DOCUMENT = regex(r":document/(?P<name>[^:]*)$")
_MACHINES = regex(
    r"\*$|arn:[\w-]+:(?:(?:ec2|ecs|\*):[^:]*:[^:]*:(?:\*|instance/|task/)|ssm:[^:]*:[^:]*:managed-instance/)"
)
"""What such an action lets somebody into; beside it a statement may name other things for other actions.

All of `ssm` are documents and results, and of machines only those that stand outside EC2.
"""
_ANY_COMMAND = regex(r"\*|AWS-(?:Run|Start|Apply)|SSM-SessionManagerRunShell").match
"""Documents that do what their caller writes into them, or let them type."""


def _is_everything(resource: str) -> bool:
    match = _ARN.fullmatch(_VARIABLE.sub("x", _VARIABLE_PATH.sub("/x", resource)))
    if not match:
        return resource == "*"
    if match["resource"] in ("*", "*/*"):
        return True
    # In S3's names the part before the slash is a bucket, elsewhere it is the type of the resource; an index of
    # DynamoDB is named below its table, and by itself is the name of nothing.
    named = (match["service"], match["resource"].partition("/")[0])
    typed = match["service"] != "s3" and named != ("dynamodb", "index")
    return typed and bool(_ANY_OF_A_TYPE.fullmatch(match["resource"]))


def _is_any_repository(subject: str) -> bool:
    repository = subject.removeprefix("repo:").removeprefix("project_path:").partition(":")[0]
    return repository.endswith("*")


def _is_any_branch(subject: str) -> bool:
    return subject.endswith((":*", "refs/heads/*"))


_LOOKS_ONLY = regex(r"(?i)(?<![a-z])(?:plan|read|view|check|diff|lint|test|preview|validate)")


def _releases_for_pulls(role: str, subjects: list[str]) -> bool:
    """A role that releases from a branch is taken by any pull request as well; one that only looks may be."""
    pulls = any(subject.endswith(":pull_request") for subject in subjects)
    releases = any(":ref:" in subject or ":environment:" in subject for subject in subjects)
    return pulls and releases and not _LOOKS_ONLY.search(role)

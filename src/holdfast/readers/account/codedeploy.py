"""CodeDeploy: groups, how their releases are named, and whether a failed one goes back by itself."""

from collections.abc import Iterator, Mapping
from functools import partial

from holdfast.model.evidence import Location
from holdfast.model.facts import Deployment, Rollback
from holdfast.model.regex import regex
from holdfast.readers.account.base import Account, AccountReader, Call, Reading, Record, one, seen
from holdfast.readers.account.details import of_each
from holdfast.readers.account.tagging import RESOURCES, tags_in
from holdfast.readers.account.values import child, text, texts, word

APPLICATIONS = Call("codedeploy", "list_applications", "codedeploy:ListApplications")
GROUPS = Call(
    "codedeploy",
    "list_deployment_groups",
    "codedeploy:ListDeploymentGroups",
    resource="arn:aws:codedeploy:*:*:application:*",
    absent=frozenset(["ApplicationDoesNotExistException"]),
)
GROUP = Call(
    "codedeploy",
    "get_deployment_group",
    "codedeploy:GetDeploymentGroup",
    resource="arn:aws:codedeploy:*:*:deploymentgroup:*/*",
    absent=frozenset(["DeploymentGroupDoesNotExistException"]),
)

_METHODS = {"Server": "codedeploy", "ECS": "ecs", "Lambda": "lambda"}
_COMMIT = regex(r"(?<![0-9a-f])(?=[0-9a-f]*[a-f])(?=[0-9a-f]*\d)[0-9a-f]{7,40}(?![0-9a-z])")
_LATEST = regex(r"(?i)(?<![a-z])latest(?![a-z])")
_VERSION = regex(r"(?<![\d.])v?\d{1,6}\.\d{1,6}\.\d{1,6}(?!\.?\d)")


def _groups(account: Account, region: str) -> Iterator[Reading]:
    applications = [name for page in account.pages(APPLICATIONS, region) for name in texts(page, "applications")]
    tags = tags_in(account, region) if applications else {}
    for application in applications:
        listed = account.pages(GROUPS, region, applicationName=application)
        names = [name for page in listed for name in texts(page, "deploymentGroups")]
        yield from of_each(names, partial(_group, account, region, tags, application))


def _group(
    account: Account, region: str, tags: Mapping[str, dict[str, str]], application: str, name: str
) -> Iterator[Reading]:
    answer = one(account, GROUP, region, applicationName=application, deploymentGroupName=name)
    group = child(answer, "deploymentGroupInfo")
    if not group:
        return
    arn = f"arn:{account.partition}:codedeploy:{region}:{account.id}:deploymentgroup:{application}/{name}"
    environment = account.environment(tags.get(arn, {}), name, application)
    automatic = _goes_back(group)
    back = Location(arn=arn, quote=f"autoRollbackConfiguration.enabled: {word(automatic)}")
    revision, identity = _release(child(group, "targetRevision"))
    yield Deployment(
        **seen(arn, f"deploymentGroupName: {name}", environment),
        method=_METHODS.get(str(group.get("computePlatform") or "Server"), "other"),
        name=name if name == application else f"{application}/{name}",
        identity=identity,
        rollback="automatic" if automatic else None,
        places={"rollback": back, "identity": Location(arn=arn, quote=f"targetRevision: {revision}")},
    )
    if automatic:
        yield Rollback(**seen(arn, back.quote, environment), automatic=True, target="previous")


def _goes_back(group: Record) -> bool:
    """It goes back after a failed deployment; after an alarm alone does not count, for a broken start raises none."""
    back = child(group, "autoRollbackConfiguration")
    return back.get("enabled") is True and "DEPLOYMENT_FAILURE" in texts(back, "events")


def _release(revision: Record) -> tuple[str, str | None]:
    """What the group was last told to run, as its repository or store names it, and what kind of name that is."""
    commit = text(child(revision, "gitHubLocation"), "commitId")
    if commit:
        return commit, "commit"
    key = text(child(revision, "s3Location"), "key") or ""
    return key or "none yet", identity_of(key)


def identity_of(name: str) -> str | None:
    """What kind of name a bundle or image has: commit, latest, tag, or None when it could not be told."""
    kinds = ((_COMMIT, "commit"), (_LATEST, "latest"), (_VERSION, "tag"))
    return next((kind for pattern, kind in kinds if pattern.search(name)), None)


READER = AccountReader(
    name="codedeploy",
    serves=frozenset(["releases", "availability", "capacity", "cost", "monitoring", "scaling"]),
    calls=(APPLICATIONS, GROUPS, GROUP, RESOURCES),
    questions=(_groups,),
    shows=(Deployment,),
)

"""What can be known to fail before anything is changed: asked of AWS at once, and told all together."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from holdfast.actions.deploy.cloud import Cloud, CloudError, CredentialsError, asking
from holdfast.actions.deploy.deployed import read_resources
from holdfast.actions.deploy.problems import Problem
from holdfast.actions.deploy.quotas import networks, processors
from holdfast.model.deployment import Template
from holdfast.model.errors import ExitCode, HoldfastError
from holdfast.stacks.place import EDGE_REGION

_WORKERS = 8


class PreflightError(HoldfastError):
    """The deployment would fail; `problems` holds every reason that could be found, and nothing was changed."""

    exit_code = ExitCode.USAGE

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        lines = [f"{one.where}: {one.happened}\n    next: {one.next_step}" for one in problems]
        count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
        super().__init__(f"{count} would make the deployment fail; nothing was changed\n  " + "\n  ".join(lines))
        self.problems = problems


def preflight(cloud: Cloud, templates: Iterable[Template]) -> tuple[str, ...]:
    """Look for what would make a deployment fail.

    Args:
        cloud: the account.
        templates: that would be deployed.

    Returns:
        What could not be looked at, and what will be short later, in words: neither is a reason to stop.

    Raises:
        PreflightError: something would; with all of it.
        CredentialsError: there are none, or they are not valid.
    """
    planned = tuple(templates)
    off = _regions_off(cloud, planned)
    if off:
        raise PreflightError(off)
    questions: list[Callable[[], Iterator[Problem | str]]] = [
        partial(ask, cloud, one) for one in planned for ask in (_instance_types, _database_classes, _buckets)
    ]
    regions = dict.fromkeys(one.region for one in planned)
    questions += [partial(ask, cloud, planned, region) for region in regions for ask in (networks, processors)]
    problems: list[Problem] = []
    unasked: list[str] = []
    with ThreadPoolExecutor(_WORKERS, thread_name_prefix="preflight") as pool:
        for answer in [pool.submit(_answered, question) for question in questions]:
            try:
                found = answer.result()
            except CredentialsError:
                raise
            except CloudError as error:
                unasked.append(f"{error.where}: {error.happened}")
                continue
            problems += [one for one in found if isinstance(one, Problem)]
            unasked += [one for one in found if isinstance(one, str)]
    if problems:
        raise PreflightError(tuple(dict.fromkeys(problems)))
    return tuple(dict.fromkeys(unasked))


def _answered(question: Callable[[], Iterator[Problem | str]]) -> Sequence[Problem | str]:
    return list(question())


def _regions_off(cloud: Cloud, templates: tuple[Template, ...]) -> tuple[Problem, ...]:
    wanted = dict.fromkeys(one.region for one in templates)
    try:
        with asking("ec2:DescribeRegions", EDGE_REGION):
            # Asked where EC2 surely is: the home region may be one that nobody knows.
            answer = cloud.client("ec2", EDGE_REGION).describe_regions(AllRegions=True)
    except CredentialsError:
        raise
    except CloudError:
        return ()
    states = {str(one["RegionName"]): str(one.get("OptInStatus")) for one in answer["Regions"]}
    return tuple(
        Problem(
            where=f"region {region}",
            happened="there is no such region" if region not in states else "the account has not opted into it",
            next_step="correct `region` or `copy_region` in holdfast.toml, or enable the region in the account",
        )
        for region in wanted
        if states.get(region, "absent") in {"absent", "not-opted-in"}
    )


def _instance_types(cloud: Cloud, template: Template) -> Iterator[Problem]:
    launches = template.of_kind("AWS::EC2::LaunchTemplate")
    types = {str(properties.get("LaunchTemplateData", {}).get("InstanceType") or "") for _, properties in launches}
    types |= {str(properties.get("InstanceType") or "") for _, properties in template.of_kind("AWS::EC2::Instance")}
    for kind in sorted(types - {""}):
        client = cloud.client("ec2", template.region)
        zones: set[str] = set()
        with asking("ec2:DescribeInstanceTypeOfferings", template.region):
            for page in client.get_paginator("describe_instance_type_offerings").paginate(
                LocationType="availability-zone", Filters=[{"Name": "instance-type", "Values": [kind]}]
            ):
                zones |= {str(one["Location"]) for one in page["InstanceTypeOfferings"]}
        needed = min(2, sum(1 for _ in template.of_kind("AWS::EC2::Subnet")))
        if len(zones) < needed:
            found = f"only in {', '.join(sorted(zones))}" if zones else "nowhere"
            yield Problem(
                where=f"{template.stack} ({template.region})",
                happened=f"the instance type {kind} is offered {found} in this region, and {needed} zones are needed",
                next_step="choose another `compute.instance_type` in holdfast.toml",
            )


def _database_classes(cloud: Cloud, template: Template) -> Iterator[Problem]:
    for name, properties in template.of_kind("AWS::RDS::DBInstance"):
        kind, engine = str(properties.get("DBInstanceClass") or ""), str(properties.get("Engine") or "")
        version = properties.get("EngineVersion")
        if not kind or not engine:
            continue
        offered = _versions(cloud, template.region, engine, kind)
        # A token is known later. An account in small has no catalogue: where nothing is offered, nothing is known.
        if isinstance(version, str) and any(one == version or one.startswith(f"{version}.") for one in offered):
            continue
        if (offered and isinstance(version, str)) or (not offered and _has_catalogue(cloud, template.region, engine)):
            yield Problem(
                where=f"{template.stack}.{name} ({template.region})",
                happened=f"RDS does not offer {engine} {version or ''} on {kind} in this region",
                next_step="choose another `database.instance_type` or `database.version` in holdfast.toml",
            )


def _versions(cloud: Cloud, region: str, engine: str, kind: str) -> frozenset[str]:
    """The versions of an engine that a class is offered with."""
    pages = cloud.client("rds", region).get_paginator("describe_orderable_db_instance_options")
    with asking("rds:DescribeOrderableDBInstanceOptions", region):
        return frozenset(
            str(one["EngineVersion"])
            for page in pages.paginate(Engine=engine, DBInstanceClass=kind)
            for one in page["OrderableDBInstanceOptions"]
        )


def _has_catalogue(cloud: Cloud, region: str, engine: str) -> bool:
    with asking("rds:DescribeOrderableDBInstanceOptions", region):
        answer = cloud.client("rds", region).describe_orderable_db_instance_options(Engine=engine, MaxRecords=20)
    return bool(answer["OrderableDBInstanceOptions"])


def _buckets(cloud: Cloud, template: Template) -> Iterator[Problem]:
    names = {str(one.get("BucketName")): name for name, one in template.of_kind("AWS::S3::Bucket")}
    fixed = {bucket: name for bucket, name in names.items() if bucket and bucket[0] not in "{N"}
    if not fixed:
        return
    ours = {one.physical_id for one in read_resources(cloud, template.stack, template.region)}
    for bucket in sorted(set(fixed) - ours):
        try:
            with asking("s3:ListBucket", bucket):
                cloud.client("s3", template.region).head_bucket(Bucket=bucket)
        except CredentialsError:
            raise
        except CloudError as error:
            if error.code in {"404", "NoSuchBucket", "NotFound"}:
                continue
            yield Problem(
                where=f"{template.stack}.{fixed[bucket]}",
                happened=f"the bucket name {bucket} is taken, by another account or where this identity may not look",
                next_step="choose another name in holdfast.toml: bucket names are unique in all of AWS",
            )
            continue
        yield Problem(
            where=f"{template.stack}.{fixed[bucket]}",
            happened=f"the bucket {bucket} is there already, in this account and outside of this stack",
            next_step="choose another name in holdfast.toml, or move its objects away and delete it",
        )

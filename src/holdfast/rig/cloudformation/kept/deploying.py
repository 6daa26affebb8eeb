"""What moto lacks of CodeDeploy, AWS Backup, Chatbot and IAM: changing and ending, and whole kinds of things."""

from collections.abc import Mapping
from typing import Any

from holdfast.rig.cloudformation.kept.shelf import number, plain, shelf, take
from holdfast.rig.cloudformation.wire import Answerer, Call, refuse


def _deploying(call: Call) -> Any:
    from moto.codedeploy.models import codedeploy_backends

    return codedeploy_backends[call.account][call.region]


def _end_application(call: Call) -> Mapping[str, Any]:
    backend, name = _deploying(call), call.given["applicationName"]
    backend.applications.pop(name, None)
    backend.deployment_groups.pop(name, None)
    return {}


_KEPT_AS = {
    "deploymentConfigName": "deployment_config_name",
    "ec2TagFilters": "ec2_tag_filters",
    "serviceRoleArn": "service_role_arn",
    "triggerConfigurations": "trigger_configurations",
    "autoRollbackConfiguration": "auto_rollback_configuration",
    "outdatedInstancesStrategy": "outdated_instances_strategy",
    "deploymentStyle": "deployment_style",
    "loadBalancerInfo": "load_balancer_info",
    "ec2TagSet": "ec2_tag_set",
    "terminationHookEnabled": "termination_hook_enabled",
    "alarmConfiguration": "alarm_configuration",
}


def _update_group(call: Call) -> Mapping[str, Any]:
    """Made again under the same name, with what was not said taken from before."""
    given = call.given
    backend, application, name = _deploying(call), given["applicationName"], given["currentDeploymentGroupName"]
    found = backend.get_deployment_group(application, name)
    for key, attribute in _KEPT_AS.items():
        if key in given:
            setattr(found, attribute, given[key])
    if "autoScalingGroups" in given:
        found.auto_scaling_groups = list(given["autoScalingGroups"])
    return {}


def complete() -> None:
    """Have moto show groups with the alarms that they have, and hosts' groups as AWS does; once."""
    from moto.codedeploy import responses

    module: Any = responses
    if getattr(module, "shows_whole_groups", False):
        return
    shown = module._deployment_group_info

    def whole(group: Any) -> dict[str, Any]:
        named = [{"name": str(one), "hook": ""} for one in group.auto_scaling_groups]
        return {**shown(group), "autoScalingGroups": named, "alarmConfiguration": group.alarm_configuration or {}}

    module._deployment_group_info = whole
    module.shows_whole_groups = True


def _end_group(call: Call) -> Mapping[str, Any]:
    groups = _deploying(call).deployment_groups.get(call.given["applicationName"], {})
    groups.pop(call.given["deploymentGroupName"], None)
    return {}


def _update_plan(call: Call) -> Mapping[str, Any]:
    from moto.backup.models import backup_backends

    plan = backup_backends[call.account][call.region].get_backup_plan(call.given["BackupPlanId"], None)
    wanted = dict(call.given["BackupPlan"])
    for rule in wanted.get("Rules", ()):
        rule.setdefault("RuleId", number())
    plan.backup_plan, plan.version_id = wanted, number()
    return {"BackupPlanId": plan.backup_plan_id, "BackupPlanArn": plan.backup_plan_arn, "VersionId": plan.version_id}


def _create_channel(call: Call) -> Mapping[str, Any]:
    name = str(call.given["ConfigurationName"])
    arn = f"arn:aws:chatbot::{call.account}:chat-configuration/slack-channel/{name}"
    kept = shelf(call, "slack channel", world=True)
    if arn in kept:
        raise refuse("ConflictException", f"{name} already exists")
    kept[arn] = {**plain(call.given), "ChatConfigurationArn": arn, "SlackTeamName": "", "State": "ENABLED"}
    return {"ChannelConfiguration": kept[arn]}


def _channels(call: Call) -> Mapping[str, Any]:
    arn, kept = call.given.get("ChatConfigurationArn"), shelf(call, "slack channel", world=True)
    return {"SlackChannelConfigurations": [one for key, one in kept.items() if arn in {None, key}]}


def _update_channel(call: Call) -> Mapping[str, Any]:
    arn = call.given["ChatConfigurationArn"]
    found = take(call, "slack channel", arn, "ResourceNotFoundException", world=True)
    found |= plain(call.given)
    return {"ChannelConfiguration": found}


def _tag_channel(call: Call) -> Mapping[str, Any]:
    found = take(call, "slack channel", call.given["ResourceARN"], "ResourceNotFoundException", world=True)
    new = {one["TagKey"]: one for one in (*found.get("Tags", ()), *call.given["Tags"])}
    found["Tags"] = list(new.values())
    return {}


def _untag_channel(call: Call) -> Mapping[str, Any]:
    found = take(call, "slack channel", call.given["ResourceARN"], "ResourceNotFoundException", world=True)
    found["Tags"] = [one for one in found.get("Tags", ()) if one["TagKey"] not in call.given["TagKeys"]]
    return {}


def _end_channel(call: Call) -> Mapping[str, Any]:
    shelf(call, "slack channel", world=True).pop(str(call.given["ChatConfigurationArn"]), None)
    return {}


def _add_audience(call: Call) -> Mapping[str, Any]:
    provider = _provider(call)
    provider.client_id_list = [*provider.client_id_list, str(call.given["ClientID"])]
    return {}


def _remove_audience(call: Call) -> Mapping[str, Any]:
    provider = _provider(call)
    provider.client_id_list = [one for one in provider.client_id_list if one != call.given["ClientID"]]
    return {}


def _provider(call: Call) -> Any:
    from moto.iam.models import iam_backends

    return iam_backends[call.account]["aws"].get_open_id_connect_provider(call.given["OpenIDConnectProviderArn"])


def _recovery_points(_call: Call) -> Mapping[str, Any]:
    """None: nobody makes snapshots here."""
    return {"RecoveryPoints": []}


ANSWERERS: dict[str, dict[str, Answerer]] = {
    "codedeploy": {
        "DeleteApplication": _end_application,
        "UpdateDeploymentGroup": _update_group,
        "DeleteDeploymentGroup": _end_group,
    },
    "backup": {
        "UpdateBackupPlan": _update_plan,
        "ListRecoveryPointsByBackupVault": _recovery_points,
    },
    "chatbot": {
        "CreateSlackChannelConfiguration": _create_channel,
        "DescribeSlackChannelConfigurations": _channels,
        "UpdateSlackChannelConfiguration": _update_channel,
        "TagResource": _tag_channel,
        "UntagResource": _untag_channel,
        "DeleteSlackChannelConfiguration": _end_channel,
    },
    "iam": {
        "AddClientIDToOpenIDConnectProvider": _add_audience,
        "RemoveClientIDFromOpenIDConnectProvider": _remove_audience,
    },
}

"""Backup: kept as long as the spec says, in two regions, and not lost with the stack."""

from holdfast.model.deployment import Source
from tests.stacks.synthesized import one, properties, resources, templates

PRODUCTION, STAGING, COPY = "sweetorder-production", "sweetorder-staging", "sweetorder-production-copy"


def rules(stack: str) -> dict[str, dict[str, object]]:
    template = templates("sweetorder")[stack]
    return {
        rule["RuleName"]: rule
        for plan in properties(template, "AWS::Backup::BackupPlan")
        for rule in plan["BackupPlan"]["BackupPlanRule"]
    }


def test_production_keeps_thirty_days_of_points_in_time() -> None:
    database = one(templates("sweetorder")[PRODUCTION], "AWS::RDS::DBInstance")
    assert database["BackupRetentionPeriod"] == 30
    assert database["DeleteAutomatedBackups"] is False


def test_the_backup_bucket_is_copied_to_the_second_region_and_deletions_are_not() -> None:
    made = templates("sweetorder")
    buckets = {bucket.get("BucketName"): bucket for bucket in properties(made[PRODUCTION], "AWS::S3::Bucket")}
    (rule,) = buckets["sweetorder-backup-production"]["ReplicationConfiguration"]["Rules"]
    assert rule["Destination"]["Bucket"] == {"Ref": "CopyBucketArn"}
    assert rule["DeleteMarkerReplication"] == {"Status": "Disabled"}
    assert made[PRODUCTION].parameters["CopyBucketArn"] == Source(stack=COPY, output="CopyBucketArn")
    assert made[COPY].region == "ap-northeast-3"
    assert one(made[COPY], "AWS::S3::Bucket")["BucketName"] == "sweetorder-backup-production-copy"


def test_no_rule_of_the_backup_bucket_ends_a_backup_that_holdfast_still_needs() -> None:
    for stack in (PRODUCTION, STAGING):
        for bucket in properties(templates("sweetorder")[stack], "AWS::S3::Bucket"):
            if bucket.get("BucketName", "").startswith("sweetorder-backup-"):
                (rule,) = bucket["LifecycleConfiguration"]["Rules"]
                assert "ExpirationInDays" not in rule
                assert rule["NoncurrentVersionExpiration"]


def test_snapshots_are_made_daily_weekly_and_monthly_and_copied() -> None:
    made = rules(PRODUCTION)
    assert set(made) == {"daily", "weekly", "monthly"}
    assert {str(rule["CopyActions"]) for rule in made.values()}
    assert all("CopyVaultArn" in str(rule["CopyActions"]) for rule in made.values())
    assert made["daily"]["Lifecycle"] == {"DeleteAfterDays": 30}


def test_the_data_disk_of_staging_is_snapshotted_each_day_for_a_week_and_not_copied() -> None:
    made = rules(STAGING)
    assert made["daily"]["Lifecycle"] == {"DeleteAfterDays": 7}
    assert "CopyActions" not in made["daily"]
    (selection,) = properties(templates("sweetorder")[STAGING], "AWS::Backup::BackupSelection")
    (disk,) = resources(templates("sweetorder")[STAGING], "AWS::EC2::Volume")
    assert disk in str(selection["BackupSelection"]["Resources"])


def test_the_disks_that_are_chosen_by_a_tag_bear_it() -> None:
    template = templates("sweetorder")[PRODUCTION]
    chosen = [one["BackupSelection"] for one in properties(template, "AWS::Backup::BackupSelection")]
    (by_tag,) = [one for one in chosen if "Conditions" in one]
    (condition,) = by_tag["Conditions"]["StringEquals"]
    launch = one(template, "AWS::EC2::LaunchTemplate")["LaunchTemplateData"]
    (volumes,) = [one["Tags"] for one in launch["TagSpecifications"] if one["ResourceType"] == "volume"]
    tag = {"Key": condition["ConditionKey"].partition("/")[2], "Value": condition["ConditionValue"]}
    assert tag in volumes


def test_vaults_stay_when_their_stacks_go() -> None:
    for stack in (PRODUCTION, STAGING, COPY):
        (vault,) = resources(templates("sweetorder")[stack], "AWS::Backup::BackupVault").values()
        # Not when their creation is rolled back: a vault has a fixed name, and nothing in it yet.
        assert vault["DeletionPolicy"] == "RetainExceptOnCreate"

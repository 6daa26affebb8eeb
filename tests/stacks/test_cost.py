"""Cost: a budget that warns twice, anomalies, nothing that costs without need."""

from tests.stacks.synthesized import every, one, properties, resources, templates


def test_the_budget_warns_of_what_was_spent_and_of_what_will_be() -> None:
    budget = one(templates("sweetorder")["sweetorder-account"], "AWS::Budgets::Budget")
    assert budget["Budget"]["BudgetLimit"] == {"Amount": 400, "Unit": "USD"}
    told = {one["Notification"]["NotificationType"]: one for one in budget["NotificationsWithSubscribers"]}
    assert set(told) == {"ACTUAL", "FORECASTED"}
    assert all(
        one["Subscribers"] == [{"Address": "oncall@sweetorders.com", "SubscriptionType": "EMAIL"}]
        for one in told.values()
    )


def test_anomalies_are_told_and_a_monitor_that_is_there_already_is_used() -> None:
    template = templates("ledgerly")["ledgerly-account"]
    (monitor,) = resources(template, "AWS::CE::AnomalyMonitor").values()
    assert template.body["Conditions"][monitor["Condition"]] == {"Fn::Equals": [{"Ref": "AnomalyMonitorArn"}, ""]}
    (used,) = one(template, "AWS::CE::AnomalySubscription")["MonitorArnList"]
    assert used["Fn::If"][2] == {"Ref": "AnomalyMonitorArn"}


def test_uploads_move_to_cheaper_storage_and_old_versions_end() -> None:
    buckets = {
        one.get("BucketName"): one
        for one in properties(templates("sweetorder")["sweetorder-production"], "AWS::S3::Bucket")
    }
    (rule,) = buckets["sweetorder-uploads-production"]["LifecycleConfiguration"]["Rules"]
    assert rule["Transitions"] == [{"StorageClass": "INTELLIGENT_TIERING", "TransitionInDays": 0}]
    assert rule["NoncurrentVersionExpiration"] == {"NoncurrentDays": 30}
    assert rule["AbortIncompleteMultipartUpload"] == {"DaysAfterInitiation": 7}


def test_no_template_has_a_nat_gateway_and_staging_measures_nothing_that_is_paid_for() -> None:
    for template in every():
        assert resources(template, "AWS::EC2::NatGateway") == {}
    staging = templates("sweetorder")["sweetorder-staging"]
    assert not any("MetricsConfigurations" in one for one in properties(staging, "AWS::S3::Bucket"))
    assert one(staging, "AWS::EC2::LaunchTemplate")["LaunchTemplateData"]["Monitoring"] == {"Enabled": False}


def test_every_log_has_an_end() -> None:
    for template in every():
        for group in properties(template, "AWS::Logs::LogGroup"):
            assert group["RetentionInDays"] in {7, 30}

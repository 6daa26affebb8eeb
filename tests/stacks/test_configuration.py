"""Configuration: a secret per environment, never a value in a template, RDS's own rotation for the password."""

from tests.stacks.synthesized import every, one, resources, statements, templates


def test_each_environment_has_its_own_secret_that_stays_when_the_stack_goes() -> None:
    for environment in ("production", "staging"):
        template = templates("sweetorder")[f"sweetorder-{environment}"]
        (secret,) = resources(template, "AWS::SecretsManager::Secret").values()
        assert secret["Properties"]["Name"] == f"sweetorder/{environment}/api"
        assert (secret["DeletionPolicy"], secret["UpdateReplacePolicy"]) == ("RetainExceptOnCreate", "Retain")


def test_no_template_holds_the_value_of_a_secret() -> None:
    for template in every():
        for block in resources(template, "AWS::SecretsManager::Secret").values():
            assert block["Properties"]["SecretString"] == "{}"
        assert not any("NoEcho" in one for one in template.body.get("Parameters", {}).values())


def test_hosts_may_read_the_databases_password_from_rdss_own_secret() -> None:
    template = templates("ledgerly")["ledgerly-production"]
    (database,) = resources(template, "AWS::RDS::DBInstance")
    (read,) = [one for one in statements(template, "-host") if one["Sid"] == "Secrets"]
    assert {"Fn::GetAtt": [database, "MasterUserSecret.SecretArn"]} in read["Resource"]
    assert one(template, "AWS::RDS::DBInstance")["ManageMasterUserPassword"] is True

"""Access: small estates, one question each."""

from dataclasses import replace
from typing import Any

import pytest

from holdfast.controls.access import CONTROL
from holdfast.controls.access_permissions import policy_width, trust_width
from holdfast.model.evidence import EvidenceKind, Location
from holdfast.model.facts import (
    AccessKey,
    ComposedAtBirth,
    ConfigurationLoader,
    ConsoleForAnyone,
    Container,
    Credential,
    CredentialForm,
    Database,
    DefaultLogin,
    Deployment,
    ExposedSecret,
    Fact,
    HostRights,
    Ingress,
    Instance,
    KeyRotation,
    Login,
    MadeKey,
    ManagedNode,
    Mfa,
    OpenManagement,
    Placement,
    Platform,
    Policy,
    ProxyRoute,
    RootUse,
    StrangersCode,
    ThirdPartyAction,
    Trust,
    UncheckedHost,
    Workload,
)
from holdfast.model.findings import Scope, Severity
from tests.controls.support import CLAIMED, DECLARED, INSTRUCTED, at, judged, made, scope

GITHUB = "token.actions.githubusercontent.com"
OIDC = made(Credential, "deploy.yml:9", form=CredentialForm.OIDC, holder="workflow", role="arn:aws:iam::1:role/deploy")
NO_MFA = {"no-mfa": ("unproven (notice)",)}


def test_nothing_said_is_unproven() -> None:
    assert judged(CONTROL, scope()) == {**NO_MFA, "identity-not-shown": ("unproven",)}


def test_a_deployment_is_where_its_identity_should_have_been_said() -> None:
    deployment = made(Deployment, "deploy.yml:20", method="ecs")
    assert judged(CONTROL, scope(deployment))["identity-not-shown"] == ("unproven", "deploy.yml:20")


def test_a_manifest_of_a_cluster_says_nothing_of_who_may_deploy() -> None:
    manifest = made(Deployment, "k8s/shop.yaml:9", method="kubernetes", kind=EvidenceKind.DECLARED)
    assert judged(CONTROL, scope(manifest))["identity-not-shown"] == ("unproven",)
    released = made(Deployment, "deploy.yml:20", method="kubernetes", kind=EvidenceKind.CODED)
    assert judged(CONTROL, scope(released, manifest))["identity-not-shown"] == ("unproven", "deploy.yml:20")


def test_an_unreadable_workflow_leaves_access_unreadable() -> None:
    assert judged(CONTROL, scope(unreadable="deploy.yml")) == {"identity-not-shown": ("unreadable", "deploy.yml")}


def test_a_mere_claim_of_a_role_is_unproven_at_the_claim() -> None:
    claim = made(Login, "README.md:8", kind=CLAIMED, method="ssm")
    assert judged(CONTROL, scope(claim))["identity-not-shown"] == ("unproven", "README.md:8")


@pytest.mark.parametrize(
    "fact",
    [
        OIDC,
        made(Login, "guide.md:4", kind=INSTRUCTED, method="ssm"),
        made(Instance, "main.tf:3", kind=DECLARED, role=True),
        made(Trust, "oidc.tf:3", role="deploy", provider=GITHUB, subjects=("repo:o/r:environment:production",)),
        made(Policy, "iam.tf:3", actions=("s3:PutObject",), resources=("arn:aws:s3:::files/*",)),
    ],
)
def test_a_short_lived_narrow_identity_holds(fact: Credential | Login | Instance | Trust | Policy) -> None:
    assert judged(CONTROL, scope(fact)) == {**NO_MFA, "identity-not-shown": ("configured", str(fact.at))}


def test_a_role_of_what_runs_says_nothing_of_people_who_type_a_key_in() -> None:
    typed = made(Credential, "guide.md:7", kind=INSTRUCTED, form=CredentialForm.STATIC_KEY, holder="person")
    role = made(Instance, "main.tf:3", kind=DECLARED, role=True)
    assert judged(CONTROL, scope(typed, role))["identity-not-shown"] == ("failed", "guide.md:7")
    assert judged(CONTROL, scope(typed, role, OIDC))["identity-not-shown"][0] == "configured"
    entered = made(Login, "guide.md:4", kind=INSTRUCTED, method="ssh")
    assert judged(CONTROL, scope(typed, entered))["identity-not-shown"] == ("failed", "guide.md:7")


def test_a_users_narrow_policy_is_no_short_lived_identity() -> None:
    policy = made(Policy, "iam.tf:3", principal_type="user", actions=("s3:PutObject",), resources=("b/*",))
    assert judged(CONTROL, scope(policy))["identity-not-shown"] == ("unproven",)


@pytest.mark.parametrize(("low", "high"), [(22, 22), (0, 65535), (20, 25)])
def test_ssh_open_to_the_world_fails_also_inside_a_range(low: int, high: int) -> None:
    opening = made(Ingress, "sg.tf:7", from_port=low, to_port=high, sources=("0.0.0.0/0",), target="web")
    assert judged(CONTROL, scope(opening, OIDC)) == {**NO_MFA, "ssh-open-to-world": ("failed", "sg.tf:7")}


def test_a_source_that_is_named_elsewhere_is_shown_beside_the_rule() -> None:
    rule: dict[str, Any] = {"from_port": 22, "to_port": 22, "sources": ("0.0.0.0/0",)}
    written = made(Ingress, "sg.tf:7", places={"sources": "sg.tf:9"}, **rule)
    default = made(Ingress, "sg.tf:20", places={"sources": "vars.tf:3", "sources taken": "sg.tf:20"}, **rule)
    told = judged(CONTROL, scope(written, default, OIDC))["ssh-open-to-world"]
    assert told == ("failed", "sg.tf:7", "sg.tf:20", "vars.tf:3")


@pytest.mark.parametrize("source", ["203.0.113.7/32", "10.0.0.0/8", "sg-bastion"])
def test_ssh_from_single_addresses_or_groups_is_right(source: str) -> None:
    opening = made(Ingress, "sg.tf:7", from_port=22, to_port=22, sources=(source,))
    assert judged(CONTROL, scope(opening, OIDC))["identity-not-shown"] == ("configured", "deploy.yml:9")


def test_web_ports_open_to_the_world_are_right() -> None:
    opening = made(Ingress, "sg.tf:7", from_port=443, to_port=443, sources=("0.0.0.0/0", "::/0"))
    assert "identity-not-shown" in judged(CONTROL, scope(opening, OIDC))


def test_ssh_open_to_ipv6_fails() -> None:
    opening = made(Ingress, "guide.md:30", kind=INSTRUCTED, from_port=22, to_port=22, sources=("::/0",))
    assert judged(CONTROL, scope(opening))["ssh-open-to-world"] == ("failed", "guide.md:30")


def test_a_guide_that_opens_ssh_for_nobody_in_particular_fails_unless_a_source_is_said_somewhere() -> None:
    told = made(Ingress, "guide.md:12", kind=INSTRUCTED, from_port=22, to_port=22, sources=())
    narrow = made(Ingress, "guide.md:40", kind=INSTRUCTED, from_port=22, to_port=22, sources=("my-ip",))

    assert judged(CONTROL, scope(told, OIDC)) == {**NO_MFA, "ssh-source-unsaid": ("failed", "guide.md:12")}
    assert "ssh-source-unsaid" not in judged(CONTROL, scope(told, narrow, OIDC))
    hosts = replace(told, at=Location(path="a.md", start_line=3), target="ufw")
    other = replace(told, at=Location(path="checklist.md", start_line=5))
    shown = judged(CONTROL, scope(hosts, told, other, OIDC))["ssh-source-unsaid"]
    assert shown == ("failed", "guide.md:12", "checklist.md:5")
    assert "ssh-source-unsaid" not in judged(CONTROL, scope(replace(told, kind=DECLARED), OIDC))


def test_a_guide_that_has_a_key_for_ssh_kept_is_shown_beside_the_workflow_that_uses_it() -> None:
    key = made(Credential, "guide.md:60", kind=INSTRUCTED, form=CredentialForm.SSH_KEY, holder="workflow")
    login = made(Login, "deploy.yml:20", method="ssh", actor="workflow")

    assert judged(CONTROL, scope(key))["ssh-from-ci"] == ("failed", "guide.md:60")
    assert judged(CONTROL, scope(key, login))["ssh-from-ci"] == ("failed", "deploy.yml:20", "guide.md:60")
    assert judged(CONTROL, scope(replace(key, holder="person"), login))["ssh-from-ci"] == ("failed", "deploy.yml:20")


@pytest.mark.parametrize(
    ("quote", "shown"),
    [("| `EC2_SSH_KEY` | the private key |", True), ("        key: ${{ secrets.EC2_SSH_KEY }}", False)],
)
def test_so_it_is_where_the_guide_itself_shows_that_workflow_further_down(quote: str, *, shown: bool) -> None:
    key = made(Credential, "guide.md:60", kind=INSTRUCTED, form=CredentialForm.SSH_KEY, holder="workflow")
    key = replace(key, at=replace(key.at, quote=quote))
    login = made(Login, "guide.md:99", kind=INSTRUCTED, method="ssh", actor="workflow")

    assert ("guide.md:60" in judged(CONTROL, scope(key, login))["ssh-from-ci"]) is shown


@pytest.mark.parametrize(
    ("sentence", "shown"),
    [
        ("3. SCPs `dist/` to EC2 using the `EC2_SSH_KEY` GitHub secret.", False),
        ("GitHub 시크릿 `EC2_SSH_KEY`로 서버에 접속합니다.", False),
        ("GitHub の secret `EC2_SSH_KEY` を使って接続します。", False),
        ("Add the secret `EC2_SSH_KEY`, which the workflow uses.", True),
        ("`EC2_SSH_KEY` 시크릿을 등록합니다. 배포할 때 사용합니다.", True),
        ("| `EC2_SSH_KEY` | the private key |", True),
    ],
)
def test_a_sentence_that_describes_the_pipeline_adds_no_place_to_its_login(sentence: str, *, shown: bool) -> None:
    key = made(Credential, "guide.md:60", kind=INSTRUCTED, form=CredentialForm.SSH_KEY, holder="workflow")
    key = replace(key, at=replace(key.at, quote=sentence))
    login = made(Login, "deploy.yml:20", method="ssh", actor="workflow")

    assert judged(CONTROL, scope(key))["ssh-from-ci"] == ("failed", "guide.md:60")
    assert ("guide.md:60" in judged(CONTROL, scope(key, login))["ssh-from-ci"]) is shown


def test_a_database_port_open_to_the_world_fails() -> None:
    opening = made(Ingress, "sg.tf:9", from_port=5432, to_port=5432, sources=("0.0.0.0/0",))
    assert judged(CONTROL, scope(opening, OIDC)) == {**NO_MFA, "database-open-to-world": ("failed", "sg.tf:9")}


@pytest.mark.parametrize(
    ("first", "last", "shown"),
    [(81, 81, True), (9093, 9094, True), (9000, 9099, False), (8080, 8080, False), (9090, 9090, False)],
)
def test_a_console_that_the_world_reaches_fails_unless_its_port_may_be_the_applications(
    first: int, last: int, shown: bool
) -> None:
    opening = made(Ingress, "sg.tf:9", kind=DECLARED, from_port=first, to_port=last, sources=("0.0.0.0/0",))
    expected = {"console-open-to-world": ("failed", "sg.tf:9")} if shown else {}
    assert judged(CONTROL, scope(opening, OIDC)).get("console-open-to-world") == expected.get("console-open-to-world")
    kept = made(Ingress, "sg.tf:9", kind=DECLARED, from_port=first, to_port=last, sources=("10.0.0.0/16",))
    assert "console-open-to-world" not in judged(CONTROL, scope(kept, OIDC))


def test_a_port_that_an_application_may_take_is_a_consoles_where_one_is_told_to_be_there() -> None:
    opening = made(Ingress, "sg.tf:9", kind=DECLARED, from_port=9090, to_port=9090, sources=("0.0.0.0/0",))
    watching = made(Container, "compose.yml:4", name="watch", file="compose.yml", image="prom/prometheus:v3.1.0")
    assert judged(CONTROL, scope(opening, watching, OIDC))["console-open-to-world"] == ("failed", "sg.tf:9")


def test_a_public_database_fails_at_the_line_that_says_so() -> None:
    database = made(
        Database, "rds.tf:1-9", engine="mysql", placement=Placement.RDS, public=True, places={"public": "rds.tf:5"}
    )
    assert judged(CONTROL, scope(database, OIDC))["database-open-to-world"] == ("failed", "rds.tf:5")
    opening = made(Ingress, "sg.tf:9", kind=DECLARED, from_port=5432, to_port=5432, sources=("0.0.0.0/0",))
    found = judged(CONTROL, scope(opening, database, OIDC))["database-open-to-world"]
    assert found == ("failed", "sg.tf:9", "rds.tf:5")


def test_so_does_one_that_a_guide_admits_to_be_public_unless_a_file_denies_it() -> None:
    said = made(Database, "README.md:5", kind=CLAIMED, engine="mysql", placement=Placement.RDS, public=True)
    coded = made(Database, "rds.tf:1", kind=DECLARED, engine="mysql", placement=Placement.RDS, public=False)
    assert judged(CONTROL, scope(said, OIDC))["database-open-to-world"] == ("failed", "README.md:5")
    assert "database-open-to-world" not in judged(CONTROL, scope(said, coded, OIDC))


def test_a_public_broker_fails_beside_a_public_database() -> None:
    broker = made(ManagedNode, "mq.tf:4", kind=DECLARED, service="broker", name="jobs", public=True)
    database = made(Database, "rds.tf:5", kind=DECLARED, engine="mysql", placement=Placement.RDS, public=True)
    assert judged(CONTROL, scope(broker, OIDC))["database-open-to-world"] == ("failed", "mq.tf:4")
    found = judged(CONTROL, scope(database, broker, OIDC))["database-open-to-world"]
    assert found == ("failed", "rds.tf:5", "mq.tf:4")


def test_a_databases_port_is_accused_beside_that_of_ssh_in_the_same_line() -> None:
    ssh = made(Ingress, "README.md:5", from_port=22, to_port=22, sources=("0.0.0.0/0",))
    store = made(Ingress, "README.md:5", from_port=3306, to_port=3306, sources=("0.0.0.0/0",))
    found = judged(CONTROL, scope(ssh, store, OIDC))
    assert (found["ssh-open-to-world"], found["database-open-to-world"]) == (("failed", "README.md:5"),) * 2


@pytest.mark.parametrize("act", ["login", "access-key"])
def test_use_of_the_root_user_fails(act: str) -> None:
    assert judged(CONTROL, scope(made(RootUse, "guide.md:2", act=act)))["root-account-in-use"][0] == "failed"


@pytest.mark.parametrize("act", ["mfa", "avoided", "alarm"])
def test_measures_around_the_root_user_do_not_fail(act: str) -> None:
    assert "root-account-in-use" not in judged(CONTROL, scope(made(RootUse, "guide.md:2", act=act)))


def test_a_root_login_of_a_workflow_is_one_accusation_at_the_user() -> None:
    login = made(Login, "d.yml:9-20", method="ssh", user="root", actor="workflow", places={"user": "d.yml:13"})
    assert judged(CONTROL, scope(login)) == {**NO_MFA, "root-login": ("failed", "d.yml:13")}


def test_a_workflow_over_ssh_is_named_once_although_its_key_is_known_too() -> None:
    login = made(Login, "d.yml:9", method="ssh", actor="workflow")
    key = made(Credential, "d.yml:14", form=CredentialForm.SSH_KEY, holder="workflow")
    other = made(Credential, "other.yml:14", form=CredentialForm.SSH_KEY, holder="workflow")
    assert judged(CONTROL, scope(login, key, other))["ssh-from-ci"] == ("failed", "d.yml:9", "other.yml:14")


def test_a_persons_ssh_login_fails_where_it_is_told() -> None:
    login = made(Login, "guide.md:40", kind=INSTRUCTED, method="ssh", user="ubuntu")
    assert judged(CONTROL, scope(login)) == {**NO_MFA, "ssh-by-hand": ("failed", "guide.md:40")}


def test_each_file_that_has_somebody_log_in_is_shown_three_times_at_most_and_a_root_login_by_its_own_check() -> None:
    logins = [
        made(Login, place, method="ssh", user="ubuntu")
        for place in (*(f"live.sh:{line}" for line in range(4, 12)), "view.sh:4")
    ]
    root = made(Login, "root.md:2", kind=INSTRUCTED, method="ssh", user="root")
    found = judged(CONTROL, scope(*logins, root))
    assert found["ssh-by-hand"] == ("failed", *(f"live.sh:{line}" for line in range(4, 7)), "view.sh:4")
    assert found["root-login"] == ("failed", "root.md:2")


def test_of_a_guide_that_has_somebody_type_many_commands_over_ssh_the_first_is_shown() -> None:
    typed = [made(Login, f"ops.md:{line}", kind=INSTRUCTED, method="ssh") for line in (8, 12, 16, 20)]
    assert judged(CONTROL, scope(*typed))["ssh-by-hand"] == ("failed", "ops.md:8")


@pytest.mark.parametrize(("kind", "method"), [(CLAIMED, "ssh"), (INSTRUCTED, "ssm")])
def test_a_login_that_is_only_claimed_or_needs_no_key_is_none_by_hand(kind: EvidenceKind, method: str) -> None:
    login = made(Login, "guide.md:40", kind=kind, method=method, user="ubuntu")
    assert "ssh-by-hand" not in judged(CONTROL, scope(login))


def test_a_login_that_is_only_claimed_is_shown_beside_one_that_is_told() -> None:
    told = made(Login, "guide.md:60", kind=INSTRUCTED, method="ssh", user="ubuntu")
    maybe = made(Login, "more.md:40", kind=CLAIMED, method="ssh", user="ubuntu")
    assert judged(CONTROL, scope(maybe, told))["ssh-by-hand"] == ("failed", "guide.md:60", "more.md:40")


def test_a_login_that_a_guide_has_somebody_type_is_a_remark_beside_machines_that_log_in() -> None:
    told = [made(Login, "guide.md:20", kind=INSTRUCTED, method="ssh", user="ubuntu")]
    assert judged(CONTROL, scope(*told))["ssh-by-hand"] == ("failed", "guide.md:20")
    machine = made(Login, "deploy.yml:9", method="ssh", actor="workflow")
    assert judged(CONTROL, scope(*told, machine))["ssh-by-hand"] == ("failed (notice)", "guide.md:20")
    script = made(Login, "logs.sh:3", method="ssh", user="ubuntu", actor="script")
    assert judged(CONTROL, scope(*told, machine, script))["ssh-by-hand"] == ("failed", "logs.sh:3", "guide.md:20")


@pytest.mark.parametrize(
    ("source", "severity"),
    [
        ("203.0.113.7/32", "failed (notice)"),
        ("${…}", "failed (notice)"),
        ("0.0.0.0/0", "failed"),
        ("10.0.0.0/8", "failed"),
    ],
)
def test_a_login_by_hand_is_a_remark_where_session_manager_leads_in_and_the_port_is_left_to_single_addresses(
    source: str, severity: str
) -> None:
    told = made(Login, "guide.md:20", kind=INSTRUCTED, method="ssh", user="ubuntu")
    managed = made(Login, "iam.tf:9", kind=DECLARED, method="ssm")
    opening = made(Ingress, "net.tf:4", kind=DECLARED, from_port=22, to_port=22, sources=(source,))
    page = made(Ingress, "net.tf:9", kind=DECLARED, from_port=443, to_port=443, sources=("0.0.0.0/0",))

    assert judged(CONTROL, scope(told, managed, opening, page))["ssh-by-hand"][0] == severity
    assert judged(CONTROL, scope(told, managed, page))["ssh-by-hand"][0] == "failed (notice)"
    assert judged(CONTROL, scope(told, opening, page))["ssh-by-hand"][0] == "failed"
    assert judged(CONTROL, scope(told, managed))["ssh-by-hand"][0] == "failed"
    script = made(Login, "logs.sh:3", method="ssh", user="ubuntu", actor="script")
    assert judged(CONTROL, scope(told, managed, page, script))["ssh-by-hand"][0] == "failed"


def test_a_login_that_only_tries_the_way_in_is_shown_where_nothing_else_takes_it() -> None:
    tries = made(Login, "deploy.yml:9", method="ssh", actor="workflow", tries=True)
    works = made(Login, "deploy.yml:19", method="ssh", actor="workflow")
    assert judged(CONTROL, scope(tries, works))["ssh-from-ci"] == ("failed", "deploy.yml:19")
    assert judged(CONTROL, scope(tries))["ssh-from-ci"] == ("failed", "deploy.yml:9")
    elsewhere = replace(works, at=made(Login, "other.yml:4", method="ssh").at)
    assert judged(CONTROL, scope(tries, elsewhere))["ssh-from-ci"] == ("failed", "deploy.yml:9", "other.yml:4")


def door(quote: str, place: str = "guide.md:12", source: str = "my-ip") -> Ingress:
    opening = made(Ingress, place, kind=INSTRUCTED, from_port=22, to_port=22, sources=(source,))
    return replace(opening, at=replace(opening.at, quote=quote))


@pytest.mark.parametrize(
    "quote",
    [
        "| Inbound | 22 | Jenkins | Deployments |",
        "- SSH 22: GitHub Actions 배포용",
        "| 22 (SSH) | 管理者IP | SSH接続・デプロイ |",
        "22 from the CI runner",
    ],
)
def test_the_port_that_stays_open_for_releases_is_shown_beside_whoever_logs_in_through_it(quote: str) -> None:
    person = made(Login, "guide.md:40", kind=INSTRUCTED, method="ssh", user="ubuntu")
    pipeline = made(Login, "d.yml:9", method="ssh", actor="workflow")
    told = judged(CONTROL, scope(door(quote), person))
    assert told == {**NO_MFA, "ssh-by-hand": ("failed", "guide.md:40", "guide.md:12")}
    told = judged(CONTROL, scope(door(quote), person, pipeline))
    assert told["ssh-from-ci"] == ("failed", "d.yml:9", "guide.md:12")
    assert told["ssh-by-hand"] == ("failed (notice)", "guide.md:40")
    assert judged(CONTROL, scope(door(quote))) == {**NO_MFA, "ssh-from-ci": ("failed", "guide.md:12")}


def test_a_port_that_stays_open_for_people_or_for_a_command_of_ssm_is_kept_for_no_release() -> None:
    person = made(Login, "guide.md:40", kind=INSTRUCTED, method="ssh", user="ubuntu")
    told = judged(CONTROL, scope(door("- SSH (22): my IP only"), person))
    assert told == {**NO_MFA, "ssh-by-hand": ("failed", "guide.md:40")}
    managed = made(Login, "d.yml:9", method="ssm", actor="workflow")
    assert "ssh-from-ci" not in judged(CONTROL, scope(door("22: deploy"), managed))
    for quote in (
        "22 for admins of the deployed hosts",
        "22 from the VPN, as in https://github.com/shop/infra/issues/3",
    ):
        assert "ssh-from-ci" not in judged(CONTROL, scope(door(quote)))


def test_static_keys_fail_in_the_workflow_and_in_the_application_apart() -> None:
    found = judged(
        CONTROL,
        scope(
            made(Credential, "d.yml:5-6", form=CredentialForm.STATIC_KEY, holder="workflow"),
            made(Credential, "s3.ts:8", form=CredentialForm.STATIC_KEY, holder="application"),
            made(Credential, "guide.md:8", form=CredentialForm.STATIC_KEY, holder="person"),
            OIDC,
        ),
    )
    assert found == {
        **NO_MFA,
        "static-keys-in-ci": ("failed", "d.yml:5-6"),
        "static-keys-in-application": ("failed", "s3.ts:8"),
    }


@pytest.mark.parametrize(
    ("name", "held"),
    [
        ("JWT_SECRET", False),
        ("SECRET_KEY", False),
        ("AppKey", False),
        ("signing key", False),
        ("GOOGLE_MAPS_API_KEY", False),
        ("kakaoMapAppKey", False),
        ("GOOGLE_MAPS_SERVER_KEY", True),
        ("WEBSITE_API_KEY", True),
        ("DB_PASSWORD", True),
        ("PAYMENT_API_KEY", True),
        ("KAKAO_APP_SECRET", True),
    ],
)
def test_a_key_by_which_the_application_signs_or_that_pages_show_is_a_setting_and_lets_nobody_in(
    name: str, *, held: bool
) -> None:
    secret = made(ExposedSecret, "app.py:5", name=name, form="token")
    assert ("exposed-credential" in judged(CONTROL, scope(secret, OIDC))) is held


def test_keys_that_people_are_told_to_make_are_shown_beside_whatever_else_is_open() -> None:
    typed = made(Credential, "guide.md:8", kind=INSTRUCTED, form=CredentialForm.STATIC_KEY, holder="person")
    wide = made(Policy, "iam.tf:4", kind=DECLARED, actions=("*",), resources=("*",), allow=True)
    assert judged(CONTROL, scope(typed, wide))["identity-not-shown"] == ("failed", "guide.md:8")
    assert "identity-not-shown" not in judged(CONTROL, scope(typed, wide, OIDC))


@pytest.mark.parametrize(("days", "fails"), [(365, True), (90, False), (None, False)])
def test_keys_older_than_90_days_fail(days: int | None, fails: bool) -> None:
    found = judged(CONTROL, scope(made(KeyRotation, "guide.md:3", days=days), OIDC))
    assert ("keys-live-too-long" in found) is fails


@pytest.mark.parametrize(("days", "fails"), [(91, True), (90, False)])
def test_a_key_of_the_account_fails_once_it_is_older_than_90_days(days: int, fails: bool) -> None:
    key = made(AccessKey, "kim:1", user="kim", days=days)
    assert ("keys-live-too-long" in judged(CONTROL, scope(key, OIDC))) is fails


def test_what_only_the_account_shows_is_named_by_its_resource() -> None:
    arn = "arn:aws:iam::123456789012:user/backend"
    key = Credential(
        kind=EvidenceKind.OBSERVED, at=Location(arn=arn), form=CredentialForm.STATIC_KEY, holder="application"
    )
    (found,) = [one for one in CONTROL.judge(scope(key, OIDC)) if one.check == "access.static-keys-in-application"]
    assert found.params == {"where": arn}


def test_unpinned_actions_with_secrets_are_one_finding_at_all_their_places() -> None:
    def action(place: str, name: str, *, ref: str = "v1", secrets: tuple[str, ...] = ("KEY",)) -> ThirdPartyAction:
        return made(ThirdPartyAction, place, name=name, ref=ref, pinned=len(ref) == 40, secrets=secrets)

    found = judged(
        CONTROL,
        scope(
            action("d.yml:4", "appleboy/ssh-action", ref="master"),
            action("e.yml:4", "appleboy/scp-action"),
            action("d.yml:8", "pinned/action", ref="a" * 40),
            action("d.yml:9", "no/secrets", secrets=()),
            action("d.yml:10", "job/token", secrets=("GITHUB_TOKEN",)),
            action("d.yml:11", "actions/checkout"),
            action("d.yml:12", "aws-actions/configure-aws-credentials"),
        ),
    )
    assert found["unpinned-action-with-secrets"] == ("failed", "d.yml:4", "e.yml:4")


def test_strangers_code_in_a_pipeline_fails_at_each_of_its_places() -> None:
    taken = [made(StrangersCode, place, event="pull_request_target") for place in ("a.yml:9", "b.yml:4")]
    assert judged(CONTROL, scope(*taken, OIDC))["strangers-code-with-secrets"] == ("failed", "a.yml:9", "b.yml:4")


def test_an_exposed_key_and_a_credential_of_the_product_each_fail_at_their_place() -> None:
    key = made(ExposedSecret, "deploy.pem:1", name="deploy.pem", form="private-key")
    secret = made(ExposedSecret, ".env:3", name="DB_PASSWORD", form="password")
    assert judged(CONTROL, scope(key, secret, OIDC)) == {
        **NO_MFA,
        "exposed-key": ("failed", "deploy.pem:1"),
        "exposed-credential": ("failed", ".env:3"),
    }


@pytest.mark.parametrize(
    ("name", "held"),
    [("POSTGRES_PASSWORD", False), ("SHOP_DB_PASSWORD", False), ("DATABASE_PASS", False), ("MAIL_PASSWORD", True)],
)
def test_the_password_of_a_compose_files_own_database_lets_nobody_in_where_another_platform_runs_the_product(
    name: str, *, held: bool
) -> None:
    composed = made(Container, "docker-compose.yml:4-9", role="database", file="docker-compose.yml", name="db")
    secret = made(ExposedSecret, "docker-compose.yml:8", name=name, form="password")
    released = made(Deployment, "deploy.yml:9", method="ecs", identity="commit")
    assert ("exposed-credential" in judged(CONTROL, scope(composed, secret, released, OIDC))) is held


def test_an_instance_without_a_role_fails() -> None:
    bare = made(Instance, "main.tf:1-9", kind=DECLARED, role=False, name="web")
    untold = made(Instance, "guide.md:1", kind=INSTRUCTED)
    assert judged(CONTROL, scope(bare, untold, OIDC))["instance-without-role"] == ("failed", "main.tf:1-9")


def test_mfa_is_met_by_steps_and_failed_when_switched_off() -> None:
    assert judged(CONTROL, scope(made(Mfa, "g.md:2", subject="users", enabled=True)))["no-mfa"][0] == "configured"
    assert judged(CONTROL, scope(made(Mfa, "g.md:2", subject="users", enabled=False)))["no-mfa"][0] == "failed"


def test_an_admin_role_that_ci_assumes_is_its_own_finding() -> None:
    admin = made(Policy, "iam.tf:4", principal="deploy", managed="AdministratorAccess")
    assert judged(CONTROL, scope(admin, OIDC)) == {**NO_MFA, "admin-deploy-role": ("failed", "iam.tf:4")}


def test_wide_policies_of_others_are_one_finding() -> None:
    one = made(Policy, "iam.tf:4", principal="app", managed="AmazonS3FullAccess")
    two = made(Policy, "iam.tf:9", principal="app", actions=("*",), resources=("*",))
    aside = made(Policy, "iam.tf:20", principal="app", actions=("*",), resources=("*",), conditional=True)
    assert judged(CONTROL, scope(one, two, aside, OIDC)) == {
        **NO_MFA,
        "wide-policy": ("failed", "iam.tf:4", "iam.tf:9"),
    }


def test_a_wide_trust_fails_at_its_subjects() -> None:
    trust = made(
        Trust, "oidc.tf:1-20", role="deploy", provider=GITHUB, subjects=("repo:o/*",), places={"subjects": "oidc.tf:9"}
    )
    assert judged(CONTROL, scope(trust, OIDC)) == {**NO_MFA, "oidc-trust-too-wide": ("failed", "oidc.tf:9")}


def test_every_branch_of_ones_own_repository_is_a_remark_beside_production_and_others_repositories_never() -> None:
    def said(subjects: str, *, strict: bool) -> str:
        trust = made(Trust, "oidc.tf:9", role="deploy", provider=GITHUB, subjects=(subjects,))
        return judged(CONTROL, scope(trust, OIDC, strict=strict))["oidc-trust-too-wide"][0]

    assert (said("repo:o/shop:*", strict=False), said("repo:o/shop:*", strict=True)) == ("failed (notice)", "failed")
    assert said("repo:o/*", strict=False) == "failed"


def test_facts_of_another_environment_do_not_count() -> None:
    opening = made(Ingress, "sg.tf:7", environment="staging", from_port=22, to_port=22, sources=("0.0.0.0/0",))
    assert "ssh-open-to-world" not in judged(CONTROL, scope(opening, OIDC))
    assert "ssh-open-to-world" in judged(CONTROL, scope(opening, OIDC, environment="staging", strict=False))


@pytest.mark.parametrize(
    ("actions", "resources", "width"),
    [
        (("*",), ("*",), Severity.CRITICAL),
        (("s3:*",), ("*",), Severity.WARNING),
        (("s3:*",), ("arn:aws:s3:::*",), Severity.WARNING),
        (("s3:Get*", "s3:List*"), ("*",), Severity.WARNING),
        (("s3:List*", "ec2:Describe*"), ("*",), None),
        (("s3:*",), ("arn:aws:s3:::files/*",), None),
        (("s3:*",), ("arn:aws:s3:::${var.bucket}/*",), None),
        (("iam:*",), ("arn:aws:iam::1:role/x",), Severity.CRITICAL),
        (("iam:PassRole",), ("*",), Severity.WARNING),
        (("iam:PassRole",), ("arn:aws:iam::${AWS::AccountId}:role/app",), None),
        (("secretsmanager:GetSecretValue",), ("arn:aws:secretsmanager:ap-northeast-2:1:secret:*",), Severity.WARNING),
        (("secretsmanager:GetSecretValue",), ("arn:aws:secretsmanager:ap-northeast-2:1:secret:app-*",), None),
        (("ssm:GetParameter",), ("arn:aws:ssm:${REGION}:*:parameter${PREFIX}/*",), None),
        (("ssm:GetParameter",), ("arn:aws:ssm:${REGION}:*:parameter/*",), Severity.WARNING),
        (("logs:*",), ("*",), None),
        (("ec2:Describe*", "ecr:GetAuthorizationToken"), ("*",), None),
        (("*",), ("arn:aws:s3:::files",), None),
        (("dynamodb:GetItem", "dynamodb:Query"), ("*",), Severity.WARNING),
        (("dynamodb:PutItem",), ("arn:aws:dynamodb:*:*:table/*",), Severity.WARNING),
        (("dynamodb:PutItem",), ("arn:aws:dynamodb:*:*:table/orders", "arn:aws:dynamodb:*:*:index/*"), None),
        (("dynamodb:PutItem",), ("arn:aws:dynamodb:ap-northeast-2:1:table/Orders",), None),
        (("dynamodb:ListTables",), ("*",), None),
        (("kms:Decrypt",), ("*",), Severity.WARNING),
        (("ses:SendEmail", "events:PutEvents"), ("*",), Severity.WARNING),
        (("ses:SendEmail", "sns:Publish"), ("*",), None),
        (("lambda:InvokeFunction",), ("*",), Severity.WARNING),
        (("lambda:ListFunctions",), ("*",), None),
        (("ecs:RegisterTaskDefinition", "ecs:DescribeServices"), ("*",), None),
        (("ecs:RegisterTaskDefinition", "ecs:UpdateService"), ("*",), Severity.WARNING),
        (("ecs:UpdateService",), ("arn:aws:ecs:ap-northeast-2:1:service/shop/*",), None),
        (("autoscaling:UpdateAutoScalingGroup",), ("*",), Severity.WARNING),
        (("autoscaling:DescribeAutoScalingGroups",), ("*",), None),
        (("sqs:ReceiveMessage",), ("${aws_sqs_queue.jobs.arn}",), None),
    ],
)
def test_the_width_of_a_statement(actions: tuple[str, ...], resources: tuple[str, ...], width: Severity | None) -> None:
    assert policy_width(made(Policy, "p:1", actions=actions, resources=resources)) is width
    assert policy_width(made(Policy, "p:1", actions=actions, resources=resources, allow=False)) is None


_DOCUMENT = "arn:aws:ssm:*::document/AWS-RunShellScript"
_ONE_INSTANCE = "arn:aws:ec2:ap-northeast-1:1:instance/i-0abc"
_INSTANCES = "arn:aws:ec2:ap-northeast-1:1:instance/*"


@pytest.mark.parametrize(
    ("actions", "resources", "width"),
    [
        (("ssm:SendCommand",), ("*",), Severity.WARNING),
        (("ssm:SendCommand",), (_DOCUMENT, _INSTANCES), Severity.WARNING),
        (("ssm:SendCommand",), (_DOCUMENT, "arn:aws:ec2:*:${AWS::AccountId}:instance/*"), Severity.WARNING),
        (("ssm:SendCommand",), (_DOCUMENT, "arn:aws:ec2:ap-northeast-1:1:instance/i-0abc"), None),
        (("ssm:SendCommand",), ("arn:aws:ssm:*:*:document/*", "arn:aws:ec2:*:1:instance/${var.id}"), None),
        (("ssm:SendCommand",), ("arn:aws:ssm:ap-northeast-1:1:document/deploy-app", _INSTANCES), None),
        (("ssm:SendCommand",), (_DOCUMENT,), None),
        (("ssm:SendCommand",), (_DOCUMENT, _ONE_INSTANCE, "arn:aws:ssm:ap-northeast-1:${var.account}:*"), None),
        (("ssm:GetCommandInvocation",), ("*",), None),
        (("ssm:StartSession",), ("*",), Severity.WARNING),
        (("ssm:StartSession",), ("arn:aws:ec2:ap-northeast-1:1:instance/i-0abc",), None),
        (("ssm:StartSession", "rds:ListTagsForResource"), (_ONE_INSTANCE, "arn:aws:rds:*:*:db:*"), None),
        (("ssm:StartSession",), ("arn:aws:ecs:ap-northeast-1:1:task/*",), Severity.WARNING),
        (("ssm:StartSession",), ("arn:aws:ssm:*:*:managed-instance/*",), Severity.WARNING),
        (("ssm:TerminateSession", "ssm:ResumeSession"), ("arn:aws:ssm:*:*:session/*",), None),
        (("ec2-instance-connect:SendSSHPublicKey",), (_INSTANCES,), Severity.WARNING),
        (("ec2-instance-connect:SendSSHPublicKey",), ("arn:aws:ec2:ap-northeast-1:1:instance/i-0abc",), None),
        (("iam:PassRole", "lambda:CreateFunction"), ("arn:aws:iam::1:role/*",), Severity.WARNING),
        (("lambda:CreateFunction", "ec2:DescribeInstances", "ecs:RunTask"), ("*",), None),
        (("iam:Attach*Policy",), ("*",), Severity.WARNING),
        (("iam:AttachUserPolicy",), ("arn:aws:iam::1:user/*",), Severity.WARNING),
        (("iam:PutGroupPolicy",), ("*",), Severity.WARNING),
        (("iam:UpdateAssumeRolePolicy",), ("*",), Severity.WARNING),
        (("iam:UpdateAssumeRolePolicy", "iam:PutRolePolicy"), ("arn:aws:iam::1:role/shop-*",), None),
        (("iam:Get*", "iam:List*", "iam:CreateServiceLinkedRole"), ("*",), None),
        (("lambda:UpdateFunctionCode",), ("arn:aws:lambda:*:*:function:*",), Severity.WARNING),
        (("lambda:UpdateFunctionCode",), ("arn:aws:lambda:ap-northeast-1:1:function:shop",), None),
    ],
)
def test_what_amounts_to_administration_is_as_wide_as_a_whole_service(
    actions: tuple[str, ...], resources: tuple[str, ...], width: Severity | None
) -> None:
    assert policy_width(made(Policy, "p:1", actions=actions, resources=resources)) is width


@pytest.mark.parametrize(
    ("denial", "holds"),
    [
        ({"actions": ("kms:Decrypt",), "spared": ("arn:aws:kms:ap-northeast-1:1:key/abc",)}, True),
        ({"actions": ("kms:*",), "spared": ("${aws_kms_key.app.arn}",)}, True),
        ({"actions": ("kms:Decrypt",), "resources": ("*",)}, True),
        ({"actions": ("kms:Decrypt",), "resources": ("*",), "conditional": True}, True),
        ({"actions": ("*",), "resources": ("*",), "conditional": True}, False),
        ({"actions": ("kms:Decrypt",), "spared": ("*",)}, False),
        ({"actions": ("kms:Decrypt",), "resources": ("arn:aws:kms:ap-northeast-1:1:key/abc",)}, False),
        ({"actions": ("kms:Encrypt",), "spared": ("arn:aws:kms:ap-northeast-1:1:key/abc",)}, False),
        ({"actions": (), "resources": ("*",)}, False),
        ({"actions": ("kms:Decrypt",), "resources": ("*",), "principal": "other"}, False),
    ],
)
def test_a_denial_beside_narrows_a_wide_statement_of_the_same_holder(denial: dict[str, Any], *, holds: bool) -> None:
    wide = made(Policy, "p.tf:1", principal="app", actions=("kms:Decrypt",), resources=("*",))
    deny = made(Policy, "p.tf:9", **{"principal": "app", "allow": False, **denial})
    assert ("wide-policy" not in judged(CONTROL, scope(wide, deny, OIDC))) is holds


def test_a_denial_of_nobodys_narrows_the_statements_of_its_own_text_alone() -> None:
    wide = made(Policy, "one.json:1", actions=("ssm:StartSession",), resources=("*",))
    for path, failed in (("one.json:9", False), ("two.json:9", True)):
        deny = made(Policy, path, allow=False, actions=("ssm:*",), spared=("arn:aws:ec2:*:1:instance/i-1",))
        assert ("wide-policy" in judged(CONTROL, scope(wide, deny, OIDC))) is failed


def test_a_service_that_is_denied_in_part_stays_wide() -> None:
    wide = made(Policy, "p.tf:1", principal="app", actions=("ssm:*",), resources=("*",))
    deny = made(Policy, "p.tf:9", principal="app", allow=False, actions=("ssm:SendCommand",), resources=("*",))
    assert "wide-policy" in judged(CONTROL, scope(wide, deny, OIDC))


@pytest.mark.parametrize(
    ("actions", "resources", "width"),
    [
        (("s3:GetObject",), ("arn:aws:s3:::site/*",), None),
        (("s3:GetObject", "s3:PutObject"), ("arn:aws:s3:::uploads/*",), Severity.CRITICAL),
        (("s3:*",), ("${aws_s3_bucket.uploads.arn}/*",), Severity.CRITICAL),
        (("*",), ("*",), None),
    ],
)
def test_what_anybody_may_do_is_too_wide_where_it_changes_a_buckets_objects(
    actions: tuple[str, ...], resources: tuple[str, ...], width: Severity | None
) -> None:
    policy = made(Policy, "p:1", principal="*", principal_type="anybody", actions=actions, resources=resources)
    assert policy_width(policy) is width
    assert "identity-not-shown" not in judged(CONTROL, scope(policy)) or width is None


@pytest.mark.parametrize(
    ("managed", "width"),
    [
        ("AdministratorAccess", Severity.CRITICAL),
        ("arn:aws:iam::aws:policy/AdministratorAccess", Severity.CRITICAL),
        ("PowerUserAccess", Severity.CRITICAL),
        ("AmazonEC2FullAccess", Severity.WARNING),
        ("AWSLambda_FullAccess", Severity.WARNING),
        ("AdministratorAccess-AWSElasticBeanstalk", Severity.WARNING),
        ("SecretsManagerReadWrite", Severity.WARNING),
        ("AmazonSSMReadOnlyAccess", Severity.WARNING),
        ("AmazonSSMManagedInstanceCore", None),
        ("service-role/AWSLambdaBasicExecutionRole", None),
    ],
)
def test_the_width_of_a_managed_policy(managed: str, width: Severity | None) -> None:
    assert policy_width(made(Policy, "p:1", managed=managed)) is width


@pytest.mark.parametrize(
    ("subjects", "width"),
    [
        ((), Severity.CRITICAL),
        (("*",), Severity.CRITICAL),
        (("repo:*",), Severity.CRITICAL),
        (("repo:org/*",), Severity.CRITICAL),
        (("repo:org/*:ref:refs/heads/main",), Severity.CRITICAL),
        (("repo:org/shop:*",), Severity.WARNING),
        (("repo:${var.org}/${var.repo}:*",), Severity.WARNING),
        (("repo:org/shop:ref:refs/heads/*",), Severity.WARNING),
        (("repo:org/shop:ref:refs/heads/main",), None),
        (("repo:org/shop:environment:production",), None),
        (("${var.subject}",), None),
        (("repo:org/shop:ref:refs/heads/main", "repo:org/shop:pull_request"), Severity.WARNING),
        (("repo:org/shop:pull_request",), None),
    ],
)
def test_the_width_of_a_trust(subjects: tuple[str, ...], width: Severity | None) -> None:
    assert trust_width(made(Trust, "t:1", role="deploy", provider=GITHUB, subjects=subjects)) is width


def test_a_role_that_only_looks_may_be_taken_by_pull_requests() -> None:
    subjects = ("repo:org/shop:ref:refs/heads/main", "repo:org/shop:pull_request")
    assert trust_width(made(Trust, "t:1", role="shop-github-plan", provider=GITHUB, subjects=subjects)) is None


def test_a_trust_in_something_else_than_ci_is_not_judged() -> None:
    assert trust_width(made(Trust, "t:1", role="pod", provider="oidc.eks.ap-northeast-2.amazonaws.com/id/X")) is None


def test_a_release_onto_a_host_is_not_where_an_identity_would_be_said() -> None:
    by_hand = made(Deployment, "deploy.sh:8", method="compose")
    service = made(Deployment, "release.sh:4", method="ecs")
    assert judged(CONTROL, scope(by_hand))["identity-not-shown"] == ("unproven",)
    assert judged(CONTROL, scope(by_hand, service))["identity-not-shown"] == ("unproven", "release.sh:4")


def of_account(*facts: RootUse, strict: bool = True) -> Scope:
    given = scope(OIDC, *facts, strict=strict)
    return replace(given, view=replace(given.view, shown=frozenset({RootUse})))


def test_an_account_without_an_alarm_on_root_use_is_told_so_once() -> None:
    in_guide = made(RootUse, "guide.md:4", kind=INSTRUCTED, act="alarm")

    assert judged(CONTROL, of_account())["no-root-alarm"] == ("unproven (notice)",)
    assert judged(CONTROL, of_account(in_guide))["no-root-alarm"] == ("unproven (notice)",)
    assert "no-root-alarm" not in judged(CONTROL, of_account(strict=False))


def test_a_trail_that_goes_to_another_account_is_shown_and_proves_nothing() -> None:
    elsewhere = made(RootUse, "trail:9", kind=EvidenceKind.CLAIMED, act="alarm")

    assert judged(CONTROL, of_account(elsewhere))["no-root-alarm"] == ("unproven (notice)", "trail:9")


def test_an_alarm_on_root_use_in_the_account_holds() -> None:
    seen = made(RootUse, "trail:1", kind=EvidenceKind.OBSERVED, act="alarm")

    assert judged(CONTROL, of_account(seen))["no-root-alarm"] == ("configured", "trail:1")


def test_without_an_account_only_who_sets_up_an_alarm_on_root_use_is_heard() -> None:
    in_guide = made(RootUse, "guide.md:4", kind=INSTRUCTED, act="alarm")

    assert judged(CONTROL, scope(OIDC, in_guide))["no-root-alarm"] == ("configured", "guide.md:4")
    assert "no-root-alarm" not in judged(CONTROL, scope(OIDC))


def test_an_account_that_lets_nobody_sign_in_needs_no_second_factor() -> None:
    unused = RootUse(kind=EvidenceKind.OBSERVED, at=Location(arn="root"), act="avoided")
    read = scope(unused)
    read = replace(read, view=replace(read.view, shown=frozenset([Mfa])))

    assert judged(CONTROL, read)["no-mfa"] == ("not_applicable",)
    assert judged(CONTROL, scope(unused))["no-mfa"] == ("unproven (notice)",)  # it was not asked for everybody


def test_the_way_in_that_a_guide_offers_to_a_pipeline_is_where_a_narrow_identity_is_missing() -> None:
    offered = made(Login, "guide.md:40", kind=CLAIMED, method="ssh", user="ubuntu", actor="workflow")
    assert judged(CONTROL, scope(offered))["identity-not-shown"] == ("unproven", "guide.md:40")


def test_an_opening_that_only_a_guide_tells_weighs_less_where_the_account_shows_that_it_is_closed() -> None:
    told = made(Ingress, "guide.md:3", kind=INSTRUCTED, from_port=22, to_port=22, sources=("0.0.0.0/0",))
    is_open = made(Ingress, "x:1", kind=EvidenceKind.OBSERVED, from_port=22, to_port=22, sources=("0.0.0.0/0",))
    plain, beside = scope(told), scope(told, is_open)

    def severity(one: Scope, *shown: type[Fact]) -> list[Severity]:
        seen = replace(one, view=replace(one.view, shown=frozenset(shown)))
        return [found.severity for found in CONTROL.judge(seen) if found.check == "access.ssh-open-to-world"]

    assert severity(plain) == [Severity.CRITICAL]
    assert severity(plain, Ingress) == [Severity.WARNING]
    assert severity(beside, Ingress) == [Severity.CRITICAL]


def test_a_key_that_commands_are_handed_is_shown_beside_their_login() -> None:
    login = made(Login, "d.yml:20", method="ssh", actor="workflow")
    inside = made(Credential, "d.yml:21", form=CredentialForm.SSH_KEY, holder="workflow")
    handed = made(Credential, "d.yml:8", form=CredentialForm.SSH_KEY, holder="workflow", handed=True)
    assert judged(CONTROL, scope(login, inside, handed))["ssh-from-ci"] == ("failed", "d.yml:20", "d.yml:8")


def test_of_the_logins_that_share_a_key_which_is_shown_the_one_that_runs_a_script_stands_for_all() -> None:
    handed = made(Credential, "d.yml:8", form=CredentialForm.SSH_KEY, holder="workflow", handed=True)
    typed = ((12, "ssh $HOST true"), (15, "scp a $HOST:"), (20, "ssh $HOST bash << 'EOF'"))
    tried, copied, run = (
        replace(login, at=replace(login.at, quote=quote))
        for line, quote in typed
        for login in (made(Login, f"d.yml:{line}", method="ssh", actor="workflow"),)
    )
    other = made(Login, "other.yml:3", method="ssh", actor="workflow")
    found = judged(CONTROL, scope(tried, copied, run, other, handed))["ssh-from-ci"]
    assert found == ("failed", "other.yml:3", "d.yml:20", "d.yml:8")
    assert judged(CONTROL, scope(tried, copied, handed))["ssh-from-ci"] == ("failed", "d.yml:12", "d.yml:8")


@pytest.mark.parametrize(
    "secret",
    [
        "GITHUB_TOKEN",
        "ECR_REPO_NEXT",
        "ECR_BACKEND_URL",
        "EC2_DEPLOY_PATH",
        "LIVE_SERVER_IP",
        "DOCKERHUB_USERNAME",
        "AWS_S3_BUCKET_PROD",
        "AWS_REGION",
        "AWS_ACCOUNT_ID",
        "INFRACOST_API_KEY",
        "CODECOV_TOKEN",
        "SONAR_TOKEN",
        "ORG_SNYK_TOKEN",
    ],
)
def test_what_lets_nobody_into_the_product_may_be_handed_to_an_action(secret: str) -> None:
    action = made(ThirdPartyAction, "d.yml:4", name="one/notify", ref="v1", pinned=False, secrets=(secret,))
    assert "unpinned-action-with-secrets" not in judged(CONTROL, scope(action))
    more = made(ThirdPartyAction, "d.yml:9", name="one/notify", ref="v1", pinned=False, secrets=(secret, "SSH_KEY"))
    assert judged(CONTROL, scope(more))["unpinned-action-with-secrets"] == ("failed", "d.yml:9")


@pytest.mark.parametrize("secret", ["SLACK_WEBHOOK_URL", "DISCORD_WEBHOOK", "TELEGRAM_TOKEN"])
def test_the_address_of_a_channel_is_news_to_everybodys_action_but_to_that_of_the_service(secret: str) -> None:
    action = made(ThirdPartyAction, "d.yml:4", name="one/notify", ref="v1", pinned=False, secrets=(secret,))
    assert judged(CONTROL, scope(action))["unpinned-action-with-secrets"] == ("failed", "d.yml:4")
    own = replace(action, name="slackapi/slack-github-action")
    assert ("unpinned-action-with-secrets" in judged(CONTROL, scope(own))) is ("SLACK" not in secret)
    assert "unpinned-action-with-secrets" not in judged(CONTROL, scope(replace(action, pinned=True)))


def test_a_login_that_takes_whatever_host_answers_is_shown() -> None:
    unchecked = made(UncheckedHost, "deploy.sh:7")
    assert judged(CONTROL, scope(unchecked, OIDC))["ssh-host-unchecked"] == ("failed", "deploy.sh:7")
    assert "ssh-host-unchecked" not in judged(CONTROL, scope(OIDC))


def test_what_tells_the_inside_is_open_unless_a_proxy_has_a_rule_for_it() -> None:
    told = made(OpenManagement, "application.yml:9", endpoints=("heapdump", "env"))
    rule = made(ProxyRoute, "nginx.conf:20", path="/actuator", answers=404)

    assert judged(CONTROL, scope(told, OIDC))["management-open"] == ("failed", "application.yml:9")
    assert "management-open" not in judged(CONTROL, scope(told, rule, OIDC))


_PORT = {"everybody": "compose.yml:12"}


def _stored(role: str = "database", environment: str | None = None) -> Container:
    return made(
        Container, "compose.yml:9", name="store", file="compose.yml", role=role, environment=environment, places=_PORT
    )


def test_the_nodes_of_a_cluster_are_shown_by_the_first_one_and_all_named() -> None:
    def node(line: int, name: str, image: str) -> Container:
        shown = {"everybody": f"compose.yml:{line}"}
        return made(Container, "compose.yml:1", name=name, image=image, file="compose.yml", role="cache", places=shown)

    nodes = (node(5, "a", "redis:7"), node(9, "b", "redis:7"), node(14, "c", "redis:7"), node(20, "d", "valkey:8"))
    started = made(Deployment, "deploy.sh:4", method="compose")
    (found,) = (
        one for one in CONTROL.judge(scope(*nodes, started, OIDC)) if one.check == "access.database-port-published"
    )
    assert [place.at.start_line for place in found.evidence] == [5, 20]
    assert found.params["names"] == "a, b, c, d"


@pytest.mark.parametrize(
    ("images", "lines"),
    [
        (("prom/prometheus", "oliver006/redis_exporter:v1"), [1]),
        (("prom/node-exporter:v1", "prom/alertmanager:v0.30"), [2]),
        (("prom/node-exporter:v1", "oliver006/redis_exporter"), [1, 2]),
    ],
)
def test_what_only_counts_is_shown_where_no_console_stands_open_beside_it(
    images: tuple[str, ...], lines: list[int]
) -> None:
    opened = (
        made(
            Container,
            "compose.yml:1",
            name=image,
            image=image,
            file="compose.yml",
            role="other",
            places={"everybody": f"compose.yml:{line}", "console": f"compose.yml:{line}"},
        )
        for line, image in enumerate(images, 1)
    )
    started = made(Deployment, "deploy.sh:4", method="compose")
    (found,) = (one for one in CONTROL.judge(scope(*opened, started, OIDC)) if one.check == "access.console-published")
    assert [place.at.start_line for place in found.evidence] == lines


@pytest.mark.parametrize("role", ["database", "cache"])
def test_a_store_whose_port_its_host_publishes_stands_open_but_for_a_security_group(role: str) -> None:
    started = made(Deployment, "deploy.sh:4", method="compose")
    found = judged(CONTROL, scope(_stored(role), started, OIDC))
    assert found["database-port-published"] == ("failed (notice)", "compose.yml:12")


def test_of_many_logins_of_one_pipeline_the_first_stand_for_all() -> None:
    logins = [made(Login, f"pipeline.yml:{line}", method="ssh", actor="workflow") for line in range(1, 9)]
    beside = made(Login, "other.yml:4", method="ssh", actor="workflow")
    found = judged(CONTROL, scope(*logins, beside))["ssh-from-ci"]
    assert found == ("failed", *(f"pipeline.yml:{line}" for line in range(1, 4)), "other.yml:4")


def test_a_script_that_takes_a_keys_file_is_shown_at_its_logins_beside_other_findings() -> None:
    first = made(Login, "deploy.sh:3", method="ssh", user="ubuntu", actor="script")
    again = made(Login, "deploy.sh:5", method="ssh", user="ubuntu", actor="script")
    key = made(Credential, "deploy.sh:3", form=CredentialForm.SSH_KEY, holder="person")
    keyless = made(Login, "check.sh:2", method="ssh", user="ubuntu", actor="script")
    static = made(Credential, "App.java:4", form=CredentialForm.STATIC_KEY, holder="application")

    assert judged(CONTROL, scope(first, again, key, keyless, static))["ssh-from-ci"] == (
        "failed",
        "deploy.sh:3",
        "deploy.sh:5",
    )
    assert "ssh-from-ci" not in judged(CONTROL, scope(keyless, static))
    assert "ssh-from-ci" not in judged(CONTROL, scope(replace(first, kind=INSTRUCTED), key, static))


def test_a_script_that_sets_something_up_once_is_shown_only_where_no_release_goes_in_that_way() -> None:
    logins = [made(Login, f"{name}.sh:3", method="ssh", user="ubuntu", actor="script") for name in ("certs", "deploy")]
    keys = [
        made(Credential, f"{name}.sh:3", form=CredentialForm.SSH_KEY, holder="person") for name in ("certs", "deploy")
    ]
    release = made(Deployment, "deploy.sh:5", method="ssh")

    assert judged(CONTROL, scope(*logins, *keys, release))["ssh-from-ci"] == ("failed", "deploy.sh:3")
    assert judged(CONTROL, scope(logins[0], keys[0], release))["ssh-from-ci"] == ("failed", "certs.sh:3")
    pipeline = made(Login, "pipeline.yml:9", method="ssh", user="ubuntu", actor="workflow")
    found = judged(CONTROL, scope(logins[0], keys[0], release, pipeline))
    assert found["ssh-from-ci"] == ("failed", "pipeline.yml:9")
    assert "ssh-by-hand" not in found


def test_a_store_of_another_sort_stands_open_as_well() -> None:
    store = made(
        Container,
        "compose.yml:9",
        name="vectors",
        file="compose.yml",
        role="other",
        places={**_PORT, "store": "compose.yml:12"},
    )
    found = judged(CONTROL, scope(store, made(Deployment, "deploy.sh:4", method="compose"), OIDC))
    assert found["database-port-published"] == ("failed (notice)", "compose.yml:12")


def test_a_console_that_a_proxy_lets_everybody_through_to_is_open() -> None:
    passed = made(ConsoleForAnyone, "nginx.conf:9", name="prometheus", port="9090")
    assert judged(CONTROL, scope(passed, OIDC))["console-open-to-world"] == ("failed", "nginx.conf:9")


def test_what_a_server_is_born_with_serves_as_what_is_deployed_to_it() -> None:
    found = judged(CONTROL, scope(_stored("cache"), made(ComposedAtBirth, "user-data.sh:4"), OIDC))
    assert found["database-port-published"] == ("failed (notice)", "compose.yml:12")


def test_a_network_that_lets_no_database_in_is_the_only_door_left_to_a_published_port() -> None:
    web = made(Ingress, "sg.tf:3", from_port=443, to_port=443, sources=("0.0.0.0/0",))
    found = judged(CONTROL, scope(_stored(environment="production"), web, OIDC))
    assert found["database-port-published"] == ("failed (notice)", "compose.yml:12")


def test_a_container_that_a_script_starts_alone_serves_whoever_deploys() -> None:
    alone = made(
        Container, "user-data.sh:7", name="store", file="", role="cache", places={"everybody": "user-data.sh:9"}
    )
    assert judged(CONTROL, scope(alone, OIDC))["database-port-published"] == ("failed (notice)", "user-data.sh:9")


def test_a_console_that_is_published_is_remarked_and_a_container_that_commands_docker_opens_the_control() -> None:
    opened = {"everybody": "compose.yml:5", "console": "compose.yml:6", "socket": "compose.yml:8"}
    told: dict[str, Any] = {"name": "look", "file": "compose.yml", "environment": "production"}
    found = judged(CONTROL, scope(made(Container, "compose.yml:3", places=opened, **told), OIDC))
    assert found["console-published"] == ("failed (notice)", "compose.yml:6")
    assert found["docker-socket-reached"] == ("failed", "compose.yml:8")
    inside = judged(CONTROL, scope(made(Container, "compose.yml:3", places={"socket": "compose.yml:8"}, **told), OIDC))
    assert not {"console-published", "docker-socket-reached"} & set(inside)


@pytest.mark.parametrize(
    ("role", "door", "severity"),
    [
        ("proxy", "socket", Severity.NOTICE),
        ("other", "socket", Severity.WARNING),
        ("proxy", "console", Severity.WARNING),
    ],
)
def test_a_proxy_that_learns_its_routes_from_docker_is_a_remark(role: str, door: str, severity: Severity) -> None:
    doors = {"everybody": "compose.yml:5", "socket": "compose.yml:8", door: "compose.yml:8"}
    proxy = made(
        Container, "compose.yml:3", name="p", file="compose.yml", environment="production", role=role, places=doors
    )
    found = CONTROL.judge(scope(proxy, OIDC))
    assert [one.severity for one in found if one.check == "access.docker-socket-reached"] == [severity]


def test_an_application_with_every_right_commands_its_host_whoever_publishes_it() -> None:
    told: dict[str, Any] = {"name": "shop", "file": "compose.yml", "environment": "production"}
    right = made(Container, "compose.yml:3", places={"privileged": "compose.yml:8"}, role="application", **told)
    assert judged(CONTROL, scope(right, OIDC))["docker-socket-reached"] == ("failed", "compose.yml:8")
    beside = replace(right, role="other")
    assert "docker-socket-reached" not in judged(CONTROL, scope(beside, OIDC))
    both = replace(beside, places={name: Location("compose.yml", 9, 9) for name in ("everybody", "privileged")})
    assert judged(CONTROL, scope(both, OIDC))["docker-socket-reached"] == ("failed", "compose.yml:9")


def test_a_store_that_only_a_developer_starts_and_an_application_may_publish_their_ports() -> None:
    assert "database-port-published" not in judged(CONTROL, scope(_stored(), OIDC))
    started = made(Deployment, "deploy.sh:4", method="compose")
    assert "database-port-published" not in judged(CONTROL, scope(_stored("application"), started, OIDC))


def test_a_store_beside_an_application_that_comes_back_with_its_host_is_no_developers() -> None:
    own = made(Deployment, "deploy.sh:4", method="ssh")
    places = {"restart": "compose.yml:4"}
    lasting = made(Container, "compose.yml:2", name="api", file="compose.yml", role="application", places=places)
    store = made(Container, "compose.yml:9", name="db", file="compose.yml", role="database", places=_PORT)
    known = replace(store, places={**store.places, "password": Location("compose.yml", 14, 14)})
    for facts, shown in (
        ((lasting, store), ("compose.yml:12",)),
        ((lasting, known), ("compose.yml:12", "compose.yml:14")),
    ):
        assert judged(CONTROL, scope(*facts, own, OIDC))["database-port-published"] == ("failed (notice)", *shown)
    elsewhere = made(Workload, "main.tf:1", kind=DECLARED, platform=Platform.FARGATE)
    for developers in (
        (replace(lasting, places={}), own),
        (lasting, elsewhere),
        (lasting, replace(own, method="ecs")),
    ):
        assert "database-port-published" not in judged(CONTROL, scope(known, *developers, OIDC))


def test_a_hosts_own_firewall_that_lets_ssh_in_from_anywhere_leaves_open_who_may_knock() -> None:
    ssh = made(Ingress, "setup.sh:9", from_port=22, to_port=22, sources=(), target="ufw")
    assert judged(CONTROL, scope(ssh, OIDC))["ssh-source-unsaid"] == ("failed", "setup.sh:9")
    closed = made(Ingress, "sg.tf:3", kind=DECLARED, from_port=443, to_port=443, sources=("0.0.0.0/0",))
    told = judged(CONTROL, scope(ssh, closed, OIDC))
    assert "ssh-source-unsaid" not in told
    assert told["host-firewall-open"] == ("failed (notice)", "setup.sh:9")
    office = made(Ingress, "setup.sh:8", from_port=22, to_port=22, sources=("203.0.113.7",), target="ufw")
    assert "ssh-source-unsaid" not in judged(CONTROL, scope(office, OIDC))


def test_a_hosts_own_firewall_keeps_no_port_closed_that_docker_publishes() -> None:
    ssh = made(Ingress, "setup.sh:9", from_port=22, to_port=22, sources=(), target="ufw")
    found = judged(CONTROL, scope(_stored(environment="production"), ssh, OIDC))
    assert found["database-port-published"] == ("failed (notice)", "compose.yml:12")


def test_a_private_key_that_a_template_makes_and_writes_out_opens_the_control_where_it_goes() -> None:
    key = made(MadeKey, "key.tf:12", kind=DECLARED, name="web")
    assert judged(CONTROL, scope(OIDC, key))["made-key"] == ("failed", "key.tf:12")


def test_a_text_that_gives_away_an_administrators_first_login_opens_the_control_there() -> None:
    login = made(DefaultLogin, "docs/deploy.md:9", kind=EvidenceKind.INSTRUCTED)
    assert judged(CONTROL, scope(OIDC, login))["default-login"] == ("failed", "docs/deploy.md:9")
    assert "default-login" not in judged(CONTROL, scope(OIDC))


@pytest.mark.parametrize(
    ("name", "opens"), [("ADMIN_PASSWORD", True), ("DB_ADMIN_PASSWORD", False), ("PASSWORD", False)]
)
def test_the_password_of_an_administrator_that_code_makes_opens_the_control_too(name: str, *, opens: bool) -> None:
    secret = made(ExposedSecret, "seed.js:4", name=name, form="password")
    assert judged(CONTROL, scope(OIDC, secret)).get("default-login") == (("failed", "seed.js:4") if opens else None)


@pytest.mark.parametrize(
    ("name", "missing", "told"),
    [
        ("ADMIN_PASSWORD", "default", True),
        ("app.admin.password", "default", True),
        ("ADMIN_PASSWORD", "silent", False),
        ("MYSQL_ADMIN_PASSWORD", "default", False),
        ("JWT_SECRET", "default", False),
    ],
)
def test_a_word_that_stands_in_for_an_administrators_password_is_a_remark(
    name: str, missing: str, *, told: bool
) -> None:
    loader = made(ConfigurationLoader, "seed.js:4", source="environment", missing=missing, names=(name,))
    shown = ("failed (notice)", "seed.js:4") if told else None
    assert judged(CONTROL, scope(OIDC, loader)).get("default-login") == shown
    blank = replace(loader, places={"blank": loader.at})
    assert "default-login" not in judged(CONTROL, scope(OIDC, blank))
    if told:
        handed = replace(loader, at=at("docker-compose.yml:7"), source="compose")
        found = judged(CONTROL, scope(OIDC, loader, handed))["default-login"]
        assert found == ("failed (notice)", "docker-compose.yml:7")
        written = made(DefaultLogin, "docs/deploy.md:9", kind=EvidenceKind.INSTRUCTED)
        assert judged(CONTROL, scope(OIDC, loader, written))["default-login"] == ("failed", "docs/deploy.md:9")


def test_more_rights_on_a_host_than_needed_open_the_control_where_they_are_given() -> None:
    given = made(HostRights, "release.sh:5", what="chmod -R 777 /srv/shop")
    assert judged(CONTROL, scope(OIDC, given))["host-rights-too-wide"] == ("failed", "release.sh:5")
    assert "host-rights-too-wide" not in judged(CONTROL, scope(OIDC))


def test_ansible_goes_in_as_its_inventory_says() -> None:
    typed = made(Login, "Makefile:4", method="ssh", actor="script", tool="ansible")
    step = made(Login, "deploy.yml:9", method="ssh", actor="workflow", tool="ansible")
    managed = made(Login, "inventory.ini:2", method="ssm", actor="script", tool="ansible")
    assert judged(CONTROL, scope(typed, step)) == {
        **NO_MFA,
        "ssh-by-hand": ("failed", "Makefile:4"),
        "ssh-from-ci": ("failed", "deploy.yml:9"),
    }
    assert not {"ssh-by-hand", "ssh-from-ci"} & judged(CONTROL, scope(typed, step, managed)).keys()


def test_a_registrys_own_action_is_shown_only_where_no_strangers_action_is_given_secrets() -> None:
    registry, stranger = (
        made(ThirdPartyAction, place, name=name, ref="v3", pinned=False, secrets=("TOKEN", "HOST_KEY"))
        for place, name in (("d.yml:9", "docker/login-action"), ("d.yml:20", "someone/ssh-action"))
    )
    both = judged(CONTROL, scope(registry, stranger))["unpinned-action-with-secrets"]
    assert both == ("failed", "d.yml:20")
    assert judged(CONTROL, scope(registry))["unpinned-action-with-secrets"] == ("failed", "d.yml:9")

"""Tasks and listeners that a script makes with the CLI."""

import pytest

from holdfast.model.facts import Budget, Credential, DefaultLogin, HandedSecret, LoadBalancer, StandingName
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of

_TASK = """#!/bin/bash
IMAGE="123456789012.dkr.ecr.ap-northeast-2.amazonaws.com/shop:{tag}"
cat > task.json <<JSON
{{"family": "shop", "containerDefinitions": [{{"name": "shop",
  "image": "{image}"
}}]}}
JSON
aws ecs register-task-definition --cli-input-json file://task.json
"""


@pytest.mark.parametrize(
    ("tag", "image", "line"),
    [
        ("latest", "$IMAGE", 2),
        ("latest", "${IMAGE}", 2),
        ("$GIT_SHA", "$IMAGE", None),
        ("1", "example.com/shop:latest", 5),
    ],
)
def test_a_task_that_a_script_registers_runs_whatever_its_image_is_by_then(
    tag: str, image: str, line: int | None
) -> None:
    facts = facts_of(Snippet("make.sh", _TASK.format(tag=tag, image=image)))
    names = [fact for fact in facts if isinstance(fact, StandingName)]
    assert [fact.at.start_line for fact in names] == ([line] if line else [])


def test_a_load_balancer_of_a_script_has_the_listeners_that_the_script_makes() -> None:
    made = "LB=$(aws elbv2 create-load-balancer --name shop --scheme {scheme} --subnets a b --query x --output text)\n"
    plain = (
        "aws elbv2 create-listener --load-balancer-arn $LB --protocol HTTP --port 80 --default-actions Type=forward\n"
    )
    safe = (
        "aws elbv2 create-listener --load-balancer-arn $LB --protocol HTTPS --port 443 --default-actions Type=forward\n"
    )

    def balancer(text: str) -> LoadBalancer:
        (one,) = [fact for fact in facts_of(Snippet("make.sh", text)) if isinstance(fact, LoadBalancer)]
        return one

    open_ = balancer(made.format(scheme="internet-facing") + plain)
    assert (open_.tls, open_.where("listener").start_line) == (False, 2)
    assert balancer(made.format(scheme="internet-facing") + plain + safe).tls is True
    assert balancer(made.format(scheme="internal") + plain).internal is True
    assert balancer(plain).tls is False


_BOOT = "git clone https://example.com/shop.git\npm2 start app.js"


@pytest.mark.parametrize(
    ("script", "line"),
    [
        (f"STARTS='#!/bin/bash\n{_BOOT}'\naws ec2 run-instances --image-id ami-1 --user-data \"$STARTS\"\n", 2),
        (
            (
                f"STARTS=$(cat <<'EOF'\n#!/bin/bash\n{_BOOT}\nEOF\n)\n"
                'aws ec2 run-instances --image-id ami-1 --user-data "$STARTS"\n'
            ),
            3,
        ),
        (
            (
                f"cat > boot.sh <<'EOF'\n#!/bin/bash\n{_BOOT}\nEOF\n"
                "aws ec2 run-instances --image-id ami-1 --user-data file://boot.sh\n"
            ),
            3,
        ),
        (f"ID=$(aws ec2 run-instances --image-id ami-1 --query x \\\n  --user-data '#!/bin/bash\n{_BOOT}')\n", 3),
        (f"STARTS='#!/bin/bash\n{_BOOT}'\necho \"$STARTS\"\n", None),
    ],
)
def test_what_a_host_of_a_script_starts_with_takes_whatever_a_branch_holds(script: str, line: int | None) -> None:
    names = [fact for fact in facts_of(Snippet("make.sh", script)) if isinstance(fact, StandingName)]
    assert [fact.at.start_line for fact in names] == ([line] if line else [])


_HANDED = """#!/bin/bash
cat > task.json <<JSON
{"family": "shop", "containerDefinitions": [{"name": "shop",
  "environment": [
    {"name": "JWT_SECRET", "value": "${JWT_SECRET}"}
  ]
}]}
JSON
aws ecs register-task-definition --cli-input-json file://task.json
"""


def test_secrets_that_a_script_writes_into_a_task_are_plain_values_of_its_container() -> None:
    [handed] = [fact for fact in facts_of(Snippet("make.sh", _HANDED)) if isinstance(fact, HandedSecret)]
    assert (handed.at.start_line, handed.names) == (5, ("JWT_SECRET",))


@pytest.mark.parametrize(("password", "shown"), [("oranges", True), ("$ADMIN_PASSWORD", False)])
@pytest.mark.parametrize(
    "command",
    [
        "echo \"User.objects.create_superuser('admin', 'a@b.kr', '{}')\" | python manage.py shell",
        "DJANGO_SUPERUSER_PASSWORD={} python manage.py createsuperuser --noinput",
        "wp core install --url=shop.kr --admin_user=admin --admin_password='{}' --skip-email",
        "wp user create owner a@b.kr --role=administrator --user_pass={}",
        "php artisan tinker --execute=\"User::create(['role' => 'admin', 'password' => Hash::make('{}')]);\"",
        "rails runner \"User.create!(email: 'admin@shop.kr', password: '{}')\"",
        "echo \"u = User(is_staff=True); u.set_password('{}'); u.save()\" | python manage.py shell",
    ],
)
def test_a_script_has_the_first_account_made(command: str, password: str, *, shown: bool) -> None:
    text = command.format(password) + "\n"
    found = [fact for fact in facts_of(Snippet("make.sh", text)) if isinstance(fact, DefaultLogin)]
    assert [fact.at.start_line for fact in found] == ([1] if shown else [])
    assert password == "$ADMIN_PASSWORD" or password not in repr(found)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ("", False),
        (" --notifications-with-subscribers file://who.json", True),
        (" --cli-input-json file://budget.json", None),
        ("\naws budgets create-notification --budget-name shop", None),
    ],
)
def test_a_budget_by_command_warns_whom_it_is_told(options: str, *, told: bool | None) -> None:
    text = f"aws budgets create-budget --account-id 1 --budget 'BudgetName=shop,BudgetLimit={{Amount=5}}'{options}\n"
    found = [fact for fact in facts_of(Snippet("make.sh", text)) if isinstance(fact, Budget)]
    assert found[0].notifies is told


@pytest.mark.parametrize(
    ("command", "holder"),
    [
        ("aws iam create-access-key --user-name shop-uploads", "application"),
        ('aws iam create-access-key --user-name "$USER_OF_SHOP"', "application"),
        ("aws iam create-access-key --user-name github-deploy", "workflow"),
        ("aws iam create-access-key", "person"),
    ],
)
def test_a_key_that_a_command_makes_for_another_user_is_a_programs(command: str, holder: str) -> None:
    keys = [one for one in facts_of(Snippet("make.sh", f"{command}\n")) if isinstance(one, Credential)]
    assert [one.holder for one in keys] == [holder]

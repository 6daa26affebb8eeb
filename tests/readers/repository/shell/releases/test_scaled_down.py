"""Deployments that have a platform run nothing before it runs the new release."""

import pytest

from holdfast.model.facts import ScriptFault
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of


def stopped(text: str) -> list[tuple[int, int]]:
    return [
        (fact.at.start_line, fact.at.end_line)
        for fact in facts_of(Snippet("scripts/deploy.sh", text))
        if isinstance(fact, ScriptFault) and fact.form == "stopped-before-start"
    ]


_UPDATE = "aws ecs update-service --cluster shop --service"
_NEW = "aws ecs register-task-definition --cli-input-json file://task.json"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{_UPDATE} api --desired-count 0\n{_UPDATE} api --task-definition api:$REV --desired-count 2", (1, 2)),
        (f"{_UPDATE} api --desired-count=0\n{_NEW}\n{_UPDATE} api --desired-count $BEFORE", (1, 3)),
        (f"{_UPDATE} api --desired-count 0\n{_NEW}\n" + "echo\n" * 20 + f"{_UPDATE} api --desired-count 1", (1, 1)),
        (
            "kubectl scale deployment/api --replicas=0\nkubectl apply -f k8s\nkubectl scale deployment/api --replicas=3",
            (1, 3),
        ),
        (
            "docker service scale api=0\ndocker service update --image shop:$SHA api\ndocker service scale api=2",
            (1, 3),
        ),
        ("kubectl delete deployment api -n shop\nkubectl apply -f k8s/ -n shop", (1, 2)),
        ("kubectl -n shop delete -f k8s/api.yaml --ignore-not-found\nkubectl -n shop apply -f k8s/api.yaml", (1, 2)),
        ("kubectl delete -f k8s/api.yaml\nkubectl apply -f k8s", (1, 2)),
        ("kubectl delete deploy/api || true\nkubectl create -f api.yaml", (1, 2)),
        ("helm uninstall shop -n shop\nsleep 5\nhelm install shop ./chart", (1, 3)),
    ],
)
def test_a_service_that_is_told_to_run_no_copy_serves_nobody_until_it_runs_some_again(
    text: str, expected: tuple[int, int]
) -> None:
    assert stopped(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        f"{_UPDATE} api --desired-count 0\naws ecs delete-service --service api",
        f"{_UPDATE} old --desired-count 0\n{_UPDATE} api --task-definition api:$REV --desired-count 2",
        f"{_UPDATE} api --desired-count 0\npg_restore -d shop shop.dump\n{_UPDATE} api --desired-count 2",
        f'case "$1" in\n  stop) {_UPDATE} api --desired-count 0 ;;\n  *) {_UPDATE} api --desired-count 2 --force-new-deployment ;;\nesac',
        f"{_UPDATE} api --force-new-deployment --desired-count 2",
        "kubectl delete deployment api",
        "kubectl delete -f k8s/migrate-job.yaml\nkubectl apply -f k8s/migrate-job.yaml",
        "kubectl delete -f k8s/old.yaml\nkubectl apply -f k8s/api.yaml",
        "kubectl delete secret api\nkubectl create secret generic api --from-literal=A=b\nkubectl apply -f k8s",
        "kubectl delete deployment api --cascade=orphan\nkubectl apply -f k8s",
        "kubectl apply -f k8s\nkubectl delete deployment old",
        "kubectl delete deployment api-old\nkubectl apply -f k8s",
        "down() { kubectl delete -f k8s; }\nup() { kubectl apply -f k8s; }\nup",
        "helm uninstall old\nhelm upgrade --install shop ./chart",
    ],
)
def test_what_is_taken_down_for_good_or_moved_about_is_no_release(text: str) -> None:
    assert stopped(text) == []


def test_what_does_not_come_up_behind_the_release_is_started_once_more() -> None:
    again = f"{_UPDATE} api --desired-count 0\nsleep 60\n{_UPDATE} api --desired-count 2"
    asked = f'if [ "$STATUS" != ACTIVE ]; then\n{again}\nfi'
    assert stopped(f"{_UPDATE} api --task-definition api:$REV\n{asked}") == []
    assert stopped(f"{_UPDATE} api --task-definition api:$REV\n{again}") == [(2, 4)]
    assert stopped(f'if [ "$1" = prod ]; then\n{_NEW}\n{again}\nfi') == [(3, 5)]

"""Logins over SSH that do not ask which host answers."""

import pytest

from holdfast.model.facts import UncheckedHost
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.pipelines import READER as PIPELINES
from holdfast.readers.repository.shell import facts_of
from holdfast.readers.repository.shell.access.unchecked import unchecked_by_setting
from holdfast.readers.repository.workflows.github import facts as workflow_facts


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("ssh -o StrictHostKeyChecking=no deploy@10.0.0.4 'restart shop'\n", ["1-1"]),
        ("ssh -oStrictHostKeyChecking=no -oUserKnownHostsFile=/dev/null deploy@10.0.0.4 'restart shop'\n", ["1-1"]),
        ("scp -o 'StrictHostKeyChecking off' shop.tar deploy@app.example.com:/srv\n", ["1-1"]),
        (
            "cat > ~/.ssh/config <<EOF\nHost app\n  StrictHostKeyChecking no\n  UserKnownHostsFile /dev/null\nEOF\n",
            ["3-4"],
        ),
        ("export ANSIBLE_HOST_KEY_CHECKING=False\nansible-playbook -i hosts site.yml\n", ["1-1"]),
        ('echo -e "Host app\\n  StrictHostKeyChecking no" >> ~/.ssh/config\n', ["1-1"]),
        ('echo -e "Host app\\n\\tStrictHostKeyChecking no\\n" > ~/.ssh/config\n', ["1-1"]),
        ("printf 'Host *\\nUserKnownHostsFile /dev/null\\n' | sudo tee -a /etc/ssh/ssh_config\n", ["1-1"]),
        ('ssh -o StrictHostKeyChecking=no a@10.0.0.4 "cd shop && git pull && pm2 restart shop"\n', ["1-1"]),
        ("git push origin v1\nscp -i key.pem -o StrictHostKeyChecking=no shop.tar a@10.0.0.4:/srv\n", ["2-2"]),
        ("docker login -u gitlab-ci-token $HUB\nssh -o StrictHostKeyChecking=no a@10.0.0.4 'sh up.sh'\n", ["2-2"]),
        ("ssh -o StrictHostKeyChecking=no -T git@github.com\n", []),
        ("git -c core.sshCommand='ssh -o StrictHostKeyChecking=no' clone a@10.0.0.4:shop\n", []),
        ("GIT_SSH_COMMAND='ssh -i k -o StrictHostKeyChecking=no' git fetch\n", []),
        ("ssh -o StrictHostKeyChecking=accept-new deploy@10.0.0.4 'restart shop'\n", []),
        ("ssh -o StrictHostKeyChecking=yes deploy@10.0.0.4 'restart shop'\n", []),
        ("# ssh -o StrictHostKeyChecking=no deploy@10.0.0.4\nls\n", []),
        ('echo "try: ssh -o StrictHostKeyChecking=no deploy@10.0.0.4"\n', []),
        ("export GIT_SSH_COMMAND='ssh -o StrictHostKeyChecking=no'\ngit pull\n", []),
        ("cat > ~/.ssh/config <<EOF\nHost github.com\n  StrictHostKeyChecking no\nEOF\n", []),
        ("ssh -p 2222 -o StrictHostKeyChecking=no tester@localhost true\n", []),
    ],
)
def test_a_login_that_takes_whatever_host_answers(text: str, rows: list[str]) -> None:
    found = [fact.at for fact in facts_of(Snippet("bin/push.sh", text)) if isinstance(fact, UncheckedHost)]
    assert [f"{at.start_line}-{at.end_line}" for at in found] == rows


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("env:\n  ANSIBLE_HOST_KEY_CHECKING: 'false'\n", 2),
        ("variables:\n  ANSIBLE_HOST_KEY_CHECKING: False\n", 2),
        ("environment {\n  ANSIBLE_HOST_KEY_CHECKING = 'False'\n}\n", 2),
        ("[defaults]\ninventory = hosts\nhost_key_checking = False\n", 3),
        ("[web:vars]\nansible_host_key_checking=false\n", 2),
        ("ansiblePlaybook(\n  playbook: 'site.yml', disableHostKeyChecking: true)\n", 2),
        ("[defaults]\nhost_key_checking = True\n", 0),
        ("[defaults]\n# host_key_checking = False\n", 0),
        ("env:\n  ANSIBLE_HOST_KEY_CHECKING: 'true'\n", 0),
    ],
)
def test_a_setting_of_ansible_says_the_same(text: str, row: int) -> None:
    found = [fact.at.start_line for fact in unchecked_by_setting(Snippet("some.txt", text))]
    assert found == ([row] if row else [])


def test_a_pipeline_that_deploys_nothing_logs_in_so_too() -> None:
    workflow = (
        "on: push\nenv:\n  ANSIBLE_HOST_KEY_CHECKING: no\njobs:\n  copy:\n    runs-on: ubuntu-latest\n    steps:\n"
        "      - run: ssh -o StrictHostKeyChecking=no me@${{ secrets.HOST }} ./copy.sh\n"
    )
    told = workflow_facts((Snippet(".github/workflows/copy.yml", workflow),), lambda _: None)
    assert [one.at.start_line for one in told if isinstance(one, UncheckedHost)] == [3, 8]
    gitlab = "variables:\n  ANSIBLE_HOST_KEY_CHECKING: 'no'\nplay:\n  script: [ls]\n"
    read = PIPELINES.read(Snippet(".gitlab-ci.yml", gitlab))
    assert [one.at.start_line for one in read if isinstance(one, UncheckedHost)] == [2]

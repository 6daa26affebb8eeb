"""As whom commands enter a host."""

import pytest

from holdfast.model.facts import Credential, CredentialForm, Login
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.pipelines import READER as PIPELINES
from holdfast.readers.repository.shell import facts_of
from tests.readers.repository.many import read_files


@pytest.mark.parametrize(
    ("command", "users"),
    [
        ("ansible-playbook -i hosts -u root site.yml", ["root"]),
        ("ansible-playbook -i 'shop,' -e 'ansible_host=203.0.113.7 ansible_user=root' site.yml", ["root"]),
        ("ansible web -i hosts --user=deploy -m ping", ["deploy"]),
        ('ansible-playbook -i hosts -u "$WHO" site.yml', [None]),
        ("ansible-playbook -i localhost, -c local site.yml", []),
        ("ansible-playbook --syntax-check -u root site.yml", []),
        ("ansible-playbook -i hosts -c amazon.aws.aws_ssm site.yml", []),
    ],
)
def test_ansible_enters_its_hosts_as_its_command_says(command: str, users: list[str | None]) -> None:
    found = facts_of(Snippet("deploy.sh", f"{command}\n"))
    assert [fact.user for fact in found if isinstance(fact, Login) and fact.method == "ssh"] == users


@pytest.mark.parametrize(
    ("line", "form"),
    [
        ("chmod 400 shop.pem && ssh-add shop.pem", CredentialForm.SSH_KEY),
        ("eval $(ssh-agent) && ssh-add -k deploy/id_ed25519", CredentialForm.SSH_KEY),
        ("ssh-add -l", None),
        ("ssh-add ~/.ssh/known", None),
        ("ssh web@shop.example \"echo '$WORD' | sudo -S systemctl restart shop\"", CredentialForm.PASSWORD),
        ('sudo -E -S systemctl restart shop <<< "$WORD"', CredentialForm.PASSWORD),
        ("echo $WORD | sudo tee -a /srv/shop/word", None),
    ],
)
def test_a_pipeline_shows_where_a_key_or_a_password_of_a_host_comes_from(
    line: str, form: CredentialForm | None
) -> None:
    text = f"deploy:\n  script:\n    - |\n      {line}\n    - ssh web@shop.example uptime\n"
    found = [fact for fact in read_files(PIPELINES, **{".gitlab-ci.yml": text}) if isinstance(fact, Credential)]
    assert [(fact.form, fact.at.start_line) for fact in found if fact.handed] == ([(form, 4)] if form else [])


def test_the_login_that_releases_is_shown_beside_one_that_only_copies() -> None:
    text = (
        'rsync -az dist/ web@shop.example:shop/\nssh web@shop.example uptime\nssh web@shop.example "pm2 restart shop"\n'
    )
    found = [fact for fact in facts_of(Snippet("deploy.sh", text)) if isinstance(fact, Login)]
    assert [fact.at.start_line for fact in found] == [1, 3]


@pytest.mark.parametrize(
    ("schedule", "user", "told"), [("0 3 * * *", "keeper", False), ("0 3 * * *", "root", True), (None, "keeper", True)]
)
def test_what_a_clock_sends_to_another_host_is_nobodys_login_there_but_roots(
    schedule: str | None, user: str, *, told: bool
) -> None:
    text = f"rsync -a /srv/backups/ {user}@192.0.2.7:/srv/shop\n"
    found = facts_of(Snippet("backup.sh", text), schedule=schedule)
    assert any(isinstance(fact, Login) for fact in found) is told


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('ssh "$WHO@$HOST" "GITHUB_ACTOR=\'$GITHUB_ACTOR\' bash -s" < deploy.sh', True),
        ("ssh -T git@github.com", False),
        ("ssh -i key $FORGE_USER@ssh.github.com true", False),
    ],
)
def test_a_variable_that_is_called_after_a_forge_leads_to_none(line: str, *, told: bool) -> None:
    found = facts_of(Snippet("deploy.sh", f"{line}\n"))
    assert any(isinstance(fact, Login) for fact in found) is told


@pytest.mark.parametrize(
    ("line", "tries"),
    [
        ("ssh web@shop.example \"echo 'connected'\"", True),
        ("ssh -o ConnectTimeout=5 web@$HOST exit", True),
        ("ssh -i k.pem web@$HOST 'hostname && uptime'", True),
        ("ssh web@$HOST << EOF\nwhoami\ndate\nEOF", True),
        ("ssh web@$HOST 'echo start; docker compose up -d'", False),
        ("ssh web@$HOST 'echo \"KEY=$KEY\" >> .env'", False),
        ("ssh web@$HOST 'bash -s' < deploy.sh", False),
        ("ssh web@$HOST", False),
        ("scp app.tar web@$HOST:/srv", False),
    ],
)
def test_a_login_tries_the_way_in_where_nothing_is_done_behind_it(line: str, *, tries: bool) -> None:
    found = [fact for fact in facts_of(Snippet("deploy.sh", f"{line}\n")) if isinstance(fact, Login)]
    assert [fact.tries for fact in found] == [tries]


@pytest.mark.parametrize(
    ("given", "call"),
    [
        ('SSH="ssh -i $KEY deploy@$HOST"', '$SSH "systemctl restart shop"'),
        ('SSH=(ssh -o StrictHostKeyChecking=accept-new "deploy@$HOST")', '"${SSH[@]}" "systemctl restart shop"'),
        ('export SSH="ssh deploy@$HOST"', 'if ! ${SSH} "systemctl restart shop"; then exit 1; fi'),
    ],
)
def test_a_way_in_that_a_script_keeps_for_its_calls_is_shown_where_it_is_written_down(given: str, call: str) -> None:
    text = f"HOST=shop.example\n{given}\n\n{call}\n{call}\n"
    found = [fact.at.start_line for fact in facts_of(Snippet("deploy.sh", text)) if isinstance(fact, Login)]
    assert set(found) == {2}


def test_a_way_in_that_is_typed_out_at_each_call_is_shown_there() -> None:
    text = 'SSH_USER="deploy"\nssh "$SSH_USER@shop.example" "systemctl restart shop"\n'
    assert [fact.at.start_line for fact in facts_of(Snippet("d.sh", text)) if isinstance(fact, Login)] == [2]

"""Ansible's playbooks and roles, as the shell that their tasks come to."""

from dataclasses import replace
from textwrap import dedent

import pytest

from holdfast.model.environments import environment_of
from holdfast.model.evidence import Gap
from holdfast.model.facts import (
    BackupJob,
    Credential,
    Database,
    Deployment,
    ExposedSecret,
    HostRights,
    Ingress,
    Instance,
    Login,
    Rollback,
    ScriptFault,
    StandingName,
    UncheckedHost,
    Workload,
)
from holdfast.readers.repository.ansible.modules import MODULES
from holdfast.readers.repository.ansible.reader import READER
from holdfast.readers.repository.base import Reading, Snippet, Tree
from holdfast.readers.repository.text.nodes import parse_yaml


def read(text: str, path: str = "ansible/deploy.yml") -> list[Reading]:
    assert READER.wants(path)
    return list(READER.read(Snippet(path=path, text=dedent(text).lstrip("\n"))))


def only(readings: list[Reading], sort: type) -> list[Reading]:
    return [reading for reading in readings if isinstance(reading, sort)]


def play(tasks: str, head: str = "hosts: web") -> str:
    """A play with these tasks; the first begins on line 3."""
    return f"- {head}\n  tasks:\n" + "".join(f"    {row}\n" for row in dedent(tasks).strip("\n").split("\n"))


def test_a_branch_that_is_checked_out_and_started_is_a_deployment_without_a_name() -> None:
    found = read(
        play(
            """
            - ansible.builtin.git:
                repo: "{{ repository }}"
                dest: /srv/shop
                version: main
            - ansible.builtin.systemd:
                name: shop
                state: restarted
            """
        )
    )
    (deployment,) = only(found, Deployment)
    assert isinstance(deployment, Deployment)
    assert (deployment.method, deployment.identity, deployment.starts) == ("ssh", "none", "systemd")
    assert str(deployment.at) == "ansible/deploy.yml:7"
    assert str(deployment.where("identity")) == "ansible/deploy.yml:6"


def test_a_commit_that_is_handed_in_names_the_release() -> None:
    found = read(
        play(
            """
            - git:
                repo: "{{ repository }}"
                dest: /srv/shop
                version: "{{ commit_sha }}"
            - service: name=shop state=restarted
            """
        )
    )
    (deployment,) = only(found, Deployment)
    assert isinstance(deployment, Deployment)
    assert deployment.identity == "commit"


def test_a_role_that_runs_the_latest_image_is_a_deployment_by_itself() -> None:
    role = """
        - name: run it
          community.docker.docker_container:
            name: shop
            image: team/shop:latest
        """
    (deployment,) = only(read(role, "roles/app/tasks/main.yml"), Deployment)
    assert isinstance(deployment, Deployment)
    assert (deployment.identity, str(deployment.at)) == ("latest", "roles/app/tasks/main.yml:2-4")


def test_variables_of_the_play_are_written_out() -> None:
    text = """
        - hosts: web
          vars:
            image: team/shop:latest
          tasks:
            - docker_container:
                name: shop
                image: "{{ image }}"
        """
    (deployment,) = only(read(text), Deployment)
    assert isinstance(deployment, Deployment)
    assert deployment.identity == "latest"


@pytest.mark.parametrize("ignored", ["ignore_errors: true", "failed_when: false"])
def test_a_task_whose_failure_is_ignored_swallows_it(ignored: str) -> None:
    (fault,) = only(read(play(f"- shell: npm run migrate\n  {ignored}")), ScriptFault)
    assert isinstance(fault, ScriptFault)
    assert (fault.activity, fault.form, str(fault.at)) == ("migration", "error-swallowed", "ansible/deploy.yml:3")


def test_what_a_cron_job_hides_is_shown_at_the_job() -> None:
    job = "- name: weekly\n  cron:\n    hour: '3'\n    minute: '0'\n    job: aws s3 sync /var/backups s3://b/pg || true"
    (fault,) = only(read(play(job)), ScriptFault)
    assert play(job).split("\n")[fault.at.start_line - 1].strip().startswith("job:")


def test_a_cron_job_that_dumps_is_a_backup_with_its_clock() -> None:
    (job,) = only(
        read(play("- cron:\n    hour: '3'\n    minute: '0'\n    job: pg_dump shop > /var/shop.sql")), BackupJob
    )
    assert isinstance(job, BackupJob)
    assert (job.schedule, job.destination) == ("0 3 * * *", "host")


def test_a_database_that_is_installed_runs_on_the_host() -> None:
    (database,) = only(read(play("- apt:\n    name: [nginx, postgresql]")), Database)
    assert isinstance(database, Database)
    assert (database.engine, database.placement.value) == ("postgresql", "host")


def test_what_is_made_on_aws_is_read_where_ansible_runs() -> None:
    found = read(
        play(
            """
            - amazon.aws.ec2_security_group:
                name: web
                rules:
                  - proto: tcp
                    ports: [22]
                    cidr_ip: 0.0.0.0/0
            - amazon.aws.ec2_instance:
                name: web-1
                instance_type: t3.micro
            - amazon.aws.rds_instance:
                db_instance_identifier: shop
                engine: postgres
                db_instance_class: db.t3.micro
            """,
            head="hosts: localhost",
        )
    )
    (opening,), (host,), (database,) = only(found, Ingress), only(found, Instance), only(found, Database)
    assert isinstance(opening, Ingress)
    assert isinstance(host, Instance)
    assert isinstance(database, Database)
    assert (opening.from_port, opening.sources) == (22, ("0.0.0.0/0",))
    assert (host.instance_type, host.role) == ("t3.micro", False)
    assert (database.instance_class, database.multi_az) == ("db.t3.micro", False)
    assert not only(found, Login)


@pytest.mark.parametrize("tags", ["instance_tags: {Name: lb}", "instance_tags: {name: LB}", "tags: {name: lb-1}"])
def test_hosts_are_called_by_their_tags_and_counted(tags: str) -> None:
    text = f"""
            - ec2:
                instance_type: t2.micro
                {tags}
                count: 2
            """
    (host,) = only(read(play(text, head="hosts: localhost")), Instance)
    assert isinstance(host, Instance)
    assert (host.purpose, host.count) == ("application", 2)


def test_a_play_on_hosts_logs_in_over_ssh_as_its_user() -> None:
    (login,) = only(read(play("- ping:", head="hosts: web\n  remote_user: root")), Login)
    assert isinstance(login, Login)
    assert (login.user, str(login.at), str(login.where("user"))) == (
        "root",
        "ansible/deploy.yml:1",
        "ansible/deploy.yml:2",
    )


@pytest.mark.parametrize(
    "tasks",
    [
        "- shell: npm ci",  # starts nothing
        "- service: {name: nginx, state: restarted}",  # a server, not the product
        "- git: {repo: r, dest: /srv/shop}\n  delegate_to: localhost",
        "- docker_container: {name: shop, state: absent}",
        "- debug: {msg: deploy}",
    ],
)
def test_what_starts_no_release_is_no_deployment(tasks: str) -> None:
    assert not only(read(play(tasks)), Deployment)


def test_a_broken_playbook_is_a_gap_with_its_line() -> None:
    (gap,) = read("- hosts: web\n  tasks: [\n")
    assert isinstance(gap, Gap)


@pytest.mark.parametrize(
    "text", ["", "{}", "- 1\n- [a]\n", "- hosts: web\n  tasks: 3\n", "- hosts: [a, b]\n  tasks:\n    - block: x\n"]
)
def test_other_yaml_says_nothing(text: str) -> None:
    assert all(isinstance(reading, Login) for reading in read(text))


def test_blocks_within_blocks_end_somewhere() -> None:
    depth = 40
    rows = [f"{'  ' * (number + 2)}- block:" for number in range(depth)]
    text = "- hosts: web\n  tasks:\n" + "\n".join(rows) + f"\n{'  ' * (depth + 3)}- shell: pm2 restart shop\n"
    assert not only(read(text), Deployment)


@pytest.mark.parametrize(
    "path",
    [
        "roles/app/molecule/default/converge.yml",
        "roles/app/meta/main.yml",
        ".github/workflows/deploy.yml",
        "a/deploy.sh",
    ],
)
def test_files_that_hold_no_tasks_are_not_asked_for(path: str) -> None:
    assert not READER.wants(path)


VALUES = """
db_host: db.internal
db_password: Zx8kq2LmP0vT
api_key: "{{ vault_api_key }}"
token: !vault |
  $ANSIBLE_VAULT;1.1;AES256
  3132
"""


def test_a_secret_among_the_variables_is_given_away_and_what_the_vault_holds_is_not() -> None:
    (secret,) = only(read(VALUES.lstrip(), "ansible/group_vars/web.yml"), ExposedSecret)
    assert isinstance(secret, ExposedSecret)
    assert (secret.name, secret.at.start_line, "Zx8" in secret.at.quote) == ("db_password", 2, False)
    play_of = "- hosts: web\n  vars:\n    db_password: Zx8kq2LmP0vT\n  tasks: []\n"
    assert len(only(read(play_of), ExposedSecret)) == 1
    assert READER.wants("ansible/group_vars/web.yml")
    assert READER.wants("host_vars/db/main.yml")


def test_what_a_variable_of_the_play_is_made_of_names_the_release() -> None:
    found = read(
        """
        - hosts: web
          vars:
            image: "registry.example.com/shop:{{ git_sha }}"
          tasks:
            - community.docker.docker_container:
                name: shop
                image: "{{ image }}"
                env:
                  GIT_SHA: "{{ git_sha }}"
                  MOTTO: "two words {{ here }}"
        """,
        "deploy/web.yml",
    )
    (deployment,) = only(found, Deployment)
    assert isinstance(deployment, Deployment)
    assert (deployment.identity, deployment.carries_identity) == ("commit", True)


def test_a_playbook_that_goes_back_is_a_way_back_and_no_deployment() -> None:
    tasks = "- community.docker.docker_container:\n    name: shop\n    image: registry.example.com/shop:{{ git_sha }}\n"
    found = read(play(tasks), "deploy/rollback.yml")

    assert not only(found, Deployment)
    assert len(only(found, Rollback)) == 1


@pytest.mark.parametrize(
    "path",
    ["inventory/production", "hosts.ini", "inventories/prod.yml", "ansible/inventory.yml.template", "hosts.example"],
)
def test_an_inventory_says_as_whom_hosts_are_entered(path: str) -> None:
    text = "[web]\n10.0.0.1 ansible_user=root\n# ansible_user=admin\n10.0.0.2 ansible_user={{ user }}\n"
    (login,) = only(read(text, path), Login)

    assert isinstance(login, Login)
    assert (login.user, login.at.start_line) == ("root", 2)


def test_so_do_the_variables_of_a_group() -> None:
    (login,) = only(read("ansible_user: root\n", "group_vars/all.yml"), Login)

    assert isinstance(login, Login)
    assert (login.user, login.actor) == ("root", "script")


def test_options_of_a_module_stand_on_their_own_lines() -> None:
    found = read(
        play(
            """
            - amazon.aws.rds_instance:
                id: shop
                engine: postgres
                publicly_accessible: true
                backup_retention_period: 0
            - amazon.aws.autoscaling_group:
                name: shop
                min_size: 2
                max_size: 6
                vpc_zone_identifier: [subnet-a, subnet-b]
            - amazon.aws.ec2_security_group:
                name: desk
                rules:
                  - proto: tcp
                    ports: 443
                    cidr_ip: 0.0.0.0/0
                  - proto: tcp
                    ports: 22
                    cidr_ip: 0.0.0.0/0
            """
        )
    )
    (database,) = only(found, Database)
    assert isinstance(database, Database)
    assert (database.public, str(database.where("public"))) == (True, "ansible/deploy.yml:6")
    assert (database.retention_days, str(database.where("retention_days"))) == (0, "ansible/deploy.yml:7")
    doors = [one for one in only(found, Ingress) if isinstance(one, Ingress)]
    assert [(one.from_port, one.at.start_line) for one in doors] == [(443, 17), (22, 20)]
    (group,) = only(found, Workload)
    assert isinstance(group, Workload)
    assert (group.minimum, group.maximum, group.zones, str(group.at)) == (2, 6, 2, "ansible/deploy.yml:8-12")


@pytest.mark.parametrize(
    "url",
    [
        "http://{{ ansible_host }}:8080/health",
        "{{ 'https://' ~ domain ~ '/health' if domain | length > 0 else 'http://' ~ ansible_host ~ '/health' }}",
    ],
)
def test_a_play_asks_from_where_it_runs_how_the_hosts_are(url: str) -> None:
    tasks = f"""
        - command: docker compose up -d
        - uri:
            url: "{url}"
            status_code: 200
          register: answer
          until: answer.status == 200
          delegate_to: localhost
        """
    assert [one.asks_health for one in read(play(tasks)) if isinstance(one, Deployment)] == [True]


def together(files: dict[str, str]) -> list[Reading]:
    snippets = [Snippet(path=path, text=dedent(text).lstrip("\n")) for path, text in files.items()]
    tree = Tree(paths=tuple(files), open_text=files.__getitem__)
    assert READER.read_together is not None
    return list(READER.read_together(tree, tuple(one for one in snippets if READER.wants(one.path))))


RUNS_IT = """
    - hosts: web
      tasks:
        - docker_container:
            name: shop
            image: "team/shop:{{ shop_version }}"
"""


@pytest.mark.parametrize("path", ["docker-release.yml", "books/shop-app.yaml"])
def test_a_playbook_is_told_by_its_text_whatever_it_is_called(path: str) -> None:
    assert len(only(together({path: RUNS_IT}), Deployment)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "services:\n  web:\n    image: team/shop\n    extra_hosts:\n      - a:b\n",
        "- hosts: web\n  note: nothing is done here\n",
        "spec:\n  tls:\n    - hosts: [shop.example.com]\n  tasks: 3\n",
    ],
)
def test_a_text_without_plays_is_left_to_others(text: str) -> None:
    assert not together({"some.yml": text})


def test_tasks_beside_a_playbook_are_read_like_those_of_a_role() -> None:
    tasks = "- name: store\n  apt:\n    name: [postgresql]\n"
    (database,) = only(together({"tasks/store.yml": tasks}), Database)
    assert str(database.at) == "tasks/store.yml:2"


@pytest.mark.parametrize(
    "beside",
    [
        {"group_vars/all.yml": "shop_version: latest\n"},
        {"vars/common.yml": "shop_version: latest\n"},
        {"shop-vars.yml": "shop_version: latest\n"},
        {"roles/shop/defaults/main.yml": "shop_version: latest\n"},
        {"inventory.yml": "all:\n  hosts:\n    a:\n  vars:\n    shop_version: latest\n"},
        {"group_vars/staging.yml": "shop_version: 1.2.3\n", "group_vars/all.yml": "shop_version: latest\n"},
        {
            "roles/shop/defaults/main.yml": "shop_version: 1.2.3\n",
            "group_vars/production.yml": "shop_version: latest\n",
        },
    ],
)
def test_what_variables_hold_in_other_files_names_the_release(beside: dict[str, str]) -> None:
    found = [
        replace(one, environment=environment_of(one.path))
        for one in (Snippet(path=path, text=text) for path, text in beside.items())
    ]
    play_of = Snippet(path="site.yml", text=dedent(RUNS_IT).lstrip("\n"))
    assert READER.read_together is not None
    readings = list(READER.read_together(Tree(paths=(), open_text=str), (*found, play_of)))
    (deployment,) = only(readings, Deployment)
    assert isinstance(deployment, Deployment)
    assert deployment.identity == "latest"


@pytest.mark.parametrize(
    ("image", "identity"),
    [
        ("team/shop:{{ lookup('env', 'GIT_SHA') }}", "commit"),
        ("team/shop:{{ lookup('env', 'GIT_SHA') | default('latest', true) }}", "commit"),
        ("team/shop", "latest"),
    ],
)
def test_what_stands_outside_ansible_names_the_release(image: str, identity: str) -> None:
    (deployment,) = only(read(play(f'- docker_container:\n    name: shop\n    image: "{image}"')), Deployment)
    assert isinstance(deployment, Deployment)
    assert (deployment.identity, str(deployment.at)) == (identity, "ansible/deploy.yml:3-5")


def test_an_inventory_gives_away_what_stands_in_it() -> None:
    rows = "[db]\n10.0.0.2 ansible_user=ubuntu ansible_password=Zx8kq2LmP0vT\n# x_password=Zx8kq2LmP0vT\n"
    (secret,) = only(together({"hosts.ini": f"{rows}y_password={{{{ vault }}}}\n"}), ExposedSecret)
    assert isinstance(secret, ExposedSecret)
    assert (secret.name, secret.form, secret.at.start_line) == ("ansible_password", "host-password", 2)
    assert "Zx8" not in secret.at.quote


def test_a_file_that_asks_how_the_hosts_are_asks_for_the_release_of_another() -> None:
    asks = "- uri:\n    url: http://localhost:8080/health\n"
    found = together({"site.yml": RUNS_IT, "tasks/health.yml": asks})
    assert [one.asks_health for one in found if isinstance(one, Deployment)] == [True]


@pytest.mark.parametrize(
    ("task", "port", "line"),
    [
        (
            "lineinfile:\n    path: /etc/mysql/mysqld.cnf\n    regexp: ^bind-address\n    line: bind-address = 0.0.0.0",
            3306,
            6,
        ),
        ("replace:\n    path: /etc/redis/redis.conf\n    regexp: ^bind 127.0.0.1\n    replace: bind 0.0.0.0", 6379, 6),
        ("lineinfile:\n    path: /etc/postgresql/16/pg_hba.conf\n    line: host all all 0.0.0.0/0 md5", 5432, 5),
        ("postgresql_pg_hba:\n    contype: host\n    source: 0.0.0.0/0\n    method: md5", 5432, 5),
        ("ufw:\n    rule: allow\n    port: '5432'", 5432, 3),
        ("firewalld: {port: 3306/tcp, permanent: true, state: enabled}", 3306, 3),
    ],
)
def test_a_database_that_lets_everybody_in_is_told_where_the_module_says_it(task: str, port: int, line: int) -> None:
    (opening,) = only(read(play(f"- {task}")), Ingress)
    assert isinstance(opening, Ingress)
    assert (opening.from_port, opening.at.start_line) == (port, line)


@pytest.mark.parametrize(
    "task",
    [
        "lineinfile: {path: /etc/hosts, line: 10.0.0.2 db}",
        "lineinfile: {path: /etc/mysql/mysqld.cnf, regexp: bind-address, state: absent}",
        "postgresql_pg_hba: {contype: host, databases: all, users: shop, method: md5}",
        "postgresql_pg_hba: {contype: local, source: 0.0.0.0/0}",
        "ufw: {rule: deny, port: '5432'}",
        "firewalld: {service: mysql, state: disabled}",
    ],
)
def test_what_lets_nobody_in_opens_nothing(task: str) -> None:
    assert not only(read(play(f"- {task}")), Ingress)


@pytest.mark.parametrize(
    ("task", "command"),
    [
        ("docker_stack: {name: shop, compose: [/srv/s.yml]}", "docker stack deploy -c /srv/s.yml shop"),
        ("docker_swarm_service: {name: shop, image: team/shop:1}", "docker service update --image team/shop:1 shop"),
        ("script: deploy.sh", "bash deploy.sh"),
        ("supervisorctl: {name: shop, state: restarted}", "supervisorctl restart shop"),
        ("django_manage: {command: migrate, app_path: /srv/shop}", "cd /srv/shop && python manage.py migrate"),
        ("pip: {requirements: requirements.txt}", "pip install -r requirements.txt"),
        (
            "cloudformation: {stack_name: a, template: b.yml}",
            "aws cloudformation deploy --stack-name a --template-file b.yml",
        ),
        ("s3_sync: {bucket: copies, file_root: /var/b}", "aws s3 sync /var/b s3://copies/"),
        (
            "docker_container: {name: a, image: team/a:1, published_ports: ['80:8080'], restart_policy: always}",
            "docker run -d --name a --restart always -p 80:8080 team/a:1",
        ),
        ("file: {path: /srv/shop, mode: '0777', recurse: yes}", "chmod -R 777 /srv/shop"),
        ("file: {path: /srv/shop, mode: '0755'}", ""),
        ("uri: {url: https://shop.example.com/up, validate_certs: no}", "curl -f https://shop.example.com/up -k"),
        (
            "unarchive: {src: https://a.example/shop.tgz, dest: /srv, remote_src: yes}",
            "curl -fsSL https://a.example/shop.tgz | tar xz -C /srv",
        ),
        ("user: {name: deploy, groups: [www-data, sudo], append: yes}", "usermod -aG sudo deploy"),
        ("user: {name: deploy, groups: 'docker,wheel'}", "usermod -aG wheel deploy"),
        ("user: name=deploy groups=sudo", "usermod -aG sudo deploy"),
        ("user: {name: deploy, groups: docker}", ""),
        ("user: {name: deploy, groups: sudo, state: absent}", ""),
        ("sudoers: {user: ci, commands: ALL}", "echo 'ci ALL=(ALL) NOPASSWD: ALL' > /etc/sudoers.d/ci"),
        ("sudoers: {user: ci, commands: ALL, nopassword: no}", ""),
        ("sudoers: {user: ci, commands: /usr/bin/systemctl restart shop}", ""),
        ("docker_login: {username: a, password: '{{ token }}'}", ""),
        ("docker_stack: {name: shop, state: absent}", ""),
        ("supervisorctl: {name: shop, state: present}", ""),
    ],
)
def test_modules_come_to_commands(task: str, command: str) -> None:
    around = parse_yaml(task)
    ((name, given),) = around.entries().items()
    assert MODULES[name](given, around) == command


@pytest.mark.parametrize(
    "task",
    [
        "docker_login: {registry_url: ghcr.io, username: shop, password: kd83Kd92ksLq01}",
        "copy: {dest: /srv/shop/.env, content: JWT_SECRET=kd83Kd92ksLq01}",
        "mysql_user: {name: shop, password: kd83Kd92ksLq01, priv: '*.*:ALL'}",
        "mysql_user: name=shop host=% password=kd83Kd92ksLq01",
        "community.postgresql.postgresql_user:\n    name: shop\n    password: kd83Kd92ksLq01",
    ],
)
def test_a_secret_in_one_row_of_a_task_is_told_and_not_shown(task: str) -> None:
    found = read(play(f"- {task}\n- service: {{name: shop, state: restarted}}\n"))

    assert len(only(found, ExposedSecret)) == 1
    assert "kd83" not in repr(found)


def test_users_of_a_database_are_told_where_their_options_stand() -> None:
    tasks = """\
- apt: {name: mysql-server}
- mysql_user:
    name: shop
    host: "%"
    password: kd83Kd92ksLq01
- mysql_user: {name: old, state: absent, password: kd83Kd92ksLq01}
- mysql_user: {name: shop, password: "{{ vault_password }}"}
"""
    found = read(play(tasks))
    assert [one.at.start_line for one in only(found, ExposedSecret)] == [7]
    assert [one.at.start_line for one in only(found, Ingress)] == [6]


def test_what_takes_down_brings_nothing() -> None:
    tasks = "- shell: docker compose down\n- docker_container: {name: a, image: 'team/a:latest'}\n"
    (deployment,) = only(read(play(tasks)), Deployment)

    assert isinstance(deployment, Deployment)
    assert deployment.where("identity").start_line == deployment.at.start_line


def test_a_dump_that_is_brought_to_where_ansible_runs_leaves_the_host() -> None:
    dump = "- postgresql_db: {name: shop, state: dump, target: /tmp/shop.gz}\n"
    (job,) = only(read(play(f"{dump}- fetch: {{src: /tmp/shop.gz, dest: copies/}}")), BackupJob)
    assert isinstance(job, BackupJob)
    assert job.destination == "other-host"


def test_a_file_that_a_task_writes_is_read_as_what_it_is() -> None:
    tasks = """
        - copy:
            dest: /etc/cron.d/nightly
            content: |
              0 3 * * * root pg_dump shop > /var/backups/shop.sql
            mode: "0644"
        """
    (job,) = only(read(play(tasks)), BackupJob)
    assert isinstance(job, BackupJob)
    assert (job.schedule, job.at.start_line) == ("0 3 * * *", 6)


def test_the_settings_of_ansible_say_how_hosts_are_entered() -> None:
    text = "[defaults]\nremote_user = root\nhost_key_checking = False\n[ssh_connection]\nssh_args = -o StrictHostKeyChecking=no\n"
    found = together({"ansible.cfg": text})
    assert [one.user for one in found if isinstance(one, Login)] == ["root"]
    assert [one.at.start_line for one in found if isinstance(one, UncheckedHost)] == [5, 3]


def test_so_does_an_inventory() -> None:
    row = "web ansible_host=10.0.0.1 ansible_ssh_common_args='-o StrictHostKeyChecking=no'\n"
    assert len(only(together({"inventory/hosts": row}), UncheckedHost)) == 1


@pytest.mark.parametrize(
    "task",
    [
        "- yum: name={{ item }} state=latest\n  with_items:\n    - nginx\n    - postgresql15-server",
        "- apt:\n    name: '{{ item }}'\n  loop: [nginx, postgresql]",
        "- apt:\n    name: '{{ item.package }}'\n  loop:\n    - {package: postgresql, of: db}",
        "- dnf:\n    name: \"{{ item['package'] }}\"\n  loop:\n    - {package: postgresql}",
    ],
)
def test_a_task_that_goes_over_a_list_does_so_for_each_of_its_items(task: str) -> None:
    (database,) = only(read(play(task)), Database)
    assert isinstance(database, Database)
    assert database.engine == "postgresql"


@pytest.mark.parametrize(
    "task",
    [
        "lineinfile: \"dest=/etc/sudoers regexp='^%wheel' line='%wheel ALL=(ALL) NOPASSWD: ALL'\"",
        "lineinfile: >\n    dest=/etc/sudoers\n    line='shop ALL=(ALL) NOPASSWD: ALL'",
        "lineinfile:\n    path: /etc/sudoers.d/shop\n    line: 'shop ALL=(ALL) NOPASSWD: ALL'",
    ],
)
def test_options_may_be_written_on_one_line(task: str) -> None:
    assert len(only(read(play(f"- {task}")), HostRights)) == 1


@pytest.mark.parametrize(
    "tasks",
    [
        "- get_url: {url: https://example.com/compose, dest: /usr/local/bin/docker-compose}\n- service: {name: shop, state: restarted}",
        "- git: {repo: r, dest: /srv/shop}\n- service: {name: jenkins, state: restarted}",
        "- copy: {src: id_rsa, dest: /home/me/.ssh/}\n- systemd: {name: shop, state: restarted}",
        "- get_url: {url: https://example.com/a.repo, dest: /etc/yum.repos.d/a.repo}\n- service: {name: shop, state: started}",
    ],
)
def test_what_a_machine_is_set_up_with_is_no_release(tasks: str) -> None:
    assert not only(read(play(tasks)), Deployment)


def test_the_clone_names_no_release_and_not_the_tool_that_is_fetched_before_it() -> None:
    found = read(
        play(
            """
            - get_url: {url: https://example.com/compose, dest: /usr/local/bin/docker-compose}
            - git:
                repo: r
                dest: /srv/shop
            - shell: docker-compose -f /srv/shop/docker-compose.yml up -d
            """
        )
    )
    (deployment,) = only(found, Deployment)
    assert isinstance(deployment, Deployment)
    assert str(deployment.where("identity")) == "ansible/deploy.yml:4"


@pytest.mark.parametrize(
    ("task", "lasting"),
    [
        ("ec2_instance_info:\n    aws_access_key: '{{ a }}'\n    aws_secret_key: '{{ b }}'", True),
        ("s3_object:\n    access_key: '{{ a }}'\n    secret_key: '{{ b }}'", True),
        (
            "shell: aws s3 ls\n  environment:\n    AWS_ACCESS_KEY_ID: '{{ a }}'\n    AWS_SECRET_ACCESS_KEY: '{{ b }}'",
            True,
        ),
        ("s3_object:\n    access_key: '{{ a }}'\n    secret_key: '{{ b }}'\n    session_token: '{{ c }}'", False),
        ("s3_object:\n    bucket: copies\n    mode: list", False),
    ],
)
def test_keys_that_a_module_is_given_never_expire(task: str, lasting: bool) -> None:
    found = only(read(play(f"- {task}")), Credential)
    assert [str(one.at).partition(":")[2] for one in found if isinstance(one, Credential)] == (
        ["5-6" if "environment" in task else "4-5"] if lasting else []
    )


def test_a_command_does_not_show_the_secrets_that_variables_hold() -> None:
    values = "version_told: v9\nstore_secret: Zx8kq2LmP0vT\n"
    tasks = "- shell: docker run -d -l {{ store_secret }} team/shop:{{ version_told }}"
    found = together({"group_vars/all.yml": values, "ansible/deploy.yml": f"- hosts: web\n  tasks:\n    {tasks}\n"})
    quotes = [fact.at.quote for fact in found if fact.at.path == "ansible/deploy.yml"]
    assert any("team/shop:v9" in quote for quote in quotes)
    assert not any("Zx8" in quote for quote in quotes)
    turns = (
        "- shell: docker run -d -l {{ item.password }} team/{{ item.n }}\n  loop: [{n: shop, password: Zx8kq2LmP0vT}]\n"
    )
    quotes = [fact.at.quote for fact in read(play(turns))]
    assert any("team/shop" in quote for quote in quotes)
    assert not any("Zx8" in quote for quote in quotes)


@pytest.mark.parametrize(
    ("options", "sent"),
    [
        ('synchronize:\n    src: "{{ playbook_dir }}/../"\n    dest: "{{ app_dir }}/"', True),
        ("copy:\n    src: ../../backend/\n    dest: /srv/shop", True),
        ("copy: src=../ dest=/srv/shop", True),
        ("synchronize:\n    src: ../\n    dest: /srv/shop\n    mode: pull", False),
        ("copy:\n    src: ../\n    dest: /srv/shop\n    remote_src: true", False),
        ('copy:\n    src: "{{ playbook_dir }}/../scripts/keep.sh"\n    dest: /srv/shop/keep.sh', False),
        ("copy:\n    src: files/nginx.conf\n    dest: /etc/nginx/nginx.conf", False),
        ("git:\n    repo: https://git.example.kr/shop.git\n    dest: /srv/shop", True),
        ("git:\n    repo: https://git.example.kr/shop.git\n    dest: /srv/shop\n    version: main", True),
        ('git:\n    repo: https://git.example.kr/shop.git\n    dest: /srv/shop\n    version: "{{ release }}"', False),
        ("git:\n    repo: https://git.example.kr/u/pyenv.git\n    dest: /opt/pyenv", False),
    ],
)
def test_a_checkout_that_a_role_sends_goes_out_by_no_name(options: str, sent: bool) -> None:
    role = f"- name: send it\n  {options}\n  delegate_to: localhost\n"
    assert bool(only(read(role, "roles/app/tasks/main.yml"), StandingName)) is sent


def test_what_is_started_again_behind_a_step_of_its_own_went_live_the_first_time() -> None:
    up = "- docker_compose_v2:\n    project_src: /srv/shop\n"
    (deployment,) = only(read(play(f"- git: repo=a dest=/srv/shop\n{up}- command: ./migrate\n{up}")), Deployment)
    assert isinstance(deployment, Deployment)
    assert deployment.at.start_line == 4


def test_a_secret_among_the_settings_of_a_container_stands_on_its_own_line() -> None:
    task = "- docker_container:\n    name: api\n    image: shop/api:1.4\n    env:\n      PORT: '80'\n      DB_PASSWORD: canary9pass\n"
    found = only(read(play(task)), ExposedSecret)
    assert [(fact.name, fact.at.start_line) for fact in found if isinstance(fact, ExposedSecret)] == [
        ("DB_PASSWORD", 8)
    ]
    assert "canary9pass" not in str(read(play(task)))


def test_a_link_that_is_put_back_where_a_task_failed_is_a_way_back_and_no_release() -> None:
    link = "file: {{src: {0}, dest: /srv/pets/current, state: link}}"
    restart = "service: name=pets state=restarted"
    new, old = link.format("'/srv/pets/releases/{{ sha }}'"), link.format("'{{ previous }}'")
    tasks = f"- block:\n    - unarchive: src=pets.tgz dest=/srv/pets/releases\n    - {new}\n    - {restart}\n"
    found = read(play(f"{tasks}  rescue:\n    - {old}\n    - {restart}\n"))

    assert [one.automatic for one in found if isinstance(one, Rollback)] == [True]
    assert [one.identity for one in found if isinstance(one, Deployment)] == ["commit"]
    assert only(read(play(tasks)), Rollback) == []


_TAR = "tar --exclude=.git -czf /tmp/shop.tar.gz ."


@pytest.mark.parametrize(
    ("packs", "brings", "found"),
    [
        (f"- shell: {_TAR}\n  delegate_to: localhost", "- copy: {src: /tmp/shop.tar.gz, dest: /srv/}", 1),
        (f"- local_action:\n- command: {_TAR}", "- unarchive: {src: /tmp/shop.tar.gz, dest: /srv/}", 1),
        (
            "- community.general.archive: {path: ./, dest: /tmp/shop.tgz}",
            "- copy: {src: /tmp/shop.tgz, dest: /srv/}",
            1,
        ),
        ("- shell: git archive -o shop.zip HEAD", "- copy: {src: shop.zip, dest: /srv/}", 1),
        ("- shell: zip -qr shop.zip .", "- synchronize: {src: ./shop.zip, dest: /srv/}", 1),
        (f"- shell: {_TAR}", "- copy: {src: /tmp/other.tar.gz, dest: /srv/}", 0),
        ("- shell: tar -czf /tmp/{{ commit }}.tgz .", '- copy: {src: "/tmp/{{ commit }}.tgz", dest: /srv/}', 0),
        ("- shell: tar -xzf /tmp/shop.tgz", "- copy: {src: /tmp/shop.tgz, dest: /srv/}", 0),
        ("- shell: tar -czf /tmp/backup.tgz /srv", "- synchronize: {src: /tmp/backup.tgz, dest: /b/}", 0),
    ],
)
def test_what_is_packed_under_one_name_and_brought_to_the_hosts_names_no_release(
    packs: str, brings: str, found: int
) -> None:
    assert len(only(read(play(f"{packs}\n{brings}")), StandingName)) == found


@pytest.mark.parametrize(("state", "expected"), [("present", [1]), ("absent", [])])
def test_a_service_of_ecs_has_as_many_copies_as_its_task_says(state: str, expected: list[int]) -> None:
    text = f"""
        - community.aws.ecs_service:
            state: {state}
            name: shop
            cluster: shop
            task_definition: shop
            desired_count: 1
        """
    found = [one for one in only(read(play(text, head="hosts: localhost")), Workload) if isinstance(one, Workload)]
    assert [one.desired for one in found] == expected


def test_a_cache_of_one_node_is_told_by_its_task() -> None:
    text = """
        - elasticache:
            name: sessions
            engine: redis
            node_type: cache.t3.micro
            num_nodes: 1
        """
    assert MODULES["elasticache"](parse_yaml(dedent(text)).items()[0].child("elasticache"), parse_yaml("")).split() == [
        *("aws", "elasticache", "create-cache-cluster", "--cache-cluster-id", "sessions", "\\", "\\"),
        *("--engine", "redis", "\\", "--cache-node-type", "cache.t3.micro", "\\", "--num-cache-nodes", "1"),
    ]

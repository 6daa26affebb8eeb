"""What Capistrano's stages say about hosts and releases."""

from textwrap import dedent

import pytest

from holdfast.model.environments import environment_of
from holdfast.model.facts import Deployment, Login
from holdfast.readers.repository.base import Snippet, Tree
from holdfast.readers.repository.capistrano.reader import READER

from ..templates.support import told


def stage(path: str, text: str) -> list[str]:
    """Everything that the reader says about one file."""
    return told(READER.read(Snippet(path, dedent(text).lstrip("\n"), environment=environment_of(path))))


_RELEASE = "method=ssh name=cap production deploy identity=none carries_identity=True asks_health=False"


def test_a_stage_tells_its_host_and_that_releases_are_named_and_kept() -> None:
    text = """
        # server "example.com", user: "deploy", roles: %w{app db web}
        server '203.0.113.7', user: 'ec2-user', roles: %w[app db web]

        set :ssh_options, { port: 22, keys: %w[~/.ssh/shop.pem] }
        """
    assert stage("config/deploy/production.rb", text) == [
        "Instance 2 [production] name=203.0.113.7 purpose=application",
        "Login 2 [production] method=ssh user=ec2-user actor=script",
        f"Deployment 2 [production] {_RELEASE} rollback=procedure",
    ]


def test_a_blank_in_the_quotes_around_a_host_is_none_of_its_name() -> None:
    text = """
        server '203.0.113.7 ', user: 'ec2-user',
        roles: %w{web app db}
        """
    assert (
        stage("config/deploy/production.rb", text)[0]
        == "Instance 1-2 [production] name=203.0.113.7 purpose=application"
    )


def test_two_hosts_are_two_instances_and_one_way_in() -> None:
    text = """
        set :user, 'deploy'
        role :app, %w{10.0.0.4 10.0.0.5}
        role :web, %w{10.0.0.4 10.0.0.5}
        role :db,  %w{10.0.0.6}
        """
    assert [line.partition(" method")[0] for line in stage("config/deploy/staging.rb", text)] == [
        "Instance 2 [staging] name=10.0.0.4 purpose=application",
        "Login 2 [staging]",
        "Instance 2 [staging] name=10.0.0.5 purpose=application",
        "Deployment 2 [staging]",
    ]


def test_a_host_goes_on_over_its_options_and_may_be_computed() -> None:
    text = """
        server ENV['APP_HOST'],
          user: 'root',
          roles: %w{web app},
          ssh_options: {
            forward_agent: true
          }
        server 'jobs.shop.kr', user: 'deploy', roles: [:worker]
        """
    assert stage("config/deploy/production.rb", text)[:3] == [
        "Instance 1-6 [production] purpose=application",
        "Login 1-6 [production] method=ssh user=root actor=script",
        "Login 7 [production] method=ssh user=deploy actor=script",
    ]


def test_a_single_kept_release_and_a_stop_before_the_start_are_faults() -> None:
    text = """
        set :keep_releases, 1
        namespace :deploy do
          task :restart do
            invoke 'puma:stop'
            invoke! 'puma:start'
          end
        end
        """
    assert stage("config/deploy.rb", text) == [
        "ScriptFault 1 activity=deploy form=rollback-cannot-start command=set :keep_releases, 1",
        "ScriptFault 4-5 activity=deploy form=stopped-before-start command=invoke 'puma:stop'",
    ]
    assert stage("config/deploy.rb", "set :keep_releases, 5\ninvoke 'jobs:stop'\ninvoke 'puma:start'\n") == []


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ("append :linked_files, 'config/database.yml', 'config/master.key'", 1),
        ("set :linked_files, %w{config/database.yml config/puma.rb}", 1),
        ("set(:linked_files, fetch(:linked_files, []).push('config/database.yml'))", 1),
        ("append :linked_files, 'config/master.key'  # config/database.yml comes with the repository", 0),
        ("append :linked_dirs, 'log'", 0),
    ],
)
def test_settings_of_a_database_linked_into_each_release_tell_that_there_is_one(row: str, found: int) -> None:
    assert stage("config/deploy.rb", f"lock '3.18'\n{row}\n") == ["Database 2 engine=sql placement=unknown"] * found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "lock '3.17.2'\nset :repo_url, 'git@example.com:shop.git'\n",
        "# role :app, %w{a.example.com}\n",
        "server\x00(",
    ],
)
def test_a_file_that_names_no_host_says_nothing(text: str) -> None:
    assert stage("config/deploy.rb", text) == []


def test_only_the_files_of_capistrano_are_read() -> None:
    paths = ("config/deploy.rb", "api/config/deploy/production.rb", "config/deploy/templates/puma.rb", "deploy.rb")
    assert [path for path in paths if READER.wants(path)] == ["config/deploy.rb", "api/config/deploy/production.rb"]


@pytest.mark.parametrize("piece", ["a.", "a", "\n", "@", "server 'a.b', roles: [", "set :user,", "role :app, a.b,"])
def test_reading_takes_time_linear_in_the_length(piece: str) -> None:
    stage("config/deploy/production.rb", f"server 'a.example.com', user: {piece * (300_000 // len(piece))}")


@pytest.mark.parametrize(
    "host", ["ENV['HOST']", "fetch(:host)", "YAML.load(`rails credentials:show`)['deploy']['server']", "config[:host]"]
)
def test_a_host_that_is_computed_is_a_host_without_a_name(host: str) -> None:
    told = stage("config/deploy/production.rb", f'server {host}, user: "ec2-user", roles: %w{{app db web}}\n')

    assert told[:2] == [
        "Instance 1 [production] purpose=application",
        "Login 1 [production] method=ssh user=ec2-user actor=script",
    ]


@pytest.mark.parametrize(
    "row",
    [
        "ask :branch, `git rev-parse --abbrev-ref HEAD`.chomp",
        "ask(:branch, 'main')",
        "set :branch, ENV['BRANCH'] || `git branch --show-current`.chomp",
    ],
)
def test_whatever_branch_somebody_stands_on_may_go_live(row: str) -> None:
    assert stage("config/deploy.rb", f'set :application, "shop"\n{row}\n') == [
        f"ScriptFault 2 activity=deploy form=unmerged-deployed command={row}"
    ]


@pytest.mark.parametrize("row", ["# ask :branch, `git rev-parse --abbrev-ref HEAD`.chomp", 'set :branch, "main"'])
def test_a_branch_that_is_written_out_is_the_one_that_goes_live(row: str) -> None:
    assert stage("config/deploy.rb", f"{row}\n") == []


def test_the_one_host_of_mina_serves() -> None:
    text = "require 'mina/rails'\nset :domain, '198.51.100.4'\nset :user, 'deploy'\n"
    assert stage("config/deploy.rb", text)[:2] == [
        "Instance 2 name=198.51.100.4 purpose=application",
        "Login 2 method=ssh user=deploy actor=script",
    ]


@pytest.mark.parametrize(
    ("row", "form"),
    [
        ('execute "cd #{release_path} && npm run build || true"', "error-swallowed"),
        ("execute :npm, :run, :build, raise_on_non_zero_exit: false", "error-swallowed"),
        ("execute :pm2, :delete, 0\n      execute :pm2, :start, 'dist/server.js'", "stopped-before-start"),
        ("execute :pm2, :reload, fetch(:application)", ""),
        ('execute "cd #{release_path} && npm ci && npm run build"', ""),
    ],
)
def test_what_tasks_have_hosts_run_is_read_as_shell(row: str, form: str) -> None:
    text = f"namespace :app do\n  task :install do\n    on roles(:app) do\n      {row}\n    end\n  end\nend\n"
    found = stage("lib/capistrano/tasks/app.rake", text)

    assert [fact.split()[1] for fact in found if form and f"form={form}" in fact] == (
        ["4-5" if "\n" in row else "4"] if form else []
    )
    assert form or not found


def test_stages_that_are_kept_elsewhere_still_have_releases_put_out() -> None:
    shared = (
        "set :application, 'shop'\nset :repo_url, 'git@example.com:shop.git'\nset :branch, ENV['BRANCH'] || 'main'\n"
    )
    files = (Snippet("config/deploy.rb", shared), Snippet("config/deploy/example.rb", "server 'IP ADDRESS HERE'\n"))
    assert READER.read_together is not None
    found = READER.read_together(Tree((), lambda _: ""), files)
    (release,) = (fact for fact in found if isinstance(fact, Deployment))

    assert (release.at.start_line, release.identity, release.rollback) == (3, "none", "procedure")


@pytest.mark.parametrize(
    ("shared", "own", "identity", "at"),
    [
        ("set :branch, 'main'\n", "", "commit", "config/deploy.rb"),
        ("set :branch, :master # what was merged\n", "", "commit", "config/deploy.rb"),
        ("set(:branch, 'release')\n", "", "commit", "config/deploy.rb"),
        ("set :branch, 'main'\n", "set :branch, 'new-cart'\n", "none", "config/deploy/production.rb"),
        ("set :branch, ENV['BRANCH'] || 'main'\n", "", "none", "config/deploy.rb"),
        ("set :branch, 'main'\n", "set :branch, ENV.fetch('RELEASE_TAG')\n", "tag", "config/deploy/production.rb"),
        ("set :branch, `git describe --tags`.chomp\n", "", "tag", "config/deploy.rb"),
        ("set :application, 'shop'\n", "", "none", None),
    ],
)
def test_a_release_is_named_by_its_commit_where_a_branch_that_is_merged_into_is_written_out(
    shared: str, own: str, identity: str, at: str | None
) -> None:
    stage_text = f"server '203.0.113.7', user: 'deploy', roles: %w[app]\n{own}"
    files = (Snippet("config/deploy.rb", shared), Snippet("config/deploy/production.rb", stage_text))
    assert READER.read_together is not None
    found = READER.read_together(Tree((), lambda _: ""), files)
    (release,) = (fact for fact in found if isinstance(fact, Deployment))
    place = release.places.get("identity")

    assert (release.identity, place.path if place else None) == (identity, at)


@pytest.mark.parametrize(
    ("shared", "lines"),
    [
        ("namespace :deploy do\n  task :restart do\n    invoke 'puma:restart'\n  end\nend\n", (2, 4)),
        ("namespace :deploy do\n  task :check do\n  end\n  after :finishing, :cleanup\nend\n", (4, 4)),
        ("after 'deploy:publishing', 'deploy:restart'\n", (1, 1)),
        ("set :application, 'shop'\n", None),
        ("  task :restart do\n" + "    invoke 'a'\n" * 50, (1, 1)),
    ],
)
def test_what_makes_a_release_serve_is_where_it_could_be_asked(shared: str, lines: tuple[int, int] | None) -> None:
    stage_text = "server '203.0.113.7', user: 'deploy', roles: %w[app]\n"
    files = (Snippet("config/deploy.rb", shared), Snippet("config/deploy/production.rb", stage_text))
    assert READER.read_together is not None
    found = READER.read_together(Tree((), lambda _: ""), files)
    (release,) = (fact for fact in found if isinstance(fact, Deployment))
    place = release.places.get("asks_health")

    assert ((place.start_line, place.end_line) if place else None) == lines


@pytest.mark.parametrize(
    ("task", "starts"),
    [
        ("task :restart do\n  invoke 'puma:restart'\nend\n", "host"),
        ("task :restart do\n  on(roles(:app)) { execute 'docker compose up -d' }\nend\n", None),
    ],
)
def test_containers_go_live_only_where_some_task_says_so(task: str, starts: str | None) -> None:
    files = (
        Snippet("config/deploy/production.rb", "server '203.0.113.7', user: 'deploy', roles: %w[app]\n"),
        Snippet("lib/capistrano/tasks/app.rake", task),
    )
    assert READER.read_together is not None
    found = READER.read_together(Tree((), lambda _: ""), files)

    assert [fact.starts for fact in found if isinstance(fact, Deployment)] == [starts]


@pytest.mark.parametrize(
    ("shared", "login"),
    [
        ("set :user, 'root'\nset :ssh_options, {\n  keys: %w[~/.ssh/shop.pem]\n}\n", (2, 4, "root")),
        ("set(:user, 'deploy')\n", (1, 1, "deploy")),
        ("set :ssh_options, port: 22\n", (1, 1, None)),
        ("# set :ssh_options, keys: %w[~/.ssh/shop.pem]\nset :use_sudo, false\n", None),
        ("set :user, 'deploy'\nserver '203.0.113.8', roles: %w[app]\n", (2, 2, "deploy")),
    ],
)
def test_with_what_all_stages_get_in_is_a_login_beside_their_hosts(
    shared: str, login: tuple[int, int, str | None] | None
) -> None:
    files = (Snippet("config/deploy.rb", shared), Snippet("config/deploy/production.rb", "role :app, '203.0.113.7'\n"))
    assert READER.read_together is not None
    found = READER.read_together(Tree((), lambda _: ""), files)
    above, *rest = sorted((fact for fact in found if isinstance(fact, Login)), key=lambda fact: fact.at.path)
    own = above if above.at.path == "config/deploy.rb" else None

    assert ((own.at.start_line, own.at.end_line, own.user) if own else None) == login
    assert {fact.user for fact in (above, *rest)} == {login[2] if login else None}


@pytest.mark.parametrize(
    ("branch", "check", "identity"),
    [
        ('ENV.fetch("REV")', 'abort "a commit please" unless fetch(:branch).match?(/\\A\\h{40}\\z/)', "commit"),
        (
            'ENV["REV"]',
            "sha = fetch(:branch)\nunless sha =~ /^[0-9a-f]{40}$/\n  error 'no commit'\n  exit 1\nend",
            "commit",
        ),
        ('ENV.fetch("REV")', "", "none"),
        ('ENV.fetch("REV", "main")', 'abort "a commit please" unless fetch(:branch).match?(/\\A\\h{40}\\z/)', "none"),
        ('ENV.fetch("REV")', "# abort unless it is a commit: /\\h{40}/", "none"),
    ],
)
def test_a_branch_that_has_to_be_a_commit_names_the_release(branch: str, check: str, identity: str) -> None:
    texts = {
        "config/deploy.rb": f"set :repo_url, 'git@example.com:shop.git'\n\n{check}\n",
        "config/deploy/production.rb": f"server '203.0.113.7', roles: %w[app]\nset :branch, {branch}\n",
    }
    tree = Tree(paths=tuple(texts), open_text=texts.__getitem__)
    assert READER.read_together is not None
    facts = list(READER.read_together(tree, tuple(Snippet(path, text) for path, text in texts.items())))
    assert [fact.identity for fact in facts if isinstance(fact, Deployment)] == [identity]

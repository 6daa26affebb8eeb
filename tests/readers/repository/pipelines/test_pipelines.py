"""What pipelines outside GitHub say, each dialect by the same facts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.model.facts import (
    Credential,
    CredentialForm,
    Database,
    Deployment,
    ExposedSecret,
    HealthProbe,
    Login,
    ScriptFault,
    SecretInLog,
    SettingsByHand,
    StandingName,
)
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.pipelines import READER

from ..many import read_files
from ..templates.support import places, told


def pipeline(path: str, text: str) -> list[str]:
    """Everything that the reader says about one file."""
    return told(read_files(READER, **{path: text}))


def test_gitlab_templates_lend_their_scripts_to_jobs() -> None:
    text = """
        stages: [build, deploy]
        variables:
          IMAGE: registry.example.com/app
        .ssh: &ssh
          - eval $(ssh-agent -s)
        build:
          stage: build
          script:
            - docker build -t $IMAGE:$CI_COMMIT_SHORT_SHA .
        .deploy:
          stage: deploy
          before_script:
            - *ssh
          script:
            - |
              ssh root@$HOST "
                docker run -d $IMAGE:$CI_COMMIT_SHORT_SHA"
            - curl -f https://$HOST/health
        deploy_production:
          extends: .deploy
          environment:
            name: production
          only: [main]
        """
    assert pipeline(".gitlab-ci.yml", text) == [
        "Login 16-17 [production] method=ssh user=root actor=workflow",
        "HealthProbe 18 [production] asker=deploy path=/health",
        (
            "Deployment 19-23 [production] method=ssh name=deploy_production / deploy_production identity=commit"
            " carries_identity=True asks_health=True starts=docker"
        ),
    ]


def test_a_gitlab_job_that_may_fail_hides_its_failure() -> None:
    text = """
        deploy:
          stage: deploy
          allow_failure: true
          script:
            - ssh ubuntu@h "cd app && git pull && pm2 restart all"
        """
    assert pipeline(".gitlab-ci.yml", text)[1:] == [
        "ScriptFault 1 activity=deploy form=error-swallowed command=continue-on-error: true",
        (
            "Deployment 1-5 method=ssh name=deploy / deploy identity=none carries_identity=False asks_health=False"
            " starts=pm2"
        ),
    ]


def test_circleci_jobs_and_orbs_are_both_deployments() -> None:
    text = """
        version: 2.1
        jobs:
          deploy-ec2:
            steps:
              - checkout
              - run:
                  name: Deploy
                  command: |
                    ssh ec2-user@$HOST "cd app && git pull && pm2 restart all"
        workflows:
          main:
            jobs:
              - deploy-ec2:
                  filters: {branches: {only: production}}
              - aws-ecr/build_and_push_image:
                  tag: ${CIRCLE_SHA1}
              - aws-ecs/deploy_service_update:
                  requires: [aws-ecr/build_and_push_image]
                  container_image_name_updates: "container=app,tag=${CIRCLE_SHA1}"
        """
    assert pipeline(".circleci/config.yml", text) == [
        "Login 9 [production] method=ssh user=ec2-user actor=workflow",
        (
            "Deployment 6-9 [production] method=ssh name=deploy-ec2 / Deploy identity=none"
            " carries_identity=False asks_health=False starts=pm2"
        ),
        (
            "Deployment 17-19 method=ecs name=aws-ecs/deploy_service_update / aws-ecs/deploy_service_update"
            " identity=commit carries_identity=True asks_health=False"
        ),
    ]


@pytest.mark.parametrize(
    ("step", "told"),
    [
        ("- aws-cli/setup", "static-key"),
        ("- aws-cli/setup:\n          region: eu-west-1", "static-key"),
        ("- aws-cli/setup:\n          aws_access_key_id: OURS", "static-key"),
        ("- aws-cli/setup:\n          role_arn: arn:aws:iam::1:role/deploy", "oidc"),
        ("- aws-cli/install", None),
    ],
)
def test_the_orb_that_sets_up_the_command_takes_stored_keys_unless_a_role_is_named(step: str, told: str | None) -> None:
    jobs = f"jobs:\n  ship:\n    steps:\n      - checkout\n      {step}\n      - run: aws s3 sync site s3://shop\n"
    found = pipeline(".circleci/config.yml", f"version: 2.1\n{jobs}")

    forms = [line for line in found if line.startswith("Credential")]
    assert [told in line for line in forms if told] == ([True] if told else [])
    assert bool(forms) is bool(told)


def test_a_job_that_no_workflow_of_circleci_starts_says_nothing() -> None:
    text = """
        version: 2.1
        jobs:
          test:
            steps: [{run: npm test}]
          by-hand:
            steps: [{run: ssh ec2-user@$HOST "cd app && git pull && pm2 restart all"}]
        workflows:
          main:
            jobs: [test]
        """
    assert pipeline(".circleci/config.yml", text) == []


def test_bitbucket_pipes_are_told_like_actions() -> None:
    text = """
        pipelines:
          branches:
            main:
              - step:
                  name: Deploy
                  deployment: production
                  script:
                    - pipe: atlassian/ssh-run:0.8.1
                      variables:
                        SSH_USER: root
                        SERVER: $SERVER
                        COMMAND: 'cd /app && git pull && pm2 restart all'
                    - pipe: atlassian/aws-s3-deploy:1.1.0
                      variables:
                        AWS_ACCESS_KEY_ID: $AWS_ACCESS_KEY_ID
                        AWS_SECRET_ACCESS_KEY: $AWS_SECRET_ACCESS_KEY
                        AWS_DEFAULT_REGION: ap-northeast-2
        """
    assert pipeline("bitbucket-pipelines.yml", text) == [
        "Login 10-11 [production] method=ssh user=root actor=workflow",
        "Credential 15-16 [production] form=static-key holder=workflow",
        "Region 17 [production] name=ap-northeast-2",
        (
            "Deployment 8-12 [production] method=ssh name=main / Deploy / atlassian/ssh-run:0.8.1 identity=none"
            " carries_identity=False asks_health=False starts=pm2"
        ),
    ]


def test_a_build_hands_its_image_to_the_next_stage_by_a_file() -> None:
    text = """
        version: 0.2
        phases:
          pre_build:
            commands:
              - COMMIT_HASH=$(echo $CODEBUILD_RESOLVED_SOURCE_VERSION | cut -c 1-7)
          build:
            commands:
              - docker build -t $R:$COMMIT_HASH .
          post_build:
            commands:
              - docker push $R:$COMMIT_HASH
              - printf '[{"name":"app","imageUri":"%s"}]' $R:$COMMIT_HASH > imagedefinitions.json
        """
    [deployment] = pipeline("buildspec.yml", text)
    assert deployment.startswith("Deployment 12 method=ecs name=buildspec.yml identity=commit")


@pytest.mark.parametrize(
    ("written", "identity"),
    [
        ("""printf '[{"name":"app","imageUri":"%s"}]' $R:latest > imagedefinitions.json""", "latest"),
        (r"""echo "[{\"name\":\"app\",\"imageUri\":\"${R}:latest\"}]" > imageDefinitions.json""", "latest"),
        ("""jq -n --arg uri "$R:latest" '[{name:"app",imageUri:$uri}]' > imagedefinitions.json""", "latest"),
        ("""echo '[{"name":"app","imageUri":"'"$R"':latest"}]' > out/app.json""", "latest"),
        ("""printf '{"ImageURI":"%s"}' $R:latest > imageDetail.json""", "latest"),
        ("""printf '[{"name":"app","imageUri":"%s"}]' $R:$TAG > imagedefinitions.json""", "commit"),
        ("""printf '[{"name":"app","imageUri":"%s"}]' $URI > imagedefinitions.json""", "commit"),
        (
            """printf '[{"name":"app","imageUri":"%s"},{"name":"log","imageUri":"%s"}]' $R:$TAG $L:latest > image_definitions.json""",
            "commit",
        ),
    ],
)
def test_what_is_deployed_is_the_image_that_the_file_names_whatever_else_was_pushed(
    written: str, identity: str
) -> None:
    text = f"""
        version: 0.2
        phases:
          build:
            commands:
              - TAG=$CODEBUILD_RESOLVED_SOURCE_VERSION
              - docker build -t $R:$TAG -t $R:latest .
              - docker push --all-tags $R
              - |
                {written}
        """
    (deployed,) = [fact for fact in read_files(READER, **{"buildspec.yml": text}) if isinstance(fact, Deployment)]

    assert (deployed.identity, deployed.at.start_line, places(deployed)) == (identity, 9, {})


def test_copilots_own_pipeline_makes_the_templates_that_the_stage_behind_it_deploys() -> None:
    text = """
        version: 0.2
        phases:
          post_build:
            commands:
              - tag=$(echo ${CODEBUILD_BUILD_ID##*:}-production)
              - ./copilot-linux svc package -n api -e production --output-dir './infrastructure' --tag $tag --upload-assets
    """
    [deployment] = [one for one in pipeline("copilot/pipelines/main/buildspec.yml", text) if "Deployment" in one]
    assert deployment.startswith("Deployment 3-6 method=ecs name=buildspec.yml / post_build identity=build")


def test_a_build_that_renews_a_service_deploys_by_itself() -> None:
    text = """
        phases:
          build:
            commands:
              - docker build -t $R:latest .
              - docker push $R:latest
              - aws ecs update-service --cluster c --service s --force-new-deployment
        """
    assert [line for line in pipeline("buildspec.yml", text) if line.startswith("Deployment")] == [
        "Deployment 2-6 method=ecs name=buildspec.yml / build identity=latest carries_identity=False asks_health=False"
    ]


def test_jenkins_stages_are_jobs_in_order() -> None:
    text = """
        pipeline {
          agent any
          stages {
            // stage('Old') { steps { sh 'docker compose up -d' } }
            stage('Deploy') {
              steps {
                sshagent(['ec2-key']) {
                  sh \"\"\"
                    scp build/libs/app.jar ubuntu@203.0.113.4:/home/ubuntu/
                    ssh ubuntu@203.0.113.4 "sudo systemctl restart app"
                  \"\"\"
                }
              }
            }
            stage('Health') {
              steps { sh 'curl -f http://203.0.113.4:8080/health' }
            }
          }
        }
        """
    readings = pipeline("Jenkinsfile", text)
    assert [line.split(" name=", maxsplit=1)[0] for line in readings] == [
        "Credential 7 form=ssh-key holder=workflow handed=True",
        "Login 9 method=ssh user=ubuntu actor=workflow",
        "Login 10 method=ssh user=ubuntu actor=workflow",
        "Deployment 8-10 method=ssh",
    ]
    assert readings[-1].endswith("identity=none carries_identity=False asks_health=True starts=systemd")


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        (".gitlab-ci.yml", "a: [", ["Gap 1 malformed"]),
        (".gitlab-ci.yml", "[" * 5_000, ["Gap 1 malformed"]),
        (".gitlab-ci.yml", "a: b\n" * 80_000, ["Gap 0 too-large"]),
        (".gitlab-ci.yml", "a: {extends: a, script: [1]}\n", []),
        (".circleci/config.yml", "jobs: 3\nworkflows: [1]\n", []),
        (".circleci/config.yml", "commands: {x: {steps: [x]}}\njobs: {a: {steps: [x]}}\n", []),
        ("bitbucket-pipelines.yml", "pipelines: {default: [3, {step: 4}]}\n", []),
        ("buildspec.yml", "phases: {build: {commands: {a: 1}}}\n", []),
        ("Jenkinsfile", "stage('x') { sh '''", []),
    ],
)
def test_odd_files_are_gaps_or_nothing(path: str, text: str, expected: list[str]) -> None:
    assert pipeline(path, text) == expected


_ASKS = "httpRequest url: 'http://203.0.113.7:8080/health'"


@pytest.mark.parametrize(
    ("step", "decides"),
    [
        (f"retry(3) {{\n{_ASKS}\n}}", True),
        (f"try {{\n{_ASKS}\n}} catch (e) {{\n echo 'down'\n}}", False),
        (f"try {{\n{_ASKS}\n}} catch (e) {{\n error 'down'\n}}", True),
        (f"catchError(buildResult: 'SUCCESS') {{\n{_ASKS}\n}}", False),
        (f"{_ASKS}, validResponseCodes: '100:599'", False),
        (f"{_ASKS}, httpMode: 'POST'", None),
    ],
)
def test_jenkins_asks_by_a_step_of_its_own(step: str, *, decides: bool | None) -> None:
    text = f"pipeline {{\n agent any\n stage('Deploy') {{\n  steps {{\n{step}\n  }}\n }}\n}}\n"
    found = [one for one in read_files(READER, Jenkinsfile=text) if isinstance(one, HealthProbe)]
    assert [(one.path, one.port, one.decides) for one in found] == (
        [] if decides is None else [("/health", 8080, decides)]
    )


@pytest.mark.parametrize("between", [" ", "\n  "])
def test_variables_of_jenkins_are_known_in_one_row_and_in_many(between: str) -> None:
    held = f'environment {{{between}IMAGE = "shop:${{env.BUILD_NUMBER}}"{between}}}'
    typed = "sh 'ssh app@203.0.113.7 \"docker pull $IMAGE && docker run -d $IMAGE\"'"
    text = f"pipeline {{\n agent any\n {held}\n stage('Deploy') {{\n  steps {{ {typed} }}\n }}\n}}\n"
    found = [one for one in read_files(READER, Jenkinsfile=text) if isinstance(one, Deployment)]
    assert [one.identity for one in found] == ["number"]


@pytest.mark.parametrize(
    ("plugin", "shown"),
    [
        ("sshPublisher(publishers: [sshTransfer(execCommand: 'git pull && pm2 restart shop')])", (5, "none")),
        (
            'sshPublisher(x: [\n sshTransfer(execCommand: """\n  docker pull shop:${env.BUILD_NUMBER}\n  ./start.sh""")])',
            (8, "number"),
        ),
        ('sshCommand remote: host, command: "cd shop && git pull && pm2 restart shop"', (5, "none")),
        ("sshPublisher(publishers: [sshTransfer(sourceFiles: 'build/*.jar', execCommand: '')])", (5, "none")),
    ],
)
def test_what_a_plugin_of_jenkins_types_on_a_host_is_read(plugin: str, shown: tuple[int, str]) -> None:
    text = f"pipeline {{\n agent any\n stage('Deploy') {{\n  steps {{\n{plugin}\n  }}\n }}\n}}\n"
    found = [one for one in read_files(READER, Jenkinsfile=text) if isinstance(one, Deployment)]
    assert [(one.at.end_line, one.identity, one.method) for one in found] == [(*shown, "ssh")]


@pytest.mark.parametrize(
    ("stage", "shown"),
    [
        (
            (
                "def told = '''\n  docker pull shop:latest\n  docker run -d shop:latest\n'''\n"
                "writeFile text: told, file: 'go.sh'\nsh \"ssh app@203.0.113.7 'bash -s' < go.sh\""
            ),
            [(7, "latest")],
        ),
        (
            'def told = """\n  cd shop\n  git pull\n  pm2 restart shop\n"""\nsh "ssh app@203.0.113.7 \'${told}\'"',
            [(8, "none")],
        ),
        ('bat """\n echo on\n ssh app@203.0.113.7 "cd shop && git pull && pm2 restart shop"\n"""', [(7, "none")]),
        ("def told = '''\n  git pull\n  pm2 restart shop\n'''\necho told", []),
        ("bat 'git pull && pm2 restart shop'", []),
    ],
)
def test_what_jenkins_hands_to_a_host_in_a_variable_or_from_windows_is_read(
    stage: str, shown: list[tuple[int, str]]
) -> None:
    text = f"pipeline {{\n agent any\n stage('Deploy') {{\n  steps {{\n{stage}\n  }}\n }}\n}}\n"
    found = [one for one in read_files(READER, Jenkinsfile=text) if isinstance(one, Deployment)]
    assert [(one.at.end_line, one.identity) for one in found] == shown


@pytest.mark.parametrize(
    "text",
    ["sh '''" * 40_000, "sh" + " " * 200_000, 'sh "' * 50_000, "stage('a')" * 20_000, "a = ''' ssh $a " * 20_000],
)
def test_hostile_jenkinsfiles_cost_little(text: str) -> None:
    list(READER.read(Snippet(path="Jenkinsfile", text="stage('deploy')" + text)))


@given(
    st.sampled_from(
        [
            ".gitlab-ci.yml",
            ".circleci/config.yml",
            "bitbucket-pipelines.yml",
            "buildspec.yml",
            ".travis.yml",
            "Jenkinsfile",
        ]
    ),
    st.text(alphabet="jobs:steprunxc \n-'\"${}|&*[]#", max_size=200),
)
def test_no_text_makes_the_reader_raise(path: str, text: str) -> None:
    list(READER.read(Snippet(path=path, text=text)))


def test_circleci_deploys_with_capistrano_and_a_key_from_its_own_store() -> None:
    text = """
        jobs:
          release:
            steps:
              - checkout
              - add_ssh_keys:
                  fingerprints: "aa:bb"
              - deploy:
                  name: Capistrano
                  command: bundle exec cap production deploy
        """
    assert pipeline(".circleci/config.yml", text) == [
        "Credential 6 form=ssh-key holder=workflow handed=True",
        (
            "Deployment 7-9 method=ssh name=release / Capistrano identity=commit carries_identity=False asks_health=False"
        ),
    ]


@pytest.mark.parametrize(
    ("keys", "command", "row"),
    [
        ("add_ssh_keys", "ssh shop@shop.kr docker compose up -d", 6),
        ("add_ssh_keys: { fingerprints: ['aa:bb'] }", "./release.sh", 6),
        ("add_ssh_keys: { fingerprints: ['aa:bb'] }", "git push origin v1", None),
    ],
)
def test_a_key_of_circlecis_store_is_for_hosts_where_something_goes_to_one(
    keys: str, command: str, row: int | None
) -> None:
    text = (
        f"jobs:\n  release:\n    steps:\n      - checkout\n      - run: echo\n      - {keys}\n      - run: {command}\n"
    )
    found = [line for line in pipeline(".circleci/config.yml", text) if line.startswith("Credential")]
    assert found == ([f"Credential {row} form=ssh-key holder=workflow handed=True"] if row else [])


def test_a_build_whose_settings_call_the_tag_latest_names_no_release() -> None:
    text = """
        env:
          variables:
            IMAGE_TAG: latest
        phases:
          build:
            commands:
              - docker build -t $NAME:$IMAGE_TAG .
              - docker push $ACCOUNT.dkr.ecr.$REGION.amazonaws.com/$NAME:$IMAGE_TAG
              - aws ecs update-service --cluster c --service s --force-new-deployment
        """
    [deployment] = [line for line in pipeline("buildspec.yml", text) if line.startswith("Deployment")]
    assert "identity=latest" in deployment


def test_the_tag_that_an_orb_gives_to_the_image_is_where_the_release_gets_its_name() -> None:
    text = """
        workflows:
          main:
            jobs:
              - aws-ecr/build-and-push-image:
                  repo: shop
                  tag: latest
              - aws-ecs/deploy-service-update:
                  requires: [aws-ecr/build-and-push-image]
                  container-image-name-updates: "container=shop,tag=latest"
        """
    readings = read_files(READER, **{".circleci/config.yml": text})
    [deployment] = [reading for reading in readings if isinstance(reading, Deployment)]
    assert deployment.places["identity"].start_line == 6


@pytest.mark.parametrize(
    ("variable", "identity"),
    [
        ('environment {\n    IMAGE = "registry.example.com/shop:${env.GIT_COMMIT}"\n  }', "commit"),
        ("environment {\n    IMAGE = 'registry.example.com/shop:latest'\n  }", "latest"),
        (
            """def tag = sh(script: 'git rev-parse --short HEAD', returnStdout: true)
                env.IMAGE = "registry.example.com/shop:${tag}"
            """,
            "commit",
        ),
    ],
)
def test_what_jenkins_sets_names_the_release(variable: str, identity: str) -> None:
    text = (
        f"pipeline {{\n  {variable}\n  stage('Image') {{ steps {{ sh 'docker build -t $IMAGE .' }} }}\n"
        "  stage('Deploy') { steps { sh 'helm upgrade shop chart --set image=$IMAGE' } }\n}\n"
    )
    readings = read_files(READER, Jenkinsfile=text)
    assert [one.identity for one in readings if isinstance(one, Deployment)] == [identity]


def test_a_job_that_only_goes_back_is_a_way_back() -> None:
    text = """
        back:
          script:
            - kubectl rollout undo deployment/shop
        """
    assert pipeline(".gitlab-ci.yml", text) == []
    assert [line.split()[0] for line in pipeline(".gitlab-ci.yml", text.replace("back:", "rollback:"))] == ["Rollback"]


@pytest.mark.parametrize(
    ("path", "text", "lines"),
    [
        (".gitlab-ci.yml", "variables:\n  AWS_ACCESS_KEY_ID: $KEY\n  AWS_SECRET_ACCESS_KEY: $SECRET\n", (2, 3)),
        (".gitlab-ci.yml", "push:\n  variables:\n    AWS_ACCESS_KEY_ID: $KEY\n  script: [ls]\n", (3, 3)),
        (".circleci/config.yml", "jobs:\n  push:\n    environment:\n      AWS_SECRET_ACCESS_KEY: $S\n", (4, 4)),
    ],
)
def test_keys_among_the_variables_of_a_pipeline_are_shown(path: str, text: str, lines: tuple[int, int]) -> None:
    [key] = [one for one in read_files(READER, **{path: text}) if isinstance(one, Credential)]

    assert (key.form, key.at.start_line, key.at.end_line) == (CredentialForm.STATIC_KEY, *lines)


def test_a_pipeline_logs_in_itself_and_the_password_of_a_database_beside_it_keeps_nobody_out() -> None:
    text = """
        test:
          script:
            - mysql -h 127.0.0.1 -u root --password="harbour-lamp-71" -e "SELECT 1"
            - PGPASSWORD="harbour-lamp-72" psql -h localhost shop
            - PGPASSWORD="harbour-lamp-73" psql -h db.example.net shop
        deploy:
          script:
            - ssh ubuntu@$HOST "docker compose up -d"
        """
    facts = read_files(READER, **{".gitlab-ci.yml": text})

    assert [(fact.at.start_line, fact.name) for fact in facts if isinstance(fact, ExposedSecret)] == [(5, "PGPASSWORD")]
    assert [fact.actor for fact in facts if isinstance(fact, Login)] == ["workflow"]


@pytest.mark.parametrize(
    ("tag", "identity", "line"),
    [("$(date +%Y%m%d%H%M)", "timestamp", "5"), ("$CODEBUILD_RESOLVED_SOURCE_VERSION", "commit", None)],
)
def test_a_build_shows_where_its_image_gets_the_time_for_a_name(tag: str, identity: str, line: str | None) -> None:
    text = f"""
        version: 0.2
        phases:
          build:
            commands:
              - TAG={tag}
              - docker build -t r/shop:$TAG .
              - docker push r/shop:$TAG
              - printf '[{{"name":"shop","imageUri":"r/shop:%s"}}]' $TAG > imagedefinitions.json
        """
    (deployed,) = [fact for fact in read_files(READER, **{"buildspec.yml": text}) if isinstance(fact, Deployment)]

    assert deployed.identity == identity
    assert places(deployed) == ({"identity": line} if line else {})


def test_what_a_variable_of_groovy_holds_is_run_where_it_stands_and_a_written_out_version_names_nothing() -> None:
    text = """
        node {
          stage('Build') {
            sh 'docker build -t acme/shop:1.0 . && docker push acme/shop:1.0'
          }
          stage('Deploy') {
            def start = 'docker run -d --restart always acme/shop:1.0'
            sh "ssh deploy@10.0.0.4 ${start}"
          }
        }
        """
    (deployed,) = [fact for fact in read_files(READER, Jenkinsfile=text) if isinstance(fact, Deployment)]

    assert (deployed.identity, places(deployed)) == ("none", {"identity": "3"})


@pytest.mark.parametrize("image", ["docker/compose:1.29.2", "${COMPOSE_IMAGE}", "docker:27-cli compose"])
def test_compose_that_runs_in_a_container_with_the_socket_deploys(image: str) -> None:
    text = f"""
        node {{
          stage('Deploy') {{
            sh \"\"\"
              docker run --rm \\\\
                -v /var/run/docker.sock:/var/run/docker.sock -v "${{SERVICE_DIR}}":/app -w /app \\\\
                {image} up -d --build
            \"\"\"
          }}
        }}
        """
    (deployed,) = [fact for fact in read_files(READER, Jenkinsfile=text) if isinstance(fact, Deployment)]

    assert (deployed.method, deployed.identity) == ("compose", "none")


def test_an_orb_that_updates_a_service_by_a_word_is_shown_where_the_image_gets_it() -> None:
    text = """
        version: 2.1
        workflows:
          live:
            jobs:
              - aws-ecr/build-and-push-image:
                  repo: shop
                  tag: latest
              - aws-ecs/deploy-service-update:
                  requires: [aws-ecr/build-and-push-image]
                  container-image-name-updates: container=${NAME},tag=latest
        """
    (deployed,) = [f for f in read_files(READER, **{".circleci/config.yml": text}) if isinstance(f, Deployment)]

    assert (deployed.identity, places(deployed)) == ("latest", {"identity": "7"})


@pytest.mark.parametrize(
    ("commands", "told_at"),
    [
        (["composer install", "php artisan migrate --force"], [5]),
        (["npm ci", "npx prisma migrate deploy"], [5]),
        (["docker run -d postgres:16", "npm run unit"], []),
        (["php artisan migrate --env=testing", "php artisan test"], []),
    ],
)
def test_a_build_that_only_changes_a_schema_tells_of_a_database(commands: list[str], told_at: list[int]) -> None:
    rows = "".join(f"      - {command}\n" for command in commands)
    found = read_files(READER, **{"buildspec-schema.yml": f"phases:\n  build:\n    commands:\n{rows}"})

    assert [fact.at.start_line for fact in found if isinstance(fact, Database)] == told_at


def test_what_a_test_starts_in_the_daemon_beside_it_is_no_deployment() -> None:
    text = """
        variables:
          DOCKER_HOST: {daemon}
        check:
          script:
            - docker run -d --name store -e POSTGRES_PASSWORD=check postgres:16
            - docker run -d --name shop -p 8000:8000 shop:check
        """
    beside = pipeline(".gitlab-ci.yml", text.replace("{daemon}", "tcp://docker:2375"))
    assert not [fact for fact in beside if fact.startswith(("Deployment", "Database"))]
    elsewhere = pipeline(".gitlab-ci.yml", text.replace("{daemon}", "ssh://deploy@10.0.0.4"))
    assert [fact.split()[0] for fact in elsewhere if fact.startswith(("Deployment", "Database"))]


def test_what_a_jenkinsfile_hands_a_plugin_to_write_into_a_channel_with_is_a_secret() -> None:
    hook = "https://chat.shop.example.kr/hooks/7dk3mq9xw2bn5tz8rc4vj6ph1y"
    text = f"stage('tell') {{\n  mattermostSend(endpoint: '{hook}', channel: 'shop')\n  sh 'curl -d x {hook}'\n}}\n"
    found = [one for one in read_files(READER, Jenkinsfile=text) if isinstance(one, ExposedSecret)]
    assert sorted((one.at.start_line, one.name) for one in found) == [(2, "webhook"), (3, "webhook")]
    assert not any("7dk3mq9" in one.at.quote for one in found)


@pytest.mark.parametrize(
    ("row", "name"),
    [
        ("cat ./.env", "./.env"),
        ("cat ~/.ssh/id_rsa", "~/.ssh/id_rsa"),
        ("sudo cat deploy.pem", "deploy.pem"),
        ("cat .env.production", ".env.production"),
        ("cat .env.example", None),
        ("cat .env > app.env", None),
        ("cat .env | wc -l", None),
        ("cat ~/.ssh/id_rsa.pub", None),
        ("cat package.json", None),
    ],
)
def test_a_file_of_secrets_that_a_step_prints_is_told(row: str, name: str | None) -> None:
    text = f"deploy:\n  script:\n    - {row}\n    - ssh ubuntu@h 'cd app && git pull && pm2 restart all'\n"
    found = [fact for fact in read_files(READER, **{".gitlab-ci.yml": text}) if isinstance(fact, SecretInLog)]
    assert [fact.name for fact in found] == ([name] if name else [])


@pytest.mark.parametrize(
    ("step", "told"),
    [
        ("catchError {\n        sh './gradlew build'\n      }", [(4, 6)]),
        (
            "catchError(buildResult: 'SUCCESS', stageResult: 'FAILURE') {\n        sh 'docker build -t a/shop .'\n      }",
            [(4, 6)],
        ),
        ('warnError(\'later\') { sh """\n        npm ci\n        npm run build\n      """ }', [(4, 7)]),
        ("catchError {\n        sh 'npm run lint'\n      }", []),
        ("catchError {\n        echo 'docker'\n      }\n      sh './gradlew build'", []),
        ("sh './gradlew build'", []),
    ],
)
def test_what_fails_inside_a_block_that_catches_it_goes_unnoticed(step: str, told: list[tuple[int, int]]) -> None:
    text = (
        "pipeline { agent any\n  stages {\n    stage('Build') { steps {\n      " + step + "\n    } }\n"
        "    stage('Deploy') { steps {\n      sh 'ssh ubuntu@shop.example.com docker compose up -d'\n    } }\n  } }\n"
    )
    facts = read_files(READER, Jenkinsfile=text)
    found = [one for one in facts if isinstance(one, ScriptFault) and one.form == "error-swallowed"]
    assert [(one.at.start_line, one.at.end_line) for one in found] == told


@pytest.mark.parametrize(
    ("version", "identity"), [("1.0", "none"), ('"1.0"', "none"), ('"${env.GIT_COMMIT}"', "commit")]
)
def test_a_version_that_a_jenkinsfile_writes_out_names_no_release(version: str, identity: str) -> None:
    text = (
        f"pipeline {{\n  environment {{\n    VERSION = {version}\n  }}\n  stages {{\n"
        '    stage("Image") { steps { sh "docker build -t a/shop:$VERSION . && docker push a/shop:$VERSION" } }\n'
        '    stage("Deploy") { steps { sh "ssh ubuntu@shop.kr docker run -d --name shop a/shop:$VERSION" } }\n  }\n}\n'
    )
    readings = read_files(READER, Jenkinsfile=text)
    assert [one.identity for one in readings if isinstance(one, Deployment)] == [identity]


@pytest.mark.parametrize(
    ("row", "names"),
    [
        ('echo "JWT_SECRET=$JWT_SECRET" >> .env', ["JWT_SECRET"]),
        ('echo "DB_PASSWORD=${DB_PASSWORD}" | tee -a .env', ["DB_PASSWORD"]),
        ('echo "PORT=$PORT" >> .env', []),
        ('echo "$JWT_SECRET" | wc -c', []),
    ],
)
@pytest.mark.parametrize("dialect", ["circle", "bitbucket"])
def test_settings_are_written_out_of_what_the_forge_gives_each_script(dialect: str, row: str, names: list[str]) -> None:
    paths = {"circle": ".circleci/config.yml", "bitbucket": "bitbucket-pipelines.yml"}
    heads = {
        "circle": "version: 2.1\njobs:\n  deploy:\n    steps:\n      - run: |\n          {}\n          {}\n",
        "bitbucket": "pipelines:\n  default:\n    - step:\n        script:\n          - {}\n          - {}\n",
    }
    text = heads[dialect].format(row, "ssh app@$HOST 'docker compose up -d'")
    found = [one for one in read_files(READER, **{paths[dialect]: text}) if isinstance(one, SettingsByHand)]
    assert [name for one in found for name in one.names] == names
    own = heads[dialect].format("JWT_SECRET=$(cat file); DB_PASSWORD=$(cat file)", row)
    assert not any(isinstance(one, SettingsByHand) for one in read_files(READER, **{paths[dialect]: own}))


def test_a_role_that_a_command_assumes_with_what_the_forge_signs_is_short_lived() -> None:
    text = """
deploy:
  id_tokens:
    SIGNED: {aud: https://gitlab.com}
  script:
    - aws sts assume-role-with-web-identity --role-arn $ROLE --web-identity-token $SIGNED > session.json
    - ./deploy.sh
"""
    assert [row for row in pipeline(".gitlab-ci.yml", text) if row.startswith("Credential")] == [
        "Credential 5 form=oidc holder=workflow"
    ]


@pytest.mark.parametrize(
    ("given", "asks"),
    [("verify-revision-is-deployed: true", True), ("verify_revision_is_deployed: true", True), ("family: shop", False)],
)
def test_an_orb_that_verifies_the_revision_waits_until_it_is_there(given: str, *, asks: bool) -> None:
    text = f"""
        workflows:
          deploy:
            jobs:
              - aws-ecs/deploy-service-update:
                  {given}
                  container-image-name-updates: "container=shop,tag=${{CIRCLE_SHA1}}"
        """
    (told_of,) = (one for one in pipeline(".circleci/config.yml", text) if one.startswith("Deployment"))
    assert ("asks_health=True" in told_of) is asks


def test_an_orb_that_switches_the_circuit_breaker_on_goes_back_by_itself() -> None:
    text = """
        workflows:
          deploy:
            jobs:
              - aws-ecs/deploy_service_update:
                  family: shop
                  enable_circuit_breaker: true
        """
    assert "Rollback 6 automatic=True target=previous" in pipeline(".circleci/config.yml", text)


def test_a_pipe_that_waits_asks_how_the_new_tasks_are() -> None:
    text = """
        pipelines:
          branches:
            main:
              - step:
                  deployment: production
                  script:
                    - pipe: atlassian/aws-ecs-deploy:1.6.2
                      variables:
                        CLUSTER_NAME: shop
                        SERVICE_NAME: shop
                        WAIT: 'true'
        """
    assert any("asks_health=True" in one for one in pipeline("bitbucket-pipelines.yml", text))


@pytest.mark.parametrize(("host", "there"), [("localhost", True), ("db.shop.example", False)])
def test_a_job_that_writes_settings_on_a_host_tells_of_the_database_there(host: str, *, there: bool) -> None:
    text = (
        "deploy:\n  script:\n    - |\n      ssh ubuntu@$HOST <<EOF\n      cat > .env <<EOT\n"
        f"      DB_HOST={host}\n      EOT\n      docker compose up -d\n      EOF\n"
    )
    told = [one for one in pipeline(".gitlab-ci.yml", text) if one.startswith("Database 6") and "host" in one]
    assert bool(told) is there


@pytest.mark.parametrize(
    ("tag", "identity"), [(":latest", "latest"), (":$TAG", "latest"), (":backend", "none"), (":$COMMIT", None)]
)
def test_a_build_that_only_pushes_names_its_image_for_whoever_starts_it(tag: str, identity: str | None) -> None:
    image = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop" + tag
    text = (
        "env: {variables: {TAG: latest}}\nphases:\n  build:\n    commands:\n"
        f"      - COMMIT=$(git rev-parse HEAD)\n      - docker build -t {image} .\n      - docker push {image}\n"
    )
    found = [fact for fact in read_files(READER, **{"buildspec.yml": text}) if isinstance(fact, StandingName)]

    assert [(one.at.start_line, one.at.end_line, one.identity) for one in found] == (
        [(6, 7, identity)] if identity else []
    )

"""How workflows deliver a release: its name, who asks for health, what goes back, what hides a failure."""

from textwrap import dedent

import pytest

from holdfast.model.evidence import EvidenceKind, Gap
from holdfast.model.facts import (
    BackupJob,
    ConfigurationLoader,
    Deployment,
    HealthProbe,
    ReleaseIdentity,
    Rollback,
    ScriptFault,
    StandingName,
)
from holdfast.readers.repository.base import Reading
from holdfast.readers.repository.workflows import READER

from ..many import read_files
from ..templates.support import told

_KINDS = (BackupJob, Deployment, HealthProbe, ReleaseIdentity, Rollback, ScriptFault)


def delivered(text: str, path: str = ".github/workflows/deploy.yml", **files: str) -> list[str]:
    """The facts of delivery in a workflow, beside other files of the repository."""
    readings: list[Reading] = read_files(READER, **{path: text}, **files)
    return told(reading for reading in readings if isinstance(reading, _KINDS))


def identity(text: str, **files: str) -> list[str | None]:
    """The identities of the deployments of a workflow."""
    readings = read_files(READER, **{".github/workflows/deploy.yml": text}, **files)
    return [reading.identity for reading in readings if isinstance(reading, Deployment)]


def test_a_pull_over_ssh_names_nothing_and_hides_failures() -> None:
    text = """
        name: Deploy to EC2
        on:
          push:
            branches: [main]
        jobs:
          deploy:
            runs-on: ubuntu-latest
            steps:
              - name: 서버 배포
                uses: appleboy/ssh-action@master
                with:
                  host: ${{ secrets.HOST }}
                  username: ubuntu
                  key: ${{ secrets.KEY }}
                  script: |
                    cd /home/ubuntu/app
                    git pull origin main
                    npx prisma migrate deploy || true
                    pm2 restart all
                    curl http://localhost:3000/health || true
        """
    assert delivered(text) == [
        "HealthProbe 20 asker=deploy path=/health port=3000 decides=False",
        "ScriptFault 18 activity=migration form=error-swallowed command=prisma migrate deploy",
        (
            "Deployment 9-20 method=ssh name=deploy / 서버 배포 identity=none carries_identity=False asks_health=False"
            " starts=pm2"
        ),
    ]


@pytest.mark.parametrize(
    ("command", "place"),
    [("docker compose ps", "health.yml:7-8"), ("curl -f https://x.kr/health", None)],
)
def test_a_step_that_calls_itself_a_health_check_and_asks_nobody_is_told(command: str, place: str | None) -> None:
    text = f"""
        on: {{push: {{branches: [main]}}}}
        jobs:
          deploy:
            runs-on: ubuntu-latest
            steps:
              - run: ssh ubuntu@$HOST 'docker run -d app:1'
              - name: Health check
                run: ssh ubuntu@$HOST {command}
        """.replace("ssh ubuntu@$HOST curl", "curl")
    readings = read_files(READER, **{".github/workflows/health.yml": text})
    (told,) = (reading for reading in readings if isinstance(reading, Deployment))
    at = told.places.get("asks_health")
    assert (at and str(at).removeprefix(".github/workflows/")) == place
    assert told.asks_health is (place is None)


@pytest.mark.parametrize(
    ("behind", "place"),
    [
        ("sleep 2\n          docker ps --filter name=app", "health.yml:9-10"),
        ("docker compose logs app", "health.yml:9"),
        ("sleep 10\n          docker stop app-old", "health.yml:8-10"),
        ("sleep 10\n          sudo systemctl reload nginx", "health.yml:8-10"),
        ("docker stop app-old", None),
        ("docker image prune -f", None),
        ("sleep 5\n          curl -f http://localhost/health\n          docker ps", None),
    ],
)
def test_commands_that_look_at_what_runs_and_ask_it_nothing_are_told(behind: str, place: str | None) -> None:
    text = f"""
on: {{push: {{branches: [main]}}}}
jobs:
  deploy:
    runs-on: self-hosted
    steps:
      - run: |
          docker pull shop/app:1
          docker run -d shop/app:1
          {behind}
""".lstrip("\n")
    readings = read_files(READER, **{".github/workflows/health.yml": text})
    (told,) = (reading for reading in readings if isinstance(reading, Deployment))
    at = told.places.get("asks_health")
    assert (at and str(at).removeprefix(".github/workflows/")) == place


def test_an_image_named_by_its_commit_is_followed_to_the_service() -> None:
    text = """
        on: {push: {branches: [main]}}
        jobs:
          deploy:
            runs-on: ubuntu-latest
            environment: production
            steps:
              - id: build
                env:
                  IMAGE_TAG: ${{ github.sha }}
                run: |
                  docker build -t $R/app:$IMAGE_TAG .
                  docker push $R/app:$IMAGE_TAG
                  echo "image=$R/app:$IMAGE_TAG" >> $GITHUB_OUTPUT
              - id: task
                uses: aws-actions/amazon-ecs-render-task-definition@v1
                with:
                  task-definition: task.json
                  image: ${{ steps.build.outputs.image }}
              - uses: aws-actions/amazon-ecs-deploy-task-definition@v2
                with:
                  task-definition: ${{ steps.task.outputs.task-definition }}
                  wait-for-service-stability: true
        """
    assert delivered(text) == [
        (
            "Deployment 19-22 [production] method=ecs"
            " name=deploy / aws-actions/amazon-ecs-deploy-task-definition@v2"
            " identity=commit carries_identity=True asks_health=True"
        )
    ]


_SSH = """
on: {push: {branches: [main]}}
jobs:
  deploy:
    runs-on: ubuntu-latest
    steps:
      - uses: docker/build-push-action@v6
        with: {push: true, tags: "TAGS"}
      - uses: appleboy/ssh-action@v1
        with:
          host: h
          username: u
          key: ${{ secrets.K }}
          script: |
            SCRIPT
"""


@pytest.mark.parametrize(
    ("tags", "script", "expected"),
    [
        ("u/a:latest", "docker pull u/a:latest; docker run -d u/a:latest", "latest"),
        ("${{ env.I }}:latest", "docker run -d ${{ env.I }}:latest", "latest"),
        ("u/a:${{ github.sha }}", "docker run -d u/a:${{ github.sha }}", "commit"),
        ("u/a:latest,u/a:${{ github.sha }}", "docker run -d u/a:latest", "latest"),
        ("u/a:${{ github.run_number }}", "docker run -d u/a:${{ github.run_number }}", "number"),
        ("u/a:${{ github.ref_name }}", "docker run -d u/a:${{ github.ref_name }}", "latest"),
        ("u/a:x", "export TAG=${{ github.sha }}; docker compose up -d", "commit"),
        ("u/a:x", "git pull; docker compose up -d --build", "none"),
        ("u/a:x", "git fetch; git checkout ${{ github.sha }}; docker compose up -d --build", "commit"),
        (
            "u/a:x",
            "WAS_COMMIT=$(git rev-parse HEAD); git pull; docker compose up -d --build || git checkout $WAS_COMMIT",
            "none",
        ),
        ("u/a:x", "git pull; docker compose up -d --build || git reset --hard $PREVIOUS_SHA", "none"),
    ],
)
def test_the_name_that_counts_is_the_one_that_goes_live(tags: str, script: str, expected: str) -> None:
    assert identity(_SSH.replace("TAGS", tags).replace("SCRIPT", script)) == [expected]


def test_the_variable_that_holds_the_word_is_shown_beside_the_commands() -> None:
    script = "docker pull u/a:$IMAGE_TAG; docker run -d u/a:$IMAGE_TAG"
    text = (
        _SSH.replace("TAGS", "u/a:latest")
        .replace("SCRIPT", script)
        .replace("jobs:", "env:\n  IMAGE_TAG: latest\njobs:")
    )
    [found] = [one for one in read_files(READER, **{".github/workflows/a.yml": text}) if isinstance(one, Deployment)]
    assert found.places["held"].start_line == 3


@pytest.mark.parametrize(("rows", "line"), [(50, 64), (5, None)])
def test_what_a_long_step_fetches_at_its_end_is_shown_besides(rows: int, line: int | None) -> None:
    script = "".join(f"            echo {number}\n" for number in range(rows))
    script += "            docker pull u/a:latest\n            docker compose up -d\n"
    text = _SSH.replace("TAGS", "u/a:latest").replace("            SCRIPT\n", script)
    [found] = [one for one in read_files(READER, **{".github/workflows/a.yml": text}) if isinstance(one, Deployment)]
    held = found.places.get("held")
    assert (held.start_line if held else None) == line


@pytest.mark.parametrize(("value", "sort"), [("latest", "latest"), ("${{ github.sha }}", "none")])
def test_the_same_task_again_takes_what_a_variable_says_is_pushed(value: str, sort: str) -> None:
    text = f"""\
env:
  IMAGE_TAG: {value}
jobs:
  deploy:
    steps:
      - run: |
          docker build -t $REGISTRY/shop:$IMAGE_TAG .
          docker push $REGISTRY/shop:$IMAGE_TAG
      - run: aws ecs update-service --cluster c --service shop --force-new-deployment
"""
    assert identity(text) == [sort]


def test_the_line_that_hands_the_image_to_an_action_is_shown_beside_the_commands() -> None:
    text = """\
jobs:
  deploy:
    steps:
      - run: docker build -t $REPO:latest . && docker push $REPO:latest
      - uses: aws-actions/amazon-ecs-render-task-definition@v1
        id: task
        with:
          task-definition: task.json
          image: ${{ secrets.REPO }}:latest
      - uses: aws-actions/amazon-ecs-deploy-task-definition@v1
        with:
          task-definition: ${{ steps.task.outputs.task-definition }}
          service: shop
"""
    [found] = [one for one in read_files(READER, **{".github/workflows/a.yml": text}) if isinstance(one, Deployment)]
    assert found.places["held"].start_line == 9


_BY_COLOUR = """\
jobs:
  deploy:
    runs-on: ubuntu-latest
    steps:
      - run: |
          if [ "$(ssh host cat colour)" = blue ]; then
            echo "TAG=prod-green" >> $GITHUB_ENV
          else
            echo "TAG=prod-blue" >> $GITHUB_ENV
          fi
      - run: |
          docker build -t acme/shop:$TAG .
          docker push acme/shop:$TAG
      - run: |
          ssh host << EOF
          cd shop && git pull
          ./deploy.sh
          EOF
"""


@pytest.mark.parametrize(
    ("pushed", "held"),
    [
        ("docker push acme/shop:$TAG", (12, 13)),
        ("docker push acme/shop:${{ github.sha }}", None),
        ("docker tag shop acme/shop:$TAG", None),
    ],
)
def test_a_push_by_colours_is_shown_where_nothing_tells_the_host_what_was_pushed(
    pushed: str, held: tuple[int, int] | None
) -> None:
    text = _BY_COLOUR.replace("docker push acme/shop:$TAG", pushed)
    [found] = [one for one in read_files(READER, **{".github/workflows/a.yml": text}) if isinstance(one, Deployment)]
    at = found.places.get("held")
    assert (found.identity, (at.start_line, at.end_line) if at else None) == ("none", held)


_WRITTEN = "98d058be68e8f07888e7287d8e576eb2bd1127e0"
_TAKEN = """\
jobs:
  deploy:
    runs-on: ubuntu-latest
    steps:
      - run: |
          ssh $HOST bash << EOF
          ROW
          docker compose pull
          docker compose up -d
          EOF
"""


@pytest.mark.parametrize(
    ("row", "sort", "line"),
    [
        (f'sed -i "s|^IMAGE_TAG=.*|IMAGE_TAG=sha-{_WRITTEN}|" .env', "none", 7),
        (f'echo "IMAGE_TAG={_WRITTEN}" > .env', "none", 7),
        ('echo "APP_IMAGE=shop/api:sha-98d058b" > .env', "none", 7),
        (f"# IMAGE_TAG={_WRITTEN}", None, None),
        ('echo "NODE_VERSION=20.11.1" >> .env', None, None),
        ('sed -i "s|^IMAGE_TAG=.*|IMAGE_TAG=sha-${{ github.sha }}|" .env', "commit", None),
        ('echo "IMAGE_TAG=${GITHUB_SHA}" > .env', "commit", None),
    ],
)
def test_a_commit_that_somebody_wrote_out_names_every_release_the_same(row: str, sort: str, line: int | None) -> None:
    text = _TAKEN.replace("ROW", row)
    [found] = [one for one in read_files(READER, **{".github/workflows/a.yml": text}) if isinstance(one, Deployment)]
    held = found.places.get("held")
    assert (found.identity, held.start_line if held else None) == (sort, line)


_RESOLVED = """\
jobs:
  resolve:
    runs-on: ubuntu-latest
    steps:
      - run: |
          ROW
          echo "image_tag=$IMAGE_TAG" >> $GITHUB_OUTPUT
  deploy:
    needs: resolve
    runs-on: ubuntu-latest
    steps:
      - run: aws ssm send-command --instance-ids $ID --document-name AWS-RunShellScript --parameters "commands=[$SCRIPT]"
"""


@pytest.mark.parametrize(
    ("row", "line"),
    [
        ('IMAGE_TAG="${BRANCH}-latest"', 6),
        ("export IMAGE_TAG=main-latest", 6),
        ("IMAGE_TAG=latest", 6),
        ('IMAGE_TAG="$BRANCH"', None),
        ("NEWS=latest", None),
    ],
)
def test_a_job_before_it_that_falls_back_to_the_newest_is_shown_for_a_release_without_a_name(
    row: str, line: int | None
) -> None:
    text = _RESOLVED.replace("ROW", row)
    [found] = [one for one in read_files(READER, **{".github/workflows/a.yml": text}) if isinstance(one, Deployment)]
    held = found.places.get("held")
    assert (found.identity, held.start_line if held else None) == ("none", line)


def test_the_compose_file_decides_when_the_script_only_pulls() -> None:
    text = _SSH.replace("TAGS", "u/a:latest,u/a:${{ github.sha }}").replace(
        "SCRIPT", "docker compose pull && docker compose up -d"
    )
    compose = "services:\n  api:\n    image: u/a:latest\n  db:\n    image: postgres:16\n"
    assert identity(text, **{"docker-compose.yml": compose}) == ["latest"]


@pytest.mark.parametrize(
    ("image", "script", "expected"),
    [
        ("ghcr.io/u/a:latest", "docker compose pull", "latest"),
        ("${API_IMAGE}", "docker compose pull", "none"),
        ("ghcr.io/u/a:${TAG}", "docker compose pull", "none"),
        ("ghcr.io/u/a:${TAG}", "export TAG=$(cat tag); docker compose pull", "commit"),
        ("ghcr.io/u/a:${TAG:?}", "docker compose pull", "commit"),
        ("prom/prometheus:latest", "docker compose pull", "commit"),
    ],
)
def test_names_that_an_action_makes_count_where_the_compose_file_asks_for_them(
    image: str, script: str, expected: str
) -> None:
    made = (
        "jobs:\n  ship:\n    steps:\n      - id: meta\n        uses: docker/metadata-action@v5\n        with:\n"
        "          images: ghcr.io/u/a\n          tags: |\n            type=raw,value=latest\n            type=sha\n"
        "      - uses: docker/build-push-action@v6\n"
        "        with: {push: true, tags: '${{ steps.meta.outputs.tags }}'}\n"
        f"      - uses: appleboy/ssh-action@v1\n        with: {{host: h, script: '{script} && docker compose up -d'}}\n"
    )
    assert identity(made, **{"docker-compose.yml": f"services:\n  api:\n    image: {image}\n"}) == [expected]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (("script: docker compose up -d",), "latest"),
        (("envs: TAG", "script: docker compose up -d"), "commit"),
        (("script: export TAG=${{ env.TAG }} && docker compose up -d",), "commit"),
        (("script: 'echo TAG=${{ env.TAG }} > .env && docker compose up -d'",), "commit"),
        (("script: 'echo TAG=${{ github.sha }} > .env && docker compose up -d'",), "commit"),
    ],
)
def test_a_variable_of_the_job_names_what_another_host_starts_only_where_it_is_handed_over(
    rows: tuple[str, ...], expected: str
) -> None:
    text = (
        "env:\n  TAG: ${{ github.sha }}\njobs:\n  ship:\n    steps:\n"
        "      - uses: docker/build-push-action@v6\n        with: {push: true, tags: 'u/shop:${{ github.ref_name }}'}\n"
        "      - uses: appleboy/ssh-action@v1\n        with:\n          host: h\n"
    ) + "".join(f"          {row}\n" for row in rows)
    compose = "services:\n  shop:\n    image: u/shop:${TAG:-latest}\n"
    assert identity(text, **{"docker-compose.yml": compose}) == [expected]


@pytest.mark.parametrize(
    ("code", "service", "expected"),
    [
        ("git pull origin main", "build: .", "none"),
        ("git fetch && git checkout ${{ github.sha }}", "build: .", "commit"),
        ("git pull origin main", "image: u/shop:${TAG:?}", "commit"),
    ],
)
def test_what_a_host_builds_of_a_branch_has_no_name_whatever_was_pushed(code: str, service: str, expected: str) -> None:
    text = (
        "jobs:\n  ship:\n    steps:\n"
        "      - uses: docker/build-push-action@v6\n        with: {push: true, tags: 'u/shop:${{ github.sha }}'}\n"
        "      - uses: appleboy/ssh-action@v1\n        with:\n          host: h\n"
        f"          script: {code} && docker compose pull && docker compose up -d\n"
    )
    assert identity(text, **{"docker-compose.yml": f"services:\n  shop:\n    {service}\n"}) == [expected]


def test_a_step_that_gives_an_image_its_name_is_not_shown_for_one_that_takes_another() -> None:
    text = (
        "jobs:\n  ship:\n    steps:\n"
        "      - uses: docker/build-push-action@v6\n        with: {push: true, tags: 'u/shop:${{ github.sha }}'}\n"
        "      - uses: appleboy/ssh-action@v1\n        with: {host: h, script: docker compose up -d}\n"
    )
    compose = {"docker-compose.yml": "services:\n  shop:\n    image: u/shop:${TAG:-latest}\n"}
    read = read_files(READER, **{".github/workflows/deploy.yml": text, **compose})
    assert [(one.identity, dict(one.places)) for one in read if isinstance(one, Deployment)] == [("latest", {})]


@pytest.mark.parametrize(
    ("filled", "expected"),
    [
        ("sed -i 's|APP_URL=.*|APP_URL=http://10.1.2.3|' .env", "none"),
        ("sed -i 's/php8.1/php8.3/' /etc/nginx/conf.d/shop.conf", "none"),
        ('sed -i "s/RELEASE=.*/RELEASE=$RELEASE_TAG/" .env', "tag"),
        ("yq -i '.image.tag = strenv(GITHUB_SHA)' values.yaml", "commit"),
    ],
)
def test_an_address_or_a_version_that_is_written_out_names_no_release(filled: str, expected: str) -> None:
    script = f"cd /srv/shop; git pull; {filled}; sudo systemctl restart shop"
    text = f"""
        on: {{push: {{branches: [main]}}}}
        jobs:
          ship:
            runs-on: ubuntu-latest
            steps:
              - run: |
                  ssh web@10.1.2.3 << 'THERE'
                  {script}
                  THERE
        """
    assert identity(text) == [expected]


@pytest.mark.parametrize(
    ("filled", "taken", "expected"),
    [
        ("yq -i '.image.tag = strenv(TAG)' values.yaml", "helm upgrade shop . -f values.yaml", "commit"),
        ('sed -i "s|IMAGE|r/app:$TAG|" ./k8s/shop.yaml', "kubectl apply -f k8s/", "commit"),
        ('sed -i "s|IMAGE|r/app:$TAG|" notes.yaml', "kubectl apply -f k8s/", "none"),
    ],
)
def test_a_file_that_an_earlier_step_fills_in_names_what_is_made_of_it(filled: str, taken: str, expected: str) -> None:
    steps = f"      - run: |\n          {filled}\n      - run: {taken}\n"
    head = "on: {push: {branches: [main]}}\njobs:\n  ship:\n    env: {TAG: '${{ github.sha }}'}\n    steps:\n"
    assert identity(head + steps) == [expected]


def test_latest_that_is_filled_in_is_what_runs_whatever_else_was_pushed() -> None:
    text = """
        on: {push: {branches: [main]}}
        jobs:
          build:
            runs-on: ubuntu-latest
            steps:
              - run: docker push r/app:${{ github.sha }}
          deploy:
            needs: build
            runs-on: ubuntu-latest
            steps:
              - env: {TAG: latest}
                run: |
                  sed -i "s/IMAGE_TAG/$TAG/" compose.yml
                  scp compose.yml host:app/
                  ssh host "cd app && docker compose pull && docker compose up -d"
        """
    assert identity(text) == ["latest"]
    assert identity(text.replace("{TAG: latest}", '{TAG: "${{ github.sha }}"}')) == ["commit"]


@pytest.mark.parametrize(
    ("taken", "expected"),
    [
        ("docker pull r/app:latest", "latest"),
        ("docker pull r/app:prod-latest", "latest"),
        ("docker pull r/app:latest-prod", "latest"),
        ("IMAGE=r/app:prod-latest; docker pull $IMAGE", "latest"),
        ("docker pull r/app:${{ github.sha }}", "commit"),
    ],
)
def test_the_newest_that_a_host_pulls_is_what_runs_whatever_else_was_pushed(taken: str, expected: str) -> None:
    text = (
        "jobs:\n  ship:\n    runs-on: ubuntu-latest\n    steps:\n      - run: |\n"
        "          docker push r/app:${{ github.sha }}\n          docker push r/app:prod-latest\n"
        f"      - run: ssh host '{taken} && docker compose up -d'\n"
    )
    assert identity(text) == [expected]


def test_an_image_of_the_own_registry_counts_although_another_pipeline_pushed_it() -> None:
    text = """
        on: workflow_dispatch
        jobs:
          deploy:
            runs-on: [self-hosted, prod]
            steps:
              - run: docker compose -f compose.prod.yml pull && docker compose -f compose.prod.yml up -d
        """
    compose = "services:\n  api:\n    image: {}\n  cache:\n    image: redis:7\n"
    own = "111122223333.dkr.ecr.us-east-1.amazonaws.com/api:latest"

    assert identity(text, **{"compose.prod.yml": compose.format(own)}) == ["latest"]
    assert identity(text, **{"compose.prod.yml": compose.format("example/api:latest")}) == [None]


def test_a_new_deployment_of_the_same_task_runs_the_latest() -> None:
    text = """
        on: {push: {branches: [main]}}
        jobs:
          deploy:
            runs-on: ubuntu-latest
            steps:
              - run: |
                  docker push r/app:${{ github.sha }}
                  docker push r/app:latest
                  aws ecs update-service --cluster c --service s --force-new-deployment
        """
    assert identity(text) == ["latest"]
    started = "aws apprunner start-deployment --service-arn x"
    ordered = "aws ecs update-service --cluster c --service s --force-new-deployment"
    assert identity(text.replace(ordered, started)) == ["latest"]


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("echo done", "none"),
        ("terraform apply -auto-approve -var image_tag=${{ github.sha }}", "commit"),
        ("aws ecs register-task-definition --cli-input-json file://task.json", "commit"),
    ],
)
def test_a_new_deployment_of_the_same_task_asks_for_no_name_that_was_pushed(told: str, expected: str) -> None:
    text = f"""
        on: {{push: {{branches: [main]}}}}
        jobs:
          deploy:
            runs-on: ubuntu-latest
            steps:
              - run: docker push r/app:${{{{ github.sha }}}}
              - run: {told}
              - run: aws ecs update-service --cluster c --service s --force-new-deployment
        """
    assert identity(text)[-1] == expected


@pytest.mark.parametrize(
    ("bundle", "expected"),
    [("app.zip", ["none"]), ("$GITHUB_SHA.zip", ["commit"]), ("${{ github.run_number }}.zip", ["number"])],
)
def test_a_bundle_is_named_by_its_key(bundle: str, expected: list[str]) -> None:
    text = f"""
        on: {{push: {{branches: [main]}}}}
        jobs:
          deploy:
            runs-on: ubuntu-latest
            steps:
              - run: >
                  aws deploy create-deployment --application-name a --deployment-group-name g
                  --s3-location bucket=b,bundleType=zip,key={bundle}
        """
    assert identity(text) == expected


def test_a_clock_action_makes_a_timestamp() -> None:
    text = """
        on: {push: {branches: [main]}}
        jobs:
          deploy:
            runs-on: ubuntu-latest
            steps:
              - id: now
                uses: someone/get-current-time@v2
              - uses: einaregilsson/beanstalk-deploy@v22
                with:
                  version_label: app-${{ steps.now.outputs.formattedTime }}
        """
    assert identity(text) == ["timestamp"]


def test_a_name_is_followed_through_jobs_and_called_workflows() -> None:
    caller = """
        on: {push: {branches: [main]}}
        jobs:
          build:
            runs-on: ubuntu-latest
            outputs: {image: "${{ steps.b.outputs.image }}"}
            steps:
              - id: b
                run: |
                  TAG=$(git rev-parse --short HEAD)
                  docker push r/app:$TAG
                  echo "image=r/app:$TAG" >> "$GITHUB_OUTPUT"
          deploy:
            needs: build
            uses: ./.github/workflows/_deploy.yml
            with: {image: "${{ needs.build.outputs.image }}"}
        """
    callee = """
        on: {workflow_call: {inputs: {image: {type: string}}}}
        jobs:
          run:
            runs-on: ubuntu-latest
            steps:
              - run: kubectl set image deploy/app app=${{ inputs.image }}
        """
    readings = read_files(READER, **{".github/workflows/deploy.yml": caller, ".github/workflows/_deploy.yml": callee})
    assert [(r.at.path, r.identity) for r in readings if isinstance(r, Deployment)] == [
        (".github/workflows/_deploy.yml", "commit")
    ]


def test_a_script_of_the_repository_is_seen_through() -> None:
    text = """
        on: {push: {branches: [main]}}
        jobs:
          deploy:
            runs-on: ubuntu-latest
            steps:
              - run: bash scripts/deploy.sh
                env: {TAG: "${{ github.sha }}"}
              - name: back
                if: failure()
                run: ./scripts/rollback.sh
        """
    script = "set -e\nssh ubuntu@$HOST 'docker run -d app:'$TAG\ncurl -f https://x.kr/health\n"
    assert delivered(text, **{"scripts/deploy.sh": script}) == [
        "Rollback 8-10 automatic=True target=previous",
        (
            "Deployment 6-7 method=ssh name=deploy / bash scripts/deploy.sh identity=commit"
            " carries_identity=True asks_health=True rollback=automatic starts=docker scripts=(deploy.sh, rollback.sh)"
        ),
    ]


@pytest.mark.parametrize(
    ("checked", "condition", "works"),
    [
        ("id: checked", "steps.checked.outcome == 'failure'", False),
        ("id: checked", "${{ steps.checked.conclusion != 'success' }}", False),
        ("id: checked", "always() && steps.checked.outcome == 'failure'", True),
        ("id: checked, continue-on-error: true", "steps.checked.outcome == 'failure'", True),
        ("id: checked", "failure() && steps.checked.outcome == 'failure'", True),
        ("id: other", "steps.checked.outcome == 'failure'", True),
    ],
)
def test_a_way_back_begins_only_where_a_failure_lets_it(checked: str, condition: str, works: bool) -> None:
    text = f"""
        on: {{push: {{branches: [main]}}}}
        jobs:
          deploy:
            runs-on: ubuntu-latest
            steps:
              - run: ssh ubuntu@$HOST 'docker run -d app:${{{{ github.sha }}}}'
              - {{name: ask, {checked}, run: "curl -f https://x.kr/health"}}
              - name: Rollback
                if: "{condition}"
                run: ssh ubuntu@$HOST bash rollback.sh
        """
    told = delivered(text)
    assert [line for line in told if line.startswith("Rollback")] == [
        f"Rollback 8-10 automatic=True{'' if works else ' works=False'} target=previous"
    ]
    assert any(" rollback=automatic" in line for line in told if line.startswith("Deployment")) is works


@pytest.mark.parametrize(
    ("script", "named"),
    [
        ("docker compose pull && docker compose up -d", "latest"),
        ("docker compose -f prod.yml pull && docker compose -f prod.yml up -d --force-recreate", "latest"),
        ("TAG=${{ github.sha }} docker compose up -d", "commit"),
        ("docker pull hub/api:${{ github.sha }} && docker compose up -d", "commit"),
    ],
)
def test_a_host_that_is_handed_no_name_and_has_a_file_of_its_own_runs_the_newest(script: str, named: str) -> None:
    text = f"""
        on: {{push: {{branches: [main]}}}}
        jobs:
          deploy:
            runs-on: ubuntu-latest
            steps:
              - uses: docker/build-push-action@v6
                with:
                  push: true
                  tags: |
                    hub/api:latest
                    hub/api:${{{{ github.sha }}}}
              - uses: appleboy/ssh-action@v1
                with: {{host: h, username: u, key: k, script: "{script}"}}
        """
    assert identity(text) == [named]


def test_a_host_that_takes_what_the_registry_has_runs_the_latest_when_nothing_else_is_put_there() -> None:
    text = """
        on: {push: {branches: [main]}}
        jobs:
          deploy:
            runs-on: ubuntu-latest
            steps:
              - run: |
                  docker build -t $HUB/$NAME:latest .
                  docker push $HUB/$NAME:latest
              - uses: appleboy/ssh-action@v1
                with: {host: h, username: u, key: k, script: "docker compose pull && docker compose up -d"}
        """
    assert identity(text) == ["latest"]
    assert identity(text.replace("$NAME:latest", "$NAME:${{ github.sha }}")) != ["latest"]
    plain, production = "services: {api: {image: api:1.0}}", 'services: {api: {image: "hub/$NAME:latest"}}'
    files = {"docker-compose.yml": production.replace("latest", "$TAG"), "docker-compose.prod.yml": plain}
    tagged = text.replace("docker compose pull &&", "TAG=${{ github.sha }}")
    assert identity(tagged.replace("$NAME:latest", "$NAME:${{ github.sha }}"), **files) == ["commit"]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (
            'if grep -q blue now; then COLOUR=green; else COLOUR=blue; fi\n          echo "COLOUR=$COLOUR" >> $GITHUB_ENV',
            "latest",
        ),
        ("echo COLOUR=live >> $GITHUB_ENV", "latest"),
        ("echo COLOUR=$GITHUB_SHA >> $GITHUB_ENV", "commit"),
        ("echo COLOUR=$(./name-it.sh) >> $GITHUB_ENV", None),
        ("NAME=$GITHUB_SHA\n          echo COLOUR=$NAME >> $GITHUB_ENV", "commit"),
    ],
)
def test_a_word_that_stands_in_a_variable_names_no_release(names: str, expected: str | None) -> None:
    text = f"""
jobs:
  deploy:
    runs-on: ubuntu-latest
    steps:
      - run: |
          {names}
      - run: docker build -t acme/shop:${{{{ env.COLOUR }}}} .
      - run: docker push acme/shop:${{{{ env.COLOUR }}}}
      - run: ssh ubuntu@shop.example.com "docker compose pull $COLOUR && docker compose up -d $COLOUR"
"""
    assert identity(text) == [expected]


@pytest.mark.parametrize("root", ["$GITHUB_WORKSPACE", "${GITHUB_WORKSPACE}", "${{ github.workspace }}"])
def test_a_script_is_found_where_the_runner_checks_the_repository_out(root: str) -> None:
    text = f"""
        on: {{push: {{branches: [main]}}}}
        jobs:
          deploy:
            runs-on: ubuntu-latest
            steps:
              - run: {root}/.github/scripts/deploy.sh
        """
    script = "ssh ubuntu@$HOST docker run -d r/app:$GITHUB_SHA\n"
    assert identity(text, **{".github/scripts/deploy.sh": script}) == ["commit"]


def test_build_arguments_and_labels_tell_the_application() -> None:
    text = """
        on: {push: {branches: [main]}}
        jobs:
          deploy:
            runs-on: ubuntu-latest
            steps:
              - id: meta
                uses: docker/metadata-action@v5
                with: {tags: type=sha}
              - uses: docker/build-push-action@v6
                with:
                  tags: ${{ steps.meta.outputs.tags }}
                  labels: ${{ steps.meta.outputs.labels }}
              - uses: docker/build-push-action@v6
                with:
                  build-args: |
                    GIT_SHA=${{ github.sha }}
              - run: kubectl rollout restart deploy/app
        """
    assert [line for line in delivered(text) if line.startswith("ReleaseIdentity")] == [
        "ReleaseIdentity 12 shown_in=image-label source=commit",
        "ReleaseIdentity 15 shown_in=environment source=commit",
    ]


def test_a_tag_made_of_the_time_twice_may_differ() -> None:
    text = """
        on: {push: {branches: [main]}}
        jobs:
          build:
            runs-on: ubuntu-latest
            steps:
              - run: docker build -t r/app:$(date +%Y%m%d%H%M%S) . && docker push r/app
          deploy:
            needs: build
            runs-on: ubuntu-latest
            steps:
              - continue-on-error: true
                run: |
                  TAG=$(date +%Y%m%d%H%M%S)
                  ssh deploy@h "docker run -d r/app:$TAG"
        """
    assert [line for line in delivered(text) if line.startswith("ScriptFault")] == [
        "ScriptFault 11 activity=deploy form=error-swallowed command=continue-on-error: true",
        "ScriptFault 13 activity=deploy form=tag-computed-twice command=date",
    ]


def test_tests_that_several_deployments_pass_over_are_told_in_the_order_of_the_file() -> None:
    names = ("shop", "desk", "mail", "bill", "feed")
    jobs = "".join(
        f"""
          test-{name}:
            runs-on: ubuntu-latest
            steps:
              - run: npm test -w {name} || true
          deploy-{name}:
            needs: test-{name}
            runs-on: ubuntu-latest
            steps:
              - run: ssh ubuntu@{name}.example.com ./deploy.sh
        """.rstrip()
        for name in names
    )
    found = delivered(f"\n        on: push\n        jobs:{jobs}\n")
    told_so = [line for line in found if "activity=test" in line]
    assert [line.partition(" -w ")[2].split()[0] for line in told_so] == list(names)


def test_a_scheduled_dump_knows_its_clock() -> None:
    text = """
        on:
          schedule:
            - cron: "0 18 * * *"
        jobs:
          backup:
            runs-on: ubuntu-latest
            steps:
              - run: |
                  set -o pipefail
                  pg_dump "$URL" | gzip > b.gz
                  aws s3 cp b.gz s3://bk/
                continue-on-error: true
        """
    assert delivered(text, ".github/workflows/backup.yml") == [
        "BackupJob 10 subject=database method=pg_dump schedule=0 18 * * * destination=s3 form=sql",
        "ScriptFault 12 activity=backup form=error-swallowed command=continue-on-error: true",
    ]


@pytest.mark.parametrize(
    ("command", "told"),
    [("aws lambda update-alias --function-name api --name live --function-version 7", 1), ("echo roll back", 0)],
)
def test_a_rollback_workflow_may_turn_to_an_earlier_version_of_a_function(command: str, told: int) -> None:
    text = f"""
        on: workflow_dispatch
        jobs:
          back:
            runs-on: ubuntu-latest
            steps:
              - run: {command}
    """
    assert len([row for row in delivered(text, ".github/workflows/rollback.yml") if row.startswith("Rollback")]) == told


def test_a_rollback_workflow_is_a_way_back_and_no_deployment() -> None:
    text = """
        name: Rollback
        on: {workflow_dispatch: {inputs: {tag: {required: true}}}}
        jobs:
          run:
            runs-on: ubuntu-latest
            steps:
              - run: kubectl set image deploy/app app=r/app:${{ inputs.tag }}
        """
    assert delivered(text, ".github/workflows/rollback.yml") == ["Rollback 7 target=tag"]


@pytest.mark.parametrize(
    ("given", "chosen"),
    [
        ("{required: true, type: string}", True),
        ("{default: shop.zip}", False),
        ("{type: choice, options: [shop.zip, desk.zip]}", False),
    ],
)
def test_a_bundle_that_has_to_be_chosen_names_the_release_and_an_older_one_is_the_way_back(
    given: str, chosen: bool
) -> None:
    text = f"""
        on: {{workflow_dispatch: {{inputs: {{bundle_key: {given}}}}}}}
        jobs:
          deploy:
            runs-on: ubuntu-latest
            steps:
              - run: >
                  aws deploy create-deployment --application-name shop
                  --s3-location bucket=shop-builds,key=${{{{ inputs.bundle_key }}}},bundleType=zip
        """
    (deployment,) = [line for line in delivered(text) if line.startswith("Deployment")]
    assert ("identity=tag" in deployment, "rollback=procedure" in deployment) == (chosen, chosen)


@pytest.mark.parametrize(
    "command",
    [
        "aws deploy create-deployment --application-name a --auto-rollback-configuration enabled=true,events=X",
        "helm upgrade --install app ./chart --set image.tag=$GITHUB_SHA --atomic",
    ],
)
def test_platforms_that_go_back_by_themselves(command: str) -> None:
    text = f"on: push\njobs:\n  deploy:\n    steps:\n      - run: {command}\n"
    assert ["rollback=automatic" in line for line in delivered(text) if line.startswith("Deployment")] == [True]


@pytest.mark.parametrize(
    "step",
    [
        "run: docker compose up -d && curl -f http://localhost:3000/health && npm test",
        "run: npm publish",
        "uses: azure/setup-helm@v4",
        "uses: azure/k8s-set-context@v4",
        "uses: azure/k8s-bake@v3",
        "uses: docker/build-push-action@v6",
        "run: docker run -d -p 5432:5432 postgres",
    ],
)
def test_tests_and_publications_deploy_nothing(step: str) -> None:
    text = f"on: push\njobs:\n  ci:\n    runs-on: ubuntu-latest\n    steps:\n      - {step}\n"
    assert delivered(text, ".github/workflows/ci.yml") == []


def test_a_runner_of_the_teams_own_is_the_server() -> None:
    text = "on: {push: {branches: [main]}}\njobs:\n  d:\n    runs-on: [self-hosted, linux]\n    steps:\n      - run: docker compose up -d --build\n"
    assert [line.split(" name=", maxsplit=1)[0] for line in delivered(text)] == ["Deployment 6 method=compose"]


@pytest.mark.parametrize(
    ("path", "head", "environment"),
    [
        ("deploy-prod.yml", "on: push", "production"),
        ("deploy.yml", "on: {push: {branches: [staging]}}", "staging"),
        ("deploy.yml", "on: {push: {branches: [main]}}", None),
        ("deploy.yml", "on: {push: {branches: [main, develop]}}", None),
        ("test-and-deploy.yml", "on: push", None),
        ("deploy.yml", "name: 本番デプロイ\non: push", "production"),
    ],
)
def test_the_environment_is_only_told_by_clear_names(path: str, head: str, environment: str | None) -> None:
    text = f"{head}\njobs:\n  release:\n    steps:\n      - run: kubectl apply -f k8s/\n"
    readings = read_files(READER, **{f".github/workflows/{path}": text})
    assert [r.environment for r in readings if isinstance(r, Deployment)] == [environment]


@pytest.mark.parametrize("path", ["aws-staging.yml", "deploy-production.yml"])
@pytest.mark.parametrize("job", ["build-test-deploy", "test_and_release"])
def test_a_job_that_tests_belongs_to_the_environment_of_its_workflow(path: str, job: str) -> None:
    text = f"on: push\njobs:\n  {job}:\n    steps:\n      - run: kubectl apply -f k8s/\n"
    readings = read_files(READER, **{f".github/workflows/{path}": text})
    wanted = "staging" if "staging" in path else "production"
    assert [r.environment for r in readings if isinstance(r, Deployment)] == [wanted]


@pytest.mark.parametrize(
    ("repository", "tag", "expected"),
    [
        ("${{ secrets.ECR_HOST }}/${{ secrets.ECR_APP }}-prod", "", "latest"),
        ("${{ secrets.ECR_HOST }}/shop", ":${{ github.sha }}", "commit"),
        ("${{ secrets.ECR_HOST }}/shop", ":${{ secrets.TAG }}", "latest"),
    ],
)
def test_an_image_whose_name_only_secrets_make_is_the_same_for_every_release(
    repository: str, tag: str, expected: str
) -> None:
    text = f"""
        env:
          REPO: {repository}{tag}
        jobs:
          deploy:
            runs-on: ubuntu-latest
            env:
              REPO: {repository}{tag}
            steps:
              - run: |
                  docker build -t app .
                  docker tag app:latest $REPO
                  docker push $REPO
              - uses: appleboy/ssh-action@master
                with:
                  host: ${{{{ secrets.HOST }}}}
                  key: ${{{{ secrets.KEY }}}}
                  script: |
                    docker pull $REPO
                    docker run -d --name app $REPO
        """
    assert identity(text) == [expected]


@pytest.mark.parametrize("started", ["bash -s", "TAG=$TAG REPO=$REPO bash -s", "sudo -u app bash -s -- v1"])
def test_a_script_that_a_shell_over_ssh_reads_is_a_deployment(started: str) -> None:
    text = f"""
        on: push
        jobs:
          deploy:
            runs-on: ubuntu-latest
            steps:
              - run: |
                  ssh -i key.pem app@host \\
                    "{started}" << 'END'
                    docker pull registry.example/shop:latest
                    docker rm -f shop || true
                    docker run -d --name shop registry.example/shop:latest
                  END
        """

    assert identity(text) == ["latest"]


def test_a_slip_of_yaml_hides_nothing_else_of_a_workflow() -> None:
    text = """
        on: push
        jobs:
          deploy:
            runs-on: ubuntu-latest
            steps:
              - run: aws ecs update-service --cluster shop --service api --force-new-deployment
              - run: echo "deployed: ${GITHUB_SHA}"
        """
    readings = read_files(READER, **{".github/workflows/deploy.yml": text})

    assert "Gap 7 malformed" in told(readings)
    assert [reading.method for reading in readings if isinstance(reading, Deployment)] == ["ecs"]


def test_a_bundle_under_a_key_that_is_always_the_same_names_no_release() -> None:
    text = """
        on: push
        jobs:
          build:
            runs-on: ubuntu-latest
            steps:
              - run: zip -r out/app.zip .
              - name: Upload
                run: aws s3 cp --recursive out s3://releases
        """
    readings = read_files(READER, **{".github/workflows/deploy.yml": text})
    assert [line for line in told(readings) if line.startswith("StandingName")] == [
        "StandingName 8 name=build / Upload identity=none"
    ]


def test_a_name_that_is_handed_on_under_its_own_name_is_followed() -> None:
    text = """
        on: push
        jobs:
          deploy:
            runs-on: ubuntu-latest
            steps:
              - run: |
                  TAG=${{ github.sha }}
                  docker build -t $REPO:$TAG .
                  echo "TAG=$TAG" >> $GITHUB_ENV
              - uses: aws-actions/amazon-ecs-render-task-definition@v1
                id: task
                with:
                  task-definition: task.json
                  image: ${{ env.REPO }}:${{ env.TAG }}
              - uses: aws-actions/amazon-ecs-deploy-task-definition@v2
                with:
                  task-definition: ${{ steps.task.outputs.task-definition }}
        """
    assert identity(text) == ["commit"]


def test_a_script_that_is_sent_to_the_host_tells_who_asks_for_health() -> None:
    text = """
        on: {push: {branches: [main]}}
        jobs:
          deploy:
            runs-on: ubuntu-latest
            steps:
              - run: docker push shop/api:${{ github.sha }}
              - name: Host
                run: |
                  payload="$(base64 < scripts/deploy-host.sh | tr -d '\\n')"
                  aws ssm send-command --document-name AWS-RunShellScript --parameters file://p.json
        """
    script = """
        docker run -d "${1:?usage: deploy-host.sh <image>}"
        curl --fail --output /dev/null http://localhost:3000/health || exit 1
        """
    found = delivered(text, **{"scripts/deploy-host.sh": script})
    assert [line for line in found if line.startswith("Deployment")] == [
        (
            "Deployment 7-10 method=ssm name=deploy / Host identity=commit carries_identity=True asks_health=True"
            " starts=docker scripts=(deploy-host.sh)"
        )
    ]


def test_a_job_that_only_calls_itself_a_deployment_claims_one() -> None:
    def of(name: str, step: str, run: str) -> list[tuple[str, int]]:
        text = f"""
            on: push
            jobs:
              {name}:
                runs-on: ubuntu-latest
                steps:
                  - uses: actions/checkout@v4
                  - name: {step}
                    run: {run}
            """
        readings = read_files(READER, **{".github/workflows/deploy.yml": text})
        return [(f.kind.value, f.at.start_line) for f in readings if isinstance(f, Deployment)]

    assert of("deploy", "Start", "docker compose up -d --build") == [("claimed", 7)]
    assert of("deploy", "Deploy to production", "echo deploying") == [("claimed", 7)]
    assert of("deploy", "Lint", "npm run lint") == []
    assert of("test", "Start", "docker compose up -d --build") == []


_OVER_SSH = """
on: push
jobs:
  deploy:
    runs-on: ubuntu-latest
    steps:
      - name: deploy
        env:
{settings}
        run: |
          ssh -i key.pem ubuntu@$HOST << 'EOF'
          cd shop
          git pull origin main
          npm run build
          pm2 restart shop
          EOF
"""


@pytest.mark.parametrize(("many", "lines"), [(1, (6, 15)), (50, (63, 63))])
def test_a_nameless_release_is_shown_where_a_branch_is_taken(many: int, lines: tuple[int, int]) -> None:
    text = _OVER_SSH.format(
        settings="\n".join(f"          A{n}: ${{{{ secrets.A{n} }}}}" for n in range(many))
    ).lstrip()
    readings = read_files(READER, **{".github/workflows/deploy.yml": text})
    (release,) = [reading for reading in readings if isinstance(reading, Deployment)]
    pull = text.split("\n").index("          git pull origin main") + 1
    assert (release.at.start_line, release.at.end_line) == lines
    assert release.where("identity").start_line == pull


def test_every_image_that_is_the_latest_is_shown() -> None:
    build = """
      - name: {name}
        run: |
          docker build -t $REGISTRY/{name}:{tag} ./{name}
          docker push $REGISTRY/{name}:{tag}"""
    text = (
        "on: push\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    steps:"
        "{builds}"
        """
      - name: start
        run: aws ecs update-service --cluster shop --service api --force-new-deployment
"""
    )
    both = text.replace("{builds}", build.format(name="api", tag="latest") + build.format(name="web", tag="latest"))
    readings = read_files(READER, **{".github/workflows/deploy.yml": both})
    assert [fact.at.start_line for fact in readings if isinstance(fact, StandingName)] == [12]
    assert [fact.where("identity").start_line for fact in readings if isinstance(fact, Deployment)] == [8]
    other = text.replace(
        "{builds}", build.format(name="api", tag="latest") + build.format(name="web", tag="$GITHUB_SHA")
    )
    readings = read_files(READER, **{".github/workflows/deploy.yml": other})
    assert not [fact for fact in readings if isinstance(fact, StandingName)]


def test_an_image_built_under_a_bare_name_is_shown_where_it_is_called_the_latest() -> None:
    text = """on: push
jobs:
  deploy:
    runs-on: ubuntu-latest
    steps:
      - run: docker build -t $NAME .
      - run: |
          NOW=$(date +%s)
          docker tag $NAME:latest $HUB/$NAME:latest
          docker push $HUB/$NAME:latest
          docker push $HUB/$NAME:$NOW
      - run: aws ecs update-service --cluster shop --service api --force-new-deployment
"""
    [release] = [
        one for one in read_files(READER, **{".github/workflows/deploy.yml": text}) if isinstance(one, Deployment)
    ]
    assert (release.identity, release.where("identity").start_line) == ("latest", 9)


@pytest.mark.parametrize(
    ("image", "expected"), [("${IMAGE:?give an image}", "commit"), ("${IMAGE:-shop/api:latest}", "latest")]
)
def test_an_image_that_compose_must_be_given_has_whatever_name_is_handed_on(image: str, expected: str) -> None:
    text = """
        on: push
        jobs:
          deploy:
            runs-on: ubuntu-latest
            steps:
              - run: docker build -t ghcr.io/shop/api:$GITHUB_SHA . && docker push ghcr.io/shop/api:$GITHUB_SHA
              - run: ssh ubuntu@host "cd shop && docker compose pull api && docker compose up -d"
        """
    compose = f"services:\n  api:\n    image: {image}\n"
    assert identity(text, **{"compose.yaml": compose}) == [expected]


_AT_THE_EDGE = """on: push
jobs:
  deploy:
    runs-on: ubuntu-latest
    steps:
      - name: deploy
        run: |
          ssh ubuntu@host << REMOTE
          cd shop
          git reset --hard origin/main
          cat > .env << 'ENV'
NODE_ENV=production
key: value
  - not: yaml
ENV
          npm run build
          pm2 reload shop
          REMOTE
      - name: after
        run: curl -f https://shop.kr/health
"""


def test_a_document_at_the_left_edge_of_a_script_hides_nothing_of_a_workflow() -> None:
    readings = read_files(READER, **{".github/workflows/deploy.yml": _AT_THE_EDGE})
    (release,) = [reading for reading in readings if isinstance(reading, Deployment)]
    assert (release.starts, release.identity, release.asks_health) == ("pm2", "none", True)
    assert release.where("identity").start_line == 10
    assert [gap.serves for gap in readings if isinstance(gap, Gap)] == [frozenset({"releases"})]


def test_a_workflow_that_stays_broken_is_a_gap() -> None:
    broken = _AT_THE_EDGE.replace("\nENV\n", "\nEVN\n") + "  ]: {\n"
    readings = read_files(READER, **{".github/workflows/deploy.yml": broken})
    assert ["access" in gap.serves for gap in readings if isinstance(gap, Gap)] == [True]
    assert not [reading for reading in readings if isinstance(reading, Deployment)]


@pytest.mark.parametrize(
    ("push", "name"),
    [
        ("- run: |\n    docker build -t $ECR/shop:$GITHUB_SHA .\n    docker push $ECR/shop:$GITHUB_SHA\n", "commit"),
        ("- uses: docker/build-push-action@v6\n  with:\n    push: true\n    tags: shop/api:latest\n", "latest"),
        ("- run: docker buildx build --platform linux/arm64 -t shop/api:main --push .\n", "latest"),
        ("- uses: acme/docker-build-push@v6\n  with:\n    image: shop/api\n    tags: latest\n", "latest"),
        (
            "- uses: docker/bake-action@v5\n  with:\n    push: true\n    set: |\n      *.tags=shop/api:latest\n",
            "latest",
        ),
    ],
)
def test_an_image_that_is_pushed_and_put_nowhere_live_claims_a_release(push: str, name: str) -> None:
    steps = "".join(f"      {row}\n" for row in push.splitlines())
    text = f"on: push\njobs:\n  image:\n    runs-on: ubuntu-latest\n    steps:\n{steps}"
    readings = read_files(READER, **{".github/workflows/image.yml": text})
    claims = [reading for reading in readings if isinstance(reading, Deployment)]
    assert [(claim.kind.value, claim.at.start_line, claim.identity) for claim in claims] == [("claimed", 6, name)]
    kept = read_files(
        READER, **{".github/workflows/image.yml": text.replace("push", "load").replace("docker load", "ls")}
    )
    assert not [reading for reading in kept if isinstance(reading, Deployment)]


@pytest.mark.parametrize(
    "push", ["acme/docker-build-push@v6\n        with: {push: false, ", "acme/docker-build@v1\n        with: {"]
)
def test_an_image_that_an_action_keeps_to_itself_claims_no_release(push: str) -> None:
    text = f"on: push\njobs:\n  image:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: {push}tags: latest}}\n"
    readings = read_files(READER, **{".github/workflows/image.yml": text})

    assert not [reading for reading in readings if isinstance(reading, Deployment)]


@pytest.mark.parametrize(
    ("default", "lines"), [("latest", [(4, 6)]), ("main", [(4, 6)]), ("''", []), ("v1.2.0", []), ("1a2b3c4", [])]
)
def test_a_release_that_is_latest_unless_somebody_says_so_is_shown(default: str, lines: list[tuple[int, int]]) -> None:
    text = f"""on:
  workflow_dispatch:
    inputs:
      image_tag:
        required: true
        default: {default}
jobs:
  deploy:
    runs-on: ubuntu-latest
    steps:
      - run: ssh ubuntu@host "docker pull shop/api:${{{{ inputs.image_tag }}}} && docker run -d shop/api"
"""
    readings = read_files(READER, **{".github/workflows/deploy.yml": text})
    names = [reading for reading in readings if isinstance(reading, StandingName)]
    assert [(name.at.start_line, name.at.end_line) for name in names] == lines
    assert all(name.alone for name in names)


@pytest.mark.parametrize(("name", "lines"), [("image_tag", [4]), ("aws_region", [])])
def test_so_is_one_that_is_handed_to_another_workflow(name: str, lines: list[int]) -> None:
    text = f"""on:
  workflow_dispatch:
    inputs:
      {name}: {{default: main}}
jobs:
  deploy:
    uses: ./.github/workflows/ecs.yml
    with: {{image: "shop/api:${{{{ inputs.{name} }}}}"}}
"""
    readings = read_files(READER, **{".github/workflows/by-hand.yml": text})
    assert [one.at.start_line for one in readings if isinstance(one, StandingName)] == lines


@pytest.mark.parametrize(("image", "lines"), [("'$ECR'/api:latest", [9]), ("'$ECR'/api:'$GITHUB_SHA'", [])])
def test_the_image_in_a_description_for_beanstalk_is_what_runs(image: str, lines: list[int]) -> None:
    text = f"""on: push
jobs:
  deploy:
    runs-on: ubuntu-latest
    steps:
      - run: |
          echo '{{
            "AWSEBDockerrunVersion": "1",
            "Image": {{"Name": "{image}"}}
          }}' > Dockerrun.aws.json
      - run: aws elasticbeanstalk update-environment --version-label $GITHUB_SHA
"""
    readings = read_files(READER, **{".github/workflows/deploy.yml": text})
    names = [reading for reading in readings if isinstance(reading, StandingName)]
    assert [name.at.start_line for name in names] == lines


def test_a_script_too_long_to_be_shown_is_shown_where_it_puts_the_release_live() -> None:
    waits = "\n".join(f"                echo waiting {number}" for number in range(45))
    text = f"""
        on: push
        jobs:
          deploy:
            runs-on: ubuntu-latest
            steps:
            - name: Put it on the server
              run: |
                rsync -a ./ app@$HOST:/srv/app/
                ssh app@$HOST << 'THERE'
{waits}
                sudo systemctl restart app
                THERE
        """
    readings = read_files(READER, **{".github/workflows/deploy.yml": dedent(text)})
    [release] = [reading for reading in readings if isinstance(reading, Deployment)]

    assert (release.at.start_line, release.at.end_line) == (55, 55)


_BUNDLED = """
    name: deliver
    on:
      push:
        branches: [main]
    jobs:
      deliver:
        runs-on: ubuntu-latest
        steps:
          - run: |
              docker build -t $REGISTRY/shop:{tag} .
              docker push $REGISTRY/shop:{tag}
          - run: zip -r $GITHUB_SHA.zip appspec.yml scripts
          - run: >-
              aws deploy create-deployment --application-name shop --deployment-group-name live
              --s3-location bucket=releases,bundleType=zip,key=$GITHUB_SHA.zip
    """


@pytest.mark.parametrize(("tag", "sort"), [("latest", "latest"), ("$GITHUB_SHA", "commit")])
def test_a_bundle_named_by_its_commit_names_no_image_that_is_pushed_as_latest(tag: str, sort: str) -> None:
    assert identity(_BUNDLED.replace("{tag}", tag)) == [sort]


@pytest.mark.parametrize(
    ("condition", "runs"),
    [
        ("false", False),
        ("${{ false }}", False),
        ("${{ false && github.ref == 'refs/heads/main' }}", False),
        ("github.ref == 'refs/heads/main'", True),
        ("${{ inputs.skip == false }}", True),
        ("${{ false || github.event_name == 'push' }}", True),
    ],
)
@pytest.mark.parametrize("of_job", [True, False])
def test_a_job_or_step_that_is_turned_off_delivers_nothing(condition: str, *, runs: bool, of_job: bool) -> None:
    text = f"""
        on: {{push: {{branches: [main]}}}}
        jobs:
          deploy:
            if: "{condition if of_job else "true"}"
            runs-on: ubuntu-latest
            steps:
              - if: "{"true" if of_job else condition}"
                run: ssh deploy@host "cd shop && git pull && docker compose up -d --build"
        """
    assert identity(text) == (["none"] if runs else [])


_TWO_JOBS = """
on: push
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - name: Test
        {flag}
        run: {test}
  deploy:
    needs: {needs}
    runs-on: ubuntu-latest
    steps:
      - uses: appleboy/ssh-action@v1
        with:
          host: a
          script: cd app && git pull && pm2 reload shop
"""


@pytest.mark.parametrize(
    ("test", "flag", "line"),
    [("npm test || true", "id: t", 8), ("npm test", "continue-on-error: true", 7), ("npm test || exit 1", "id: t", 0)],
)
def test_tests_that_the_deployment_does_not_wait_for_are_shown(test: str, flag: str, line: int) -> None:
    found = delivered(_TWO_JOBS.format(test=test, flag=flag, needs="test"))

    shown = [f"ScriptFault {line} activity=test form=error-swallowed command=npm test"] if line else []
    assert [fact for fact in found if "activity=test" in fact] == shown


def test_tests_that_no_deployment_comes_behind_are_left_alone() -> None:
    found = delivered(_TWO_JOBS.format(test="npm test || true", flag="id: t", needs="[]"))

    assert not [fact for fact in found if "activity=test" in fact]


def test_a_stop_in_one_step_and_the_start_in_a_later_one_are_one_interruption() -> None:
    text = """
        on: push
        jobs:
          deploy:
            runs-on: ubuntu-latest
            steps:
              - name: Stop
                uses: appleboy/ssh-action@v1
                with:
                  host: a
                  script: docker rm -f shop
              - name: Start
                uses: appleboy/ssh-action@v1
                with:
                  host: a
                  script: |
                    docker pull acme/shop:${{ github.sha }}
                    docker run -d --name shop acme/shop:${{ github.sha }}
        """
    assert [fact for fact in delivered(text) if "stopped-before-start" in fact] == [
        "ScriptFault 10-17 activity=deploy form=stopped-before-start command=docker rm -f shop"
    ]


def test_a_key_is_made_up_on_the_host_and_not_on_the_runner() -> None:
    text = """
        on: push
        jobs:
          deploy:
            runs-on: ubuntu-latest
            steps:
              - run: php artisan key:generate && php artisan test
              - uses: appleboy/ssh-action@v1
                with:
                  host: a
                  script: |
                    cd /var/www/shop && git pull
                    php artisan key:generate
                    php artisan config:cache
        """
    readings = read_files(READER, **{".github/workflows/deploy.yml": text})

    assert [fact.at.start_line for fact in readings if isinstance(fact, ConfigurationLoader)] == [12]


def test_the_release_is_told_where_it_is_updated_and_not_where_its_service_is_made_once() -> None:
    text = """
        on: push
        jobs:
          deploy:
            runs-on: ubuntu-latest
            steps:
              - run: |
                  aws ecs describe-services --services shop ||
                  aws ecs create-service --service-name shop --task-definition shop
              - run: aws ecs update-service --service shop --force-new-deployment
        """
    assert [fact.split()[1] for fact in delivered(text) if fact.startswith("Deployment")] == ["9"]


@pytest.mark.parametrize(
    ("step", "line"),
    [
        ("uses: appleboy/ssh-action@v1\n        with: {host: a, script: 'rm -rf /var/www/html/*'}", 7),
        ("run: ssh web@a 'sudo rm -rf /var/www/html/*'", 6),
        ("run: npm run build", 0),
    ],
)
def test_a_folder_that_is_emptied_a_step_before_its_files_come_is_shown(step: str, line: int) -> None:
    text = (
        "on: push\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    steps:\n"
        f"      - {step}\n"
        "      - uses: appleboy/scp-action@v1\n        with: {host: a, source: dist/*, target: /var/www/html}\n"
        "      - uses: appleboy/ssh-action@v1\n        with: {host: a, script: sudo systemctl restart shop}\n"
    )
    found = [fact for fact in delivered(text) if "previous-release-deleted" in fact]

    assert [fact.split()[1] for fact in found] == ([str(line)] if line else [])


@pytest.mark.parametrize("folder", ["/var/www/html", "/home/ubuntu/", "~/", "/home/ec2-user/shop"])
def test_an_action_that_empties_the_folder_first_is_shown_at_its_option(folder: str) -> None:
    text = f"""
        on: push
        jobs:
          deploy:
            runs-on: ubuntu-latest
            steps:
              - uses: appleboy/scp-action@v1
                with:
                  host: a
                  source: dist/*
                  rm: true
                  target: {folder}
        """
    assert [fact.split()[1] for fact in delivered(text) if "previous-release-deleted" in fact] == ["10"]


def test_a_script_on_the_host_that_is_handed_the_commit_deploys_it_by_that_name() -> None:
    text = """
        on: push
        jobs:
          deploy:
            runs-on: ubuntu-latest
            steps:
              - uses: appleboy/ssh-action@v1
                with:
                  host: a
                  script: bash /opt/shop/deploy.sh prod-${{ github.sha }}
        """
    assert identity(text) == ["commit"]
    assert identity(text.replace("prod-${{ github.sha }}", "production")) == ["none"]


@pytest.mark.parametrize(
    ("script", "works"),
    [("docker compose down && docker compose up -d", False), ("git checkout $PREV && pm2 reload shop", True)],
)
def test_a_job_that_calls_itself_a_way_back_has_to_bring_something_back(script: str, *, works: bool) -> None:
    text = (
        "on: workflow_dispatch\njobs:\n  rollback:\n    runs-on: ubuntu-latest\n    steps:\n"
        f"      - uses: appleboy/ssh-action@v1\n        with: {{host: a, script: '{script}'}}\n"
    )
    readings = read_files(READER, **{".github/workflows/rollback.yml": text})

    assert [fact.works for fact in readings if isinstance(fact, Rollback)][:1] == [works]


@pytest.mark.parametrize(
    ("written", "line"),
    [
        ("cat > .env <<END\n          PORT=3000\n          IMAGE_TAG=latest\n          END", 9),
        ("echo 'IMAGE_TAG=latest' > .env", 6),
        ("echo 'NODE_ENV=latest' > .env", None),
    ],
)
def test_a_host_that_is_handed_the_word_latest_in_a_file_is_shown_where_it_is_written(
    written: str, line: int | None
) -> None:
    text = (
        "on: push\njobs:\n  ship:\n    runs-on: ubuntu-latest\n    steps:\n"
        f"      - run: |\n          {written}\n".replace("- run: |\n          echo", "- run: echo")
        + "      - run: |\n          scp .env host:shop/\n          ssh host 'cd shop && docker compose pull && docker compose up -d'\n"
    )
    files = {
        ".github/workflows/ship.yml": text,
        "compose.yml": "services:\n  api:\n    image: ${OWNER}/api:${IMAGE_TAG:-latest}\n",
    }
    (release,) = [one for one in read_files(READER, **files) if isinstance(one, Deployment)]
    shown = release.places.get("identity")
    assert (shown.start_line if shown else None) == line


@pytest.mark.parametrize(
    ("tag", "sort"),
    [
        ("1.4.0", "none"),
        ("${{ env.VERSION }}", "none"),
        ("v1-${{ github.sha }}", "commit"),
    ],
)
def test_a_version_that_somebody_wrote_down_names_every_release_whoever_owns_the_image(tag: str, sort: str) -> None:
    text = (
        "on: push\nenv:\n  VERSION: 0.0.1\njobs:\n  ship:\n    runs-on: ubuntu-latest\n    steps:\n"
        f"      - run: docker push ${{{{ secrets.OWNER }}}}/shop:{tag}\n      - run: ssh host 'docker compose pull && docker compose up -d'\n"
    )
    assert identity(text) == [sort]


@pytest.mark.parametrize(("pushed", "line"), [(False, 8), (True, 6)])
def test_an_image_that_the_host_makes_of_a_branch_is_shown_where_the_branch_is_taken(
    *, pushed: bool, line: int
) -> None:
    text = (
        "on: push\njobs:\n  ship:\n    runs-on: ubuntu-latest\n    steps:\n"
        f"      - run: {'docker push shop' if pushed else 'npm test'}\n      - run: |\n          ssh host 'cd shop; git pull'\n"
        "          ssh host 'cd shop; docker build -t shop .; docker run -d --restart always shop'\n"
    )
    (release,) = [
        one
        for one in read_files(READER, **{".github/workflows/ship.yml": text})
        if isinstance(one, Deployment) and one.kind is EvidenceKind.CODED
    ]
    assert (release.identity, release.where("identity").start_line) == ("latest", line)


def test_a_service_of_containers_that_runs_no_copy_until_the_new_release_is_there_is_an_interruption() -> None:
    text = """
        on: push
        jobs:
          deploy:
            runs-on: ubuntu-latest
            steps:
              - run: |
                  aws ecs update-service --cluster shop --service ${{ env.SERVICE }} \\
                    --desired-count 0
              - uses: aws-actions/amazon-ecs-deploy-task-definition@v2
                with:
                  task-definition: task.json
                  service: ${{ env.SERVICE }}
              - run: aws ecs update-service --cluster shop --service ${{ env.SERVICE }} --desired-count 2
        """
    (found,) = [fact for fact in delivered(text) if "stopped-before-start" in fact]
    assert found.startswith("ScriptFault 7-13 activity=deploy")


@pytest.mark.parametrize(
    ("step", "told"),
    [
        ("name: Health check\n        run: curl -sf http://shop.example.com/api/items", [True]),
        ("name: 헬스체크\n        run: curl -s http://shop.example.com/api/items", [False]),
        ("name: Smoke test\n        run: wget -q --spider http://shop.example.com/api/items || true", [False]),
        ("name: Smoke test\n        continue-on-error: true\n        run: curl -sf http://shop.example.com/", [False]),
        ("name: Tell\n        continue-on-error: true\n        run: curl -sf http://shop.example.com/health", [False]),
        ("name: Health check\n        run: curl -sf https://hooks.slack.com/services/x", []),
        ("name: Fetch\n        run: curl -sf http://shop.example.com/api/items", []),
    ],
)
def test_a_step_that_calls_itself_a_health_check_asks_by_whatever_address(step: str, told: list[bool]) -> None:
    text = (
        "on: push\njobs:\n  ship:\n    runs-on: ubuntu-latest\n    steps:\n"
        "      - run: ssh app@shop.example.com 'cd shop && git pull && pm2 reload shop'\n"
        f"      - {step}\n"
    )
    readings = read_files(READER, **{".github/workflows/ship.yml": text})
    assert [one.decides for one in readings if isinstance(one, HealthProbe)] == told


@pytest.mark.parametrize(
    ("action", "command", "method"),
    [
        ("pulumi/actions@v6", "up", "cdk"),
        ("pulumi/actions@v6", "preview", None),
        ("dflook/terraform-apply@v1", "", "terraform"),
        ("dflook/terraform-plan@v1", "", None),
    ],
)
def test_actions_that_apply_what_templates_describe_are_deployments(
    action: str, command: str, method: str | None
) -> None:
    text = f"""
        on: {{push: {{branches: [main]}}}}
        jobs:
          infra:
            runs-on: ubuntu-latest
            steps:
              - uses: {action}
                with: {{command: "{command}", path: infra}}
    """
    found = [one for one in read_files(READER, **{".github/workflows/a.yml": text}) if isinstance(one, Deployment)]
    assert [one.method for one in found] == ([method] if method else [])


@pytest.mark.parametrize(
    ("script", "released"),
    [
        ("cd /srv/shop && docker compose exec -T web sh scripts/keep.sh", False),
        ("docker system prune -f && docker ps", False),
        ("docker compose logs --tail 50 web", False),
        ("cd /srv/shop && docker compose pull && docker compose up -d", True),
        ("docker exec shop git pull", True),
        ("docker compose -f logs.yml up -d", True),
    ],
)
def test_who_only_works_in_a_container_that_runs_releases_nothing(script: str, *, released: bool) -> None:
    text = (
        "on: {schedule: [{cron: '0 19 * * *'}]}\njobs:\n  night:\n    runs-on: ubuntu-latest\n    steps:\n"
        f"      - uses: appleboy/ssh-action@v1\n        with: {{host: a, key: b, script: '{script}'}}\n"
    )

    assert bool(identity(text)) is released


@pytest.mark.parametrize(
    ("step", "deploys"),
    [
        ("run: ansible-playbook -i hosts site.yml", True),
        ("run: ansible-playbook site.yml -v --extra-vars version=$TAG", True),
        ("uses: dawidd6/action-ansible-playbook@v2\n        with: {playbook: site.yml, key: k}", True),
        ("run: ansible-playbook site.yml --syntax-check", False),
        ("run: ansible-playbook -i hosts site.yml --check --diff", False),
        ("run: ansible-playbook -i localhost, --connection=local build.yml", False),
        ("run: ansible-lint site.yml", False),
    ],
)
def test_ansible_delivers_to_hosts_where_it_changes_some(step: str, deploys: bool) -> None:
    text = f"on: push\njobs:\n  go:\n    runs-on: ubuntu-latest\n    steps:\n      - {step}\n"
    assert bool(identity(text)) is deploys


@pytest.mark.parametrize(
    ("push", "lost"),
    [
        ("docker push r.example/shop:$SHA || echo 'no image'", True),
        ("docker push r.example/shop:$SHA || true", True),
        ("docker build -t r.example/shop:$SHA . || true", True),
        ("|\n          docker push r.example/shop:$SHA\n          docker push r.example/shop:latest || true", False),
        ("docker push r.example/shop:buildcache || true", False),
        ("npm run lint || true", False),
    ],
)
def test_an_image_that_never_arrived_fails_the_job_before_the_deployment(push: str, lost: bool) -> None:
    text = (
        f"on: push\njobs:\n  make:\n    steps:\n      - run: {push}\n  go:\n    needs: make\n    steps:\n"
        "      - run: aws ecs update-service --cluster a --service shop --force-new-deployment\n"
    )
    assert any("error-swallowed" in fact for fact in delivered(text)) is lost


@pytest.mark.parametrize(
    ("check", "asks"),
    [
        ("./scripts/health-check.sh blue || exit 1", True),
        ("bash ops/smoke_test.sh", True),
        ("python3 tools/healthcheck.py https://shop.example.com", True),
        ("./scripts/health-check.sh || true", False),
        ("cat scripts/health-check.sh", False),
    ],
)
def test_a_program_called_after_the_question_asks_it(check: str, asks: bool) -> None:
    text = (
        "on: push\njobs:\n  go:\n    steps:\n      - run: ssh me@host 'cd shop && docker compose up -d'\n"
        f"      - run: {check}\n"
    )
    (told,) = [fact for fact in delivered(text) if fact.startswith("Deployment")]
    assert (f"asks_health={asks}" in told) is True


def test_a_step_of_its_own_that_only_looks_seems_to_ask() -> None:
    text = (
        "on: push\njobs:\n  go:\n    steps:\n      - run: ssh me@host 'cd shop && docker compose up -d'\n"
        "      - run: ssh me@host 'sleep 30 && docker compose ps'\n"
    )
    (deployment,) = [
        one for one in read_files(READER, **{".github/workflows/a.yml": text}) if isinstance(one, Deployment)
    ]
    assert str(deployment.where("asks_health")) == ".github/workflows/a.yml:6"


@pytest.mark.parametrize("how", ["--recursive dist s3://shop-www", "dist s3://shop-www --recursive"])
def test_a_bucket_that_a_step_empties_before_the_next_one_fills_it_serves_nothing_in_between(how: str) -> None:
    text = f"""
        on: {{ push: {{ branches: [main] }} }}
        jobs:
          deploy:
            runs-on: ubuntu-latest
            steps:
              - run: aws s3 rm s3://shop-www --recursive
              - run: aws s3 cp {how}
        """
    found = told(read_files(READER, **{".github/workflows/deploy.yml": text}))
    assert [line.partition(" command=")[0] for line in found if line.startswith("ScriptFault")] == [
        "ScriptFault 6 activity=deploy form=previous-release-deleted"
    ]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("true", "aws elbv2 modify-listener --listener-arn $L --default-actions Type=forward,TargetGroupArn=$NEW", 0),
        ("if [ $NOW = blue ]; then HOST=$HOST_GREEN; fi", "true", 0),
        ("true", "aws elbv2 describe-target-health --target-group-arn $NEW", 1),
    ],
)
def test_what_stops_on_a_host_that_serves_nobody_then_interrupts_nothing(
    before: str, after: str, expected: int
) -> None:
    text = f"""
jobs:
  deploy:
    runs-on: ubuntu-latest
    steps:
      - run: {before}
      - run: |
          ssh ubuntu@$HOST 'docker stop shop; docker rm shop; docker run -d --name shop acme/shop:$GITHUB_SHA'
      - run: {after}
"""
    assert sum("stopped-before-start" in fact for fact in delivered(text)) == expected


def test_an_image_named_by_its_commit_is_followed_past_another_variable_of_the_same_name() -> None:
    text = """
jobs:
  image:
    runs-on: ubuntu-latest
    outputs: {image: "${{ steps.tag.outputs.image }}"}
    steps:
      - id: tag
        run: |
          if [ $GITHUB_REF = refs/heads/main ]; then
            IMAGE=registry.example.com/shop:${{ github.sha }}
          else
            IMAGE=shop:${{ github.sha }}
          fi
          echo "image=$IMAGE" >> "$GITHUB_OUTPUT"
      - run: docker build -t ${{ steps.tag.outputs.image }} . && docker push ${{ steps.tag.outputs.image }}
  deploy:
    needs: image
    runs-on: ubuntu-latest
    env: {IMAGE: "${{ needs.image.outputs.image }}"}
    steps:
      - run: ssh ubuntu@shop.example.com "docker pull '$IMAGE' && docker run -d --name shop '$IMAGE'"
"""
    assert identity(text) == ["commit"]


@pytest.mark.parametrize("given", ["with", "env"])
def test_what_a_host_runs_before_and_behind_a_transfer_is_one_script(given: str) -> None:
    text = f"""
        on: push
        jobs:
          deploy:
            runs-on: ubuntu-latest
            steps:
              - uses: shop/ssh-deploy@v5
                {given}:
                  REMOTE_HOST: ${{{{ secrets.HOST }}}}
                  SCRIPT_BEFORE: |
                    docker compose down
                  SCRIPT_AFTER: |
                    git pull || true
                    docker compose up -d --build
        """
    faults = [line.split(" command")[0] for line in delivered(text) if line.startswith("ScriptFault")]
    assert faults[0].startswith("ScriptFault 10-13 ")
    assert faults[1].startswith("ScriptFault 12 ")


def test_volumes_that_go_in_one_step_are_gone_when_the_next_one_starts() -> None:
    text = """
        on: push
        jobs:
          deploy:
            runs-on: self-hosted
            steps:
              - run: docker compose down {}
                continue-on-error: true
              - run: docker compose up -d --build
        """
    gone = [fact for fact in delivered(text.format("--volumes")) if "volumes-deleted" in fact]
    assert [fact.split(" activity")[0] for fact in gone] == ["ScriptFault 6"]
    assert not any("volumes-deleted" in fact for fact in delivered(text.format("--rmi local")))


@pytest.mark.parametrize(
    ("before", "told"),
    [
        ("npx prisma db push", "schema-changed"),
        ("npx prisma migrate reset --force", "tables-dropped"),
        ("npx prisma migrate deploy", None),
        ("npx prisma db push\n      - run: npm test", None),
    ],
)
def test_what_a_delivery_does_to_the_schema_counts_unless_the_job_tries_the_program(
    before: str, told: str | None
) -> None:
    text = f"jobs:\n  ship:\n    steps:\n      - run: {before}\n      - run: eb deploy\n"
    readings = read_files(READER, **{".github/workflows/deploy.yml": text})
    faults = [one for one in readings if isinstance(one, ScriptFault)]
    assert [(one.form, one.at.start_line) for one in faults] == ([(told, 4)] if told else [])


def test_an_image_that_a_step_of_its_own_pushes_as_the_latest_is_called_so_there() -> None:
    text = """on: push
jobs:
  deploy:
    runs-on: ubuntu-latest
    steps:
      - run: docker build -t $ECR/api:latest .
      - run: echo scanned
      - run: docker push $ECR/api:latest
      - run: aws ecs update-service --service api --force-new-deployment
"""
    readings = read_files(READER, **{".github/workflows/deploy.yml": text})
    [told] = [reading for reading in readings if isinstance(reading, Deployment)]
    assert (told.identity, told.places["identity"].start_line) == ("latest", 8)


@pytest.mark.parametrize(
    ("steps", "place"),
    [
        ("      - run: {live}\n      - name: Until it is well\n        run: sleep 180 # boots\n", "live.yml:5-6"),
        ("      - run: {live}\n      - run: echo wait; sleep 60\n", "live.yml:5"),
        ("      - run: sleep 30\n      - run: {live}\n", None),
        ("      - run: {live}\n      - run: sleep 30; curl -f https://x.kr/health\n", None),
    ],
)
def test_a_step_behind_the_release_that_only_waits_asks_nobody(steps: str, place: str | None) -> None:
    live = "aws autoscaling start-instance-refresh --auto-scaling-group-name shop"
    text = "jobs:\n  ship:\n    steps:\n" + steps.format(live=live)
    readings = read_files(READER, **{".github/workflows/live.yml": text})
    (told,) = (one for one in readings if isinstance(one, Deployment))
    at = told.places.get("asks_health")
    assert (at and str(at).removeprefix(".github/workflows/")) == place


@pytest.mark.parametrize(
    ("tag", "kept", "identity", "place"),
    [
        ("$(date +%s)", 'aws ssm put-parameter --name /shop/TAG --value "api-$TAG" --overwrite', "timestamp", 4),
        ("${{ github.sha }}", 'aws ssm put-parameter --name /shop/TAG --value "$TAG" --overwrite', "commit", None),
        ("${{ github.sha }}", "aws ssm put-parameter --name /shop/COLOR --value blue --overwrite", "none", None),
    ],
)
def test_machines_that_are_made_anew_take_the_name_that_was_put_where_they_look_it_up(
    tag: str, kept: str, identity: str, place: int | None
) -> None:
    live = "aws autoscaling start-instance-refresh --auto-scaling-group-name shop"
    rows = (f'echo "TAG={tag}" >> $GITHUB_ENV', kept, live)
    text = "jobs:\n  ship:\n    steps:\n" + "".join(f"      - run: {row}\n" for row in rows)
    readings = read_files(READER, **{".github/workflows/live.yml": text})
    (told,) = (one for one in readings if isinstance(one, Deployment))
    at = told.places.get("identity")
    assert (told.identity, at and at.start_line) == (identity, place)


def test_a_long_script_is_shown_where_it_brings_the_release_if_it_only_makes_that_faster() -> None:
    script = "ssh web@10.1.2.3 << 'THERE'\ngit pull\n" + "echo\n" * 50 + "php artisan config:cache\nTHERE\n"
    text = "jobs:\n  ship:\n    steps:\n      - run: |\n" + "".join(f"          {row}\n" for row in script.split("\n"))
    readings = read_files(READER, **{".github/workflows/ship.yml": text})
    assert [str(one.at) for one in readings if isinstance(one, Deployment)] == [".github/workflows/ship.yml:6"]


@pytest.mark.parametrize(
    ("key", "deploys", "alone"),
    [
        ("app.zip", "uses: einaregilsson/beanstalk-deploy@v22", [True]),
        ("app.zip", "run: aws elasticbeanstalk update-environment --version-label $GITHUB_SHA", [True]),
        ("app.zip", "run: aws lambda update-function-code --function-name shop --zip-file fileb://app.zip", [False]),
        ("app-${{ github.sha }}.zip", "uses: einaregilsson/beanstalk-deploy@v22", []),
    ],
)
def test_a_version_of_beanstalk_is_no_name_for_a_bundle_that_the_next_one_overwrites(
    key: str, deploys: str, alone: list[bool]
) -> None:
    text = f"""
        on: push
        jobs:
          release:
            runs-on: ubuntu-latest
            steps:
              - run: zip -r app.zip .
              - run: aws s3 cp app.zip s3://shop-releases/{key}
              - {deploys}
        """
    readings = read_files(READER, **{".github/workflows/deploy.yml": text})
    assert [one.alone for one in readings if isinstance(one, StandingName)] == alone


_BY_THE_CLOCK = """\
on:
  TRIGGER
jobs:
  backup:
    runs-on: ubuntu-latest
    steps:
      - run: |
          ssh $USER@$HOST 'bash -s' << 'END'
            if [ -z "${AWS_KEY}" ]; then
              echo "WARNING: no keys set, backup will be kept locally only"
              export SKIP_UPLOAD=true
            fi
            bash /opt/shop/backup-postgres.sh || exit 1
          END
"""


@pytest.mark.parametrize(
    ("trigger", "found"),
    [("schedule: [{cron: '0 2 * * *'}]", [("backup", "error-swallowed", 10)]), ("push: {branches: [main]}", [])],
)
def test_a_job_by_the_clock_that_has_a_host_make_the_backup_says_when_it_passes_the_upload_over(
    trigger: str, found: list[tuple[str, str, int]]
) -> None:
    files = {".github/workflows/b.yml": _BY_THE_CLOCK.replace("TRIGGER", trigger)}
    faults = [one for one in read_files(READER, **files) if isinstance(one, ScriptFault)]
    assert [(one.activity, one.form, one.at.start_line) for one in faults] == found


def test_an_image_that_only_rules_of_tags_name_is_shown_at_those_rules() -> None:
    text = """
        on: push
        jobs:
          image:
            runs-on: ubuntu-latest
            steps:
              - id: meta
                uses: docker/metadata-action@v5
                with:
                  images: shop/api
                  tags: |
                    type=ref,event=branch
                    type=raw,value=latest
              - uses: docker/build-push-action@v6
                with:
                  push: true
                  tags: ${{ steps.meta.outputs.tags }}
        """
    readings = read_files(READER, **{".github/workflows/image.yml": dedent(text).lstrip()})
    (claim,) = (reading for reading in readings if isinstance(reading, Deployment))
    at = claim.places["identity"]
    assert (claim.identity, at.start_line, at.end_line) == ("latest", 10, 12)

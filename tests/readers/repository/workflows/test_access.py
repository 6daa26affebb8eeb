"""What workflows show to get in: keys, roles, SSH, and secrets handed to other people's actions."""

import pytest

from holdfast.model.facts import BuiltInSecret, Credential, Login, Region, ThirdPartyAction
from holdfast.readers.repository.base import Reading, Snippet
from holdfast.readers.repository.workflows import READER

from ..many import read_files
from ..templates.support import told

HEAD = "on: push\njobs:\n  job:\n    runs-on: ubuntu-latest\n    steps:\n"


def access(steps: str) -> list[str]:
    """The facts of access in a workflow of one job; its steps begin on line 6."""
    readings: list[Reading] = read_files(READER, **{".github/workflows/x.yml": HEAD + steps})
    return told(r for r in readings if isinstance(r, (Credential, Login, Region, ThirdPartyAction)))


def test_static_keys_stand_at_their_lines() -> None:
    steps = """\
      - uses: aws-actions/configure-aws-credentials@v4
        with:
          aws-access-key-id: ${{ secrets.AWS_ACCESS_KEY_ID }}
          aws-secret-access-key: ${{ secrets.AWS_SECRET_ACCESS_KEY }}
          aws-region: ap-northeast-2
"""
    assert access(steps) == ["Credential 8-9 form=static-key holder=workflow", "Region 10 name=ap-northeast-2"]


def test_a_role_without_keys_is_short_lived() -> None:
    steps = """\
      - uses: aws-actions/configure-aws-credentials@v4
        with:
          role-to-assume: arn:aws:iam::123456789012:role/deploy
          aws-region: ap-northeast-1
"""
    assert access(steps) == [
        "Credential 8 form=oidc holder=workflow role=arn:aws:iam::123456789012:role/deploy",
        "Region 9 name=ap-northeast-1",
    ]


@pytest.mark.parametrize(("right", "shown"), [("write", True), ("none", False)])
def test_a_role_that_another_action_assumes_is_short_lived_where_the_job_may_ask_for_it(
    right: str, *, shown: bool
) -> None:
    head = HEAD.replace("    steps:", f"    permissions:\n      id-token: {right}\n    steps:")
    step = "      - uses: shop/setup@v1\n        with:\n          role-to-assume: deploy\n"
    readings: list[Reading] = read_files(READER, **{".github/workflows/x.yml": head + step})
    found = told(one for one in readings if isinstance(one, Credential))
    assert found == (["Credential 10 form=oidc holder=workflow role=deploy"] if shown else [])


def test_a_region_may_be_a_variable_of_the_workflow() -> None:
    text = """
        on: push
        env:
          AWS_REGION: eu-west-1
        jobs:
          job:
            steps:
              - uses: aws-actions/configure-aws-credentials@v4
                with:
                  role-to-assume: ${{ secrets.ROLE }}
                  aws-region: ${{ env.AWS_REGION }}
        """
    readings = read_files(READER, **{".github/workflows/x.yml": text})
    assert told(r for r in readings if isinstance(r, Region)) == ["Region 10 name=eu-west-1"]


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        (
            "      - run: ./x\n        env:\n          AWS_ACCESS_KEY_ID: ${{ secrets.A }}\n",
            ["Credential 8 form=static-key holder=workflow"],
        ),
        ("      - run: ./x\n        env:\n          AWS_ACCESS_KEY_ID: test\n", []),
        (
            "      - run: ./x\n        env:\n          SES_ACCESS_KEY: ${{ secrets.A }}\n          SES_SECRET_KEY: ${{ secrets.B }}\n"
            + "          # another\n" * 6
            + "          S3_ACCESS_KEY: ${{ secrets.C }}\n",
            ["Credential 8 form=static-key holder=application", "Credential 16 form=static-key holder=application"],
        ),
        ('      - run: s3cmd put a s3://b --access_key="${{ secrets.DO_SPACES_KEY }}" --host=nyc3.example.com\n', []),
        ("      - run: ./x\n        env:\n          PHOTOS_ACCESS_KEY: ${{ secrets.PHOTOS_ACCESS_KEY }}\n", []),
        (
            "      - run: ./x\n        env:\n          S3_ACCESS_KEY: ${{ secrets.A }}\n",
            ["Credential 8 form=static-key holder=application"],
        ),
        (
            "      - run: ./x\n        env:\n          PROD_ACCESS_KEY: ${{ secrets.A }}\n",
            ["Credential 8 form=static-key holder=application"],
        ),
        ("      - run: echo JWT_ACCESS_KEY=${{ secrets.JWT_ACCESS_KEY }} >> .env\n", []),
        ("      - run: echo PHOTOS_ACCESS_KEY=${{ secrets.PHOTOS_ACCESS_KEY }} >> .env\n", []),
        ("      - run: echo NAVER_ACCESS_KEY=${{ secrets.NAVER_ACCESS_KEY }} >> .env\n", []),
        (
            """      - run: |
          echo "AWS_ACCESS_KEY_ID=${{ secrets.A }}" >> .env
          echo "AWS_SECRET_ACCESS_KEY=${{ secrets.B }}" >> .env
""",
            ["Credential 7-8 form=static-key holder=application"],
        ),
        (
            "      - run: printf '[default]\\naws_access_key_id=%s\\n' ${{ secrets.A }} > ~/.aws/credentials\n",
            ["Credential 6 form=static-key holder=workflow"],
        ),
        (
            '      - run: echo "${{ secrets.AWS_FILE }}" | tee ~/.aws/credentials\n',
            ["Credential 6 form=static-key holder=workflow"],
        ),
        (
            '      - run: printf "%s\\n%s\\n" "${{ secrets.A }}" "${{ secrets.B }}" | aws configure\n',
            ["Credential 6 form=static-key holder=workflow", "Credential 6 form=static-key holder=person"],
        ),
        ("      - run: echo ${{ secrets.REGION }} | xargs aws configure set region\n", []),
        ("      - run: echo ${{ secrets.A }} > out.txt; cat ~/.aws/credentials\n", []),
        ('      - run: |\n          # echo "AWS_ACCESS_KEY_ID=${{ secrets.A }}" >> .env\n          ls\n', []),
    ],
)
def test_keys_in_variables_and_files(steps: str, expected: list[str]) -> None:
    assert access(steps) == expected


def test_an_ssh_action_is_a_key_a_login_and_a_stranger() -> None:
    steps = """\
      - name: 배포
        uses: appleboy/ssh-action@v1.0.3
        with:
          host: ${{ secrets.HOST }}
          username: root
          key: ${{ secrets.SSH_KEY }}
          script: ls
"""
    assert access(steps) == [
        "ThirdPartyAction 7 name=appleboy/ssh-action ref=v1.0.3 pinned=False secrets=(HOST, SSH_KEY)",
        "Credential 11 form=ssh-key holder=workflow",
        "Login 9-11 method=ssh user=root actor=workflow",
    ]


def test_a_user_that_is_a_secret_has_no_name() -> None:
    steps = """\
      - uses: appleboy/ssh-action@0ff4204d59e8e51228ff73bce53f80d53301dee2
        with: {host: h, username: "${{ secrets.USER }}", password: "${{ secrets.PASSWORD }}", script: ls}
"""
    assert access(steps) == [
        (
            "ThirdPartyAction 6 name=appleboy/ssh-action ref=0ff4204d59e8e51228ff73bce53f80d53301dee2"
            " pinned=True secrets=(USER, PASSWORD)"
        ),
        "Credential 7 form=password holder=workflow",
        "Login 7 method=ssh actor=workflow",
    ]


def test_ssh_in_a_script_is_a_login_at_its_line() -> None:
    steps = """\
      - run: |
          echo "${{ secrets.KEY }}" > key.pem
          ssh -i key.pem root@203.0.113.7 'pm2 restart all'
"""
    assert access(steps) == [
        "Credential 7 form=ssh-key holder=workflow handed=True",
        "Login 8 method=ssh user=root actor=workflow",
        "Credential 8 form=ssh-key holder=workflow",
    ]


@pytest.mark.parametrize("uses", ["actions/checkout@v4", "aws-actions/amazon-ecr-login@v2", "./.github/actions/x"])
def test_own_actions_are_no_strangers(uses: str) -> None:
    assert access(f"      - uses: {uses}\n        with: {{token: '${{{{ secrets.T }}}}'}}\n") == []


ROLE = """\
      - uses: aws-actions/configure-aws-credentials@v4
        with: {role-to-assume: 'arn:aws:iam::111122223333:role/deploy', aws-region: ap-northeast-2}
"""


@pytest.mark.parametrize(
    ("uses", "before", "lent"),
    [
        ("somebody/aws-cdk-action@v2", ROLE, True),
        ("somebody/s3-sync@main", ROLE, True),
        ("somebody/s3-sync@main", "", False),
        ("somebody/scan-action@master", ROLE, True),
        ("somebody/scan-action@v3", ROLE, False),
        ("somebody/scan-action@master", "", False),
        ("hashicorp/setup-terraform@v3", ROLE, False),
        ("somebody/setup-aws-cli@v1", ROLE, False),
        ("somebody/tflint-terraform@v1", ROLE, False),
        ("docker/build-push-action@v6", ROLE, False),
    ],
)
def test_a_strangers_action_that_works_on_aws_or_follows_a_branch_is_lent_the_keys_of_the_role(
    uses: str, before: str, *, lent: bool
) -> None:
    found = [line for line in access(f"{before}      - uses: {uses}\n") if line.startswith("ThirdPartyAction")]
    assert ["secrets=(AWS_SESSION_TOKEN)" in line for line in found] == [lent]


def test_an_action_from_its_branch_reaches_what_the_steps_after_it_are_handed() -> None:
    after = "      - run: fly deploy\n        env: {FLY_API_TOKEN: '${{ secrets.FLY_API_TOKEN }}'}\n"
    branch, tag = (access(f"      - uses: somebody/setup-fly@{ref}\n{after}") for ref in ("master", "v1"))
    assert "secrets=(FLY_API_TOKEN)" in next(line for line in branch if line.startswith("ThirdPartyAction"))
    assert "secrets" not in next(line for line in tag if line.startswith("ThirdPartyAction"))


@pytest.mark.parametrize(
    ("uses", "seen"),
    [
        ("somebody/download-artifact@v3", "secrets=(ADMIN_PASSWORD)"),
        ("hashicorp/setup-terraform@v3", ""),
        ("docker/setup-buildx-action@v3", ""),
    ],
)
@pytest.mark.parametrize("indent", ["", "    "])
def test_secrets_in_the_environment_of_a_whole_job_are_handed_to_every_strangers_action(
    uses: str, seen: str, indent: str
) -> None:
    env = f"{indent}env:\n{indent}  ADMIN_PASSWORD: ${{{{ secrets.ADMIN_PASSWORD }}}}\n"
    job = f"    runs-on: x\n    steps:\n      - uses: {uses}\n"
    text = f"on: push\n{env}jobs:\n  go:\n{job}" if not indent else f"on: push\njobs:\n  go:\n{env}{job}"
    found = told(read_files(READER, **{".github/workflows/x.yml": text}))
    [action] = [line for line in found if line.startswith("ThirdPartyAction")]
    assert action.partition("secrets=")[1:] == (seen[:8], seen[8:])


CALLED = "on: push\njobs:\n  call:\n    uses: our-club/kit/.github/workflows/x.yml@main\n    secrets: inherit\n"
STEP = "on: push\njobs:\n  go:\n    steps:\n      - uses: our-club/kit@v1\n        with: {key: '${{ secrets.K }}'}\n"


@pytest.mark.parametrize(
    ("more", "workflow", "own"),
    [
        ({"README.md": "git clone git@github.com:Our-Club/shop.git\n"}, STEP, True),
        ({"README.md": "$ git clone https://github.com/our-club/shop\n"}, CALLED, True),
        ({"README.md": "See github.com/our-club/kit for more\n"}, STEP, False),
        ({"go.mod": "module github.com/our-club/shop\n"}, STEP, True),
        ({"package.json": '{"repository": {"type": "git", "url": "git+https://github.com/our-club/a"}}'}, STEP, True),
        ({"package.json": '{"repository": "github:our-club/a"}'}, STEP, True),
        ({}, STEP.replace("  go:\n", "  go:\n    if: github.repository_owner == 'our-club'\n"), True),
        ({}, CALLED + "  b:\n    steps:\n      - run: docker pull ghcr.io/our-club/shop\n", True),
        ({}, STEP + "      - run: docker pull ghcr.io/our-club/shop\n", False),
        ({}, CALLED, False),
    ],
)
def test_what_the_repositorys_own_owner_publishes_is_no_strangers(
    more: dict[str, str], workflow: str, *, own: bool
) -> None:
    found = told(read_files(READER, **{".github/workflows/x.yml": workflow}, **more))
    assert any(line.startswith("ThirdPartyAction") for line in found) != own


def test_a_foreign_workflow_that_inherits_secrets_is_a_stranger() -> None:
    text = "on: push\njobs:\n  call:\n    uses: other/repo/.github/workflows/x.yml@main\n    secrets: inherit\n"
    assert told(read_files(READER, **{".github/workflows/x.yml": text})) == [
        "ThirdPartyAction 4 name=other/repo/.github/workflows/x.yml ref=main pinned=False secrets=(inherited)"
    ]


@pytest.mark.parametrize(
    ("run", "line"),
    [
        ('echo "$EC2_KEY" > ~/.ssh/id_rsa', 8),
        ('printf "%s" "$EC2_KEY" > deploy_key', 8),
        ('ssh-add - <<< "${EC2_KEY}"', 8),
        ('echo "$EC2_KEY" | base64 -d > key.pem', 8),
        ('echo "${{ secrets.SERVER_PEM }}" > key.pem', 10),
        ('echo "${{ secrets.SERVER_PEM || vars.SERVER_PEM }}" > key.pem', 10),
        ('echo "${{ inputs.pem || secrets.SERVER_PEM }}" > key.pem', 10),
        ('install -m 600 /dev/stdin ~/.ssh/id_ed25519 <<< "$EC2_KEY"', 8),
        ('install -Dm600 <(echo "$EC2_KEY") ~/.ssh/id_ed25519', 8),
        ('cat > key.pem <<< "${{ secrets.SERVER_PEM }}"', 10),
        ('printf "%s" "$EC2_KEY" > ~/.ssh/shop', 8),
        ('echo "$EC2_KEY" > /tmp/shop_rsa', 8),
        ('echo "$EC2_KEY" > server && chmod 600 server', 8),
        ("cat > key.pem <<'EOF'\n          ${{ secrets.SERVER_PEM }}\n          EOF", 11),
        ("cat <<EOF > key.pem\n          $EC2_KEY\n          EOF", 8),
        ('echo "$EC2_KEY" > ~/.ssh/known_hosts', None),
        ('cat > firebase.json <<< "$EC2_KEY"', None),
        ('jq . <(echo "$EC2_KEY")', None),
        ('echo "KEY=$EC2_KEY" >> .env', None),
        ('echo "$EC2_KEY" > firebase-key.json', None),
        ('echo "$OTHER_KEY" > key.pem', None),
    ],
)
def test_a_private_key_is_shown_where_it_leaves_its_secret(run: str, line: int | None) -> None:
    steps = f"""\
      - name: deploy
        env:
          EC2_KEY: ${{{{ secrets.EC2_KEY }}}}
        run: |
          {run}
"""
    told_keys = [fact for fact in access(steps) if "ssh-key" in fact]
    assert told_keys == ([f"Credential {line} form=ssh-key holder=workflow handed=True"] if line else [])


def test_a_private_key_in_a_variable_of_the_job_is_shown_there() -> None:
    text = (
        "on: push\njobs:\n  d:\n    env:\n      EC2_KEY: ${{ secrets.EC2_KEY }}\n    steps:\n"
        '      - run: echo "$EC2_KEY" > key.pem\n'
    )
    assert told(read_files(READER, **{".github/workflows/x.yml": text})) == [
        "Credential 5 form=ssh-key holder=workflow handed=True"
    ]


def test_secrets_that_an_image_is_built_with_are_shown_in_whatever_job() -> None:
    text = """
        on: pull_request
        jobs:
          build:
            runs-on: ubuntu-latest
            steps:
              - uses: docker/build-push-action@v6
                with:
                  build-args: |
                    NODE_ENV=production
                    DB_PASSWORD=${{ secrets.DB_PASSWORD }}
                    NEXT_PUBLIC_API_KEY=${{ secrets.MAPS }}
              - run: |
                  docker build \\
                    --build-arg JWT_SECRET=${{ secrets.JWT_SECRET }} \\
                    --build-arg NPM_TOKEN=${{ secrets.NPM_TOKEN }} -t shop .
        """
    readings = read_files(READER, **{".github/workflows/x.yml": text})
    assert told(reading for reading in readings if isinstance(reading, BuiltInSecret)) == [
        "BuiltInSecret 10 names=(DB_PASSWORD)",
        "BuiltInSecret 14 names=(JWT_SECRET)",
    ]


@pytest.mark.parametrize(
    ("file", "holder"), [("$GITHUB_ENV", "workflow"), ('"${GITHUB_ENV}"', "workflow"), (".env", "application")]
)
def test_keys_that_a_step_keeps_for_the_next_ones_are_the_pipelines(file: str, holder: str) -> None:
    rows = [
        f"echo AWS_{name}=${{{{ secrets.AWS_{name} }}}} >> {file}" for name in ("ACCESS_KEY_ID", "SECRET_ACCESS_KEY")
    ]
    steps = "      - run: |\n" + "".join(f"          {row}\n" for row in rows)
    assert access(steps) == [f"Credential 7-8 form=static-key holder={holder}"]


def test_keys_that_an_image_is_built_with_are_the_applications() -> None:
    text = """
jobs:
  image:
    steps:
      - uses: docker/build-push-action@v6
        with:
          build-args: |
            MODE=plain
            AWS_ACCESS_KEY_ID=${{ secrets.KEY_ID }}
            AWS_SECRET_ACCESS_KEY=${{ secrets.KEY }}
"""
    readings = read_files(READER, **{".github/workflows/image.yml": text})
    [key] = [one for one in readings if isinstance(one, Credential)]
    assert (key.holder, key.at.start_line) == ("application", 8)


def test_a_key_that_an_agent_keeps_is_handed_to_the_commands_of_other_steps() -> None:
    steps = """\
      - uses: webfactory/ssh-agent@v0.9.0
        with:
          ssh-private-key: ${{ secrets.KEY }}
      - run: ssh root@203.0.113.7 'pm2 restart all'
"""
    assert [fact for fact in access(steps) if "ssh-key" in fact] == [
        "Credential 8 form=ssh-key holder=workflow handed=True"
    ]


def test_steps_and_a_script_that_stand_one_level_too_high_are_read_where_they_belong() -> None:
    text = (
        "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n\n  steps:\n  - uses: appleboy/ssh-action@v1\n"
        "    with:\n      host: ${{ secrets.HOST }}\n      username: root\n      key: ${{ secrets.KEY }}\n"
        "    script: |\n      docker pull shop && docker compose up -d\n"
    )
    found = told(read_files(READER, **{".github/workflows/x.yml": text}))
    assert any(line.startswith("Login 9") and "user=root" in line for line in found)
    assert any(line.startswith("Deployment") for line in found)


@pytest.mark.parametrize(
    ("script", "tries"),
    [
        ("echo connected", True),
        ("|\n            whoami\n            uptime", True),
        ("|\n            cd /srv/shop\n            docker compose up -d", False),
        ("|\n            echo start\n            git pull", False),
    ],
)
def test_a_step_that_only_tries_to_get_in_says_so(script: str, *, tries: bool) -> None:
    steps = (
        "      - uses: appleboy/ssh-action@v1\n        with:\n          host: ${{ secrets.HOST }}\n"
        f"          username: ubuntu\n          key: ${{{{ secrets.KEY }}}}\n          script: {script}\n"
    )
    text = f"on: push\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    steps:\n{steps}"
    found = [one for one in READER.read(Snippet(".github/workflows/d.yml", text)) if isinstance(one, Login)]
    assert [one.tries for one in found] == [tries]

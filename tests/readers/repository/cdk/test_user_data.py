"""The scripts with which hosts of a CDK program start."""

import pytest

from tests.readers.repository.cdk.test_cdk import HEAD, program, stack

COMMANDS = "'git clone https://example.com/shop.git /srv/shop',\n      'pm2 start /srv/shop/server.js',"
SCRIPT = "#!/bin/bash\ngit clone https://example.com/shop.git /srv/shop\npm2 start /srv/shop/server.js\n"
HOST = "new ec2.Instance(this, 'Web', { instanceType: new ec2.InstanceType('t3.small'), userData: %s });"


def said(readings: list[str]) -> list[str]:
    return [line for line in readings if line.startswith(("StandingName", "HandedSecret"))]


@pytest.mark.parametrize(
    "host",
    [
        HOST % "start",
        "new ec2.LaunchTemplate(this, 'Web', { userData: start });",
        "new autoscaling.AutoScalingGroup(this, 'Web', { instanceType: small, userData: start });",
    ],
)
def test_commands_given_one_by_one_are_the_script_of_the_host_that_takes_them(host: str) -> None:
    body = f"    const start = ec2.UserData.forLinux();\n    start.addCommands(\n      {COMMANDS}\n    );\n    {host}"
    assert said(stack(body)) == ["StandingName 6 name=main.ts identity=none"]


def test_a_script_written_out_is_read_on_its_lines() -> None:
    custom = HOST % f"ec2.UserData.custom(`{SCRIPT}`)"
    raw = f"new ec2.CfnInstance(this, 'Web', {{ imageId: 'ami-1', userData: cdk.Fn.base64(`{SCRIPT}`) }});"
    joined = HOST % "ec2.UserData.custom(['#!/bin/bash',\n'git clone https://x.y/s.git',\n'pm2 start s'].join('\\n'))"
    assert said(stack(custom)) == ["StandingName 5 name=main.ts identity=none"]
    assert said(stack(raw)) == ["StandingName 5 name=main.ts identity=none"]
    assert said(stack(joined)) == ["StandingName 5 name=main.ts identity=none"]


@pytest.mark.parametrize(
    "opened",
    [
        "ec2.UserData.custom(readFileSync('./lib/start.sh', 'utf8'))",
        "ec2.UserData.custom(fs.readFileSync(path.join(__dirname, 'start.sh')).toString())",
        "ec2.UserData.custom(text)",
    ],
)
def test_a_script_in_a_file_is_read_where_it_stands(opened: str) -> None:
    text = f"{HEAD}const text = fs.readFileSync(`${{__dirname}}/start.sh`, 'utf8');\n{HOST % opened}\n"
    assert said(program({"cdk.json": "{}", "lib/main.ts": text, "lib/start.sh": SCRIPT})) == [
        "StandingName 2 name=start.sh identity=none"
    ]


def test_python_opens_files_in_its_own_way() -> None:
    text = """
        from aws_cdk import Stack, aws_ec2 as ec2
        with open("start.sh") as file:
            start = file.read()
        ec2.Instance(self, "Web", user_data=ec2.UserData.custom(start))
    """
    assert said(program({"cdk.json": "{}", "app.py": text, "start.sh": SCRIPT})) == [
        "StandingName 2 name=start.sh identity=none"
    ]
    assert said(program({"cdk.json": "{}", "app.py": text})) == []


def test_secrets_that_the_program_puts_into_a_script_are_shown() -> None:
    body = """\
    const start = ec2.UserData.forLinux();
    start.addCommands(
      `export DB_PASSWORD=${props.dbPassword}`,
      'export TOKEN=${TOKEN}',
      'echo JWT=' + jwtSecret + ' >> .env',
      `export SECRET=${secret.secretArn}`,
      `export LATER=\\\\${API_KEY}`,
    );
    new ec2.Instance(this, 'Web', { userData: start });"""
    assert said(stack(body)) == ["HandedSecret 6-8 to=Web names=(dbPassword, jwtSecret)"]


def test_a_table_that_goes_with_its_stack_says_so_unless_it_can_go_back() -> None:
    gone = "new dynamodb.Table(this, 'Orders', {\n  removalPolicy: cdk.RemovalPolicy.DESTROY,\n  %s});"
    (bare,) = [line for line in stack(gone % "") if line.startswith("Database")]
    (kept,) = [line for line in stack(gone % "pointInTimeRecovery: true,\n") if line.startswith("Database")]
    assert "final_snapshot=False" in bare
    assert "final_snapshot" not in kept


def test_texts_of_python_that_stand_one_behind_the_other_are_one() -> None:
    text = """
        from aws_cdk import Stack, aws_ec2 as ec2
        start = ec2.UserData.for_linux()
        start.add_commands(
            "cat > /etc/nginx/conf.d/shop.conf << 'EOF'\\n"
            "server {\\n"
            "    listen 80;\\n"
            "    location / { proxy_pass http://127.0.0.1:3000; }\\n"
            "}\\n"
            "EOF",
            "systemctl restart nginx",
        )
        ec2.Instance(self, "Web", user_data=start)
    """
    found = program({"cdk.json": "{}", "app.py": text})
    assert [line.split()[1] for line in found if line.startswith("ProxyRoute")] == ["7"]


STARTS = """
    const settings = `#!/bin/bash
cat > .env << EOF
SITE=shop
CORS_ORIGINS=${props.sites},*
EOF
`;
    const start = ec2.UserData.forLinux();
    start.addCommands(
      'yum install -y docker',
      `cat > /srv/start.sh << 'END'\\n${settings}\\nEND`,
      'chmod 666 /var/run/docker.sock',
      'aws s3 sync s3://shop-code/ /srv/shop',
    );
"""


def test_a_file_that_a_command_writes_on_one_line_ends_there_and_is_shown_where_it_is_spelled_out() -> None:
    found = [line.split(" ", 2)[:2] for line in stack(STARTS + "    " + HOST % "start")]
    assert ["ApplicationCors", "8"] in found
    assert ["StandingName", "16"] in found


def test_what_the_program_works_out_within_a_script_hides_nothing_behind_it() -> None:
    env = "'cat > /srv/.env << EOF', `MODE=${stage === 'prod' ? 'production' : 'test'}`, 'EOF',"
    body = f"    const start = ec2.UserData.forLinux();\n    start.addCommands(\n      {env}\n      {COMMANDS}\n    );\n    {HOST % 'start'}"
    assert said(stack(body)) == ["StandingName 7 name=main.ts identity=none"]


@pytest.mark.parametrize("before", ["", "'yum install -y docker', ", "'yum install -y docker',\n      "])
def test_a_command_that_goes_on_in_the_next_rows_of_a_text_is_one(before: str) -> None:
    image = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop:latest"
    run = f"`docker run -d \\\\\n        -e MODE=prod \\\\\n        {image}`"
    body = f"    const start = ec2.UserData.forLinux();\n    start.addCommands({before}{run});\n    {HOST % 'start'}"
    first = 5 + before.count("\n")

    assert said(stack(body)) == [f"StandingName {first}-{first + 2} name=main.ts"]

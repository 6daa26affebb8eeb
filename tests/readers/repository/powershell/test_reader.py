"""What PowerShell scripts say: the programs that they run."""

from textwrap import dedent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfast.model.evidence import Gap
from holdfast.model.facts import Deployment, HealthProbe
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.powershell.reader import READER

from ..templates.support import told


def script(text: str, path: str = "deploy.ps1") -> list[str]:
    """Everything that the reader says about one script."""
    return told(READER.read(Snippet(path, dedent(text).lstrip("\n"))))


def test_a_text_that_ssh_is_given_is_a_release_on_its_own_lines() -> None:
    text = """
        # Deploy the latest version
        $SERVER = "ubuntu@203.0.113.9"
        $KEY_PATH = "C:\\Users\\kim\\shop.pem"
        $COMMANDS = @"
        echo 'Pulling from GitHub'
        cd ~/shop
        git pull origin main
        pm2 restart shop
        "@
        Write-Host "Connecting..." -ForegroundColor Green
        ssh -i $KEY_PATH $SERVER $COMMANDS
        if ($LASTEXITCODE -ne 0) { Write-Error "failed"; exit 1 }
        """
    assert script(text, "deploy-latest.ps1") == [
        "Login 11 method=ssh user=ubuntu actor=script",
        "Credential 11 form=ssh-key holder=person",
        (
            "Deployment 7-8 method=ssh name=deploy-latest.ps1 identity=none carries_identity=False asks_health=False"
            " starts=pm2"
        ),
    ]


def test_whoever_takes_any_host_for_the_right_one_does_so_where_ssh_is_called() -> None:
    text = """
        $COMMANDS = @"
        cd ~/shop && git pull origin main
        "@
        ssh -o StrictHostKeyChecking=no ubuntu@203.0.113.9 $COMMANDS
        """
    assert "UncheckedHost 4" in script(text, "deploy.ps1")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('ssh -i $KEY "ubuntu@$HOST_NAME" @"', '"@'),
        ("$out = ssh -i $KEY ubuntu@203.0.113.9 @'", "'@"),
        ('$COMMANDS = @"', '"@\n$COMMANDS | ssh -i $KEY ubuntu@203.0.113.9 "bash -s"'),
    ],
)
def test_a_text_that_begins_behind_the_call_or_is_piped_into_it_is_a_release_too(before: str, after: str) -> None:
    text = f"$KEY = 'shop.pem'\n{before}\ncd ~/shop\ngit pull origin main\npm2 restart shop\n{after}\nWrite-Host done\n"
    deployed = [line for line in told(READER.read(Snippet("deploy.ps1", text))) if line.startswith("Deployment")]
    assert [line.partition(" method=ssh")[0] for line in deployed] == ["Deployment 4-5"]


def test_a_program_that_goes_on_over_lines_keeps_its_place() -> None:
    text = """
        param(
            [string]$Tag = "latest"
        )
        $REPO = "r.example/shop"
        docker build -t shop .
        docker tag shop:latest "$REPO`:latest"
        docker push "${REPO}:latest"
        $result = aws ecs update-service `
            --cluster shop `
            --service api --force-new-deployment
        """
    assert script(text) == [
        "Deployment 5-10 method=ecs name=deploy.ps1 identity=latest carries_identity=False asks_health=False"
    ]


def test_what_powershell_does_by_itself_and_comments_say_nothing() -> None:
    text = """
        <#
        ssh root@203.0.113.9 "pm2 restart shop"
        #>
        # aws ecs update-service --cluster shop --service api
        Write-Host "ssh root@203.0.113.9"
        function Restart-Shop { Restart-Service shop }
        """
    assert script(text) == []


def test_scripts_of_others_are_left_out() -> None:
    paths = (
        "deploy.ps1",
        "scripts/Deploy.PS1",
        "venv/Scripts/Activate.ps1",
        "node_modules/.bin/tsc.ps1",
        "deploy.psm1",
    )
    assert [path for path in paths if READER.wants(path)] == ["deploy.ps1", "scripts/Deploy.PS1"]


@settings(deadline=None, max_examples=60)
@given(st.text(alphabet="$@\"'`#<>{}()\n abc=&|ssh-", max_size=200))
def test_no_text_makes_the_reader_raise(text: str) -> None:
    script(text)


@pytest.mark.parametrize("text", ['$A = @"\nnever closed', "ssh $A $B", '$A = @"\n"@\nssh h $A\n$A = @"\n"@\nssh h $A'])
def test_a_text_that_is_cut_off_or_empty_is_no_release(text: str) -> None:
    assert not [line for line in script(text) if line.startswith("Deployment")]


@pytest.mark.parametrize("piece", ["ssh $A ", '$A = @"\n', "`", "$", "aws `\n", "<#", "\n"])
def test_reading_takes_time_linear_in_the_length(piece: str) -> None:
    script(f"aws {piece * (150_000 // len(piece))}")


def test_a_script_that_nobody_wrote_by_hand_is_told_as_too_large() -> None:
    (gap,) = READER.read(Snippet("deploy.ps1", "ssh a@b uptime\n" * 20_000))
    assert isinstance(gap, Gap)


def test_a_batch_file_is_read_as_the_same_commands() -> None:
    text = """
        @echo off
        rem the newest release
        set HOST=203.0.113.9
        @scp -i "c:\\keys\\shop.pem" target/shop.jar ^
            shop@%HOST%:/srv/shop
        ssh -i "c:\\keys\\shop.pem" shop@%HOST% "pkill -f java"
        ssh -i "c:\\keys\\shop.pem" shop@%HOST% "cd /srv/shop; nohup java -jar shop.jar > shop.log 2>&1 &"
        """
    said = script(text, "deploy.bat")
    assert "Login 4-5 method=ssh user=shop actor=script" in said
    assert any(line.startswith("ScriptFault 7 activity=start form=unsupervised") for line in said)
    assert any(line.startswith("Deployment") and "identity=none" in line for line in said)


def test_a_batch_file_that_runs_nothing_says_nothing() -> None:
    assert script("@echo off\nset A=1\ndel /q *.log\n", "clean.cmd") == []


def test_a_list_of_commands_that_is_joined_for_ssh_is_a_release_on_its_own_lines() -> None:
    text = """
        $Remote = "ubuntu@203.0.113.9"
        $Script = @(
            "cd ~/shop",
            "git pull origin main",
            "docker compose up -d --build",
            "docker image prune -f"
        ) -join "; "
        ssh -i $Key $Remote $Script
        """
    found = script(text)

    assert any(fact.startswith("Deployment 4-5 ") for fact in found)
    assert "ScriptFault 6 activity=deploy form=previous-release-deleted command=docker image prune -f" in found


def test_a_call_whose_answer_is_kept_and_the_entries_of_a_table_are_read() -> None:
    text = """
        $Config = @{
            DBPassword = "Plum-7-Tree-31"
            Size       = "t3.small"   # small enough
        }
        aws rds create-db-instance --engine mysql --master-user-password $Config.DBPassword
        $Id = (aws ec2 run-instances --image-id ami-1 --instance-type $($Config.Size) --query x).Trim()
        """
    found = script(text)

    assert [fact.split()[:2] for fact in found] == [["ExposedSecret", "2"], ["Database", "5"], ["Instance", "6"]]
    assert "instance_type=t3.small" in found[-1]
    assert not any("Plum" in fact for fact in found)


@pytest.mark.parametrize(("end", "decides"), [('  throw "not up"', True), ('  Write-Host "not up"', False)])
def test_a_question_whose_bad_answer_ends_the_script_decides(end: str, *, decides: bool) -> None:
    text = (
        'ssh app@shop.kr "cd shop && git pull && docker compose up -d"\n'
        'for ($i = 0; $i -lt 9; $i++) {\n  $code = curl.exe -s -o NUL -w "%{http_code}" "https://shop.kr/health"\n'
        f'  if ($code -eq "200") {{ $well = $true; break }}\n}}\nif (-not $well) {{\n{end}\n}}\n'
    )
    facts = list(READER.read(Snippet("deploy.ps1", text)))
    assert [fact.decides for fact in facts if isinstance(fact, HealthProbe)] == [decides]
    assert [fact.asks_health for fact in facts if isinstance(fact, Deployment)] == [decides]


FUNCTIONS = """
    function Invoke-Remote {
        param([string]$Command)
        ssh -i $KeyPath "$User@$HostName" $Command
    }
    function Send-Folder([string]$Source, [string]$Dest) {
        $target = "${User}@${HostName}:$Dest"
        scp -i $KeyPath -r $Source $target
    }
    """


def test_what_a_function_hands_on_to_ssh_is_run_where_it_is_called() -> None:
    calls = """
    Send-Folder "./shop" "/opt/shop"
    Invoke-Remote "bash -lc 'cd $Path && docker compose build'"
    Invoke-Remote -Command "bash -lc 'cd $Path && docker compose up -d'"
    Invoke-Remote "bash -lc 'curl -s http://127.0.0.1:8080/health || true'"
    """
    found = script(FUNCTIONS + calls)
    assert [line for line in found if line.startswith("Deployment")] == [
        "Deployment 11-12 method=ssh name=deploy.ps1 identity=none carries_identity=False asks_health=False starts=compose"
    ]
    assert "HealthProbe 13 asker=deploy path=/health port=8080 decides=False" in found


def test_a_text_that_such_a_function_is_given_runs_on_its_own_lines() -> None:
    text = (
        FUNCTIONS
        + '    $run = @"\n    cd /opt/shop\n    git pull\n    pm2 restart shop\n    "@\n    Invoke-Remote $run\n'
    )
    (found,) = [line for line in script(text) if line.startswith("Deployment")]
    assert found.startswith("Deployment 11-12 method=ssh")


def test_a_function_that_nobody_calls_or_that_does_something_of_its_own_runs_nothing() -> None:
    assert script(FUNCTIONS) == []
    assert script(FUNCTIONS + 'Write-Remote "docker compose up -d"\n') == []


_STOP = '$ErrorActionPreference = "Stop"\n'
_ASK = "Invoke-WebRequest -Uri https://shop.kr/health -UseBasicParsing"


@pytest.mark.parametrize(
    ("text", "decides"),
    [
        (f"{_STOP}{_ASK}\n", [True]),
        (f"{_STOP}$answer = irm https://shop.kr/health\n", [True]),
        (f"{_ASK}\n", [False]),
        (f"{_STOP}{_ASK} -ErrorAction SilentlyContinue\n", [False]),
        (f'{_STOP}try {{\n  {_ASK}\n}} catch {{\n  Write-Host "no answer"\n}}\n', [False]),
        (f"{_STOP}try {{\n  {_ASK}\n}} catch {{\n  exit 1\n}}\n", [True]),
        (f"{_STOP}Invoke-WebRequest https://get.shop.kr/cli.zip -OutFile cli.zip\n", []),
        (f"{_STOP}Invoke-RestMethod -Method Post https://hooks.shop.kr/health\n", []),
    ],
)
def test_powershells_own_question_decides_where_its_error_ends_the_script(text: str, decides: list[bool]) -> None:
    facts = READER.read(Snippet("deploy.ps1", text))

    assert [fact.decides for fact in facts if isinstance(fact, HealthProbe)] == decides


def test_a_parameter_that_is_latest_unless_another_is_handed_over_is_shown_itself() -> None:
    text = """
        param(
            [string]$Region = "ap-northeast-2",
            [string]$Tag = "latest"
        )
        $Image = "123456789012.dkr.ecr.$Region.amazonaws.com/shop:$Tag"
        docker build -t $Image .
        docker push $Image
        """
    assert "StandingName 3 name=publish.ps1" in script(text, "publish.ps1")


def test_what_is_copied_from_a_path_that_is_put_together_there_is_the_release() -> None:
    text = """
        $Target = "ubuntu@203.0.113.9"
        foreach ($Part in @("api", "web")) {
            scp -i shop.pem -r (Join-Path $Root $Part) "$Target`:/srv/shop/"
        }
        ssh -i shop.pem $Target "pm2 restart shop"
        """
    (found,) = [one for one in READER.read(Snippet("deploy.ps1", dedent(text).lstrip())) if isinstance(one, Deployment)]
    assert (found.at.start_line, found.places["identity"].start_line, found.places["host"].start_line) == (5, 3, 1)

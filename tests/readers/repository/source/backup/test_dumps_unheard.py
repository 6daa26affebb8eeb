"""Dumps of programs that nobody asks how they went."""

import pytest

from holdfast.model.facts import ScriptFault

from ..support import EXPRESS, read

_PYTHON = {"requirements.txt": "fastapi\n"}
_NODE = {"package.json": EXPRESS}


def faults(files: dict[str, str]) -> list[tuple[str, int, int]]:
    return [(f.form, f.at.start_line, f.at.end_line) for f in read(files) if isinstance(f, ScriptFault)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("import os\nos.system('pg_dump shop > kept.sql')\n", ("no-error-exit", 2, 2)),
        ("import subprocess\nsubprocess.run(f'pg_dump {URL} > {F}', shell=True)\n", ("no-error-exit", 2, 2)),
        ("import subprocess\nargs = ['mysqldump', '-u', U, 'shop']\nsubprocess.call(args)\n", ("no-error-exit", 3, 3)),
        (
            "import subprocess\ndef keep():\n  p = subprocess.Popen(['pg_dump', '-f', F, URL])\n  p.wait()\n",
            ("no-error-exit", 3, 3),
        ),
        (
            "import subprocess\ntry:\n  subprocess.run(['pg_dump', F], check=True)\nexcept OSError as e:\n  logging.error(e)\n",
            ("error-swallowed", 3, 5),
        ),
        (
            "from subprocess import check_call\ntry:\n  check_call(['mongodump', '--out', F])\nexcept Exception:\n  pass\n",
            ("error-swallowed", 3, 5),
        ),
    ],
)
def test_in_python(text: str, expected: tuple[str, int, int]) -> None:
    assert faults(_PYTHON | {"ops/keep.py": text}) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "import subprocess\nsubprocess.run(['pg_dump', '-f', F, URL], check=True)\n",
        "import os\nif os.system('pg_dump shop > kept.sql') != 0:\n  raise SystemExit(1)\n",
        "import os\nstatus = os.system('pg_dump shop > kept.sql')\nsys.exit(status)\n",
        "import subprocess\nr = subprocess.run(['pg_dump', '-f', F])\nif r.returncode:\n  sys.exit(1)\n",
        "import subprocess\ntry:\n  subprocess.run(['pg_dump', '-f', F], check=True)\nexcept Exception as e:\n  tell(e)\n",
        "import subprocess\ntry:\n  subprocess.check_call(['pg_dump', '-f', F])\nexcept OSError:\n  print(1)\n  raise\n",
        "import os\nos.system('pg_dump shop > kept.sql'\n",
    ],
)
def test_what_is_asked_or_told_or_cannot_be_read_in_python_is_none(text: str) -> None:
    assert faults(_PYTHON | {"ops/keep.py": text}) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("exec(`pg_dump ${url} > ${f}`, (err) => {\n  if (err) console.error(err);\n});\n", [(1, 3)]),
        (
            "const cmd = `mysqldump -u ${u} shop > ${f}`;\ntry { execSync(cmd); } catch (e) { console.log(e); }\n",
            [(2, 2)],
        ),
        ("try {\n  await execAsync(`pg_dump ${url} > ${f}`);\n} catch (e) {\n  logger.error(e);\n}\n", [(2, 5)]),
        ("exec(`pg_dump ${url} > ${f}`, (err) => {\n  if (err) process.exit(1);\n});\n", []),
        ("execSync(`pg_dump ${url} > ${f}`);\n", []),
        ("try { execSync(`pg_dump ${url} > ${f}`); } catch (e) { notifySlack(e); }\n", []),
        ("try { run(); } catch (e) { execSync(`pg_dump ${url} > ${f}`); }\n", []),
    ],
)
def test_in_javascript(text: str, expected: list[tuple[int, int]]) -> None:
    found = faults(_NODE | {"ops/keep.js": text})
    assert [(first, last) for _, first, last in found] == expected


_HELPER = """import subprocess

def start(command, env):
    process = subprocess.Popen(command, shell=True, env=env, stdout=subprocess.PIPE)
    {rest}

def keep():
    line = "pg_dumpall --dbname {{}} | gzip > {{}}".format(URL, FILE)
    {call}
"""


@pytest.mark.parametrize("rest", ["output, _ = process.communicate()", "print(process.communicate()[0])"])
@pytest.mark.parametrize(
    "call", ["start(line, {})", "start(command=line, env={})", "start('pg_dump shop > kept.sql', {})"]
)
def test_a_function_that_starts_what_it_is_handed_is_shown_where_it_never_asks(rest: str, call: str) -> None:
    text = _HELPER.format(rest=rest, call=call)
    assert faults(_PYTHON | {"ops/keep.py": text}) == [("no-error-exit", 4, 4)]


@pytest.mark.parametrize(
    ("rest", "call"),
    [
        ("out, err = process.communicate()\n    if err: raise RuntimeError(err)", "start(line, {})"),
        ("process.communicate()\n    if process.returncode: raise RuntimeError()", "start(line, {})"),
        ("output, _ = process.communicate()", "start('ls', {})"),
        ("output, _ = process.communicate()", "other(line, {})"),
    ],
)
def test_a_function_that_asks_or_starts_something_else_is_not(rest: str, call: str) -> None:
    assert faults(_PYTHON | {"ops/keep.py": _HELPER.format(rest=rest, call=call)}) == []

"""Programs that nothing starts again."""

import pytest

from ..support import said


def left(command: str, more: str = "") -> list[str]:
    guide = f"# Shop on EC2\n\n## Run on the server\n\n```bash\n{command}\n```\n{more}"
    return [line for line in said(guide, "docs/deploy.md") if "unsupervised" in line]


@pytest.mark.parametrize(
    "command",
    [
        "nohup python3 app.py &",
        "sudo nohup java -jar shop.jar > log.txt 2>&1 &",
        "python manage.py runserver 0.0.0.0:8000",
        "flask run --host 0.0.0.0",
        "node server.js &",
    ],
)
def test_a_program_in_the_background_is_left_alone(command: str) -> None:
    [found] = left(command)

    assert found.startswith("ScriptFault 6 ")


@pytest.mark.parametrize("more", ["\n```bash\npm2 start shop\n```\n", "\nsystemctl enable shop\n"])
def test_not_where_something_starts_it_again(more: str) -> None:
    assert left("nohup python3 app.py &", more) == []


@pytest.mark.parametrize(
    ("more", "alone"),
    [
        ("\n```bash\ndocker run -d --name jenkins --restart always jenkins/jenkins:lts\n```\n", 1),
        ("\n```bash\ndocker build -t shop . && docker run -d shop\n```\n", 0),
        ("\n```bash\ndocker-compose up -d\n```\n", 0),
    ],
)
def test_somebody_elses_container_starts_nothing_but_itself(more: str, alone: int) -> None:
    assert len(left("nohup java -jar shop.jar &", more)) == alone


def test_not_what_is_started_at_home_or_for_a_look() -> None:
    assert left("python manage.py runserver") == []
    assert left("tail -f app.log &") == []


def test_each_chapter_has_its_own() -> None:
    chapter = "## Run the {0} on the server\n\n```bash\nnohup java -jar {0}.jar &\n```\n\n"
    guide = "# Shop on EC2\n\n" + chapter.format("shop") + chapter.format("desk") + chapter.format("desk")
    found = [line for line in said(guide, "docs/deploy.md") if "unsupervised" in line]
    assert [line.split(" ")[1] for line in found] == ["6", "12"]


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("- Start the API in tmux: `uvicorn main:app --host 0.0.0.0`", True),
        ("- `nohup python app.py &` 로 실행", True),
        ("- `python manage.py runserver 0.0.0.0:80` を screen で実行", True),
        ("- Run `npm start` in a screen session", True),
        ("- Run `npm start` and open the login screen", False),
        ("- In tmux, look at the logs with `tail -f app.log`", False),
        ("- For local tests run `uvicorn main:app` in tmux", False),
    ],
)
def test_so_is_one_of_which_a_sentence_tells(sentence: str, *, told: bool) -> None:
    found = said(f"# Shop on EC2\n\n## Production server\n\n{sentence}\n", "docs/deploy.md")

    assert any("unsupervised" in line for line in found) is told

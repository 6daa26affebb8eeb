"""The console that a chapter sets up: a port that it opens, which applications take as a rule, is that console's."""

from holdfast.readers.repository.guides.guide import Passage
from holdfast.readers.repository.guides.wording.lexicon import any_of

_CONSOLES = (
    ("Jenkins", (8080,), r"jenkins|젠킨스"),
    ("Grafana", (3000,), r"grafana|그라파나"),
    ("phpMyAdmin", (8080, 8081), r"php ?my ?admin"),
    ("Adminer", (8080,), r"adminer"),
    ("SonarQube", (9000,), r"sonar ?qube|소나큐브"),
    ("Portainer", (9000, 9443), r"portainer"),
    ("Prometheus", (9090,), r"prometheus|프로메테우스"),
    ("pgAdmin", (5050,), r"pg ?admin"),
    ("Jupyter", (8888,), r"jupyter|주피터"),
    ("Flower", (5555,), r"(?:celery )?flower"),
    ("MLflow", (5000,), r"mlflow"),
)
_AROUND = (
    r"(?:\s?(?:서버|설치|구축|설정|세팅|환경|방법|접속|및|하기|ec2|인스턴스|サーバー?|インストール|構築|設定|の|手順|方法|と"
    r"|servers?|instances?|install(?:ation|ing)?|set-?up|setting up|configur(?:e|ation)|dashboards?|on|the|an?|aws|and"
    r"|access|docker|with)(?![a-z]))"
)
_HEADINGS = tuple(
    (name, ports, any_of(rf"^[\W\d]*(?:step \d{{1,2}}\W{{0,3}})?{_AROUND}{{0,4}}\s?(?:{words}){_AROUND}{{0,5}}\W*$"))
    for name, ports, words in _CONSOLES
)
_LONGEST = 60


def console_of_chapter(passage: Passage, port: int) -> str | None:
    """Its name, where the nearest heading says little more than that it is set up, and `port` is its own."""
    headings = passage.said.trail.headings[-1:]
    text = headings[0].text if headings else ""
    if len(text) > _LONGEST:
        return None
    return next((name for name, ports, pattern in _HEADINGS if port in ports and pattern.search(text)), None)

"""What a guide has the reader hand the application to: App Runner, Lambda, the containers of Lightsail."""

import re
from collections.abc import Iterator

from holdfast.model.facts import Deployment, Platform, Workload
from holdfast.readers.repository.guides.guide import Guide, Passage
from holdfast.readers.repository.guides.page.blocks import Form
from holdfast.readers.repository.guides.values import about
from holdfast.readers.repository.guides.wording.lexicon import any_of

RUNNER = any_of(r"\bapp ?runner\b|앱 ?러너")
_CHOICE = any_of(
    r"\b(?:ec2|ecs|eks|fargate|beanstalk|lightsail|kubernetes|cloud ?run|heroku|render|railway)\b"
    r"|\b(?:such as|e\.g\.|for example|any|can be|could|may)\b|등(?:에|의|을|으로)|など",
    r"\b(?:moved|migrated|switched) (?:away )?from\b|\b(?:expensive|cheaper|why|considered|used to)\b"
    r"|から(?:の)?移行|検討|에서 ?(?:이전|옮)|비싸|검토|[?？]",
)
"""Named as one of several, or as what was left: where the product could run, and not where it does."""
_MAKES = any_of(r"\bcreate\b|\bdeploy\w*|\bservice\b|생성|만들|배포|서비스|作成|デプロイ|サービス|移行|構築")


def _spoken(guide: Guide) -> list[Passage]:
    return [one for one in guide.passages if one.affirmed and one.said.form is not Form.HEADING]


def _steps(guide: Guide) -> list[Passage]:
    return [one for one in _spoken(guide) if one.told]


def _step(steps: list[Passage], does: re.Pattern[str], what: re.Pattern[str]) -> Passage | None:
    """The first that does this with what it is about."""
    return next((one for one in steps if does.search(one.text) and about(one, what)), None)


def app_runner(guide: Guide) -> Iterator[Workload]:
    """The passage that has the reader make the service, else the first that says that it runs there."""
    if not RUNNER.search(guide.all_text):
        return
    chosen = [one for one in _spoken(guide) if not _CHOICE.search(one.text)]
    named = (one for one in chosen if RUNNER.search(one.text))
    first = _step([one for one in chosen if one.told], _MAKES, RUNNER) or next(named, None)
    if first is not None:
        yield Workload(**guide.common(first), platform=Platform.APP_RUNNER, behind_load_balancer=True)


_LAMBDA = any_of(r"\blambda\b|람다|ラムダ")
_FUNCTION = any_of(
    r"\b(?:create|deploy|author|make)\w*[^.\n]{0,40}\b(?:function|lambda)|(?:함수|람다|lambda)[^.\n]{0,12}(?:생성|만들|배포)",
    r"(?:関数|lambda|ラムダ)[^。\n]{0,12}(?:作成|作る|デプロイ)",
)
_ASKED = any_of(r"\bapi ?gateway\b|\bfunction ?urls?\b|함수 ?url|関数 ?url|api ?게이트웨이|apiゲートウェイ")
_OTHER_HOME = any_of(
    r"\b(?:ec2|ecs|eks|fargate|(?:elastic ?)?beanstalk|lightsail|app ?runner|kubernetes|vps|heroku|render|railway)\b",
    r"\b(?:fly\.io|pm2|systemd|nginx)\b|빈스토크|라이트세일|앱 ?러너",
)
"""Where one of these is spoken of as well, a function may stand beside it for a chore."""


def answering_function(guide: Guide) -> Iterator[Workload]:
    """The passage that has the reader make the function, in a guide that lets requests reach one and nothing else."""
    text = guide.all_text
    if not _LAMBDA.search(text) or not _ASKED.search(text) or _OTHER_HOME.search(text):
        return
    steps = _steps(guide)
    made = _step(steps, _FUNCTION, _LAMBDA)
    if made is not None and any(_ASKED.search(one.text) for one in steps):
        yield Workload(**guide.common(made), platform=Platform.LAMBDA, serves=True)


_CONTAINERS = any_of(
    r"(?:lightsail|라이트세일)(?:の)? ?(?:container service|컨테이너 ?서비스|コンテナ ?サービス)"
    r"|\bcreate-container-service\b"
)
_SERVICE = any_of(
    r"\bcreate[- ][^.\n]{0,40}container[- ]service|컨테이너 ?서비스[^.\n]{0,12}(?:생성|만들)"
    r"|コンテナ ?サービス[^。\n]{0,12}作成"
)
_NODES = any_of(
    r"\bscale\W{0,5}(\d{1,2})\b|\b(\d{1,2}) nodes?\b|(?:노드|스케일|규모)[^\d\n]{0,8}(\d{1,2})"
    r"|(?:スケール|ノード)[^\d\n]{0,8}(\d{1,2})"
)


def container_service(guide: Guide) -> Iterator[Workload]:
    """The passage that has the reader make a container service of Lightsail, which stays with the nodes it is given."""
    if not _CONTAINERS.search(guide.all_text):
        return
    made = _step(_steps(guide), _SERVICE, _CONTAINERS)
    if made is None:
        return
    match = _NODES.search(made.text)
    nodes = int(next(group for group in match.groups() if group)) if match else None
    yield Workload(**guide.common(made), platform=Platform.LIGHTSAIL_CONTAINERS, desired=nodes)


_BY_ITSELF = any_of(
    r"deployment(?: trigger| settings?| method)?\W{1,12}(?:automatic|auto\b)"
    r"|배포 ?(?:트리거|설정|방식|방법)\W{1,12}자동|デプロイ(?:メント)?の?(?:トリガー|設定|方法)\W{1,12}自動"
)


def triggered(guide: Guide) -> Iterator[Deployment]:
    """The choice by which each push goes live: the branch is all that says which release it is."""
    if not RUNNER.search(guide.all_text):
        return
    for passage in guide.passages:
        if passage.affirmed and _BY_ITSELF.search(passage.text) and about(passage, RUNNER):
            # Before it turns requests over to a new copy it asks whether that one listens, whatever it is told.
            yield Deployment(**guide.common(passage), method="app-runner", identity="none", asks_health=True)
            return

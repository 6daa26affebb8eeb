"""Why an application was not started, one line for each problem; and what a start says in passing."""

from collections.abc import Mapping, Sequence

from holdfast.model.startup import Notice, NoticeKind, Place, Problem, ProblemKind
from holdfast.reports.catalogue import Catalogue

_LONGEST_PARAM = 200
_WORDS = {
    ProblemKind.NOT_URL: "url-reasons",
    ProblemKind.NOT_POSTGRES_URL: "url-reasons",
    ProblemKind.UNREACHABLE: "way-reasons",
    NoticeKind.COPY_USED: "copy-reasons",
}


def refused_text(problems: Sequence[Problem], environment: str, catalogue: Catalogue) -> str:
    """The headline, then every problem on a line of its own: the key, what is wrong, where, and the next step."""
    head = _texts(catalogue, "messages")["refused"].format(count=len(problems), environment=environment)
    return "\n".join([head, *(f"  {problem_line(problem, catalogue)}" for problem in problems)])


def ready_text(environment: str, catalogue: Catalogue) -> str:
    """What `--check` says when nothing stands in the way."""
    return _texts(catalogue, "messages")["ready"].format(environment=environment)


def problem_line(problem: Problem, catalogue: Catalogue) -> str:
    """One problem as one line."""
    messages = _texts(catalogue, "messages")
    texts = _texts(catalogue, problem.kind)
    params = _params(problem, catalogue)
    step = texts["near"] if "near" in problem.params else texts["next"]
    where = ", ".join(_place(place, catalogue) for place in problem.places)
    if problem.kind is ProblemKind.MISSING:
        where = messages["looked"].format(places=where)
    return messages["line" if where else "line-without-place"].format(
        key=_one_line(problem.key), text=texts["text"].format_map(params), where=where, next=step.format_map(params)
    )


def notice_line(notice: Notice, catalogue: Catalogue) -> str:
    """One notice as one line."""
    params = _params(notice, catalogue)
    if notice.kind is NoticeKind.SHADOWED:
        winner, loser = (_place(place, catalogue) for place in notice.places)
        params |= {"winner": winner, "loser": loser}
    return _texts(catalogue, notice.kind)["text"].format_map({**params, "key": _one_line(notice.key)})


def _texts(catalogue: Catalogue, name: str) -> Mapping[str, str]:
    return catalogue.check(f"startup.{name}")


def _params(about: Problem | Notice, catalogue: Catalogue) -> dict[str, str]:
    """The parameters of a text, with reasons in the reader's language and something for those that are not known."""
    params = {name: _one_line(value) for name, value in about.params.items()}
    table = _WORDS.get(about.kind)
    if table is not None:
        params["reason"] = _texts(catalogue, table).get(params.get("reason", ""), "")
    policy = params.get("policy", "")
    params["policy"] = _texts(catalogue, "policies").get(policy, "")
    params.setdefault("caller", _texts(catalogue, "messages")["unknown"])
    params.setdefault("resource", _texts(catalogue, about.kind).get("resource", ""))
    return params


def _place(place: Place, catalogue: Catalogue) -> str:
    name, region = _one_line(place.name), _one_line(place.region)
    told = _texts(catalogue, "places")[place.kind].format(name=name, region=region)
    return _texts(catalogue, "messages")["unread"].format(place=told) if place.unread else told


def _one_line(text: str) -> str:
    """Text on one line and without control characters, so that nothing in a name can forge a line of the log."""
    plain = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    return plain if len(plain) <= _LONGEST_PARAM else f"{plain[:_LONGEST_PARAM]}…"

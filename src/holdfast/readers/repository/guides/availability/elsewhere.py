"""Databases of services outside the account that a guide names."""

from collections.abc import Iterator

from holdfast.model.facts import Database, Placement
from holdfast.readers.repository.guides.guide import Guide, Passage
from holdfast.readers.repository.guides.page.blocks import Form
from holdfast.readers.repository.guides.wording.lexicon import any_of

_EXTERNAL = (
    ("postgresql", any_of(r"supabase|\bneon(?:\.tech| db| database)?\b(?! (?:light|color))|elephantsql")),
    ("mongodb", any_of(r"mongo(?:db)? atlas|\batlas\b")),
    ("mysql", any_of(r"planetscale")),
    ("firestore", any_of(r"\bfirestore\b|firebase realtime database")),
)


def elsewhere(guide: Guide) -> Iterator[Database]:
    """Those that the guide names, one for each engine and environment."""
    best: dict[tuple[str, str | None], Passage] = {}
    for passage in guide.passages:
        if not passage.affirmed or passage.said.form is Form.HEADING:
            continue
        for engine, pattern in _EXTERNAL:
            key = (engine, passage.environment)
            if pattern.search(passage.text) and (key not in best or (passage.told and not best[key].told)):
                best[key] = passage
    for (engine, _), passage in best.items():
        yield Database(**guide.common(passage), engine=engine, placement=Placement.EXTERNAL)

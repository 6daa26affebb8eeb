"""Tables that list what there is, with what each part costs in a column of its own."""

from holdfast.model.record import replace
from holdfast.readers.repository.guides.page.blocks import Form, Statement
from holdfast.readers.repository.guides.wording.lexicon import PRICE_HEADING, any_of

_NUMBER = any_of(r"수량|대수|개수", r"^(?:qty|quantity|count|number|units|instances)\b", r"台数|個数|数量")
"""What a column is called that says how many there are: nobody counts what is only offered at a price."""


def without_costs(said: Statement) -> Statement:
    """A row of such a table without what it costs; anything else, and a row of a table about prices, as it is."""
    if said.form is not Form.ROW or not any(map(_NUMBER.search, said.columns)):
        return said
    kept = [number for number, name in enumerate(said.columns) if not PRICE_HEADING.search(name)]
    if len(kept) == len(said.columns) or any(map(PRICE_HEADING.search, said.trail.upwards())):
        return said
    cells = tuple(said.cells[number] for number in kept if number < len(said.cells))
    return replace(said, text=" | ".join(cells), cells=cells, columns=tuple(said.columns[number] for number in kept))

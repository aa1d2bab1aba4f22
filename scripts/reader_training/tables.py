"""Questions about made tables and key-value pages, rendered as the reader renders them."""

import random
from collections.abc import Iterator
from typing import Any, NamedTuple

from nlp_suite.tasks.question_answering.table_rendering import render_tables

_UNANSWERABLE = 0.3
# Of the tables some have a line before or behind them.
_PROSE = 0.5


class _Column(NamedTuple):
    """A heading, values ("" for a number), and questions; {row} stands for the row's label."""

    heading: str
    values: tuple[str, ...]
    questions: tuple[str, ...]


class _Scene(NamedTuple):
    """A kind of table: the first column's heading and labels, the others, and prose about it."""

    heading: str
    labels: tuple[str, ...]
    columns: tuple[_Column, ...]
    prose: tuple[str, ...]


def _split(values: str) -> tuple[str, ...]:
    return tuple(value.strip() for value in values.split(","))


_FIRST = _split(
    "Anna, Bela, Carmen, Dario, Edith, Farid, Greta, Hugo, Ivana, Jonas, Kira, Leo, Mira, Nils, "
    "Olga, Pavel, Quentin, Rosa, Stefan, Tara, Uma, Victor, Wanda, Yusuf, Zoe"
)
_LAST = _split(
    "Albers, Brandt, Costa, Duarte, Egli, Farkas, Gruber, Hansen, Ito, Jansen, Keller, Lopez, "
    "Meier, Novak, Okafor, Petrov, Quist, Rossi, Sato, Thaler, Ulrich, Vogel, Weber, Young, Zhou"
)
_PEOPLE = tuple(f"{first} {last}" for first in _FIRST for last in _LAST)
_CITIES = _split(
    "Basel, Bergen, Bilbao, Cork, Dresden, Gdansk, Genoa, Ghent, Graz, Leeds, Lille, Linz, Lyon, "
    "Malmo, Nantes, Porto, Riga, Split, Turin, Turku, Utrecht, Zurich"
)
_MONTHS = _split(
    "January, February, March, April, May, June, July, August, September, October, November, "
    "December"
)
_DAYS = _split("Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday")
_GOODS = _split(
    "apron, basket, blanket, bucket, candle, chair, clock, curtain, cushion, desk, drill, fan, "
    "hammer, heater, jacket, kettle, ladder, lamp, mirror, mug, pan, pillow, radio, rug, saw, "
    "scarf, shelf, stool, table, tent, toaster, towel, vase"
)
_TEAMS = _split(
    "Accounting, Sales, Marketing, Research, Purchasing, Logistics, Support, Legal, Production, IT"
)

_SCENES = (
    _Scene(
        "Name",
        _PEOPLE,
        (
            _Column(
                "Department",
                _TEAMS,
                (
                    "Which department is {row} in?",
                    "In which department does {row} work?",
                    "what is {row}'s department",
                    "Where does {row} belong in the company?",
                ),
            ),
            _Column(
                "Office",
                _CITIES,
                (
                    "Which office does {row} work in?",
                    "Where is {row}'s office?",
                    "In which city is the office of {row}?",
                ),
            ),
            _Column(
                "Phone",
                ("#ext",),
                (
                    "What is the phone number of {row}?",
                    "How can I call {row}?",
                    "Which number does {row} have?",
                ),
            ),
            _Column(
                "Salary",
                ("#$",),
                (
                    "How much does {row} earn?",
                    "What is {row} paid?",
                    "What is the salary of {row}?",
                ),
            ),
            _Column(
                "Manager",
                _PEOPLE,
                (
                    "Who is the manager of {row}?",
                    "Who leads {row}?",
                    "To whom does {row} report?",
                ),
            ),
            _Column(
                "Start date",
                ("#date",),
                ("When did {row} start?", "Since when has {row} been there?"),
            ),
        ),
        ("Our staff this year", "Employees of the company", "Please tell us about any mistake."),
    ),
    _Scene(
        "Item",
        _GOODS,
        (
            _Column(
                "Price",
                ("#$",),
                ("How much does the {row} cost?", "What is the price of the {row}?"),
            ),
            _Column(
                "Stock",
                ("#",),
                (
                    "How many of the {row} are in stock?",
                    "How many are left of the {row}?",
                    "What is the stock of the {row}?",
                ),
            ),
            _Column(
                "Colour",
                _split("red, green, blue, black, white, grey, brown, yellow, orange"),
                ("What colour is the {row}?", "In which colour does the {row} come?"),
            ),
            _Column(
                "Weight",
                ("#kg",),
                ("How heavy is the {row}?", "What does the {row} weigh?"),
            ),
            _Column(
                "Supplier",
                _LAST,
                (
                    "Who supplies the {row}?",
                    "Which company delivers the {row}?",
                    "From whom do we get the {row}?",
                ),
            ),
            _Column(
                "Shelf",
                _split("A1, A2, A3, B1, B2, B4, C1, C5, D2, D7"),
                ("On which shelf is the {row}?", "Where can I find the {row}?"),
            ),
        ),
        ("Stock of the shop", "All prices include tax.", "Price list"),
    ),
    _Scene(
        "Month",
        _MONTHS,
        tuple(
            _Column(
                heading,
                ("#",),
                (
                    f"How many {noun} were {verb} in {{row}}?",
                    f"What was the number of {noun} in {{row}}?",
                    f"how many {noun} in {{row}}",
                ),
            )
            for heading, noun, verb in (
                ("Bicycles", "bicycles", "sold"),
                ("Visitors", "visitors", "counted"),
                ("Pears", "pears", "picked"),
                ("Cars", "cars", "made"),
                ("Orders", "orders", "placed"),
                ("Returns", "returns", "received"),
            )
        ),
        ("Figures of the year", "Numbers in thousands"),
    ),
    _Scene(
        "Train",
        tuple(f"{kind} {number}" for kind in ("IC", "RE", "S") for number in range(11, 99, 4)),
        (
            _Column(
                "Departure",
                ("#time",),
                ("When does {row} leave?", "At what time does {row} depart?"),
            ),
            _Column(
                "Arrival",
                ("#time",),
                ("When does {row} arrive?", "At what time does {row} get there?"),
            ),
            _Column(
                "Platform",
                tuple(map(str, range(1, 21))),
                ("From which platform does {row} leave?", "On which platform is {row}?"),
            ),
            _Column(
                "Destination",
                _CITIES,
                ("Where does {row} go?", "What is the destination of {row}?"),
            ),
        ),
        ("Departures", "Timetable from Monday to Friday"),
    ),
    _Scene(
        "City",
        _CITIES,
        (
            _Column(
                "Population",
                ("#",),
                ("How many people live in {row}?", "What is the population of {row}?"),
            ),
            _Column(
                "Mayor",
                _PEOPLE,
                ("Who is the mayor of {row}?", "Who governs {row}?"),
            ),
            _Column(
                "Founded",
                ("#year",),
                ("When was {row} founded?", "In what year was {row} founded?"),
            ),
            _Column(
                "River",
                _split("Elbe, Rhine, Douro, Lee, Po, Aura, Lys, Saone, Danube, Vistula, Mur"),
                ("Which river flows through {row}?", "On which river is {row}?"),
            ),
            _Column("Area", ("#km2",), ("How large is {row}?", "What is the area of {row}?")),
        ),
        ("Cities compared", "Some cities and their figures"),
    ),
    _Scene(
        "Day",
        _DAYS,
        (
            _Column(
                "Course",
                _split(
                    "yoga, pottery, chess, cooking, drawing, Spanish, Italian, guitar, first aid"
                ),
                ("Which course is on {row}?", "What is taught on {row}?"),
            ),
            _Column(
                "Room", ("#",), ("In which room is it on {row}?", "Which room is used on {row}?")
            ),
            _Column(
                "Teacher", _PEOPLE, ("Who teaches on {row}?", "Who gives the course on {row}?")
            ),
            _Column(
                "Start", ("#time",), ("When does it start on {row}?", "At what time on {row}?")
            ),
        ),
        ("Evening courses", "Courses of the summer"),
    ),
    _Scene(
        "Player",
        _PEOPLE,
        (
            _Column(
                "Goals", ("#",), ("How many goals did {row} score?", "How often did {row} score?")
            ),
            _Column("Matches", ("#",), ("How many matches has {row} played?",)),
            _Column(
                "Position",
                _split("goalkeeper, defender, midfielder, striker"),
                ("What position does {row} play?", "As what does {row} play?"),
            ),
            _Column("Club", _CITIES, ("Which club does {row} play for?", "Where does {row} play?")),
            _Column("Born", ("#date",), ("When was {row} born?", "What is {row}'s date of birth?")),
        ),
        ("The squad", "Season in figures"),
    ),
)
# Lines of key-value pages: a page has some of them, and asks for one that it lacks, too.
_LINES = (
    _Column(
        "Invoice number", ("#id",), ("What is the number of the invoice?", "Which invoice is it?")
    ),
    _Column(
        "Order number",
        ("#id",),
        ("What is the order number?", "Under which number was it ordered?"),
    ),
    _Column("Customer", _PEOPLE, ("Who is the customer?", "Who ordered it?", "For whom is it?")),
    _Column("Invoice date", ("#date",), ("When was the invoice written?", "What is its date?")),
    _Column("Due date", ("#date",), ("By when must it be paid?", "When is the payment due?")),
    _Column("Delivery date", ("#date",), ("When is it delivered?", "On which day does it come?")),
    _Column(
        "Total",
        ("#$",),
        ("How much is to be paid?", "What is the total?", "How much is it in all?"),
    ),
    _Column("VAT", ("#$",), ("How much VAT is in it?", "What is the tax?")),
    _Column("Shipping", ("#$",), ("What does the delivery cost?", "How much is the shipping?")),
    _Column("Contact", _PEOPLE, ("Whom can I ask?", "Who is the contact?")),
    _Column("City", _CITIES, ("In which city is it?", "Which city is it sent to?")),
    _Column("Phone", ("#ext",), ("Which number can I call?", "What is the phone number?")),
    _Column("Height", ("#m",), ("How high is it?", "What is its height?")),
    _Column("Architect", _PEOPLE, ("Who designed it?", "Who was the architect?")),
    _Column("Opened", ("#year",), ("When did it open?", "In what year was it opened?")),
    _Column("Owner", _PEOPLE, ("Who owns it?", "To whom does it belong?")),
)
_NOTATIONS = (",", "\t", ";", "|")


def make_table_questions(count: int, *, seed: int = 0) -> Iterator[dict[str, Any]]:
    """Makes questions about cells of made tables, some about rows or columns that are missing.

    Args:
        count: How many.
        seed: Another seed gives others.

    Yields:
        Rows as those of `load_questions`; the text is what the reader gives to the model.

    Example:
        ```python
        row = next(make_table_questions(1))
        row["context"]  # for example "The Price of lamp is $ 12.50. The Stock of lamp is 7. ..."
        ```
    """
    rng = random.Random(seed)  # noqa: S311
    number = 0
    while number < count:
        page = _key_values(rng) if rng.random() < 0.25 else _table(rng)
        text, question, cell, marker = page
        rendering = render_tables(text, "en")
        if rendering is None:
            continue
        context = rendering.text
        start = context.find(marker) + len(marker) if cell else 0
        if cell and (marker not in context or not context.startswith(cell, start)):
            continue
        yield {
            "id": f"table {number}",
            "title": "tables",
            "question": question,
            "context": context,
            "answers": {"text": [cell], "answer_start": [start]}
            if cell
            else {"text": [], "answer_start": []},
        }
        number += 1


def _table(rng: random.Random) -> tuple[str, str, str, str]:
    """A table, a question, its answer, and what stands before it as rendered."""
    scene = rng.choice(_SCENES)
    labels = rng.sample(scene.labels, min(len(scene.labels) - 1, rng.randint(4, 10)))
    shown = rng.sample(scene.columns, rng.randint(2, min(4, len(scene.columns) - 1)))
    cells = {(label, column): _value(column, rng) for label in labels for column in shown}
    row, column = rng.choice(labels), rng.choice(shown)
    answer = cells[row, column]
    if rng.random() < _UNANSWERABLE:
        answer = ""
        if rng.random() < 0.5:
            row = rng.choice([label for label in scene.labels if label not in labels])
        else:
            column = rng.choice([one for one in scene.columns if one not in shown])
    table = [[scene.heading, *(one.heading for one in shown)]]
    table += [[label, *(cells[label, one] for one in shown)] for label in labels]
    notation = rng.choice(_NOTATIONS)
    if notation == "|":
        lines = [f"| {' | '.join(line)} |" for line in table]
        lines.insert(1, f"|{'---|' * len(table[0])}")
    else:
        lines = [notation.join(line) for line in table]
    text = "\n".join(lines)
    if rng.random() < _PROSE:
        prose = rng.choice(scene.prose)
        text = f"{prose}\n\n{text}" if rng.random() < 0.5 else f"{text}\n\n{prose}"
    question = rng.choice(column.questions).format(row=row)
    return text, question, answer, f"The {column.heading} of {row} is "


def _key_values(rng: random.Random) -> tuple[str, str, str, str]:
    """As `_table`, of lines "key: value"."""
    lines = rng.sample(_LINES, rng.randint(4, 8))
    values = {line: _value(line, rng) for line in lines}
    asked = rng.choice(lines)
    answer = values[asked]
    if rng.random() < _UNANSWERABLE:
        asked, answer = rng.choice([line for line in _LINES if line not in lines]), ""
    text = "\n".join(f"{line.heading}: {value}" for line, value in values.items())
    return text, rng.choice(asked.questions), answer, f"The {asked.heading} is "


def _value(column: _Column, rng: random.Random) -> str:
    kind = rng.choice(column.values)
    if not kind.startswith("#"):
        return kind
    small = rng.randint(2, 99)
    return {
        "#": str(rng.choice([small, rng.randint(100, 9999)])),
        "#$": f"${rng.randint(1, 4000)}.{rng.randint(0, 99):02}",
        "#kg": f"{rng.randint(1, 40)}.{rng.randint(0, 9)} kg",
        "#km2": f"{small} km2",
        "#m": f"{rng.randint(4, 300)} m",
        "#ext": f"{rng.randint(100, 999)} {rng.randint(1000, 9999)}",
        "#id": f"{rng.choice('ABR')}-{rng.randint(1000, 99999)}",
        "#year": str(rng.randint(900, 2020)),
        "#time": f"{rng.randint(0, 23)}:{rng.randint(0, 59):02}",
        "#date": f"{rng.randint(1, 28)} {rng.choice(_MONTHS)} {rng.randint(1950, 2025)}",
    }[kind]

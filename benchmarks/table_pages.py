"""Make pages with tables and key-value lines, and questions about their cells, as SQuAD v2.0.

    python benchmarks/table_pages.py --output table-pages.json

Ten kinds of tables in seven notations, and six kinds of key-value pages in four. About each page
there are three questions for a cell and one for something that it does not have: another row, or
another property. A question's kind is the notation. The same seed gives the same pages.
"""

import argparse
import functools
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from nlp_suite.files import atomic_file

Draw = Callable[[np.random.Generator], str]


class Column(NamedTuple):
    """A column of a table: its heading, how values are drawn, how it is asked for.

    `{row}` in a question stands for the row's label.
    """

    heading: str
    draw: Draw
    questions: tuple[str, ...]


class Page(NamedTuple):
    """A kind of page: its prose, its rows and columns, and what it does not tell.

    A key-value page has no labels, and each column is a line.
    """

    title: str
    before: str
    after: str
    heading: str
    labels: tuple[str, ...]
    columns: tuple[Column, ...]
    missing: tuple[str, ...]


def number(low: int, high: int, form: str = "{}") -> Draw:
    """Draws whole numbers."""
    return lambda rng: form.format(int(rng.integers(low, high)))


def amount(low: int, high: int, form: str = "{:.2f}") -> Draw:
    """Draws numbers with decimals."""
    return lambda rng: form.format(float(rng.integers(low * 100, high * 100)) / 100)


def one_of(*values: str) -> Draw:
    """Draws one of some values."""
    return lambda rng: values[int(rng.integers(len(values)))]


def clock(rng: np.random.Generator) -> str:
    """Draws a time of day."""
    return f"{int(rng.integers(5, 23)):02}:{int(rng.integers(60)):02}"


def date(rng: np.random.Generator, first: int = 2019, last: int = 2025) -> str:
    """Draws a date of some years."""
    month = one_of("January", "March", "May", "June", "September", "November")(rng)
    return f"{int(rng.integers(1, 29))} {month} {int(rng.integers(first, last + 1))}"


PEOPLE = (
    *("Marta Lindgren", "Owen Achebe", "Sofia Petrakis", "Kenji Morita", "Ruth Castellan"),
    *("Emil Novotny", "Nadia Haddad", "Brian O'Dowd", "Yusuf Demir", "Clara Weiss"),
)
TOWNS = (
    *("Ashby", "Northwick", "Lower Penton", "Brackley", "Marstow", "Eastferry", "Holmcote"),
    *("Ravensby", "Oldmere", "Saltham"),
)
person, town = one_of(*PEOPLE), one_of(*TOWNS)

TABLES = (
    Page(
        *("Staff list", "The office is reached by the switchboard at all times.",
          "Changes should be sent to the front desk."),
        *("Name", PEOPLE),
        (
            Column("Role", one_of("accountant", "archivist", "caretaker", "press officer",
                                  "software engineer", "buyer", "legal adviser"),
                   ("What is {row}'s job?", "What does {row} work as?")),
            Column("Extension", number(2100, 2999),
                   ("What is {row}'s extension?", "On which extension can I reach {row}?")),
            Column("Room", number(100, 420, "B{}"),
                   ("In which room does {row} work?", "Which room is {row} in?")),
            Column("Since", number(1996, 2025),
                   ("Since when has {row} been with the company?",)),
        ),
        ("What is {row}'s salary?", "How old is {row}?"),
    ),
    Page(
        *("Departures", "Trains run from Monday to Friday, except on public holidays.",
          "Bicycles are carried free of charge after nine."),
        *("Destination", TOWNS),
        (
            Column("Departs", clock, ("When does the train to {row} leave?",
                                      "At what time does the train for {row} depart?")),
            Column("Arrives", clock, ("When does the train reach {row}?",
                                      "At what time does the train arrive in {row}?")),
            Column("Platform", number(1, 13), ("From which platform does the train to {row} go?",
                                               "Which platform is the train to {row} on?")),
        ),
        ("How much is a ticket to {row}?", "Which company runs the train to {row}?"),
    ),
    Page(
        *("Price list", "All prices are in euros and include tax.",
          "Prices may change without notice."),
        *("Item", ("desk lamp", "bookshelf", "office chair", "filing cabinet", "coat stand",
                   "waste bin", "wall clock", "footrest")),
        (
            Column("Price", amount(8, 300, "{:.2f} EUR"), ("How much is the {row}?",
                                                           "What does the {row} cost?")),
            Column("Colour", one_of("grey", "white", "dark blue", "oak", "black", "green"),
                   ("In what colour does the {row} come?", "What colour is the {row}?")),
            Column("Delivery", number(2, 30, "{} days"),
                   ("How long does delivery of the {row} take?",)),
        ),
        ("How much does the {row} weigh?", "Who makes the {row}?"),
    ),
    Page(
        *("League table", "The season ended on Saturday with a storm and two red cards.",
          "The first two are promoted."),
        *("Team", ("Harbour United", "Wanderers", "Athletic", "Rovers", "Old Boys", "Railway",
                   "Olympic", "City")),
        (
            Column("Won", number(2, 26), ("How many games did {row} win?",
                                          "How often did {row} win?")),
            Column("Lost", number(2, 26), ("How many games did {row} lose?",
                                           "How many defeats did {row} have?")),
            Column("Goals", number(21, 88), ("How many goals did {row} score?",)),
            Column("Points", number(14, 83), ("How many points does {row} have?",
                                              "How many points did {row} finish with?")),
        ),
        ("Who is the coach of {row}?", "How many spectators did {row} have?"),
    ),
    Page(
        *("Stock", "Counted on the last day of the quarter by two people.",
          "Differences have been written off."),
        *("Article", ("copper pipe", "hex bolts", "sealing tape", "ball valve", "pressure gauge",
                      "pipe clamp", "hose reel")),
        (
            Column("In stock", number(3, 900),
                   ("How many pieces of {row} are in stock?", "How much {row} is in stock?")),
            Column("Supplier", one_of("Brandt & Co", "Alvarez Ltd", "Nippon Fittings", "Tube Works",
                                      "Metalia"),
                   ("Who supplies the {row}?", "From which supplier does the {row} come?")),
            Column("Shelf", number(1, 60, "C-{}"), ("On which shelf is the {row}?",
                                                    "Where is the {row} kept?")),
        ),
        ("When was the {row} last ordered?", "What does the {row} cost?"),
    ),
    Page(
        *("Weather", "Measured at noon at the stations of the national service.",
          "More rain is expected on Sunday."),
        *("Station", TOWNS),
        (
            Column("Highest", number(9, 35, "{} °C"),
                   ("What was the highest temperature in {row}?", "How warm did {row} get?")),
            Column("Lowest", number(-9, 8, "{} °C"),
                   ("What was the lowest temperature in {row}?", "How cold did {row} get?")),
            Column("Rainfall", number(1, 40, "{} mm"), ("How much rain fell in {row}?",
                                                        "What was the rainfall in {row}?")),
        ),
        ("How strong was the wind in {row}?", "How many hours of sunshine did {row} have?"),
    ),
    Page(
        *("Nutrition", "All values are for 100 grams.", "Salt is listed on the packet."),
        *("Food", ("rye bread", "lentil soup", "goat cheese", "oat milk", "hummus", "tofu",
                   "dried figs")),
        (
            Column("Energy", number(40, 520, "{} kcal"), ("How much energy does {row} have?",
                                                          "How many kcal are there in {row}?")),
            Column("Protein", amount(1, 25, "{:.1f} g"), ("How much protein does {row} contain?",
                                                          "How much protein is in {row}?")),
            Column("Fat", amount(1, 30, "{:.1f} g"), ("How much fat is there in {row}?",
                                                      "What is the fat content of {row}?")),
        ),
        ("How much sugar is in {row}?", "Where does the {row} come from?"),
    ),
    Page(
        *("Examinations", "Bring your student card and nothing else.",
          "Results are posted within two weeks."),
        *("Subject", ("Algebra", "Organic Chemistry", "Roman Law", "Phonetics", "Microeconomics",
                      "Statistics", "Botany")),
        (
            Column("Date", date, ("When is the exam in {row}?",
                                  "On what date does the {row} exam take place?")),
            Column("Room", number(1, 40, "Hall {}"), ("In which room is the {row} exam?",
                                                      "Where does the exam in {row} take place?")),
            Column("Examiner", person, ("Who is the examiner in {row}?",
                                        "Who examines {row}?")),
        ),
        ("How long does the exam in {row} last?", "How many students passed {row}?"),
    ),
    Page(
        *("Towns of the district", "The figures are those of the last census.",
          "The district was formed in 1974."),
        *("Town", TOWNS),
        (
            Column("Population", number(1200, 98000, "{:,}"),
                   ("How many inhabitants does {row} have?", "What is the population of {row}?")),
            Column("Area", amount(4, 120, "{:.1f} km²"), ("How large is {row}?",
                                                          "What is the area of {row}?")),
            Column("Mayor", person, ("Who is the mayor of {row}?", "Who governs {row}?")),
        ),
        ("When was {row} founded?", "What is the postcode of {row}?"),
    ),
    Page(
        *("Sales by region", "Sales in thousands of euros, before returns.",
          "The figures of the last year are not yet audited."),
        *("Region", ("North", "South", "Midlands", "Coast", "Highlands", "Islands")),
        tuple(
            Column(year, number(110, 990), (f"What were the sales of the region {{row}} in {year}?",
                                            f"How much did the region {{row}} sell in {year}?"))
            for year in ("2021", "2022", "2023")
        ),
        ("What were the sales of the region {row} in 2017?", "Who is in charge of the {row}?"),
    ),
)  # fmt: skip

KEY_VALUES = (
    Page(
        *("Invoice", "Thank you for your order.", "Please quote the number when you pay."),
        *("", ()),
        (
            Column("Invoice number", number(20000, 99999, "RE-{}"),
                   ("What is the invoice number?", "Which number does the invoice have?")),
            Column("Date", date, ("What is the date of the invoice?",
                                  "When was the invoice issued?")),
            Column("Customer", person, ("Who is the customer?", "To whom was the invoice sent?")),
            Column("Net amount", amount(80, 4000, "{:.2f} EUR"), ("What is the net amount?",)),
            Column("Total", amount(80, 5000, "{:.2f} EUR"), ("What is the total?",
                                                             "How much has to be paid in total?")),
            Column("Payment due", date, ("When is the payment due?",
                                         "By when does the invoice have to be paid?")),
        ),
        ("Who delivered the goods?", "How large is the discount?"),
    ),
    Page(
        *("Company profile", "The company is not listed.", "See also: other makers of pumps."),
        *("", ()),
        (
            Column("Founded", number(1871, 2015), ("When was the company founded?",
                                                   "In what year was the firm set up?")),
            Column("Headquarters", town, ("Where are the headquarters?",
                                          "In which town does the company have its seat?")),
            Column("Founder", person, ("Who founded the company?", "Who set up the firm?")),
            Column("Chief executive", person, ("Who is the chief executive?",
                                               "Who runs the company?")),
            Column("Employees", number(40, 9000, "{:,}"), ("How many employees are there?",
                                                           "How many people work there?")),
            Column("Revenue", number(3, 900, "{} million euros"),
                   ("How high is the revenue?", "What is the company's revenue?")),
        ),
        ("How large was the profit?", "Who was the first customer?"),
    ),
    Page(
        *("Biography", "She is best known for her bridges.", "Her papers are in the town archive."),
        *("", ()),
        (
            Column("Name", person, ("What is her name?",)),
            Column("Born", functools.partial(date, first=1921, last=1968),
                   ("When was she born?", "What is her date of birth?")),
            Column("Place of birth", town, ("Where was she born?",
                                            "In which place was she born?")),
            Column("Occupation", one_of("civil engineer", "architect", "surveyor"),
                   ("What is her occupation?", "What does she do for a living?")),
            Column("Spouse", person, ("Who is her spouse?", "To whom is she married?")),
            Column("Children", number(1, 7), ("How many children does she have?",)),
        ),
        ("How tall is she?", "In which year did she retire?"),
    ),
    Page(
        *("Data sheet", "For indoor use only.", "Subject to change."),
        *("", ()),
        (
            Column("Model", number(100, 990, "VX-{}"), ("What is the model called?",
                                                        "Which model is it?")),
            Column("Weight", amount(1, 40, "{:.1f} kg"), ("How heavy is the device?",
                                                          "What does it weigh?")),
            Column("Power", number(40, 2400, "{} W"), ("How much power does it draw?",
                                                       "What is the power of the device?")),
            Column("Voltage", one_of("230 V", "120 V", "24 V"),
                   ("What voltage does it need?", "On which voltage does the device run?")),
            Column("Noise level", number(28, 80, "{} dB"), ("How loud is it?",
                                                            "What is the noise level?")),
            Column("Warranty", number(1, 8, "{} years"), ("How long is the warranty?",)),
        ),
        ("What does the device cost?", "In which country is it made?"),
    ),
    Page(
        *("Booking confirmation", "We look forward to your stay.",
          "Free cancellation until the day before."),
        *("", ()),
        (
            Column("Guest", person, ("Who is the guest?", "In whose name is the booking?")),
            Column("Arrival", date, ("When does the guest arrive?", "What is the day of arrival?")),
            Column("Nights", number(1, 15), ("How many nights were booked?",
                                             "For how many nights is the booking?")),
            Column("Room", number(100, 620), ("Which room was booked?",
                                              "What is the number of the room?")),
            Column("Price per night", amount(50, 340, "{:.2f} EUR"),
                   ("How much is a night?", "What is the price per night?")),
            Column("Breakfast", one_of("included", "14.00 EUR a day", "9.50 EUR a day"),
                   ("What about breakfast?",)),
        ),
        ("At what time must guests leave?", "How large is the room?"),
    ),
    Page(
        *("Parcel", "Track it at any time.", "Keep this slip until the parcel has arrived."),
        *("", ()),
        (
            Column("Tracking number", number(100000, 999999, "JK{}GB"),
                   ("What is the tracking number?", "Which number has the parcel?")),
            Column("Sender", person, ("Who is the sender?", "Who sent the parcel?")),
            Column("Recipient", person, ("Who is the recipient?", "Who is to get the parcel?")),
            Column("Destination", town, ("Where is the parcel going?",
                                         "What is the destination of the parcel?")),
            Column("Weight", amount(1, 20, "{:.2f} kg"), ("How heavy is the parcel?",
                                                          "What does the parcel weigh?")),
            Column("Delivery by", date, ("By when will it be delivered?",)),
        ),
        ("What is in the parcel?", "How much was the postage?"),
    ),
)  # fmt: skip


class Notation(NamedTuple):
    """How rows are written: what stands around and between cells.

    `padded` cells are of one width in a column, `ruled` tables have a rule behind the headings,
    and those that are not `headed` have no headings.
    """

    separator: str
    edge: str = ""
    end: str = ""
    padded: bool = False
    ruled: bool = False
    headed: bool = True


NOTATIONS = {
    "Markdown": Notation(" | ", "| ", " |", ruled=True),
    "bars": Notation(" | ", padded=True),
    "lines drawn": Notation(" │ ", padded=True),
    "tabs": Notation("\t"),
    "commas": Notation(","),
    "semicolons": Notation(";"),
    "wide gaps": Notation("   ", padded=True),
}
KEY_VALUE_NOTATIONS = {
    "key: value": Notation(": ", headed=False),
    "key = value": Notation(" = ", headed=False),
    "dotted leaders": Notation(" ........ ", headed=False),
    "two columns": Notation(" | ", "| ", " |", ruled=True),
}


class Question(NamedTuple):
    """A question for a cell, by its row and column; for none if it has no answer."""

    text: str
    cell: tuple[int, int] | None


def make_pages(seed: int = 0) -> dict[str, Any]:
    """Make the pages with their questions.

    Args:
        seed: Seed of rows, values, and of what is asked.

    Returns:
        Data in the form of SQuAD v2.0, each question with its `kind`.
    """
    rng = np.random.default_rng(seed)
    articles: list[dict[str, Any]] = []
    for name, notation in NOTATIONS.items():
        for page in TABLES:
            cells, questions = _table(page, rng, other_row=len(articles) % 2 == 0)
            articles.append(_article(page, name, notation, cells, questions))
    for name, notation in KEY_VALUE_NOTATIONS.items():
        for page in KEY_VALUES:
            cells, questions = _key_values(page, rng)
            articles.append(_article(page, name, notation, cells, questions))
    return {"version": "v2.0", "data": articles}


def _table(
    page: Page, rng: np.random.Generator, *, other_row: bool
) -> tuple[list[list[str]], list[Question]]:
    labels = [page.labels[i] for i in rng.permutation(len(page.labels))]
    absent, labels = labels[0], labels[1 : 1 + int(rng.integers(4, 6))]
    cells = [
        [page.heading, *(column.heading for column in page.columns)],
        *([label, *_distinct(page.columns, rng)] for label in labels),
    ]
    questions = []
    for row in rng.permutation(len(labels))[:3].tolist():
        column = int(rng.integers(len(page.columns)))
        text = _drawn(rng, page.columns[column].questions).format(row=labels[row])
        questions.append(Question(text, (row + 1, column + 1)))
    forms, about = (page.columns[0].questions, absent) if other_row else (page.missing, labels[0])
    questions.append(Question(_drawn(rng, forms).format(row=about), None))
    return cells, questions


def _key_values(page: Page, rng: np.random.Generator) -> tuple[list[list[str]], list[Question]]:
    values = _distinct(page.columns, rng)
    cells = [
        ["Field", "Value"],
        *([column.heading, value] for column, value in zip(page.columns, values, strict=True)),
    ]
    questions = [
        Question(_drawn(rng, page.columns[line].questions), (line + 1, 1))
        for line in rng.permutation(len(page.columns))[:3].tolist()
    ]
    return cells, [*questions, Question(_drawn(rng, page.missing), None)]


def _distinct(columns: Sequence[Column], rng: np.random.Generator) -> list[str]:
    """Draws a row's values, all different, so that the right one is in one place of the row."""
    values: list[str] = []
    for column in columns:
        value = column.draw(rng)
        while value in values:
            value = column.draw(rng)
        values.append(value)
    return values


def _drawn(rng: np.random.Generator, values: Sequence[str]) -> str:
    return values[int(rng.integers(len(values)))]


def _article(
    page: Page,
    name: str,
    notation: Notation,
    cells: list[list[str]],
    questions: Sequence[Question],
) -> dict[str, Any]:
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    text = f"{page.title}\n\n{page.before}\n\n"
    starts: dict[tuple[int, int], int] = {}
    for i, row in enumerate(cells):
        if i == 0 and not notation.headed:
            continue
        text += notation.edge
        for j, cell in enumerate(row):
            text += notation.separator if j else ""
            quoted = notation.separator == "," and "," in cell
            starts[i, j] = len(text) + quoted
            padded = notation.padded and j < len(row) - 1
            text += f'"{cell}"' if quoted else cell.ljust(widths[j] if padded else 0)
        text += f"{notation.end}\n"
        if i == 0 and notation.ruled:
            text += "|" + "---|" * len(row) + "\n"
    text += f"\n{page.after}\n"
    rows = []
    for place, question in enumerate(questions, start=1):
        asked = question.cell
        rows.append(
            {
                "id": f"{name} - {page.title} - {place}",
                "question": question.text,
                "kind": name,
                "is_impossible": asked is None,
                "answers": []
                if asked is None
                else [{"text": cells[asked[0]][asked[1]], "answer_start": starts[asked]}],
            }
        )
    return {"title": page.title, "paragraphs": [{"context": text, "qas": rows}]}


def main() -> None:
    """Write the pages."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, required=True, help="the .json file to write")
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    with atomic_file(arguments.output) as file:
        pages = json.dumps(make_pages(arguments.seed), ensure_ascii=False, indent=1)
        file.write_text(f"{pages}\n", encoding="utf-8")


if __name__ == "__main__":
    main()

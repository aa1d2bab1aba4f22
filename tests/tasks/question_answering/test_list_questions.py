import pytest

from nlp_suite.tasks.question_answering.list_questions import asks_for_several

SEVERAL = """
Who are the members?
who were the founders of the club
Who are the three members of the committee?
Which countries border it?
Which two countries won?
Which European countries have won?
What countries are named?
What languages are spoken there?
What are the names of the members?
What were the main causes?
What are its parts?
Where are the offices?
Name the three members.
Name two rivers in the county.
List the members.
List all towns
Please list the ingredients.
Can you name the members?
Give me the names of the members.
Tell me the names.
Tell me who the members are.
In 1990, which cities were chosen?
Which people were invited?
What children were invited?
What other cities did she visit?
What types of bread are sold?
""".strip().splitlines()

ONE = """
Who is the chair?
Who was born in Leeds?
Who won the prizes?
Which country wins?
Which country borders it?
Which country has won?
What is the name of the chair?
What gas is it?
What is the capital of the Netherlands?
What does she do?
What happens?
What causes rain?
What news came?
Where is the office?
Where are you?
When were these people invited to Leeds?
Where were the parts of the engine made?
What are wheels mounted on?
What are small tents called?
When was it built?
How many members are there?
How are members chosen?
Why are they late?
Name the chair.
Tell me the date.
Which bus goes there?
Which of them is the oldest?
What
which
Is Anna a member?
?
""".strip().splitlines()


@pytest.mark.parametrize("question", SEVERAL)
def test_several_things_are_asked_for(question):
    assert asks_for_several(question)


@pytest.mark.parametrize("question", ONE)
def test_one_thing_is_asked_for(question):
    assert not asks_for_several(question)


@pytest.mark.parametrize("piece", ["a", "who ", "which ", "a-", "'", "\0", "\ud800", "a\u0301"])
def test_long_questions_take_no_time(piece, assert_quick):
    assert_quick(lambda: asks_for_several(piece * (100_000 // len(piece))), seconds=0.5)

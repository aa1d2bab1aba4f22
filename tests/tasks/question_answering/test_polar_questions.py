import pytest

from nlp_suite.tasks.question_answering.polar_questions import is_polar_question

POLAR = """
Is Anna Roe a member?
is anna roe a member
IS ANNA ROE A MEMBER?
Is Dan Low a member?
Does the committee have a chair?
Are there any rooms left?
Are there three members?
Was the bridge finished in 1932?
Were the tickets sold out?
Am I allowed to park here?
Do dogs need a licence?
Did it rain?
Did Rome fall before Carthage?
Has the letter arrived?
Have they paid?
Had the king left by then?
Can members vote by post?
Could the train be late?
Will the shop open on Sunday?
Will Rome fall?
Will they come?
Would a cheque do?
Should I call first?
Shall we bring food?
May children swim alone?
Might it snow?
Must the form be signed?
Isn't Anna the chair?
Didn't the team win?
Doesnt it close at six?
Can't members vote?
Won't it rain?
Tell me whether Anna is a member.
Tell me if the shop is open
Please say whether the bridge was built.
I want to know if she paid.
I wonder whether it rained.
Do you know if Anna is a member?
Can you tell me whether the shop is open?
Do you know whether or not he came?
In 1990, did the wall still stand?
In 1990 did she live in Oslo?
After the war, was the church rebuilt?
When Rome fell, did Carthage rise?
Anna: is she the chair?
Anna, is she the chair?
So, is it open?
And is there a garden?
Well, are dogs allowed?
The report is late. Is it lost?
Anna is the chair, isn't she?
Anna is the chair, right?
She is the chair?
Yes or no: is the shop open?
True or false: Anna is the chair.
Did he win or not?
Does it have any lakes or rivers?
Is Anna the one who paid?
Is Anna, who paid, a member?
Did he die when he was forty?
Was it built where the mill stood before the war?
Is it true that the mayor resigned?
Did you know that the mayor resigned?
Is Dr. Roe the chair?
Is the population above 10,000?
Was Anna's brother in Rome?
Is 7 a prime number?
For those who paid, is there a seat?
Tell me whether the man who paid is a member.
""".strip().splitlines()

OTHERS = """
Who is the chair?
What is the capital of Belarus?
When did Rome fall?
Where is the shop?
Why was it closed?
How many members are there?
How is it made?
Which countries have won?
In which year was it built?
To whom does it belong?
For how long did it last?
At what time does it open?
Did Rome or Carthage win?
Is it red or blue?
Was it in 1990, 1991 or 1992?
Tell me whether Rome or Carthage won.
Do you know who paid?
Do you know when it opens?
Can you tell me when the shop opens?
Could you tell us in which year she died?
Could you please tell me the name of the chair?
Can you name the members?
Would you list all countries?
Do you know the date?
May I ask who is calling?
Does the text say who paid?
Does the letter mention where they met?
Is it known why he left?
Is it clear how the fire began?
Will Smith starred in what?
Will Smith was born when?
Will Smith played whom in the film?
Will Smith's wife?
Will Smith
May 5 is when?
May 5, 1945: what happened?
Can Tho is in which country?
Do Kwon founded which company?
Had he lived, who would have been king?
Were Rome to fall, what would happen?
When he was in Paris, whom did he meet?
Who asked if it rained?
What decides whether a star explodes?
Is Anna a member? If so, since when?
The capital of Belarus?
The chair's name
Name the three members.
List the members
Anna is who?
The year Anna was born
will of Caesar
Was founded in?
Is
?
123
Rome
Tell me who paid.
Tell me the date.
I want to know the date.
If it rains, what happens?
What is it that she said?
As of May 2016 how many members did the club have?
In 2007 what was built?
in the song my old shoe who is he talking about
When, exactly, was it built?
What, according to Roe, should a house be?
She had to pay what kind of fine?
What part of it, used to hold the door, is of iron?
""".strip().splitlines()


@pytest.mark.parametrize("question", POLAR)
def test_yes_or_no_answers_it(question):
    assert is_polar_question(question)


def test_an_apostrophe_of_books():
    assert is_polar_question("Isn\u2019t Anna the chair?")


@pytest.mark.parametrize("question", OTHERS)
def test_something_else_answers_it(question):
    assert not is_polar_question(question)


@pytest.mark.parametrize(
    "piece",
    ["a", "is ", "is it ", "'", "who ", "or ", ", ", "is, ", "\0", "\ud800", "yes or ", "\u0301"],
)
def test_long_questions_take_no_time(piece, assert_quick):
    assert_quick(lambda: is_polar_question(piece * (100_000 // len(piece))), seconds=0.5)

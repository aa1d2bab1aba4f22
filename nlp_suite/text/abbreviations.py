"""Abbreviations before which, or with which, a sentence goes on."""

import functools
import re
from typing import NamedTuple

# ruff: noqa: RUF001 - dashes and quotation marks are what this module looks for.

_OPENING = "\"'“‘«„([{–—-"

# English. Whatever follows: ranks and titles.
_ENGLISH_ALWAYS = """
    Amb Atty Brig Cdr Cpl Det Ens Ft Maj Msgr Mt Pres Pvt Spc Sgt Supt op q.v sc
"""
# Where a number follows, of statutes, courts, books, plates, places and times. In the first line
# they are names or words as well, and stand before a number in their own case alone.
_ENGLISH_BEFORE_NUMBER = """
    Add Am App Cal Col Ed Ex Exh Id Pt Pts Reg Regs Rep Rev Stat Ver Ill Cap amend amends annex
    app approx apt art arts avg bk bks ch chap chaps cir cl cls col cols ct dep dept dist div
    eds eq eqs est exh ext fig figs fn fns fol fols ibid incl l ll loc max min mss n nn no nos
    obs p para paras pls pp r regs rm s sched sec secs sect sects ser ss ste subch subcl subd
    subdiv subpar subpara subpt subs subsec supp suppl tbl tel tit v ver vol vols vv Jan Feb Mar
    Apr Jun Jul Aug Sep Sept Oct Nov Dec
"""
# Where a year follows: born, died, flourished, circa, reigned, married.
_ENGLISH_BEFORE_YEAR = "b c ca circ d fl m r temp"
# Where a chapter and a verse follow. Many are names of people.
_ENGLISH_BEFORE_VERSE = """
    Gen Ex Exod Lev Num Deut Josh Judg Jdg Ruth Sam Kgs Kings Chr Chron Ezra Neh Esth Ps Pss
    Prov Eccl Song Isa Jer Lam Ezek Dan Hos Joel Obad Jon Mic Nah Hab Zeph Hag Zech Mal Matt Mt
    Mk Mark Lk Luke Jn Acts Rom Cor Gal Eph Phil Col Thess Thes Tim Tit Philem Phlm Heb Jas Pet
    Jude Rev Tob Jdt Wis Sir Bar Macc Qur
"""
# Where another of these, or a single capital with a stop, follows: "Fed. R. Civ. P.", "J. Appl.
# Phys.". Courts, codes, reporters and states; words of journals.
_ENGLISH_CHAIN = """
    Acad Adm Admin Adv Agric Ala Am Amer Anal Anat Angew Ann Annu Anthropol App Appl Arch Ariz
    Ark Art Assoc Astron Astrophys Atmos Atty Auth Bankr Biochem Biol Biomed Biophys Bk Bot Br
    Brit Bull Bus Cal Can Cas Ch Chem Cir Civ Cl Clin Cmty Co Colo Comm Commun Comp Comput Cong
    Conn Const Corp Cos Crim Ct Cty Cur Curr Dec Def Del Dep Dept Dev Dis Dist Div Ecol Econ Ed
    Educ Elec Electron Eng Entomol Envtl Environ Eq Eur Evid Ex Exch Exec Exp Fam Fed Fig Fin
    Fla Fluids Found Ga Gaz Gen Genet Geol Geophys Gov Haw Hist Hosp Hum Ill Immunol Inc Ind
    Indem Indus Inf Inorg Ins Inst Int Intell Intern Intl Inv Invest Jpn Jud Jur Juv Kan Ky La
    Lab Lang Lett Liab Ling Lit Ltd Mach Mag Magn Mar Mass Mat Mater Math Md Me Mech Med Mem
    Metall Meteorol Mfg Mich Microbiol Minn Misc Miss Mo Mod Mol Mont Mun Nat Natl Neb Neurol
    Neurosci Nev No Nos Nucl Nutr Oceanogr Okla Op Opt Or Ord Ore Org Pa Pac Para Pat Pathol
    Pediatr Pharm Pharmacol Phil Philos Phys Physiol Pol Polit Polym Pp Prac Prelim Prob Proc
    Prod Prof Prog Prop Prot Psych Psychiatr Psychol Pt Pub Publ Quant Quart Radiol Rec Ref Reg
    Regs Rel Rep Reprod Res Rev Sav Sch Sci Sec Serv Soc Sociol Spec Spectrosc Stat Stats Struct
    Stud Sub Sup Super Supp Suppl Surg Surv Symp Sys Syst Tech Technol Tel Tenn Tex Theor Ther
    Top Tox Toxicol Tr Trans Transp Treas Trib Trop Twp Univ Us Va Vet Virol Vol Vols Vt Wash
    Wis Wkly Wyo Yb Zool pp vol vols no nos para sec
"""
# Those of them that are names or words, too, and stand before a number only behind another.
_ENGLISH_NAMES = """
    Ann Can Cos Dec Del Fam Fin Ga Gen Hum Ill Inc Co Corp La Ltd Mar Mass Me Miss Mo Nat Or Pa
    Pat Phil Pol Prof Soc Spec Sub Super Top Us Va Wash Me
"""
# Where a small letter follows, beside all others.
_ENGLISH_BEFORE_LOWER = """
    abbr abr cit natl seq trans rev acct addl adj adm admin adv agric al anon appl arr assn
    assoc asst attn attrib aux ave biog biol bldg blvd bros bur cert chr cit coll colloq comp
    cont contd contr corp corr cp ctr def deg dept deriv dev diam dict dir dissert distr ea ed edn
    educ elem ency eng engr env equiv esp est etc etym exc exec exp fem ff fict fr freq fut genl
    geog geol geom govt grad hist hosp hwy ibid illus incl ind indef infin inst int intl intro
    irreg jr jt junc ltd mach manuf masc mem mfg mfr mgmt mgr mil misc mtg mun nav neg nom obs
    occas org orig orn perh pf phr phys pkg pkt plur poss pref prelim pres proc pron pseud publ
    qtr quot refl repr resp rev rhet sci sec sect ser specif spp sq sr std subj subsp suppl surg
    syn syst theol transl treas twp ult univ usu var viz voc
"""
# The same, if a number stands before them.
_UNITS = """
    bbl bu cal cc cl cm ct cu cwt dag dal deg dl dm doz dr ft g gal gm gr ha hl hp hr hrs h in
    kcal kg kgs kl km kms km² kw kwh l lb lbs m m² mg mi mg mil mile min mins ml mm mo mos mph
    ms msec mt mw n.m nm ns oz pct pk pkg ppm ps pt pts qt qts rpm s sec secs sq t tbsp tbs tsp
    wk wks yd yds yr yrs bil bn mill mn tn vol wt
"""
# German.
_GERMAN_ALWAYS = """
    Abg Adj Anh Anm Bez Bgm Bsp Dipl Dir Dr Dres Frhr Frl Gebr Gen Hbf Hl Hptm Hr Hrn Hrsg Ing
    Lt Maj Mag Oblt Obst Prof Reg.-Rat Sankt St Stv Uffz Urt Vgl Vors Beschl abzgl bspw betr
    bzgl bzw ca dt eidg einschl engl entspr ev evtl exkl frz gem ggf ggfs griech hl idR ital
    inkl insb insbes jew kath lat lfd mind möglw phil rd rer russ schweiz sog span spez stellv
    städt südl nördl westl östl teilw u.a.m urspr v vgl zzgl österr
"""
_GERMAN_BEFORE_NUMBER = """
    Abb Abbn Abs Abschn Abt Alt Anl Anm Apt Arg Art Artt Aufl Ausg Az Bd Bde Begr Beil Beisp Bl
    Buchst Bsp Bst Erg Erw Fn Fußn Geb Gem Gest Gl Halbs Hs Heft Hft Hj H Jg Jgg Jh Kap Kl Lfg Lit
    Lst Nr Nrn Nummer Pkt Pos Postf Qu Rdn Rdnr Rn Rspr Rz Rzn S Sp Ss Str Tab Taf Teilbd Teiln
    Tel Tf Tfn Tit Tz Unterabs UAbs Urt Var Vers Verz Vol Ziff Zif Zl abs abgedr art bd bes c ca
    cap cf etw ff f fol geb gegr gem gest gez hl kap lit max min mind nr num p par pp rd reg s sp
    tel um v verh vol z ziff zit § §§ Jan Jän Feb Febr Mrz Apr Jun Jul Aug Sep Sept Okt Nov Dez
"""
_GERMAN_BEFORE_VERSE = """
    Mose Mos Gen Ex Lev Num Dtn Jos Ri Sam Kön Chr Neh Est Ijob Hiob Ps Spr Koh Pred Hld Jes Jer
    Klgl Ez Hes Dan Hos Am Obd Jona Mi Nah Hab Zef Hag Sach Mal Mt Mk Lk Joh Apg Röm Kor Gal Eph
    Phil Kol Thess Tim Tit Phlm Hebr Jak Petr Jud Offb Makk Tob Weish Sir
"""
# Behind these a number is an ordinal, "im 19. Jahrhundert", and ends nothing.
_GERMAN_BEFORE_ORDINAL = """
    ab am an auf aus bei beim bis das dem den der des die diese dieser diesem diesen dieses ein
    eine einem einen einer eines jede jedem jeden jeder jedes ihr ihre ihrem ihren ihrer sein
    seine seinem seinen seiner im in ins nach seit um unser unsere vom von vor zum zur zweite
"""

# Most sentences end with no abbreviation, and many with a longer word.
_LONGEST = 11

_ROMAN = re.compile(r"M{0,3}(?:C[MD]|D?C{0,3})(?:X[CL]|L?X{0,3})(?:I[XV]|V?I{0,3})")
_NUMBER = re.compile(r"[(\[]?[#§]*\s?\d")
_YEAR = re.compile(r"[(\[]?(?:about |um )?\d{3,4}(?!\d)")
_VERSE = re.compile(r"\d{1,3}(?::\s?\d|,\s?\d|\.\d|–\d|-\d)")
_BOOK = re.compile(r"(\w{1,12})\.? \d")
_CASE_YEAR = re.compile(r"(?:1[5-9]|20)\d\d\)")
# A Roman number or a letter, as of a volume or a figure.
_LETTER = re.compile(r"[(\[]?(?:[IVXLC]{1,7}|[A-Z])(?![\w’'.])")
_NEXT = re.compile(r"([A-Z][A-Za-z']{0,9}|[a-z]{1,4})\.")
_ROMAN_NUMBER = re.compile(r"[IVXLC]{2,7}(?![\w’'.])")
_AMOUNT = re.compile(r"[\d.,/½¼¾⅓⅔-]*[\d½¼¾⅓⅔]")
_UNIT = re.compile(r"\d[\d.,]*[a-z]{1,4}")


class _Abbreviations(NamedTuple):
    """The abbreviations of a language.

    Attributes:
        always: With which no sentence ends.
        before_number: The same, if a number follows.
        before_verse: The same, if a chapter and a verse follow.
    """

    always: frozenset[str]
    before_number: frozenset[str]
    before_verse: frozenset[str]


def goes_on(before: str, after: str, language: str) -> bool:
    """Says whether a stop is that of an abbreviation with which no sentence ends.

    Whether one ends depends on what follows: a number behind "Art." is that of an article, a small
    letter behind "5 km." goes on, and of two abbreviations in a row, "Fed. R.", the first is no
    end. Behind "Henry VIII." only a small letter goes on.

    Args:
        before: What stands before, from the beginning of the sentence or of a word; it ends with
            the stop.
        after: What follows, without the space.
        language: The code of the language, "en" or "de"; of others nothing is known.

    Returns:
        True if the sentence goes on for sure.

    Example:
        >>> goes_on("Under Fed. R. Civ.", "P. 12(b)(6)", "en"), goes_on("He ran 5 km.", "He", "en")
        (True, False)
    """
    if not before.endswith("."):
        return False
    previous, _, token = before[:-1].rpartition(" ")
    previous = previous.rpartition(" ")[2].lstrip(_OPENING)
    token = token.lstrip(_OPENING)
    word = re.split(r"[-/]", token)[-1]
    if not 0 < len(word) <= _LONGEST or not after:
        return False
    if language == "en":
        return _goes_on_in_english(previous, token, word, after)
    return language == "de" and _goes_on_in_german(previous, word, after)


def _goes_on_in_english(previous: str, token: str, word: str, after: str) -> bool:
    known = _english()
    chain, names = _chain()
    if word in known.always or (word[0].isupper() and after.startswith(("v. ", "vs. "))):
        return True
    # "Fed. R. Civ.": the one before is one, too.
    chained = len(previous) > 1 and previous[-1] == "." and not previous[-2].isdigit()
    amount = bool(_AMOUNT.fullmatch(previous)) and word.lower() in _units()
    if _NUMBER.match(after):
        if _CASE_YEAR.match(after) and word[0].isupper():
            return True
        if word in known.before_verse and _VERSE.match(after):
            return True
        if (word in chain or (len(word) == 1 and word.isupper())) and chained:
            return True
        if after[0] == "§" and "." in token:
            return True
        if word in _ENGLISH_BEFORE_YEAR.split() and _YEAR.match(after):
            return True
        return word not in names and not amount and (word in chain or _is_one(word, known))
    if after[0].islower():
        if amount or _UNIT.fullmatch(token) or word in _before_lower():
            return True
        if word[0].isupper() and (word.lower() in _before_lower() or word in chain - names):
            return True
        return bool(_ROMAN.fullmatch(word)) and previous[:1].isupper()
    following = _NEXT.match(after)
    if following and (word in chain or (len(word) == 1 and word.isupper())):
        other = following[1]
        if other in chain or (word in chain and len(other) == 1 and other.isupper()):
            return True
    # "No. I did not" is an answer.
    if word == "No" or len(word) == 1 or not _is_one(word, known):
        return False
    return bool((_LETTER if word[0].isupper() else _ROMAN_NUMBER).match(after))


def _is_one(word: str, known: _Abbreviations) -> bool:
    """Tells whether a number may follow a word, which may have a capital."""
    if word in known.before_number:
        return True
    return len(word) > 1 and word.istitle() and word.lower() in known.before_number


def _goes_on_in_german(previous: str, word: str, after: str) -> bool:
    known = _german()
    if word in known.always:
        return True
    if word.isdecimal():
        book = _BOOK.match(after)
        if book and book[1] in known.before_verse:
            return True
        capital = after[0].isupper()
        return len(word) < 4 and capital and previous.lower() in _before_ordinal()
    if _NUMBER.match(after):
        if word in known.before_verse and _VERSE.match(after):
            return True
        if previous.endswith(".") and len(word) == 1:
            # "i. V. m. § 5".
            return True
        return word in known.before_number
    return word in known.before_number and bool(_ROMAN_NUMBER.match(after))


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


@functools.cache
def _english() -> _Abbreviations:
    return _Abbreviations(
        _words(_ENGLISH_ALWAYS), _words(_ENGLISH_BEFORE_NUMBER), _words(_ENGLISH_BEFORE_VERSE)
    )


@functools.cache
def _german() -> _Abbreviations:
    return _Abbreviations(
        _words(_GERMAN_ALWAYS), _words(_GERMAN_BEFORE_NUMBER), _words(_GERMAN_BEFORE_VERSE)
    )


@functools.cache
def _chain() -> tuple[frozenset[str], frozenset[str]]:
    return _words(_ENGLISH_CHAIN), _words(_ENGLISH_NAMES)


@functools.cache
def _units() -> frozenset[str]:
    return _words(_UNITS)


@functools.cache
def _before_lower() -> frozenset[str]:
    return _words(_ENGLISH_BEFORE_LOWER)


@functools.cache
def _before_ordinal() -> frozenset[str]:
    return _words(_GERMAN_BEFORE_ORDINAL)

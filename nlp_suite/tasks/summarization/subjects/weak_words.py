"""Weak words: content words that say too little to name what a text is about."""

import functools

# Verbs that tell, support and relate, adverbs, adjectives that grade, and what only counts or
# dates. They part phrases.
_WEAK = {
    "de": """
        ab abend abends acht allem allen aller allerdings andere anderem anderen anderer anderes
        april august bald beide beiden bereits besonders bisher bislang bitte bleibt blieb dadurch
        dafür daher dank danke daran darauf daraus darin darüber davon dazu deshalb deutlich
        dezember dienstag donnerstag drei dritte dritten ebenfalls ebenso eigene eigenen einige
        einigen einiger einmal erst erste ersten erster erstes etwa euro fast februar freitag
        früher frühere früheren fünf gab ganze ganzen geben geht gibt ging gleich groß große großen
        großer großes gute guten gäbe hallo hatten heute hinter http https hundert immer insgesamt
        ja januar jedoch jeweils juli juni kam kommen kommt lange lassen laut letzte letzten lässt
        mai mehr mehrere mehreren meist meisten milliarde milliarden million millionen mittwoch
        montag morgen märz möglich nachdem neben nein neu neue neuen neuer neues neun nie november
        nutzen oft okay oktober rund sagt sagte sagten samstag sechs september sieben sogar sonntag
        sowie später stand stehen steht stellt tausend trotz uhr vergangenen viel viele vielen
        vielleicht vier wahrscheinlich weit weiter weitere weiteren weiterer weiteres wenig wenige
        wenigen weniger wieso www während zehn zudem zunächst zusammen zwar zwei zweite zweiten
    """,
    "en": """
        able according achieve actually add added adding adds affect affects ago agree agreed
        agrees ahead allow allowed allows almost alone already also although always am amid amongst
        announced annual anyone anything anyway apart appear appeared appears apply april argue
        argued argues aside ask asked asking asks ate august author authors available avoid away
        awoke back bad based became become becomes becoming began begin beginning begins begun
        believe believed believes bent besides best better bid big bigger biggest billion bind
        bitten bn bore bought bound bred bring brings broke broken brought built burnt buy buys bye
        call called calling calls came caught cause caused causes certain changed chose chosen
        claim claimed claims clear clearly close com come comes coming common commonly consider
        considered contain contained contains continue continued continues cost course create
        created creates crept current currently dealt december decide decided decides describe
        described describes despite develop developed different difficult discuss discussed dr
        drank drawn drew driven drove due dug earlier early easily easy eaten effectively eg eight
        either eleven else end ended enough ensure entire especially etc even eventually ever
        everyone everything expect expected expects explain explained failed fails fallen falls far
        february fed feel feels fell felt fewer fifth final finally find finding finds first five
        fled flew flown follow followed following follows forced forgave forgot forgotten former
        forward fought found four fourth friday froze frozen full fully gave general generally get
        gets getting give given gives giving go goes going gone good goodbye got great greater
        greatest grew grow grown grows had half happen happened happens hard hear heard hears hello
        help helped helping helps hence hey hi hid hidden high higher highest hit hold holding
        holds hope hoped hopes however http https hundred hung hurt ie immediately important
        include included includes including increase increased increases increasing increasingly
        indeed instance instead involve involved involves january join joined july june keep keeps
        kept knelt knew know known knows laid lain large largely larger largest last late later
        latest latter lay lead leading leads learn learns least leave led left lent less let lets
        lies like likely lit little live lived lives living long longer look looked looking looks
        lose loses lost low lower lowest made main mainly major make makes making many matter may
        mean means meant meanwhile meet met million mn monday monthly moreover mostly move moved mr
        mrs ms must name named near nearly necessary need needed needs never nevertheless new next
        nine nobody non none normal normally note noted notes nothing november occur occurred
        occurs october offered offering offers often ok okay old older one ones open order org
        original originally others otherwise ought overcame overtook paid particular particularly
        past pay pays per perhaps placed planned played playing please plenty pm pointed possible
        possibly present prevent previous previously probably produce produced professor provide
        provided provides providing put puts quickly quit quite quot ran rang rather reach reached
        read ready real really receive received recent recently reduce reduced refer referred
        refers related relatively remain remained remains reported reports require required
        requires respectively resulted resulting ridden right rise risen rises rode rose ruled run
        runs said same sang sank sat saturday saw say saying says second see seek seem seemed seems
        seen sees self sell sells sense sent september seven seventh several shaken shall shone
        shook short shot show showed showing shown shows shrank shut significant similar similarly
        simple simply since single sir sits six sixth slept slid small smaller smallest sold
        somebody someone something sometimes soon sorry sought speak speaks specific specifically
        spend spent split spoke spoken spun stand stands started starts stay still stole stolen
        stood stop stopped strong strongly struck stuck such suggest suggested suggests sunday
        supposed sure swam swore sworn swung take taken takes taking taught tell tells ten tend
        tends thank thanks think thinks third though thought three threw thrown thursday thus today
        together told tomorrow took top tore torn toward towards tried tries trillion trod true try
        trying tuesday turn turned twelve twice two typical typically undergone understand
        understood undertook underwent unlike upon used useful user uses using usually various vary
        very want wanted wants wednesday weekly welcome well went whole wide widely win wins wish
        withdrawn withdrew within woke woken won wore worked working works worn worst wound wove
        write written wrote www yeah yearly yes yesterday yet young zero
    """,
}

# Nouns that need another one: "life", but "shelf life".
_VAGUE = {
    "de": """
        anfang angaben art arten beispiel beispiele bereich bereiche ding dinge ende fall form
        formen frage fragen fälle grund gruppe gruppen gründe jahr jahre jahren jahres jahrhundert
        jahrhunderts jahrzehnt jahrzehnte land leute mal mensch menschen minute minuten monat
        monate monaten möglichkeit möglichkeiten name namen ort orte paar prozent punkt punkte
        sache sachen seite seiten stelle stellen stunde stunden tag tage tagen tages teil teile
        teilen weg wege weise welt wert werte woche wochen wort worte wörter zahl zahlen zeit
        zeiten
    """,
    "en": """
        amount amounts approach approaches area areas case cases centuries century change changes
        chapter countries country couple day days deal decade decades difference differences effect
        effects example examples fact figure figures force forces form forms future group groups
        hour hours idea ideas information issue issues kind kinds level levels life lot lots man
        march member members men minute minutes month months number numbers offer part parts people
        percent percentage period person place places plan plans play plays point points problem
        problems process processes quarter question questions range rate reason reasons region
        report result results section set sets side situation sort sorts start statement term terms
        thing things thousand thousands time times total type types unit units use value values
        view way ways week weeks woman women word words work world year years
    """,
}


@functools.cache
def weak_words(language: str) -> frozenset[str]:
    """Returns the content words of a language that no name of a subject has.

    Args:
        language: The code of the language, such as "de".

    Returns:
        The words in lower case; none for languages without a list.

    Example:
        >>> "said" in weak_words("en"), weak_words("eo")
        (True, frozenset())
    """
    return frozenset(_WEAK.get(language, "").split())


@functools.cache
def vague_nouns(language: str) -> frozenset[str]:
    """Returns the nouns of a language that name a subject only together with another.

    Args:
        language: The code of the language, such as "de".

    Returns:
        The words in lower case; none for languages without a list.

    Example:
        >>> "life" in vague_nouns("en"), vague_nouns("eo")
        (True, frozenset())
    """
    return frozenset(_VAGUE.get(language, "").split())

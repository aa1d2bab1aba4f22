"""Function words of languages: articles, pronouns, prepositions, auxiliaries and their like."""

import functools

# ruff: noqa: RUF001 - Turkish has a dotless i.

# Words that are nearly as frequent in texts of every subject, in lower case, without numerals.
_FUNCTION_WORDS = {
    "cs": """
        a ale ani aby až bude budu by být co do ho i jak jako je jeho jejich jen jestli již jsem
        jsi jsme jsou jste k kde kdo kdy když která které který ke mám máme má mě mi můj na nad
        nebo není něco nic o od on ona po pod pokud pro proč protože před při s se si tak také
        tam te ten to tu ty u už v ve vy všechno z za ze že
    """,
    "da": """
        af alle at blev bliver da de dem den denne der det dig din dine du efter eller en er et
        for fordi fra ham han hans har havde hende her hun hvad hvis hvor hvordan ikke ind jeg
        kan kom kunne man med meget men mig min mine mit mod nogen noget nu når og også om op os
        over på sig sin skal skulle som så til ud under var ved vi vil ville være
    """,
    "de": """
        aber alle alles als also am an auch auf aus bei beim bin bis bist bitte da dabei damit
        danach dann das dass daß dein deine deinen dem den denn der des dich die dies diese
        diesem diesen dieser dieses dir doch dort du durch ein eine einem einen einer eines er
        es etwas euch euer für gegen gern hab habe haben habt hast hat hatte hatten hier ich ihm
        ihn ihnen ihr ihre ihrem ihren ihrer im in ins ist ja jede jeden jeder jetzt kann kannst
        kein keine keinen können könnte mal man mein meine meinem meinen meiner mich mir mit
        muss müssen nach nicht nichts noch nun nur ob oder ohne per schon sehr sei sein seine seinem
        seinen seiner seit selbst sich sie sind so soll sollte über um und uns unser unsere
        unter vom von vor war waren warum was wegen weil wenn wer werden wie wieder will wir
        wird wo wurde wurden würde zu zum zur zurück zwischen
    """,
    "en": """
        a about after again all also am an and any are as at be because been before being but by
        can could did do does doesn don done down each every for from get had has have he her
        here him his how i if in into is isn it its just let like ll me more most much must my
        need never no not now of off on one only or other our out over per please re s she should so
        some such t than that the their them then there these they this those through to too
        under up us very was wasn we were what when where which while who whose why will with
        without would yes you your
    """,
    "es": """
        a al algo aquí así aunque cada como con cómo cuando cuándo cuál cuánto de del desde
        donde dónde dos e el él ella ellas ellos en entre era es esa ese eso está están estaba
        estoy esta este esto fue ha había hace han hasta hay he la las le les lo los más me mi
        mis mucho muy nada nadie ni no nos nosotros nuestra nuestro o os para pero por porque
        puede puedo qué que quien quién se ser si sí sin sobre son soy su sus también te tengo
        tiene todo todos tu tus tú un una uno usted y ya yo
    """,
    "fi": """
        ei eikä ellei en et että hän he ja jo joka jos josta jotka kanssa kaikki koska kuin kun
        kuka luona me meidän minä minun mitä missä mutta myös ne niin nyt oli olen olet on ovat
        pitää se sekä sen siellä sinä sinun sitä tai te todella tämä tässä tätä vain vai voi
    """,
    "fr": """
        à afin ai ainsi après as au aussi autre aux avait avant avec avez avoir avons c ça car
        ce cela ces cet cette chez comme comment d dans de depuis des deux donc du elle elles en
        encore entre es est et étaient était été être eu eux fait faut il ils j je jusqu l la là
        le les leur leurs lui m ma mais me même mes moi moins mon n ne ni nos notre nous on ont
        ou où par parce pas pendant peu peut plus pour pourquoi pouvez puis qu quand que quel
        quelle qui quoi rien s sa sans se sera ses si son sont sous suis sur ta te tes toi ton
        tous tout toute très tu un une vers vos votre vous y
    """,
    "hu": """
        a az azt csak de egy én és ez ezt ha hanem hogy hol is itt kell ki le lesz már meg mert
        mi mint mit most ne nem nincs nagyon ő ők ön ott pedig sem te ti vagy vagyok van vannak
        volt voltak
    """,
    "it": """
        a abbiamo ad agli ai al alla alle allo anche ancora avere c che chi ci come con cosa
        così da dai dal dalla dei del della delle dello di dopo dov dove due e è ed era erano fa
        gli ha hai hanno ho i il in io l la le lei lo loro lui ma mi mia mio molto ne negli nei
        nel nella nessuno noi non nostra nostro o ogni per perché più poi però può quale quando
        quanto quella quello questa questo qui se sei senza si sia siamo sono sta stato su sua
        sul sulla suo te ti tra tu tua tuo tutti tutto un una uno vi voi
    """,
    "nl": """
        aan al alle alleen als bij ben bent ook daar dan dat de deze die dit dus een en er
        ge geen graag had hadden heb hebben hebt heeft heel hem het hier hij hoe hun iets ik in
        is ja je jij jou jouw jullie kan kun kunnen kunt maar me meer men met mij mijn moet
        moeten na naar niemand niet niets nog nu of om onder ons onze op over te tegen toch toen
        tot u uit uw van veel voor waar waarom wanneer want waren was wat we weer wel werd wie
        wij wil wordt zal ze zich zij zijn zo zonder zou
    """,
    "no": """
        alle at av ble blir da de deg dem den denne der dere det din ditt du eller en er et
        etter for fordi fra ham han hans har hadde henne her hun hva hvis hvor hvordan hvorfor
        ikke inn jeg kan kunne man med meg meget men min mine mitt noe noen nå når og også om
        opp oss over på seg sin skal skulle som så til ut under var ved vi vil ville være
    """,
    "pl": """
        a aby albo ale ani bardzo bez bo był była było być będzie chcę ci co coś czy dla
        dlaczego do gdy gdzie go i ich ile jak jako jego jej jest jestem jesteś jeśli jeszcze
        już kiedy kto która które który ma mam masz mi mnie mogę może możesz moja mój można musi
        my na nad nam nas nic nie nikt o od on ona oni po pod ponieważ proszę przed przez przy
        się są ta tak także tam te tego ten to tu ty tylko tym u w we więc wszystko wszyscy z za
        ze że
    """,
    "pt": """
        a ao aos aqui as às até com como da das de depois do dos e é ela elas ele eles em então
        entre era essa esse está estão estava este esta eu foi há isso isto já la lá lhe mais
        mas me meu minha muito na não nas nem no nos nós nossa nosso o onde os ou para pela pelo
        por porque pode quando que quem se sem ser seu sua são só sou sobre também te tem tenho
        tinha todo todos tu tudo um uma você vocês
    """,
    "ro": """
        a acest această ai al ale am ar are asta au avea ca că când care ce cei cel cine cu cum
        da dacă dar de decât despre din după e ea ei el este eu era fi fost foarte i în îi îl
        iar îmi între la le lui mai mea meu mă mi ne nu o pe pentru până prin să sau se sunt și
        ta te tu un unde unei unui va vă voi vom
    """,
    "sv": """
        alla allt att av blev blir då de dem den denna det detta dig din dina dit du där efter
        eller en er ett för från ha hade han hans har hej hon hur här i ingen inte ja jag kan
        kunde man med men mig min mina mitt mycket ni nu någon något när och också om oss på sig
        sin ska skulle som så till under upp ut vad var varför vem vi vid vill vara är än
    """,
    "tr": """
        ama ancak bana bazı ben beni benim bir biraz biz bize bizim bu bunu burada çok da daha
        de değil diye en evet gibi hangi hayır hem hep her hiç hiçbir için ile ise kadar kim
        kimse ki mı mi mu mü misin musun nasıl ne neden nerede o olan olarak ona onlar onu onun
        sana sen seni senin siz size sizin sonra şey şu şimdi ve veya ya yine yok
    """,
}


@functools.cache
def _languages_of_words() -> dict[str, frozenset[str]]:
    languages: dict[str, set[str]] = {}
    for language, words in _FUNCTION_WORDS.items():
        for word in words.split():
            languages.setdefault(word, set()).add(language)
    return {word: frozenset(found) for word, found in languages.items()}


def function_words(language: str) -> frozenset[str]:
    """Returns the frequent function words of a language.

    Args:
        language: Its code (ISO 639-1).

    Returns:
        The words in lower case; none if the language is not known.

    Example:
        >>> sorted(function_words("it") & function_words("es"))[:4]
        ['a', 'al', 'con', 'del']
    """
    return frozenset(_FUNCTION_WORDS.get(language, "").split())


def languages_of_word(word: str) -> frozenset[str]:
    """Returns the languages that have a word among their frequent function words.

    Args:
        word: The word in lower case.

    Returns:
        The codes of the languages (ISO 639-1).

    Example:
        >>> sorted(languages_of_word("in")), sorted(languages_of_word("station"))
        (['de', 'en', 'it', 'nl'], [])
    """
    return _languages_of_words().get(word, frozenset())

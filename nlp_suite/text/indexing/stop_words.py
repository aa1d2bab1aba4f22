"""Stop words: words that say how a sentence is built, not what it is about."""

import functools

from nlp_suite.text.function_words import function_words
from nlp_suite.text.indexing.terms import fold_term

# ruff: noqa: RUF001 - scripts have letters that look alike.

# English: word classes that take no new members, and the commonest adverbs that only point or
# grade. Reporting verbs and titles ("said", "Mr") are content words by that rule.
_DETERMINERS = """
    a an the this that these those all another any both each either enough every few less
    many more most much neither no none other others own same several some such
"""
_PRONOUNS = """
    i me my mine myself we us our ours ourselves you your yours yourself yourselves he him
    his himself she her hers herself it its itself they them their theirs themselves who
    whom whose which what whatever whoever whichever
"""
# Won't leaves "wo" when its ending is cut off.
_AUXILIARIES = """
    am is are was were be been being have has had having do does did doing done can could
    may might must shall should will would wo
"""
_PREPOSITIONS = """
    about above across after against along among around at before behind below beneath
    beside between beyond by down during for from in inside into of off on onto out
    outside over per since through throughout to toward towards under until up upon via
    with within without
"""
_CONJUNCTIONS = """
    and or but nor so yet if because although though while whereas unless whether as than
    when whenever where wherever why how
"""
_ADVERBS = """
    again further here just not now once only quite rather then there too very
"""
_ENGLISH = _DETERMINERS + _PRONOUNS + _AUXILIARIES + _PREPOSITIONS + _CONJUNCTIONS + _ADVERBS

# Of the other languages, what the frequent function words lack.
_FURTHER = {
    "ar": """
        أن أنا أنت أو أي أيضا إذا إلى إليه إن اذا التي الذي الذين اللذين الى ان انت او اي ب بعد
        بعض به بها بهم بين تكون تلك ثم حتى حول حيث خلال دون ذلك على عليه عليها عن عند عندما غير ف
        في فيه فيها قبل قد ك كان كانت كانوا كل كما ل لأن لا لقد لكن لم لن له لها لهم ليس ليست ما
        مع من منذ منه منها نحن هذا هذه هم هن هنا هناك هو هي و وهو وهي يكون
    """,
    "bg": """
        а аз ако ала беше би бил била били бяха в вас ви вие все всеки всички във върху г ги го да
        дали до докато друг е ето за защо защото и из или им има й как какво както като ко когато
        което които кой който която към ли ме между мен ми може му н на над най нас не него нещо
        нея ни ние но няколко няма о около от отново още по под поради после почти преди през при
        с са само се сега си след сме сте съм със също т тази така такъв там твой те тези ти то
        това тогава този той толкова тук тя у че чрез ще що я ѝ
    """,
    "ca": """
        a això al allò als amb aquell aquella aquelles aquells aquest aquesta aquestes aquests
        cada com d de del dels des després doncs durant el ella elles ells els em en encara entre
        era eren es estan està et fins fou ha han havia hem hi ho i jo l la les li llavors lo m ma
        meu meva molt més n ni no nosaltres o on pel pels per perquè però pot qual quan que qui
        què s sa se segons sense ser seu seus seva seves si sobre sota són també tan te tot tots
        un una unes uns va van vosaltres és
    """,
    "cs": """
        af aniž asi ačkoli ať bez budeme budou bych bychom byla byli bylo byly byste během chce
        další dnes dále jeden jedna jedno jejího jenž ještě ji jim jimi jí kam každý kolem kromě
        kterou kterého kterém kterému kterých kterým kterými kteří mezi mohou možná mu musí může
        naše nebyl nebyla nejsou než nich nim nimi nám námi nás náš ní někdo některé oba ovšem
        podle poté pouze právě přes přesto přitom svou své svého svém svých svým svůj ta takže
        tato tedy tohle toho tom tomto tomu totiž toto tou tuto tyto té této těch těchto vedle vám
        vás váš více však všech všechny vždy zde zpět
    """,
    "da": """
        anden andet andre blevet deres dets dette disse dog egen endnu enhver flere flest før
        gennem gør gøre haft hele hvem hvilke hvilken hvilket hvorfor hvornår ingen jer jeres jo
        lige mange mellem mens mere mest må måske måtte nej nogle nær omkring samme samt selv
        siden siger sine sådan sådanne uden vor vores vort været
    """,
    "de": """
        ab abermals alledem allein allem allen aller allerdings andere anderem anderen anderer
        anderes anders außer außerdem außerhalb bald beide beiden beider beides bereits besonders
        bevor bisher bzw dadurch dafür dagegen daher dahin damals daneben daran darauf daraus darf
        darfst darin darum darunter darüber dasjenige davon davor dazu deinem deiner deines
        demjenigen demnach denen denjenigen dennoch deren derer derjenige derjenigen derselbe
        derselben deshalb desjenigen desselben dessen desto deswegen diejenige diejenigen dieselbe
        dieselben diesseits dorthin dran drin drum durfte dürfen eben ebenfalls ebenso ehe eher
        eigen eigene eigenen eigener eigenes einander einerseits einig einige einigem einigen
        einiger einiges einmal entweder erst euere eure eurem euren eurer eures falls fast ferner
        ganz gar gegenüber genau genug gerade gewesen hattest her heraus herein hierbei hierfür
        hiermit hierzu hin hinaus hinter hätte hätten immer indem infolge innerhalb insofern
        irgend irgendein irgendwie jedem jedenfalls jedes jedoch jemand jene jenem jenen jener
        jenes jenseits kaum keinem keiner keines konnte konnten könnten lassen lediglich ließ
        manche manchem manchen mancher manches mehr mehrere mehreren meines meist meisten
        mindestens mochte musste mussten möchte möchten mögen müsste neben nie niemals niemand
        nirgends nämlich obgleich obwohl oft ohnehin schließlich seid seines seitdem seither
        selber sicher sobald sodass sofern sogar solange solch solche solchem solchen solcher
        solches sollen sollten somit sondern sonst soweit sowie sowohl statt stets trotz trotzdem
        umso unserem unseren unserer unseres unterhalb viel viele vielem vielen vieler vielleicht
        voll vorbei vorher wann ward warst weder weiter weitere weiteren weiterer weiteres
        weiterhin welche welchem welchen welcher welches wem wen wenig wenige weniger werde wessen
        wider wieso wirst wobei wodurch wofür wogegen woher wohin wohl wollen wollte wollten womit
        worauf woraus worden worin worüber wovon wozu während wäre wären wärst würden zudem
        zufolge zumal zunächst zwar
    """,
    "el": """
        ένα ένας έτσι έχει έχουν έχω έως ή ήδη ήταν ίδιο αλλά αν από αυτά αυτές αυτή αυτήν αυτής
        αυτοί αυτού αυτό αυτόν αυτός αυτών για γιατί δε δεν διότι εάν είμαι είμαστε είναι είσαι
        είτε είχε εγώ εδώ εκεί εμείς ενός ενώ επίσης εσείς εσύ η θα κάθε κάποιος κάτι καθώς και
        κατά κι μέχρι μία μας με μετά μη μην μια μιας μου μόνο να ο οι οποία οποίες οποίο οποίοι
        οποίος παρά πιο ποια ποιο ποιος πολύ που πού πριν προς πως σας σε σου στα στη στην στις
        στο στον στου στους τα την της τι τις το τον του τους των τότε τώρα χωρίς ως ωστόσο όλα
        όλες όλοι όμως όπου όπως όσο όταν ότι
    """,
    "es": """
        alguna algunas alguno algunos allí ambos ante antes aquel aquella aquellas aquello
        aquellos bajo bien casi cierto contra cual cuales cualquier cuya cuyas cuyo cuyos debe
        deben debido dentro después durante embargo entonces eran eras eres esas esos estaban
        estado estamos estas estos fuera fueron haber habido habían hacer hacia hacía haya incluso
        luego mas mediante mientras misma mismas mismo mismos mía mío ninguna ninguno nosotras
        nuestras nuestros otra otras otro otros poder podrá podría podía propia propio pueden pues
        quienes sea sean según será serán sería sido siempre siendo sino solo somos suya suyo
        suyos sólo tal tales tan tanto tener tenido tenía tenían tienen toda todas tras través
        unas unos ustedes varias varios vosotros
    """,
    "fa": """
        آن آنان آنها از است اما او اگر ای ایشان این با باشد باید بدون بر برای بسیار به بود بودند
        بین تا تو خود دارد دارند داشت در درباره دیگر را روی زیر شد شده شما شود ما من می نمی نیز
        نیست ها های هر هستند هم همان همه همین هیچ و وقتی ولی وی پس پیش چرا چند چنین چه چون کجا کرد
        کرده کند کنند که کی یا یک
    """,
    "fi": """
        aina ali alla asti edes ehkä eivät emme ennen enää eräs heidän heille heitä hänelle hänen
        häntä ilman itse jne johon joiden joihin joilla joille joissa joita jolla jolle jolloin
        jolta jonka jopa joskus jossa jotain jälkeen kautta keitä kerran ketkä kohti kuinka
        kuitenkin kumpi kunnes kuten lisäksi lähes läpi mihin mikä mikään millä minkä missään
        muita muu muun muut myöhemmin niiden niille niistä niitä noin nuo näiden näin näissä näitä
        nämä ohi ole olemme olette olisi olivat olla ollaan olleet ollut oma omat onko ovatko
        paitsi paljon pitkin pois sama samalla sellainen siihen siinä siis siitä sillä silti
        sitten taas tahansa takia tuo tuolla tuon tähän tällä tämän tästä vaan vaikka varten
        vastaan vielä voidaan voivat yhä yli ympäri
    """,
    "fr": """
        ailleurs alors aucun aucune aucuns aujourd auquel auraient aurait auront aussitôt autant
        autres auxquelles auxquels avaient ayant ayons bien bientôt ceci celle celles celui
        cependant certain certaine certaines certains ceux chacun chacune chaque combien contre
        dedans dehors delà desquelles desquels devait devant deçà doit doivent dont duquel durant
        dès déjà enfin ensuite envers eurent eut eûmes faire fais faisait furent fussent fut hors
        hui ici jusque laquelle lequel lesquelles lesquels lors lorsqu lorsque malgré mien mienne
        mieux notamment nul néanmoins nôtre or ouais outre parmi peuvent plupart plusieurs plutôt
        pourraient pourrait pouvait presque près puisqu puisque quant quelles quelqu quelque
        quelques quels quiconque quoique sauf selon seraient serait seront seul seulement sienne
        siens soi soient soit sommes soyez tandis tant tel telle telles tels toujours toutefois
        toutes trop tôt unes uns voici voilà vôtre étant étions êtes
    """,
    "he": """
        אבל או אותה אותו אותם אחרי איך אין איפה אך אל אלה אלו אם אנחנו אני אף אשר את אתה אתם בה
        בהם בו בין גם הוא היא היה היו הייתה הם הן זאת זה זו יהיה יותר יש כאן כאשר כבר כדי כי כל
        כמו כן לא לה להם לו לי ליד לכן למה לנו לפי לפני מאוד מדוע מה מי ממנו מן מעל עד עוד על עם
        פה פחות רק של שלה שלהם שלו שלי שלנו שם תהיה תחת
    """,
    "hi": """
        अगर अपना अपनी अपने अब आप आपके इन इन्हें इस इसका इसकी इसके इसमें इससे इसे उन उनका उनकी उनके
        उन्हें उस उसका उसकी उसके उसमें उससे उसे एक एवं और कब कर करता करती करते करने कहाँ का कि किए
        किया किसी की कुछ के कैसे को कौन क्या क्यों गई गए गया जब जाता जाती जाते जिन जिस जिसके
        जिसमें जैसे जो तक तथा तब तुम तो था थी थे दिया द्वारा न नहीं ने पर पहले बहुत बाद भी मत में
        मेरा मेरी मेरे मैं यदि यह यहाँ या ये रहा रही रहे लिए लेकिन वह वहाँ वाला वाली वाले वे सकता
        सकती सकते सब सभी साथ से हम हमारी हमारे ही हुआ हुई हुए है हैं हो होता होती होते
    """,
    "hr": """
        a ako ali bez bi bih bila bili bilo bio biti da dakle do dok drugi duž ga gde gdje i iako
        ih ili im iz između ja je jedan jedna jedno jer jest jesu joj još ju kad kada kako kao kod
        koja koje koji kojih kojim kojima kojoj koju kroz li me mene među mi mnogo mogu moj moći
        može mu na nad nakon nam nas naš ne nego neke neki nekoliko nema nešto ni nije nisam nisu
        niti ništa njega njegov njegova njemu njih njihov njima njoj no o od oko on ona oni ono
        osim ova ovaj ove ovo ovog pa po pod pored posle poslije pre preko prema pri prije s sa
        sam samo se sebe si smo ste su sva sve svi svog svoj svoje svoju ta tada taj tako takođe
        također te tim tko to toga tome tu u uz vam vas već vi više vrlo za zašto zbog će ću čak
        šta što
    """,
    "hu": """
        ahhoz ahogy ahol aki akik akkor alatt amely amelyben amelyek amelyet amelynek ami amikor
        amit amíg annak arra arról attól azok azon azonban aztán azután azzal azért be belül benne
        ebben eddig egyes egyik egyre egyéb ehhez ekkor el ellen első elég elő először előtt
        emilyen ennek erre erről ettől ezek ezen ezzel ezért fel felé hiszen hogyan igen illetve
        ilyen ilyenkor ismét jó kellett keresztül kívül között közül legalább legyen lehet
        lehetett lett maga magát majd mellett mely melyek miatt mikor milyen minden mindenki
        mindig mintha mivel más másik még neki néha néhány nélkül olyan rá s saját sok sokkal
        szemben szerint szinte számára talán tehát teljes tovább továbbá több ugyanis utolsó után
        utána vagyis valaki valami való vele vissza viszont volna voltam által általában át így
        össze úgy új
    """,
    "id": """
        ada adalah agar akan aku anda antara apa apabila atas atau bagi bahwa banyak beberapa
        belum berada bila bisa bukan dalam dan dapat dari daripada dengan di dia hal hanya harus
        hingga ia ini itu itulah jadi jika juga kalau kami kamu karena ke kepada kita lagi lain
        lebih maka masih mereka merupakan mungkin namun oleh pada para pernah pun saat saja sama
        sampai sangat saya sebagai sebelum sebuah secara sedang sehingga sejak selama semua
        seorang seperti serta sesuatu setelah setiap suatu sudah supaya tanpa telah tentang
        terhadap tersebut tetapi tidak untuk yaitu yang
    """,
    "it": """
        adesso agl alcuna alcune alcuni alcuno all altra altre altri altrimenti altro anzi appena
        avendo avete aveva avevano avrebbe avuto benché bensì chiunque ciascuno cioè circa ciò coi
        col contro cui d dagli dall dalle dallo davanti degl degli dell dentro deve devono
        dovrebbe dunque durante entrambi eravamo essa esse essere essi esso facendo fare fin
        finché fino fosse fossero fra furono già gl infatti inoltre insieme intanto invece li là
        lì malgrado medesimo mentre mie miei molta molte molti neanche nell nelle nello nemmeno
        neppure nessun nessuna nondimeno nostre nostri oltre oppure ove ovvero perciò piuttosto
        poco poiché possono potrebbe presso prima proprio puoi pur purché pure qualche qualcosa
        qualcuno quali qualsiasi quanta quante quanti quegli quei quel quell quelle quelli quest
        queste questi quindi s saranno sarebbe sarà secondo sempre seppure siano siete solo
        soltanto sopra sotto stata state stati stessa stesse stessi stesso sue sugli sui sull
        sulle sullo suoi tale tali tanto tramite troppo tutta tuttavia tutte vengono verso viene
        vostra vostre vostri vostro
    """,
    "nl": """
        achter af aldus allemaal altijd ander andere anders behalve beide beneden bijna binnen
        boven buiten daardoor daarin daarmee daarna daarom daarop daarvan daarvoor deden degene
        doch doen doet door echter eens eerder eerst eigen elk elkaar elke enige enkel enkele
        ergens evenals gedurende gehad geweest gewoon geworden haar hare hen hierdoor hierin
        hiermee hierna hoewel ieder iedere iedereen iemand immers indien inmiddels intussen juist
        kon konden langs later mag mede meest meestal mits mocht moest moesten mogen nadat
        namelijk net noch nooit ofwel omdat omtrent ondanks onderwijl ooit opdat opnieuw pas
        precies reeds rond samen sinds slechts sommige soms steeds tenzij terwijl tijdens totdat
        tussen uiteindelijk vanaf vandaar vanuit vanwege verder via vooral voordat vrij vóór
        waarbij waardoor waarin waarmee waarop waarvan waarvoor wegens welk welke werden wiens
        wilde word worden zelf zelfs zichzelf zijnde zoals zodat zodra zouden zowel zulke
    """,
    "no": """
        blitt både deres dette disse eg egen ei ein ene eneste enhver enn få før først gjennom
        gjør gjøre ha hatt hele helt hos hvem hver hverandre hvilke hvilken hvilket ikkje ingen
        innen inni isteden jo kanskje korleis kva kvar kvifor like mange mellom mens mer mest mot
        mykje må måtte ned noka noko nokre nye nær omkring oppe samme samt selv siden sine sist
        sitt sjøl slik slike står sånn tidligere uten vart vere verken vert vort vår våre vårt
        vært å
    """,
    "pl": """
        aż bardziej bowiem by byli były będą czyj czyli dlatego dość dzięki gdyby gdyż gdzieś im
        inna inne inny innych innym iż ja jaka jakby jaki jakie jeden jedna jednak jedno jednym
        jedynie jemu jeżeli ją każda każde każdy kilka kimś którego której któremu których którym
        którymi którzy którą lub mają mimo między mniej mną mogą mu nami nasz nasza nasze
        natomiast natychmiast nawet nich niego niej nim nimi nią niż obok około oraz oto owszem
        podczas pomimo ponad poza przecież przede raz również sam sama sobie sobą swoich swoim
        swoje swojego swojej swoją swój tej temu tobie toteż twój tych tymi tą tę wam wami was
        wasz według wiele wielu więcej wszystkich wszystkie wtedy właśnie wśród zatem zawsze zaś
        zbyt został została zostało zostały żaden żadna żeby
    """,
    "pt": """
        acerca agora ainda algo algum alguma algumas alguns alguém além ante antes apenas apesar
        aquela aquelas aquele aqueles aquilo através cada cerca contra contudo cuja cujas cujo
        cujos dela delas dele deles desde dessa dessas desse desses desta destas deste destes deve
        devem disso disto durante eis embora enquanto entanto eram essas esses estamos estas
        estavam esteja estes estive estou foram fosse fossem haver havia houve inclusive lhes lo
        logo mediante menos mesma mesmas mesmo mesmos meus minhas naquela naquele nenhum nenhuma
        nessa nesse nesta neste nisso nisto nossas nossos num numa numas nuns outra outras outro
        outros pelas pelos perante podem poder pois portanto porém possa própria próprio pôde
        quais quaisquer qual qualquer quanto quase seja sejam sempre sendo senão seria será serão
        seus sido sob somente suas tais tal tanta tanto teria teu teve tinham tiveram toda todas
        todavia tua tão umas uns vos várias vários à
    """,
    "ro": """
        abia acea aceasta aceea aceia acel acela acele acelea acelei acelor aceluia acesta aceste
        acestea acestei acestor acestui acești aceștia acolo acum aici alt alta altceva alte altul
        altă anume apoi aproape astfel asupra atunci atât aveam avem avut azi ați bine ceea ceva
        chiar cineva cui cât câte câți căci către dată deci deja deoarece deși dintr dintre doar
        ele eram erau ești face fie fiecare fii fiind fără lor lângă mereu mod mult multe mulți
        nici noastre noastră noi nostri nostru numai ori oricare orice peste poate pot printr
        printre putea sa sale sub suntem sus săi său tale toate toată tot totuși toți tău unele
        unii unor unora unul voastre voastră vor vostru vouă vreun împotriva înainte înapoi încât
        încă însă într
    """,
    "ru": """
        а без более больше будет будто будут бы был была были было быть в вам вами вас ваш весь во
        вот все всегда всего всей всем всех всю всё вы где да даже для до другой его ее ей ему
        если есть еще ещё её ж же за здесь и из или им ими иногда их к как какая какие каким какой
        ко когда конечно которая которого которое которой котором которому которую которые который
        которым которыми которых кроме кто куда ли либо лишь между меня мне много может можно мой
        моя мы на над надо наконец нас наш наша наше наши не него нее ней нельзя нет неё ни нибудь
        никогда ним ними них ничего но ну о об один однако около он она они оно опять от очень
        перед по под после потом потому почти поэтому при про разве с сам сама сами само самый
        свое своего своей своем свои своих свой свою своё себе себя сейчас со совсем так также
        такие такой там тебя тем теперь то тогда того тоже той только том тот тут ты у уж уже хотя
        чего чей чем через что чтоб чтобы чуть эта эти этим этих это этого этой этом этому этот
        эту я
    """,
    "sv": """
        andra annan annat bara blivit borde både denne deras dess dessa dock därför eftersom egen
        ej emot endast ens era ert faktiskt fler flera flesta före först genast genom gjorde gör
        göra haft hela hellre helst henne hennes honom hos hurdan huruvida ibland icke innan inom
        istället ju just kanske knappast kommer kunna kunnat lite medan mellan mer mera mest mot
        må många måste ned nej nere nog nära någonting några oavsett ofta olika rätt samma samt
        sedan sina sist sitt själv själva skall slutligen snart somliga stället sådan sådana
        sådant tills trots ur utan utanför utom varit varje varken vars vart vems vilka vilkas
        vilken vilket vore vår våra vårt ännu även åt
    """,
    "tr": """
        acaba aslında ayrıca az belki beri bile biri birkaç birçok birşey bizi buna bunda bundan
        bunlar bunlara bunları bunların bunun böyle böylece bütün dahi dek diğer dolayı
        dolayısıyla eden edilen etmek etti eğer fakat göre hatta henüz herhangi herkes işte karşı
        kendi kendine kendini kendisi kimi lakin madem neyse niye niçin olacak oldu olduğu
        olduğunu olmak olması olmayan olmuş olur ondan onlara onları onların oysa pek rağmen
        sadece sanki sizden tarafından tüm var veyahut yalnız yani yerine yoksa zaten zira önce
        öyle üzere şuna şunu şöyle
    """,
    "uk": """
        а але б без би був була були було бути в вам вас ваш весь вже ви вона вони воно все всі
        всіх втім від він де для до дуже е ж з за завжди зі й його йому кожен коли крім куди лише
        мене мені ми може можна моя між мій на над нам нас наш наша не неї ним ними них ну нього
        ні ніж ніколи нічого о об один однак он ось от перед по потім при про проти під після сам
        саме свого своє своєї своїх свій себе собі та так такий також там твій те тебе ти тим тих
        то тобто того тоді той тому тут тільки у хоч хоча хто це цей цим цих цього ця цієї через
        чи чого чому ще що щоб я як яка яке який яким яких якого якої якщо які якій є і із ій
        інший інших їй їх її
    """,
}
_FURTHER["bs"] = _FURTHER["sr"] = _FURTHER["hr"]

# What has these in it is not what a Chinese sentence is about: particles, pronouns, the copula.
_CHINESE = frozenset("的了是在和与與及或也就这這那此们們我你她它很没沒着著被把吗嗎呢吧")


@functools.cache
def stop_words(language: str) -> frozenset[str]:
    """Returns the words of a language that say how a sentence is built.

    They are articles, pronouns, prepositions, conjunctions, auxiliary verbs and the commonest
    adverbs that only point or grade, listed by grammar.

    Args:
        language: The code of the language (ISO 639-1); script and region do not matter.

    Returns:
        The words, folded as `fold_term` does; none if the language is not known.

    Example:
        >>> "wurde" in stop_words("de"), "haus" in stop_words("de"), len(stop_words("tlh"))
        (True, False, 0)
    """
    primary = {"nb": "no", "nn": "no"}.get(language.partition("-")[0], language.partition("-")[0])
    if primary == "en":
        return frozenset(_ENGLISH.split())
    words = {*function_words(primary), *_FURTHER.get(primary, "").split()}
    if primary == "sr":
        words |= {_to_cyrillic(word) for word in words}
    return frozenset(fold_term(word, primary) for word in words)


def _to_cyrillic(word: str) -> str:
    """Writes a Serbian word in its other script."""
    for pair, letter in (("lj", "љ"), ("nj", "њ"), ("dž", "џ")):
        word = word.replace(pair, letter)
    return word.translate(
        str.maketrans("abvgdđežzijklmnoprstćufhcčš", "абвгдђежзијклмнопрстћуфхцчш")
    )


def is_stop_gram(gram: str, language: str) -> bool:
    """Says whether a character n-gram has a Chinese function word in it or is Japanese hiragana.

    Args:
        gram: Characters of a text without spaces.
        language: The code of its language.

    Returns:
        True if it says little about what a sentence is about.

    Example:
        >>> is_stop_gram("的人", "zh"), is_stop_gram("から", "ja"), is_stop_gram("行く", "ja")
        (True, True, False)
    """
    if language.partition("-")[0] == "zh" and not _CHINESE.isdisjoint(gram):
        return True
    # Japanese writes particles and endings in hiragana.
    return all("\u3041" <= character <= "\u3096" for character in gram)

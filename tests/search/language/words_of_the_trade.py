"""Forms of one word, a line each, in seven languages: whoever types one of them finds the others.

Forms by the grammars and dictionaries of the languages: en Merriam-Webster, fr Larousse, es DLE, ca DIEC2, bg the
spelling dictionary of the Academy (rechnik.ibl.bas.bg), ro DEX, da Den Danske Ordbog.
"""

FORMS = {
    "en": """
        fabric fabrics
        fibre fibres
        dye dyes dyed dyeing
        weave weaves weaving
        knit knits knitted knitting
        recycle recycles recycled recycling
        supplier suppliers
        factory factories
        garment garments
        textile textiles
        waste wastes
        sewing sew sewn
        spin spins spinning spun
        weave woven
    """,
    "fr": """
        tissu tissus
        déchet déchets
        textile textiles
        fibre fibres
        fil fils
        recyclé recyclée recyclés recyclées recycler
        teint teinte teints teintes
        atelier ateliers
        créateur créatrice créateurs créatrices
        animal animaux
        régional régionale régionaux régionales
        manteau manteaux
        couturière couturières
        laine laines
        coopératif coopérative coopératives
        industriel industrielle industriels industrielles
        économie économies
    """,
    "es": """
        tejido tejidos
        tela telas
        lana lanas
        hilo hilos
        residuo residuos
        reciclado reciclada reciclados recicladas
        algodón algodones
        colección colecciones
        taller talleres
        proveedor proveedora proveedores
        diseñador diseñadora diseñadores
        piel pieles
        textil textiles
        confección confecciones
        tul tules
        capacidad capacidades
        tapiz tapices
    """,
    "ca": """
        teixit teixits
        residu residus
        llana llanes
        cotó cotons
        reciclat reciclada reciclats reciclades
        tèxtil tèxtils
        col·lecció col·leccions
        fil fils
        fàbrica fàbriques
        peça peces
        botiga botigues
        dissenyador dissenyadora dissenyadors dissenyadores
        tint tints
        ecològic ecològica ecològics ecològiques
        creatiu creativa creatius creatives
        mitjà mitjans
        jaqueta jaquetes
        reciclatge reciclatges
    """,
    "bg": """
        отпадък отпадъци отпадъците отпадъка отпадъкът
        плат платове платовете платът
        коприна коприната коприни
        копринен копринена копринени копринено копринените
        вълна вълната
        вълнен вълнена вълнени
        памук памука памукът
        памучен памучна памучни памучно
        текстил текстила текстилът
        текстилен текстилна текстилни текстилните текстилната
        фабрика фабрики фабриката фабриките
        предприятие предприятия предприятието предприятията
        прежда прежди преждата преждите
        влакно влакна влакното влакната
        дреха дрехи дрехата дрехите
        облекло облекла облеклото
        доставчик доставчици доставчика доставчиците
        рециклиране рециклирането
        производител производители производителят производителите
        шивачка шивачки шивачката
        кожа кожи кожата
        технология технологии технологията технологиите
    """,
    "ro": """
        deșeu deșeuri deșeul deșeuri deșeurile deșeurilor deșeului
        țesătură țesături țesătura țesăturile țesăturilor
        textil textile textilă textilele
        fibră fibre fibra fibrei fibrele fibrelor
        lână lâna lânii
        mătase mătasea mătăsii
        fabrică fabrici fabrica fabricii fabricile fabricilor
        reciclat reciclată reciclate reciclați
        bumbac bumbacul bumbacului
        furnizor furnizori furnizorul furnizorilor
        producție producția producției producții
        atelier ateliere atelierul atelierele atelierului
        croitor croitori croitorul
        creator creatoare
        sustenabil sustenabilă sustenabile sustenabili
        tricou tricouri tricoul
        confecție confecții confecția confecțiile
        rochie rochii rochia rochiile
    """,
    "da": """
        stof stoffer stoffet stofferne
        fiber fibre fiberen fibrene fibrenes
        lager lagre lageret lagrene
        mønster mønstre mønstret mønstrene
        silke silken
        uld ulden
        garn garnet garner
        væveri væveriet væverier
        farve farver farvet farven
        virksomhed virksomheder virksomheden virksomhederne
        affald affaldet
        tøj tøjet
        produkt produkter produktet produkterne
        leverandør leverandører leverandøren
        strikket strikkede
        fabrik fabrikken fabrikker
        bæredygtig bæredygtige bæredygtigt
        dragt dragter
    """,
}

# Words that look alike and must stay apart, a pair each.
APART = {
    "en": "wool wood, yarn yard, mode model, cotton cottage",
    "fr": "laine lin, fil filet, tissu tisane, mode modèle",
    "es": "lana lona, hilo hilera, moda modelo, piel piedra",
    "ca": "llana llençol, fil filador, moda model, pell pèl",
    "bg": "вълна вълк, кожа кожух, мода модел, прежда преди",
    "ro": "lână lanț, fir fibră, modă model, piele pilă",
    "da": "uld ild, garn garage, mode model, silke silo",
}

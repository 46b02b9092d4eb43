"""Names of firms of the seven languages, for generated organisations. Invented; a real firm of that name is chance."""


def _split(table: dict[str, str]) -> dict[str, list[str]]:
    return {language: names.split() for language, names in table.items()}


LEGAL = {
    "bg": [("ЕООД", "EOOD", "Ltd"), ("ООД", "OOD", "Ltd."), ("АД", "AD", "JSC")],
    "ro": [("SRL", "S.R.L.", "S. R. L."), ("SA", "S.A.", "S.A"), ("SRL", "S.R.L", "srl")],
    "da": [("ApS", "Aps", "APS"), ("A/S", "AS", "a/s"), ("I/S", "IS", "i/s")],
    "fr": [("SARL", "S.A.R.L.", "Sarl"), ("SAS", "S.A.S.", "sas"), ("SA", "S.A.", "Société anonyme")],
    "es": [("S.L.", "SL", "Sociedad Limitada"), ("S.A.", "SA", "S. A."), ("S.L.U.", "SLU", "S.L.")],
    "ca": [("S.L.", "SL", "Societat Limitada"), ("S.A.", "SA", "S.A"), ("SCCL", "S.C.C.L.", "sccl")],
    "en": [("Ltd", "Limited", "Ltd."), ("PLC", "plc", "P.L.C."), ("LLP", "L.L.P.", "llp")],
}
# A register has one name once, whichever of these forms it has; sisters have one of another kind.
OF_ONE_KIND = frozenset(("ЕООД", "ООД", "S.L.", "S.L.U.", "SRL"))
COUNTRY = {"bg": "BG", "ro": "RO", "da": "DK", "fr": "FR", "es": "ES", "ca": "ES", "en": "IE"}
TOWNS = _split(
    {
        "bg": ("Русе София Габрово Сливен Пловдив Варна Хасково Казанлък Шумен Ямбол Търговище Видин"),
        "ro": ("Iași Botoșani Suceava Bacău Cluj Brașov Sibiu Oradea Timișoara Târgoviște Focșani Galați"),
        "da": ("København Aarhus Odense Aalborg Herning Ikast Brande Viborg Kolding Vejle Silkeborg Randers"),
        "fr": ("Lille Roubaix Tourcoing Calais Lyon Troyes Castres Roanne Cholet Mazamet Elbeuf Amiens"),
        "es": ("Madrid Alcoy Béjar Valencia Zaragoza Sevilla León Ontinyent Elche Málaga Cádiz Logroño"),
        "ca": ("Mataró Sabadell Terrassa Igualada Manresa Girona Reus Olot Granollers Vic Ripoll Canet"),
        "en": ("Dublin Cork Galway Limerick Sligo Kilkenny Athlone Donegal Waterford Dundalk Tralee Ennis"),
    }
)
TRADES = _split(
    {
        "bg": ("Текстил Конфекция Трикотаж Мода Дизайн Ателие Стил Текс Фабрика Комерс Шивашка Облекло"),
        "ro": ("Textil Confecții Tricotaje Moda Design Atelier Croitorie Țesătorie Filatura Comerț Fabrica Broderie"),
        "da": ("Tekstil Konfektion Strik Mode Design Atelier Systue Væveri Farveri Spinderi Uld Silke"),
        "fr": ("Textiles Confection Tricot Mode Création Atelier Couture Tissage Teinture Filature Broderie Dentelle"),
        "es": ("Textil Confecciones Tricot Moda Diseño Taller Costura Tejidos Tintorería Hilados Bordados Lanas"),
        "ca": ("Tèxtil Confeccions Tricot Moda Disseny Taller Costura Teixits Tints Filats Brodats Llanes"),
        "en": ("Textiles Clothing Knitwear Fashion Design Studio Tailoring Weaving Dyeing Spinning Embroidery Lace"),
    }
)
STEMS = _split(
    {
        "bg": (
            "Иванов Петров Георгиев Димитров Николов Стоянов Тодоров Христов Ангелов Колев Маринов Илиев Попов "
            "Василев Костов Петков Стефанов Цветков Йорданов Кръстев Желев Борисов Щерев Чавдаров Юруков Янков "
            "Бъчваров Жеков Шопов Хаджиев Тънев Ганчев Райков Минчев Русев Симеонов Лазаров Тончев Митев Златев"
        ),
        "ro": (
            "Popescu Ionescu Stoica Dumitrescu Munteanu Rusu Ciobanu Moldovan Țăranu Lungu Ștefănescu Bălan "
            "Vasilescu Florea Cojocaru Diaconu Marin Niculescu Tănase Dobre Șerban Grigorescu Călin Neagu "
            "Vădeanu Mureșan Pârvu Lazăr Rotaru Enache Toma Suciu Ghiță Constantinescu Albu Crăciun Iordache "
            "Voicu Petcu Sârbu"
        ),
        "da": (
            "Jensen Nielsen Hansen Pedersen Andersen Christensen Larsen Sørensen Rasmussen Jørgensen Petersen "
            "Madsen Kristensen Olsen Thomsen Poulsen Johansen Møller Knudsen Mortensen Østergaard Kjær Nørgaard "
            "Skov Lund Holm Bæk Aagaard Bjerregaard Dam Frandsen Winther Kragh Overgaard Søndergaard Toft "
            "Vestergaard Ibsen Lauritsen Bang"
        ),
        "fr": (
            "Martin Bernard Dubois Lefèvre Moreau Laurent Garnier Roussel Fournier Girard Bonnet Mercier Dupont "
            "Lambert Fontaine Chevalier Gauthier Perrin Clément Delattre Desmarets Vasseur Leclercq Delannoy "
            "Wattrelos Motte Tiberghien Prouvost Masurel Flipo Lepoutre Desurmont Cordonnier Hennebelle Carlier "
            "Dewaele Bécu Crépy Thiriez Agache"
        ),
        "es": (
            "García Fernández González Rodríguez López Martínez Sánchez Pérez Gómez Jiménez Ruiz Hernández Díaz "
            "Moreno Muñoz Álvarez Romero Alonso Gutiérrez Navarro Torres Domínguez Vázquez Ramos Gil Ramírez "
            "Serrano Blanco Molina Suárez Ortega Delgado Castro Ortiz Rubio Marín Sanz Iglesias Núñez Medina"
        ),
        "ca": (
            "Puig Ferrer Vila Soler Roca Serra Bosch Casals Vidal Pujol Riera Camps Font Mas Sala Rovira Costa "
            "Esteve Oliveras Casanovas Torrents Codina Gual Marquès Pagès Gràcia Bertran Clapés Fàbregas Llobet "
            "Mañé Nogués Planella Quintana Rifà Solà Tarrés Ubach Verdaguer Xicoy"
        ),
        "en": (
            "Murphy Kelly Walsh Byrne Ryan Connor Doyle McCarthy Gallagher Doherty Kennedy Lynch Murray Quinn "
            "Moore Carroll Connolly Daly Wilson Dunne Brennan Burke Collins Campbell Clarke Johnston Hughes "
            "Farrell Fitzgerald Brown Martin Maguire Nolan Flynn Thompson Callaghan Duffy Mahony Boyle Healy"
        ),
    }
)
SYLLABLES = {
    "bg": ["ла", "ни", "ра", "мо", "те", "си", "ве", "ка", "до", "лу", "жа", "ши", "бе", "зо", "ри", "ня"],
    "ro": ["la", "ni", "ra", "mo", "te", "si", "ve", "ca", "do", "lu", "ță", "șa", "be", "zo", "ri", "na"],
    "da": ["la", "ni", "rø", "mo", "te", "si", "ve", "ka", "do", "lu", "gæ", "by", "be", "so", "ri", "nå"],
    "fr": ["la", "ni", "ra", "mo", "té", "si", "ve", "ca", "do", "lu", "ché", "bou", "be", "zo", "ri", "né"],
    "es": ["la", "ni", "ra", "mo", "te", "sí", "ve", "ca", "do", "lu", "ña", "cha", "be", "zo", "ri", "na"],
    "ca": ["la", "ni", "ra", "mo", "té", "si", "ve", "ca", "do", "lu", "xa", "lla", "be", "zo", "ri", "nò"],
    "en": ["la", "ni", "ra", "mo", "te", "si", "ve", "ca", "do", "lu", "sha", "wi", "be", "zo", "ri", "na"],
}
BROTHERS = {
    "bg": ("Братя", "Бр."), "ro": ("Frații", "Fratii"), "da": ("Brødrene", "Brdr."), "fr": ("Frères", "Frs"),
    "es": ("Hermanos", "Hnos."), "ca": ("Germans", "Gmns."), "en": ("Brothers", "Bros"),
}  # fmt: skip
AND = {"bg": "и", "ro": "și", "da": "og", "fr": "et", "es": "y", "ca": "i", "en": "and"}
# Long and short, in the manner of that language.
SHORT = [
    ("Confeccions", "Conf."), ("Confecciones", "Conf."), ("Confecții", "Conf."), ("Конфекция", "Конф."),
    ("Textiles", "Tex"), ("Textil", "Tex"), ("Tekstil", "Tex"), ("Текстил", "Текс"), ("Tèxtil", "Tex"),
    ("Company", "Co."), ("Компания", "Ко"), ("Industria", "Ind."), ("Създание", "Създ."), ("Confection", "Conf."),
]  # fmt: skip
COMPANY = {
    "bg": "и Компания", "ro": "& Compania", "da": "& Company", "fr": "& Cie", "es": "y Cía", "ca": "i Companyia",
    "en": "& Company",
}  # fmt: skip

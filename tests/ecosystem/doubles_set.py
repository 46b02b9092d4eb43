"""Generated organisations with known doubles and with others that only look like doubles.

`make(seed)` gives the same set every time. The engine was tuned on the seeds of TRIED; what is measured has another.
"""

import random
import unicodedata
from dataclasses import dataclass, field, replace

from core.text import folded
from ecosystem.doubles.rows import Row
from tests.ecosystem import doubles_words as words

TRIED = (1, 2, 3)
MEASURED = 2026
VARIANTS = [("щ", "sch"), ("ъ", "u"), ("х", "kh"), ("ц", "tz"), ("ж", "j"), ("я", "ia"), ("ю", "iu"), ("й", "i")]
DANISH = [("å", "aa"), ("ø", "oe"), ("æ", "ae"), ("Å", "Aa"), ("Ø", "Oe"), ("Æ", "Ae")]
LETTERS = "abcdefghijklmnoprstuvz"


@dataclass
class Generated:
    """`rows` in random order; `same` holds the pairs of codes that are one; `kinds` how each double was made."""

    rows: list[Row] = field(default_factory=list)
    same: set[frozenset[str]] = field(default_factory=set)
    kinds: dict[frozenset[str], str] = field(default_factory=dict)


class _Maker:
    def __init__(self, seed: int):
        self.dice = random.Random(seed)
        self.number = 0
        self.taken: set[tuple] = set()
        self.set = Generated()

    def code(self) -> str:
        self.number += 1
        return f"g{self.number:05d}"

    def vat(self, country: str) -> str:
        digits = {"BG": 9, "RO": 8, "DK": 8, "FR": 11, "ES": 8, "IE": 7}[country]
        letter = {"ES": "B", "IE": ""}.get(country, "")
        tail = "A" if country == "IE" else ""
        return f"{country}{letter}{self.dice.randrange(10 ** (digits - 1), 10**digits)}{tail}"

    def stem(self, language: str) -> str:
        if self.dice.random() < 0.5:
            return self.dice.choice(words.STEMS[language])
        syllables = self.dice.choices(words.SYLLABLES[language], k=self.dice.choice((2, 3, 3, 4)))
        return "".join(syllables).capitalize()

    def core(self, language: str) -> str:
        trade, stem, pick = self.dice.choice(words.TRADES[language]), self.stem(language), self.dice.random()
        if pick < 0.4:
            return f"{stem} {trade}" if self.dice.random() < 0.6 else f"{trade} {stem}"
        if pick < 0.55:
            brothers = words.BROTHERS[language][0]
            return f"{stem} {brothers}" if language in ("fr", "en") else f"{brothers} {stem}"
        if pick < 0.7:
            return f"{stem} {words.AND[language]} {self.stem(language)} {trade}"
        if pick < 0.8:
            return f"{stem} {words.COMPANY[language]}"
        if pick < 0.9:
            return f"{stem} {trade} {self.dice.choice(words.TOWNS[language])}"
        return f"{stem} {self.stem(language)}"

    def original(self) -> tuple[Row, str]:
        """Of two firms in one town none has the other’s name: registers do not allow it."""
        language = self.dice.choice(list(words.LEGAL))
        country = words.COUNTRY[language]
        form = self.dice.choice(words.LEGAL[language])[0]
        core, town = self.core(language), self.dice.choice(words.TOWNS[language])
        if not self.free(core, town):
            return self.original()
        name = f"{core} {form}"
        row = Row(
            name=name,
            name_latin=folded(name).title() if language == "bg" and self.dice.random() < 0.5 else "",
            town=town,
            country=country,
            vat=self.vat(country) if self.dice.random() < 0.4 else "",
            code=self.code(),
        )
        return row, language

    def free(self, core: str, town: str) -> bool:
        """Whether no firm of that town has this name yet; it is taken from now on."""
        said = (town, *sorted(core.split()))
        if said in self.taken:
            return False
        self.taken.add(said)
        return True

    # Doubles

    def legal_form(self, row: Row, language: str) -> Row:
        forms = next(forms for forms in words.LEGAL[language] if row.name.endswith(f" {forms[0]}"))
        core = row.name.removesuffix(f" {forms[0]}")
        said = self.dice.choice(["", forms[1], forms[2]])
        return replace(row, name=f"{core} {said}".strip())

    def abbreviation(self, row: Row, language: str) -> Row:
        name = row.name
        long, short = words.BROTHERS[language]
        for before, after in [(long, short), (f" {words.AND[language]} ", " & "), *words.SHORT]:
            if before in name:
                name = name.replace(before, after, 1)
                break
        else:
            stem, _blank, rest = name.partition(" ")
            name = f"{stem}-{rest}" if rest.count(" ") else name.upper()
        return replace(row, name=name)

    def transliteration(self, row: Row, language: str) -> Row:
        name, town = row.name, row.town
        if language == "bg":
            if self.dice.random() < 0.5:
                for letter, said in self.dice.sample(VARIANTS, 4):
                    name = name.replace(letter, said).replace(letter.upper(), said.capitalize())
            return replace(row, name=folded(name).title(), town=folded(town).title(), name_latin="")
        if language == "da" and self.dice.random() < 0.7:
            for letter, said in DANISH:
                name, town = name.replace(letter, said), town.replace(letter, said)
            return replace(row, name=name, town=town)
        if language == "ro" and self.dice.random() < 0.5:
            cedilla = str.maketrans("șțȘȚ", "şţŞŢ")
            return replace(row, name=name.translate(cedilla), town=town.translate(cedilla))
        bare = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
        return replace(row, name=bare.upper() if bare == name else bare)

    def typo(self, row: Row, language: str) -> Row:
        """One slip in a word of four letters or more, not in the legal form."""
        parts = row.name.split(" ")
        long = [index for index, part in enumerate(parts[:-1]) if len(part) >= 5] or [0]
        index = self.dice.choice(long)
        word, place = parts[index], self.dice.randrange(1, max(len(parts[index]) - 1, 2))
        letter = self.dice.choice("абвгдеиклмнопрст" if language == "bg" else LETTERS)
        kind = self.dice.randrange(4)
        if kind == 0:
            word = word[:place] + word[place + 1 :]
        elif kind == 1:
            word = word[:place] + letter + word[place:]
        elif kind == 2:
            word = word[:place] + letter + word[place + 1 :]
        else:
            word = word[: place - 1] + word[place] + word[place - 1] + word[place + 1 :]
        parts[index] = word
        return replace(row, name=" ".join(parts), name_latin="")

    def moved(self, row: Row, language: str) -> Row:
        towns = [town for town in words.TOWNS[language] if town != row.town]
        town, core = self.dice.choice(towns), row.name.rsplit(" ", 1)[0]
        return replace(row, town=town) if self.free(core, town) else self.moved(row, language)

    def double(self, row: Row, language: str) -> None:
        kinds = self.dice.sample(["legal_form", "abbreviation", "transliteration", "typo", "moved"], 1)
        if self.dice.random() < 0.35:  # two things at once
            kinds.append(self.dice.choice([k for k in ("legal_form", "transliteration", "moved") if k not in kinds]))
        kinds.sort(key=["legal_form", "moved", "abbreviation", "typo", "transliteration"].index)
        made = row
        for kind in kinds:
            made = getattr(self, kind)(made, language)
        made = replace(made, code=self.code(), vat=row.vat if self.dice.random() < 0.4 else "")
        self.set.rows.append(made)
        two = frozenset((row.code, made.code))
        self.set.same.add(two)
        self.set.kinds[two] = "+".join(kinds)

    # What only looks like one

    def lookalike(self, row: Row, language: str) -> None:
        core, form = row.name.rsplit(" ", 1)
        pick = self.dice.randrange(6)
        other = replace(row, code=self.code(), name_latin="", vat="")
        trade = self.dice.choice([each for each in words.TRADES[language] if each not in core])
        if pick == 0:  # a family with two firms in one town
            other = replace(other, name=f"{core.split(' ')[0]} {trade} {form}")
        elif pick == 1:  # one of a row
            if not self.free(f"{core} 1", row.town):
                return
            self.set.rows.append(replace(other, code=self.code(), name=f"{core} 1 {form}"))
            other = replace(other, name=f"{core} 2 {form}")
        elif pick == 2:  # the same name elsewhere, another legal person
            other = replace(self.moved(other, language), vat=self.vat(row.country))
        elif pick == 3:  # a surname that differs in a letter
            alike = _alike(row, language)
            other = replace(other, name=alike or f"{self.stem(language)} {trade} {form}")
        elif pick == 4:  # the sister of another legal form, in the same town
            forms = [
                each[0]
                for each in words.LEGAL[language]
                if each[0] != form and not {form, each[0]} <= words.OF_ONE_KIND
            ]
            other = replace(other, name=f"{core} {self.dice.choice(forms)}", vat=self.vat(row.country))
        else:  # all words of the trade
            town = row.town
            if self.free(f"{trade} {town}", town):
                self.set.rows.append(replace(other, code=self.code(), name=f"{trade} {town} {form}"))
            other = replace(other, name=f"{trade} {self.dice.choice(words.TRADES[language])} {town} {form}")
        if pick in (2, 4) or self.free(other.name.rsplit(" ", 1)[0], other.town):
            self.set.rows.append(other)


def _alike(row: Row, language: str) -> str:
    """The name with a surname of the list that is one letter away, or nothing."""
    for stem in words.STEMS[language]:
        if stem in row.name.split(" "):
            for each in words.STEMS[language]:
                if (
                    each != stem
                    and len(each) == len(stem)
                    and sum(a != b for a, b in zip(each, stem, strict=True)) == 1
                ):
                    return row.name.replace(stem, each)
    return ""


def make(seed: int, *, organisations: int = 5000, doubles: int = 800) -> Generated:
    """So many organisations, so many of them doubles of others, and some six in ten as many lookalikes as doubles."""
    maker = _Maker(seed)
    originals = [maker.original() for _number in range(organisations - doubles - round(doubles * 0.8))]
    maker.set.rows.extend(row for row, _language in originals)
    chosen = maker.dice.sample(range(len(originals)), doubles)
    for index in chosen:
        maker.double(*originals[index])
    while len(maker.set.rows) < organisations:
        maker.lookalike(*maker.dice.choice(originals))
    del maker.set.rows[organisations:]
    maker.dice.shuffle(maker.set.rows)
    return maker.set


@dataclass(frozen=True)
class Found:
    """Shares of 1. `missed` and `wrong` are for looking into."""

    sure_precision: float
    recall: float
    precision: float
    sure_share: float
    missed: list[frozenset[str]]
    wrong: list[tuple[frozenset[str], object]]


def compare(generated: Generated, pairs) -> Found:
    """What was found (`Index.pairs()`) against what is true."""
    found = {frozenset((code, suspect.code)): suspect for code, suspect in pairs}
    sure = {two for two, suspect in found.items() if suspect.sure}
    right = found.keys() & generated.same
    return Found(
        sure_precision=len(sure & generated.same) / max(len(sure), 1),
        recall=len(right) / len(generated.same),
        precision=len(right) / max(len(found), 1),
        sure_share=len(sure & generated.same) / len(generated.same),
        missed=sorted(generated.same - found.keys(), key=sorted),
        wrong=sorted(((two, found[two]) for two in sure - generated.same), key=lambda row: sorted(row[0])),
    )


def with_codes(rows: list[Row], prefix: str) -> list[Row]:
    """The same rows under codes of their own, to put several sets together."""
    return [replace(row, code=f"{prefix}{row.code}") for row in rows]

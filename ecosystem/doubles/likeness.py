"""How like two names are, 0 to 1, and how that is to be called."""

from collections.abc import Callable
from typing import NamedTuple

from rapidfuzz.distance import OSA, Indel

from ecosystem.doubles import reasons
from ecosystem.doubles.names import Name, words

# What a pair of words counts where they are not the same, as tried on the seeds for trying (see `judging`).
TRANSLATED, BEGINNING, INITIAL = 0.8, 0.85, 0.6
LEAST_LIKE = 0.74  # of two words, to be one word with a slip of the pen
SHORTEST_FUZZY, SHORTEST_BEGINNING = 4, 3
REORDERED, WRITTEN_TOGETHER, AS_A_WHOLE = 0.98, 0.98, 0.97
SAME, NEARLY = 1.0, 0.999
WORTH_A_LOOK = 0.55  # of the letters that two names have in common, before their words are compared


class Likeness(NamedTuple):
    """`score` 0 to 1; `weight` of the words that are the same, in those of the rarest kind; `reason` a key."""

    score: float
    weight: float
    reason: str


def likeness(one: Name, other: Name, weight: Callable[[str], float]) -> Likeness:
    """`weight` says how much a word (its sound) tells two firms apart, 0 to 1."""
    if one.sounds == other.sounds:
        return Likeness(
            SAME,
            sum(map(weight, one.sounds)),
            reasons.SAME_NAME if one.spelt == other.spelt else reasons.SPELLING,
        )
    whole_one, whole_other = one.joined, other.joined
    if whole_one == whole_other:
        return Likeness(WRITTEN_TOGETHER, max(_total(one, weight), _total(other, weight)), reasons.SPELLING)
    if Indel.normalized_similarity(one.ordered, other.ordered) < WORTH_A_LOOK:
        return Likeness(0.0, 0.0, reasons.SIMILAR)
    word_by_word = _paired(one, other, weight)
    whole = OSA.normalized_similarity(whole_one, whole_other, score_cutoff=0.8)
    if whole * AS_A_WHOLE > word_by_word.score and min(len(whole_one), len(whole_other)) > SHORTEST_FUZZY:
        return Likeness(whole * AS_A_WHOLE, min(_total(one, weight), _total(other, weight)), reasons.SIMILAR)
    return word_by_word


def _total(name: Name, weight: Callable[[str], float]) -> float:
    return sum(map(weight, name.sounds))


def _paired(one: Name, other: Name, weight: Callable[[str], float]) -> Likeness:
    """Each word of the shorter name with the likest of the longer; words without a partner count against."""
    if len(one.sounds) > len(other.sounds):
        one, other = other, one
    left = list(range(len(other.sounds)))
    shared = total = strong = 0.0
    shortened = fuzzy = False
    for index, sounds in enumerate(one.sounds):
        best, partner, kind = 0.0, -1, ""
        for position in left:
            like, how = _like(one, index, other, position)
            if like > best:
                best, partner, kind = like, position, how
        own = weight(sounds)
        if partner < 0:
            total += own
            continue
        left.remove(partner)
        both = min(own, weight(other.sounds[partner]))
        total += 2 * both
        shared += 2 * both * best
        strong += both if best >= NEARLY else 0
        shortened |= kind == reasons.SHORTENED
        fuzzy |= kind == reasons.SIMILAR
    total += sum(weight(other.sounds[position]) for position in left)
    score = shared / total if total else 0.0
    if not left and not fuzzy and not shortened and len(one.sounds) == len(other.sounds):
        return Likeness(score * REORDERED, strong, reasons.SPELLING)
    return Likeness(score * REORDERED, strong, reasons.SHORTENED if shortened and not fuzzy else reasons.SIMILAR)


def _like(one: Name, index: int, other: Name, position: int) -> tuple[float, str]:
    """How like two words are, and whether that is a slip or a short form."""
    if one.sounds[index] == other.sounds[position]:
        return SAME, ""
    word, translations = one.words[index], words().translations
    if word in translations and translations[word] == translations.get(other.words[position]):
        return TRANSLATED, reasons.SIMILAR
    short, long = sorted((one.heard[index], other.heard[position]), key=len)
    if len(short) == 1:
        return (INITIAL, reasons.SHORTENED) if long.startswith(short) else (0.0, "")
    like = OSA.normalized_similarity(short, long, score_cutoff=LEAST_LIKE) if len(long) >= SHORTEST_FUZZY else 0.0
    if like:
        return like, reasons.SIMILAR
    if len(short) >= SHORTEST_BEGINNING and long.startswith(short):
        return BEGINNING, reasons.SHORTENED
    return 0.0, ""

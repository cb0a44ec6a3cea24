"""What is found by looking at few words is what comparing with every word finds."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from bot.matching.slips import MOST, Slips

LETTERS = "abcdefghijklmnop"
words = st.text(LETTERS, min_size=1, max_size=11)
slips = st.tuples(
    st.sampled_from(["left out", "put in", "wrong", "swapped"]), st.integers(0, 12), st.sampled_from("xy")
)


def misspelt(word: str, slip: tuple[str, int, str]) -> str:
    """The word with one slip in it."""
    what, at, letter = slip
    before, rest = word[:at], word[at:]
    if what == "swapped":
        return before + rest[1::-1] + rest[2:]
    return before + ("" if what == "left out" else letter) + rest[what != "put in" :]


@settings(max_examples=500)
@given(st.sets(words, max_size=5), words, st.lists(slips, max_size=MOST + 1), st.integers(1, MOST))
def test_the_closest_words_are_all_found(
    others: set[str], meant: str, made: list[tuple[str, int, str]], most: int
) -> None:
    """For words of any length, with slips of every sort."""
    typed = meant
    for slip in made:
        typed = misspelt(typed, slip)
    away = {word: OSA.distance(typed, word) for word in {meant, *others}}
    fewest = min(away.values())
    closest = sorted((word for word in away if away[word] == fewest), key=lambda word: (len(word), word))
    assert Slips(away).nearest(typed, most) == ((fewest, closest) if fewest <= most else (0, []))

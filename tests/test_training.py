"""Learning from phrases: what was shown is learnt, the same file every time, and small."""

from __future__ import annotations

import json

from bot.matching.concerns import OFF_TOPIC, WEIGHTS, Weights, text_features
from bot.model import Knowledge
from bot.training import lines, train

EXAMPLES = [
    ("he wants to leave the group", "wants-to-leave-movement"),
    ("she wants to leave the group", "wants-to-leave-movement"),
    ("they want to leave the group", "wants-to-leave-movement"),
    ("the video is on the internet", "online-content"),
    ("a video is on the internet", "online-content"),
    ("the library opens on monday", OFF_TOPIC),
    ("the library opens on friday", OFF_TOPIC),
]


def test_what_was_shown_is_learnt(knowledge: Knowledge) -> None:
    """A new sentence made of known words goes where those words stood."""
    weights = Weights(train(EXAMPLES, knowledge))
    for text, situation in (("we leave the group", "wants-to-leave-movement"), ("the library on monday", OFF_TOPIC)):
        scores = weights.scores(text_features(text, knowledge, danger=False))
        assert max(scores, key=lambda name: scores[name]) == situation


def test_the_same_examples_give_the_same_model(knowledge: Knowledge) -> None:
    """No chance is in it, so a rebuilt file differs only when the phrases do."""
    assert json.dumps(train(EXAMPLES, knowledge)) == json.dumps(train(EXAMPLES, knowledge))


def test_unknown_words_have_no_score(knowledge: Knowledge) -> None:
    """A text of which nothing was learnt is told apart from one that was understood."""
    assert (
        Weights(train(EXAMPLES, knowledge)).scores({"word": {"zzz"}, "piece": set(), "idea": set(), "pair": set()})
        == {}
    )


def test_every_phrase_is_shown(knowledge: Knowledge) -> None:
    """The training reads all phrases of all languages, those that are no concern too."""
    count = sum(len(texts) for phrases in knowledge.phrases for texts in phrases.texts.values())
    assert len(list(lines(knowledge))) == count
    assert OFF_TOPIC in {situation for _, situation in lines(knowledge)}


def test_the_shipped_weights_are_small() -> None:
    """They come with every installation."""
    assert WEIGHTS.stat().st_size < 1_000_000

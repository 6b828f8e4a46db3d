"""Phrases of the domain, in English as they are and in any language by what they were made of."""

import json

from salesdesk.domain.deal import Step
from salesdesk.domain.phrases import Phrase
from salesdesk.language import CHINESE, ENGLISH, spoken, use_language

LACK = Phrase("{open} is to be paid", open_minor=7_000_00)
WAITS = Phrase("it waits for the {step}: {reason}", step=Step.TOP_UP, reason=LACK)


def test_a_phrase_is_its_english_text() -> None:
    assert WAITS == "it waits for the top-up: 7,000 is to be paid" == spoken(WAITS)
    assert json.dumps(WAITS) == f'"{WAITS}"'


def test_it_is_said_in_the_readers_language_with_all_that_it_was_made_of() -> None:
    use_language(CHINESE)
    assert spoken(WAITS) == "等待补定金：尚有 7,000 未付"
    use_language(ENGLISH)
    assert spoken("a note of somebody") == "a note of somebody"

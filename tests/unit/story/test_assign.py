"""Same event, not same topic."""

from dataclasses import replace
from datetime import timedelta

from storage.records import ArticleId, Extraction, Part, PersonMention, StoryId
from tests.unit.story.told import LEAD, NOW, article, card, moves, verdict
from worker.story.assign import UNDATED, card_of, choose
from worker.story.sketch import alike, unpack

ENGLISH = article(
    "Ada Lindqvist leaves Corvane for Halden Labs",
    "Ada Lindqvist, who led pretraining at Corvane, is joining Halden Labs for a package of 40 million dollars.",
)
GERMAN = article(
    "Halden Labs holt Ada Lindqvist von Corvane",
    "Die Forscherin Ada Lindqvist wechselt für 40 Millionen Dollar zu Halden Labs. Corvane wollte nichts sagen.",
    lang="de",
)
SHE = moves(("Ada Lindqvist", "Corvane", "Halden Labs"), amount=40_000_000)


def test_one_event_in_two_languages_is_one_story() -> None:
    there = card("a", ENGLISH, SHE, story="s_1")
    choice = choose(card("b", GERMAN, SHE), [there])
    assert choice.story_id == "s_1"
    assert "person:ada-lindqvist" in choice.reason


def test_two_departures_from_one_firm_are_two_stories() -> None:
    there = card("a", ENGLISH, SHE, story="s_1")
    other = article(
        "Bram Osei quits Corvane for Tessaly", "Bram Osei, an engineer at Corvane, goes to Tessaly, he wrote."
    )
    assert choose(card("b", other, moves(("Bram Osei", "Corvane", "Tessaly"))), [there]).story_id is None


def test_the_same_person_moving_again_weeks_later_is_another_story() -> None:
    there = card("a", ENGLISH, SHE, story="s_1")
    later = replace(card("b", GERMAN, SHE), at=NOW + timedelta(days=20))
    assert choose(later, [there]).story_id is None


def test_a_missing_date_is_no_evidence() -> None:
    there = card_of(replace(ENGLISH, published_at=None), SHE, verdict(), article_id=ArticleId("a"), seen_at=UNDATED)
    there = replace(there, story_id=StoryId("s_1"))
    assert choose(card("b", GERMAN, SHE), [there]).story_id == "s_1"


def test_an_article_that_fits_two_stories_joins_them() -> None:
    one = card("a", ENGLISH, SHE, story="s_1")
    two = card("b", GERMAN, SHE, story="s_2")
    choice = choose(card("c", replace(ENGLISH, title="Halden Labs hires Ada Lindqvist"), SHE), [one, two])
    assert {choice.story_id, *choice.merges} == {"s_1", "s_2"}


def test_a_bridge_between_two_events_does_not_chain_them() -> None:
    other = article(
        "Bram Osei quits Corvane for Tessaly", "Bram Osei, an engineer at Corvane, goes to Tessaly, he wrote."
    )
    he = moves(("Bram Osei", "Corvane", "Tessaly"))
    first = [card(f"a{n}", ENGLISH, SHE, story="s_1") for n in range(3)]
    second = [card(f"b{n}", other, he, story="s_2") for n in range(3)]
    both = article(
        "Corvane loses two", "Ada Lindqvist goes to Halden Labs and Bram Osei to Tessaly. Corvane is silent."
    )
    round_up = card("c", both, moves(("Ada Lindqvist", "Corvane", "Halden Labs"), ("Bram Osei", "Corvane", "Tessaly")))
    assert choose(round_up, [*first, *second]).merges == ()


def test_a_copied_text_is_known_as_a_near_duplicate() -> None:
    body = " ".join(f"word{n} of the long agency report goes on" for n in range(60))
    first = card("a", article("Title", body), Extraction(), story="s_1")
    second = card("b", article("Another title", body + " With one more sentence at the end."), Extraction())
    assert choose(second, [first]).near_duplicate_of == "a"


def test_an_articles_own_earlier_card_does_not_count() -> None:
    assert choose(card("a", ENGLISH, SHE), [card("a", ENGLISH, SHE, story="s_1")]).story_id is None


def test_what_is_common_now_says_little() -> None:
    there = card("a", ENGLISH, SHE, story="s_1")
    common = {key.key: 0.9 for key in there.keys}
    new = card("b", GERMAN, SHE)
    assert choose(new, [there], frequencies=common).score < choose(new, [there]).score


def test_a_person_for_comparison_is_no_key() -> None:
    star = Extraction(people=(PersonMention(name="Rio Batto", part=Part.COMPARISON, evidence=LEAD),))
    assert not any(key.key == "person:rio-batto" for key in card("a", ENGLISH, star).keys)


def test_cards_are_bounded() -> None:
    crowd = moves(*((f"Person Number{n}", "Corvane", f"Firm{n}") for n in range(2_000)))
    made = card("a", article("T", " ".join(f"Name{n} 1{n}" for n in range(20_000))), crowd)
    assert len(made.keys) < 100
    assert len(made.sketch) < 1_200


def test_a_sketch_that_is_not_ours_is_empty() -> None:
    for odd in (b"", b"\x01", b"\x07\x08\x09\x0a\x0b", b"\x01\xff\x00\x00"):
        assert unpack(odd).bins == b""
    assert alike(b"", b"") == 0.0

"""What ties a person to hashtags: aliases resolved, new ones made once, mixed scripts held."""

import pytest
from django.utils import timezone

from profiles import actions
from profiles.choices import Direction, Evidence
from profiles.errors import NotAHashtag
from profiles.models import Hashtag, HashtagTie, Profile
from tests.factories import MemberFactory, make_hashtag

pytestmark = pytest.mark.django_db


def test_spellings_of_one_hashtag_find_the_same_row() -> None:
    first = actions.find_or_make_hashtag("#COVID-19")

    assert actions.find_or_make_hashtag("Covid_19") == first
    assert actions.find_or_make_hashtag("covid19").name == "COVID-19"


def test_an_alias_means_what_it_points_at() -> None:
    target = make_hashtag("HemePath")
    make_hashtag("Hematopathology", alias_of=target)

    assert actions.find_or_make_hashtag("#hematopathology") == target


def test_many_names_cost_the_same_queries_as_one(django_assert_num_queries) -> None:
    make_hashtag("HemePath")
    with django_assert_num_queries(1):
        actions.find_or_make_hashtags(["HemePath", "hemepath"])
    with django_assert_num_queries(3):
        tags = actions.find_or_make_hashtags([f"New{word}" for word in ("A", "B", "C", "D")])

    assert [tag.name for tag in tags] == ["NewA", "NewB", "NewC", "NewD"]


def test_latin_with_a_hidden_cyrillic_letter_is_held() -> None:
    assert actions.find_or_make_hashtag("s\u0435psis").held
    assert not actions.find_or_make_hashtag("TNF\u03b1").held


@pytest.mark.parametrize("word", ["", "#", "two words", "2026", "a,b", "x" * 101, "<script>"])
def test_what_is_no_hashtag_is_refused_in_words(word: str) -> None:
    with pytest.raises(NotAHashtag, match="not a hashtag"):
        actions.find_or_make_hashtag(word)


def test_setting_ties_replaces_those_of_that_direction_only() -> None:
    ana = MemberFactory.create(seeks=["HemePath", "MDS"], about=["MedEd"])
    actions.set_ties(user=ana, direction=Direction.SEEKS, names=["MDS", "Lymphoma"])

    ties = HashtagTie.objects.filter(user=ana)
    seeks = ties.filter(direction=Direction.SEEKS).values_list("hashtag__name", flat=True)
    assert list(seeks) == ["MDS", "Lymphoma"]
    assert ties.filter(direction=Direction.IS, hashtag__name="MedEd").exists()


def test_bio_and_chosen_ties_stand_beside_each_other() -> None:
    ana = MemberFactory.create(about=["HemePath"])
    actions.tie_bio(user=ana, names=["HemePath", "MDS"])
    actions.tie_bio(user=ana, names=["MDS"])

    assert list(HashtagTie.objects.filter(user=ana).values_list("hashtag__name", "evidence")) == [
        ("HemePath", Evidence.CHOSEN),
        ("MDS", Evidence.BIO),
    ]


def test_ties_that_change_tell_matching_and_ties_that_do_not_stay_silent() -> None:
    ana = MemberFactory.create(seeks=["HemePath"])
    before = Profile.objects.get(user=ana).changed_at

    assert not actions.set_ties(user=ana, direction=Direction.SEEKS, names=["#hemepath"])
    assert Profile.objects.get(user=ana).changed_at == before

    assert actions.set_ties(user=ana, direction=Direction.SEEKS, names=["MDS"])
    assert before < Profile.objects.get(user=ana).changed_at <= timezone.now()


def test_a_hashtag_made_an_alias_hands_its_people_and_aliases_over() -> None:
    ana = MemberFactory.create(seeks=["HaemPath", "HemePath"])
    bo = MemberFactory.create(seeks=["HaemPath"])
    old, target = make_hashtag("HaemPath"), make_hashtag("HemePath")
    older = make_hashtag("Haemopath", alias_of=old)
    actions.make_alias(alias=old, of=target, by=None)

    assert HashtagTie.objects.filter(hashtag=old).count() == 0
    assert HashtagTie.objects.filter(user=ana, hashtag=target).count() == 1
    assert HashtagTie.objects.filter(user=bo, hashtag=target).count() == 1
    assert Hashtag.objects.get(pk=older.pk).alias_of == target


def test_a_key_that_grows_when_it_is_folded_is_kept_or_refused_never_an_error() -> None:
    for count in range(8, 20):
        name = "ﷺ" * count  # one character becomes eighteen
        try:
            tag = actions.find_or_make_hashtag(name)
        except NotAHashtag:
            continue
        assert len(tag.key) <= 255

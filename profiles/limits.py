"""Figures that keep one person's page readable; each form names its own."""

from .hashtags import hashtag_key

MOST_TAGS = 12  # hashtags a person states in a bio, or chooses in one direction
MOST_CHARACTERS = 100  # of a hashtag, in code points
MOST_OF_A_KEY = 200
MOST_LANGUAGES = 6
MOST_LINKS = 3
MOST_HOURS = 40  # a month
LINE_LENGTH = 300  # the line on the landing page
MOST_PAUSE_DAYS = 730


def is_storable(name: str) -> bool:
    """Whether a hashtag's name and key fit their columns: ligatures can make long keys."""
    return len(name) <= MOST_CHARACTERS and len(hashtag_key(name)) <= MOST_OF_A_KEY

"""Reports, moderation, and where a person stands: the pages over safety's cases."""

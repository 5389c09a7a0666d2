"""A door for anyone: a cohort from a file, without Django or a database.

`python -m matching.engine --help` tells everything. The engine around this folder reads no files;
these modules do it for the command line, and nothing else imports them.
"""

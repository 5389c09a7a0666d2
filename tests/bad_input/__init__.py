"""What the tests of bad input share: reading forms off pages, attacks, and people to send them."""

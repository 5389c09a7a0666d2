"""Pages of profiles: find, ask, call, render."""

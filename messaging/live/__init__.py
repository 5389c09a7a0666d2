"""Live delivery: one stream a page, over which the server says what is new.

An open stream holds no database connection and no thread. Django answers `GET /live/` like any
other page (session, gate, headers) and is done with it; then the stream is held by the event loop
alone, and whoever is knocked at is looked for in a few threads that all streams share.

views      who may open a stream, and for which conversation
streams    holds the open ones (around Django, in the ASGI application)
hub        hears the knocks, and wakes the streams that they concern
looking    what a woken stream has to say, read through the gate
events     how it is said (the format of server-sent events)
"""

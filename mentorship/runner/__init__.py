"""The runner behind script/run and script/test: the only place that starts and stops servers.

bootstrap   packages into .venv, with the standard library alone
running     `run`: servers, database, web, worker and beat, from start to stop
throwaway   servers of their own for tests, gone afterwards
suite, lint, bench   what script/test, script/lint and script/bench do
postgres, redis_server   one server each: found, started, waited for, stopped
folders, identity, serverfiles   where things lie, as whom servers run, what they can reach
lifeline    nothing outlives the runner, however it ends
crew        web, worker and beat, kept together by honcho
prepare     the part that needs Django: migrate, demo, sign-ins
checks      what is looked at before anything is begun
"""

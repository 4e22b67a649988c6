-- Reads with a session.
wrk.headers["cookie"] = os.getenv("BENCH_COOKIE")

"""Twenty of nhimap's conditions as SQL over the same CSV file, with DuckDB; prints the counts and the run's own figures."""

import pathlib
import resource
import sys
import time

import duckdb

path, threads, sql = sys.argv[1:]
start = time.perf_counter()
connection = duckdb.connect(config={"threads": threads})
answer = connection.execute(pathlib.Path(sql).read_text(), {"path": path})
checks, counts = [column[0] for column in answer.description], answer.fetchone()
wall = time.perf_counter() - start
for check, count in zip(checks, counts):
    print(f"check {check} {count}")
usage = resource.getrusage(resource.RUSAGE_SELF)
print(f"figures {wall} {usage.ru_utime + usage.ru_stime} {usage.ru_maxrss * 1024 / 1e6}")

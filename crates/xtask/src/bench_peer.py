"""Twenty of nhimap's conditions as SQL over the same CSV file, with DuckDB; prints the counts and the run's own figures."""

import resource
import sys
import time

import duckdb

path, threads = sys.argv[1], sys.argv[2]
start = time.perf_counter()
connection = duckdb.connect(config={"threads": threads})
AS_OF = "DATE '2026-11-01'"
LIVE = "status = 'active'"
PRIVILEGED = (
    "(privilege IN ('admin') OR regexp_matches(coalesce(scopes, ''), '(^|;)(iam:PassRole|[^;]*:\\*)(;|$)'))"
)
STATIC = "key_type <> 'federated'"


def age(column):
    return f"({AS_OF} - {column})"


CONDITIONS = {
    "identity-owner-missing": f"{LIVE} AND owner IS NULL",
    "identity-purpose-missing": f"{LIVE} AND (purpose IS NULL OR purpose = name)",
    "identity-application-missing": f"{LIVE} AND application IS NULL",
    "identity-never-reviewed": f"{LIVE} AND reviewed IS NULL AND created IS NOT NULL AND {age('created')} > review_days",
    "identity-review-overdue": f"{LIVE} AND reviewed IS NOT NULL AND {age('reviewed')} > review_days",
    "identity-unused": f"{LIVE} AND last_used IS NOT NULL AND {age('last_used')} > unused_days",
    "identity-shared-by-applications": f"{LIVE} AND consumers LIKE '%;%'",
    "wildcard-scopes": f"{LIVE} AND regexp_matches(scopes, '(^|;)[^;]*(:\\*|/\\*|\\.\\*)(;|$)')",
    "credential-age-unknown": f"{STATIC} AND key_created IS NULL AND last_rotated IS NULL",
    "credential-not-rotated": f"{STATIC} AND coalesce(last_rotated, key_created) IS NOT NULL AND {age('coalesce(last_rotated, key_created)')} > rotation_days",
    "credential-no-expiry": "key_type IN ('api_key', 'client_secret', 'token', 'certificate') AND key_expires_text = 'never'",
    "credential-outside-secret-store": "storage = 'config_file'",
    "credential-in-code": "storage = 'source_code'",
    "credential-storage-unknown": f"{STATIC} AND storage IS NULL",
    "static-cloud-key-in-pipeline": f"{STATIC} AND purpose_class = 'ci_cd' AND key_type IN ('access_key', 'client_secret')",
    "credential-expiring-soon": "key_expires IS NOT NULL AND key_expires >= " + AS_OF + " AND (key_expires - " + AS_OF + ") <= 30",
    "third-party-overprivileged": f"{LIVE} AND purpose_class = 'third_party' AND privileged",
    # Rows of which the data does not say, which nhimap counts as unknown.
    "identity-unused?": f"{LIVE} AND last_used IS NULL",
    "credential-in-code?": f"{STATIC} AND storage IS NULL",
    "credential-not-rotated?": f"{STATIC} AND key_created IS NULL AND last_rotated IS NULL",
}
columns = {
    "identity_id": "VARCHAR", "name": "VARCHAR", "kind": "VARCHAR", "platform": "VARCHAR", "account": "VARCHAR",
    "environment": "VARCHAR", "application": "VARCHAR", "owner": "VARCHAR", "custodian": "VARCHAR", "purpose": "VARCHAR",
    "purpose_class": "VARCHAR", "status": "VARCHAR", "created": "DATE", "last_used": "DATE", "reviewed": "DATE",
    "privilege": "VARCHAR", "scopes": "VARCHAR", "consumers": "VARCHAR", "key_id": "VARCHAR", "key_type": "VARCHAR",
    "key_created": "DATE", "last_rotated": "DATE", "key_expires_text": "VARCHAR", "storage": "VARCHAR",
}
selects = ", ".join(f"count(*) FILTER (WHERE {condition})" for condition in CONDITIONS.values())
query = f"""
WITH register AS (
  SELECT *, try_cast(key_expires_text AS DATE) AS key_expires, {PRIVILEGED} AS privileged
  FROM read_csv($path, header = true, columns = {columns})
), judged AS (
  SELECT *,
    CASE WHEN NOT privileged AND purpose_class = 'internal_automation' THEN 365
         WHEN NOT privileged AND purpose_class = 'customer_workflow' THEN 180 ELSE 90 END AS review_days,
    CASE WHEN privileged OR purpose_class = 'third_party' THEN 45 ELSE 90 END AS unused_days,
    least(
      CASE WHEN purpose_class = 'ci_cd' THEN 30 ELSE 9999 END,
      CASE WHEN purpose_class = 'customer_workflow' THEN 90 ELSE 9999 END,
      CASE WHEN purpose_class = 'third_party' AND privilege IN ('write', 'admin', 'owner') THEN 30 ELSE 9999 END,
      CASE WHEN environment IN ('staging', 'test', 'development') AND key_type IN ('api_key', 'access_key', 'client_secret') THEN 180 ELSE 9999 END,
      9999) AS special_days
  FROM register
), final AS (
  SELECT *, CASE WHEN special_days = 9999 THEN 90 ELSE special_days END AS rotation_days FROM judged
)
SELECT {selects} FROM final
"""
counts = connection.execute(query, {"path": path}).fetchone()
wall = time.perf_counter() - start
for check, count in zip(CONDITIONS, counts):
    print(f"check {check} {count}")
usage = resource.getrusage(resource.RUSAGE_SELF)
print(f"figures {wall} {usage.ru_utime + usage.ru_stime} {usage.ru_maxrss * 1024 / 1e6}")

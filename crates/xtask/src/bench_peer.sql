-- Twenty of nhimap's conditions over the register of `cargo xtask bench`, as of 2026-11-01; the names are those of the checks.
-- A question mark asks for the rows of which the data does not say, which nhimap counts as unknown.
WITH register AS (
  SELECT *, try_cast(key_expires_text AS DATE) AS key_expires, (privilege IN ('admin') OR regexp_matches(coalesce(scopes, ''), '(^|;)(iam:PassRole|[^;]*:\*)(;|$)')) AS privileged
  FROM read_csv($path, header = true, columns = {
    'identity_id': 'VARCHAR',
    'name': 'VARCHAR',
    'kind': 'VARCHAR',
    'platform': 'VARCHAR',
    'account': 'VARCHAR',
    'environment': 'VARCHAR',
    'application': 'VARCHAR',
    'owner': 'VARCHAR',
    'custodian': 'VARCHAR',
    'purpose': 'VARCHAR',
    'purpose_class': 'VARCHAR',
    'status': 'VARCHAR',
    'created': 'DATE',
    'last_used': 'DATE',
    'reviewed': 'DATE',
    'privilege': 'VARCHAR',
    'scopes': 'VARCHAR',
    'consumers': 'VARCHAR',
    'key_id': 'VARCHAR',
    'key_type': 'VARCHAR',
    'key_created': 'DATE',
    'last_rotated': 'DATE',
    'key_expires_text': 'VARCHAR',
    'storage': 'VARCHAR'
  })
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
SELECT
  count(*) FILTER (WHERE status = 'active' AND owner IS NULL) AS "identity-owner-missing",
  count(*) FILTER (WHERE status = 'active' AND (purpose IS NULL OR purpose = name)) AS "identity-purpose-missing",
  count(*) FILTER (WHERE status = 'active' AND application IS NULL) AS "identity-application-missing",
  count(*) FILTER (WHERE status = 'active' AND reviewed IS NULL AND created IS NOT NULL AND (DATE '2026-11-01' - created) > review_days) AS "identity-never-reviewed",
  count(*) FILTER (WHERE status = 'active' AND reviewed IS NOT NULL AND (DATE '2026-11-01' - reviewed) > review_days) AS "identity-review-overdue",
  count(*) FILTER (WHERE status = 'active' AND last_used IS NOT NULL AND (DATE '2026-11-01' - last_used) > unused_days) AS "identity-unused",
  count(*) FILTER (WHERE status = 'active' AND consumers LIKE '%;%') AS "identity-shared-by-applications",
  count(*) FILTER (WHERE status = 'active' AND regexp_matches(scopes, '(^|;)[^;]*(:\*|/\*|\.\*)(;|$)')) AS "wildcard-scopes",
  count(*) FILTER (WHERE key_type <> 'federated' AND key_created IS NULL AND last_rotated IS NULL) AS "credential-age-unknown",
  count(*) FILTER (WHERE key_type <> 'federated' AND coalesce(last_rotated, key_created) IS NOT NULL AND (DATE '2026-11-01' - coalesce(last_rotated, key_created)) > rotation_days) AS "credential-not-rotated",
  count(*) FILTER (WHERE key_type IN ('api_key', 'client_secret', 'token', 'certificate') AND key_expires_text = 'never') AS "credential-no-expiry",
  count(*) FILTER (WHERE storage = 'config_file') AS "credential-outside-secret-store",
  count(*) FILTER (WHERE storage = 'source_code') AS "credential-in-code",
  count(*) FILTER (WHERE key_type <> 'federated' AND storage IS NULL) AS "credential-storage-unknown",
  count(*) FILTER (WHERE key_type <> 'federated' AND purpose_class = 'ci_cd' AND key_type IN ('access_key', 'client_secret')) AS "static-cloud-key-in-pipeline",
  count(*) FILTER (WHERE key_expires IS NOT NULL AND key_expires >= DATE '2026-11-01' AND (key_expires - DATE '2026-11-01') <= 30) AS "credential-expiring-soon",
  count(*) FILTER (WHERE status = 'active' AND purpose_class = 'third_party' AND privileged) AS "third-party-overprivileged",
  count(*) FILTER (WHERE status = 'active' AND last_used IS NULL) AS "identity-unused?",
  count(*) FILTER (WHERE key_type <> 'federated' AND storage IS NULL) AS "credential-in-code?",
  count(*) FILTER (WHERE key_type <> 'federated' AND key_created IS NULL AND last_rotated IS NULL) AS "credential-not-rotated?" FROM final

-- The server: who may do what, what was done, stores entered by operators, manifests uploaded by browsers.

CREATE TABLE bulkcopy.accounts (
    account_id      integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    origin          text NOT NULL DEFAULT 'local',  -- where it signs in; names of two origins are two accounts
    name            text NOT NULL CHECK (name = lower(name)),
    role            text NOT NULL CHECK (role IN ('Viewer', 'Operator', 'Approver', 'Admin')),
    password_hash   text,                           -- of local accounts
    created_at      timestamptz NOT NULL DEFAULT now(),
    disabled_at     timestamptz,
    failed_sign_ins integer NOT NULL DEFAULT 0,     -- since the last success
    locked_until    timestamptz,
    revision        integer NOT NULL DEFAULT 1,
    UNIQUE (origin, name),
    CHECK ((origin = 'local') = (password_hash IS NOT NULL))
);

CREATE TABLE bulkcopy.sessions (
    token_hash   bytea PRIMARY KEY,                 -- SHA-256 of what the cookie holds
    account_id   integer NOT NULL REFERENCES bulkcopy.accounts ON DELETE CASCADE,
    created_at   timestamptz NOT NULL DEFAULT now(),
    last_seen_at timestamptz NOT NULL DEFAULT now(),
    expires_at   timestamptz NOT NULL
);
CREATE INDEX sessions_by_account ON bulkcopy.sessions (account_id);
CREATE INDEX sessions_by_end ON bulkcopy.sessions (expires_at);

CREATE TABLE bulkcopy.api_keys (
    key_id       integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name         text NOT NULL,
    token_hash   bytea NOT NULL UNIQUE,
    role         text NOT NULL CHECK (role IN ('Viewer', 'Operator', 'Approver', 'Admin')),
    areas        text[] NOT NULL DEFAULT '{}',      -- parts of the API it may use; empty: all
    created_by   text NOT NULL,
    created_at   timestamptz NOT NULL DEFAULT now(),
    expires_at   timestamptz NOT NULL,
    last_used_at timestamptz,
    revoked_at   timestamptz
);

CREATE TABLE bulkcopy.sign_in_links (
    token_hash bytea PRIMARY KEY,
    role       text NOT NULL CHECK (role IN ('Viewer', 'Operator', 'Approver', 'Admin')),
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    used_at    timestamptz
);

CREATE TABLE bulkcopy.audit_log (
    audit_id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at             timestamptz NOT NULL DEFAULT now(),
    request_id     text NOT NULL,
    actor          text NOT NULL,
    actor_kind     text NOT NULL,
    role           text,
    action         text NOT NULL,
    target         text,
    status         integer NOT NULL,                -- the answer's HTTP status
    detail         text,
    remote_address text
);

CREATE FUNCTION bulkcopy.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'bulkcopy.% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER audit_log_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON bulkcopy.audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION bulkcopy.refuse_change();

-- Secrets are sealed with a data key of their own, which is sealed with a master key that is not in the database.
CREATE TABLE bulkcopy.stores (
    name          text PRIMARY KEY,
    settings      jsonb NOT NULL,
    access_key_id text NOT NULL,
    master_key_id text NOT NULL,
    sealed_key    bytea NOT NULL,
    sealed_secret bytea NOT NULL,
    revision      integer NOT NULL DEFAULT 1,
    created_at    timestamptz NOT NULL DEFAULT now(),
    updated_at    timestamptz NOT NULL DEFAULT now(),
    updated_by    text NOT NULL
);

-- Keys of the web server's own tokens (antiforgery, state of sign-ins elsewhere), shared by all servers.
CREATE TABLE bulkcopy.protection_keys (
    name       text PRIMARY KEY,
    xml        text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE bulkcopy.manifest_uploads (
    upload_id   uuid PRIMARY KEY,
    store       text NOT NULL,
    bucket      text NOT NULL,
    key_prefix  text NOT NULL,
    most_bytes  bigint NOT NULL,
    created_by  text NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now(),
    expires_at  timestamptz NOT NULL,
    key         text,
    etag        text,
    size        bigint,
    landed_at   timestamptz,
    CHECK ((landed_at IS NULL) = (key IS NULL))
);

-- Failures are read by their code.
ALTER FUNCTION bulkcopy.create_run_partitions(integer) RENAME TO create_run_tables;
CREATE FUNCTION bulkcopy.create_failure_index(run integer) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE INDEX ON bulkcopy.outcomes_%1$s (code, entry_id) WHERE final AND result = ''Failed''', run);
END $$;
CREATE FUNCTION bulkcopy.create_run_partitions(run integer) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM bulkcopy.create_run_tables(run);
    PERFORM bulkcopy.create_failure_index(run);
END $$;
SELECT bulkcopy.create_failure_index(run_id) FROM bulkcopy.runs;

CREATE INDEX runs_by_job ON bulkcopy.runs (job_id, run_id);

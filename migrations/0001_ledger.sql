-- The ledger: jobs, runs, manifest entries, segments, outcomes.
-- Enum labels are spelled as in C#, JSON and the dashboard.

CREATE SCHEMA IF NOT EXISTS bulkcopy;

CREATE TYPE bulkcopy.run_state AS ENUM ('New', 'Preparing', 'Suspended', 'Ready', 'Active', 'Pausing', 'Paused',
    'Completing', 'Complete', 'Cancelling', 'Cancelled', 'Failing', 'Failed');
CREATE TYPE bulkcopy.copy_way AS ENUM ('Copy', 'PartCopy', 'Relay', 'RelayParts');
CREATE TYPE bulkcopy.segment_kind AS ENUM ('Objects', 'Retry', 'UploadOpen', 'UploadParts', 'UploadClose');
CREATE TYPE bulkcopy.work_state AS ENUM ('Ready', 'Leased', 'Done');
CREATE TYPE bulkcopy.outcome_result AS ENUM ('Copied', 'Adopted', 'Skipped', 'SourceChanged', 'AlreadyPresent', 'Restoring', 'Failed');
CREATE TYPE bulkcopy.proof AS ENUM ('None', 'ETag', 'Crc64', 'Checksum', 'SizeOnly');
CREATE TYPE bulkcopy.upload_state AS ENUM ('Intended', 'Open', 'Completed', 'Aborting', 'Aborted');

CREATE TABLE bulkcopy.jobs (
    job_id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name            text NOT NULL,
    spec            jsonb NOT NULL,
    idempotency_key text UNIQUE,
    created_at      timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE bulkcopy.runs (
    run_id       integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    job_id       bigint NOT NULL REFERENCES bulkcopy.jobs,
    spec         jsonb NOT NULL,                 -- the job as it was when the run began
    state        bulkcopy.run_state NOT NULL DEFAULT 'New',
    state_reason text,
    priority     integer NOT NULL DEFAULT 0,     -- higher goes first
    listing_done boolean NOT NULL DEFAULT false,
    created_at   timestamptz NOT NULL DEFAULT now(),
    started_at   timestamptz,
    finished_at  timestamptz,
    CHECK ((state IN ('Complete', 'Cancelled', 'Failed')) = (finished_at IS NOT NULL)),
    CHECK (state IN ('New', 'Preparing', 'Suspended', 'Ready', 'Cancelling', 'Cancelled', 'Failing', 'Failed') OR started_at IS NOT NULL)
);
CREATE INDEX runs_unfinished ON bulkcopy.runs (priority DESC, run_id) WHERE finished_at IS NULL;

-- One row per worker that contributed, so that no two workers wait for each other; a run's totals are the sum.
CREATE TABLE bulkcopy.run_totals (
    run_id          integer NOT NULL REFERENCES bulkcopy.runs ON DELETE CASCADE,
    worker_id       integer NOT NULL,
    listed          bigint NOT NULL DEFAULT 0,
    listed_bytes    bigint NOT NULL DEFAULT 0,
    copied          bigint NOT NULL DEFAULT 0,
    adopted         bigint NOT NULL DEFAULT 0,
    skipped         bigint NOT NULL DEFAULT 0,
    source_changed  bigint NOT NULL DEFAULT 0,
    already_present bigint NOT NULL DEFAULT 0,
    failed          bigint NOT NULL DEFAULT 0,
    bytes           bigint NOT NULL DEFAULT 0,   -- of copied and adopted objects
    verified        bigint NOT NULL DEFAULT 0,
    size_only       bigint NOT NULL DEFAULT 0,
    retries         bigint NOT NULL DEFAULT 0,   -- outcomes that were not final
    PRIMARY KEY (run_id, worker_id)
) WITH (fillfactor = 50);

CREATE TABLE bulkcopy.workers (
    worker_id    integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name         text NOT NULL,                  -- host name and process id
    started_at   timestamptz NOT NULL DEFAULT now(),
    lease_until  timestamptz NOT NULL,           -- database clock; everything the worker has leased expires with it
    stopped_at   timestamptz
) WITH (fillfactor = 50);

-- A part of the key space that is being listed: keys after start_after up to and including end_through.
CREATE TABLE bulkcopy.listing_ranges (
    run_id              integer NOT NULL REFERENCES bulkcopy.runs ON DELETE CASCADE,
    range_id            bigint GENERATED ALWAYS AS IDENTITY,
    prefix              text COLLATE "C" NOT NULL,
    cursor_key          text COLLATE "C",        -- last key whose entries are in the ledger; NULL at the beginning
    cursor_version_id   text,                    -- of a listing of versions
    end_through         text COLLATE "C",        -- NULL: to the end of the prefix
    state               bulkcopy.work_state NOT NULL DEFAULT 'Ready',
    worker_id           integer REFERENCES bulkcopy.workers,
    pages               integer NOT NULL DEFAULT 0,
    PRIMARY KEY (run_id, range_id),
    CHECK ((state = 'Leased') = (worker_id IS NOT NULL))
) WITH (fillfactor = 50);
CREATE INDEX listing_ranges_open ON bulkcopy.listing_ranges (run_id) WHERE state <> 'Done';

-- Segment numbers are unique over all runs; an entry id is its segment's number times 1024 plus its place in it.
CREATE SEQUENCE bulkcopy.segment_id;

-- Columns of entries and outcomes stand in order of their alignment: no bytes are lost between them.
CREATE TABLE bulkcopy.entries (
    entry_id      bigint NOT NULL,
    size          bigint NOT NULL,
    last_modified timestamptz NOT NULL,
    run_id        integer NOT NULL,
    way           bulkcopy.copy_way NOT NULL,
    key           text COLLATE "C" NOT NULL,
    version_id    text,
    etag          text,
    storage_class text
) PARTITION BY LIST (run_id);

CREATE TABLE bulkcopy.segments (
    run_id      integer NOT NULL,
    segment_id  bigint NOT NULL,
    kind        bulkcopy.segment_kind NOT NULL,
    state       bulkcopy.work_state NOT NULL DEFAULT 'Ready',
    due_at      timestamptz NOT NULL DEFAULT now(),
    worker_id   integer,
    claims      integer NOT NULL DEFAULT 0,
    tries       smallint NOT NULL DEFAULT 0,     -- of upload segments: how often this step failed before
    ask_first   boolean NOT NULL DEFAULT false,  -- a request of an earlier attempt may have taken effect: ask the destination before copying
    entry_count integer NOT NULL,
    byte_count  bigint NOT NULL,
    entry_ids   bigint[],                        -- Retry: which entries; UploadOpen, UploadParts, UploadClose: the one entry
    first_part  integer,                         -- UploadParts
    last_part   integer,
    first_key   text COLLATE "C",                -- of the entries numbered by it, so that one is found by its key without an index over entries
    last_key    text COLLATE "C",
    created_at  timestamptz NOT NULL DEFAULT now(),
    done_at     timestamptz,
    CHECK ((state = 'Leased') = (worker_id IS NOT NULL)),
    CHECK ((state = 'Done') = (done_at IS NOT NULL)),
    CHECK ((kind = 'Objects') = (entry_ids IS NULL)),
    CHECK ((kind = 'UploadParts') = (first_part IS NOT NULL AND last_part IS NOT NULL))
) PARTITION BY LIST (run_id);

CREATE TABLE bulkcopy.outcomes (
    entry_id        bigint NOT NULL,
    bytes           bigint NOT NULL,
    crc64           bigint,                      -- CRC-64/XZ as a signed number
    at              timestamptz NOT NULL,
    run_id          integer NOT NULL,
    worker_id       integer NOT NULL,
    duration_ms     integer NOT NULL,
    result          bulkcopy.outcome_result NOT NULL,
    proof           bulkcopy.proof NOT NULL,
    attempt         smallint NOT NULL,           -- 1, 2, …; together with entry_id the key, so that nothing is counted twice
    final           boolean NOT NULL,            -- false: was, or will be, tried again
    dest_etag       text,
    dest_version_id text,
    dest_class      text,                        -- storage class asked for; NULL: the destination's default
    code            text,                        -- StoreErrorCode or a reason
    message         text
) PARTITION BY LIST (run_id);

CREATE TABLE bulkcopy.part_outcomes (
    run_id      integer NOT NULL,
    entry_id    bigint NOT NULL,
    upload_no   bigint NOT NULL,
    part_number integer NOT NULL,
    etag        text NOT NULL,
    crc64       bigint,
    worker_id   integer NOT NULL,
    duration_ms integer NOT NULL,
    at          timestamptz NOT NULL
) PARTITION BY LIST (run_id);

-- Every multipart upload we began, from the intention to the proof that it is gone. Outlives its run.
CREATE TABLE bulkcopy.uploads (
    upload_no    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    run_id       integer NOT NULL,
    entry_id     bigint NOT NULL,
    store        text NOT NULL,
    bucket       text NOT NULL,
    key          text COLLATE "C" NOT NULL,
    upload_id    text,
    state        bulkcopy.upload_state NOT NULL DEFAULT 'Intended',
    part_size    bigint,
    part_count   integer,
    parts_done   integer NOT NULL DEFAULT 0,
    source_crc64 bigint,
    intended_at  timestamptz NOT NULL DEFAULT now(),
    closed_at    timestamptz,
    CHECK ((state IN ('Intended', 'Aborted')) OR upload_id IS NOT NULL),
    CHECK ((state IN ('Completed', 'Aborted')) = (closed_at IS NOT NULL))
);
CREATE INDEX uploads_by_entry ON bulkcopy.uploads (run_id, entry_id);
CREATE INDEX uploads_unclosed ON bulkcopy.uploads (run_id, upload_no) WHERE closed_at IS NULL;

-- What an operator wants to read about a run, newest last.
CREATE TABLE bulkcopy.run_events (
    event_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    run_id   integer NOT NULL REFERENCES bulkcopy.runs ON DELETE CASCADE,
    at       timestamptz NOT NULL DEFAULT now(),
    kind     text NOT NULL,
    message  text NOT NULL
);
CREATE INDEX run_events_by_run ON bulkcopy.run_events (run_id, event_id);

-- Makes the partitions of a run. They are attached, not created as partitions, so that running work is not locked out.
-- Entries and outcomes are only ever appended: vacuuming them because of inserts would read a whole run for nothing.
CREATE FUNCTION bulkcopy.create_run_partitions(run integer) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    parent text;
BEGIN
    EXECUTE format('CREATE TABLE bulkcopy.entries_%1$s (LIKE bulkcopy.entries, PRIMARY KEY (entry_id)) WITH (autovacuum_vacuum_insert_threshold = -1)', run);
    EXECUTE format('CREATE TABLE bulkcopy.segments_%1$s (LIKE bulkcopy.segments INCLUDING DEFAULTS INCLUDING CONSTRAINTS, PRIMARY KEY (segment_id)) WITH (fillfactor = 70)', run);
    EXECUTE format('CREATE INDEX ON bulkcopy.segments_%1$s (due_at, segment_id) WHERE state = ''Ready''', run);
    EXECUTE format('CREATE INDEX ON bulkcopy.segments_%1$s (worker_id) WHERE state = ''Leased''', run);
    EXECUTE format('CREATE INDEX ON bulkcopy.segments_%1$s (first_key, segment_id) WHERE first_key IS NOT NULL', run);
    EXECUTE format('CREATE TABLE bulkcopy.outcomes_%1$s (LIKE bulkcopy.outcomes, PRIMARY KEY (entry_id, attempt)) WITH (autovacuum_vacuum_insert_threshold = -1)', run);
    EXECUTE format('CREATE INDEX ON bulkcopy.outcomes_%1$s (entry_id) WHERE final AND result = ''Failed''', run);
    EXECUTE format('CREATE TABLE bulkcopy.part_outcomes_%1$s (LIKE bulkcopy.part_outcomes, PRIMARY KEY (entry_id, upload_no, part_number))', run);
    FOREACH parent IN ARRAY ARRAY['entries', 'segments', 'outcomes', 'part_outcomes'] LOOP
        EXECUTE format('ALTER TABLE bulkcopy.%2$I ATTACH PARTITION bulkcopy.%2$s_%1$s FOR VALUES IN (%1$s)', run, parent);
    END LOOP;
END $$;

CREATE FUNCTION bulkcopy.drop_run_partitions(run integer) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    parent text;
BEGIN
    FOREACH parent IN ARRAY ARRAY['entries', 'segments', 'outcomes', 'part_outcomes'] LOOP
        EXECUTE format('DROP TABLE IF EXISTS bulkcopy.%2$s_%1$s', run, parent);
    END LOOP;
END $$;

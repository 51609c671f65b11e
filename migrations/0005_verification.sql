-- Verification, the accountant of multipart uploads, and what stays of runs that were dropped.

ALTER TYPE bulkcopy.proof ADD VALUE 'Content';

-- The accountant tries again until the store confirms that an upload is gone, less and less often.
ALTER TABLE bulkcopy.uploads ADD COLUMN abort_tries integer NOT NULL DEFAULT 0;
ALTER TABLE bulkcopy.uploads ADD COLUMN abort_after timestamptz;             -- not before; NULL: at once
ALTER TABLE bulkcopy.uploads ADD COLUMN note text;                           -- what the store said last, or why nothing more is done
CREATE INDEX uploads_by_key ON bulkcopy.uploads (key, bucket, store) WHERE closed_at IS NULL OR upload_id IS NOT NULL;

-- What stays of a run whose rows were dropped.
CREATE TABLE bulkcopy.dropped_runs (
    run_id       integer PRIMARY KEY,
    job_id       bigint NOT NULL REFERENCES bulkcopy.jobs,
    spec         jsonb NOT NULL,
    state        bulkcopy.run_state NOT NULL,
    state_reason text,
    created_at   timestamptz NOT NULL,
    started_at   timestamptz,
    finished_at  timestamptz NOT NULL,
    totals       jsonb NOT NULL,
    certificate  jsonb,                         -- without its blocks; NULL if none was wanted
    dropped_at   timestamptz NOT NULL DEFAULT now()
);

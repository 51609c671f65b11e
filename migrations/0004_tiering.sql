-- Tiering: which rule wants an entry elsewhere, what a transition cost, restores from archive classes, and what the dashboard adds up.

ALTER TYPE bulkcopy.segment_kind ADD VALUE 'Restore';
ALTER TYPE bulkcopy.segment_kind ADD VALUE 'RestorePoll';

ALTER TABLE bulkcopy.entries ADD COLUMN rule smallint;               -- number of the policy's rule; NULL in other runs
ALTER TABLE bulkcopy.outcomes ADD COLUMN source_version_id text;     -- of transitions: the version before
ALTER TABLE bulkcopy.outcomes ADD COLUMN cost_nano bigint;           -- of transitions: billionths of the price table's currency

-- The state of one archived object between being asked for and being copied. What happened at last is its outcome.
CREATE TABLE bulkcopy.restores (
    run_id       integer NOT NULL REFERENCES bulkcopy.runs ON DELETE CASCADE,
    entry_id     bigint NOT NULL,
    state        text NOT NULL DEFAULT 'Intended' CHECK (state IN ('Intended', 'Running', 'Restored', 'Failed')),
    tier         text NOT NULL,
    days         integer NOT NULL,
    bytes        bigint NOT NULL,
    cost         numeric NOT NULL,
    requests     smallint NOT NULL DEFAULT 0,
    admitted_at  timestamptz NOT NULL DEFAULT now(),
    requested_at timestamptz,
    checked_at   timestamptz,
    expires_at   timestamptz,
    message      text,
    PRIMARY KEY (run_id, entry_id)
);

-- What a run's restores add up to: the row is locked while entries are admitted, so that caps are exact.
CREATE TABLE bulkcopy.restore_totals (
    run_id  integer PRIMARY KEY REFERENCES bulkcopy.runs ON DELETE CASCADE,
    objects bigint NOT NULL DEFAULT 0,
    cost    numeric NOT NULL DEFAULT 0
);

-- When the next restore request to a bucket may be sent, by whichever worker.
CREATE TABLE bulkcopy.restore_pace (
    store   text NOT NULL,
    bucket  text NOT NULL,
    next_at timestamptz NOT NULL,
    PRIMARY KEY (store, bucket)
);

-- Transitions by day, written with their outcomes, one row per worker that contributed. Outlives its runs.
CREATE TABLE bulkcopy.transition_days (
    day        date NOT NULL,                    -- UTC
    run_id     integer NOT NULL,
    worker_id  integer NOT NULL,
    rule       smallint NOT NULL,
    from_class text NOT NULL,
    to_class   text NOT NULL,
    rule_name  text NOT NULL,
    objects    bigint NOT NULL,
    bytes      bigint NOT NULL,
    cost_nano  bigint NOT NULL,
    PRIMARY KEY (day, run_id, worker_id, rule, from_class, to_class)
) WITH (fillfactor = 50);

CREATE VIEW bulkcopy.transitions AS
    SELECT o.run_id, o.entry_id, e.key, coalesce(e.version_id, o.source_version_id) AS version_before, o.dest_version_id AS version_after,
        e.storage_class AS class_before, o.dest_class AS class_after, e.size AS bytes, e.rule, o.cost_nano / 1e9 AS cost, o.at
    FROM bulkcopy.outcomes o JOIN bulkcopy.entries e ON e.run_id = o.run_id AND e.entry_id = o.entry_id
    WHERE o.final AND o.result IN ('Copied', 'Adopted') AND e.rule IS NOT NULL;

-- Schedules are the truth; the scheduler's own triggers (schema quartz, made by Quartz itself) are derived from them.

CREATE SCHEMA IF NOT EXISTS quartz;

CREATE TABLE bulkcopy.schedules (
    schedule_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name        text NOT NULL UNIQUE,
    spec        jsonb NOT NULL,
    paused      boolean NOT NULL DEFAULT false,
    revision    integer NOT NULL DEFAULT 1,           -- grows with every change
    created_at  timestamptz NOT NULL DEFAULT now(),
    changed_at  timestamptz NOT NULL DEFAULT now()    -- times before it are not caught up
);

-- One row per scheduled time that has come: the key is what makes it fire once.
CREATE TABLE bulkcopy.schedule_fires (
    schedule_id  bigint NOT NULL REFERENCES bulkcopy.schedules ON DELETE CASCADE,
    scheduled_at timestamptz NOT NULL,
    state        text NOT NULL DEFAULT 'Queued' CHECK (state IN ('Queued', 'Started', 'Skipped')),
    run_id       integer,
    manual       boolean NOT NULL DEFAULT false,
    reason       text,
    fired_at     timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (schedule_id, scheduled_at),
    CHECK ((state = 'Started') = (run_id IS NOT NULL))
);
CREATE INDEX schedule_fires_queued ON bulkcopy.schedule_fires (schedule_id) WHERE state = 'Queued';

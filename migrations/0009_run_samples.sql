-- How far runs were at moments: what the dashboard's charts are drawn from. Old moments are thinned out.
CREATE TABLE bulkcopy.run_samples (
    run_id    integer NOT NULL REFERENCES bulkcopy.runs ON DELETE CASCADE,
    at        timestamptz NOT NULL,              -- a multiple of five seconds, so that several servers write one row
    listed    bigint NOT NULL,
    finished  bigint NOT NULL,
    failed    bigint NOT NULL,
    retries   bigint NOT NULL,
    bytes     bigint NOT NULL,
    PRIMARY KEY (run_id, at)
);
CREATE INDEX run_samples_by_time ON bulkcopy.run_samples (at);
CREATE INDEX runs_by_finish ON bulkcopy.runs (finished_at) WHERE finished_at IS NOT NULL;

-- Several sources in a run; objects that a run saw and left out.

ALTER TABLE bulkcopy.entries ADD COLUMN source smallint;             -- number of the job's source; NULL: the first
ALTER TABLE bulkcopy.listing_ranges ADD COLUMN source smallint NOT NULL DEFAULT 0;

-- One row per worker that contributed, as in run_totals.
CREATE TABLE bulkcopy.left_out (
    run_id    integer NOT NULL REFERENCES bulkcopy.runs ON DELETE CASCADE,
    worker_id integer NOT NULL,
    reason    text NOT NULL,                     -- the condition that did not hold, in one word
    objects   bigint NOT NULL,
    bytes     bigint NOT NULL,
    PRIMARY KEY (run_id, worker_id, reason)
) WITH (fillfactor = 50);

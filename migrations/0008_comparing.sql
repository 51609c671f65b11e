-- Runs that compare: what they saw on both sides, and deletions of mirroring runs.

ALTER TYPE bulkcopy.copy_way ADD VALUE 'Delete';
ALTER TYPE bulkcopy.segment_kind ADD VALUE 'Delete';
ALTER TYPE bulkcopy.outcome_result ADD VALUE 'Deleted';

ALTER TABLE bulkcopy.run_totals ADD COLUMN to_delete bigint NOT NULL DEFAULT 0;          -- entries whose way is Delete
ALTER TABLE bulkcopy.run_totals ADD COLUMN deleted bigint NOT NULL DEFAULT 0;
ALTER TABLE bulkcopy.run_totals ADD COLUMN source_seen bigint NOT NULL DEFAULT 0;        -- objects listed by a run that compares, entries or not
ALTER TABLE bulkcopy.run_totals ADD COLUMN destination_seen bigint NOT NULL DEFAULT 0;

-- The gate between the listing of a run and its work. Nobody can copy or delete anything for a run that has not passed it: segments are claimed in Active only.

-- Listed to its end before anything of it begins: waits for confirmation, or deletes.
ALTER TABLE bulkcopy.runs ADD COLUMN gated boolean NOT NULL GENERATED ALWAYS AS (spec @> '{"confirm": true}' OR spec @> '{"compare": "Mirror"}') STORED;
ALTER TABLE bulkcopy.runs ADD COLUMN gate_passed_at timestamptz;     -- when it was confirmed, or was found to need no confirmation

-- What was paused or failed may have been so before its gate; who confirmed it left an event.
UPDATE bulkcopy.runs r SET gate_passed_at = coalesce(started_at, created_at)
WHERE gated AND (state IN ('Ready', 'Active', 'Completing', 'Complete')
    OR EXISTS (SELECT FROM bulkcopy.run_events e WHERE e.run_id = r.run_id AND e.kind = 'confirmed'));

ALTER TABLE bulkcopy.runs ADD CONSTRAINT runs_pass_the_gate
    CHECK (NOT gated OR gate_passed_at IS NOT NULL OR state NOT IN ('Ready', 'Active', 'Completing', 'Complete'));

-- Runs whose objects a manifest names, and keys at the destination that are taken.

ALTER TABLE bulkcopy.listing_ranges ADD COLUMN part jsonb;           -- what is read instead of listing, and how far; NULL: keys of a source

-- Files of a manifest that lay on the disk of whoever made the run.
CREATE TABLE bulkcopy.manifest_chunks (
    run_id integer NOT NULL REFERENCES bulkcopy.runs ON DELETE CASCADE,
    file   integer NOT NULL,
    chunk  integer NOT NULL,                     -- of 1 MiB; the last one is shorter
    bytes  bytea NOT NULL,
    PRIMARY KEY (run_id, file, chunk)
);
ALTER TABLE bulkcopy.manifest_chunks ALTER COLUMN bytes SET STORAGE EXTERNAL;

-- Keys that entries of a run are going to write, by hash: filled where two entries could get the same. One table per run, so that dropping a run is instant.
CREATE FUNCTION bulkcopy.create_destination_keys(run integer) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE TABLE bulkcopy.destination_keys_%1$s (entry_id bigint NOT NULL, key_hash uuid PRIMARY KEY) WITH (autovacuum_vacuum_insert_threshold = -1)', run);
END $$;

CREATE OR REPLACE FUNCTION bulkcopy.create_run_partitions(run integer) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM bulkcopy.create_run_tables(run);
    PERFORM bulkcopy.create_failure_index(run);
    PERFORM bulkcopy.create_destination_keys(run);
END $$;

CREATE OR REPLACE FUNCTION bulkcopy.drop_run_partitions(run integer) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    parent text;
BEGIN
    FOREACH parent IN ARRAY ARRAY['entries', 'segments', 'outcomes', 'part_outcomes', 'destination_keys'] LOOP
        EXECUTE format('DROP TABLE IF EXISTS bulkcopy.%2$s_%1$s', run, parent);
    END LOOP;
END $$;

SELECT bulkcopy.create_destination_keys(run_id) FROM bulkcopy.runs;

-- What pairs of places were seen to do; sources that changed under a run; who gave an upload up.

CREATE TABLE bulkcopy.store_probes (
    source_store       text NOT NULL,
    source_bucket      text NOT NULL,
    destination_store  text NOT NULL,
    destination_bucket text NOT NULL,
    begun_at           timestamptz,              -- somebody is finding out; NULL when done
    probed_at          timestamptz,
    capabilities       jsonb,
    PRIMARY KEY (source_store, source_bucket, destination_store, destination_bucket)
);

-- An entry's source as it was planned anew. The manifest keeps what was listed.
CREATE TABLE bulkcopy.source_revisions (
    run_id        integer NOT NULL REFERENCES bulkcopy.runs ON DELETE CASCADE,
    entry_id      bigint NOT NULL,
    size          bigint NOT NULL,
    last_modified timestamptz NOT NULL,
    revised_at    timestamptz NOT NULL DEFAULT now(),
    revisions     integer NOT NULL DEFAULT 1,
    way           bulkcopy.copy_way NOT NULL,
    etag          text,
    storage_class text,
    PRIMARY KEY (run_id, entry_id)
);

-- The segment that gave an upload up goes on with its entry, also after a crash between the two.
ALTER TABLE bulkcopy.uploads ADD COLUMN given_up_by bigint;

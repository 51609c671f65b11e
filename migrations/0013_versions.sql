-- Version histories: every version of a key with its delete markers, in order.

ALTER TYPE bulkcopy.copy_way ADD VALUE 'DeleteMarker';
ALTER TYPE bulkcopy.segment_kind ADD VALUE 'History';
ALTER TYPE bulkcopy.proof ADD VALUE 'DeleteMarker';

-- Place in the history of its key, counted from the newest, which is 1; NULL in other runs. Of a key, an older version has a greater entry_id.
ALTER TABLE bulkcopy.entries ADD COLUMN version_no integer;

-- Where a listing stopped among the versions of cursor_key: the entry of the last of them, and how many there are so far.
ALTER TABLE bulkcopy.listing_ranges ADD COLUMN open_entry bigint;
ALTER TABLE bulkcopy.listing_ranges ADD COLUMN open_versions integer NOT NULL DEFAULT 0;

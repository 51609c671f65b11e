-- Ranges of parts name their upload, so that one of an upload that was given up is not taken for one of the next.

ALTER TABLE bulkcopy.segments ADD COLUMN upload_no bigint;                      -- UploadParts; NULL in those from before

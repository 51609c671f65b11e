-- Flow control: what operators allow, what the fleet learned, what each worker does at the moment.

-- An empty bucket name: for each bucket of the store that has no row of its own.
CREATE TABLE bulkcopy.flow_limits (
    store               text NOT NULL,
    bucket              text NOT NULL,
    requests_per_second double precision CHECK (requests_per_second >= 0),
    bytes_per_second    bigint CHECK (bytes_per_second > 0),
    in_flight           integer CHECK (in_flight > 0),
    windows             text[] NOT NULL DEFAULT '{}',  -- as the operator wrote them
    updated_at          timestamptz NOT NULL DEFAULT now(),
    updated_by          text NOT NULL,
    PRIMARY KEY (store, bucket)
);

-- Moved by one worker at a time, each step over the revision before it. No row: the bucket has never asked for less.
CREATE TABLE bulkcopy.flow_levels (
    store        text NOT NULL,
    bucket       text NOT NULL,
    revision     bigint NOT NULL,
    rate         double precision,                     -- requests per second of all workers; NULL: as many as go
    ceiling      double precision NOT NULL,
    in_flight    integer,
    stepped_at   timestamptz NOT NULL,
    rising_since timestamptz NOT NULL,
    cut_at       timestamptz,
    PRIMARY KEY (store, bucket)
) WITH (fillfactor = 50);

-- Written several times a second and worth nothing after that: not logged, and empty after a crash of the database.
CREATE UNLOGGED TABLE bulkcopy.flow_reports (
    store                text NOT NULL,
    bucket               text NOT NULL,
    worker_id            integer NOT NULL,
    reported_at          timestamptz NOT NULL,
    since                timestamptz NOT NULL,
    throttled_at         timestamptz,
    accepted             double precision NOT NULL,    -- requests of the last second that were not throttled
    accepted_before      double precision NOT NULL,
    bytes_per_second     double precision NOT NULL,
    share_requests       double precision,             -- NULL: not limited
    share_bytes          double precision,
    limit_requests       double precision,             -- of the whole fleet, as this worker saw it in force
    limit_bytes          double precision,
    limit_in_flight      integer,
    in_flight            integer NOT NULL,
    waiting              integer NOT NULL,
    most                 integer NOT NULL,
    throttled_per_minute integer NOT NULL,
    hungry               boolean NOT NULL,
    hungry_for_bytes     boolean NOT NULL,
    PRIMARY KEY (store, bucket, worker_id)
) WITH (fillfactor = 30, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_cost_delay = 0);

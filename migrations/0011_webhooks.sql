-- Addresses that are told when a run changes its state.

CREATE TABLE bulkcopy.webhooks (
    webhook_id    integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name          text NOT NULL UNIQUE,
    url           text NOT NULL,
    states        text[] NOT NULL DEFAULT '{}',     -- only these; empty: all
    disabled      boolean NOT NULL DEFAULT false,
    master_key_id text NOT NULL,
    sealed_key    bytea NOT NULL,
    sealed_secret bytea NOT NULL,
    revision      integer NOT NULL DEFAULT 1,
    created_at    timestamptz NOT NULL DEFAULT now(),
    updated_at    timestamptz NOT NULL DEFAULT now(),
    updated_by    text NOT NULL
);

CREATE TABLE bulkcopy.webhook_deliveries (
    delivery_id  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    webhook_id   integer NOT NULL REFERENCES bulkcopy.webhooks ON DELETE CASCADE,
    run_id       integer NOT NULL REFERENCES bulkcopy.runs ON DELETE CASCADE,
    state_before text,
    state        text NOT NULL,
    happened_at  timestamptz NOT NULL DEFAULT now(),
    attempts     integer NOT NULL DEFAULT 0,
    next_at      timestamptz NOT NULL DEFAULT now(), -- while an attempt is made: when it counts as lost
    settled_at   timestamptz,
    delivered    boolean NOT NULL DEFAULT false,
    last_status  integer,
    last_error   text,
    CHECK (settled_at IS NOT NULL OR NOT delivered)
);
CREATE INDEX webhook_deliveries_due ON bulkcopy.webhook_deliveries (next_at) WHERE settled_at IS NULL;
CREATE INDEX webhook_deliveries_by_webhook ON bulkcopy.webhook_deliveries (webhook_id, delivery_id);
CREATE INDEX webhook_deliveries_by_run ON bulkcopy.webhook_deliveries (run_id);
CREATE INDEX webhook_deliveries_settled ON bulkcopy.webhook_deliveries (settled_at) WHERE settled_at IS NOT NULL;

-- In the transaction that changes the state: a change that is durable is told, and one that is rolled back is not.
CREATE FUNCTION bulkcopy.queue_webhooks() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO bulkcopy.webhook_deliveries (webhook_id, run_id, state_before, state)
    SELECT webhook_id, NEW.run_id, CASE WHEN TG_OP = 'UPDATE' THEN OLD.state::text END, NEW.state::text
    FROM bulkcopy.webhooks WHERE NOT disabled AND (states = '{}' OR NEW.state::text = ANY (states));
    RETURN NULL;
END $$;
CREATE TRIGGER webhooks_of_new_runs AFTER INSERT ON bulkcopy.runs
    FOR EACH ROW EXECUTE FUNCTION bulkcopy.queue_webhooks();
CREATE TRIGGER webhooks_of_states AFTER UPDATE OF state ON bulkcopy.runs
    FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION bulkcopy.queue_webhooks();

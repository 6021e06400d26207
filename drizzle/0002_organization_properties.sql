-- The first and the last part are written by hand: what Drizzle's schema cannot say.

-- Any substring of a name is found through trigrams. The extension is part of every Postgres and trusted: an owner may make it.
CREATE EXTENSION IF NOT EXISTS pg_trgm;
--> statement-breakpoint
-- Whether this connection is the installation's. The setting is given at connect and stays, so the planner may resolve it once per
-- statement (hence IMMUTABLE): an index can then serve conditions that would otherwise have to wait behind the policy.
CREATE FUNCTION in_installation() RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN coalesce(current_setting('app.scope', true) = 'installation', false);
--> statement-breakpoint
-- Trigrams are made of what the database's locale calls letters; in the locale C, the one of the bundled Postgres, that is ASCII alone,
-- and a name in another script could only be found by reading every row. So each character of another script is written as two of
-- 0-9 and a-z. Different characters may come out the same: what is found this way is a candidate, and the text itself decides.
CREATE FUNCTION spelled_in_ascii(spelled text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  digits CONSTANT text := '0123456789abcdefghijklmnopqrstuvwxyz';
  other text;
  code integer;
BEGIN
  LOOP
    other := substring(spelled FROM '[^\u0001-\u007f]');
    EXIT WHEN other IS NULL;
    code := ascii(other);
    -- Letters of one alphabet differ in both places, so that trigrams tell their pairs apart too.
    spelled := replace(spelled, other, substr(digits, 1 + code % 36, 1) || substr(digits, 1 + (5 * code + code / 36) % 36, 1));
  END LOOP;
  RETURN spelled;
END $$;
--> statement-breakpoint
-- What trigrams are made of: one word of 0-9 and a-z. A line begins with q, parts of names and addresses are joined by z, and every other
-- sign is x, so that "R&D" and "of the" have trigrams too.
CREATE FUNCTION search_key(searched text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN regexp_replace(
  translate(
    CASE WHEN octet_length(searched) = char_length(searched) THEN searched ELSE spelled_in_ascii(searched) END,
    E'\n -_.', 'qzzzz'),
  '[^a-z0-9]', 'x', 'g');
--> statement-breakpoint
CREATE TABLE "organization_domains" (
	"id" text PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"domain" text NOT NULL,
	"token" text NOT NULL,
	"status" text DEFAULT 'pending' NOT NULL,
	"problem" text,
	"created_via" text NOT NULL,
	"verified_at" timestamp with time zone,
	"checked_at" timestamp with time zone,
	"next_check_at" timestamp with time zone,
	"misses" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "organization_domains_organization_id_domain_key" UNIQUE("organization_id","domain"),
	CONSTRAINT "organization_domains_domain_check" CHECK ("organization_domains"."domain" ~ '^[a-z0-9.-]+$' and char_length("organization_domains"."domain") <= 253),
	CONSTRAINT "organization_domains_status_check" CHECK ("organization_domains"."status" in ('pending', 'verified', 'failed')),
	CONSTRAINT "organization_domains_created_via_check" CHECK ("organization_domains"."created_via" in ('user', 'api', 'operator'))
);
--> statement-breakpoint
ALTER TABLE "organization_domains" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "organization_search" (
	"organization_id" text PRIMARY KEY NOT NULL,
	"text" text NOT NULL,
	"key" text GENERATED ALWAYS AS (search_key(text)) STORED NOT NULL
);
--> statement-breakpoint
ALTER TABLE "organization_search" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "memberships" DROP CONSTRAINT "memberships_role_check";--> statement-breakpoint
ALTER TABLE "organization_slugs" DROP CONSTRAINT "organization_slugs_slug_check";--> statement-breakpoint
ALTER TABLE "organization_slugs" ADD COLUMN "held_until" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "organizations" ADD COLUMN "logo_url_tried_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "organizations" ADD COLUMN "logo_url_problem" text;--> statement-breakpoint
ALTER TABLE "organizations" ADD COLUMN "external_id" text;--> statement-breakpoint
ALTER TABLE "organizations" ADD COLUMN "metadata" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "organizations" ADD COLUMN "created_by" text;--> statement-breakpoint
ALTER TABLE "organizations" ADD COLUMN "deactivated_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "organizations" ADD COLUMN "deleted_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "organization_domains" ADD CONSTRAINT "organization_domains_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "organization_search" ADD CONSTRAINT "organization_search_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "organization_domains_verified_key" ON "organization_domains" USING btree ("domain") WHERE "organization_domains"."status" = 'verified';--> statement-breakpoint
CREATE INDEX "organization_domains_next_check_at_idx" ON "organization_domains" USING btree ("next_check_at") WHERE "organization_domains"."next_check_at" is not null;--> statement-breakpoint
CREATE INDEX "organization_search_key_idx" ON "organization_search" USING gin ("key" gin_trgm_ops) WITH (gin_pending_list_limit=256);--> statement-breakpoint
CREATE INDEX "organization_slugs_slug_idx" ON "organization_slugs" USING hash ("slug") WITH (fillfactor=40);--> statement-breakpoint
CREATE INDEX "organization_slugs_held_until_idx" ON "organization_slugs" USING btree ("held_until") WHERE "organization_slugs"."held_until" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "organizations_external_id_key" ON "organizations" USING btree ("external_id") WHERE "organizations"."deleted_at" is null;--> statement-breakpoint
CREATE INDEX "organizations_created_at_id_idx" ON "organizations" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "organizations_deactivated_idx" ON "organizations" USING btree ("created_at","id") WHERE "organizations"."deactivated_at" is not null;--> statement-breakpoint
CREATE INDEX "organizations_deleted_idx" ON "organizations" USING btree ("created_at","id") WHERE "organizations"."deleted_at" is not null;--> statement-breakpoint
CREATE INDEX "organizations_created_by_idx" ON "organizations" USING btree ("created_by") WHERE "organizations"."deleted_at" is null;--> statement-breakpoint
CREATE INDEX "organizations_deleted_at_idx" ON "organizations" USING btree ("deleted_at") WHERE "organizations"."deleted_at" is not null;--> statement-breakpoint
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_role_check" CHECK ("memberships"."role" ~ '^[a-zA-Z0-9_]+$' and char_length("memberships"."role") <= 64);--> statement-breakpoint
ALTER TABLE "organization_slugs" ADD CONSTRAINT "organization_slugs_slug_check" CHECK ("organization_slugs"."slug" ~ '^[a-z0-9.-]+$' and char_length("organization_slugs"."slug") <= 253);--> statement-breakpoint
ALTER TABLE "organizations" ADD CONSTRAINT "organizations_external_id_check" CHECK (char_length("organizations"."external_id") between 1 and 255);--> statement-breakpoint
ALTER TABLE "organizations" ADD CONSTRAINT "organizations_metadata_check" CHECK (jsonb_typeof("organizations"."metadata") = 'object');--> statement-breakpoint
CREATE POLICY "tenant_wall" ON "organization_domains" AS PERMISSIVE FOR ALL TO public USING ("organization_domains"."organization_id" = nullif(current_setting('app.organization_id', true), '') or in_installation()) WITH CHECK ("organization_domains"."organization_id" = nullif(current_setting('app.organization_id', true), '') or in_installation());--> statement-breakpoint
CREATE POLICY "tenant_wall" ON "organization_search" AS PERMISSIVE FOR ALL TO public USING ("organization_search"."organization_id" = nullif(current_setting('app.organization_id', true), '') or in_installation()) WITH CHECK ("organization_search"."organization_id" = nullif(current_setting('app.organization_id', true), '') or in_installation());--> statement-breakpoint
ALTER POLICY "installation_wall" ON "accounts" TO public USING (in_installation()) WITH CHECK (in_installation());--> statement-breakpoint
ALTER POLICY "tenant_wall_read" ON "audit_events" TO public USING ("audit_events"."organization_id" = nullif(current_setting('app.organization_id', true), '') or in_installation());--> statement-breakpoint
ALTER POLICY "tenant_wall_append" ON "audit_events" TO public WITH CHECK ("audit_events"."organization_id" = nullif(current_setting('app.organization_id', true), '') or in_installation());--> statement-breakpoint
ALTER POLICY "installation_wall" ON "logos" TO public USING (in_installation()) WITH CHECK (in_installation());--> statement-breakpoint
ALTER POLICY "installation_wall" ON "mailbox_messages" TO public USING (in_installation()) WITH CHECK (in_installation());--> statement-breakpoint
ALTER POLICY "tenant_wall" ON "memberships" TO public USING ("memberships"."organization_id" = nullif(current_setting('app.organization_id', true), '') or in_installation()) WITH CHECK ("memberships"."organization_id" = nullif(current_setting('app.organization_id', true), '') or in_installation());--> statement-breakpoint
ALTER POLICY "tenant_wall" ON "organization_slugs" TO public USING ("organization_slugs"."organization_id" = nullif(current_setting('app.organization_id', true), '') or in_installation()) WITH CHECK ("organization_slugs"."organization_id" = nullif(current_setting('app.organization_id', true), '') or in_installation());--> statement-breakpoint
ALTER POLICY "tenant_wall" ON "organizations" TO public USING ("organizations"."id" = nullif(current_setting('app.organization_id', true), '') or in_installation()) WITH CHECK ("organizations"."id" = nullif(current_setting('app.organization_id', true), '') or in_installation());--> statement-breakpoint
ALTER POLICY "installation_wall" ON "passkeys" TO public USING (in_installation()) WITH CHECK (in_installation());--> statement-breakpoint
ALTER POLICY "installation_wall" ON "rate_limits" TO public USING (in_installation()) WITH CHECK (in_installation());--> statement-breakpoint
ALTER POLICY "tenant_wall" ON "sessions" TO public USING ("sessions"."organization_id" = nullif(current_setting('app.organization_id', true), '') or in_installation()) WITH CHECK ("sessions"."organization_id" = nullif(current_setting('app.organization_id', true), '') or in_installation());--> statement-breakpoint
ALTER POLICY "installation_wall" ON "users" TO public USING (in_installation()) WITH CHECK (in_installation());--> statement-breakpoint
ALTER POLICY "installation_wall" ON "verification_tokens" TO public USING (in_installation()) WITH CHECK (in_installation());
--> statement-breakpoint
ALTER TABLE "organization_domains" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "organization_search" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
UPDATE organizations SET created_by = made.actor_id
  FROM audit_events made WHERE made.organization_id = organizations.id AND made.action = 'organization.created';
--> statement-breakpoint
-- What an organization is found by, brought up to date at the end of the transaction that changed it.
-- In plpgsql, which keeps its plan: a new organization runs it twice.
CREATE FUNCTION refresh_organization_search(changed text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO organization_search AS known (organization_id, text)
  SELECT o.id, lower(concat_ws(E'\n', o.display_name, string_agg(s.slug, E'\n' ORDER BY s.retired_at NULLS FIRST), o.external_id, o.id))
  FROM organizations o LEFT JOIN organization_slugs s ON s.organization_id = o.id
  WHERE o.id = changed GROUP BY o.id
  ON CONFLICT (organization_id) DO UPDATE SET text = excluded.text WHERE known.text <> excluded.text;
END $$;
--> statement-breakpoint
CREATE FUNCTION search_organization() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM refresh_organization_search(NEW.id);
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE FUNCTION search_organization_of_slug() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN PERFORM refresh_organization_search(OLD.organization_id); END IF;
  -- An address can move from one organization to another.
  IF TG_OP = 'INSERT' OR (TG_OP = 'UPDATE' AND NEW.organization_id <> OLD.organization_id) THEN
    PERFORM refresh_organization_search(NEW.organization_id);
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER organizations_search AFTER INSERT OR UPDATE OF display_name, external_id ON organizations
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION search_organization();
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER organization_slugs_search AFTER INSERT OR UPDATE OR DELETE ON organization_slugs
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION search_organization_of_slug();
--> statement-breakpoint
SELECT refresh_organization_search(id) FROM organizations;
--> statement-breakpoint
-- Doors also open and close with the state of the organization, and are found by its id when it has no address.
CREATE OR REPLACE FUNCTION announce_brand_of_organization() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('brand_changed', OLD.id);
  PERFORM pg_notify('brand_changed', slug) FROM organization_slugs WHERE organization_id = OLD.id;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE OR REPLACE TRIGGER organizations_announce
  AFTER UPDATE OF display_name, color, logo_hash, logo_url, deactivated_at, deleted_at OR DELETE ON organizations
  FOR EACH ROW EXECUTE FUNCTION announce_brand_of_organization();
--> statement-breakpoint
-- A page or a host is out of date whenever its organization is, so each notice also names the organization: what a process
-- remembers of one that had no address, or had it at a host that no notice names, is dropped too.
CREATE OR REPLACE FUNCTION announce_brand_of_slug() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    PERFORM pg_notify('brand_changed', OLD.slug);
    PERFORM pg_notify('brand_changed', OLD.organization_id);
  END IF;
  IF TG_OP <> 'DELETE' THEN
    PERFORM pg_notify('brand_changed', NEW.slug);
    PERFORM pg_notify('brand_changed', NEW.organization_id);
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE FUNCTION announce_brand_of_domain() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  changed record;
BEGIN
  FOR changed IN
    SELECT OLD.domain, OLD.organization_id WHERE TG_OP <> 'INSERT'
    UNION SELECT NEW.domain, NEW.organization_id WHERE TG_OP <> 'DELETE'
  LOOP
    PERFORM pg_notify('brand_changed', changed.domain);
    PERFORM pg_notify('brand_changed', changed.organization_id);
    PERFORM pg_notify('brand_changed', slug) FROM organization_slugs WHERE organization_id = changed.organization_id;
  END LOOP;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER organization_domains_announce
  AFTER INSERT OR UPDATE OF status, domain, organization_id OR DELETE ON organization_domains
  FOR EACH ROW EXECUTE FUNCTION announce_brand_of_domain();
--> statement-breakpoint
-- The job queue keeps its tables in a schema of its own (db/jobs.ts makes them, after the migrations).
CREATE SCHEMA IF NOT EXISTS pgboss;
--> statement-breakpoint
DO $$
BEGIN
  IF (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = session_user) THEN
    GRANT ALL ON SCHEMA pgboss TO foyer_app;
  END IF;
END $$;

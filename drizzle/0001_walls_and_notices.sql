-- What Drizzle's schema cannot say. Reviewed by hand; db/wall.db.test.ts fails when a later table lacks it.

-- Row-level security binds the owner too.
DO $$
DECLARE name text;
BEGIN
  FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
  END LOOP;
END $$;
--> statement-breakpoint
-- oid can only name an organization the person is in. When the membership goes, the session stays and names none.
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_membership_fkey" FOREIGN KEY ("organization_id", "user_id")
  REFERENCES "memberships" ("organization_id", "user_id") ON DELETE SET NULL ("organization_id");
--> statement-breakpoint
-- A superuser or BYPASSRLS connection is not bound by policies: it steps down to this role at connect (db/client.ts).
-- Roles belong to the whole cluster, so another database's migration may make it at the same moment.
DO $$
BEGIN
  IF (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = session_user) THEN
    BEGIN
      CREATE ROLE foyer_app NOLOGIN;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
    END;
    IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = session_user) THEN
      EXECUTE format('GRANT foyer_app TO %I', session_user);
    END IF;
    GRANT USAGE ON SCHEMA public TO foyer_app;
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO foyer_app;
    ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO foyer_app;
  END IF;
END $$;
--> statement-breakpoint
-- Every process keeps branded pages in memory; each change that shows on one is announced in the transaction that made it,
-- so that no code path can forget to. The payload is the slug whose page is out of date.
CREATE FUNCTION announce_brand_of_slug() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN PERFORM pg_notify('brand_changed', OLD.slug); END IF;
  IF TG_OP <> 'DELETE' THEN PERFORM pg_notify('brand_changed', NEW.slug); END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE FUNCTION announce_brand_of_organization() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('brand_changed', slug) FROM organization_slugs WHERE organization_id = OLD.id;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER organization_slugs_announce AFTER INSERT OR UPDATE OR DELETE ON organization_slugs
  FOR EACH ROW EXECUTE FUNCTION announce_brand_of_slug();
--> statement-breakpoint
CREATE TRIGGER organizations_announce AFTER UPDATE OF display_name, color, logo_hash, logo_url OR DELETE ON organizations
  FOR EACH ROW EXECUTE FUNCTION announce_brand_of_organization();

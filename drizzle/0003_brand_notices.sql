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
CREATE OR REPLACE FUNCTION announce_brand_of_domain() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE OR REPLACE TRIGGER organization_domains_announce
  AFTER INSERT OR UPDATE OF status, domain, organization_id OR DELETE ON organization_domains
  FOR EACH ROW EXECUTE FUNCTION announce_brand_of_domain();

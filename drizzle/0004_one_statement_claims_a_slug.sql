-- Takes an address for an organization, unless somebody has it, or another organization is known by it in its own system: no index
-- spans both. In a function, each statement sees what was committed before it: after the lock, also what whoever had it first did.
-- The lock comes after the insert, so that nobody waits for an address that is taken anyway; lib/organizations/slugs/mutations.ts
-- takes it for external ids.
CREATE FUNCTION claim_slug(wanted text, owner text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO organization_slugs (slug, organization_id) VALUES (wanted, owner) ON CONFLICT (slug) DO NOTHING;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  PERFORM pg_advisory_xact_lock(727465, hashtext(wanted));
  DELETE FROM organization_slugs WHERE slug = wanted AND EXISTS (
    SELECT 1 FROM organizations WHERE external_id = wanted AND deleted_at IS NULL AND id <> owner);
  RETURN NOT FOUND;
END $$;

-- What a million organizations taught (docs/decisions/0016). A bounded repetition such as {1,253} makes a regular expression eighty times as
-- slow to check as a plain one beside a length.
ALTER TABLE "memberships" DROP CONSTRAINT "memberships_role_check";--> statement-breakpoint
ALTER TABLE "organization_domains" DROP CONSTRAINT "organization_domains_domain_check";--> statement-breakpoint
ALTER TABLE "organization_slugs" DROP CONSTRAINT "organization_slugs_slug_check";--> statement-breakpoint
CREATE INDEX "organization_slugs_slug_idx" ON "organization_slugs" USING hash ("slug");--> statement-breakpoint
ALTER INDEX "organization_search_text_idx" SET (gin_pending_list_limit = 256);--> statement-breakpoint
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_role_check" CHECK ("memberships"."role" ~ '^[a-zA-Z0-9_]+$' and char_length("memberships"."role") <= 64);--> statement-breakpoint
ALTER TABLE "organization_domains" ADD CONSTRAINT "organization_domains_domain_check" CHECK ("organization_domains"."domain" ~ '^[a-z0-9.-]+$' and char_length("organization_domains"."domain") <= 253);--> statement-breakpoint
ALTER TABLE "organization_slugs" ADD CONSTRAINT "organization_slugs_slug_check" CHECK ("organization_slugs"."slug" ~ '^[a-z0-9.-]+$' and char_length("organization_slugs"."slug") <= 253);
--> statement-breakpoint
-- The same as before, in a language that keeps its plan: the triggers run it twice for each new organization.
CREATE OR REPLACE FUNCTION refresh_organization_search(changed text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO organization_search AS known (organization_id, text)
  SELECT o.id, lower(concat_ws(E'\n', o.display_name, string_agg(s.slug, E'\n' ORDER BY s.retired_at NULLS FIRST), o.external_id, o.id))
  FROM organizations o LEFT JOIN organization_slugs s ON s.organization_id = o.id
  WHERE o.id = changed GROUP BY o.id
  ON CONFLICT (organization_id) DO UPDATE SET text = excluded.text WHERE known.text <> excluded.text;
END $$;

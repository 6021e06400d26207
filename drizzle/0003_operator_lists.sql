-- The first part is written by hand: what Drizzle's schema cannot say.

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
DROP INDEX "organization_search_text_idx";--> statement-breakpoint
ALTER TABLE "organization_search" ADD COLUMN "key" text GENERATED ALWAYS AS (search_key(text)) STORED NOT NULL;--> statement-breakpoint
CREATE INDEX "organization_search_key_idx" ON "organization_search" USING gin ("key" gin_trgm_ops) WITH (gin_pending_list_limit=256);--> statement-breakpoint
CREATE INDEX "organizations_deactivated_idx" ON "organizations" USING btree ("created_at","id") WHERE "organizations"."deactivated_at" is not null;--> statement-breakpoint
CREATE INDEX "organizations_deleted_idx" ON "organizations" USING btree ("created_at","id") WHERE "organizations"."deleted_at" is not null;

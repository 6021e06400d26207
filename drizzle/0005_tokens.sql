CREATE TABLE "application_secrets" (
	"secret_hash" text PRIMARY KEY NOT NULL,
	"application_id" text NOT NULL,
	"hint" text NOT NULL,
	"last_used_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "application_secrets" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "applications" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"first_party" boolean DEFAULT true NOT NULL,
	"callback_urls" text[] DEFAULT '{}' NOT NULL,
	"post_logout_urls" text[] DEFAULT '{}' NOT NULL,
	"initiate_login_url" text,
	"audience" text,
	"signing_algorithm" text DEFAULT 'RS256' NOT NULL,
	"access_token_seconds" integer,
	"id_token_seconds" integer,
	"refresh_token_seconds" integer,
	"created_by" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "applications_name_check" CHECK (char_length("applications"."name") between 1 and 100),
	CONSTRAINT "applications_kind_check" CHECK ("applications"."kind" in ('web', 'single_page', 'native')),
	CONSTRAINT "applications_algorithm_check" CHECK ("applications"."signing_algorithm" in ('RS256', 'ES256')),
	CONSTRAINT "applications_audience_check" CHECK (char_length("applications"."audience") between 1 and 255),
	CONSTRAINT "applications_lifetimes_check" CHECK ("applications"."access_token_seconds" > 0 and "applications"."id_token_seconds" > 0 and "applications"."refresh_token_seconds" > 0)
);
--> statement-breakpoint
ALTER TABLE "applications" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "consents" (
	"organization_id" text NOT NULL,
	"user_id" text NOT NULL,
	"application_id" text NOT NULL,
	"scopes" text[] NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "consents_organization_id_user_id_application_id_pk" PRIMARY KEY("organization_id","user_id","application_id")
);
--> statement-breakpoint
ALTER TABLE "consents" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "custom_claims" (
	"name" text PRIMARY KEY NOT NULL,
	"path" text NOT NULL,
	"in_id_token" boolean DEFAULT true NOT NULL,
	"in_access_token" boolean DEFAULT true NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "custom_claims_name_check" CHECK (char_length("custom_claims"."name") between 1 and 100),
	CONSTRAINT "custom_claims_path_check" CHECK (char_length("custom_claims"."path") between 1 and 200)
);
--> statement-breakpoint
ALTER TABLE "custom_claims" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "grants" (
	"id" text PRIMARY KEY NOT NULL,
	"session_id" text NOT NULL,
	"application_id" text NOT NULL,
	"organization_id" text NOT NULL,
	"user_id" text NOT NULL,
	"scopes" text[] NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "grants" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "permissions" (
	"name" text PRIMARY KEY NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "permissions_name_check" CHECK ("permissions"."name" ~ '^[a-zA-Z0-9_:]+$' and char_length("permissions"."name") <= 64),
	CONSTRAINT "permissions_description_check" CHECK (char_length("permissions"."description") <= 2000)
);
--> statement-breakpoint
ALTER TABLE "permissions" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "role_permissions" (
	"role" text NOT NULL,
	"permission" text NOT NULL,
	CONSTRAINT "role_permissions_role_permission_pk" PRIMARY KEY("role","permission"),
	CONSTRAINT "role_permissions_role_check" CHECK ("role_permissions"."role" in ('admin', 'member'))
);
--> statement-breakpoint
ALTER TABLE "role_permissions" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "provider_records" (
	"model" text NOT NULL,
	"id_hash" text NOT NULL,
	"payload" json NOT NULL,
	"grant_id" text,
	"consumed_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	CONSTRAINT "provider_records_model_id_hash_pk" PRIMARY KEY("model","id_hash")
);
--> statement-breakpoint
ALTER TABLE "provider_records" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "signing_keys" (
	"kid" text PRIMARY KEY NOT NULL,
	"algorithm" text NOT NULL,
	"public_jwk" jsonb NOT NULL,
	"private_key" text NOT NULL,
	"signs_from" timestamp with time zone NOT NULL,
	"published_until" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "signing_keys_algorithm_check" CHECK ("signing_keys"."algorithm" in ('RS256', 'ES256'))
);
--> statement-breakpoint
ALTER TABLE "signing_keys" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "external_id" text;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "metadata" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "application_secrets" ADD CONSTRAINT "application_secrets_application_id_applications_id_fk" FOREIGN KEY ("application_id") REFERENCES "public"."applications"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "consents" ADD CONSTRAINT "consents_application_id_applications_id_fk" FOREIGN KEY ("application_id") REFERENCES "public"."applications"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "consents" ADD CONSTRAINT "consents_membership_fk" FOREIGN KEY ("organization_id","user_id") REFERENCES "public"."memberships"("organization_id","user_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "grants" ADD CONSTRAINT "grants_session_id_sessions_id_fk" FOREIGN KEY ("session_id") REFERENCES "public"."sessions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "grants" ADD CONSTRAINT "grants_application_id_applications_id_fk" FOREIGN KEY ("application_id") REFERENCES "public"."applications"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "grants" ADD CONSTRAINT "grants_membership_fk" FOREIGN KEY ("organization_id","user_id") REFERENCES "public"."memberships"("organization_id","user_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "role_permissions" ADD CONSTRAINT "role_permissions_permission_permissions_name_fk" FOREIGN KEY ("permission") REFERENCES "public"."permissions"("name") ON DELETE cascade ON UPDATE cascade;--> statement-breakpoint
ALTER TABLE "provider_records" ADD CONSTRAINT "provider_records_grant_id_grants_id_fk" FOREIGN KEY ("grant_id") REFERENCES "public"."grants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "application_secrets_application_id_idx" ON "application_secrets" USING btree ("application_id");--> statement-breakpoint
CREATE INDEX "applications_created_at_id_idx" ON "applications" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "consents_application_id_idx" ON "consents" USING btree ("application_id");--> statement-breakpoint
CREATE INDEX "grants_session_id_idx" ON "grants" USING btree ("session_id","application_id");--> statement-breakpoint
CREATE INDEX "grants_organization_id_idx" ON "grants" USING btree ("organization_id","user_id");--> statement-breakpoint
CREATE INDEX "grants_application_id_idx" ON "grants" USING btree ("application_id");--> statement-breakpoint
CREATE INDEX "grants_expires_at_idx" ON "grants" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "role_permissions_permission_idx" ON "role_permissions" USING btree ("permission");--> statement-breakpoint
CREATE INDEX "provider_records_grant_id_idx" ON "provider_records" USING btree ("grant_id");--> statement-breakpoint
CREATE INDEX "provider_records_expires_at_idx" ON "provider_records" USING btree ("expires_at");--> statement-breakpoint
ALTER TABLE "users" ADD CONSTRAINT "users_external_id_key" UNIQUE("external_id");--> statement-breakpoint
ALTER TABLE "users" ADD CONSTRAINT "users_external_id_check" CHECK (char_length("users"."external_id") between 1 and 255);--> statement-breakpoint
ALTER TABLE "users" ADD CONSTRAINT "users_metadata_check" CHECK (jsonb_typeof("users"."metadata") = 'object');--> statement-breakpoint
CREATE POLICY "installation_wall" ON "application_secrets" AS PERMISSIVE FOR ALL TO public USING (in_installation()) WITH CHECK (in_installation());--> statement-breakpoint
CREATE POLICY "installation_wall" ON "applications" AS PERMISSIVE FOR ALL TO public USING (in_installation()) WITH CHECK (in_installation());--> statement-breakpoint
CREATE POLICY "tenant_wall" ON "consents" AS PERMISSIVE FOR ALL TO public USING ("consents"."organization_id" = nullif(current_setting('app.organization_id', true), '') or in_installation()) WITH CHECK ("consents"."organization_id" = nullif(current_setting('app.organization_id', true), '') or in_installation());--> statement-breakpoint
CREATE POLICY "installation_wall" ON "custom_claims" AS PERMISSIVE FOR ALL TO public USING (in_installation()) WITH CHECK (in_installation());--> statement-breakpoint
CREATE POLICY "tenant_wall" ON "grants" AS PERMISSIVE FOR ALL TO public USING ("grants"."organization_id" = nullif(current_setting('app.organization_id', true), '') or in_installation()) WITH CHECK ("grants"."organization_id" = nullif(current_setting('app.organization_id', true), '') or in_installation());--> statement-breakpoint
CREATE POLICY "installation_wall" ON "permissions" AS PERMISSIVE FOR ALL TO public USING (in_installation()) WITH CHECK (in_installation());--> statement-breakpoint
CREATE POLICY "installation_wall" ON "role_permissions" AS PERMISSIVE FOR ALL TO public USING (in_installation()) WITH CHECK (in_installation());--> statement-breakpoint
CREATE POLICY "installation_wall" ON "provider_records" AS PERMISSIVE FOR ALL TO public USING (in_installation()) WITH CHECK (in_installation());--> statement-breakpoint
CREATE POLICY "installation_wall" ON "signing_keys" AS PERMISSIVE FOR ALL TO public USING (in_installation()) WITH CHECK (in_installation());
--> statement-breakpoint
ALTER TABLE "application_secrets" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "applications" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "consents" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "custom_claims" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "grants" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "permissions" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "role_permissions" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "provider_records" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "signing_keys" FORCE ROW LEVEL SECURITY;

CREATE TABLE "api_client_secrets" (
	"secret_hash" text PRIMARY KEY NOT NULL,
	"client_id" text NOT NULL,
	"hint" text NOT NULL,
	"last_used_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "api_client_secrets" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "api_clients" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"scopes" text[] DEFAULT '{}' NOT NULL,
	"last_used_at" timestamp with time zone,
	"revoked_at" timestamp with time zone,
	"created_by" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "api_clients_name_check" CHECK (char_length("api_clients"."name") between 1 and 100)
);
--> statement-breakpoint
ALTER TABLE "api_clients" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "idempotency_keys" (
	"client_id" text NOT NULL,
	"key" text NOT NULL,
	"request_hash" text NOT NULL,
	"status" integer,
	"answer" json,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "idempotency_keys_client_id_key_pk" PRIMARY KEY("client_id","key")
);
--> statement-breakpoint
ALTER TABLE "idempotency_keys" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "portal_links" (
	"id" text PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"token_hash" text NOT NULL,
	"features" text[] DEFAULT '{}' NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"opened_at" timestamp with time zone,
	"session_hash" text,
	"session_expires_at" timestamp with time zone,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "portal_links_token_hash_key" UNIQUE("token_hash"),
	CONSTRAINT "portal_links_session_hash_key" UNIQUE("session_hash")
);
--> statement-breakpoint
ALTER TABLE "portal_links" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "organizations" ADD COLUMN "features" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "organizations" ADD COLUMN "max_users" integer;--> statement-breakpoint
ALTER TABLE "api_client_secrets" ADD CONSTRAINT "api_client_secrets_client_id_api_clients_id_fk" FOREIGN KEY ("client_id") REFERENCES "public"."api_clients"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "idempotency_keys" ADD CONSTRAINT "idempotency_keys_client_id_api_clients_id_fk" FOREIGN KEY ("client_id") REFERENCES "public"."api_clients"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "portal_links" ADD CONSTRAINT "portal_links_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "api_client_secrets_client_id_idx" ON "api_client_secrets" USING btree ("client_id");--> statement-breakpoint
CREATE INDEX "api_clients_created_at_id_idx" ON "api_clients" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "idempotency_keys_created_at_idx" ON "idempotency_keys" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "portal_links_organization_id_id_idx" ON "portal_links" USING btree ("organization_id","id");--> statement-breakpoint
CREATE INDEX "portal_links_created_at_idx" ON "portal_links" USING btree ("created_at");--> statement-breakpoint
ALTER TABLE "organizations" ADD CONSTRAINT "organizations_features_check" CHECK (jsonb_typeof("organizations"."features") = 'array');--> statement-breakpoint
ALTER TABLE "organizations" ADD CONSTRAINT "organizations_max_users_check" CHECK ("organizations"."max_users" >= 0);--> statement-breakpoint
CREATE POLICY "installation_wall" ON "api_client_secrets" AS PERMISSIVE FOR ALL TO public USING (in_installation()) WITH CHECK (in_installation());--> statement-breakpoint
CREATE POLICY "installation_wall" ON "api_clients" AS PERMISSIVE FOR ALL TO public USING (in_installation()) WITH CHECK (in_installation());--> statement-breakpoint
CREATE POLICY "installation_wall" ON "idempotency_keys" AS PERMISSIVE FOR ALL TO public USING (in_installation()) WITH CHECK (in_installation());--> statement-breakpoint
CREATE POLICY "tenant_wall" ON "portal_links" AS PERMISSIVE FOR ALL TO public USING ("portal_links"."organization_id" = nullif(current_setting('app.organization_id', true), '') or in_installation()) WITH CHECK ("portal_links"."organization_id" = nullif(current_setting('app.organization_id', true), '') or in_installation());--> statement-breakpoint
ALTER TABLE "api_client_secrets" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "api_clients" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "idempotency_keys" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "portal_links" FORCE ROW LEVEL SECURITY;

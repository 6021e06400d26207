CREATE TABLE "accounts" (
	"provider" text NOT NULL,
	"issuer" text NOT NULL,
	"provider_account_id" text NOT NULL,
	"user_id" text NOT NULL,
	"email" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "accounts_pkey" PRIMARY KEY("provider","issuer","provider_account_id")
);
--> statement-breakpoint
ALTER TABLE "accounts" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "audit_events" (
	"id" text PRIMARY KEY NOT NULL,
	"organization_id" text,
	"actor_kind" text NOT NULL,
	"actor_id" text,
	"action" text NOT NULL,
	"details" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"ip" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "audit_events_action_check" CHECK ("audit_events"."action" ~ '^[a-z_]+\.[a-z_]+$')
);
--> statement-breakpoint
ALTER TABLE "audit_events" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "logos" (
	"hash" text PRIMARY KEY NOT NULL,
	"webp" "bytea" NOT NULL,
	"png" "bytea" NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "logos_hash_check" CHECK ("logos"."hash" ~ '^[0-9a-f]{64}$')
);
--> statement-breakpoint
ALTER TABLE "logos" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "mailbox_messages" (
	"id" text PRIMARY KEY NOT NULL,
	"recipient" text NOT NULL,
	"subject" text NOT NULL,
	"text" text NOT NULL,
	"html" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "mailbox_messages" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "memberships" (
	"organization_id" text NOT NULL,
	"user_id" text NOT NULL,
	"role" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_opened_at" timestamp with time zone,
	CONSTRAINT "memberships_pkey" PRIMARY KEY("organization_id","user_id"),
	CONSTRAINT "memberships_role_check" CHECK ("memberships"."role" ~ '^[a-zA-Z0-9_]{1,64}$')
);
--> statement-breakpoint
ALTER TABLE "memberships" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "organization_slugs" (
	"slug" text NOT NULL,
	"organization_id" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"retired_at" timestamp with time zone,
	CONSTRAINT "organization_slugs_slug_key" UNIQUE("slug"),
	CONSTRAINT "organization_slugs_slug_check" CHECK ("organization_slugs"."slug" ~ '^[a-z0-9.-]{1,253}$')
);
--> statement-breakpoint
ALTER TABLE "organization_slugs" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "organizations" (
	"id" text PRIMARY KEY NOT NULL,
	"display_name" text NOT NULL,
	"color" text,
	"logo_hash" text,
	"logo_url" text,
	"created_via" text NOT NULL,
	"creation_key" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "organizations_creation_key_key" UNIQUE("creation_key"),
	CONSTRAINT "organizations_display_name_check" CHECK (char_length("organizations"."display_name") between 1 and 200),
	CONSTRAINT "organizations_color_check" CHECK ("organizations"."color" ~ '^#[0-9a-f]{6}$'),
	CONSTRAINT "organizations_logo_url_check" CHECK (char_length("organizations"."logo_url") <= 1024),
	CONSTRAINT "organizations_created_via_check" CHECK ("organizations"."created_via" in ('sign_up', 'user', 'api', 'operator'))
);
--> statement-breakpoint
ALTER TABLE "organizations" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "passkeys" (
	"credential_id" text PRIMARY KEY NOT NULL,
	"user_id" text NOT NULL,
	"public_key" text NOT NULL,
	"counter" bigint NOT NULL,
	"device_type" text NOT NULL,
	"backed_up" boolean NOT NULL,
	"transports" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_used_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "passkeys" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "rate_limits" (
	"key" text PRIMARY KEY NOT NULL,
	"points" integer DEFAULT 0 NOT NULL,
	"expire" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "rate_limits" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "sessions" (
	"id" text PRIMARY KEY NOT NULL,
	"token_hash" text NOT NULL,
	"user_id" text NOT NULL,
	"organization_id" text,
	"method" text NOT NULL,
	"authenticated_at" timestamp with time zone DEFAULT now() NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_seen_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"user_agent" text,
	"ip" text,
	CONSTRAINT "sessions_token_hash_key" UNIQUE("token_hash")
);
--> statement-breakpoint
ALTER TABLE "sessions" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "users" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text,
	"given_name" text,
	"family_name" text,
	"email" text NOT NULL,
	"email_verified_at" timestamp with time zone,
	"image" text,
	"welcomed_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "users_email_key" UNIQUE("email"),
	CONSTRAINT "users_email_check" CHECK ("users"."email" = lower("users"."email"))
);
--> statement-breakpoint
ALTER TABLE "users" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "verification_tokens" (
	"token_hash" text PRIMARY KEY NOT NULL,
	"identifier" text NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "verification_tokens" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "organizations" ADD CONSTRAINT "organizations_logo_hash_logos_hash_fk" FOREIGN KEY ("logo_hash") REFERENCES "public"."logos"("hash") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "passkeys" ADD CONSTRAINT "passkeys_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "accounts_user_id_idx" ON "accounts" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "audit_events_organization_id_id_idx" ON "audit_events" USING btree ("organization_id","id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "audit_events_actor_id_id_idx" ON "audit_events" USING btree ("actor_id","id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "mailbox_messages_created_at_idx" ON "mailbox_messages" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "memberships_user_id_idx" ON "memberships" USING btree ("user_id");--> statement-breakpoint
CREATE UNIQUE INDEX "organization_slugs_one_live_key" ON "organization_slugs" USING btree ("organization_id") WHERE "organization_slugs"."retired_at" is null;--> statement-breakpoint
CREATE INDEX "organization_slugs_organization_id_idx" ON "organization_slugs" USING btree ("organization_id");--> statement-breakpoint
CREATE INDEX "organizations_logo_hash_idx" ON "organizations" USING btree ("logo_hash") WHERE "organizations"."logo_hash" is not null;--> statement-breakpoint
CREATE INDEX "passkeys_user_id_idx" ON "passkeys" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "rate_limits_expire_idx" ON "rate_limits" USING btree ("expire");--> statement-breakpoint
CREATE INDEX "sessions_user_id_idx" ON "sessions" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "sessions_organization_id_user_id_idx" ON "sessions" USING btree ("organization_id","user_id");--> statement-breakpoint
CREATE INDEX "verification_tokens_expires_at_idx" ON "verification_tokens" USING btree ("expires_at");--> statement-breakpoint
CREATE POLICY "installation_wall" ON "accounts" AS PERMISSIVE FOR ALL TO public USING (current_setting('app.scope', true) = 'installation') WITH CHECK (current_setting('app.scope', true) = 'installation');--> statement-breakpoint
CREATE POLICY "tenant_wall_read" ON "audit_events" AS PERMISSIVE FOR SELECT TO public USING ("audit_events"."organization_id" = nullif(current_setting('app.organization_id', true), '') or current_setting('app.scope', true) = 'installation');--> statement-breakpoint
CREATE POLICY "tenant_wall_append" ON "audit_events" AS PERMISSIVE FOR INSERT TO public WITH CHECK ("audit_events"."organization_id" = nullif(current_setting('app.organization_id', true), '') or current_setting('app.scope', true) = 'installation');--> statement-breakpoint
CREATE POLICY "installation_wall" ON "logos" AS PERMISSIVE FOR ALL TO public USING (current_setting('app.scope', true) = 'installation') WITH CHECK (current_setting('app.scope', true) = 'installation');--> statement-breakpoint
CREATE POLICY "installation_wall" ON "mailbox_messages" AS PERMISSIVE FOR ALL TO public USING (current_setting('app.scope', true) = 'installation') WITH CHECK (current_setting('app.scope', true) = 'installation');--> statement-breakpoint
CREATE POLICY "tenant_wall" ON "memberships" AS PERMISSIVE FOR ALL TO public USING ("memberships"."organization_id" = nullif(current_setting('app.organization_id', true), '') or current_setting('app.scope', true) = 'installation') WITH CHECK ("memberships"."organization_id" = nullif(current_setting('app.organization_id', true), '') or current_setting('app.scope', true) = 'installation');--> statement-breakpoint
CREATE POLICY "tenant_wall" ON "organization_slugs" AS PERMISSIVE FOR ALL TO public USING ("organization_slugs"."organization_id" = nullif(current_setting('app.organization_id', true), '') or current_setting('app.scope', true) = 'installation') WITH CHECK ("organization_slugs"."organization_id" = nullif(current_setting('app.organization_id', true), '') or current_setting('app.scope', true) = 'installation');--> statement-breakpoint
CREATE POLICY "tenant_wall" ON "organizations" AS PERMISSIVE FOR ALL TO public USING ("organizations"."id" = nullif(current_setting('app.organization_id', true), '') or current_setting('app.scope', true) = 'installation') WITH CHECK ("organizations"."id" = nullif(current_setting('app.organization_id', true), '') or current_setting('app.scope', true) = 'installation');--> statement-breakpoint
CREATE POLICY "installation_wall" ON "passkeys" AS PERMISSIVE FOR ALL TO public USING (current_setting('app.scope', true) = 'installation') WITH CHECK (current_setting('app.scope', true) = 'installation');--> statement-breakpoint
CREATE POLICY "installation_wall" ON "rate_limits" AS PERMISSIVE FOR ALL TO public USING (current_setting('app.scope', true) = 'installation') WITH CHECK (current_setting('app.scope', true) = 'installation');--> statement-breakpoint
CREATE POLICY "tenant_wall" ON "sessions" AS PERMISSIVE FOR ALL TO public USING ("sessions"."organization_id" = nullif(current_setting('app.organization_id', true), '') or current_setting('app.scope', true) = 'installation') WITH CHECK ("sessions"."organization_id" = nullif(current_setting('app.organization_id', true), '') or current_setting('app.scope', true) = 'installation');--> statement-breakpoint
CREATE POLICY "installation_wall" ON "users" AS PERMISSIVE FOR ALL TO public USING (current_setting('app.scope', true) = 'installation') WITH CHECK (current_setting('app.scope', true) = 'installation');--> statement-breakpoint
CREATE POLICY "tenant_view" ON "users" AS PERMISSIVE FOR SELECT TO public USING (exists (select 1 from memberships m where m.user_id = "users"."id" and m.organization_id = nullif(current_setting('app.organization_id', true), '')));--> statement-breakpoint
CREATE POLICY "installation_wall" ON "verification_tokens" AS PERMISSIVE FOR ALL TO public USING (current_setting('app.scope', true) = 'installation') WITH CHECK (current_setting('app.scope', true) = 'installation');
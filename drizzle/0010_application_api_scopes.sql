ALTER TABLE "idempotency_keys" DROP CONSTRAINT "idempotency_keys_client_id_api_clients_id_fk";
--> statement-breakpoint
ALTER TABLE "applications" ADD COLUMN "api_scopes" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "applications" ADD CONSTRAINT "applications_api_scopes_check" CHECK ("applications"."kind" = 'web' or cardinality("applications"."api_scopes") = 0);
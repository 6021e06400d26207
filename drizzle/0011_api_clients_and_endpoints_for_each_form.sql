ALTER TABLE "api_clients" ADD COLUMN "creation_key" text;--> statement-breakpoint
ALTER TABLE "webhook_endpoints" ADD COLUMN "creation_key" text;--> statement-breakpoint
ALTER TABLE "api_clients" ADD CONSTRAINT "api_clients_creation_key_key" UNIQUE("creation_key");--> statement-breakpoint
ALTER TABLE "webhook_endpoints" ADD CONSTRAINT "webhook_endpoints_creation_key_key" UNIQUE("creation_key");
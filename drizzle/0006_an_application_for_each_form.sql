ALTER TABLE "applications" ADD COLUMN "creation_key" text;--> statement-breakpoint
ALTER TABLE "applications" ADD CONSTRAINT "applications_creation_key_key" UNIQUE("creation_key");
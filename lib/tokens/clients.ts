import type { AllClientMetadata, Client } from "oidc-provider";
import { isScope, type Scope } from "#lib/api/clients/rules";
import type { LiveClient } from "#lib/api/clients/types";
import type { findRedirectOrganization } from "#lib/applications/redirects/queries";
import { keepsSecrets } from "#lib/applications/rules";
import type { Application, ApplicationWithSecrets } from "#lib/applications/types";

type RedirectOrganization = Awaited<ReturnType<typeof findRedirectOrganization>>;

/** What of a client the provider has to know beyond OAuth's own metadata, as it is asked for in extraClientMetadata. */
export const ownMetadata = ["application", "organization", "apiClient"];

// The provider wants one where there are secrets; they are compared in provider.ts.
const hidden = "is known by its hash only";

/** An application as the provider's client. Redirects and secrets are judged by Foyer's own rules (provider.ts), so those here stand in. */
export function clientMetadata(
  application: ApplicationWithSecrets,
  organization: RedirectOrganization,
): AllClientMetadata {
  const keepsSecret = keepsSecrets(application.kind);
  return {
    client_id: application.id,
    client_name: application.name,
    application_type: application.kind === "native" ? "native" : "web",
    ...(keepsSecret && { client_secret: hidden }),
    token_endpoint_auth_method: keepsSecret ? "client_secret_basic" : "none",
    grant_types: ["authorization_code", "refresh_token", ...(keepsSecret ? ["client_credentials"] : [])],
    response_types: ["code"],
    redirect_uris: ["https://stands-in.invalid/"],
    id_token_signed_response_alg: application.signingAlgorithm,
    application,
    organization,
  };
}

/** An API client as the provider's client: it gets tokens for the API and nothing else. */
export function apiClientMetadata(apiClient: LiveClient): AllClientMetadata {
  return {
    client_id: apiClient.id,
    client_name: apiClient.name,
    client_secret: hidden,
    token_endpoint_auth_method: "client_secret_basic",
    grant_types: ["client_credentials"],
    response_types: [],
    redirect_uris: [],
    apiClient,
  };
}

/** The API client behind a client that apiClientMetadata described; null: an application is. */
export function apiClientOf(client: Client): LiveClient | null {
  return (client as unknown as { apiClient?: LiveClient }).apiClient ?? null;
}

/** An application, and the organization its templates are expanded for; null: for none, so that none fits. */
export function scopedApplication(client: Client) {
  const { application, organization } = client as unknown as ReturnType<typeof clientMetadata>;
  return { application, organization } as { application: ApplicationWithSecrets; organization: RedirectOrganization };
}

/** The application behind a client that clientMetadata described. */
export function applicationOf(client: Client): ApplicationWithSecrets {
  return (client as unknown as { application: ApplicationWithSecrets }).application;
}

/** What a client may do in the API by itself: nothing, if it is an application that operators gave no scopes. */
export function apiScopesOf(client: Client): readonly Scope[] {
  return apiClientOf(client)?.scopes ?? applicationOf(client).apiScopes.filter(isScope);
}

/** What an application's access tokens say they are for. */
export function audienceOf({ audience, id }: Application): string {
  return audience ?? id;
}

/** The name of an application's audience inside the provider, which takes only addresses for one (RFC 8707). */
export function resourceOf({ id }: Application): string {
  return `urn:foyer:application:${id}`;
}

/** What the runner tells every test about the server under test; scripts/e2e-server.ts starts it and sets these. */
function required(name: "E2E_BASE_URL" | "E2E_DATABASE_URL" | "E2E_OIDC_ISSUER" | "E2E_DNS_ZONE"): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: end-to-end tests are started by npm test.`);
  return value;
}

export const target = {
  /** Origin of the Foyer under test, without a trailing slash. */
  get baseUrl() {
    return required("E2E_BASE_URL").replace(/\/$/, "");
  },
  /** Its database, with rights to create others beside it. */
  get databaseUrl() {
    return required("E2E_DATABASE_URL");
  },
  /** The loopback identity provider it trusts (identity-provider.ts). */
  get issuer() {
    return required("E2E_OIDC_ISSUER");
  },
  /** The folder that the DNS server it asks answers from (testing/dns-server.ts). */
  get zone() {
    return required("E2E_DNS_ZONE");
  },
};

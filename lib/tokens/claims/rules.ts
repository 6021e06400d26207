import type { Checked } from "#lib/checked";
import { checkMetadataKey } from "#lib/organizations/rules";
import type { Audience, ClaimDefinition, ClaimFacts, Subject } from "./types.ts";

/** What tokens say of a person and their organization, as pure functions. Whatever is about the token itself is the provider's. */

/** What a path may name, and where that is among the facts. `metadata.{key}` is beside them. */
const fields = {
  organization: { id: "id", external_id: "externalId", display_name: "displayName", slug: "slug" },
  user: {
    id: "id",
    external_id: "externalId",
    email: "email",
    name: "name",
    given_name: "givenName",
    family_name: "familyName",
  },
} as const;

/** Names that Foyer or a standard gives a meaning. A claim of an operator's that took one would be believed as if it had it. */
const reserved = new Set(
  [
    // JSON Web Token (RFC 7519) and OpenID Connect.
    "iss sub aud exp nbf iat jti azp nonce auth_time at_hash c_hash s_hash acr amr sid sub_jwk",
    "name given_name family_name middle_name nickname preferred_username profile picture website email email_verified gender",
    "birthdate zoneinfo locale phone_number phone_number_verified address updated_at _claim_names _claim_sources",
    "verified_claims place_of_birth nationalities birth_family_name birth_given_name birth_middle_name salutation title msisdn",
    "also_known_as events sub_id toe txn urn:openid:params:jwt:claim:rt_hash",
    // OAuth: access tokens (RFC 9068), introspection, exchange, proof of possession, rich requests.
    "client_id scope scopes roles groups entitlements cnf act may_act authorization_details token_introspection token_type active",
    "username htm htu ath atc cnonce exi ace_profile at_use_nbr grant_id",
    // Others of the registry of JSON Web Token claims.
    "vot vtm attest origid orig dest mky rph jcard div opt vc vp sph rcd rcdi crn msgi sip_from_tag sip_date sip_callid",
    "sip_cseq_num sip_via_branch eat_nonce ueid sueids oemid hwmodel hwversion oemboot dbgstat location eat_profile submods uptime",
    "bootcount bootseed dloas swname swversion manifests measurements measres intuse cdniv cdnicrit cdniip cdniuc cdniets cdnistt",
    "cdnistd sig_val_claims rdap_allowed_purposes rdap_dnt_allowed geohash _sd _sd_alg sd_hash vct vct#integrity status",
    "consumerplmnid consumersnpnid producerplmnid producersnpnid nfinstanceid nftype",
    // Foyer's own.
    "oid xoid xuid permissions role permission org_id organization_id user_id",
  ]
    .join(" ")
    .split(" "),
);

// Also what every object has: a reader that looks a claim up by name must not find, or lose, something else.
const inherited = new Set(
  [...Object.getOwnPropertyNames(Object.prototype), "prototype"].map((name) => name.toLowerCase()),
);

/** Whether a name means something already, in whatever case: some readers of tokens do not tell cases apart. */
export function isReservedClaim(name: string): boolean {
  const plain = name.toLowerCase();
  return reserved.has(plain) || inherited.has(plain);
}

const longestName = 100;
/** How many claims operators may add: an access token, with all permissions of a role, stays below 16 KB. */
export const mostClaims = 10;

/** Checks the name of a claim of an operator's own. An address for one (`https://orion.example/plan`) is a name too. */
export function checkClaimName(raw: string): Checked {
  if (raw === "") return { ok: false, message: "Type a name, such as plan." };
  if (raw.length > longestName) return { ok: false, message: `Use ${longestName} characters or fewer.` };
  if (!/^[a-zA-Z][a-zA-Z0-9_.:/-]*$/.test(raw)) {
    return { ok: false, message: "Begin with a letter; then letters from a to z, digits and _ . : / - only." };
  }
  if (isReservedClaim(raw)) {
    return { ok: false, message: `“${raw}” has a meaning of its own in tokens. Choose another name.` };
  }
  return { ok: true, value: raw };
}

type Path =
  | { of: "organization"; field: keyof (typeof fields)["organization"]; key: null }
  | { of: "user"; field: keyof (typeof fields)["user"]; key: null }
  | { of: "organization" | "user"; field: "metadata"; key: string };

/** The parts of a path, or null. A key of metadata may hold anything, dots too: it is all that follows. */
function pathOf(raw: string): Path | null {
  const [, of, field = "", key] = /^(organization|user)\.([a-z_]+)(?:\.(.+))?$/s.exec(raw) ?? [];
  if (of !== "organization" && of !== "user") return null;
  if (field === "metadata") return key !== undefined && checkMetadataKey(key).ok ? { of, field, key } : null;
  return key === undefined && Object.hasOwn(fields[of], field) ? ({ of, field, key: null } as Path) : null;
}

/** Every path but those into metadata. */
export const claimPaths: readonly string[] = Object.entries(fields).flatMap(([of, named]) =>
  Object.keys(named).map((field) => `${of}.${field}`),
);

/** Checks where a claim takes its value from. */
export function checkClaimPath(raw: string): Checked {
  if (raw === "") return { ok: false, message: "Type a path, such as organization.metadata.plan." };
  const key = /^(?:organization|user)\.metadata\.(.*)$/s.exec(raw)?.[1];
  if (key) {
    const checkedKey = checkMetadataKey(key);
    return checkedKey.ok ? { ok: true, value: raw } : checkedKey;
  }
  if (!pathOf(raw)) {
    return {
      ok: false,
      message: `Use ${claimPaths.join(", ")}, or a key after organization.metadata. or user.metadata.`,
    };
  }
  return { ok: true, value: raw };
}

function valueAt(path: Path, facts: ClaimFacts): unknown {
  if (path.field === "metadata") {
    const { metadata } = facts[path.of];
    return Object.hasOwn(metadata, path.key) ? metadata[path.key] : null;
  }
  return path.of === "organization"
    ? facts.organization[fields.organization[path.field]]
    : facts.user[fields.user[path.field]];
}

/**
 * The claims that operators added, with what they come to for these facts. One that comes to nothing is left out; so is one whose name
 * has been reserved since it was added.
 */
export function customClaims(definitions: readonly Pick<ClaimDefinition, "name" | "path">[], facts: ClaimFacts) {
  const claims = definitions.flatMap(({ name, path: raw }): [string, string][] => {
    const path = isReservedClaim(name) ? null : pathOf(raw);
    const value = path && valueAt(path, facts);
    return typeof value === "string" && value !== "" ? [[name, value]] : [];
  });
  return Object.fromEntries(claims) as Record<string, string>;
}

/**
 * What an application may learn with its scopes, also by claims of an operator's own: names with `profile`, the address with `email`.
 * An address that nobody proved is in no such claim, where nothing beside it says so.
 */
function learned({ organization, user }: ClaimFacts, scopes: ReadonlySet<string>): ClaimFacts {
  const { name, givenName, familyName } = user;
  return {
    organization,
    user: {
      ...user,
      email: scopes.has("email") && user.emailVerified ? user.email : "",
      ...(scopes.has("profile") ? { name, givenName, familyName } : { name: null, givenName: null, familyName: null }),
    },
  };
}

/** What operators' claims tell an application with its scopes, in whichever token: it is said to whoever is asked for consent. */
export function addedClaims(subject: Subject, scopes: ReadonlySet<string>): Record<string, string> {
  return customClaims(subject.claims, learned(subject, scopes));
}

/** The claims without those that are not known. */
function known(claims: Record<string, string | null>) {
  return Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== null && value !== ""));
}

/** What an ID token says, beyond what is about the token itself (iss, sub, aud, iat, exp, hashes, nonce, auth_time). */
export function idTokenClaims(subject: Subject, { clientId, scopes }: Audience): Record<string, unknown> {
  const { organization, user, sessionId, claims } = subject;
  const { name, givenName, familyName } = user;
  const own = claims.filter(({ inIdToken }) => inIdToken);
  return {
    ...customClaims(own, learned(subject, scopes)),
    client_id: clientId,
    azp: clientId,
    sid: sessionId,
    oid: organization.id,
    ...(scopes.has("email") && { email: user.email, email_verified: user.emailVerified }),
    ...(scopes.has("profile") && known({ name, given_name: givenName, family_name: familyName })),
  };
}

/** What an access token says, beyond what is about the token itself (iss, sub, aud, client_id, iat, nbf, exp, jti, scope). */
export function accessTokenClaims(subject: Subject, { scopes }: Pick<Audience, "scopes">): Record<string, unknown> {
  const { organization, user, sessionId, role, permissions, claims } = subject;
  const own = claims.filter(({ inAccessToken }) => inAccessToken);
  return {
    ...customClaims(own, learned(subject, scopes)),
    sid: sessionId,
    oid: organization.id,
    roles: [role],
    permissions: [...permissions],
    ...known({ xoid: organization.externalId, xuid: user.externalId }),
  };
}

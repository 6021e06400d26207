import { z } from "zod";
import { OrganizationService } from "#lib/api/contract";
import { operation } from "#lib/api/operation";
import type { InstallationContext } from "#lib/auth/context";
import { setFeatures, setMaxUsers } from "#lib/organizations/operations/mutations";
import { mostFeatures } from "#lib/organizations/operations/rules";
import { findRecord } from "#lib/organizations/records/queries";
import { hasUnseen } from "#lib/organizations/rules";
import { installationPolicy } from "#lib/sessions/queries";
import { answerOrganization, noSuchOrganization, oneOrganizationOut, organizationIdOf } from "./organization.ts";
import { idSchema } from "./shapes.ts";

/** What back-ends settle for an organization: OrganizationService of the contract. */

const service = OrganizationService;
const [read, write] = ["organizations:read", "organizations:write"] as const;

const feature = z.strictObject({
  name: z
    .string({ error: "A name is needed." })
    .min(1, "A name is needed.")
    .max(100, "Use 100 characters or fewer.")
    .refine((name) => !hasUnseen(name), "Remove the invisible or control characters."),
  enabled: z.boolean({ error: "Send true or false." }).default(false),
});
const updateSettings = operation({
  service,
  method: "updateOrganizationSettings",
  scope: write,
  summary: "Switch features of an organization on or off",
  rest: [{ method: "patch", path: "/organizations/{id}/settings", body: "settings" }],
  input: z.strictObject({
    id: idSchema,
    settings: z
      .strictObject({
        features: z.array(feature).max(mostFeatures, `Send ${mostFeatures} features or fewer.`).default([]),
      })
      .default({ features: [] }),
  }),
  output: oneOrganizationOut,
  run: async ({ context }, { id: given, settings }) => {
    const id = await organizationIdOf(context, { id: given });
    await setFeatures(context, id, settings.features);
    return answerOrganization(context, { id });
  },
});

const userManagement = z
  .object({ max_allowed_users: z.int().nullish() })
  .meta({ id: "UserManagementSettings", description: "null: any number." });
const userManagementOut = z.object({ settings: userManagement });
const userManagementPath = "/organizations/{organization_id}/settings/usermanagement";

const upsertUserManagement = operation({
  service,
  method: "upsertUserManagementSettings",
  scope: write,
  summary: "Say how many people an organization may have",
  rest: [{ method: "patch", path: userManagementPath, body: "*" }],
  input: z.strictObject({
    organization_id: idSchema,
    settings: z
      .strictObject({
        max_allowed_users: z
          .int({ error: "Send a whole number." })
          .min(0, "Send 0 or more.")
          .max(2_147_483_647, "Send less.")
          .nullish(),
      })
      .default({}),
  }),
  output: userManagementOut,
  run: async ({ context }, { organization_id: given, settings }) => {
    const id = await organizationIdOf(context, { id: given });
    await setMaxUsers(context, id, settings.max_allowed_users ?? null);
    return readUserManagement(context, id);
  },
});

async function readUserManagement(context: InstallationContext, id: string) {
  const record = await findRecord(context, { id });
  if (!record) throw noSuchOrganization();
  return { settings: record.maxUsers === null ? {} : { max_allowed_users: record.maxUsers } };
}

const getUserManagement = operation({
  service,
  method: "getOrganizationUserManagementSetting",
  scope: read,
  summary: "Read how many people an organization may have",
  rest: [{ method: "get", path: userManagementPath }],
  input: z.strictObject({ organization_id: idSchema }),
  output: userManagementOut,
  run: ({ context }, { organization_id: id }) => readUserManagement(context, id),
});

const timeoutsOut = {
  absolute_session_timeout: z.int().meta({ description: "After it people sign in again." }),
  absolute_session_timeout_unit: z.literal("MINUTES"),
  idle_session_timeout_enabled: z.boolean(),
  idle_session_timeout: z.int().meta({ description: "When nobody used the session for so long, too." }),
  idle_session_timeout_unit: z.literal("MINUTES"),
};

type Timeouts = z.input<z.ZodObject<typeof timeoutsOut>>;

const timeoutsOf = ({ absolute, idle }: ReturnType<typeof installationPolicy>): Timeouts => ({
  absolute_session_timeout: absolute,
  absolute_session_timeout_unit: "MINUTES",
  idle_session_timeout_enabled: true,
  idle_session_timeout: idle,
  idle_session_timeout_unit: "MINUTES",
});

const getSessionPolicy = operation({
  service,
  method: "getOrganizationSessionPolicy",
  scope: read,
  summary: "Read how long sessions last in an organization",
  rest: [{ method: "get", path: "/organizations/{organization_id}/session-policy" }],
  input: z.strictObject({ organization_id: idSchema }),
  output: z.object({
    policy: z.object({
      policy_source: z.literal("APPLICATION").meta({ description: "APPLICATION: as in the whole installation." }),
      ...timeoutsOut,
    }),
  }),
  run: async ({ context }, { organization_id: id }) => {
    await organizationIdOf(context, { id });
    return { policy: { policy_source: "APPLICATION" as const, ...timeoutsOf(installationPolicy(context)) } };
  },
});

const getApplicationPolicy = operation({
  service,
  method: "getApplicationSessionPolicy",
  scope: read,
  summary: "Read how long sessions last where an organization does not say otherwise",
  rest: [{ method: "get", path: "/organizations/{organization_id}/application-session-policy" }],
  input: z.strictObject({ organization_id: idSchema }),
  output: z.object({
    application_policy: z.object({
      ...timeoutsOut,
      access_token_expiry: z.int().meta({ description: "In minutes." }),
    }),
  }),
  run: async ({ context }, { organization_id: id }) => {
    await organizationIdOf(context, { id });
    const policy = installationPolicy(context);
    return { application_policy: { ...timeoutsOf(policy), access_token_expiry: policy.accessToken } };
  },
});

export const organizationSettingsOperations = [
  updateSettings,
  upsertUserManagement,
  getUserManagement,
  getSessionPolicy,
  getApplicationPolicy,
];

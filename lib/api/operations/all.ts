import type { Operation } from "#lib/api/operation";
import { domainOperations } from "./domains.ts";
import { membershipOperations } from "./memberships.ts";
import { organizationSettingsOperations } from "./organization-settings.ts";
import { organizationOperations } from "./organizations.ts";
import { permissionOperations } from "./permissions.ts";
import { portalLinkOperations } from "./portal-links.ts";
import { roleOperations } from "./roles.ts";
import { sessionOperations } from "./sessions.ts";
import { userOperations } from "./users.ts";

/** Everything the API does. */
export const operations: readonly Operation[] = [
  ...organizationOperations,
  ...organizationSettingsOperations,
  ...portalLinkOperations,
  ...userOperations,
  ...membershipOperations,
  ...roleOperations,
  ...permissionOperations,
  ...domainOperations,
  ...sessionOperations,
];

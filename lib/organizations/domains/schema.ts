import { z } from "zod";
import { checked } from "#lib/checked";
import { checkDomain } from "./rules.ts";

/** What needs lists or the database (shared endings, mail services, taken) is judged by addDomain. */
export const addDomainSchema = z.object({ domain: checked(checkDomain, "Type a domain.") });

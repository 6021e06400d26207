import { z } from "zod";

/** What the danger zone asks for: the name, typed. Whether it is the right one is judged under the organization's lock. */
export const deleteOrganizationSchema = z.object({ confirmation: z.string().max(4_000).default("") });

export type DeleteOrganization = z.output<typeof deleteOrganizationSchema>;

import { z } from "zod";

/** Which secret, by its hash. */
export const removeSecretSchema = z.object({ hash: z.string().max(64).default("") });

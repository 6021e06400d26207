import { prepareSchema } from "./database.ts";
import { run } from "./explain.ts";
import { withDatabase } from "./with-database.ts";

// `npm run keys:rotate`: new keys to sign tokens with. They are published at once and sign an hour from now; the old ones stay
// published, so that nothing they signed becomes invalid.

await run(async () => {
  await withDatabase("keys:rotate", rotate, { secret: true });
});
process.exit(0);

async function rotate(url: string): Promise<void> {
  await prepareSchema(url);
  const { rotateSigningKeys } = await import("#lib/tokens/keys/mutations");
  await rotateSigningKeys();
  process.stdout.write("New keys are published. They sign an hour from now.\n");
}

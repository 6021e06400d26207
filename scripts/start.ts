import { run } from "./explain.ts";
import { serve } from "./serve.ts";

await run(() => serve("production"));
process.exit(0);

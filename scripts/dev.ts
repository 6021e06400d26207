import { run } from "./explain.ts";
import { serve } from "./serve.ts";

await run(() => serve("development"));
process.exit(0);

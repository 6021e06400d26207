import type { FormAction } from "#lib/action";
import { mostSecrets } from "#lib/client-secrets/rules";
import type { ClientSecret } from "#lib/client-secrets/types";
import { relativeTime } from "@/components/ui/relative-time";
import { Section } from "@/components/ui/section";
import { Secrets } from "./secrets";

type ClientSecretsProps = {
  /** What kind of client has them, in words. */
  owner: string;
  secrets: readonly ClientSecret[];
  /** What it means that there is none. */
  without: string;
  addAction: FormAction;
  removeAction: FormAction;
};

/** The secrets of one client, on its page. */
export function ClientSecrets({ owner, secrets, ...rest }: ClientSecretsProps) {
  return (
    <Section id="secrets" title="Client secrets" aside={`${mostSecrets} at most`}>
      <p className="max-w-measure text-ink-2">
        To replace one, add another, give it to the {owner}, and then remove the old one.
      </p>
      <Secrets secrets={secrets.map(describe)} isFull={secrets.length >= mostSecrets} {...rest} />
    </Section>
  );
}

/** What a page says of a secret that was shown before. */
function describe({ hash, hint, createdAt, lastUsedAt }: ClientSecret) {
  const used = lastUsedAt ? `used ${relativeTime(lastUsedAt, "long")}` : "never used";
  return { hash, hint, detail: `Created ${relativeTime(createdAt, "long")}, ${used}` };
}

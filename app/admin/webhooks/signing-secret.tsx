import { SecretOnce } from "../secret-once";

/** The secret of an endpoint, right after it was made. */
export function SigningSecret({ secret }: { secret: string }) {
  return (
    <SecretOnce
      secret={secret}
      label="Signing secret"
      hint="Keep it where the receiver verifies signatures. Nobody is shown it again; rotate it when it is lost."
    />
  );
}

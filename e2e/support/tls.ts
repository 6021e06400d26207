import { certificateIn, makeCertificate } from "../../testing/certificate.ts";
import { type FoyerProcess, startFoyer } from "./foyer-process.ts";
import { temporaryFolder } from "./postgres.ts";

export type TlsFoyer = FoyerProcess & {
  /** What a client has to trust, in PEM and as a file. */
  cert: string;
  certFile: string;
  /** Puts another certificate in its files, as a renewal does. Returns it. */
  renew(): Promise<string>;
};

/** startFoyer, with TLS on its port: its `url` begins with https://localhost, its certificate is self-signed. */
export async function startTlsFoyer(variables: Record<string, string>): Promise<TlsFoyer> {
  const folder = temporaryFolder();
  const made = await makeCertificate();
  const files = certificateIn(folder.path, made);
  const server = await startFoyer({ ...files, ...variables });
  server.ended.then(folder.remove);
  return {
    ...server,
    cert: made.cert,
    certFile: files.TLS_CERT_FILE,
    renew: async () => {
      const renewed = await makeCertificate();
      certificateIn(folder.path, renewed);
      return renewed.cert;
    },
  };
}

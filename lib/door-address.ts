import { env } from "#lib/env";

/** Where a door opens, in parts for showing and whole for copying and linking. */
export type DoorAddress = {
  /** What stands before the slug and after it, as "foyer.example/login/" and "". */
  before: string;
  after: string;
  /** All of it as people say it: without the scheme. */
  label: string;
  url: string;
};

/** The address of an organization's door. With an empty slug: the frame that a form writes the slug into. */
export function doorAddress(slug: string): DoorAddress {
  const before = `${new URL(env.APP_URL).host}/login/`;
  return { before, after: "", label: `${before}${slug}`, url: `${env.APP_URL}/login/${slug}` };
}

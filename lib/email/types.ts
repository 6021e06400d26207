/** A message ready to send: always to one proven-shape address, in text and HTML. */
export type Message = { to: string; subject: string; text: string; html: string };

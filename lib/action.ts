import { unstable_rethrow } from "next/navigation";
import { ZodError, type z } from "zod";
import { isUnavailable } from "#db/errors";
import type { InstallationContext } from "#lib/auth/context";
import { type Membership, type Portal, requireMember, requireOperator, requirePortal } from "#lib/auth/gates";
import { AppError, type FieldErrors } from "#lib/errors";
import { newId, type OrganizationId } from "#lib/ids";
import { logUnexpected } from "#lib/logger";
import { lookupKey } from "#lib/lookup-key";

/** What a form shows after it was sent: errors at their fields, what was typed, or that it was saved. */
export type ActionState = {
  status: "idle" | "error" | "saved";
  /** For the whole form; errors of one field are in `fields`. */
  message?: string;
  fields?: FieldErrors;
  /** A secret that was made, and for what. It is shown with this answer and never again. */
  made?: { id: string; secret: string };
  /** The text that was typed, so that a page without JavaScript keeps it. Never files or secrets. */
  values?: Record<string, string>;
};

/** A server action as a form calls it: what organizationAction and operatorAction make, with its slug or id bound, too. */
export type FormAction = (state: ActionState, form: FormData) => Promise<ActionState>;

type Run<C, S extends z.ZodType> = (
  caller: C,
  input: z.output<S>,
  form: FormData,
) => Promise<Partial<ActionState> | undefined>;

/**
 * What the domain would refuse besides, so that a form which is refused by the schema, or before the domain was asked (a picture that
 * cannot be read), says all of it at once: the schema is in the browser too, where big lists are not.
 */
type AlsoWrong<C> = (caller: C, values: Readonly<Record<string, string>>) => FieldErrors;

/**
 * A server action: the gate first (it may redirect), then the form parsed by `schema`, then one domain call. Refusals come back
 * as state; redirects pass through; anything unknown is logged under an id and shown as that id.
 */
export function action<C, S extends z.ZodType>(
  gate: () => Promise<C>,
  schema: S,
  run: Run<C, S>,
  alsoWrong?: AlsoWrong<C>,
) {
  return async (_: ActionState, form: FormData): Promise<ActionState> =>
    answer(await gate(), schema, run, form, alsoWrong);
}

/** As action, in one organization: the page binds its slug, and the gate reads the membership at every call. */
export function organizationAction<S extends z.ZodType>(
  schema: S,
  run: Run<Membership, S>,
  alsoWrong?: AlsoWrong<Membership>,
) {
  return async (slug: string, _: ActionState, form: FormData): Promise<ActionState> =>
    answer(await requireMember(String(slug)), schema, run, form, alsoWrong);
}

/** As organizationAction, in the portal of the link whose id the page binds. */
export function portalAction<S extends z.ZodType>(schema: S, run: Run<Portal, S>) {
  return async (id: string, _: ActionState, form: FormData): Promise<ActionState> =>
    answer(await requirePortal(String(id)), schema, run, form);
}

/**
 * Work behind a button without fields: what it says of how it went, as the query of the page that is drawn again; `refused` when
 * it was not done, and "" when there was nothing to do any more.
 */
export async function outcomeOf(work: () => Promise<string>, refused: string): Promise<string> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ZodError) return refused;
    if (!(error instanceof AppError)) throw error;
    // Gone already, or not theirs to do any more: the page shows how it is.
    return error.code === "not_found" || error.code === "forbidden" ? "" : refused;
  }
}

/** What an operator acts with, and on which thing. */
export type Operation<Id extends string = OrganizationId> = { context: InstallationContext; id: Id };

/**
 * As action, for operators and about one thing, an organization unless `run` says otherwise: the page binds its id, which is only
 * text until a row is found by it.
 */
export function operatorAction<S extends z.ZodType, Id extends string = OrganizationId>(
  schema: S,
  run: Run<Operation<Id>, S>,
) {
  return async (bound: string, _: ActionState, form: FormData): Promise<ActionState> => {
    const context = await requireOperator();
    return answer({ context, id: lookupKey(String(bound)) as Id }, schema, run, form);
  };
}

async function answer<C, S extends z.ZodType>(
  caller: C,
  schema: S,
  run: Run<C, S>,
  form: FormData,
  alsoWrong?: AlsoWrong<C>,
): Promise<ActionState> {
  // A script may call an action with anything at all.
  if (!(form instanceof FormData))
    return { status: "error", message: "That form did not arrive whole. Send it again." };
  const values = textOf(form);
  const parsed = schema.safeParse(values);
  const refuse = (said: Pick<ActionState, "message" | "fields">): ActionState => ({
    ...said,
    status: "error",
    fields: { ...alsoWrong?.(caller, values), ...said.fields },
    values,
  });
  if (!parsed.success) return refuse({ fields: firstIssues(parsed.error) });
  try {
    return { status: "saved", ...(await run(caller, parsed.data, form)) };
  } catch (error) {
    unstable_rethrow(error);
    return refuse(explain(error));
  }
}

/** Fields of a form as text, the first of a name; of a file its name, so that a page can ask for it again. React's own are left out. */
function textOf(form: FormData): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [name, value] of form) {
    if (name.startsWith("$")) continue;
    if (typeof value === "string") values[name] ??= value;
    else if (value.size > 0) values[name] ??= value.name;
  }
  return values;
}

function firstIssues(error: z.ZodError): FieldErrors {
  const fields: Record<string, string> = {};
  for (const issue of error.issues) fields[String(issue.path[0] ?? "form")] ??= issue.message;
  return fields;
}

/** An error in words for the person. Messages of unknown errors hold SQL and parameters: they never leave, not even to the log. */
function explain(error: unknown): Pick<ActionState, "message" | "fields"> {
  if (error instanceof AppError) return error.fields ? { fields: error.fields } : { message: error.message };
  if (isUnavailable(error)) return { message: "Foyer cannot reach its database just now. Try again in a minute." };
  return {
    message: `Something went wrong on our side. If it happens again, tell us this number: ${logUnknown(error)}.`,
  };
}

/** Logs an unknown error under a new id and returns the id. */
function logUnknown(error: unknown): string {
  const id = newId("err");
  logUnexpected(error, { id });
  return id;
}

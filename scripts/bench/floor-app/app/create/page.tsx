import { create } from "./actions";

export const dynamic = "force-dynamic";

export default function CreatePage() {
  return (
    <form action={create}>
      <input name="displayName" />
      <input name="slug" />
      <button type="submit">Create</button>
    </form>
  );
}

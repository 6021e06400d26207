export type Scope =
  | "organizations:read"
  | "organizations:write"
  | "users:read"
  | "users:write"
  | "roles:read"
  | "roles:write"
  | "domains:read"
  | "domains:write"
  | "sessions:read"
  | "sessions:write";
